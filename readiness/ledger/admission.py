"""From a batch to rows: versions are given, and what may not be appended is refused.

Recorded things are never put before what is already there: the figures of a past date would
otherwise change.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection, Table, select

from readiness.domain.actions import Action
from readiness.domain.assessment import Batch, Finding, Response
from readiness.domain.meetings import MeetingEntry
from readiness.domain.people import Grant
from readiness.errors import ReadinessError
from readiness.ledger import schema
from readiness.ledger.conflicts import SHOWN, Seen, readable, refuse_conflicts
from readiness.ledger.rows import (
    Row,
    access_row,
    action_row,
    assessment_row,
    finding_row,
    meeting_row,
    profile_row,
    register_row,
    response_row,
    site_row,
    stamp,
    told_row,
)
from readiness.ledger.standing import (
    NONE,
    Newest,
    Pair,
    Standing,
    newest_of,
    response_version_at,
    standing_of,
)

Record = TypeVar("Record")
Recorded = TypeVar("Recorded", Response, Finding)
Named = TypeVar("Named", Grant, Action, MeetingEntry)
Key = TypeVar("Key", str, Pair)


class Origin(NamedTuple):
    """Who saves, when (as stored) and what for."""

    recorded_at: str
    recorded_by: str
    action: str


def rows_of(
    connection: Connection,
    batch: Batch,
    seen: Seen,
    origin: Origin,
    revision: int,
) -> dict[Table, list[Row]]:
    """The rows to append under `revision`, by table, each in order of its key; maybe none.

    Raises ConflictError when there is more than `seen` says; ReadinessError for records of unknown
    sites or out of the order of time.
    """
    touched = {site_id for site_id, _ in seen.responses} | set(seen.steps)
    for records in (batch.sites, batch.profiles, batch.responses, batch.findings):
        touched.update(record.site_id for record in records)
    touched.update(event.site_id for event in batch.assessments)
    touched.update(action.site_id for action in batch.actions)
    touched.update(entry.site_id for entry in batch.entries)
    touched.update(site_id for site_id, _ in seen.entries)
    standing = standing_of(connection, touched, _tables_needed(batch, seen))
    refuse_conflicts(connection, standing, seen)
    _refuse_unknown_sites(batch, standing)
    problems: list[str] = []
    responses, findings = _timed(batch.responses), _timed(batch.findings)
    fresh = _times(responses) if findings else {}
    with_registers = {site_id for site_id, _ in standing.entries}
    with_registers.update(entry.site_id for entry in batch.entries)
    rows = {
        schema.site: _site_rows(batch, standing, origin, revision),
        schema.profile: _profile_rows(batch, standing, revision, problems),
        schema.response: _response_rows(responses, standing, revision, problems),
        schema.finding: _finding_rows(
            *(connection, findings, fresh, with_registers, standing, revision, problems)
        ),
        schema.assessment: _assessment_rows(batch, standing, revision, problems),
        schema.access: _named_rows(
            connection, schema.access, batch.grants, access_row, "grant", revision, problems
        ),
        schema.action: _named_rows(
            *(connection, schema.action, batch.actions, action_row, "change of the action"),
            revision,
            problems,
        ),
        schema.told: _told_rows(connection, batch, revision),
        schema.meeting: _named_rows(
            *(connection, schema.meeting, batch.meetings, meeting_row, "entry of the meeting"),
            revision,
            problems,
        ),
        schema.register_entry: _register_rows(batch, standing, revision, problems),
    }
    if problems:
        raise ReadinessError(_listed(problems))
    return rows


def _tables_needed(batch: Batch, seen: Seen) -> list[Table]:
    """The tables whose newest rows decide about a batch."""
    needed = {
        schema.profile: batch.profiles,
        schema.assessment: batch.assessments or seen.steps,
        schema.response: batch.responses or batch.findings or seen.responses,
        schema.finding: batch.responses or batch.findings,
        schema.register_entry: batch.entries or batch.findings or seen.entries,
    }
    return [table for table, records in needed.items() if records]


def _refuse_unknown_sites(batch: Batch, standing: Standing) -> None:
    known = standing.sites.keys() | {site.site_id for site in batch.sites}
    groups = (
        *(batch.profiles, batch.responses, batch.findings),
        *(batch.assessments, batch.actions, batch.entries),
    )
    unknown = sorted(
        {record.site_id for records in groups for record in records if record.site_id not in known}
    )
    if unknown:
        names = ", ".join(f"“{site_id}”" for site_id in unknown[:SHOWN])
        more = f" and {len(unknown) - SHOWN} more" if len(unknown) > SHOWN else ""
        raise ReadinessError(
            f"Not among the known sites: {names}{more}. Nothing was saved; add the site first."
        )


def _site_rows(batch: Batch, standing: Standing, origin: Origin, revision: int) -> list[Row]:
    newest = dict(standing.sites)
    rows = []
    for site in batch.sites:
        version, known = newest.get(site.site_id, (0, None))
        if site != known:
            newest[site.site_id] = (version + 1, site)
            rows.append(
                site_row(site, version + 1, origin.recorded_at, origin.recorded_by, revision)
            )
    return _in_key_order(rows)


def _profile_rows(
    batch: Batch, standing: Standing, revision: int, problems: list[str]
) -> list[Row]:
    timed = [
        (profile.recorded_on.isoformat(), profile.site_id, profile) for profile in batch.profiles
    ]
    return _in_key_order(
        profile_row(profile, time, version, revision)
        for time, version, profile in _numbered(timed, standing.profiles, "profile", problems)
    )


def _assessment_rows(
    batch: Batch, standing: Standing, revision: int, problems: list[str]
) -> list[Row]:
    timed = [(stamp(event.recorded_at), event.site_id, event) for event in batch.assessments]
    word = "step of the assessment"
    return _in_key_order(
        assessment_row(event, time, version, revision)
        for time, version, event in _numbered(timed, standing.assessments, word, problems)
    )


def _register_rows(
    batch: Batch, standing: Standing, revision: int, problems: list[str]
) -> list[Row]:
    timed = [
        (stamp(entry.recorded_at), (entry.site_id, entry.entry_id), entry)
        for entry in batch.entries
    ]
    rows = [
        register_row(entry, time, version, revision)
        for time, version, entry in _numbered(timed, standing.entries, "entry", problems)
    ]
    return sorted(rows, key=lambda row: (row["site_id"], row["entry_id"], row["version"]))


def _named_rows(
    connection: Connection,
    table: Table,
    records: Sequence[Named],
    row_of: Callable[[Named, str, int, int], Row],
    word: str,
    revision: int,
    problems: list[str],
) -> list[Row]:
    """Rows of a table whose key is a name and a version; `word` is what a record of it is."""
    name = next(iter(table.primary_key)).name
    timed = [(stamp(row.recorded_at), str(getattr(row, name)), row) for row in records]
    newest = newest_of(connection, table, [key for _, key, _ in timed])
    numbered = _numbered(timed, newest, word, problems)
    return _in_key_order(
        (row_of(record, time, version, revision) for time, version, record in numbered), name
    )


def _told_rows(connection: Connection, batch: Batch, revision: int) -> list[Row]:
    """Only what a person was not told before."""
    if not batch.told:
        return []
    table = schema.told
    query = select(table.c.person, table.c.about).where(
        table.c.person.in_({told.person for told in batch.told})
    )
    known = {(person, about) for person, about in connection.execute(query)}
    fresh = {(told.person, told.about): told for told in batch.told}
    return [told_row(told, revision) for key, told in sorted(fresh.items()) if key not in known]


def _response_rows(
    timed: list[tuple[str, Pair, Response]],
    standing: Standing,
    revision: int,
    problems: list[str],
) -> list[Row]:
    rows = []
    for time, version, response in _numbered(timed, standing.responses, "response", problems):
        pair = (response.site_id, response.criterion_id)
        reviewed = standing.findings.get(pair, NONE)
        if time <= reviewed.recorded:
            problems.append(
                f"The response on {_where(pair)} of {readable(time)} is not after the finding "
                f"of {readable(reviewed.recorded)}, which would then seem to be about it"
            )
        rows.append(response_row(response, time, version, revision))
    return _in_key_order(rows)


def _finding_rows(
    connection: Connection,
    timed: list[tuple[str, Pair, Finding]],
    fresh: Mapping[Pair, list[str]],
    with_registers: Collection[str],
    standing: Standing,
    revision: int,
    problems: list[str],
) -> list[Row]:
    """`fresh` are the times of the responses in the same batch.

    Where a site keeps registers, what they say may be what a finding is about.
    """
    rows = []
    for time, version, finding in _numbered(timed, standing.findings, "finding", problems):
        pair = (finding.site_id, finding.criterion_id)
        stored = standing.responses.get(pair, NONE)
        if stored.recorded <= time:
            about = stored.version + sum(other <= time for other in fresh.get(pair, ()))
        else:
            about = response_version_at(connection, pair, time)
        if not about and finding.site_id not in with_registers:
            problems.append(
                f"The finding on {_where(pair)} of {readable(time)} has no response "
                "recorded at or before it"
            )
        rows.append(finding_row(finding, time, version, about or None, revision))
    return _in_key_order(rows)


def _numbered(
    timed: Iterable[tuple[str, Key, Record]],
    newest: Mapping[Key, Newest],
    word: str,
    problems: list[str],
) -> Iterator[tuple[str, int, Record]]:
    """(time, version, record) in order of time; of two at one time the later given is newer.

    `timed` is (time, key, record). Adds to `problems` what is older than the newest stored.
    """
    last: dict[Key, int] = {}
    for time, key, record in sorted(timed, key=itemgetter(0)):
        stored = newest.get(key, NONE)
        if time < stored.recorded:
            problems.append(
                f"The {word} on {_where(key)} of {readable(time)} is older than the newest "
                f"one, of {readable(stored.recorded)}"
            )
        version = last[key] = last.get(key, stored.version) + 1
        yield time, version, record


def _timed(records: Iterable[Recorded]) -> list[tuple[str, Pair, Recorded]]:
    return [
        (stamp(record.recorded_at), (record.site_id, record.criterion_id), record)
        for record in records
    ]


def _times(timed: Iterable[tuple[str, Pair, Response]]) -> dict[Pair, list[str]]:
    times: dict[Pair, list[str]] = {}
    for time, pair, _ in timed:
        times.setdefault(pair, []).append(time)
    return times


def _in_key_order(rows: Iterable[Row], name: str = "site_id") -> list[Row]:
    return sorted(rows, key=lambda row: (row[name], row.get("criterion_id", ""), row["version"]))


def _where(key: str | Pair) -> str:
    return key if isinstance(key, str) else f"{key[1]} of {key[0]}"


def _listed(problems: list[str]) -> str:
    shown = ". ".join(problems[:SHOWN])
    more = f" (and {len(problems) - SHOWN} more)" if len(problems) > SHOWN else ""
    return (
        f"{shown}{more}. Nothing was saved: figures of past dates must stay as they are. "
        "Give the record a later date, or leave it out."
    )
