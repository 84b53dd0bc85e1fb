"""What is recorded about a site: responses, findings and profiles, as they were stated.

The records keep the words and numbers people gave (text, as in the CSV files), so that
what was stored can be given back unchanged; scoring reads meaning into them.
Recorded things are tuples in the order of recording; the last one is the newest.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from typing import NamedTuple, TypeVar

from readiness.domain.actions import Action, Told
from readiness.domain.meetings import MeetingEntry
from readiness.domain.organisations import Site
from readiness.domain.people import Grant
from readiness.domain.registers.entries import RegisterEntry

NOT_APPLICABLE = "not applicable"
CHOICES = ("yes", "partly", "no")
CONFIRMED = "confirmed"
NOT_CONFIRMED = "not confirmed"
EVIDENCE_ON_FILE = "evidence on file"
"""What stands for the words of evidence before a person who sees no names."""


class Response(NamedTuple):
    """What a site states about a criterion: a row of responses.csv.

    `answer` is yes, partly or no for a choice; a number in plain decimal notation for a
    count, hours, limit or percentage; "not applicable"; "" for a date, or for a percentage
    given by `numerator` and `denominator` (otherwise ""). `recorded_at` is in UTC.
    """

    site_id: str
    criterion_id: str
    recorded_at: datetime
    answer: str
    numerator: str = ""
    denominator: str = ""
    evidence_date: date | None = None
    end_date: date | None = None
    evidence: str = ""
    na_reason: str = ""
    recorded_by: str = ""


class Finding(NamedTuple):
    """What a reviewer concluded about the response that was newest at `recorded_at` (UTC)."""

    site_id: str
    criterion_id: str
    recorded_at: datetime
    conclusion: str
    reason: str = ""
    recorded_by: str = ""


class Profile(NamedTuple):
    """The facts of a site from `recorded_on`. A field that is absent has its default."""

    site_id: str
    recorded_on: date
    values: Mapping[str, str]
    recorded_by: str = ""


class AssessmentEvent(NamedTuple):
    """A step of a site's assessment cycle (`domain.cycle`); "opened" pins a framework version.

    `recorded_at` is in UTC. A site without an opened cycle is measured against the newest version.
    """

    site_id: str
    event: str
    framework_id: str
    framework_version: str
    recorded_at: datetime
    recorded_by: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """Records that are appended together or not at all."""

    sites: tuple[Site, ...] = ()
    profiles: tuple[Profile, ...] = ()
    responses: tuple[Response, ...] = ()
    findings: tuple[Finding, ...] = ()
    assessments: tuple[AssessmentEvent, ...] = ()
    grants: tuple[Grant, ...] = ()
    actions: tuple[Action, ...] = ()
    told: tuple[Told, ...] = ()
    meetings: tuple[MeetingEntry, ...] = ()
    entries: tuple[RegisterEntry, ...] = ()

    def __len__(self) -> int:
        return sum(len(getattr(self, part.name)) for part in fields(self))


Row = TypeVar("Row", Response, Finding)


@dataclass(frozen=True, slots=True)
class History:
    """Everything recorded about one site, each part in the order of recording.

    `entries` are those of its registers, which answer some criteria (`registers.feeding`).
    """

    site_id: str
    responses: Mapping[str, tuple[Response, ...]] = field(default_factory=dict)
    findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    profiles: tuple[Profile, ...] = ()
    entries: tuple[RegisterEntry, ...] = ()

    @classmethod
    def of(
        cls,
        site_id: str,
        responses: Iterable[Response] = (),
        findings: Iterable[Finding] = (),
        profiles: Iterable[Profile] = (),
        entries: Iterable[RegisterEntry] = (),
    ) -> "History":
        """Sort what was recorded by its time; of two at the same time the later given is newer."""
        return cls(
            site_id,
            _by_criterion(responses),
            _by_criterion(findings),
            tuple(sorted(profiles, key=lambda profile: profile.recorded_on)),
            tuple(sorted(entries, key=lambda entry: entry.recorded_at)),
        )

    def until(self, as_of: date) -> "History":
        """What was recorded on or before a date."""
        return History(
            self.site_id,
            _until(self.responses, as_of),
            _until(self.findings, as_of),
            tuple(profile for profile in self.profiles if profile.recorded_on <= as_of),
            tuple(entry for entry in self.entries if entry.recorded_at.date() <= as_of),
        )


def nameless(history: History) -> History:
    """The same for whoever sees no names of persons.

    Without who recorded what, and without the words of evidence, in which people name each other;
    that there is evidence, and its dates, stays.
    """
    return History(
        history.site_id,
        {key: tuple(map(_nameless, rows)) for key, rows in history.responses.items()},
        {
            key: tuple(row._replace(recorded_by="") for row in rows)
            for key, rows in history.findings.items()
        },
        tuple(profile._replace(recorded_by="") for profile in history.profiles),
    )


def _nameless(response: Response) -> Response:
    return response._replace(evidence=EVIDENCE_ON_FILE if response.evidence else "", recorded_by="")


def utc(moment: datetime) -> datetime:
    """A time without an offset is UTC; any other is converted to it."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _until(recorded: Mapping[str, tuple[Row, ...]], as_of: date) -> dict[str, tuple[Row, ...]]:
    kept: dict[str, tuple[Row, ...]] = {}
    for key, rows in recorded.items():
        known = tuple(row for row in rows if row.recorded_at.date() <= as_of)
        if known:
            kept[key] = known
    return kept


def _by_criterion(rows: Iterable[Row]) -> dict[str, tuple[Row, ...]]:
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row.criterion_id, []).append(row)
    return {
        key: tuple(sorted(group, key=lambda row: row.recorded_at)) for key, group in grouped.items()
    }
