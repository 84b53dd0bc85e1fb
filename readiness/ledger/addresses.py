"""What names a database: the path of a file, or the address of a PostgreSQL server.

An address that is shown, or written to a log, never has its password.
"""

from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from readiness.errors import LedgerError

_SHAPE = "postgresql://user:password@host/database"
_SCHEMES = ("postgresql", "postgres")
_DRIVER = "psycopg"


@dataclass(frozen=True)
class Server:
    """A database of a PostgreSQL server. As text it has neither password nor settings."""

    url: URL = field(repr=False)

    def __str__(self) -> str:
        host = self.url.host or self.url.query.get("host", "")
        shown = URL.create(
            "postgresql",
            username=self.url.username,
            host=host if isinstance(host, str) else ",".join(host),
            port=self.url.port,
            database=self.url.database,
        )
        return shown.render_as_string()


Address = Path | Server


def address_of(target: str | Address) -> Address:
    """What a target names. Raises LedgerError for an address that cannot be used."""
    if isinstance(target, Server):
        return target
    if isinstance(target, str) and "://" in target:
        scheme, _, driver = target.partition("://")[0].partition("+")
        if scheme not in _SCHEMES:
            raise LedgerError(
                f"Databases of the kind {scheme}:// are not known. Give the path of a file, "
                f"or {_SHAPE}."
            )
        if driver not in ("", _DRIVER):
            raise LedgerError(f"Leave “+{driver}” out of the address of the database: {_SHAPE}.")
        return _server(target)
    if not str(target).strip():
        raise LedgerError("No database is named. Give the path of a file.")
    return Path(target).expanduser().absolute()


def path_of(target: str | Address, instead: str) -> Path:
    """The file that a target names; where it is a server, raises LedgerError with `instead`."""
    address = address_of(target)
    if isinstance(address, Server):
        raise LedgerError(f"{address} is a database of PostgreSQL, not a file. {instead}")
    return address


def _server(target: str) -> Server:
    try:
        given = make_url(target)
    except (ArgumentError, ValueError):
        # Whatever it is, it may hold a password: neither it nor the reason is shown.
        raise LedgerError(
            f"The address of the database cannot be read. Write it as {_SHAPE}."
        ) from None
    if "@" in (given.host or "") or "@" in (given.database or ""):
        raise LedgerError(
            "The address of the database has “@” in a wrong place. In a password write “@” as "
            "%40, “/” as %2F, “:” as %3A and “%” as %25."
        )
    if not given.database:
        raise LedgerError(f"The address names no database. Write it as {_SHAPE}.")
    return Server(given.set(drivername=f"postgresql+{_DRIVER}"))
