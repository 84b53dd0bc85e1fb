"""What is recorded, read back as records of the domain."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, Table, and_, func, select, union

from readiness.domain.actions import Action
from readiness.domain.assessment import AssessmentEvent, Finding, History, Profile, Response
from readiness.domain.meetings import MeetingEntry
from readiness.domain.people import Grant
from readiness.domain.registers.catalogue import ANSWERING
from readiness.domain.registers.entries import OVERRIDES, STATED, RegisterEntry
from readiness.errors import ReadinessError
from readiness.ledger import schema
from readiness.ledger.rows import day_of, moment_of, stamp
from readiness.ledger.standing import SITES_AT_ONCE, chunks


class StoredFramework(NamedTuple):
    """A version of a framework as recorded: `files` is file name -> its text."""

    framework_id: str
    framework_version: str
    fingerprint: str
    files: Mapping[str, str]
    recorded_at: datetime
    recorded_by: str
    revision: int


def read_histories(
    connection: Connection, site_ids: Collection[str] | None, counting_on: date | None = None
) -> Iterator[History]:
    """One history per site in order of id, a few hundred sites in memory at a time.

    `None` reads every site. With `counting_on`, of responses and findings only the newest that
    were recorded up to that day. Raises ReadinessError for a site that is not known.
    """
    wanted = _known_ids(connection, site_ids)
    for chunk in chunks(wanted, SITES_AT_ONCE):
        responses = _responses(connection, chunk, counting_on)
        findings = _findings(connection, chunk, counting_on)
        profiles = _profiles(connection, chunk)
        entries = _entries(connection, chunk)
        for site_id in chunk:
            yield History(
                site_id,
                {key: tuple(rows) for key, rows in responses[site_id].items()},
                {key: tuple(rows) for key, rows in findings[site_id].items()},
                tuple(profiles[site_id]),
                tuple(entries[site_id]),
            )


def read_assessments(connection: Connection, site_id: str | None) -> tuple[AssessmentEvent, ...]:
    """The steps of one site's assessments, or of all sites', in order of site and recording."""
    table = schema.assessment
    query = select(*(table.c[name] for name in AssessmentEvent._fields)).order_by(
        table.c.site_id, table.c.version
    )
    if site_id is not None:
        query = query.where(table.c.site_id == site_id)
    return tuple(
        AssessmentEvent(site, event, framework, version, moment_of(at), who)
        for site, event, framework, version, at, who in connection.execute(query)
    )


def read_grants(connection: Connection, person: str | None) -> tuple[Grant, ...]:
    """What was granted to and withdrawn from one person, or all, in the order of recording."""
    table = schema.access
    query = select(*(table.c[name] for name in Grant._fields)).order_by(
        table.c.revision, table.c.person, table.c.version
    )
    if person is not None:
        query = query.where(table.c.person == person)
    return tuple(
        Grant(
            row.person,
            row.role,
            row.reach,
            row.of,
            date.fromisoformat(row.since),
            day_of(row.until),
            row.state,
            moment_of(row.recorded_at),
            row.recorded_by,
        )
        for row in connection.execute(query)
    )


def read_actions(connection: Connection, site_ids: Collection[str] | None) -> tuple[Action, ...]:
    """Every change of the actions of some or (`None`) all sites, in the order of recording."""
    table = schema.action
    query = select(*(table.c[name] for name in Action._fields)).order_by(
        table.c.revision, table.c.action_id, table.c.version
    )
    if site_ids is not None:
        query = query.where(table.c.site_id.in_(sorted(set(site_ids))))
    return tuple(
        Action(
            row.action_id,
            row.site_id,
            tuple(json.loads(row.criteria)),
            row.title,
            row.owner,
            date.fromisoformat(row.due_on),
            row.state,
            moment_of(row.recorded_at),
            row.reason,
            row.comment,
            row.recorded_by,
        )
        for row in connection.execute(query)
    )


def read_meetings(connection: Connection) -> tuple[MeetingEntry, ...]:
    """Every entry of every meeting, in the order of recording."""
    table = schema.meeting
    query = select(*(table.c[name] for name in MeetingEntry._fields)).order_by(
        table.c.revision, table.c.meeting_id, table.c.version
    )
    return tuple(
        MeetingEntry(
            row.meeting_id,
            row.kind,
            date.fromisoformat(row.as_of),
            date.fromisoformat(row.since),
            {name: tuple(values) for name, values in json.loads(row.filters).items()},
            row.framework_version,
            moment_of(row.recorded_at),
            row.text,
            row.action_id,
            row.recorded_by,
        )
        for row in connection.execute(query)
    )


def read_told(connection: Connection, person: str) -> frozenset[str]:
    """What a person has been told about."""
    table = schema.told
    query = select(table.c.about).where(table.c.person == person)
    return frozenset(connection.execute(query).scalars())


def read_sites_with_registers(connection: Connection) -> frozenset[str]:
    """The sites with any entry of any register."""
    query = select(schema.register_entry.c.site_id).distinct()
    return frozenset(connection.execute(query).scalars())


def read_sites_of_entry(connection: Connection, entry_id: str) -> tuple[str, ...]:
    """The sites at which the newest version of an entry is not withdrawn, in order of id."""
    table = schema.register_entry
    query = (
        select(table.c.site_id, table.c.state)
        .where(table.c.entry_id == entry_id)
        .order_by(table.c.site_id, table.c.version)
    )
    newest = dict(map(tuple, connection.execute(query)))
    return tuple(site_id for site_id, state in newest.items() if state == STATED)


def read_changed_sites(connection: Connection, since: int) -> frozenset[str]:
    """The sites about which something that scores was recorded after the revision `since`."""
    entry = schema.register_entry
    changes = union(
        *(
            select(table.c.site_id).where(
                table.c.revision > since,
                *([entry.c.register.in_(_MOVES_SCORES)] if table is entry else []),
            )
            for table in schema.OF_SITES
        )
    )
    return frozenset(connection.execute(changes).scalars())


def read_renewed(
    connection: Connection, since: Mapping[str, datetime]
) -> dict[str, tuple[str, ...]]:
    """By site, the criteria whose newest response is later than a time (in UTC) of the site.

    Only where no finding is about that response; a site without any is absent.
    """
    table, finding = schema.response, schema.finding
    key = [table.c.site_id, table.c.criterion_id]
    found: dict[str, list[str]] = {}
    for chunk in chunks(sorted(since), SITES_AT_ONCE):
        newest = (
            select(*key, func.max(table.c.version).label("version"))
            .add_columns(func.max(table.c.recorded_at).label("recorded_at"))
            .where(table.c.site_id.in_(chunk))
            .group_by(*key)
            .subquery()
        )
        about = (
            (finding.c.site_id == newest.c.site_id)
            & (finding.c.criterion_id == newest.c.criterion_id)
            & (finding.c.response_version == newest.c.version)
        )
        query = (
            select(newest.c.site_id, newest.c.criterion_id, newest.c.recorded_at)
            .outerjoin(finding, about)
            .where(finding.c.site_id.is_(None))
            .order_by(newest.c.site_id, newest.c.criterion_id)
        )
        for site_id, criterion_id, recorded_at in connection.execute(query):
            if moment_of(recorded_at) > since[site_id]:
                found.setdefault(site_id, []).append(criterion_id)
    return {site_id: tuple(criteria) for site_id, criteria in found.items()}


_MOVES_SCORES = [*sorted(ANSWERING), OVERRIDES]
"""Of the others an event, even at every site, is no reason to score them all."""


def read_frameworks(connection: Connection) -> tuple[StoredFramework, ...]:
    """Every recorded version of every framework, newest last."""
    table = schema.framework
    columns = [table.c[name] for name in StoredFramework._fields]
    rows = connection.execute(select(*columns).order_by(table.c.revision))
    return tuple(
        StoredFramework(name, version, print_, json.loads(files), moment_of(at), who, revision)
        for name, version, print_, files, at, who, revision in rows
    )


def _known_ids(connection: Connection, site_ids: Collection[str] | None) -> Sequence[str]:
    column = schema.site.c.site_id
    query = select(column).distinct().order_by(column)
    if site_ids is None:
        return connection.execute(query).scalars().all()
    wanted = sorted(set(site_ids))
    for chunk in chunks(wanted, SITES_AT_ONCE):
        known = set(connection.execute(query.where(column.in_(chunk))).scalars())
        if unknown := [site_id for site_id in chunk if site_id not in known]:
            raise ReadinessError(f"The site “{unknown[0]}” is not known.")
    return wanted


def _recorded(
    table: Table, names: Sequence[str], site_ids: Sequence[str], counting_on: date | None
) -> Select[Any]:
    """The rows of some sites by site, criterion and version, or only the newest on a day."""
    query = select(*(table.c[name] for name in names)).where(table.c.site_id.in_(site_ids))
    if counting_on is not None:
        key = (table.c.site_id, table.c.criterion_id)
        newest = (
            select(*key, func.max(table.c.version).label("version"))
            .where(table.c.site_id.in_(site_ids))
            .where(table.c.recorded_at <= stamp(datetime.combine(counting_on, time.max, UTC)))
            .group_by(*key)
            .subquery()
        )
        query = query.join(
            newest, and_(*(table.c[column.name] == column for column in newest.columns))
        )
    return query.order_by(table.c.site_id, table.c.criterion_id, table.c.version)


def _responses(
    connection: Connection, site_ids: Sequence[str], counting_on: date | None
) -> dict[str, dict[str, list[Response]]]:
    table = schema.response
    found: dict[str, dict[str, list[Response]]] = {site_id: {} for site_id in site_ids}
    query = _recorded(table, Response._fields, site_ids, counting_on)
    for row in connection.execute(query).all():
        site, key, at, answer, top, bottom, dated, ends, evidence, reason, who = row
        first, last = day_of(dated), day_of(ends)
        found[site].setdefault(key, []).append(
            Response(
                site, key, moment_of(at), answer, top, bottom, first, last, evidence, reason, who
            )
        )
    return found


def _findings(
    connection: Connection, site_ids: Sequence[str], counting_on: date | None
) -> dict[str, dict[str, list[Finding]]]:
    table = schema.finding
    found: dict[str, dict[str, list[Finding]]] = {site_id: {} for site_id in site_ids}
    query = _recorded(table, Finding._fields, site_ids, counting_on)
    for site, key, at, *rest in connection.execute(query).all():
        found[site].setdefault(key, []).append(Finding(site, key, moment_of(at), *rest))
    return found


def _profiles(connection: Connection, site_ids: Sequence[str]) -> dict[str, list[Profile]]:
    table = schema.profile
    found: dict[str, list[Profile]] = {site_id: [] for site_id in site_ids}
    query = (
        select(table.c.site_id, table.c.recorded_on, table.c.field_values, table.c.recorded_by)
        .where(table.c.site_id.in_(site_ids))
        .order_by(table.c.site_id, table.c.version)
    )
    for site, recorded_on, values, who in connection.execute(query):
        day = day_of(recorded_on)
        assert day is not None
        found[site].append(Profile(site, day, json.loads(values), who))
    return found


def read_register(
    connection: Connection, register: str, site_ids: Collection[str] | None
) -> tuple[RegisterEntry, ...]:
    """Every version of the entries of one register at some or (`None`) all sites, as recorded."""
    query = _of_registers().where(schema.register_entry.c.register == register)
    if site_ids is None:
        return tuple(map(_entry, connection.execute(query)))
    found: list[RegisterEntry] = []
    for chunk in chunks(sorted(set(site_ids)), SITES_AT_ONCE):
        rows = connection.execute(query.where(schema.register_entry.c.site_id.in_(chunk)))
        found += map(_entry, rows)
    return tuple(found)


def _entries(connection: Connection, site_ids: Sequence[str]) -> dict[str, list[RegisterEntry]]:
    found: dict[str, list[RegisterEntry]] = {site_id: [] for site_id in site_ids}
    query = _of_registers().where(schema.register_entry.c.site_id.in_(site_ids))
    for row in connection.execute(query):
        found[row.site_id].append(_entry(row))
    return found


def _of_registers() -> Select[Any]:
    """The entries in the order of site and recording."""
    table = schema.register_entry
    return select(
        *(table.c.site_id, table.c.register, table.c.entry_id, table.c.state),
        *(table.c.field_values, table.c.recorded_at, table.c.recorded_by),
    ).order_by(table.c.site_id, table.c.recorded_at, table.c.entry_id, table.c.version)


def _entry(row: Row[Any]) -> RegisterEntry:
    return RegisterEntry(
        row.site_id,
        row.register,
        row.entry_id,
        row.state,
        json.loads(row.field_values),
        moment_of(row.recorded_at),
        row.recorded_by,
    )
