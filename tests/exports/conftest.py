from tests.services.fixtures import clock, empty, empty_file, few, few_file, network, sample_file

__all__ = ["clock", "empty", "empty_file", "few", "few_file", "network", "sample_file"]
