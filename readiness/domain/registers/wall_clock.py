"""What the clocks of a place show, and when: wall-clock times as exact moments.

A moment is a whole number of seconds since 1970 in UTC, so that differences of moments are exact
on days of 23 and 25 hours too. One rule turns a wall-clock time into a moment: the first moment at
which the clocks of the place show that time or a later one. A time that is skipped when clocks go
forward is the moment they do; a time that is shown twice when they go back is the first of the two.
The rule keeps the order of times, so that of two shifts where one ends as the other begins, no
minute is lost and none counted twice.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
_SECOND = timedelta(seconds=1)
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - wall-clock times carry no zone
_FIRST_MONDAY = date(2, 1, 7)
_LAST_MONDAY = date(9999, 12, 13)


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """The time zones that can be named.

    Abbreviations such as EST are left out: they stand for an offset that does not follow daylight
    saving, which is not what people mean by them.
    """
    return frozenset(name for name in available_timezones() if "/" in name or name == "UTC")


def is_zone(name: str) -> bool:
    return name in zone_names()


@lru_cache(maxsize=1_000)
def zone_of(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@lru_cache(maxsize=200_000)
def moment(day: date, minutes: int, zone: str) -> int:
    """When the clocks of a zone first show so many minutes after the midnight of a day, or more."""
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)  # noqa: DTZ001
    place = zone_of(zone)
    first = wall.replace(tzinfo=place).utcoffset() or timedelta()
    second = wall.replace(tzinfo=place, fold=1).utcoffset() or timedelta()
    shown = (wall - _EPOCH) // _SECOND
    until = shown - first // _SECOND
    if first >= second:
        return until
    # Skipped: the clocks go forward after `before` and not after `until`.
    before = shown - second // _SECOND
    while until - before > 1:
        middle = (before + until) // 2
        if wall_time(middle, zone) >= wall:
            until = middle
        else:
            before = middle
    return until


def wall_time(at: int, zone: str) -> datetime:
    """What the clocks of a zone show at a moment, without the zone."""
    place = zone_of(zone)
    return datetime.fromtimestamp(at, UTC).astimezone(place).replace(tzinfo=None)


def is_second_time(at: int, zone: str) -> bool:
    """Whether the clocks show at this moment what they showed before, since they went back."""
    return bool(datetime.fromtimestamp(at, UTC).astimezone(zone_of(zone)).fold)


def monday_of(day: date) -> date:
    """The Monday of the week that a day falls in; at either end of the calendar, one nearby."""
    day = min(max(day, _FIRST_MONDAY), _LAST_MONDAY)
    return day - day.weekday() * DAY


def clock_changes(zone: str, first: date, last: date) -> Iterator[date]:
    """The days (of UTC) on which the clocks of a zone go forward or back, both ends included."""
    for year in range(first.year, last.year + 1):
        yield from (day for day in _changes_of(zone, year) if first <= day <= last)


@lru_cache(maxsize=20_000)
def _changes_of(zone: str, year: int) -> tuple[date, ...]:
    place = zone_of(zone)
    start = datetime(year, 1, 1, tzinfo=UTC)
    found = []
    before = start.astimezone(place).utcoffset()
    for number in range(1, 367):
        after = (start + number * DAY).astimezone(place).utcoffset()
        day = (start + (number - 1) * DAY).date()
        if after != before and day.year == year:
            found.append(day)
        before = after
    return tuple(found)
