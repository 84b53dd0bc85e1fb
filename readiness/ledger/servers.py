"""A ledger in a PostgreSQL database: its connections, and bringing its tables up to date.

Reading shows one state of the database (repeatable read). Writing reads what is committed (read
committed) after it has locked the counter: whoever saves second waits, then sees the first save.
Each transaction begins with saying what its scope reaches; without that it sees no row (`wall`).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, select

from readiness.domain.scope import EVERYTHING
from readiness.errors import LedgerError
from readiness.ledger import engines, schema, wall
from readiness.ledger.addresses import Server
from readiness.ledger.faults import explained
from readiness.ledger.migrations import migrate, newest_version, refuse_unusable, stored_version

CONNECTIONS = 5
MORE_CONNECTIONS = 15
"""How many a process keeps, and how many more it opens when many people work at once."""

CONNECT_SECONDS = 5
STATEMENT_SECONDS = 30
"""How long one statement may take; a save or a check is many."""

_RECYCLE_SECONDS = 1_800
_IDLE_READING_SECONDS = 600
_IDLE_WRITING_SECONDS = 30
"""After how long the server gives up a transaction of a program that has stopped.

One that writes keeps everybody else from saving.
"""

_WHEN_WRITING = (
    f"set_config('idle_in_transaction_session_timeout', '{_IDLE_WRITING_SECONDS}s', true), "
    "CASE WHEN current_setting('synchronous_commit') = 'off' "
    "THEN set_config('synchronous_commit', 'on', true) END"
)
"""What was acknowledged is on the disk, whatever the server is set to."""


def server_engine(server: Server) -> Engine:
    """An engine on a database of a server; nothing is connected yet."""
    try:
        engine = create_engine(
            server.url,
            isolation_level="REPEATABLE READ",
            pool_size=CONNECTIONS,
            max_overflow=MORE_CONNECTIONS,
            pool_timeout=engines.BUSY_SECONDS,
            pool_recycle=_RECYCLE_SECONDS,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args=_settings(server),
        )
    except ImportError as error:
        raise LedgerError(
            "The driver for PostgreSQL, psycopg, is not installed or not complete. "
            "Install what requirements.lock lists."
        ) from error
    event.listen(engine, "do_connect", _connect)
    event.listen(engine, "begin", _begin)
    return engine


def open_server(server: Server, *, create: bool) -> Engine:
    """An engine on the ledger of a server, made or migrated where that is needed.

    With `create`, an empty database gets the tables. Raises LedgerError for a database that
    cannot be reached or is no usable ledger; it is then unchanged.
    """
    place = str(server)
    with explained(place):
        engine = server_engine(server)
        try:
            with engine.connect() as connection:
                refuse_unsuitable(connection, place)
                version = stored_version(connection)
            refuse_unusable(version, place, create=create)
            if version != newest_version():
                _bring_up_to_date(engine, place)
        except BaseException:
            engine.dispose()
            raise
        return engine


def is_empty_on(server: Server) -> bool:
    """Whether a database has no tables. Raises LedgerError where that cannot be told."""
    with explained(str(server)):
        engine = server_engine(server)
        try:
            with engine.connect() as connection:
                return schema.is_empty(connection)
        finally:
            engine.dispose()


def lock_for_making(connection: Connection) -> None:
    """Let only one program at a time make or migrate the tables, until the transaction ends."""
    connection.execute(select(func.pg_advisory_xact_lock(schema.APPLICATION_ID)))


def _bring_up_to_date(engine: Engine, place: str) -> None:
    with engines.writing(engines.seeing(engine, EVERYTHING)).begin() as connection:
        lock_for_making(connection)
        version = stored_version(connection)
        refuse_unusable(version, place)
        if version is not None and version != newest_version():
            migrate(connection, version)


def refuse_unsuitable(connection: Connection, place: str) -> None:
    """Raise LedgerError for a database that cannot hold every text."""
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        raise LedgerError(
            f"{place} keeps its texts in {encoding}, and not every letter has a place there. "
            "Create the database with ENCODING 'UTF8'."
        )


def _settings(server: Server) -> dict[str, object]:
    """What a connection is opened with; what the address itself says about it counts."""
    given = server.url.query
    options = (
        f"-c lock_timeout={int(engines.BUSY_SECONDS * 1000)} "
        f"-c statement_timeout={STATEMENT_SECONDS * 1000} "
        f"-c idle_in_transaction_session_timeout={_IDLE_READING_SECONDS * 1000}"
    )
    settings: dict[str, object] = {
        "connect_timeout": CONNECT_SECONDS,
        "application_name": "bispecific-readiness",
        # A network that was cut is noticed after some 20 seconds, not after two hours.
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 2,
        "tcp_user_timeout": 20_000,
    }
    kept = {name: value for name, value in settings.items() if name not in given}
    return kept | {"options": f"{options} {given.get('options', '')}".strip()}


def _connect(_: object, __: object, given: Sequence[Any], named: Mapping[str, Any]) -> object:
    from readiness.ledger.patience import Impatient

    return Impatient.connect(*given, **named)


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    scope = options.get(wall.SCOPE)
    begun = [_WHEN_WRITING] if options.get("readiness_writing", False) else []
    if scope is not None:
        begun.append(wall.SAY)
    if begun:
        connection.exec_driver_sql(
            f"SELECT {', '.join(begun)}", () if scope is None else wall.words_of(scope)
        )
