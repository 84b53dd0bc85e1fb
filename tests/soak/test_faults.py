"""Faults in mid-save by real means: one clear message, what was typed stays, saving works again.

Disks are small ones that the tests mount, which takes root; where that is not allowed they fail.
Without restarting the app, each form is saved once its fault is over.
"""

import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import event

from readiness.domain.assessment import Batch
from readiness.errors import LedgerError
from readiness.ledger import moved, open_ledger
from readiness.services.workspace import Workspace
from readiness.ui import context
from tests.app.conftest import Use, use
from tests.app.forms import FORMS, GONE, NOTE, field, keeps_what_was_typed, recorded
from tests.app.screens import PAGES, button, opened, said, title
from tests.ledger.test_faults import as_nobody, public
from tests.relays import Relay, relay
from tests.servers import PASSWORD, Cluster, running_cluster, stop
from tests.services.fixtures import clock, few_file, server_at
from tests.services.workspaces import (
    FEW,
    NOT_READY,
    an_answer,
    copied,
    only,
    sample,
    write_file,
)
from tests.soak.test_crashes import start_again

__all__ = ["clock", "few_file", "public", "use"]
every_form = pytest.mark.parametrize("name", FORMS)
A_NOTE = FORMS["a note on Assess"]
FULL = "The disk is full; nothing was saved. Free some space and save again."


@contextmanager
def disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A disk of that size."""
    folder.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    mounted = subprocess.run(["mount", *options], capture_output=True, text=True)
    if mounted.returncode:
        pytest.fail(f"no small disk can be mounted here, which takes root: {mounted.stderr}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Write until the disk is full; the file to remove when it is to have space again."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"x" * 4096)
    return ballast


@pytest.fixture
def used(use: Use) -> Iterator[Callable[[object], Workspace]]:
    with ExitStack() as stack:

        def opened_there(target: object) -> Workspace:
            workspace = use(target)  # type: ignore[arg-type]
            stack.callback(context.workspace.clear)
            stack.callback(workspace.ledger.close)
            return workspace

        yield opened_there


Open = Callable[[object], Workspace]


# --- A full disk


@every_form
def test_on_a_full_disk_a_form_keeps_what_was_typed(
    name: str, few_file: Path, tmp_path: Path, used: Open
) -> None:
    with disk(tmp_path / "disk", 8) as place:
        workspace = used(copied(few_file, place / "readiness.db"))
        told = keeps_what_was_typed(
            FORMS[name], workspace, lambda: fill(place), (place / "ballast").unlink
        )
        workspace.ledger.close()
    assert FULL in told


def test_on_a_full_disk_of_the_server_a_form_keeps_what_was_typed(
    few_file: Path, tmp_path: Path, used: Open
) -> None:
    """What is left in pages that are there already is used up first."""
    place = Path("/tmp") / f"readiness-disk-{os.getpid()}"
    with (
        disk(place, 200),
        running_cluster({"fsync": "on", "full_page_writes": "on"}, place / "cluster") as cluster,
    ):
        workspace = used(cluster.address(few_in(cluster, few_file)))
        ledger = workspace.ledger

        def begin() -> int:
            fill(place)
            with pytest.raises(LedgerError, match="disk of the database server is full"):
                use_up(workspace)
            return recorded(workspace, "responses")

        told = keeps_what_was_typed(A_NOTE, workspace, begin, (place / "ballast").unlink)
        ledger.close()
    place.rmdir()
    assert "The disk of the database server is full; nothing was saved." in told


def use_up(workspace: Workspace) -> None:
    """Save other answers until the server has no room."""
    for number in range(2_000):
        answer = an_answer("C02", "yes", evidence=f"{number} {'x' * 2_000}")
        batch = Batch(responses=(answer._replace(recorded_at=workspace.clock()),))
        workspace.ledger.append(
            batch, recorded_by="Ana", recorded_at=workspace.clock(), action="test"
        )


# --- The network


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with running_cluster() as made:
        yield made


def few_in(cluster: Cluster, few_file: Path) -> str:
    """The name of a new database of a server with a few sites in it."""
    name = cluster.new_database()
    with open_ledger(few_file, create=False) as source, moved(source, server_at(cluster, name)):
        return name


@pytest.fixture
def wire(cluster: Cluster) -> Iterator[Relay]:
    with relay(cluster.port) as made:
        yield made


def over(wire: Relay, cluster: Cluster, few_file: Path) -> str:
    address = cluster.over_network(few_in(cluster, few_file))
    return address.replace(f":{cluster.port}/", f":{wire.port}/")


@every_form
def test_when_the_network_is_cut_a_form_keeps_what_was_typed(
    name: str, cluster: Cluster, few_file: Path, wire: Relay, used: Open
) -> None:
    workspace = used(over(wire, cluster, few_file))
    told = keeps_what_was_typed(FORMS[name], workspace, wire.cut, wire.mend)
    assert "does not answer" in told
    assert PASSWORD not in told


def test_when_the_network_swallows_everything_a_form_keeps_what_was_typed(
    cluster: Cluster, few_file: Path, wire: Relay, used: Open
) -> None:
    """Nothing ends and nothing comes: it takes a while until that is noticed."""
    workspace = used(over(wire, cluster, few_file))
    told = keeps_what_was_typed(A_NOTE, workspace, wire.swallow, wire.mend)
    assert "does not answer" in told


# --- The server is restarted


@every_form
def test_when_the_server_is_restarted_a_form_keeps_what_was_typed(
    name: str, cluster: Cluster, few_file: Path, used: Open
) -> None:
    workspace = used(cluster.address(few_in(cluster, few_file)))
    told = keeps_what_was_typed(
        FORMS[name],
        workspace,
        lambda: stop(cluster.processes[-1]),
        lambda: start_again(cluster),
    )
    assert "does not answer" in told


@pytest.mark.parametrize("before", [True, False], ids=["before the commit", "after the commit"])
def test_when_the_server_is_restarted_in_the_moment_of_saving_nothing_is_there_twice(
    cluster: Cluster, few_file: Path, used: Open, before: bool
) -> None:
    """At once there again: the page has the form, and says that nobody knows or that it is not."""
    workspace = used(cluster.address(few_in(cluster, few_file)))
    engine = workspace.ledger._engine
    app = A_NOTE.opens(workspace)
    restarted = []

    def restart(connection: object) -> None:
        if not restarted:
            restarted.append(True)
            if not before:
                connection.exec_driver_sql("COMMIT")  # type: ignore[attr-defined]
            stop(cluster.processes[-1])
            start_again(cluster)

    (key, text), *_ = NOTE.items()
    event.listen(engine, "commit", restart)
    try:
        field(app, key).set_value(text).run()
    finally:
        event.remove(engine, "commit", restart)
    assert list(app.exception) == []
    assert restarted
    there = [row.evidence for row in workspace.ledger.history(NOT_READY).responses["C01"]]
    if before:
        assert text not in there
        (told,) = said(app, "error")
        assert "in the very moment of saving: whether it was saved is not known" in told
        assert field(app, key).value == text
        button(app, "Save again").click().run()
    there = [row.evidence for row in workspace.ledger.history(NOT_READY).responses["C01"]]
    assert there.count(text) == 1
    assert workspace.ledger.verify() == ()


# --- What may not be written to


def test_a_folder_that_becomes_read_only_is_named_and_used_again_afterwards(
    public: Path, used: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As another user than root, who may write everywhere.

    What an app has open it can go on writing to: what it says is saved then has to be there.
    """
    path = write_file(public / "data" / "readiness.db", only(sample(), FEW))
    public.chmod(0o777)

    def locked(locked: bool) -> None:
        path.chmod(0o444 if locked else 0o666)
        path.parent.chmod(0o555 if locked else 0o777)

    def work() -> None:
        app = opened("assess", {"site": NOT_READY, "show": "full", "element": "E1"})
        assert title(app) == GONE, title(app)
        (told,) = said(app, "error")
        assert "cannot be written to" in told, told
        (public / "unlock").touch()
        while (public / "unlock").exists():
            time.sleep(0.02)
        button(app, "Try again").click().run()
        assert title(app) != GONE, said(app, "error")
        (public / "lock").touch()
        while (public / "lock").exists():
            time.sleep(0.02)
        (key, text), *_ = NOTE.items()
        field(app, key).set_value(text).run()
        if said(app, "error"):
            assert field(app, key).value == text
            raise RuntimeError(f"refused: {said(app, 'error')}")
        raise RuntimeError("saved")

    monkeypatch.setenv("READINESS_DB", str(path))
    context.workspace.clear()
    locked(True)
    with answering(public, locked):
        said_there = as_nobody(work)
    locked(False)
    assert said_there.startswith(("RuntimeError: saved", "RuntimeError: refused")), said_there
    workspace = used(path)
    there = [row.evidence for row in workspace.ledger.history(NOT_READY).responses["C01"]]
    assert (next(iter(NOTE.values())) in there) == said_there.startswith("RuntimeError: saved")
    assert workspace.ledger.verify() == ()


@contextmanager
def answering(folder: Path, lock: Callable[[bool], None]) -> Iterator[None]:
    """Does what another user's process asks for with a file: only root may."""
    ended = threading.Event()

    def answer() -> None:
        while not ended.is_set():
            for name in ("lock", "unlock"):
                if (folder / name).exists():
                    lock(name == "lock")
                    (folder / name).unlink()
            time.sleep(0.02)

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


@pytest.mark.parametrize("page", PAGES)
def test_every_page_comes_back_after_the_network_was_cut(
    page: str, cluster: Cluster, few_file: Path, wire: Relay, used: Open
) -> None:
    used(over(wire, cluster, few_file))
    app = opened(page, {"site": NOT_READY})
    before = title(app)
    wire.cut()
    app.run()
    assert title(app) == GONE
    wire.mend()
    button(app, "Try again").click().run()
    assert list(app.exception) == []
    assert title(app) == before
