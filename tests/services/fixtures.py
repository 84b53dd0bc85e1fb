"""Fixtures shared by the tests of services, analytics, tables and pages."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from readiness.ledger import moved, open_ledger
from readiness.ledger.addresses import Server, address_of
from readiness.services.workspace import Workspace
from tests.servers import Cluster
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


@pytest.fixture(scope="session")
def few_on_server(postgres: Cluster, few_file: Path) -> str:
    """The name of a database with the same few sites; copy it before writing."""
    name = postgres.new_database()
    with open_ledger(few_file, create=False) as source, moved(source, server_at(postgres, name)):
        pass
    return name


@pytest.fixture
def few(
    request: pytest.FixtureRequest, few_file: Path, tmp_path: Path, clock: StandingClock
) -> Iterator[Workspace]:
    """A few sites, to write to: in a file, or where a test asks for it on a server."""
    with few_place(request, few_file, tmp_path) as place:
        workspace = workspace_on(place, clock)
        with workspace.ledger:
            yield workspace


@contextmanager
def few_place(
    request: pytest.FixtureRequest, few_file: Path, folder: Path
) -> Iterator[Path | Server]:
    """Where a few sites are, to write to; the parameter of the fixture says in what."""
    if getattr(request, "param", "file") == "file":
        yield copied(few_file, folder / "readiness.db")
        return
    cluster: Cluster = request.getfixturevalue("postgres")
    name = cluster.new_database(request.getfixturevalue("few_on_server"))
    yield server_at(cluster, name)
    cluster.drop(name)


def server_at(cluster: Cluster, name: str) -> Server:
    address = address_of(cluster.address(name))
    assert isinstance(address, Server)
    return address


@pytest.fixture
def empty(empty_file: Path, tmp_path: Path, clock: StandingClock) -> Iterator[Workspace]:
    """No sites, to write to."""
    workspace = workspace_on(copied(empty_file, tmp_path / "empty.db"), clock)
    with workspace.ledger:
        yield workspace
