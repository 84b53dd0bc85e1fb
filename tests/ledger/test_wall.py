"""Row-level security in PostgreSQL: what a scope does not reach is not there, nor can be added."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from readiness.domain.scope import EVERYTHING, Scope
from readiness.errors import NotAllowedError, ReadinessError
from readiness.ledger import Ledger, open_ledger, schema, wall
from readiness.ledger.engines import seeing, writing
from tests.ledger.conftest import at, finding, profile, response, save, site, stock
from tests.ledger.test_contract import action, entry, event, grant, told
from tests.servers import Cluster

pytestmark = pytest.mark.postgres
VERSIONS = Path(__file__).parent / "versions"
ONE = frozenset({"S1"})
AT_S1 = Scope(ONE, ONE)


@pytest.fixture
def ledger(postgres: Cluster) -> Iterator[Ledger]:
    """With a row in every table, and of two sites where a table has sites."""
    with open_ledger(postgres.address(postgres.emptied())) as opened:
        save(opened, site("S1"), site("S2"), grant(), told(), entry())
        for key in ("S1", "S2"):
            save(
                opened,
                *(response(key), finding(key), profile(key), event(1, site_id=key)),
                action(action_id=f"A-{key}", site_id=key),
                stock()._replace(site_id=key, entry_id=f"E-{key}"),
            )
        opened.record_framework("crs", "1", "f", {}, recorded_by="Ana", recorded_at=at(1))
        yield opened


def rows(connection: Connection, table: object) -> int:
    return len(connection.execute(select(table)).all())


def test_every_table_with_sites_in_it_is_behind_the_wall() -> None:
    """A new table fails here until it says what of it is seen."""
    tables = set(schema.metadata.tables.values())
    assert tables == wall.POLICIES.keys() | wall.OPEN.keys()
    for table in tables:
        if "site_id" in table.columns:
            seen, added = wall.POLICIES[table]
            assert "readiness.sites" in seen, table.name
            assert "site_id IN" in seen, table.name
            assert "readiness.writes" in added or table is schema.site, table.name
    assert {table.name for table in wall.OPEN} == {"counter", "schema_version"}


def test_the_wall_stands_in_the_database_for_the_owner_too(
    postgres: Cluster,
) -> None:
    forced = postgres.run(
        "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity",
        postgres.made,
    )
    assert {name for (name,) in forced} == {table.name for table in wall.POLICIES}


def test_whoever_says_nothing_sees_nothing_and_adds_nothing(ledger: Ledger) -> None:
    with ledger._whole.connect() as connection:
        for table in wall.POLICIES:
            expected = 1 if table is schema.framework else 0
            assert rows(connection, table) == expected, table.name
    assert ledger.history("S1").responses, "the setting before ended with its transaction"
    with ledger._whole.connect() as connection:
        assert rows(connection, schema.response) == 0
    for table in wall.POLICIES:
        assert not added(ledger, None, table, "S1"), table.name


def test_a_scope_sees_the_rows_of_its_sites_only(ledger: Ledger) -> None:
    seen = {
        table.name: count for table in wall.POLICIES for count in [counted(ledger, AT_S1, table)]
    }
    own = dict.fromkeys((table.name for table in (*schema.OF_SITES, schema.action)), 1)
    nobodys = dict.fromkeys(("access", "told", "meeting", "audit"), 0)
    assert seen == own | nobodys | {"framework": 1}
    assert counted(ledger, Scope(None, ONE), schema.meeting) == 1
    assert counted(ledger, Scope(None, None), schema.access) == 0
    assert counted(ledger, Scope(frozenset(), None), schema.response) == 0
    for table in wall.POLICIES:
        assert counted(ledger, EVERYTHING, table) >= 1


def test_a_scope_adds_rows_of_its_sites_only(ledger: Ledger) -> None:
    everywhere, manager = Scope(None, None), Scope(None, ONE)
    for table in (*schema.OF_SITES, schema.action):
        if table is schema.site:
            continue
        for scope in (AT_S1, manager, everywhere, EVERYTHING):
            assert added(ledger, scope, table, "S1"), (table.name, scope)
        for scope in (AT_S1, manager):
            assert not added(ledger, scope, table, "S2"), (table.name, scope)
        assert not added(ledger, Scope(None, frozenset()), table, "S1"), "reading is not writing"
    for table in wall.POLICIES.keys() - {*schema.OF_SITES, schema.action} | {schema.site}:
        assert not added(ledger, everywhere, table, "S1"), table.name
        assert added(ledger, EVERYTHING, table, "S1"), table.name


def counted(ledger: Ledger, scope: Scope, table: object) -> int:
    with seeing(ledger._whole, scope).connect() as connection:
        return rows(connection, table)


def added(ledger: Ledger, scope: Scope | None, table: object, site_id: str) -> bool:
    """Whether the server itself takes a row like the first of a site; it is not kept."""
    with seeing(ledger._whole, EVERYTHING).connect() as connection:
        query = select(table)
        if "site_id" in table.columns:
            query = query.where(table.c.site_id == site_id)
        row = dict(connection.execute(query.limit(1)).one()._mapping)
    for key in table.primary_key:
        if key.name == "site_id":
            continue
        row[key.name] = 99 if isinstance(row[key.name], int) else f"new {row[key.name]}"
    if table is schema.finding:
        row["response_version"] = None
    engine = ledger._whole if scope is None else seeing(ledger._whole, scope)
    with writing(engine).connect() as connection:
        try:
            connection.exec_driver_sql(*statement_of(table, row))
        except DBAPIError as error:
            if "row-level security" not in str(error.orig):
                raise
            return False
        finally:
            connection.rollback()
    return True


def statement_of(table: object, row: dict) -> tuple[str, tuple]:
    names = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join(["%s"] * len(row))
    return f"INSERT INTO {table.name} ({names}) VALUES ({marks})", tuple(row.values())


def test_a_ledger_seen_by_a_scope_reads_and_saves_within_it(ledger: Ledger) -> None:
    mine = ledger.seen_by(AT_S1)
    assert [one.site_id for one in mine.sites()] == ["S1"]
    assert {one.site_id for one in mine.histories()} == {"S1"}
    assert {one.site_id for one in mine.actions()} == {"S1"}
    assert mine.grants() == mine.meetings() == mine.audit() == ()
    assert mine.revision() == ledger.revision()
    with pytest.raises(ReadinessError, match=r"S2.*not known"):
        mine.history("S2")
    revision = ledger.revision()
    with pytest.raises(ReadinessError, match="Not among the known sites: “S2”"):
        save(mine, response("S2", minutes=5))
    with pytest.raises(NotAllowedError, match="not yours to change; nothing was saved"):
        save(mine, grant(minutes=9, person="me@one.example"))
    for forbidden in (mine.verify, lambda: mine.backup(Path("never.db"))):
        with pytest.raises(NotAllowedError, match="in part"):
            forbidden()
    assert ledger.revision() == revision
    assert save(mine, response(minutes=5), finding(minutes=6)) == revision + 1
    assert ledger.verify() == (), "the log goes on over what the writer does not see"


def test_a_scope_can_only_become_smaller(ledger: Ledger) -> None:
    assert [one.site_id for one in ledger.seen_by(AT_S1).seen_by(EVERYTHING).sites()] == ["S1"]
    two = Scope(frozenset({"S2"}), None)
    assert ledger.seen_by(AT_S1).seen_by(two).sites() == ()


def test_an_id_of_any_letters_names_one_site(ledger: Ledger) -> None:
    strange = ['a","b', "a\\", "a,b", "{a}", "*", "", "NULL", "a\x1fb", "ü ß"]
    save(ledger, *(site(key) for key in strange if key), site("a"), site("b"))
    for key in filter(None, strange):
        seen = ledger.seen_by(Scope(frozenset({key}), frozenset({key})))
        assert [one.site_id for one in seen.sites()] == [key]
    every = frozenset(strange)
    assert {one.site_id for one in ledger.seen_by(Scope(every, every)).sites()} == every - {""}


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("ALTER TABLE action DISABLE ROW LEVEL SECURITY", "table action is not behind the wall"),
        ("ALTER TABLE profile NO FORCE ROW LEVEL SECURITY", "table profile is not behind"),
        ("DROP POLICY finding_seen ON finding", "table finding is not behind"),
        ("CREATE POLICY more ON site USING (true)", "table site is not behind"),
    ],
)
def test_verify_finds_a_hole_in_the_wall(
    postgres: Cluster, postgres_database: str, statement: str, said: str
) -> None:
    postgres.run(statement, postgres_database)
    with open_ledger(postgres.address(postgres_database)) as opened:
        assert [said in problem for problem in opened.verify()] == [True]


def test_verify_says_that_a_superuser_passes_the_wall(
    postgres: Cluster, postgres_database: str
) -> None:
    with open_ledger(postgres.address(postgres_database, user="postgres")) as opened:
        (problem,) = opened.verify()
    assert problem.startswith("The role postgres passes the wall between sites.")


def test_a_database_of_the_version_before_gets_the_wall_and_keeps_all_it_holds(
    postgres: Cluster,
) -> None:
    name = postgres.new_database()
    address = postgres.address(name)
    with closing(psycopg.connect(address, autocommit=True)) as connection:
        connection.execute((VERSIONS / "postgresql_3.sql").read_text())
        assert connection.execute("SELECT count(*) FROM response").fetchone() == (1,)
    with open_ledger(address) as opened:
        assert opened.verify() == ()
        assert opened.history("S1").responses["C01"][0].answer == "yes"
        assert opened.seen_by(Scope(frozenset(), frozenset())).sites() == ()
        assert save(opened, stock(6)) == 9
        assert opened.verify() == ()
    with closing(psycopg.connect(address)) as connection:
        assert connection.execute("SELECT count(*) FROM response").fetchone() == (0,)
    postgres.drop(name)
