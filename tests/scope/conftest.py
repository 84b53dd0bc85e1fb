from tests.services.fixtures import few_file

__all__ = ["few_file"]
