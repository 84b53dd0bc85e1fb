"""One event of a calendar -> a shift: its wall-clock times, weekdays, first and last day.

What cannot be read raises `UnclearError`, because half of an event would say that somebody is on
call who is not.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from readiness.domain.registers.rota import MOST_DAYS_MORE
from readiness.domain.registers.rota_week import COVER, WEEKDAYS
from readiness.domain.registers.wall_clock import is_zone, zone_of

MOST_DAYS_LEFT_OUT = 400
_BYDAY = dict(zip(("MO", "TU", "WE", "TH", "FR", "SA", "SU"), WEEKDAYS, strict=True))
_MIDNIGHT = time()
_DAY = timedelta(days=1)


class UnclearError(Exception):
    """Why an event cannot be read, in a sentence for the person who imports it."""


@dataclass(frozen=True, slots=True)
class RotaEvent:
    """An event as wall-clock times of a zone. `days` are weekday words, empty for every day.

    `last` is the last day on which it may begin, `None` where it goes on.
    """

    begin: datetime
    end: datetime
    zone: str
    days: tuple[str, ...]
    last: date | None


def read_event(event: Any, site_zone: str) -> RotaEvent:
    """The event as the library has it, read. Raises `UnclearError`."""
    if "RDATE" in event:
        raise UnclearError("It has extra dates (RDATE). Make them events of their own.")
    begin, zone = _wall(event.get("DTSTART"), site_zone)
    end = _end(event, begin, zone, site_zone)
    rule = event.get("RRULE")
    if isinstance(rule, list):
        raise UnclearError("It repeats by more than one rule.")
    if rule is None:
        if zone != site_zone:
            begin, end = (_converted(at, zone, site_zone) for at in (begin, end))
        begin, end = _whole_minutes(begin, end)
        days = (end - begin) // _DAY
        if begin.time() == end.time() == _MIDNIGHT and days > 1:
            # Whole days: the same day repeated.
            last = (end - _DAY).date()
            return RotaEvent(begin, begin + _DAY, site_zone, (), last)
        return RotaEvent(begin, end, site_zone, (), begin.date())
    if zone == "UTC" != site_zone:
        raise UnclearError(
            "It repeats by UTC and not by the clocks of the site, which go forward and back. "
            "Export it with its time zone."
        )
    begin, end = _whole_minutes(begin, end)
    days_of_week, last_day = _repetition(rule, begin, zone)
    return RotaEvent(begin, end, zone, days_of_week, last_day)


def _wall(stated: Any, site_zone: str) -> tuple[datetime, str]:
    """A wall-clock time and its zone."""
    if stated is None or isinstance(stated, list):
        raise UnclearError("It does not say once when it begins.")
    value = stated.dt
    if not isinstance(value, datetime):
        if not isinstance(value, date):
            raise UnclearError("It does not say when it begins.")
        return datetime.combine(value, _MIDNIGHT), site_zone
    name = str(stated.params.get("TZID", ""))
    if not name:
        return value.replace(tzinfo=None), "UTC" if value.tzinfo is not None else site_zone
    return value.replace(tzinfo=None), _zone(name)


def _zone(name: str) -> str:
    """A zone by its name, or by the one that Windows has for it."""
    for candidate in (name, WINDOWS_TO_OLSON.get(name, "")):
        if is_zone(candidate):
            return candidate
    raise UnclearError(f"Its time zone “{name[:60]}” is not known. Choose one by region and city.")


def _end(event: Any, begin: datetime, zone: str, site_zone: str) -> datetime:
    """The end by the clocks of the zone in which it begins. A duration is counted by them too."""
    if "DTEND" in event:
        end, other = _wall(event["DTEND"], site_zone)
        whole_day = not isinstance(event["DTEND"].dt, datetime)
        end = end if whole_day or other == zone else _converted(end, other, zone)
    elif "DURATION" in event:
        end = begin + event["DURATION"].dt
    elif not isinstance(event["DTSTART"].dt, datetime):
        end = begin + _DAY
    else:
        raise UnclearError("It does not say when it ends.")
    if end <= begin:
        raise UnclearError("It does not end after it begins.")
    return end


def _converted(at: datetime, zone: str, other: str) -> datetime:
    return at.replace(tzinfo=zone_of(zone)).astimezone(zone_of(other)).replace(tzinfo=None)


def _whole_minutes(begin: datetime, end: datetime) -> tuple[datetime, datetime]:
    """Without seconds, and no longer than it was."""
    minute = timedelta(minutes=1)
    floor = begin.replace(second=0, microsecond=0)
    return floor if floor == begin else floor + minute, end.replace(second=0, microsecond=0)


def _repetition(rule: Any, begin: datetime, zone: str) -> tuple[tuple[str, ...], date | None]:
    """The weekdays of a rule, and the last day on which it begins."""
    parts = {str(name).upper(): value for name, value in rule.items()}
    frequency = str(parts.get("FREQ", [""])[0]).upper()
    strange = parts.keys() - {"FREQ", "INTERVAL", "BYDAY", "UNTIL", "COUNT", "WKST"}
    if frequency not in ("WEEKLY", "DAILY") or strange:
        said = ", ".join(sorted(strange)) or frequency.lower() or "without a frequency"
        raise UnclearError(f"It repeats in a way that a weekly rota cannot hold ({said}).")
    if parts.get("INTERVAL", [1]) != [1]:
        raise UnclearError("It repeats in some weeks only. Enter those weeks with their dates.")
    words = [str(word).upper() for word in parts.get("BYDAY", [])]
    if any(word not in _BYDAY for word in words):
        raise UnclearError(
            f"It repeats on days that a weekly rota cannot hold ({', '.join(words)})."
        )
    days = tuple(_BYDAY[word] for word in _BYDAY if word in words)
    if not days and frequency == "WEEKLY":
        days = (WEEKDAYS[begin.weekday()],)
    if days and WEEKDAYS[begin.weekday()] not in days:
        raise UnclearError("It begins on a day on which it does not repeat.")
    return days, _last_day(parts, begin, zone, days)


def _last_day(
    parts: Mapping[str, Any], begin: datetime, zone: str, days: Sequence[str]
) -> date | None:
    if "UNTIL" in parts:
        (until,) = parts["UNTIL"]
        if not isinstance(until, datetime):
            return date(until.year, until.month, until.day)
        if until.tzinfo is not None:
            until = until.astimezone(zone_of(zone)).replace(tzinfo=None)
        before = until.time() < begin.time()
        return (until - _DAY if before else until).date()
    if "COUNT" not in parts:
        return None
    (number,) = parts["COUNT"]
    weekly = sorted(WEEKDAYS.index(word) for word in days) or list(range(7))
    place = weekly.index(begin.weekday()) + int(number) - 1
    weeks, within = divmod(place, len(weekly))
    return begin.date() + timedelta(weeks=weeks, days=weekly[within] - begin.weekday())


def days_left_out(event: Any, read: RotaEvent, moved: Sequence[Any]) -> list[date]:
    """The days on which a repetition does not begin."""
    if "RRULE" not in event:
        return []
    stated = event.get("EXDATE", [])
    lists = stated if isinstance(stated, list) else [stated]
    values = [(one.dt, str(group.params.get("TZID", ""))) for group in lists for one in group.dts]
    values += [(one.dt, str(one.params.get("TZID", ""))) for one in moved]
    found = set()
    for value, name in values:
        if isinstance(value, datetime):
            zone = _zone(name) if name else "UTC" if value.tzinfo is not None else read.zone
            value = _converted(value.replace(tzinfo=None), zone, read.zone).date()
        found.add(value)
    if len(found) > MOST_DAYS_LEFT_OUT:
        raise UnclearError(f"It leaves out more than {MOST_DAYS_LEFT_OUT} days.")
    return sorted(found)


def parts_of(read: RotaEvent, left_out: Sequence[date]) -> Iterator[tuple[date, date | None]]:
    """The stretches between days left out in which it takes place at all."""
    first = read.begin.date()
    for gap in left_out:
        if gap >= first and (read.last is None or gap <= read.last):
            if _takes_place(read, first, gap - _DAY):
                yield first, gap - _DAY
            first = gap + _DAY
    if read.last is None or _takes_place(read, first, read.last):
        yield first, read.last


def _takes_place(read: RotaEvent, first: date, last: date) -> bool:
    span = (last - first).days + 1
    return any(
        not read.days or WEEKDAYS[(first + timedelta(days=number)).weekday()] in read.days
        for number in range(min(span, 7))
    )


def values_of(read: RotaEvent, who: str, first: date, last: date | None) -> dict[str, str]:
    end, to = read.end, f"{read.end:%H:%M}"
    days = (end.date() - read.begin.date()).days
    if end.time() == _MIDNIGHT:
        days, to = days - 1, "24:00"
    start = f"{read.begin:%H:%M}"
    more = days - int(to <= start)
    if more > MOST_DAYS_MORE:
        raise UnclearError("It lasts longer than a month. Part it into shorter events.")
    return {
        "kind": COVER,
        "who": who,
        "weekdays": "; ".join(read.days),
        "from": start,
        "to": to,
        "more_days": str(more) if more else "",
        "starts": first.isoformat(),
        "ends": last.isoformat() if last else "",
        "time_zone": read.zone,
    }
