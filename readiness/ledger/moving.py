"""A ledger from a file to a PostgreSQL server: all of it in one transaction, or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from readiness.domain.scope import EVERYTHING
from readiness.errors import LedgerError
from readiness.ledger import schema
from readiness.ledger.addresses import Address, Server
from readiness.ledger.carrying import carry
from readiness.ledger.copying import Progress
from readiness.ledger.engines import seeing, writing
from readiness.ledger.faults import committing, explained
from readiness.ledger.ledger import Ledger
from readiness.ledger.migrations import migrate
from readiness.ledger.saving import revision_of
from readiness.ledger.servers import lock_for_making, refuse_unsuitable, server_engine


@contextmanager
def moved(source: Ledger, target: Server, on_progress: Progress | None = None) -> Iterator[Ledger]:
    """The same ledger in an empty database of a server, to be read and compared.

    It is kept when the block ends, and is gone without a trace when it raises. Revisions, times
    and the audit chain are those of the source. `on_progress` is called with (rows copied, rows).
    Raises LedgerError for a source that is not sound, for a database that has any table, and when
    what has arrived is not the same.
    """
    if problems := source.verify():
        raise LedgerError(f"The database is not sound and is not copied: {' '.join(problems)}")
    place = str(target)
    with explained(place):
        engine = server_engine(target)
        try:
            with (
                writing(seeing(engine, EVERYTHING)).connect() as connection,
                connection.begin() as transaction,
            ):
                _make_tables(connection, place)
                with source.reading() as from_source:
                    carry(from_source, connection, on_progress)
                yield _Uncommitted(engine, target, connection)
                with committing(place):
                    transaction.commit()
        finally:
            engine.dispose()


class _Uncommitted(Ledger):
    """A ledger that only its own transaction can see. It can be read."""

    def __init__(self, engine: Engine, address: Address, connection: Connection) -> None:
        super().__init__(engine, address)
        self._connection = connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        yield self._connection

    def last_change(self, *_: str) -> int:
        # Nothing is written beside it, so the number of the last save does for every table.
        return revision_of(self._connection)

    def _save(self, *_: object) -> int:
        raise RuntimeError("a copy that is being compared is not written to")


def _make_tables(connection: Connection, place: str) -> None:
    lock_for_making(connection)
    refuse_unsuitable(connection, place)
    if not schema.is_empty(connection):
        raise LedgerError(
            f"{place} has tables already; nothing was copied. Name an empty database."
        )
    migrate(connection, 0)
