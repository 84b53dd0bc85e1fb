"""Every row of one ledger into another that is empty, from any engine to any: byte for byte.

Revisions, times and the audit chain stay as they are, so that the copy proves itself.
"""

from sqlalchemy import Connection, func, select, update

from readiness.errors import LedgerError
from readiness.ledger import schema
from readiness.ledger.chain import problems_of_chain
from readiness.ledger.copying import Progress
from readiness.ledger.rows import ROWS_AT_ONCE
from readiness.ledger.saving import insert_rows

CARRIED = (*schema.RECORDED, schema.audit)
"""In an order in which no row points to one that is not there yet."""


def carry(source: Connection, target: Connection, on_progress: Progress | None = None) -> None:
    """Copy what is in `source` into the new tables of `target`, and check it there.

    The caller commits. `on_progress` is called with (rows copied, rows). Raises LedgerError when
    what has arrived is not the same.
    """
    counts = counts_of(source)
    total, done = sum(counts.values()), 0
    for table in CARRIED:
        names = [column.name for column in table.columns]
        query = select(table).order_by(*table.primary_key).execution_options(yield_per=ROWS_AT_ONCE)
        for rows in source.execute(query).partitions():
            insert_rows(target, table, [dict(zip(names, row, strict=True)) for row in rows])
            done += len(rows)
            if on_progress is not None:
                on_progress(done, total)
    revision = source.execute(select(schema.counter.c.revision)).scalar_one()
    target.execute(update(schema.counter).values(revision=revision))
    _check(counts, counts_of(target), target)


def counts_of(connection: Connection) -> dict[str, int]:
    """How many rows each table has, by its name."""
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in CARRIED
    }


def _check(before: dict[str, int], after: dict[str, int], target: Connection) -> None:
    problems = [
        f"{name} has {after[name]:,} rows, not {number:,}."
        for name, number in before.items()
        if after[name] != number
    ]
    # The chain holds a digest of every row, so that one changed letter breaks it.
    problems += problems_of_chain(target, None)
    if problems:
        raise LedgerError(f"The copy is not the same and is not kept: {' '.join(problems)}")
