"""A database file into PostgreSQL: the same to the letter, or nothing."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from readiness.errors import LedgerError, ReadinessError
from readiness.ledger import Ledger, is_missing, open_ledger
from readiness.ledger.addresses import Server, address_of
from readiness.ledger.carrying import CARRIED, counts_of
from readiness.services import moving
from tests.servers import Cluster
from tests.services.workspaces import EVERYONE, FRAMEWORK, TODAY, StandingClock, opened_quickly

pytestmark = pytest.mark.postgres


@pytest.fixture
def target(postgres: Cluster) -> Iterator[Server]:
    """An empty database of a server."""
    name = postgres.new_database()
    address = address_of(postgres.address(name))
    assert isinstance(address, Server)
    yield address
    postgres.drop(name)


@pytest.fixture
def source(few_file: Path) -> Iterator[Ledger]:
    with open_ledger(few_file, create=False) as ledger:
        yield ledger


def moved(source: Ledger, target: Server) -> moving.Moved:
    return moving.move(source, target, FRAMEWORK, clock=StandingClock())


def test_everything_arrives_as_it_was(source: Ledger, target: Server, few_file: Path) -> None:
    assert moved(source, target) == (5, source.revision())
    with open_ledger(target, create=False) as copy:
        assert copy.verify() == ()
        with source.reading() as one, copy.reading() as other:
            for table in CARRIED:
                query = table.select().order_by(*table.primary_key)
                assert one.execute(query).all() == other.execute(query).all(), table.name
            assert counts_of(other)["response"] > 50
        assert copy.audit(1)[0].hash == source.audit(1)[0].hash
    clock = StandingClock()
    mine, theirs = opened_quickly(few_file, clock), opened_quickly(target, clock)
    with mine.ledger, theirs.ledger:
        for site_id in ("S001", "S024"):
            assert mine.score(EVERYONE, site_id, TODAY) == theirs.score(EVERYONE, site_id, TODAY)


def test_a_database_with_anything_in_it_is_refused(
    source: Ledger, target: Server, postgres: Cluster
) -> None:
    database = str(target.url.database)
    postgres.run("CREATE TABLE mine (n INTEGER)", database)
    with pytest.raises(LedgerError, match="has tables already; nothing was copied"):
        moved(source, target)
    assert postgres.run("SELECT count(*) FROM mine", database) == [(0,)]
    postgres.run("DROP TABLE mine", database)
    moved(source, target)
    with pytest.raises(LedgerError, match="has tables already; nothing was copied"):
        moved(source, target)


def test_nothing_stays_where_a_score_differs(
    source: Ledger, target: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    score_site, seen = moving.score_site, []

    def forgetful(framework: object, history: object, day: object) -> object:
        seen.append(history)
        emptied = replace(history, responses={}) if len(seen) == 2 else history
        return score_site(framework, emptied, day)

    monkeypatch.setattr(moving, "score_site", forgetful)
    with pytest.raises(ReadinessError, match="the site S001 another score; nothing was copied"):
        moved(source, target)
    assert is_missing(target)


def test_nothing_stays_where_rows_are_lost_on_the_way(
    source: Ledger, target: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    from readiness.ledger import carrying

    insert_rows = carrying.insert_rows
    monkeypatch.setattr(
        carrying,
        "insert_rows",
        lambda connection, table, rows: insert_rows(
            connection, table, rows[1:] if table.name == "profile" else rows
        ),
    )
    with pytest.raises(LedgerError, match=r"profile has .* rows, not .*Rows saved under"):
        moved(source, target)
    assert is_missing(target)


def test_a_database_that_is_not_sound_is_not_copied(
    few_file: Path, target: Server, tmp_path: Path
) -> None:
    path = tmp_path / "tampered.db"
    path.write_bytes(few_file.read_bytes())
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER response_no_update")
        connection.execute("UPDATE response SET answer = 'yes'")
    with (
        open_ledger(path) as tampered,
        pytest.raises(LedgerError, match="not sound and is not copied"),
    ):
        moved(tampered, target)
    assert is_missing(target)
