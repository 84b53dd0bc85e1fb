"""`grant` and `withdraw`: the first administrator, and everyone else."""

from pathlib import Path

import pytest

from readiness.domain.people import Role
from readiness.ledger import open_ledger
from tests.commands.calls import call, program

ADMIN = ("--role", "network administrator")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("small") / "small.db"
    assert program("demo", "--sites", 2, "--today", "2026-07-15", path).returncode == 0
    return path


def grants(path: Path) -> list[tuple[str, ...]]:
    with open_ledger(path, create=False) as ledger:
        return [(g.person, g.role, g.reach, g.of, g.state) for g in ledger.grants()]


def test_the_first_administrator_is_made_by_one_command(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "new.db"
    result = call(capsys, "grant", "Ana@X.example", *ADMIN, "--database", path)
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith(
        "ana@x.example is network administrator of the whole network from "
    )
    assert grants(path) == [
        ("ana@x.example", Role.ADMINISTRATOR, "network", "", "granted"),
    ]


def test_the_last_administrator_stays(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    call(capsys, "grant", "ana@x.example", *ADMIN, "--database", path)
    result = call(capsys, "withdraw", "ana@x.example", *ADMIN, "--database", path)
    assert (result.code, result.out) == (1, "")
    assert "nobody who may give access" in result.err
    assert len(grants(path)) == 1


def test_access_for_a_site_with_days_is_given_and_withdrawn(
    capsys: pytest.CaptureFixture[str], small: Path
) -> None:
    part = ("bo@x.example", "--role", "reviewer", "--site", "S001", "--database", small)
    days = ("--from", "2026-08-01", "--until", "2099-12-31")
    given = call(capsys, "grant", *part, *days)
    assert given.out == (
        "bo@x.example is reviewer of site S001 from 2026-08-01 until 2099-12-31.\n"
    )
    wrong = call(capsys, "withdraw", "BO@x.example", "--role", "viewer", "--database", small)
    assert wrong.code == 1
    assert wrong.err == (
        "bo@x.example does not hold that. What they hold: reviewer of site S001.\n"
    )
    taken = call(capsys, "withdraw", *part)
    assert (taken.code, taken.out) == (0, "bo@x.example is no longer reviewer of site S001.\n")
    again = call(capsys, "withdraw", *part)
    assert (again.code, again.err) == (1, "bo@x.example has no access.\n")
    assert [row[-1] for row in grants(small)] == ["granted", "withdrawn"]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("ana", "--role", "viewer"), 1, "'ana' is not an e-mail address"),
        (("ana@x", "--role", "boss"), 2, "(choose from 'practice manager', 'reviewer'"),
        (("ana@x",), 2, "the following arguments are required: --role"),
        (("ana@x", "--role", "viewer", "--site", "S9"), 1, "There is no site 'S9'"),
        (("ana@x", "--role", "viewer", "--region", ""), 1, "There is no region ''"),
        (("ana@x", "--role", "viewer", "--site", "S1", "--region", "R"), 2, "not allowed with"),
        (("ana@x", "--role", "viewer", "--until", "2001-01-01"), 1, "turn them round"),
        (("ana@x", "--role", "viewer", "--from", "soon"), 2, "soon"),
    ],
)
def test_what_cannot_be_granted_is_said(
    capsys: pytest.CaptureFixture[str],
    small: Path,
    arguments: tuple[str, ...],
    code: int,
    message: str,
) -> None:
    before = grants(small)
    result = call(capsys, "grant", *arguments, "--database", small)
    assert result.code == code
    assert message in result.err
    assert grants(small) == before


def test_nothing_is_withdrawn_from_a_database_that_is_not_there(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    result = call(capsys, "withdraw", "a@x", *ADMIN, "--database", tmp_path / "none.db")
    assert result.code == 1
    assert "none.db" in result.err
    assert not (tmp_path / "none.db").exists()
