"""Whether a file is damaged, asked before anything is read from it or written to it."""

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
