"""Fixtures shared by the tests of services, analytics, tables and pages."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from readiness.services.workspace import Workspace
from tests.services.workspaces import (
    FEW,
    StandingClock,
    copied,
    only,
    sample,
    workspace_on,
    write_file,
)

OpenFile = Callable[[Path], Workspace]


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the 24 sites of the sample; copy it before writing."""
    return write_file(tmp_path_factory.mktemp("sample") / "sample.db", sample())


@pytest.fixture(scope="session")
def few_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with one site of each level, one never assessed and one in progress."""
    return write_file(tmp_path_factory.mktemp("few") / "few.db", only(sample(), FEW))


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database without sites."""
    return write_file(tmp_path_factory.mktemp("empty") / "empty.db")


@pytest.fixture(scope="module")
def network(sample_file: Path) -> Iterator[Workspace]:
    """The sample network, to read from only."""
    workspace = workspace_on(sample_file)
    with workspace.ledger:
        yield workspace


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def few(few_file: Path, tmp_path: Path, clock: StandingClock) -> Iterator[Workspace]:
    """A few sites, to write to."""
    workspace = workspace_on(copied(few_file, tmp_path / "readiness.db"), clock)
    with workspace.ledger:
        yield workspace


@pytest.fixture
def empty(empty_file: Path, tmp_path: Path, clock: StandingClock) -> Iterator[Workspace]:
    """No sites, to write to."""
    workspace = workspace_on(copied(empty_file, tmp_path / "empty.db"), clock)
    with workspace.ledger:
        yield workspace
