"""Whether a file is damaged, asked before anything is read from it or written to it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection

from readiness.errors import DamagedError


def refuse_damaged(connection: Connection, place: str) -> None:
    """Raise `DamagedError` for a file with a page that is not as it was written.

    Reads every page, 8 ms a megabyte, not the content of rows, which `verify` does. A server sees
    to its own files.
    """
    if connection.dialect.name != "sqlite":
        return
    found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if found != "ok":
        raise DamagedError(
            f"The database {place} is damaged; it was not changed. Keep the file, and restore a "
            "backup."
        )


def is_sound(backup: Path) -> bool:
    """Whether every page of a backup is as it was written; false for what is no database.

    For files that nobody writes to: not even the files that a reader needs are made beside it.
    """
    address = f"{backup.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as connection:
            tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            checked = connection.execute("PRAGMA quick_check(1)").fetchone()
    except (OSError, sqlite3.Error):
        return False
    return bool(tables[0]) and checked == ("ok",)
