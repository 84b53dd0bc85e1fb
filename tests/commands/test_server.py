"""Commands on a PostgreSQL database: moved there, used there, and the password is never shown."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from readiness.ledger import open_ledger
from tests.commands.calls import SAMPLE, call
from tests.servers import PASSWORD, Cluster
from tests.services.fixtures import few_file

__all__ = ["few_file"]

pytestmark = pytest.mark.postgres


@pytest.fixture
def address(postgres: Cluster) -> Iterator[str]:
    """Of an empty database, with the password in it."""
    name = postgres.new_database()
    yield postgres.over_network(name)
    postgres.drop(name)


def said(capsys: pytest.CaptureFixture[str], *arguments: object, code: int = 0) -> str:
    """What a command says to both sides; no word of it is the password."""
    result = call(capsys, *arguments)
    assert result.code == code, result.err
    assert not any(word in result.out + result.err for word in (PASSWORD, "p%40ss"))
    return result.out + result.err


def test_a_database_is_moved_used_and_backed_up(
    capsys: pytest.CaptureFixture[str], few_file: Path, address: str, tmp_path: Path
) -> None:
    before = few_file.read_bytes()
    shown = address.replace(address.partition("://")[2].partition("@")[0], "readiness")
    moved = said(capsys, "migrate", few_file, address)
    assert moved.startswith(f"Copied {few_file} to {shown}: 5 sites, ")
    assert few_file.read_bytes() == before
    assert "has tables already; nothing was copied" in said(
        capsys, "migrate", few_file, address, code=1
    )
    at_it = ("--database", address)
    assert f"{shown} is sound; its audit log is unbroken" in said(capsys, "verify", *at_it)
    written = said(capsys, "import", "--yes", *at_it, SAMPLE / "sites.csv")
    assert f"to {shown} in one step" in written
    backup = tmp_path / "backup.db"
    assert f"Copied {shown} to {backup}" in said(capsys, "backup", *at_it, backup)
    refused = said(capsys, "restore", *at_it, backup, code=1)
    assert "is a database of PostgreSQL, not a file" in refused
    with open_ledger(backup, create=False) as one, open_ledger(address) as other:
        assert one.audit() == other.audit()
        assert one.sites() == other.sites()
        assert len(one.sites()) == 24


def test_files_are_imported_into_a_database_without_tables(
    capsys: pytest.CaptureFixture[str], address: str
) -> None:
    assert "is an empty database" in said(capsys, "verify", "--database", address, code=1)
    said(capsys, "import", "--yes", "--database", address, SAMPLE / "sites.csv")
    assert "is sound" in said(capsys, "verify", "--database", address)


def test_migrate_says_what_it_needs(
    capsys: pytest.CaptureFixture[str],
    address: str,
    few_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("READINESS_DB", str(tmp_path / "other.db"))
    assert "is a file. Name a database of PostgreSQL" in said(capsys, "migrate", few_file, code=1)
    assert "There is no database" in said(capsys, "migrate", tmp_path / "no.db", address, code=1)
    assert "not a file. Name the file" in said(capsys, "migrate", address, address, code=1)
    monkeypatch.setenv("READINESS_DB", address)
    assert "Copied" in said(capsys, "migrate", few_file)
