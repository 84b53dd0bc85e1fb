"""The audit log: one row per save, each carrying the hash of the one before, and its check."""

import hashlib
import heapq
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import Connection, Row, Table, desc, select

from readiness.ledger import schema
from readiness.ledger.copying import Progress
from readiness.ledger.rows import ROWS_AT_ONCE, canonical_json, digest_part, moment_of
from readiness.ledger.wall import problems_of_wall

FIRST_HASH = "0" * 64
"""What the first row of the chain gives as the hash of the one before."""

_NOTHING = hashlib.sha256().hexdigest()


class AuditEntry(NamedTuple):
    """A save: who, when and what for. `detail` holds "counts", rows by kind."""

    revision: int
    recorded_at: datetime
    recorded_by: str
    action: str
    detail: Mapping[str, Mapping[str, int]]
    rows_digest: str
    previous_hash: str
    hash: str


def write_entry(
    connection: Connection,
    revision: int,
    origin: tuple[str, str, str],
    counts: Mapping[str, int],
    rows_digest: str,
) -> None:
    """Append the audit row of a save; `origin` is (recorded_at, recorded_by, action)."""
    table = schema.audit
    newest = select(table.c.hash).order_by(desc(table.c.revision)).limit(1)
    previous = connection.execute(newest).scalar() or FIRST_HASH
    detail = canonical_json({"counts": counts})
    content = (revision, *origin, detail, rows_digest, previous)
    names = [column.name for column in table.columns]
    connection.execute(table.insert(), dict(zip(names, (*content, _hash(content)), strict=True)))


def read_entries(connection: Connection, limit: int, before: int | None) -> tuple[AuditEntry, ...]:
    """The newest entries, newest first; only those before the revision `before` where given."""
    table = schema.audit
    query = select(table).order_by(desc(table.c.revision)).limit(limit)
    if before is not None:
        query = query.where(table.c.revision < before)
    return tuple(_entry(row) for row in connection.execute(query))


def problems_of_chain(connection: Connection, on_progress: Progress | None) -> Iterator[str]:
    """Everything that shows that the log or a recorded row was changed from outside."""
    for name in schema.unprotected_tables(connection):
        yield f"The table {name} has lost its protection against changes."
    yield from problems_of_wall(connection)
    last = connection.execute(select(schema.counter.c.revision)).scalar_one()
    digests = dict(_digests(connection))
    table = schema.audit
    previous, expected = FIRST_HASH, 1
    for row in connection.execute(
        select(table).order_by(table.c.revision).execution_options(yield_per=ROWS_AT_ONCE)
    ):
        if row.revision != expected:
            yield f"The audit log misses {_span(expected, row.revision - 1)}."
        elif row.previous_hash != previous:
            yield f"{_named(row)} does not follow from the entry before it."
        if row.hash != _hash(tuple(row)[:-1]):
            yield f"{_named(row)} was changed after it was written."
        if row.rows_digest != digests.pop(row.revision, _NOTHING):
            yield f"Rows saved under {_named(row)} were changed, added or removed afterwards."
        previous, expected = row.hash, row.revision + 1
        if on_progress is not None:
            on_progress(row.revision, last)
    if expected <= last:
        yield f"The audit log misses {_span(expected, last)}."
    elif expected > last + 1:
        yield f"The counter says {last} saves, the audit log {expected - 1}."
    for revision in sorted(digests):
        yield f"Rows are stored under revision {revision}, which the audit log does not know."


def _digests(connection: Connection) -> Iterator[tuple[int, str]]:
    """(revision, digest of the rows stored under it), in order of revision."""
    streams = (_parts(connection, place, table) for place, table in enumerate(schema.RECORDED))
    merged = heapq.merge(*streams, key=lambda part: part[:2])
    for revision, parts in groupby(merged, key=lambda part: part[0]):
        digest = hashlib.sha256()
        for _, _, part in parts:
            digest.update(part)
        yield revision, digest.hexdigest()


def _parts(connection: Connection, place: int, table: Table) -> Iterator[tuple[int, int, bytes]]:
    """(revision, place of the table, what some of its rows add to the digest)."""
    names = [column.name for column in table.columns]
    query = (
        select(table)
        .order_by(table.c.revision, *table.primary_key)
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    at = names.index("revision")
    for rows in connection.execute(query).partitions():
        for revision, some in groupby(rows, key=lambda row: row[at]):
            listed = [dict(zip(names, row, strict=True)) for row in some]
            yield revision, place, digest_part(table.name, listed)


def _hash(content: tuple[object, ...]) -> str:
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()


def _entry(row: Row[tuple[object, ...]]) -> AuditEntry:
    stored = row._mapping
    return AuditEntry(
        **{
            **stored,
            "recorded_at": moment_of(stored["recorded_at"]),
            "detail": json.loads(stored["detail"]),
        }
    )


def _named(row: Row[tuple[object, ...]]) -> str:
    stored = row._mapping
    return (
        f"audit entry {stored['revision']} ({stored['action']} by {stored['recorded_by']}, "
        f"{stored['recorded_at'][:16].replace('T', ' ')} UTC)"
    )


def _span(first: int, last: int) -> str:
    return f"entry {first}" if first == last else f"entries {first} to {last}"
