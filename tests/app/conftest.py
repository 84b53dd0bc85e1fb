from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from readiness.services.workspace import Workspace
from readiness.ui import context
from tests.services.fixtures import clock, empty_file, few_file, sample_file
from tests.services.workspaces import StandingClock, copied, opened_quickly

__all__ = ["clock", "empty_file", "few_file", "sample_file"]

Use = Callable[[Path], Workspace]


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch, clock: StandingClock) -> Iterator[Use]:
    """Lets the pages use a database, with the clock of the test.

    A workspace is kept for the whole process, as in a running app: a file that is only read
    from is opened once.
    """
    monkeypatch.setattr(context, "open_workspace", lambda path, *_: opened_quickly(path, clock))

    def used(path: Path) -> Workspace:
        monkeypatch.setenv("READINESS_DB", str(path))
        workspace = context.workspace(str(path))
        workspace.clock = clock
        return workspace

    return used


@pytest.fixture
def few(few_file: Path, tmp_path: Path, use: Use) -> Iterator[Workspace]:
    """The pages on a few sites, to write to."""
    workspace = use(copied(few_file, tmp_path / "readiness.db"))
    yield workspace
    workspace.ledger.close()


@pytest.fixture
def nothing(empty_file: Path, tmp_path: Path, use: Use) -> Iterator[Workspace]:
    """The pages on an empty database, to write to."""
    workspace = use(copied(empty_file, tmp_path / "readiness.db"))
    yield workspace
    workspace.ledger.close()


@pytest.fixture
def sample(sample_file: Path, use: Use) -> Workspace:
    """The pages on the sample network, to read from only."""
    return use(sample_file)


@pytest.fixture(scope="session", autouse=True)
def _close_what_the_pages_opened() -> Iterator[None]:
    yield
    context.workspace.clear()
