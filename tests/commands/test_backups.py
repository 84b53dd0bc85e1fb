"""Backups in rotation, restored from; and what is offered when the database is damaged."""

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from readiness.domain.assessment import Batch
from readiness.ledger import backups_in, next_name, open_ledger, remove_oldest
from tests.app.screens import opened, said, title
from tests.commands.calls import call
from tests.ledger.test_contract import start_writer
from tests.services.workspaces import NOW, a_site

FEW = ("S001", "S002")

OLD = ("20261119T020000Z", "20261120T020000Z", "20261121T020000Z", "20261121T020000Z-2")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "few.db"
    with open_ledger(path) as ledger:
        sites = tuple(a_site(site_id) for site_id in FEW)
        ledger.append(Batch(sites=sites), recorded_by="Ana", recorded_at=NOW, action="test")
    return path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the backups, with old ones and files of others."""
    made = tmp_path / "backups"
    made.mkdir()
    for name in OLD:
        (made / f"readiness-{name}.db").write_bytes(b"old")
    for name in ("notes.txt", "readiness-20269999T999999Z.db", "readiness.db"):
        (made / name).write_bytes(b"mine")
    monkeypatch.setenv("READINESS_BACKUPS", str(made))
    return made


def names(folder: Path) -> list[str]:
    return [kept.path.name for kept in backups_in(folder)]


def test_backups_are_known_by_their_names_newest_first(folder: Path) -> None:
    assert names(folder) == [f"readiness-{name}.db" for name in reversed(OLD)]
    assert backups_in(folder / "none") == []


def test_rotation_keeps_the_newest_and_what_is_not_its_own(
    capsys: pytest.CaptureFixture[str], database: Path, folder: Path
) -> None:
    result = call(capsys, "backup", "--keep", 3, "--database", database)
    assert (result.code, result.err) == (0, "")
    assert result.out.endswith("Removed 2 older backups; kept 3.\n")
    new, *others = names(folder)
    assert others == [f"readiness-{name}.db" for name in (OLD[3], OLD[2])]
    assert new > others[0]
    assert {path.name for path in folder.iterdir()} - {new, *others} == {
        *("notes.txt", "readiness-20269999T999999Z.db", "readiness.db")
    }
    with open_ledger(folder / new, create=False) as copy:
        assert {site.site_id for site in copy.sites()} == set(FEW)


def test_a_backup_that_fails_removes_none(
    capsys: pytest.CaptureFixture[str], database: Path, folder: Path
) -> None:
    damage(database)
    result = call(capsys, "backup", "--keep", 1, "--database", database)
    assert result.code == 1
    assert names(folder) == [f"readiness-{name}.db" for name in reversed(OLD)]
    assert [path for path in folder.iterdir() if "partial" in path.name] == []


def test_the_fresh_backup_stays_even_when_the_clock_was_set_back(folder: Path) -> None:
    fresh = next_name(folder, datetime(2020, 1, 1, tzinfo=UTC))
    fresh.write_bytes(b"fresh")
    removed = remove_oldest(folder, 1, fresh)
    assert len(removed) == len(OLD)
    assert names(folder) == [fresh.name]


def test_two_of_one_second_have_names_of_their_own(folder: Path) -> None:
    now = datetime(2026, 11, 21, 2, tzinfo=UTC)
    assert next_name(folder, now).name == "readiness-20261121T020000Z-3.db"


def test_the_newest_of_one_second_stays_the_newest_after_older_ones_were_removed(
    tmp_path: Path,
) -> None:
    now = datetime(2026, 11, 21, 2, tzinfo=UTC)
    made = []
    for _ in range(5):
        made.append(next_name(tmp_path, now))
        made[-1].touch()
        remove_oldest(tmp_path, 2, made[-1])
        assert [kept.path for kept in backups_in(tmp_path)] == made[-2:][::-1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("{folder}/new.db", "--keep", "2"), "--keep needs a folder"),
        (("{folder}/missing/", "--keep", "2"), "--keep needs a folder"),
    ],
)
def test_rotation_needs_a_folder(
    capsys: pytest.CaptureFixture[str],
    database: Path,
    folder: Path,
    arguments: tuple[str, ...],
    said: str,
) -> None:
    given = [part.format(folder=folder) for part in arguments]
    result = call(capsys, "backup", *given, "--database", database)
    assert (result.code, result.out) == (1, "")
    assert said in result.err
    assert len(names(folder)) == len(OLD)


def test_without_a_place_nothing_is_copied(
    capsys: pytest.CaptureFixture[str],
    database: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("READINESS_BACKUPS", raising=False)
    assert "set READINESS_BACKUPS" in call(capsys, "backup", "--database", database).err
    monkeypatch.setenv("READINESS_BACKUPS", str(tmp_path / "gone"))
    assert "which is no folder" in call(capsys, "backup", "--database", database).err
    for wrong in ("0", "-1", "x"):
        assert call(capsys, "backup", "--keep", wrong, "--database", database).code == 2


# --- A damaged database -------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["beginning", "end"])
def test_a_damaged_database_is_left_alone_and_the_newest_backup_brings_all_back(
    capsys: pytest.CaptureFixture[str], database: Path, folder: Path, where: str
) -> None:
    assert call(capsys, "backup", "--database", database).code == 0
    damage(database, where)
    before = database.read_bytes()
    result = call(capsys, "export", folder.parent / "out", "--database", database)
    assert result.code == 1
    offered = re.search(r"The newest backup is of \d+ \w{3} 20\d\d \d\d:\d\d UTC\. Stop the app, "
                        r"then: python -m readiness restore (\S+)\n$", result.err)  # fmt: skip
    assert offered is not None
    assert database.read_bytes() == before
    assert offered[1] == str(folder / names(folder)[0])
    assert call(capsys, "restore", offered[1], "--database", database).code == 0
    assert call(capsys, "verify", "--database", database).code == 0
    with open_ledger(database, create=False) as ledger:
        assert {site.site_id for site in ledger.sites()} == set(FEW)


def test_without_a_backup_that_is_said(
    capsys: pytest.CaptureFixture[str], database: Path, folder: Path
) -> None:
    for kept in backups_in(folder):
        kept.path.unlink()
    damage(database)
    result = call(capsys, "verify", "--database", database)
    assert result.err.endswith(f"There is no backup in {folder}.\n")


def test_the_app_offers_it_too(
    database: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damage(database)
    before = database.read_bytes()
    monkeypatch.setenv("READINESS_DB", str(database))
    files = {path.name for path in folder.iterdir()}
    app = opened()
    assert title(app) == "The database cannot be used"
    (error,) = said(app, "error")
    assert error.endswith(f"There is no sound backup in {folder}.")
    kept = make_sound(folder, OLD[1])
    app.run()
    (error,) = said(app, "error")
    assert error.endswith(
        "The newest backup is of 20 Nov 2026 02:00 UTC (newer ones, 2, are damaged too). "
        f"Stop the app, then: python -m readiness restore {kept}"
    )
    assert database.read_bytes() == before
    assert {path.name for path in folder.iterdir()} == files


def test_another_fault_offers_no_backup(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    result = call(capsys, "verify", "--database", folder / "none.db")
    assert result.code == 1
    assert "newest backup" not in result.err


def test_a_damaged_backup_is_passed_over_for_the_newest_that_is_sound(
    capsys: pytest.CaptureFixture[str], database: Path, folder: Path
) -> None:
    kept = make_sound(folder, OLD[2])
    damage(make_sound(folder, OLD[3]), "end")
    damage(database)
    result = call(capsys, "verify", "--database", database)
    assert result.code == 1
    assert "(newer ones, 1, are damaged too)" in result.err
    assert result.err.endswith(f"python -m readiness restore {kept}\n")


def test_backups_taken_in_rotation_while_people_save_are_sound_and_restore(
    capsys: pytest.CaptureFixture[str], database: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "rotated backups"
    folder.mkdir()
    writer = start_writer(database, "C01", 100_000)
    assert writer.stdout is not None
    acknowledged = []
    try:
        for _ in range(4):
            told = [int(writer.stdout.readline().split()[0]) for _ in range(20)]
            acknowledged.append(told[-1])
            result = call(capsys, "backup", folder, "--keep", 2, "--database", database)
            assert (result.code, result.err) == (0, "")
    finally:
        writer.kill()
        writer.wait()
        writer.stdout.close()
    older, newest = reversed([kept.path for kept in backups_in(folder)])
    revisions = []
    for backup, before in zip((older, newest), acknowledged[-2:], strict=True):
        target = tmp_path / "restored.db"
        assert call(capsys, "restore", backup, "--database", target).code == 0
        assert call(capsys, "verify", "--database", target).code == 0
        with open_ledger(target, create=False) as restored:
            revisions.append(restored.revision())
            assert revisions[-1] >= before, "what was acknowledged before it began is in it"
            answers = [row.answer for row in restored.history("S1").responses["C01"]]
            assert answers == [str(number) for number in range(len(answers))]
    assert revisions == sorted(revisions)


def make_sound(folder: Path, moment: str) -> Path:
    """A backup of that moment that can be restored."""
    path = folder / f"readiness-{moment}.db"
    path.unlink()
    open_ledger(path).close()
    return path


def damage(path: Path, where: str = "beginning") -> None:
    """Overwrite the beginning of a file, or its last page."""
    for ending in ("-wal", "-shm"):
        shutil.rmtree(path.with_name(path.name + ending), ignore_errors=True)
    content = bytearray(path.read_bytes())
    if where == "beginning":
        content[:100] = b"\x00\x01" * 50
    else:
        content[-4096:] = b"\xa5" * 4096
    path.write_bytes(bytes(content))
