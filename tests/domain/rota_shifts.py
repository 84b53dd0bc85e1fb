"""Shifts for the tests of the rota, and a second, slow way to count what they cover."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from zoneinfo import ZoneInfo

from readiness.domain.registers.entries import STATED, RegisterEntry

NEW_YORK = "America/New_York"
PHOENIX = "America/Phoenix"
WORDS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
RECORDED = datetime(2026, 11, 2, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def values(
    who: str = "VK", days: str = "", hours: str = "00:00-24:00", **more: str
) -> dict[str, str]:
    """A shift as it is typed; every day and all day unless said. `more` is other fields."""
    start, end = hours.split("-")
    given = {"kind": "cover", "who": who, "weekdays": days.replace(" ", "; "), "from": start}
    given |= {"to": end, "starts": "2026-01-05", "time_zone": NEW_YORK} | more
    return {name: text for name, text in given.items() if text}


def entry(
    stated: dict[str, str],
    *,
    key: str = "",
    at: datetime = RECORDED,
    state: str = STATED,
) -> RegisterEntry:
    return RegisterEntry("S1", "rota", key or repr(stated), state, stated, at, "Ana")


def rota(*stated: dict[str, str]) -> tuple[RegisterEntry, ...]:
    return tuple(entry(one, key=f"shift-{place}") for place, one in enumerate(stated))


@lru_cache(maxsize=500)
def clock(zone: str, monday: date) -> tuple[datetime, list[datetime]]:
    """The latest that clocks showed until each minute of UTC about a week, from a minute on."""
    begin = datetime.combine(monday, datetime.min.time(), UTC) - timedelta(days=12)
    place = ZoneInfo(zone)
    shown = [
        (begin + number * MINUTE).astimezone(place).replace(tzinfo=None)
        for number in range(60 * 24 * 23)
    ]
    return begin, list(accumulate(shown, max))


def minutes_covered(stated: Sequence[dict[str, str]], zone: str, monday: date) -> set[int]:
    """The minutes of UTC, since 1970, of a week in which somebody is on call; minute by minute."""
    covered: set[int] = set()
    for who in {one["who"] for one in stated if "who" in one}:
        covered |= minutes_of(who, stated, zone, monday)
    return covered


def minutes_of(who: str, stated: Sequence[dict[str, str]], zone: str, monday: date) -> set[int]:
    """The same for one person."""
    on, away, extra = set[int](), set[int](), set[int]()
    for one in stated:
        if one.get("who", who) == who:
            {"cover": on, "exception": away, "extra": extra}[one["kind"]].update(
                _minutes_of(one, monday)
            )
    week = set(range(*(_first_minute(zone, monday, monday + timedelta(days=d)) for d in (0, 7))))
    return ((on - away) | extra) & week


def _minutes_of(one: dict[str, str], monday: date) -> set[int]:
    found: set[int] = set()
    last = date.fromisoformat(one.get("ends", "2100-01-01"))
    for distance in range(-10, 10):
        day = monday + timedelta(days=distance)
        weekdays = one.get("weekdays", "")
        wanted = not weekdays or WORDS[day.weekday()] in weekdays
        if wanted and date.fromisoformat(one["starts"]) <= day <= last:
            longer = int(one["to"] <= one["from"]) + int(one.get("more_days", "0"))
            first = _first_minute(one["time_zone"], monday, day, one["from"])
            end = _first_minute(one["time_zone"], monday, day + timedelta(days=longer), one["to"])
            found.update(range(first, end))
    return found


def _first_minute(zone: str, monday: date, day: date, at: str = "00:00") -> int:
    """The first minute in which the clocks show a time or a later one."""
    begin, latest = clock(zone, monday)
    hours, minutes = map(int, at.split(":"))
    wall = datetime.combine(day, datetime.min.time()) + timedelta(hours=hours, minutes=minutes)
    return int(begin.timestamp()) // 60 + bisect_left(latest, wall)
