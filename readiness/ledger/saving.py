"""One save: rows, their audit entry and the counter, in one transaction."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from sqlalchemy import Connection, Dialect, Table, func, insert, select, text, update

from readiness.ledger import schema
from readiness.ledger.admission import Origin
from readiness.ledger.chain import write_entry
from readiness.ledger.copying import Progress
from readiness.ledger.looking import Newest
from readiness.ledger.rows import ROWS_AT_ONCE, Row, digest_of
from readiness.ledger.wall import let_the_chain_go_on

_ASKED = ("", *(table.name for table in schema.RECORDED))
_NEWEST = text(  # the words themselves: SQLAlchemy would go through all its parts each time
    str(
        select(
            select(schema.counter.c.revision).scalar_subquery(),
            *(select(func.max(table.c.revision)).scalar_subquery() for table in schema.RECORDED),
        )
    )
)

MakeRows = Callable[[Connection, int], Mapping[Table, Sequence[Row]]]
"""From the revision of a save to the rows it appends; by table, in order of their keys."""


def save(
    connection: Connection, origin: Origin, make_rows: MakeRows, on_progress: Progress | None
) -> int:
    """Append rows and return the new revision; the present one where there are no rows.

    The caller begins the transaction, as one that writes, and commits it.
    """
    before = revision_of(connection, writing=True)
    rows = make_rows(connection, before + 1)
    counts = {table.name: len(some) for table, some in rows.items() if some}
    if not counts:
        return before
    digest = digest_of(rows)
    _insert(connection, rows, sum(counts.values()), on_progress)
    let_the_chain_go_on(connection)
    write_entry(connection, before + 1, origin, counts, digest)
    connection.execute(update(schema.counter).values(revision=before + 1))
    return before + 1


def revision_of(connection: Connection, *, writing: bool = False) -> int:
    """The newest revision; `writing` makes other writers wait, on engines that need telling."""
    query = select(schema.counter.c.revision)
    revision: int = connection.execute(query.with_for_update() if writing else query).scalar_one()
    return revision


def newest_revisions(connection: Connection) -> Newest:
    """The newest revision of each table that has any, by name; 0 where none is. "": of all."""
    row = connection.execute(_NEWEST).one()
    return {name: revision or 0 for name, revision in zip(_ASKED, row, strict=True)}


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Append rows to a table, as they are."""
    statement, names = _insert_statement(table, connection.dialect)
    connection.exec_driver_sql(
        statement, [tuple([row[name] for name in names]) for row in rows] if names else list(rows)
    )


def _insert(
    connection: Connection,
    rows: Mapping[Table, Sequence[Row]],
    total: int,
    on_progress: Progress | None,
) -> None:
    done = 0
    for table, some in rows.items():
        for start in range(0, len(some), ROWS_AT_ONCE):
            part = some[start : start + ROWS_AT_ONCE]
            insert_rows(connection, table, part)
            done += len(part)
            if on_progress is not None:
                on_progress(done, total)


@lru_cache(maxsize=64)
def _insert_statement(table: Table, dialect: Dialect) -> tuple[str, tuple[str, ...]]:
    """The statement, and the order in which the driver wants the values; () for by name.

    Rows given straight to the driver take a third of the time that `execute` does.
    """
    compiled = insert(table).compile(dialect=dialect)
    return compiled.string, tuple(compiled.positiontup or ()) if compiled.positional else ()
