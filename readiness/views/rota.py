"""A week of an on-call rota as tables and words. Nobody is named: cover is about hours."""

from datetime import date, timedelta
from fractions import Fraction

import pandas as pd

from readiness.domain.registers.rota import hours_in_words, hours_of_hours
from readiness.domain.registers.rota_week import HOUR, RotaWeek, Span
from readiness.domain.registers.wall_clock import is_second_time, wall_time
from readiness.domain.wording import ALL_HOURS, number_in_words
from readiness.views.sentences import count, day

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
COVERED = "covered"
PARTLY = "partly"
GAP = "gap"
SKIPPED = "skipped"
NO_ROTA = f"No rota: 0 of {ALL_HOURS} hours of the week are covered."


def hours(week: RotaWeek) -> pd.DataFrame:
    """day, weekday, hour, share, state: each hour of the wall clock from Monday on.

    `day` is a date, `hour` 0 to 23, `share` 0 to 1 (NaN where clocks skip the hour, and the state
    is "skipped"); otherwise the state is "covered", "partly" or "gap".
    """
    records = []
    for place, weekday in enumerate(WEEKDAYS):
        for hour in range(24):
            share = week.share(place, hour)
            records.append(
                {
                    "day": week.monday + timedelta(days=place),
                    "weekday": weekday,
                    "hour": hour,
                    "share": None if share is None else float(share),
                    "state": _state(share),
                }
            )
    return pd.DataFrame(records).astype({"share": float})


def _state(share: Fraction | None) -> str:
    if share is None:
        return SKIPPED
    return COVERED if share == 1 else PARTLY if share else GAP


def by_weekday(week: RotaWeek) -> pd.DataFrame:
    """The same to read: a row for each weekday with its hours, those covered and the gaps."""
    records = []
    for place, weekday in enumerate(WEEKDAYS):
        since, until = week.moment_of(place), week.moment_of(place + 1)
        gaps = [
            (max(start, since), min(end, until))
            for start, end in week.gaps
            if start < until and since < end
        ]
        open_seconds = sum(end - start for start, end in gaps)
        spans = [f"{_clock(week, start)} to {_clock(week, end, ends=True)}" for start, end in gaps]
        records.append(
            {
                "Day": f"{weekday} {day(week.monday + timedelta(days=place))}",
                "Hours": hours_in_words(until - since),
                "Covered": hours_in_words(until - since - open_seconds),
                "Nobody on call": ", ".join(spans),
            }
        )
    return pd.DataFrame(records)


def gaps(week: RotaWeek) -> pd.DataFrame:
    """From, Until, For: when nobody is on call, in order."""
    return pd.DataFrame(
        {
            "From": [_place(week, start) for start, _ in week.gaps],
            "Until": [_place(week, end, ends=True) for _, end in week.gaps],
            "For": [_length(end - start) for start, end in week.gaps],
        },
        dtype=str,
    )


def rota_sentence(week: RotaWeek, as_of: date) -> str:
    """How much of the week is covered, and when is nobody there?"""
    this = week.monday <= as_of < week.monday + timedelta(days=7)
    when = "this week" if this else f"in the week of {day(week.monday)}"
    odd = " and ".join(f"{number_in_words(found)}-hour day" for _, found in week.odd_days)
    when = f"{when} ({odd})" if odd else when
    if not week.covered:
        return f"Nobody is on call {when}: {hours_of_hours(week)} are covered."
    if not week.gaps:
        return f"All {hours_in_words(week.seconds)} hours are covered {when}."
    verb = "is" if week.seconds_covered == HOUR else "are"
    return f"{hours_of_hours(week)} {verb} covered {when}; {_longest(week)}."


def week_label(week: RotaWeek) -> str:
    """A week to choose: "16 Nov 2026: 156 of 168 hours"."""
    return f"{day(week.monday)}: {hours_of_hours(week)}"


def _longest(week: RotaWeek) -> str:
    """The longest gap in words, and how many others there are."""
    start, end = max(week.gaps, key=_seconds)
    said = f"nobody {_place(week, start, dated=False)} to "
    said += _place(week, end, dated=False, ends=True)
    others = len(week.gaps) - 1
    return f"{said}, and in {count(others, 'more gap')}" if others else said


def _seconds(span: Span) -> int:
    return span[1] - span[0]


def _place(week: RotaWeek, at: int, *, dated: bool = True, ends: bool = False) -> str:
    """ "Sat 21 Nov 2026, 22:00"; without the date "Saturday 22:00"."""
    shown = wall_time(at, week.zone)
    on = shown.date()
    if ends and shown.hour == shown.minute == 0:
        on -= timedelta(days=1)
    weekday = WEEKDAYS[on.weekday()]
    named = f"{weekday[:3]} {day(on)}," if dated else weekday
    return f"{named} {_clock(week, at, ends=ends)}"


def _clock(week: RotaWeek, at: int, *, ends: bool = False) -> str:
    """ "22:00"; the end of a day is 24:00. A time that is shown twice says which it is."""
    shown = wall_time(at, week.zone)
    if ends and shown.hour == shown.minute == 0:
        return "24:00"
    again = " (the second time)" if is_second_time(at, week.zone) else ""
    return f"{shown:%H:%M}{again}"


def _length(seconds: int) -> str:
    """ "12 h", "30 min", "11 h 30 min"."""
    whole, minutes = divmod(seconds // 60, 60)
    parts = [f"{whole} h"] if whole else []
    return " ".join([*parts, f"{minutes} min"] if minutes else parts)
