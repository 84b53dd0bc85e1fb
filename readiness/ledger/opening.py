"""Opening a database file: what it is, whether it may be used, and bringing it up to date.

A file that is refused keeps every byte it has.
"""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine, create_engine, select

from readiness.errors import DamagedError, LedgerError
from readiness.ledger import engines
from readiness.ledger.copying import dated_name, write_copy
from readiness.ledger.engines import connect, sqlite_engine
from readiness.ledger.faults import explained, refuse_unwritable_folder
from readiness.ledger.migrations import (
    migrate,
    newest_version,
    refuse_unusable,
    stored_version,
)
from readiness.ledger.schema import APPLICATION_ID, counter

_MAGIC = b"SQLite format 3\x00"
_HEADER = 100
_APPLICATION_ID_AT = slice(68, 72)


def open_file(path: Path, *, create: bool, keep_old: bool = True) -> Engine:
    """An engine on the ledger in `path`, made or migrated where that is needed.

    With `create`, a missing or empty file becomes a new ledger, and its folder is made. With
    `keep_old`, a copy of a ledger of an older version is kept beside it.
    Raises LedgerError for anything that is no usable ledger; the file is then unchanged.
    """
    with explained(str(path)):
        _prepare_file(path, create=create)
        version = inspect_file(path)
        refuse_unusable(version, str(path), create=create)
        engine = sqlite_engine(path)
        try:
            if version and version != newest_version() and keep_old:
                write_copy(path, dated_name(path, f"before-version-{newest_version()}"))
            if version != newest_version():
                _bring_up_to_date(engine, path)
            # A connection that has read shows other programs that the file is in use.
            with engine.connect() as connection:
                connection.execute(select(counter.c.revision)).scalar_one()
        except BaseException:
            engine.dispose()
            raise
        return engine


def inspect_file(path: Path) -> int:
    """The schema version of an existing file, 0 for an empty one; changes nothing.

    Raises LedgerError for a file that is no ledger, is damaged, or is of a newer version.
    """
    with explained(str(path)):
        if not path.is_file():
            raise LedgerError(f"{path} is not a file. Name the file of a database.")
        _check_header(path)
        probe = create_engine("sqlite://", creator=lambda: connect(path, mode=_gentle_mode(path)))
        try:
            with probe.connect() as connection:
                version = stored_version(connection)
        finally:
            probe.dispose()
    refuse_unusable(version, str(path))
    assert version is not None
    return version


def _prepare_file(path: Path, *, create: bool) -> None:
    if path.exists():
        return
    if not create:
        raise LedgerError(
            f"There is no database {path}. Check the path, or let the program make a new one."
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    refuse_unwritable_folder(path)
    path.touch()


def _check_header(path: Path) -> None:
    with path.open("rb") as file:
        header = file.read(_HEADER)
    if not header:
        return
    if len(header) < _HEADER or not header.startswith(_MAGIC):
        raise DamagedError(
            f"{path} is not a database file, or its beginning is damaged; it was not changed. "
            "Name another file, or restore a backup."
        )
    application = int.from_bytes(header[_APPLICATION_ID_AT], "big")
    if application not in (0, APPLICATION_ID):
        refuse_unusable(None, str(path))


def _gentle_mode(path: Path) -> str:
    """How to look into a file without changing it.

    A writing connection tidies up after itself, but where a log was left behind it would also
    fold that into the file; then a reading one is the gentler of the two.
    """
    log = path.with_name(path.name + "-wal")
    return "ro" if log.exists() and log.stat().st_size else "rw"


def _bring_up_to_date(engine: Engine, path: Path) -> None:
    _use_write_ahead_log(path)
    with engines.writing(engine).begin() as connection:
        version = stored_version(connection)
        refuse_unusable(version, str(path))
        if version is not None and version != newest_version():
            migrate(connection, version)


def _use_write_ahead_log(path: Path) -> None:
    """Readers and a writer then do not wait for each other; the setting stays in the file."""
    deadline = time.monotonic() + engines.BUSY_SECONDS
    with closing(connect(path)) as connection:
        while True:
            try:
                connection.execute("PRAGMA journal_mode=WAL")
                return
            except sqlite3.OperationalError:
                # Two programs that open a new file at once: the driver does not wait here.
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.01)
