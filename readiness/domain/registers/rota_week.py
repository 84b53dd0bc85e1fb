"""A week of an on-call rota: who is on call when, and which moments nobody is.

A week runs from Monday to Sunday by the clocks of the site. What a shift covers is worked out in
seconds of UTC (`wall_clock`), so that a week with a 23-hour day has 167 hours and one with a
25-hour day 169, and overlapping shifts count once.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from readiness.domain.registers.checking import chosen
from readiness.domain.registers.entries import RegisterEntry
from readiness.domain.registers.wall_clock import DAY, WEEK, moment, monday_of

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
COVER = "cover"
EXCEPTION = "exception"
EXTRA = "extra"
HOUR = 3600
_MARGIN = 2
"""Days by which the dates of two places can differ at one moment."""

Span = tuple[int, int]
"""From a moment on, until another."""
Spans = tuple[Span, ...]
"""In order, without touching each other."""


class Shift(NamedTuple):
    """An entry of the rota, read. `who` is as it is compared: one person however it is typed.

    Begins `start` minutes after midnight of its weekdays (0 is Monday) from the date `first` to
    `last` (`None`: until further notice), and ends `end` minutes after midnight `days` days later.
    """

    kind: str
    who: str
    weekdays: frozenset[int]
    start: int
    end: int
    days: int
    first: date
    last: date | None
    zone: str

    def around(self, monday: date) -> tuple[date, date]:
        """The first and the last day on which it could begin to reach into a week anywhere."""
        return monday - (self.days + _MARGIN) * DAY, monday + WEEK + _MARGIN * DAY

    def touches(self, monday: date) -> bool:
        """Whether it may reach into the week, wherever that is."""
        after, until = self.around(monday)
        return self.first <= until and (self.last is None or after <= self.last)

    def begins(self, after: date, until: date) -> Iterator[date]:
        """The days between two, both included, on which it begins."""
        first = max(self.first, after).toordinal()
        last = min(self.last or until, until).toordinal()
        for number in range(first, last + 1):
            day = date.fromordinal(number)
            if day.weekday() in self.weekdays:
                yield day

    def spans(self, after: date, until: date) -> Iterator[Span]:
        """From when to when it runs, each time that it begins between two days."""
        for day in self.begins(after, until):
            end = day + self.days * DAY
            yield moment(day, self.start, self.zone), moment(end, self.end, self.zone)


class RotaWeek(NamedTuple):
    """The week from a Monday on. `covered` lies between `start` and `end`, which are moments.

    `responders` are those on call at any moment of the week, as they are compared.
    """

    monday: date
    zone: str
    start: int
    end: int
    covered: Spans
    responders: frozenset[str]

    @property
    def seconds(self) -> int:
        return self.end - self.start

    @property
    def seconds_covered(self) -> int:
        return sum(until - since for since, until in self.covered)

    @property
    def gaps(self) -> Spans:
        """When nobody is on call."""
        return without(((self.start, self.end),), self.covered)

    @property
    def odd_days(self) -> tuple[tuple[date, Fraction], ...]:
        """The days that do not have 24 hours, and how many they have."""
        return tuple(
            (day, Fraction(self.moment_of(place + 1) - self.moment_of(place), HOUR))
            for place in range(7)
            if self.moment_of(place + 1) - self.moment_of(place) != 24 * HOUR
            for day in (self.monday + place * DAY,)
        )

    def moment_of(self, weekday: int, hour: int = 0) -> int:
        """When an hour of a weekday begins; hour 24 is the end of the day."""
        return moment(self.monday + weekday * DAY, 60 * hour, self.zone)

    def share(self, weekday: int, hour: int) -> Fraction | None:
        """How much of an hour of the wall clock is covered; `None` where clocks skip it.

        An hour that is shown twice counts with both times.
        """
        since, until = self.moment_of(weekday, hour), self.moment_of(weekday, hour + 1)
        if since == until:
            return None
        covered = sum(
            min(until, end) - max(since, start)
            for start, end in self.covered
            if start < until and since < end
        )
        return Fraction(covered, until - since)


def shifts_of(entries: Iterable[RegisterEntry]) -> tuple[Shift, ...]:
    """The entries of a rota, read."""
    return tuple(read_shift(entry.values) for entry in entries)


def read_shift(values: Mapping[str, str]) -> Shift:
    """An entry that was checked, read."""
    return _read(tuple(map(values.get, _READ)))


_READ = ("kind", "who", "weekdays", "from", "to", "more_days", "starts", "ends", "time_zone")


@lru_cache(maxsize=50_000)
def _read(texts: tuple[str | None, ...]) -> Shift:
    kind, who, weekdays, start, end, more, first, last, zone = (text or "" for text in texts)
    begins, ends = _minutes(start), _minutes(end)
    return Shift(
        kind,
        same_person(who),
        frozenset(WEEKDAYS.index(word) for word in chosen(weekdays)) or frozenset(range(7)),
        begins,
        ends,
        int(ends <= begins) + int(more or "0"),
        date.fromisoformat(first),
        date.fromisoformat(last) if last else None,
        zone,
    )


def same_person(text: str) -> str:
    """Initials, a staff id or the name of a pool as they are compared: "V. K." is not "VK"."""
    return " ".join(text.split()).casefold()


def _minutes(text: str) -> int:
    hours, _, minutes = text.partition(":")
    return 60 * int(hours) + int(minutes)


def site_zone(shifts: Sequence[Shift]) -> str:
    """The time zone of the site: that of most shifts; of several, the one recorded first."""
    return Counter(shift.zone for shift in shifts).most_common(1)[0][0]


def rota_week(shifts: tuple[Shift, ...], day: date) -> RotaWeek:
    """The week that a day falls in; there must be a shift, which says in which time zone."""
    monday = monday_of(day)
    touching = tuple(shift for shift in shifts if shift.touches(monday))
    return _week(site_zone(shifts), touching, monday)


@lru_cache(maxsize=10_000)
def _week(zone: str, shifts: tuple[Shift, ...], monday: date) -> RotaWeek:
    inside = (moment(monday, 0, zone), moment(monday + WEEK, 0, zone))
    on, away, extra = (
        _by_person(shifts, kind, monday, inside) for kind in (COVER, EXCEPTION, EXTRA)
    )
    nobody = away.get("", ())
    on_call = {
        who: joined([*without(spans, joined([*nobody, *away.get(who, ())])), *extra.get(who, ())])
        for who, spans in {**dict.fromkeys(extra, ()), **on}.items()
    }
    return RotaWeek(
        monday,
        zone,
        *inside,
        joined([span for spans in on_call.values() for span in spans]),
        frozenset(who for who, spans in on_call.items() if spans),
    )


def _by_person(shifts: Iterable[Shift], kind: str, monday: date, inside: Span) -> dict[str, Spans]:
    found: dict[str, list[Span]] = {}
    for shift in shifts:
        if shift.kind == kind:
            for since, until in shift.spans(*shift.around(monday)):
                span = (max(since, inside[0]), min(until, inside[1]))
                if span[0] < span[1]:
                    found.setdefault(shift.who, []).append(span)
    return {who: joined(spans) for who, spans in found.items()}


def joined(spans: Iterable[Span]) -> Spans:
    """Spans in order, those that overlap or touch made one."""
    found: list[Span] = []
    for since, until in sorted(spans):
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return tuple(found)


def without(spans: Iterable[Span], taken: Spans) -> Spans:
    """What of the spans is left when others are taken out."""
    left = []
    for since, until in spans:
        at = since
        for start, end in taken:
            if start < until and at < end:
                if at < start:
                    left.append((at, start))
                at = max(at, end)
        if at < until:
            left.append((at, until))
    return tuple(left)
