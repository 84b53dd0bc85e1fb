"""The wall in PostgreSQL: row-level security that shows, and takes, only rows of a given scope.

A transaction says for whom it is in three settings that end with it; one that says nothing sees
nothing and writes nothing. The wall holds for the role that owns the tables too (`FORCE`), not for
a superuser. A file of SQLite has no wall: there the scope is kept by the services alone.
"""

from functools import lru_cache

from sqlalchemy import Connection, Table

from readiness.domain.scope import Scope
from readiness.ledger import schema

ALL = "*"
_READS, _WRITES, _MANAGES = "readiness.sites", "readiness.writes", "readiness.manages"

SCOPE = "readiness_scope"
"""The execution option that carries the scope of a transaction."""

SAY = ", ".join(f"set_config('{name}', %s, true)" for name in (_READS, _WRITES, _MANAGES))
"""What a transaction begins with, after SELECT; `words_of` gives the values."""


def _is(setting: str, value: str) -> str:
    # In a sub-select, so that it is worked out once in a statement and not for every row.
    return f"(SELECT current_setting('{setting}', true)) = '{value}'"


def _at_sites(setting: str) -> str:
    listed = f"nullif(nullif(current_setting('{setting}', true), '{ALL}'), '')::text[]"
    return f"{_is(setting, ALL)} OR site_id IN (SELECT unnest({listed}))"


_MANAGED = _is(_MANAGES, "on")
_AT_A_SITE = (_at_sites(_READS), _at_sites(_WRITES))

POLICIES: dict[Table, tuple[str, str]] = {
    schema.site: (_at_sites(_READS), _MANAGED),
    schema.profile: _AT_A_SITE,
    schema.response: _AT_A_SITE,
    schema.finding: _AT_A_SITE,
    schema.assessment: _AT_A_SITE,
    schema.action: _AT_A_SITE,
    schema.register_entry: _AT_A_SITE,
    schema.meeting: (_is(_READS, ALL), _MANAGED),
    schema.access: (_MANAGED, _MANAGED),
    schema.told: (_MANAGED, _MANAGED),
    schema.audit: (_MANAGED, _MANAGED),
    schema.framework: ("true", _MANAGED),
}
"""By table, which rows are seen and which may be added. There is no policy for other changes."""

OPEN = {
    schema.counter: "how many saves there are; a save has to move it",
    schema.schema_version: "which version the tables are",
}
"""Tables without a wall, and what is in them."""


def raise_wall(connection: Connection) -> None:
    """Put every table behind the wall; nothing happens on an engine that has none."""
    if connection.dialect.name != "postgresql":
        return
    for table, (seen, added) in POLICIES.items():
        for statement in (
            f"CREATE POLICY {table.name}_seen ON {table.name} FOR SELECT USING ({seen})",
            f"CREATE POLICY {table.name}_added ON {table.name} FOR INSERT WITH CHECK ({added})",
            f"ALTER TABLE {table.name} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table.name} FORCE ROW LEVEL SECURITY",
        ):
            connection.exec_driver_sql(statement)


def problems_of_wall(connection: Connection) -> tuple[str, ...]:
    """Which tables are not behind the wall as they were put there, in words."""
    if connection.dialect.name != "postgresql":
        return ()
    standing = connection.exec_driver_sql(
        "SELECT relname, array_agg(polname::text) FROM pg_class "
        "JOIN pg_policy ON polrelid = pg_class.oid "
        "WHERE relnamespace = current_schema()::regnamespace "
        "AND relrowsecurity AND relforcerowsecurity GROUP BY relname"
    )
    # One more policy would open it: those of a table are alternatives.
    whole = {name for name, own in standing if sorted(own) == [f"{name}_added", f"{name}_seen"]}
    return tuple(
        f"The table {table.name} is not behind the wall between sites."
        for table in POLICIES
        if table.name not in whole
    )


def problems_of_role(connection: Connection) -> tuple[str, ...]:
    """Whether the role that reads passes the wall, in words."""
    if connection.dialect.name != "postgresql":
        return ()
    passing = connection.exec_driver_sql(
        "SELECT rolname FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)"
    )
    return tuple(
        f"The role {role} passes the wall between sites. Let the app use one that is no superuser."
        for role in passing.scalars()
    )


@lru_cache(maxsize=512)
def words_of(scope: Scope) -> tuple[str, str, str]:
    """A scope as the values of the settings."""
    return _listed(scope.reads), _listed(scope.writes), "on" if scope.manages else "off"


def let_the_chain_go_on(connection: Connection) -> None:
    """Let the end of a save see the newest entry of the log of saves and add the next.

    Whoever saves, their entry follows from one that may be somebody else's. Nothing is read for
    a person after this.
    """
    scope = connection.get_execution_options().get(SCOPE)
    if connection.dialect.name == "postgresql" and scope is not None and not scope.manages:
        connection.exec_driver_sql(f"SELECT set_config('{_MANAGES}', 'on', true)")


def _listed(sites: frozenset[str] | None) -> str:
    """As an array of the server is written; an id may hold any letter."""
    if sites is None:
        return ALL
    quoted = (site.replace("\\", "\\\\").replace('"', '\\"') for site in sorted(sites))
    return "{" + ",".join(f'"{site}"' for site in quoted) + "}"
