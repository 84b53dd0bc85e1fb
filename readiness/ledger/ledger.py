"""The ledger: everything that was ever recorded, appended and never changed."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from sqlalchemy import Connection, Engine, Table, select

from readiness.domain.actions import Action
from readiness.domain.assessment import AssessmentEvent, Batch, History
from readiness.domain.meetings import MeetingEntry
from readiness.domain.organisations import Site
from readiness.domain.people import Grant
from readiness.domain.registers.entries import RegisterEntry
from readiness.domain.scope import EVERYTHING, Scope
from readiness.errors import LedgerError, NotAllowedError
from readiness.ledger import schema
from readiness.ledger.addresses import Address, Server, address_of
from readiness.ledger.admission import Origin, rows_of
from readiness.ledger.chain import AuditEntry, read_entries
from readiness.ledger.conflicts import Seen
from readiness.ledger.copying import Progress
from readiness.ledger.damage import refuse_damaged
from readiness.ledger.engines import in_line, seeing, writing
from readiness.ledger.faults import committing, explained
from readiness.ledger.looking import Newest, look_again
from readiness.ledger.looking import seen as seen_before
from readiness.ledger.opening import open_file
from readiness.ledger.reading import (
    StoredFramework,
    read_actions,
    read_assessments,
    read_changed_sites,
    read_frameworks,
    read_grants,
    read_histories,
    read_meetings,
    read_register,
    read_renewed,
    read_sites_of_entry,
    read_sites_with_registers,
    read_told,
)
from readiness.ledger.rows import Row, canonical_json, stamp
from readiness.ledger.safekeeping import back_up, problems_of
from readiness.ledger.saving import MakeRows, newest_revisions, save
from readiness.ledger.servers import is_empty_on, open_server
from readiness.ledger.standing import Pair, newest_sites
from readiness.ledger.telling import reported


def open_ledger(target: str | Address, *, create: bool = True) -> "Ledger":
    """Open the ledger in a file or on a server, or make it where `create` is true.

    A file is made where it is missing, tables in a database of a server where it is empty. A
    ledger of an older version is brought up to date; of a file a copy is kept beside it.
    Raises LedgerError for a target that cannot be used; it is then unchanged.
    """
    address = address_of(target)
    if isinstance(address, Server):
        return Ledger(open_server(address, create=create), address)
    return Ledger(open_file(address, create=create), address)


def is_missing(target: str | Address) -> bool:
    """Whether there is no ledger yet: no file, or on a server a database without tables."""
    address = address_of(target)
    return is_empty_on(address) if isinstance(address, Server) else not address.exists()


class Ledger:
    """One database, at `address`. Safe for many threads; several processes may have it open.

    Every method raises LedgerError when the database cannot be used.
    """

    def __init__(self, engine: Engine, address: Address, scope: Scope = EVERYTHING) -> None:
        self._whole = engine
        self.address = address
        self._scope = scope
        self._place = str(address)

    @cached_property
    def _engine(self) -> Engine:
        return seeing(self._whole, self._scope)

    def seen_by(self, scope: Scope) -> "Ledger":
        """The same ledger for a scope: on a server the rows of other sites are not there.

        It can be neither checked nor copied, unless the scope reaches everything. A ledger in a
        file shows all that it holds to every scope.
        """
        return Ledger(self._whole, self.address, scope.within(self._scope))

    def revision(self) -> int:
        """The number of the newest save; 0 before the first. Moves with every save."""
        return self.last_change()

    def last_change(self, *tables: str) -> int:
        """The number of the newest save that appended to any of these tables; 0 for none.

        Without tables that of the newest save of all. It is the same for every scope.
        """

        newest = seen_before(self._place, self._newest)
        return max(newest[name] for name in tables or [""])

    def _newest(self) -> Newest:
        """All in one question: each is a journey to a database that may be far away."""
        whole = seeing(self._whole, EVERYTHING)
        with explained(self._place), whole.connect() as connection:
            return newest_revisions(connection)

    def sites(self) -> tuple[Site, ...]:
        """The newest version of every site, in order of id."""
        with self.reading() as connection:
            return tuple(site for _, site in newest_sites(connection).values())

    def history(self, site_id: str) -> History:
        """Everything recorded about a site. Raises ReadinessError when it is not known."""
        with self.reading() as connection:
            return next(read_histories(connection, [site_id]))

    def histories(
        self, site_ids: Collection[str] | None = None, *, counting_on: date | None = None
    ) -> Iterator[History]:
        """The histories of some or (`None`) all sites, in order of id, as of one moment.

        With `counting_on` they hold what counts on that day: of responses and findings only the
        newest recorded up to it, which is quicker and scores the same on that day (on no other).
        Read as you go: only a few hundred sites are in memory. Sites about which nothing is
        recorded come too. Raises ReadinessError for a site that is not known.
        """
        with self.reading() as connection:
            yield from read_histories(connection, site_ids, counting_on)

    def assessments(self, site_id: str | None = None) -> tuple[AssessmentEvent, ...]:
        """The steps of a site's assessments, or of all sites', by site in order of recording."""
        with self.reading() as connection:
            return read_assessments(connection, site_id)

    def sites_with_registers(self) -> frozenset[str]:
        """The sites about which anything was ever recorded in a register."""
        with self.reading() as connection:
            return read_sites_with_registers(connection)

    def sites_of_entry(self, entry_id: str) -> tuple[str, ...]:
        """The sites at which an entry of a register holds now, in order of id."""
        with self.reading() as connection:
            return read_sites_of_entry(connection, entry_id)

    def grants(self, person: str | None = None) -> tuple[Grant, ...]:
        """What was granted to and withdrawn from a person, or all, in the order of recording."""
        with self.reading() as connection:
            return read_grants(connection, person)

    def actions(self, site_ids: Collection[str] | None = None) -> tuple[Action, ...]:
        """Every change of the actions of some or (`None`) all sites, in the order of recording."""
        with self.reading() as connection:
            return read_actions(connection, site_ids)

    def meetings(self) -> tuple[MeetingEntry, ...]:
        """Every entry of every meeting, in the order of recording."""
        with self.reading() as connection:
            return read_meetings(connection)

    def register(
        self, register: str, site_ids: Collection[str] | None = None
    ) -> tuple[RegisterEntry, ...]:
        """Every version of a register's entries, in the order of site and recording.

        Those of some sites, or (`None`) of all.
        """
        with self.reading() as connection:
            return read_register(connection, register, site_ids)

    def told(self, person: str) -> frozenset[str]:
        """What a person has been told about."""
        with self.reading() as connection:
            return read_told(connection, person)

    def changed_sites(self, since: int) -> frozenset[str]:
        """The sites about which something that scores was recorded after the revision `since`."""
        with self.reading() as connection:
            return read_changed_sites(connection, since)

    def renewed(self, since: Mapping[str, datetime]) -> dict[str, tuple[str, ...]]:
        """By site, the criteria answered anew after a time (in UTC), which nobody has reviewed."""
        with self.reading() as connection:
            return read_renewed(connection, since)

    def frameworks(self) -> tuple[StoredFramework, ...]:
        """Every recorded version of every framework, newest last."""
        with self.reading() as connection:
            return read_frameworks(connection)

    def audit(self, limit: int = 100, before: int | None = None) -> tuple[AuditEntry, ...]:
        """The newest saves, newest first; only those before a revision where it is given."""
        with self.reading() as connection:
            return read_entries(connection, limit, before)

    def append(
        self,
        batch: Batch,
        *,
        recorded_by: str,
        recorded_at: datetime,
        action: str,
        seen: Mapping[Pair, int] | None = None,
        seen_actions: Mapping[str, int] | None = None,
        seen_entries: Mapping[Pair, int] | None = None,
        seen_steps: Mapping[str, int] | None = None,
        on_progress: Progress | None = None,
    ) -> int:
        """Record a batch, all of it or nothing, and return the new revision.

        `seen` maps (site_id, criterion_id) to the number of responses the writer has seen,
        `seen_actions` the id of an action to the number of its changes, `seen_entries`
        (site_id, entry_id) of a register to the number of its versions, and `seen_steps` a site
        to the number of steps of its assessments: what is decided from a stage is only recorded
        in that stage.
        Records may come in any order; of two at one time the later given is the newer. Sites
        that say nothing new are left out, and where nothing is left nothing is written.
        `on_progress` is called with (rows written, rows).
        Raises ConflictError when there is more than what was seen (StepTakenError where that is a
        step); ReadinessError for records
        of unknown sites, and for records older than the newest of their kind; ValueError for a
        time that is not in UTC.
        """
        origin = Origin(stamp(recorded_at), recorded_by, action)
        if not batch:
            return self.revision()
        known = Seen(seen or {}, seen_actions or {}, seen_steps or {}, seen_entries or {})
        return self._save(
            origin,
            lambda connection, revision: rows_of(connection, batch, known, origin, revision),
            on_progress,
        )

    def record_framework(
        self,
        framework_id: str,
        framework_version: str,
        fingerprint: str,
        files: Mapping[str, str],
        *,
        recorded_by: str,
        recorded_at: datetime,
    ) -> int:
        """Keep the files of a framework version for ever; nothing happens where they are kept.

        Returns the revision. Raises LedgerError when this version is kept with another
        fingerprint.
        """
        origin = Origin(stamp(recorded_at), recorded_by, "record framework")
        row: Row = {
            "framework_id": framework_id,
            "framework_version": framework_version,
            "fingerprint": fingerprint,
            "files": canonical_json(dict(files)),
            "recorded_at": origin.recorded_at,
            "recorded_by": recorded_by,
        }

        def rows(connection: Connection, revision: int) -> Mapping[Table, Sequence[Row]]:
            fresh = _is_new_framework(connection, framework_id, framework_version, fingerprint)
            return {schema.framework: [{**row, "revision": revision}] if fresh else []}

        return self._save(origin, rows, None)

    def refuse_damaged(self) -> None:
        """Raises DamagedError for a damaged file; nothing is written."""
        with self.reading() as connection:
            refuse_damaged(connection, self._place)

    def verify(self, on_progress: Progress | None = None) -> tuple[str, ...]:
        """What is wrong with the database, in words; empty when it is sound.

        Reads every row and every page. `on_progress` is called with (saves checked, saves).
        """
        self._refuse_part("checked")
        return problems_of(self._engine, self._place, on_progress)

    def backup(self, path: Path, on_progress: Progress | None = None) -> None:
        """Write a checked copy to a new file while others go on writing.

        The copy is a file whatever the ledger is in. `on_progress` is called with (pages copied,
        pages), rows for a server. Raises LedgerError when `path` exists or the copy is not sound;
        there is then no copy.
        """
        self._refuse_part("copied")
        back_up(self._engine, self.address, Path(path).absolute(), on_progress)

    def close(self) -> None:
        """Let go of the database. Iterators that are still running end on their own."""
        self._engine.dispose()

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One state of the database, whatever others save meanwhile."""
        with explained(self._place), self._engine.connect() as connection:
            yield connection

    def _refuse_part(self, done: str) -> None:
        if self._scope != EVERYTHING:
            raise NotAllowedError(f"A ledger that is seen in part only cannot be {done}.")

    @reported
    def _save(self, origin: Origin, make_rows: MakeRows, on_progress: Progress | None) -> int:
        """Append the rows that `make_rows` gives for a revision, with their audit entry."""
        with (
            in_line(self._place),
            explained(self._place),
            writing(self._engine).connect() as connection,
            connection.begin() as transaction,
        ):
            revision = save(connection, origin, make_rows, on_progress)
            with committing(self._place):
                transaction.commit()
            look_again()
            return revision


def _is_new_framework(
    connection: Connection, framework_id: str, framework_version: str, fingerprint: str
) -> bool:
    table = schema.framework
    kept = connection.execute(
        select(table.c.fingerprint).where(
            table.c.framework_id == framework_id, table.c.framework_version == framework_version
        )
    ).scalar()
    if kept is not None and kept != fingerprint:
        raise LedgerError(
            f"Version {framework_version} of the framework {framework_id} is recorded with other "
            "content, and a recorded version never changes. Raise `version` in framework.toml."
        )
    return kept is None
