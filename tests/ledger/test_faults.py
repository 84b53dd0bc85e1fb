"""What goes wrong outside the program, with real files: one clear sentence, nothing touched."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection

from readiness.domain.assessment import AssessmentEvent
from readiness.errors import LedgerError, ReadinessError
from readiness.ledger import Ledger, engines, migrations, open_ledger, restore
from tests.ledger.conftest import at, finding, of_files, response, save, site, stock
from tests.ledger.test_contract import ROOT, killed_after, start_writer

VERSIONS = Path(__file__).parent / "versions"
as_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs to become another user"
)
DRIVER_WORDS = ("sqlite3", "sqlalche.me", "Traceback", "OperationalError", "[SQL")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def closed(path: Path) -> Path:
    """A sound, closed ledger of two sites and 2,000 responses."""
    with open_ledger(path) as ledger:
        save(ledger, site("S1"), site("S2"))
        many = (response(criterion_id=f"C{n % 40:02}", minutes=n) for n in range(2_000))
        save(ledger, *many)
    return path


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


def refuse_to_open(path: Path, said: str, **options: bool) -> None:
    """Opening fails with this sentence, and every byte in the folder stays."""
    before = contents(path.parent)
    with pytest.raises(LedgerError, match=said) as refused:
        open_ledger(path, **options)
    assert not any(word in str(refused.value) for word in DRIVER_WORDS)
    assert contents(path.parent) == before


def read_everything(path: Path) -> None:
    with open_ledger(path) as ledger:
        list(ledger.histories())


def check(path: Path) -> None:
    with open_ledger(path) as ledger:
        if problems := ledger.verify():
            raise LedgerError(" ".join(problems))


def back_up(path: Path) -> None:
    with open_ledger(path) as ledger:
        ledger.backup(path.with_name("copy.db"))


# --- files that are no ledger


@pytest.mark.parametrize(
    "content",
    [b"site_id,answer\nS1,yes\n", b"SQLite format 3", b"x", os.urandom(20_000), b"\0" * 8192],
    ids=["a CSV file", "half a header", "one byte", "noise", "zeroes"],
)
def test_a_file_that_is_no_database_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    refuse_to_open(path, "is not a database file.*not changed")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    refuse_to_open(tmp_path, "is not a file")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE patient (name)",
        "CREATE TABLE schema_version (n)",
        "CREATE TABLE schema_version AS SELECT 1 AS version",
        "PRAGMA application_id=7",
    ],
)
def test_the_database_of_another_application_is_refused(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute(statement)
        other.execute("PRAGMA user_version=3")
    refuse_to_open(path, "database of another application.*not changed")


def test_a_ledger_of_a_newer_program_is_refused(closed: Path) -> None:
    with closing(sqlite3.connect(closed, isolation_level=None)) as newer:
        newer.execute("UPDATE schema_version SET version = 7")
    refuse_to_open(closed, "newer version of this program.*version 7.*Update the program")


def test_a_ledger_of_a_newer_program_that_left_a_log_is_refused(
    closed: Path, tmp_path: Path
) -> None:
    busy = tmp_path / "busy"
    busy.mkdir()
    with closing(sqlite3.connect(closed, isolation_level=None)) as newer:
        newer.execute("UPDATE schema_version SET version = 7")
        for ending in ("", "-wal"):
            shutil.copy(f"{closed}{ending}", busy / f"ledger.db{ending}")
    before = contents(busy)
    with pytest.raises(LedgerError, match="newer version"):
        open_ledger(busy / "ledger.db")
    after = contents(busy)
    assert {name: after[name] for name in before} == before


@pytest.mark.parametrize("kept", [0.05, 0.5, 0.95])
def test_a_file_that_was_cut_off_is_refused_or_named_by_verify(closed: Path, kept: float) -> None:
    whole = closed.read_bytes()
    closed.write_bytes(whole[: int(len(whole) * kept) // 4096 * 4096])
    before = contents(closed.parent)
    for use in (read_everything, check):
        with pytest.raises(LedgerError, match="damaged"):
            use(closed)
    assert contents(closed.parent) == before


def test_a_damaged_header_is_refused(closed: Path) -> None:
    with closed.open("r+b") as file:
        file.write(b"\xff" * 16)
    refuse_to_open(closed, "is not a database file, or its beginning is damaged")


def test_a_damaged_first_page_is_refused(closed: Path) -> None:
    with closed.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 400)
    refuse_to_open(closed, "is damaged.*restore a backup")


def test_a_damaged_page_of_data_is_named(closed: Path) -> None:
    size = closed.stat().st_size
    with closed.open("r+b") as file:
        for page in range(size // 4096 // 2, size // 4096):
            file.seek(page * 4096)
            file.write(b"\xff" * 64)
    before = contents(closed.parent)
    for use in (read_everything, check, back_up):
        with pytest.raises(LedgerError, match="damaged"):
            use(closed)
    assert contents(closed.parent) == before


def test_an_empty_file_becomes_a_ledger(path: Path) -> None:
    path.touch()
    with open_ledger(path) as ledger:
        assert ledger.revision() == 0


def test_an_empty_file_is_no_ledger_where_none_may_be_made(path: Path) -> None:
    path.touch()
    refuse_to_open(path, "is an empty database", create=False)


def test_a_missing_file_is_said_to_be_missing(path: Path) -> None:
    refuse_to_open(path, "There is no database", create=False)
    assert not path.exists()


def test_a_missing_folder_is_made_only_when_a_ledger_may_be(tmp_path: Path) -> None:
    deep = tmp_path / "new folder" / "# ? % é" / "ledger.db"
    with pytest.raises(LedgerError, match="There is no database"):
        open_ledger(deep, create=False)
    assert not deep.parent.exists()
    with open_ledger(str(deep)) as ledger:
        assert ledger.verify() == ()
    assert [file.name for file in deep.parent.iterdir()] == ["ledger.db"]


def test_a_file_in_the_place_of_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LedgerError, match="cannot be used"):
        open_ledger(tmp_path / "file" / "ledger.db")


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("postgresql+asyncpg://u:secret@h/db", "Leave “.asyncpg” out of the address"),
        ("postgresql://u:secret@h", "names no database"),
        ("postgres://u:secret@h:port/db", "cannot be read. Write it as postgresql://"),
        ("postgresql://u:very@secret@h/db", "“@” in a wrong place.*%40"),
        ("mysql://u:secret@h/db", "mysql:// are not known"),
        (" ", "No database is named"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(target: str, said: str) -> None:
    with pytest.raises(LedgerError, match=said) as refused:
        open_ledger(target)
    assert "secret" not in str(refused.value)


# --- versions


def test_an_older_ledger_is_migrated_and_a_copy_of_it_kept(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def add_a_table(connection: Connection) -> None:
        connection.exec_driver_sql("CREATE TABLE extra (n INTEGER)")

    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, add_a_table))
    with open_ledger(closed) as ledger:
        assert ledger.revision() == 2
        assert ledger.verify() == ()
    assert tables(closed) >= {"extra", "response"}
    (copy,) = closed.parent.glob(f"ledger.before-version-{migrations.newest_version()}-*.db")
    assert "extra" not in tables(copy)
    with open_ledger(closed):
        pass
    assert len(list(closed.parent.glob("*before*"))) == 1
    restore(copy, closed.with_name("again.db"))
    assert "extra" in tables(closed.with_name("again.db"))
    assert "extra" not in tables(copy)
    assert len(list(closed.parent.glob("*before*"))) == 1


def test_a_ledger_of_every_earlier_version_is_kept_to_be_opened() -> None:
    """Whoever adds a migration stores a ledger of the version before: `.dump` of such a file."""
    kept = {path.name for path in VERSIONS.glob("version_*.sql")}
    earlier = range(1, migrations.newest_version())
    assert kept == {f"version_{number}.sql" for number in earlier}


@pytest.mark.parametrize(
    "script", sorted(VERSIONS.glob("version_*.sql")), ids=lambda script: script.stem
)
def test_a_ledger_of_every_earlier_version_opens_with_all_it_holds(
    script: Path, tmp_path: Path
) -> None:
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script.read_text())
    with open_ledger(path) as ledger:
        assert ledger.verify() == ()
        history = ledger.history("S1")
        assert [response.answer for response in history.responses["C01"]] == ["yes"]
        assert [finding.conclusion for finding in history.findings["C01"]] == ["confirmed"]
        assert history.profiles[0].values == {"service_level": "step_up"}
        assert [step.event for step in ledger.assessments("S1")] == ["opened", "submitted"]
        newest = AssessmentEvent("S1", "returned", "crs", "2026.1", at(5), "Rui")
        save(ledger, newest, stock(6))
        save(ledger, finding(criterion_id="C15", minutes=7))
        assert ledger.assessments("S1")[-1] == newest
        assert ledger.history("S1").entries == (stock(6),)
        assert ledger.verify() == ()


def test_a_migration_that_fails_leaves_the_ledger_as_it_was(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(connection: Connection) -> None:
        connection.exec_driver_sql("CREATE TABLE extra (n INTEGER)")
        raise RuntimeError("half way")

    before = closed.read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, fail))
        with pytest.raises(RuntimeError):
            open_ledger(closed)
    assert closed.read_bytes() == before
    with open_ledger(closed) as ledger:
        assert ledger.verify() == ()


def tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}


# --- what may not be written


def as_nobody(work: Callable[[], None]) -> str:
    """Run in a process of a user without rights; returns what it raised, "" for nothing."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        said = ""
        try:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
            work()
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        os.write(writing, said.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return said


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that another user can reach."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@as_root
def test_a_folder_that_cannot_be_written_to_is_named(public: Path) -> None:
    said = as_nobody(lambda: open_ledger(public / "new.db").close())
    assert said.startswith("LedgerError: The folder")
    assert "cannot be written to" in said
    assert list(public.iterdir()) == []
    said = as_nobody(lambda: open_ledger(public / "a" / "new.db").close())
    assert said.startswith("LedgerError")
    assert "permission denied" in said


@as_root
def test_a_ledger_in_a_folder_that_cannot_be_written_to_is_named(public: Path) -> None:
    path = public / "ledger.db"
    with open_ledger(path) as ledger:
        save(ledger, site("S1"))
    path.chmod(0o666)
    before = contents(public)
    said = as_nobody(lambda: open_ledger(path).close())
    assert said.startswith("LedgerError: The folder")
    assert "even for reading" in said
    assert contents(public) == before


@as_root
def test_a_read_only_file_can_be_read_and_says_why_it_cannot_be_written(public: Path) -> None:
    path = public / "ledger.db"
    with open_ledger(path) as ledger:
        save(ledger, site("S1"))
    path.chmod(0o444)
    public.chmod(0o777)
    before = path.read_bytes()

    def read() -> None:
        with open_ledger(path) as ledger:
            assert len(ledger.sites()) == 1
            assert ledger.verify() == ()

    def write() -> None:
        with open_ledger(path) as ledger:
            save(ledger, response())

    assert as_nobody(read) == ""
    said = as_nobody(write)
    assert said.startswith("LedgerError: The database")
    assert "is read-only; nothing was saved" in said
    assert path.read_bytes() == before


@as_root
def test_a_file_that_cannot_be_read_is_named(public: Path) -> None:
    path = public / "ledger.db"
    open_ledger(path).close()
    path.chmod(0o600)
    assert "permission denied" in as_nobody(lambda: open_ledger(path).close())


# --- a disk that is full


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("mounting is not permitted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(ledger: Ledger) -> None:
    for minutes in range(1_000):
        save(ledger, response(minutes=minutes)._replace(evidence="x" * 50_000))


def test_a_full_disk_is_named_and_costs_nothing_that_was_saved(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * 600_000)
    with open_ledger(small_disk / "ledger.db") as ledger:
        save(ledger, site("S1"))
        with pytest.raises(LedgerError) as refused:
            fill(ledger)
        assert str(refused.value) == (
            "The disk is full; nothing was saved. Free some space and save again."
        )
        saved = ledger.revision() - 1
        assert saved > 3
        assert len(ledger.history("S1").responses["C01"]) == saved, "reading goes on"
        ballast.unlink()
        save(ledger, response(minutes=saved))
        assert len(ledger.history("S1").responses["C01"]) == saved + 1
        assert ledger.verify() == ()


def test_a_full_disk_leaves_no_half_backup(small_disk: Path, path: Path) -> None:
    with open_ledger(path) as ledger:
        save(ledger, site("S1"), response()._replace(evidence="x" * 3_000_000))
        with pytest.raises(LedgerError, match="The disk is full"):
            ledger.backup(small_disk / "copy.db")
        assert list(small_disk.iterdir()) == []
        ledger.backup(path.with_name("copy.db"))
    with pytest.raises(LedgerError, match="The disk is full"):
        restore(path.with_name("copy.db"), small_disk / "ledger.db")
    assert list(small_disk.iterdir()) == []


@of_files
def test_a_file_that_may_not_grow_is_named(ledger: Ledger) -> None:
    with ledger._engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 2}")
    with pytest.raises(LedgerError, match="The disk is full; nothing was saved"):
        save(ledger, response()._replace(evidence="x" * 100_000))
    assert ledger.revision() == 1
    assert ledger.history("S1").responses == {}


# --- others in the way


def test_a_save_that_waits_too_long_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.2)
    with open_ledger(path) as ledger, closing(sqlite3.connect(path, isolation_level=None)) as other:
        save(ledger, site("S1"))
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerError, match=r"busy with the database.*nothing was saved"):
            save(ledger, response())
        assert len(ledger.sites()) == 1, "reading goes on"
        other.execute("ROLLBACK")
        assert save(ledger, response()) == 2


def test_saves_of_one_program_wait_for_each_other_longer_than_for_another_program(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Eight at once, each at work for longer than a save waits for another program."""
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.1)
    with open_ledger(path) as ledger, ThreadPoolExecutor(8) as people:
        save(ledger, *(site(f"S{number}") for number in range(8)))

        def slowly(number: int) -> int:
            return save(ledger, response(f"S{number}"), on_progress=lambda *_: time.sleep(0.2))

        assert sorted(people.map(slowly, range(8))) == list(range(2, 10))
        assert ledger.verify() == ()


def test_a_save_waits_for_one_that_is_under_way(path: Path) -> None:
    with (
        open_ledger(path) as ledger,
        closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other,
    ):
        save(ledger, site("S1"))
        other.execute("BEGIN IMMEDIATE")
        threading.Timer(0.3, lambda: other.execute("ROLLBACK")).start()
        assert save(ledger, response()) == 2


def test_errors_that_are_bugs_are_not_dressed_up(ledger: Ledger) -> None:
    with pytest.raises(Exception, match=r"syntax error") as error, ledger.reading() as connection:
        connection.exec_driver_sql("SELEKT 1")
    assert not isinstance(error.value, ReadinessError)


def test_a_writer_that_is_killed_loses_nothing_it_acknowledged(path: Path) -> None:
    writer = start_writer(path, "C01", 100_000)
    last = killed_after(writer, 25)
    with open_ledger(path, create=False) as ledger:
        first, second = ledger.histories()
        answers = [stored.answer for stored in first.responses["C01"]]
        assert answers == [str(number) for number in range(len(answers))]
        assert len(answers) >= last + 1
        assert [stored.answer for stored in second.responses["C01"]] == answers
        assert ledger.revision() == 1 + len(answers)
        assert ledger.verify() == ()
        newest = first.responses["C01"][-1]
        now = newest._replace(answer="after")
        assert save(ledger, now) == ledger.revision()


def test_a_creation_that_was_killed_can_be_begun_again(path: Path) -> None:
    code = (
        "import os, sys; from readiness.ledger import migrations, open_ledger; "
        "step = migrations.MIGRATIONS[0]; "
        "migrations.MIGRATIONS = (lambda c: (step(c), os.kill(os.getpid(), 9)),); "
        "open_ledger(sys.argv[1])"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(path)], cwd=ROOT, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    with open_ledger(path) as ledger:
        assert save(ledger, site("S1"), recorded_at=at(1)) == 1
        assert ledger.verify() == ()
