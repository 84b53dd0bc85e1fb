"""Renewals -> an iCalendar file (RFC 5545): one all-day entry for each criterion of a site.

An entry has the same UID for ever, so that a calendar that reads the file again moves it and never
shows it twice. The same renewals give the same bytes.
"""

from datetime import timedelta
from uuid import UUID, uuid5

from icalendar import Alarm, Calendar, Event

from readiness.domain.scoring import SCORING_VERSION
from readiness.domain.wording import day_in_words, validity_in_words
from readiness.exports.caution import CAUTION
from readiness.services.renewals import Renewal, Renewals

ALARM_DAYS = (30, 7)
"""How many days before the last day a calendar reminds."""
_NAMESPACE = UUID("5f0c2b1e-7a0d-5a53-9b1c-6d0b7a3b0c44")
_PRODUCT = "-//Bispecific Readiness//Renewals//EN"


def calendar_file(renewals: Renewals) -> bytes:
    """The file; valid without any renewal too, though some calendars refuse an empty one."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("x-wr-calname", _name(renewals))
    for renewal in renewals.rows:
        calendar.add_component(_event(renewals, renewal))
    content: bytes = calendar.to_ical()
    return content


def uid_of(site_id: str, criterion_id: str) -> str:
    """The same for a criterion of a site for ever, whatever they are called."""
    return f"{uuid5(_NAMESPACE, f'{len(site_id)}:{site_id}{criterion_id}')}@bispecific-readiness"


def _event(renewals: Renewals, renewal: Renewal) -> Event:
    event = Event()
    event.add("uid", uid_of(renewal.site.site_id, renewal.criterion.id))
    event.add("dtstamp", renewal.changed_at)
    event.add("sequence", renewal.revision)
    event.add("dtstart", renewal.last_day)
    summary = f"{_line(renewal.site.site_name)}: renew {_line(renewal.criterion.title)}"
    event.add("summary", summary)
    event.add("description", _description(renewals, renewal))
    event.add("transp", "TRANSPARENT")  # a reminder keeps nobody's day from being booked
    for days in ALARM_DAYS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", -timedelta(days=days))
        alarm.add("description", f"In {days} days: {summary}")
        event.add_component(alarm)
    return event


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


def _name(renewals: Renewals) -> str:
    return f"Renewals, {_line(renewals.site.site_name)}" if renewals.site else "Renewals"


def _line(text: str) -> str:
    """What people wrote as one line of printable characters: it can begin no line of its own."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
