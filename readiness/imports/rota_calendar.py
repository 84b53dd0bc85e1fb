"""A calendar file (.ics, RFC 5545) -> shifts of an on-call rota. Nothing is written.

Each event becomes a shift: a weekly or daily repetition, a single event, a whole day or several.
Days that an event leaves out (EXDATE, or occurrences that were moved) part it into shifts before
and after. An event that cannot be read in full is left out and named with the reason, because half
of an event would say that somebody is on call who is not.

Time zones are taken by name. What a file says about the rules of a time zone is not read: the rules
of the computer are newer, and a hostile file could state ones that take for ever to work out.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from icalendar import Calendar

from readiness.domain.registers.checking import problems_of, tidy
from readiness.domain.registers.rota import REGISTER
from readiness.domain.registers.wall_clock import is_zone
from readiness.errors import InputError, Problem
from readiness.imports.rota_events import (
    UnclearError,
    days_left_out,
    parts_of,
    read_event,
    values_of,
)

MOST_BYTES = 1_000_000
MOST_EVENTS = 2_000
ENTRY = "ics-"
"""What the ids of entries from a calendar begin with."""
_DAMAGE = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)
"""What the library raises on damaged files."""
_VENDOR = re.compile(
    r'^((?:DTSTART|DTEND|EXDATE|RECURRENCE-ID)\b[^:]*?;TZID="?)/([^:;"]+)', re.IGNORECASE
)
_AROUND = re.compile(r"^on[- ]?call\s*[:\-–—]\s*|\s*[(\[]?on[- ]?call[)\]]?$", re.IGNORECASE)


class ProposedShift(NamedTuple):
    """An entry as it could be recorded: the same id for the same event in every later file."""

    entry_id: str
    values: Mapping[str, str]


class LeftOut(NamedTuple):
    """An event that gives no shift, and why. `summary` may name persons."""

    uid: str
    summary: str
    reason: str


@dataclass(frozen=True, slots=True)
class RotaCalendar:
    """What a calendar says, in the order of its events."""

    shifts: tuple[ProposedShift, ...]
    left_out: tuple[LeftOut, ...]


def read_rota_calendar(name: str, content: bytes, time_zone: str) -> RotaCalendar:
    """The shifts that a calendar file states; `time_zone` is that of the site.

    Times without a zone and whole days are in the zone of the site; single events elsewhere are
    converted to it. Raises `InputError` when the file as a whole cannot be read.
    """
    events = _events(name, content)
    moved = _moved(events)
    shifts: list[ProposedShift] = []
    left_out: list[LeftOut] = []
    seen: set[str] = set()
    for event in events:
        uid, summary = _text(event, "UID"), _text(event, "SUMMARY")
        try:
            key = _key(event, uid, seen)
            shifts += _shifts(event, key, summary, time_zone, moved.get(uid, ()))
        except UnclearError as reason:
            left_out.append(LeftOut(uid, summary, str(reason)))
        except _DAMAGE:
            left_out.append(LeftOut(uid, summary, "It is damaged. Export the calendar again."))
    return RotaCalendar(tuple(shifts), tuple(left_out))


def _events(name: str, content: bytes) -> list[Any]:
    """The events of a file as the library has them."""

    def refuse(message: str) -> InputError:
        return InputError([Problem(name, message)])

    if len(content) > MOST_BYTES:
        most = MOST_BYTES // 1_000_000
        raise refuse(f"The file is larger than {most} MB. Export a shorter span of time.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise refuse("The file is not text in UTF-8. Export the calendar again as .ics.") from None
    text = re.sub(r"\r\n?", "\n", text)
    text = re.sub(r"\n[ \t]", "", text)  # long lines are folded
    if not text.lstrip().upper().startswith("BEGIN:VCALENDAR"):
        raise refuse("The file is not a calendar (.ics). Export it from the calendar again.")
    lines = list(_readable(text.split("\n")))
    if sum(line.upper().startswith("BEGIN:VEVENT") for line in lines) > MOST_EVENTS:
        raise refuse(f"The file has more than {MOST_EVENTS:,} events. Export fewer.")
    try:
        calendars = Calendar.from_ical("\r\n".join(lines), multiple=True)
        events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    except _DAMAGE as error:
        raise refuse("The calendar is damaged. Export it again from where it is kept.") from error
    if not events:
        raise refuse("The calendar has no events. Export the one with the on-call shifts.")
    return events


def _readable(lines: Iterable[str]) -> Iterator[str]:
    """Without the rules of time zones, and these by their plain names."""
    inside = False
    for line in lines:
        word = line.upper().strip()
        if word.endswith("VTIMEZONE") and word.startswith(("BEGIN", "END")):
            inside = word.startswith("BEGIN")
        elif not inside:
            yield _VENDOR.sub(_plain_zone, line)


def _plain_zone(found: re.Match[str]) -> str:
    """Some programs put their own name first: /mozilla.org/20050126_1/America/Chicago."""
    parts = found[2].rsplit("/", 3)[-3:]  # no name of a zone has more
    names = ("/".join(parts[place:]) for place in range(len(parts)))
    return next((found[1] + name for name in names if is_zone(name)), found[0])


def _key(event: Any, uid: str, seen: set[str]) -> str:
    """The id of the event's entry, from its UID and the occurrence that it stands for."""
    if not uid:
        raise UnclearError("It has no UID, so that it could not be told apart when imported again.")
    occurrence = event["RECURRENCE-ID"].to_ical().decode() if "RECURRENCE-ID" in event else ""
    key = ENTRY + hashlib.sha256(f"{uid}\n{occurrence}".encode()).hexdigest()[:32]
    if key in seen:
        raise UnclearError("Another event before it has the same UID.")
    seen.add(key)
    if _text(event, "STATUS").upper() == "CANCELLED":
        raise UnclearError("It is cancelled.")
    return key


def _moved(events: Iterable[Any]) -> dict[str, tuple[Any, ...]]:
    """The occurrences that are replaced by events of their own, or cancelled, by UID."""
    found: dict[str, tuple[Any, ...]] = {}
    for event in events:
        if "RECURRENCE-ID" in event:
            uid = _text(event, "UID")
            found[uid] = (*found.get(uid, ()), event["RECURRENCE-ID"])
    return found


def _shifts(
    event: Any, key: str, summary: str, site_zone: str, moved: Sequence[Any]
) -> Iterator[ProposedShift]:
    who = " ".join(_AROUND.sub("", summary).split())
    if not who:
        raise UnclearError("It does not say who is on call. Give it a title, such as initials.")
    if broken := [str(place) for place, _ in getattr(event, "errors", ()) if place]:
        raise UnclearError(f"Its {broken[0]} cannot be read.")
    if any(one.params.get("RANGE") for one in moved):
        raise UnclearError("From some day on it was changed. Make two events of it.")
    read = read_event(event, site_zone)
    proposed = []
    parts = parts_of(read, days_left_out(event, read, moved))
    for number, (first, last) in enumerate(parts):
        entry_id = f"{key}-{number}" if number else key
        values = tidy(REGISTER, values_of(read, who, first, last))
        if problems := problems_of(REGISTER, values):
            raise UnclearError(" ".join(problems))
        proposed.append(ProposedShift(entry_id, values))
    if not proposed:
        raise UnclearError("It never takes place.")
    yield from proposed


def _text(event: Any, name: str) -> str:
    """A text of an event in one line, "" where it has none or several."""
    value = event.get(name, "")
    return " ".join(str(value).split())[:200] if isinstance(value, str) else ""
