import pytest

from tests.services.fixtures import (
    clock,
    empty,
    empty_file,
    few,
    few_file,
    few_on_server,
    network,
    sample_file,
)

__all__ = [
    "clock",
    "empty",
    "empty_file",
    "few",
    "few_file",
    "few_on_server",
    "network",
    "sample_file",
]

ON_BOTH = {"test_recording", "test_meeting"}
"""Modules whose tests of a few sites are run on a file and on a PostgreSQL server.

Not those that try many values: what they refuse never reaches a database.
"""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if (
        metafunc.module.__name__.rpartition(".")[2] in ON_BOTH
        and "few" in metafunc.fixturenames
        and metafunc.definition.get_closest_marker("parametrize") is None
    ):
        server = pytest.param("server", marks=pytest.mark.postgres)
        metafunc.parametrize("few", ["file", server], indirect=True)
