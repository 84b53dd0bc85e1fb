"""Between the records of the domain and the rows of the tables."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache

from sqlalchemy import Table

from readiness.domain.actions import Action, Told
from readiness.domain.assessment import AssessmentEvent, Finding, Profile, Response
from readiness.domain.meetings import MeetingEntry
from readiness.domain.organisations import Site
from readiness.domain.people import Grant
from readiness.domain.registers.entries import RegisterEntry
from readiness.errors import ReadinessError

Row = dict[str, str | int | None]
"""A row by column name; every column of its table is present."""

ROWS_AT_ONCE = 2_000

_NUL = rb"\u0000"
_PLACE = (
    "site_id",
    "criterion_id",
    "framework_id",
    "person",
    "action_id",
    "meeting_id",
    "entry_id",
)
_NO_OFFSET = timedelta(0)
_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def canonical_json(value: object) -> str:
    """JSON with sorted keys and no spaces: the same value is always the same text."""
    return _canonical(value)


def stamp(moment: datetime) -> str:
    """A time as it is stored. Raises ValueError for a time that is not in UTC."""
    if moment.utcoffset() != _NO_OFFSET:
        raise ValueError(f"a time in UTC is needed, not {moment!r}")
    return moment.isoformat(timespec="microseconds")


def moment_of(stored: str) -> datetime:
    """The time, in UTC, that `stamp` stored."""
    return datetime.fromisoformat(stored)


@lru_cache(maxsize=100_000)
def day_of(stored: str | None) -> date | None:
    """The day that is stored as an ISO text; `None` where there is none."""
    return None if stored is None else date.fromisoformat(stored)


def digest_part(table: str, rows: Sequence[Mapping[str, str | int | None]]) -> bytes:
    """What rows add to the digest of their save; the same in one part or in several.

    Columns without a value are left out, so that a column added later changes no old digest.
    """
    listed = [
        [table, {name: value for name, value in row.items() if value is not None}] for row in rows
    ]
    return f"{_canonical(listed)[1:-1]},".encode()


def digest_of(tables: Mapping[Table, Sequence[Row]]) -> str:
    """SHA-256 over the rows of a save: tables in the order of the schema, rows in that given.

    Raises ReadinessError for a text that no database can store.
    """
    digest = hashlib.sha256()
    for table, rows in tables.items():
        for start in range(0, len(rows), ROWS_AT_ONCE):
            some = rows[start : start + ROWS_AT_ONCE]
            try:
                part = digest_part(table.name, some)
            except UnicodeEncodeError:
                part = _NUL
            if _NUL in part:
                _refuse_unstorable(some)
            digest.update(part)
    return digest.hexdigest()


def site_row(site: Site, version: int, recorded_at: str, recorded_by: str, revision: int) -> Row:
    return {
        **site._asdict(),
        "version": version,
        "recorded_at": recorded_at,
        "recorded_by": recorded_by,
        "revision": revision,
    }


def profile_row(profile: Profile, recorded_on: str, version: int, revision: int) -> Row:
    return {
        "site_id": profile.site_id,
        "version": version,
        "recorded_on": recorded_on,
        "field_values": canonical_json(dict(profile.values)),
        "recorded_by": profile.recorded_by,
        "revision": revision,
    }


def response_row(response: Response, recorded_at: str, version: int, revision: int) -> Row:
    return {
        "site_id": response.site_id,
        "criterion_id": response.criterion_id,
        "version": version,
        "recorded_at": recorded_at,
        "answer": response.answer,
        "numerator": response.numerator,
        "denominator": response.denominator,
        "evidence_date": _day_text(response.evidence_date),
        "end_date": _day_text(response.end_date),
        "evidence": response.evidence,
        "na_reason": response.na_reason,
        "recorded_by": response.recorded_by,
        "revision": revision,
    }


def finding_row(
    finding: Finding, recorded_at: str, version: int, response_version: int | None, revision: int
) -> Row:
    return {
        "site_id": finding.site_id,
        "criterion_id": finding.criterion_id,
        "version": version,
        "response_version": response_version,
        "recorded_at": recorded_at,
        "conclusion": finding.conclusion,
        "reason": finding.reason,
        "recorded_by": finding.recorded_by,
        "revision": revision,
    }


def assessment_row(event: AssessmentEvent, recorded_at: str, version: int, revision: int) -> Row:
    return {
        **event._asdict(),
        "version": version,
        "recorded_at": recorded_at,
        "revision": revision,
    }


def access_row(grant: Grant, recorded_at: str, version: int, revision: int) -> Row:
    return {
        **grant._asdict(),
        "since": grant.since.isoformat(),
        "until": _day_text(grant.until),
        "version": version,
        "recorded_at": recorded_at,
        "revision": revision,
    }


def action_row(action: Action, recorded_at: str, version: int, revision: int) -> Row:
    return {
        **action._asdict(),
        "criteria": canonical_json(action.criteria),
        "due_on": action.due_on.isoformat(),
        "version": version,
        "recorded_at": recorded_at,
        "revision": revision,
    }


def meeting_row(entry: MeetingEntry, recorded_at: str, version: int, revision: int) -> Row:
    return {
        **entry._asdict(),
        "as_of": entry.as_of.isoformat(),
        "since": entry.since.isoformat(),
        "filters": canonical_json(dict(entry.filters)),
        "version": version,
        "recorded_at": recorded_at,
        "revision": revision,
    }


def register_row(entry: RegisterEntry, recorded_at: str, version: int, revision: int) -> Row:
    return {
        "site_id": entry.site_id,
        "entry_id": entry.entry_id,
        "version": version,
        "register": entry.register,
        "state": entry.state,
        "field_values": canonical_json(dict(entry.values)),
        "recorded_at": recorded_at,
        "recorded_by": entry.recorded_by,
        "revision": revision,
    }


def told_row(told: Told, revision: int) -> Row:
    return {**told._asdict(), "recorded_at": stamp(told.recorded_at), "revision": revision}


def _day_text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _refuse_unstorable(rows: Sequence[Row]) -> None:
    """Raise ReadinessError for NUL and for half characters, which are no text to a database."""
    for row in rows:
        for text in row.values():
            if isinstance(text, str) and (
                "\0" in text or any("\ud800" <= character <= "\udfff" for character in text)
            ):
                place = " ".join(str(row[name]) for name in _PLACE if name in row)
                shown = place.encode("ascii", "replace").decode().replace("\0", "?")
                raise ReadinessError(
                    f"A text of {shown} holds characters that cannot be stored; nothing was "
                    "saved. Type it again without them."
                )
