"""The numbered versions of the tables, and the way from one to the next.

A new database gets today's tables at once and the newest number. An older one is brought up
step by step, inside one transaction. To change the tables: change `schema`, append a function
here that does the same to a database of the version before.
"""

from collections.abc import Callable

from sqlalchemy import Connection, Table, inspect, select

from readiness.errors import LedgerError
from readiness.ledger import schema, wall

Migration = Callable[[Connection], None]


def _people(connection: Connection) -> None:
    """Access, actions, digests, meetings; assessments are also returned, approved, locked."""
    _made_anew(connection, schema.assessment)
    _added(connection, schema.access, schema.action, schema.told, schema.meeting)


def _registers(connection: Connection) -> None:
    """Entries of registers; a finding may be about what a register says."""
    _made_anew(connection, schema.finding)
    _added(connection, schema.register_entry)


def _added(connection: Connection, *tables: Table) -> None:
    for table in tables:
        table.create(connection)
        schema.protect(connection, table)


def _made_anew(connection: Connection, table: Table) -> None:
    """The same rows in a table with today's constraints: no engine loosens those in place."""
    names = [column.name for column in table.columns]
    kept = [
        dict(zip(names, row, strict=True)) for row in connection.execute(select(*table.columns))
    ]
    table.drop(connection)
    table.create(connection)
    if kept:
        connection.execute(table.insert(), kept)
    schema.protect(connection, table)


def _all_tables(connection: Connection) -> None:
    """Every table of today with its protection, behind the wall where the engine has one."""
    schema.create_tables(connection)
    wall.raise_wall(connection)


MIGRATIONS: tuple[Migration, ...] = (_all_tables, _people, _registers, wall.raise_wall)
"""Step n (from 1) makes version n out of version n - 1; the first makes all tables."""


def newest_version() -> int:
    """The version this program works with."""
    return len(MIGRATIONS)


def stored_version(connection: Connection) -> int | None:
    """The version of a database: 0 when it is empty, `None` when it is not one of ours."""
    if schema.is_empty(connection):
        return 0
    if not _is_ours(connection):
        return None
    version: int = connection.execute(select(schema.schema_version.c.version)).scalar_one()
    return version


def _is_ours(connection: Connection) -> bool:
    tables = set(inspect(connection).get_table_names())
    if not tables >= {schema.schema_version.name, schema.counter.name, schema.audit.name}:
        return False
    return schema.is_marked(connection)


def refuse_unusable(version: int | None, place: str, *, create: bool = True) -> None:
    """Raise LedgerError for the database of another application or of a newer program.

    For an empty one too, where none may be made of it.
    """
    if version == 0 and not create:
        raise LedgerError(f"{place} is an empty database: nothing was ever recorded in it.")
    if version is None:
        raise LedgerError(
            f"{place} is a database of another application; it was not changed. Name another one."
        )
    if version > newest_version():
        raise LedgerError(
            f"{place} was written by a newer version of this program (database version "
            f"{version}, this program knows {newest_version()}); it was not changed. "
            "Update the program."
        )


def migrate(connection: Connection, version: int) -> None:
    """Bring a database of an older version (0: an empty one) to the newest; the caller commits."""
    table = schema.schema_version
    if version == 0:
        MIGRATIONS[0](connection)
        schema.mark(connection)
        connection.execute(table.insert().values(version=newest_version()))
        return
    for step in MIGRATIONS[version:]:
        step(connection)
    connection.execute(table.update().values(version=newest_version()))
