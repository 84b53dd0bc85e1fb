"""Import, export, demo, backup, restore, verify: what they write, and when they write nothing."""

import io
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from readiness import settings
from readiness.commands import importing
from readiness.domain.people import Person, Role
from readiness.exports.tables import KINDS, csv_of
from readiness.ledger import open_ledger
from readiness.services import transfer
from readiness.services.workspace import open_workspace
from tests.commands.calls import FRAMEWORK, ROOT, SAMPLE, call, program, write

FILES = [SAMPLE / f"{kind}.csv" for kind in KINDS]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with four sites, to be copied."""
    path = tmp_path_factory.mktemp("small") / "small.db"
    made = program("demo", "--sites", 4, "--today", "2026-07-15", path)
    assert made.returncode == 0
    assert made.stdout.decode() == f"Wrote 4 made-up sites to {path}.\n"
    return path


@pytest.fixture
def database(small: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(small, tmp_path / "small.db"))


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


# --- demo ---------------------------------------------------------------------------------


def test_the_sample_of_the_repository_is_what_demo_writes(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    result = call(capsys, "demo", "--today", "2026-11-22", tmp_path / "made")
    assert (result.code, result.err) == (0, "")
    assert files_of(tmp_path / "made") == files_of(SAMPLE)


def test_the_same_seed_gives_the_same_network_and_another_gives_another(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    common = ("demo", "--sites", 3, "--today", "2026-01-31")
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        assert call(capsys, *common, "--seed", seed, tmp_path / name).code == 0
    assert files_of(tmp_path / "a") == files_of(tmp_path / "b")
    assert files_of(tmp_path / "a") != files_of(tmp_path / "c")
    assert len((tmp_path / "a" / "sites.csv").read_text("utf-8").splitlines()) == 4


def test_demo_overwrites_other_files_only_when_forced(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    arguments = ("demo", "--sites", 1, "--today", "2026-01-31", tmp_path)
    assert call(capsys, *arguments).code == 0
    assert call(capsys, *arguments).code == 0
    (tmp_path / "sites.csv").write_text("mine")
    result = call(capsys, *arguments)
    assert (result.code, result.out) == (1, "")
    assert "sites.csv: there already" in result.err
    assert (tmp_path / "sites.csv").read_text() == "mine"
    assert call(capsys, *arguments, "--force").code == 0
    assert sorted(files_of(tmp_path)) == sorted(f"{kind}.csv" for kind in KINDS)


def test_demo_makes_a_sound_database_and_refuses_one_that_is_there(
    capsys: pytest.CaptureFixture[str], database: Path
) -> None:
    with open_ledger(database, create=False) as ledger:
        assert len(ledger.sites()) == 4
        assert ledger.verify() == ()
    before = database.read_bytes()
    result = call(capsys, "demo", database)
    assert result.code == 1
    assert "is there already" in result.err
    assert database.read_bytes() == before


def test_a_demo_that_fails_leaves_no_database(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("readiness.services.recording.accept_import", interrupted)
    assert call(capsys, "demo", "--sites", 1, tmp_path / "new.db").code == 130
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("sites", [0, 10_001])
def test_a_number_of_sites_out_of_range_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, sites: int
) -> None:
    result = call(capsys, "demo", "--sites", sites, tmp_path / "x")
    assert result.code == 1
    assert len(result.err.splitlines()) == 1


# --- import and export --------------------------------------------------------------------


def test_what_is_exported_imports_again_and_exports_the_same(
    capsys: pytest.CaptureFixture[str], database: Path, tmp_path: Path
) -> None:
    for target in (tmp_path / "out", tmp_path / "out.xlsx"):
        assert call(capsys, "export", "--database", database, target).code == 0
    files = [tmp_path / "out" / f"{kind}.csv" for kind in KINDS]
    for number, given in enumerate((files, [tmp_path / "out.xlsx"])):
        again = tmp_path / f"again-{number}.db"
        assert call(capsys, "import", "--yes", "--database", again, *given).code == 0
        folder = tmp_path / f"again-{number}"
        assert call(capsys, "export", "--database", again, folder).code == 0
        assert files_of(folder) == files_of(tmp_path / "out")


def test_export_writes_what_the_screens_export(
    capsys: pytest.CaptureFixture[str], database: Path, tmp_path: Path
) -> None:
    assert call(capsys, "export", "--database", database, tmp_path / "out").code == 0
    workspace = open_workspace(database, FRAMEWORK, settings.AGENTS)
    with workspace.ledger:
        workspace.refresh()
        batch = transfer.everything(workspace.ledger, Person.holding("Reader", Role.ADMINISTRATOR))
    for kind in KINDS:
        text = csv_of(kind, batch, workspace.framework)
        assert (tmp_path / "out" / f"{kind}.csv").read_bytes() == text.encode()


def test_export_overwrites_only_when_forced(
    capsys: pytest.CaptureFixture[str], database: Path, tmp_path: Path
) -> None:
    book, folder = tmp_path / "a.xlsx", write(tmp_path / "out", {"findings.csv": "mine"})
    book.write_text("mine")
    for target, kept in ((book, book), (folder, folder / "findings.csv")):
        result = call(capsys, "export", "--database", database, target)
        assert (result.code, result.out) == (1, "")
        assert f"{kept}: there already" in result.err
        assert kept.read_text() == "mine"
        assert call(capsys, "export", "--database", database, "--force", target).code == 0
        assert kept.read_bytes() != b"mine"
    assert set(files_of(folder)) == {*(f"{kind}.csv" for kind in KINDS), "about.txt"}


def test_export_to_a_file_of_another_kind_is_refused(
    capsys: pytest.CaptureFixture[str], database: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text("mine")
    result = call(capsys, "export", "--database", database, "--force", tmp_path / "a.csv")
    assert result.code == 1
    assert "Name a folder, or a file ending in .xlsx." in result.err
    assert (tmp_path / "a.csv").read_text() == "mine"


def test_without_anyone_to_ask_import_shows_and_writes_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "asks", lambda: False)
    database = tmp_path / "new" / "a.db"
    result = call(capsys, "import", "--database", database, *FILES)
    assert (result.code, result.err) == (0, "")
    assert f"{SAMPLE / 'sites.csv'}: sites, 24 records" in result.out
    assert "New: 24 sites: Cedar Falls, " in result.out
    assert " and 12 more" in result.out
    assert f"Nothing was written. Add --yes to write 5,928 records to {database}." in result.out
    assert not database.parent.exists()


@pytest.mark.parametrize(("answer", "written"), [("y\n", True), ("n\n", False), ("", False)])
def test_on_a_terminal_import_asks(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    written: bool,
) -> None:
    monkeypatch.setattr(importing, "asks", lambda: True)
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))
    database = tmp_path / "a.db"
    result = call(capsys, "import", "--database", database, SAMPLE / "sites.csv")
    assert result.code == 0
    assert f"Write 24 records to {database}? [y/N]" in result.err
    assert database.exists() is written
    assert ("Wrote 24 records" in result.out) is written


def test_changed_sites_are_named_and_nothing_new_writes_nothing(
    capsys: pytest.CaptureFixture[str], database: Path, tmp_path: Path
) -> None:
    assert call(capsys, "export", "--database", database, tmp_path).code == 0
    sites = (tmp_path / "sites.csv").read_text("utf-8")
    first = sites.splitlines()[1].split(",")[1]
    write(tmp_path, {"sites.csv": sites.replace(f",{first},", ",Cedar Rise,")})
    arguments = ("import", "--yes", "--database", database, tmp_path / "sites.csv")
    result = call(capsys, *arguments)
    assert "Changed: 1 site: Cedar Rise\n" in result.out
    assert "Wrote 1 record " in result.out
    result = call(capsys, *arguments)
    assert result.code == 0
    assert "There is nothing new in these files. Nothing was written." in result.out


def test_a_mistake_anywhere_writes_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    write(tmp_path, {"bad.csv": (SAMPLE / "findings.csv").read_text("utf-8") + "S999,C01,x,y,,\n"})
    database = tmp_path / "a.db"
    result = call(
        capsys,
        *("import", "--yes", "--database", database, SAMPLE / "sites.csv", tmp_path / "bad.csv"),
        tmp_path / "missing.csv",
    )
    assert (result.code, result.out) == (1, "")
    assert f"{tmp_path / 'bad.csv'}:1837:1: " in result.err
    assert f"{tmp_path / 'bad.csv'}:1837:4: " in result.err
    assert f"{tmp_path / 'missing.csv'}: " in result.err
    assert not database.exists()


def test_records_older_than_what_is_stored_are_refused_whole(
    capsys: pytest.CaptureFixture[str], database: Path, tmp_path: Path
) -> None:
    assert call(capsys, "export", "--database", database, tmp_path / "a.xlsx").code == 0
    with open_ledger(database, create=False) as ledger:
        before = ledger.revision()
    result = call(capsys, "import", "--yes", "--database", database, tmp_path / "a.xlsx")
    assert result.code == 1
    with open_ledger(database, create=False) as ledger:
        assert ledger.revision() == before


def test_the_audit_log_says_who_imported_what(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "maria")
    database = tmp_path / "a.db"
    call(capsys, "import", "--yes", "--database", database, SAMPLE / "sites.csv")
    with open_ledger(database, create=False) as ledger:
        newest = ledger.audit(limit=1)[0]
    assert newest.recorded_by == "maria (command line)"
    assert newest.action == "import sites.csv"


def test_a_survey_comes_in_with_its_mapping(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    write(
        tmp_path,
        {
            "survey.csv": "id,name,c1\nS1,One,1\nS2,Two,0\n",
            "mapping.toml": 'site_id = "id"\nrecorded_at = 2026-01-05\n'
            '[words]\n"1" = "yes"\n"0" = "no"\n[criterion.C01]\nanswer = "c1"\n'
            '[site]\nsite_name = "name"\n',
        },
    )
    result = call(
        capsys,
        *("import", "--yes", "--database", tmp_path / "a.db"),
        *(tmp_path / "mapping.toml", tmp_path / "survey.csv"),
    )
    assert result.code == 0, result.err
    assert "Wrote 4 records" in result.out


# --- which database -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments", [("export", "out"), ("backup", "copy.db"), ("verify",)], ids=lambda given: given[0]
)
def test_reading_never_makes_a_database(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    result = call(capsys, *arguments, "--database", "none.db")
    assert (result.code, result.out) == (1, "")
    assert f"There is no database {tmp_path / 'none.db'}." in result.err
    assert len(result.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_the_usual_database_is_the_one_of_the_environment(
    capsys: pytest.CaptureFixture[str], database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READINESS_DB", str(database))
    assert str(database) in call(capsys, "verify").out
    monkeypatch.delenv("READINESS_DB")
    assert settings.database() == str(ROOT / "data" / "local" / "readiness.db")
    assert call(capsys, "verify", "--database", "postgresql://x/y").code == 1


# --- backup, restore, verify --------------------------------------------------------------


def test_a_backup_restores_what_was_there(
    capsys: pytest.CaptureFixture[str], database: Path, tmp_path: Path
) -> None:
    backup, other = tmp_path / "backup.db", tmp_path / "other.db"
    result = call(capsys, "backup", "--database", database, backup)
    assert result.code == 0
    assert "the copy is sound" in result.out
    assert call(capsys, "import", "--yes", "--database", other, SAMPLE / "sites.csv").code == 0
    result = call(capsys, "restore", "--database", other, backup)
    assert result.code == 0
    kept = Path(result.out.splitlines()[1].removeprefix("The database that was there is kept as ")
                .removesuffix("."))  # fmt: skip
    assert kept.exists()
    for path, name in ((database, "a"), (other, "b")):
        assert call(capsys, "export", "--database", path, tmp_path / name).code == 0
    assert files_of(tmp_path / "a") == files_of(tmp_path / "b")


def test_a_restore_may_make_the_database(
    capsys: pytest.CaptureFixture[str], database: Path, tmp_path: Path
) -> None:
    result = call(capsys, "restore", "--database", tmp_path / "new" / "a.db", database)
    assert result.code == 0
    assert len(result.out.splitlines()) == 1
    assert call(capsys, "verify", "--database", tmp_path / "new" / "a.db").code == 0


def test_a_backup_does_not_overwrite(
    capsys: pytest.CaptureFixture[str], database: Path, tmp_path: Path
) -> None:
    (tmp_path / "backup.db").write_text("mine")
    result = call(capsys, "backup", "--database", database, tmp_path / "backup.db")
    assert (result.code, result.out) == (1, "")
    assert (tmp_path / "backup.db").read_text() == "mine"


def test_what_is_no_backup_is_not_restored(
    capsys: pytest.CaptureFixture[str], database: Path, tmp_path: Path
) -> None:
    before = database.read_bytes()
    (tmp_path / "text.db").write_text("text " * 100)
    for backup in (tmp_path / "text.db", tmp_path / "missing.db"):
        result = call(capsys, "restore", "--database", database, backup)
        assert (result.code, result.out) == (1, "")
        assert str(backup) in result.err
    assert database.read_bytes() == before


def test_verify_says_what_is_wrong(
    capsys: pytest.CaptureFixture[str], database: Path, tmp_path: Path
) -> None:
    result = call(capsys, "verify", "--database", database)
    assert (result.code, result.err) == (0, "")
    assert result.out == f"{database} is sound; its audit log is unbroken (2 saves).\n"
    content = bytearray(database.read_bytes())
    place = content.rfind(b"Practice manager")
    content[place : place + 8] = b"practice"
    (tmp_path / "changed.db").write_bytes(content)
    (tmp_path / "cut.db").write_bytes(content[: len(content) // 2])
    (tmp_path / "text.db").write_text("text " * 100)
    for name in ("changed.db", "cut.db", "text.db"):
        result = call(capsys, "verify", "--database", tmp_path / name)
        assert (result.code, result.out) == (1, ""), name
        assert result.err, name


def test_a_database_in_use_is_verified_exported_and_backed_up_but_not_replaced(
    capsys: pytest.CaptureFixture[str], database: Path, tmp_path: Path
) -> None:
    work = tmp_path / "work.db"
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.ledger.writer", work, "C01", "100000"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        env=os.environ,
    )
    try:
        assert writer.stdout is not None
        writer.stdout.readline()
        assert call(capsys, "verify", "--database", work).code == 0
        assert call(capsys, "export", "--database", work, tmp_path / "out").code == 0
        assert call(capsys, "backup", "--database", work, tmp_path / "copy.db").code == 0
        result = call(capsys, "restore", "--database", work, database)
        assert result.code == 1
        assert "open in another program" in result.err
    finally:
        writer.kill()
        writer.communicate()
    assert call(capsys, "verify", "--database", tmp_path / "copy.db").code == 0
    assert (tmp_path / "out" / "responses.csv").read_text("utf-8").count("\n") > 2


def test_demo_ends_on_the_day_it_is_run(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert call(capsys, "demo", "--sites", 2, tmp_path).code == 0
    text = (tmp_path / "responses.csv").read_text("utf-8")
    newest = max(line.split(",")[2] for line in text.splitlines()[1:])
    assert abs((date.fromisoformat(newest[:10]) - date.today()).days) < 40  # noqa: DTZ011
