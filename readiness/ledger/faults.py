"""What the database driver reports, said as one sentence on what to do."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoneFreeError

from readiness.errors import DamagedError, LedgerError, ReadinessError
from readiness.ledger.server_faults import (
    NO_CONNECTION_FREE,
    UNCLEAR,
    broke,
    is_of_server,
    server_sentence_for,
)

_CODE_OF_A_FAMILY = 0xFF
_DAMAGE = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
_MAY_BE_THE_FOLDER = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)

_SENTENCES = {
    sqlite3.SQLITE_FULL: "The disk is full; nothing was saved. Free some space and save again.",
    sqlite3.SQLITE_BUSY: (
        "Another program is busy with the database {place} and did not finish in time; "
        "nothing was saved. Try again in a moment."
    ),
    sqlite3.SQLITE_READONLY: (
        "The database {place} is read-only; nothing was saved. "
        "Allow writing to the file and its folder, then save again."
    ),
    sqlite3.SQLITE_NOTADB: (
        "{place} is not a database file, or its beginning is damaged; it was not changed. "
        "Name another file, or restore a backup."
    ),
    sqlite3.SQLITE_CORRUPT: (
        "The database {place} is damaged. Stop using it, keep the file, and restore a backup."
    ),
    sqlite3.SQLITE_IOERR: (
        "The disk under the database {place} could not be read or written; nothing was saved. "
        "Check the disk, then try again."
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "The database {place} cannot be opened. Check that the file and its folder exist "
        "and that you may read and write both."
    ),
    sqlite3.SQLITE_TOOBIG: "A text is too long to be stored; nothing was saved. Shorten it.",
}


@contextmanager
def explained(place: str) -> Iterator[None]:
    """Turn a driver's error inside into a ReadinessError; `place` is the file or address.

    An error that says nothing about the database or the data is a bug and passes unchanged.
    """
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        said = sentence_for(error, place)
        if said is None:
            raise
        # Of a connection that failed, the driver's own error holds the password.
        raise said from (None if _may_hold_a_password(error) else error)
    except NoneFreeError as error:
        raise LedgerError(NO_CONNECTION_FREE.format(place=place)) from error
    except OSError as error:
        raise LedgerError(_about_the_system(error, place)) from error


@contextmanager
def committing(place: str) -> Iterator[None]:
    """A commit inside whose answer never came may have taken place: LedgerError says so."""
    try:
        yield
    except DBAPIError as error:
        if is_of_server(error.orig) and broke(error.orig):
            raise LedgerError(UNCLEAR.format(place=place)) from None
        raise


def sentence_for(error: BaseException, place: str) -> ReadinessError | None:
    """The error to show instead of the driver's; `None` where it is a bug of this program."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if is_of_server(cause):
        lost = isinstance(error, DBAPIError) and error.connection_invalidated
        return server_sentence_for(cause, place, lost=lost)
    code = family_of(cause)
    if code == sqlite3.SQLITE_CONSTRAINT:
        rule = str(cause).partition(": ")[2] or str(cause)
        return ReadinessError(f"A record cannot be stored ({rule}); nothing was saved.")
    if code in _MAY_BE_THE_FOLDER and (reason := _why_unwritable(Path(place))):
        return LedgerError(reason)
    if code in _SENTENCES:
        kind = DamagedError if code in _DAMAGE else LedgerError
        return kind(_SENTENCES[code].format(place=place))
    return None


def _may_hold_a_password(error: BaseException) -> bool:
    cause: Any = getattr(error, "orig", None)
    return is_of_server(cause) and cause.sqlstate is None


def family_of(error: BaseException | None) -> int:
    """SQLite's code for the kind of an error, without its finer distinctions; 0 for any other."""
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code & _CODE_OF_A_FAMILY


def refuse_unwritable_folder(path: Path) -> None:
    """Raise LedgerError when files cannot be made beside `path`, which every database needs."""
    if reason := _why_unwritable(path):
        raise LedgerError(reason)


def _why_unwritable(path: Path) -> str:
    """One sentence, or "" where nothing stands in the way."""
    folder = path.parent
    if not folder.is_dir():
        return f"The folder {folder} does not exist. Create it, or name another file."
    try:
        probe = folder / f".{path.name}.writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        if error.errno == errno.ENOSPC:
            return _SENTENCES[sqlite3.SQLITE_FULL]
        return (
            f"The folder {folder} cannot be written to, and the database {path.name} needs that "
            "even for reading. Allow writing to the folder, or name a file in another one."
        )
    return ""


def _about_the_system(error: OSError, place: str) -> str:
    if error.errno == errno.ENOSPC:
        return _SENTENCES[sqlite3.SQLITE_FULL]
    reason = (error.strerror or "unknown reason").lower()
    return f"{error.filename or place} cannot be used ({reason}). Name another file or folder."
