"""Renewals -> an iCalendar file (RFC 5545): one all-day entry for each criterion of a site.

An entry has the same UID for ever, so that a calendar that reads the file again moves it and never
shows it twice. The same renewals give the same bytes. The lines are put together here: a library
takes twenty times as long for each, and a large network has twenty thousand entries.
"""

from collections.abc import Callable, Iterator
from datetime import UTC
from uuid import UUID, uuid5

from readiness.domain.scoring import SCORING_VERSION
from readiness.domain.wording import day_in_words, validity_in_words
from readiness.exports.caution import CAUTION
from readiness.services.renewals import Renewal, Renewals

ALARM_DAYS = (30, 7)
"""How many days before the last day a calendar reminds."""
_NAMESPACE = UUID("5f0c2b1e-7a0d-5a53-9b1c-6d0b7a3b0c44")
_PRODUCT = "-//Bispecific Readiness//Renewals//EN"
_LINE_END = "\r\n"
_LONGEST_LINE = 75
"""How many bytes a line has at most, without its end (RFC 5545, 3.1)."""
_ENTRIES_AT_ONCE = 500
Progress = Callable[[int, int], None]


def calendar_file(renewals: Renewals, on_progress: Progress | None = None) -> bytes:
    """The file; valid without any renewal too, though some calendars refuse an empty one.

    `on_progress` is called with (entries written, entries) every 500; what it raises ends it.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{_PRODUCT}",
        "CALSCALE:GREGORIAN",
        _folded(f"X-WR-CALNAME:{_name(renewals)}"),
        _stated("X-WR-CALDESC", _about(renewals)),
    ]
    for done, renewal in enumerate(renewals.rows):
        if on_progress and done % _ENTRIES_AT_ONCE == 0:
            on_progress(done, len(renewals.rows))
        lines += _event(renewals, renewal)
    lines += ["END:VCALENDAR", ""]
    return _LINE_END.join(lines).encode()


def uid_of(site_id: str, criterion_id: str) -> str:
    """The same for a criterion of a site for ever, whatever they are called."""
    return f"{uuid5(_NAMESPACE, f'{len(site_id)}:{site_id}{criterion_id}')}@bispecific-readiness"


def _event(renewals: Renewals, renewal: Renewal) -> Iterator[str]:
    summary = f"{_line(renewal.site.site_name)}: renew {_line(renewal.criterion.title)}"
    yield "BEGIN:VEVENT"
    yield _stated("SUMMARY", summary)
    yield f"DTSTART;VALUE=DATE:{renewal.last_day:%Y%m%d}"
    yield f"DTSTAMP:{renewal.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"UID:{uid_of(renewal.site.site_id, renewal.criterion.id)}"
    yield f"SEQUENCE:{renewal.revision}"
    yield _stated("DESCRIPTION", _description(renewals, renewal))
    yield "TRANSP:TRANSPARENT"  # a reminder keeps nobody's day from being booked
    for days in ALARM_DAYS:
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        yield _stated("DESCRIPTION", f"In {days} days: {summary}")
        yield f"TRIGGER:-P{days}D"
        yield "END:VALARM"
    yield "END:VEVENT"


def _description(renewals: Renewals, renewal: Renewal) -> str:
    criterion = renewal.criterion
    must_have = " It is a must-have: no points elsewhere make up for it." if criterion.gate else ""
    parts = [
        f"Last good day of the evidence: {day_in_words(renewal.last_day)}.{must_have}",
        f"To renew: {_line(criterion.question)}",
    ]
    if criterion.evidence:
        parts.append(f"Evidence asked for: {_line(criterion.evidence)}")
    parts += [
        f"New evidence {validity_in_words(criterion)}.",
        f"As of {day_in_words(renewals.as_of)}, framework {renewals.framework_id} "
        f"{renewal.framework_version}, scoring {SCORING_VERSION}.",
        CAUTION,
    ]
    return "\n".join(parts)


def _about(renewals: Renewals) -> str:
    """What calendars show of the file as a whole; entries, which are passed on, name nobody."""
    return (
        f"As of {day_in_words(renewals.as_of)}, framework {renewals.framework_id} "
        f"{renewals.framework_version}, scoring {SCORING_VERSION}. Made by "
        f"{_line(renewals.made_by)} on {day_in_words(renewals.made_on)}. {CAUTION}"
    )


def _name(renewals: Renewals) -> str:
    return f"Renewals, {_line(renewals.site.site_name)}" if renewals.site else "Renewals"


def _line(text: str) -> str:
    """What people wrote as one line of printable characters: it can begin no line of its own."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(text.split())


def _stated(name: str, text: str) -> str:
    """A property with text: what would end a value is escaped, long lines are folded."""
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return _folded(f"{name}:{escaped.replace(chr(10), chr(92) + 'n')}")


def _folded(line: str) -> str:
    """A line in pieces of 75 bytes, each but the first after a space that readers take away."""
    if line.isascii():
        step = _LONGEST_LINE - 1
        rest = (line[at : at + step] for at in range(_LONGEST_LINE, len(line), step))
        return f"{_LINE_END} ".join((line[:_LONGEST_LINE], *rest))
    parts = [""]
    room = _LONGEST_LINE
    for character in line:
        size = len(character.encode())
        if size > room:
            parts.append("")
            room = _LONGEST_LINE - 1
        parts[-1] += character
        room -= size
    return f"{_LINE_END} ".join(parts)
