"""From a database file to an SQLAlchemy engine that is set up for it, and how engines write.

Only this module, `servers`, `wall`, the faults and `schema.protect` know one engine from another;
the rest of the package writes SQLAlchemy Core.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

from readiness.domain.scope import Scope
from readiness.ledger.wall import SCOPE

BUSY_SECONDS = 10.0
"""How long a save waits for one of another program to finish."""

IN_LINE_SECONDS = 60.0
"""How long it waits before that for those of its own program, such as a large import."""

WRITING = {"readiness_writing": True}
"""The execution options of transactions that write, on every engine."""


_SETTINGS = ("synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF", "cache_size=-512")
"""Of each connection to a file. A save of anyone empties the cache of every other connection, so
that of the usual two megabytes for each little would ever be asked for again."""

_LINES: dict[str, Lock] = {}


@contextmanager
def in_line(place: str) -> Iterator[None]:
    """The saves of this program to a place, one after the other.

    Left to SQLite, each of many asks again and again and none is next: with sixty people some
    were refused, since they had no luck for BUSY_SECONDS.
    """
    line = _LINES.setdefault(place, Lock())
    next_in_line = line.acquire(timeout=IN_LINE_SECONDS)  # else the database says who is
    try:
        yield
    finally:
        if next_in_line:
            line.release()


def writing(engine: Engine) -> Engine:
    """The same engine for transactions that write: they come one after the other."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(**WRITING, isolation_level="READ COMMITTED")
    return engine.execution_options(**WRITING)


def seeing(engine: Engine, scope: Scope) -> Engine:
    """The same engine for transactions that see what a scope reaches, where there is a wall."""
    return engine.execution_options(**{SCOPE: scope})


def sqlite_engine(path: Path) -> Engine:
    """An engine on an SQLite file: one connection per thread at a time, transactions explicit.

    A transaction that writes takes the write lock when it begins: one that reads first and
    writes later would be refused at once when another writer came between.
    """
    engine = create_engine(
        "sqlite://",
        creator=lambda: connect(path),
        poolclass=QueuePool,
        pool_size=3,  # each keeps its statements and a part of the file; more come and go
        max_overflow=-1,
        pool_use_lifo=True,
    )
    event.listen(engine, "begin", _begin)
    return engine


def connect(path: Path, *, mode: str = "rw") -> sqlite3.Connection:
    """A connection of the driver to an existing file (`mode` rw, ro) or a new one (rwc).

    The caller closes it. Python's own transaction handling is off.
    """
    connection = sqlite3.connect(
        f"{path.as_uri()}?mode={mode}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        for setting in _SETTINGS:
            connection.execute(f"PRAGMA {setting}")
    except BaseException:
        connection.close()
        raise
    return connection


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("readiness_writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
