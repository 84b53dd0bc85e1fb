"""Quality meetings: what was on the screen, what was said and what was decided."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

OPENED = "opened"
MINUTE = "minute"
DECISION = "decision"
CLOSED = "closed"


class MeetingEntry(NamedTuple):
    """Something that happened in a meeting; the first entry, "opened", is its snapshot.

    `as_of`, `since` (the date compared with), `filters` (name -> values chosen) and
    `framework_version` say what the screen showed, so that it can be shown again. `action_id` is
    the action that a decision became, "" for the rest. `recorded_at` is in UTC.
    """

    meeting_id: str
    kind: str
    as_of: date
    since: date
    filters: Mapping[str, tuple[str, ...]]
    framework_version: str
    recorded_at: datetime
    text: str = ""
    action_id: str = ""
    recorded_by: str = ""


def by_meeting(entries: Iterable[MeetingEntry]) -> dict[str, tuple[MeetingEntry, ...]]:
    """The entries of each meeting in the order of recording, the newest meeting first."""
    grouped: dict[str, list[MeetingEntry]] = {}
    for entry in entries:
        grouped.setdefault(entry.meeting_id, []).append(entry)
    meetings = sorted(grouped.items(), key=lambda item: item[1][0].recorded_at, reverse=True)
    return {key: tuple(own) for key, own in meetings}
