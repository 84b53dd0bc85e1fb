"""Clocks of places: which moment a time of the wall is, and the days on which clocks change."""

import time
from datetime import UTC, date, datetime

import pytest

from readiness.domain.registers.rota_days import changing_weeks
from readiness.domain.registers.rota_week import joined, rota_week, shifts_of
from readiness.domain.registers.wall_clock import (
    clock_changes,
    is_second_time,
    is_zone,
    moment,
    monday_of,
    wall_time,
)
from tests.domain.rota_shifts import NEW_YORK, PHOENIX, rota, values

LORD_HOWE = "Australia/Lord_Howe"
"""Where clocks go forward by half an hour."""


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> int:
    return int(datetime(year, month, day, hour, minute, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("day", "minutes", "zone", "utc"),
    [
        (date(2026, 11, 16), 0, NEW_YORK, at(2026, 11, 16, 5)),
        (date(2026, 11, 16), 24 * 60, NEW_YORK, at(2026, 11, 17, 5)),
        (date(2026, 7, 1), 90, NEW_YORK, at(2026, 7, 1, 5, 30)),
        (date(2026, 7, 1), 90, PHOENIX, at(2026, 7, 1, 8, 30)),
        # 02:00 to 03:00 is skipped; each time of it is the moment at which clocks go forward.
        (date(2026, 3, 8), 119, NEW_YORK, at(2026, 3, 8, 6, 59)),
        (date(2026, 3, 8), 120, NEW_YORK, at(2026, 3, 8, 7)),
        (date(2026, 3, 8), 121, NEW_YORK, at(2026, 3, 8, 7)),
        (date(2026, 3, 8), 179, NEW_YORK, at(2026, 3, 8, 7)),
        (date(2026, 3, 8), 180, NEW_YORK, at(2026, 3, 8, 7)),
        (date(2026, 3, 8), 181, NEW_YORK, at(2026, 3, 8, 7, 1)),
        # 01:00 to 02:00 is shown twice; each time of it is the first of the two.
        (date(2026, 11, 1), 60, NEW_YORK, at(2026, 11, 1, 5)),
        (date(2026, 11, 1), 119, NEW_YORK, at(2026, 11, 1, 5, 59)),
        (date(2026, 11, 1), 120, NEW_YORK, at(2026, 11, 1, 7)),
        # Half an hour is skipped on 4 October 2026, from 02:00 to 02:30.
        (date(2026, 10, 4), 120, LORD_HOWE, at(2026, 10, 3, 15, 30)),
        (date(2026, 10, 4), 149, LORD_HOWE, at(2026, 10, 3, 15, 30)),
        (date(2026, 10, 4), 150, LORD_HOWE, at(2026, 10, 3, 15, 30)),
        (date(2026, 10, 4), 151, LORD_HOWE, at(2026, 10, 3, 15, 31)),
    ],
)
def test_a_time_is_the_first_moment_at_which_the_clocks_show_it_or_a_later_one(
    day: date, minutes: int, zone: str, utc: int
) -> None:
    found = moment(day, minutes, zone)
    assert (found, type(found)) == (utc, int)


def test_what_the_clocks_show() -> None:
    shown = [wall_time(at(2026, 11, 1, hour, 30), NEW_YORK) for hour in (4, 5, 6, 7)]
    assert [(one.hour, one.minute, one.tzinfo) for one in shown] == [
        (0, 30, None), (1, 30, None), (1, 30, None), (2, 30, None)
    ]  # fmt: skip


def test_the_second_time_is_told_from_the_first() -> None:
    hours = [at(2026, 11, 1, hour, 30) for hour in (4, 5, 6, 7)]
    assert [is_second_time(each, NEW_YORK) for each in hours] == [False, False, True, False]
    assert not is_second_time(hours[2], PHOENIX)


@pytest.mark.parametrize(
    ("day", "monday"),
    [
        (date(2026, 11, 16), date(2026, 11, 16)),
        (date(2026, 11, 22), date(2026, 11, 16)),
        (date(2026, 11, 23), date(2026, 11, 23)),
        (date.min, date(2, 1, 7)),
        (date.max, date(9999, 12, 13)),
    ],
)
def test_the_monday_of_a_week(day: date, monday: date) -> None:
    assert monday_of(day) == monday
    assert monday.weekday() == 0


def test_the_days_on_which_clocks_change_are_named_with_both_ends() -> None:
    spring, autumn = date(2026, 3, 8), date(2026, 11, 1)
    assert list(clock_changes(NEW_YORK, date(2026, 1, 1), date(2026, 12, 31))) == [spring, autumn]
    assert list(clock_changes(NEW_YORK, spring, autumn)) == [spring, autumn]
    assert list(clock_changes(NEW_YORK, date(2026, 3, 9), date(2026, 10, 31))) == []
    assert list(clock_changes(NEW_YORK, date(2025, 11, 3), date(2027, 3, 14))) == [
        spring, autumn, date(2027, 3, 14)
    ]  # fmt: skip
    assert list(clock_changes(PHOENIX, date(2025, 1, 1), date(2027, 1, 1))) == []


def test_a_change_on_the_first_or_last_day_of_a_year_belongs_to_that_year_only() -> None:
    """Samoa left out 30 December 2011; Sao Tome put its clocks back on 1 January 2019."""
    apia = list(clock_changes("Pacific/Apia", date(2011, 12, 1), date(2012, 1, 31)))
    assert apia == [date(2011, 12, 30)]
    tome = list(clock_changes("Africa/Sao_Tome", date(2018, 12, 1), date(2019, 1, 31)))
    assert tome == [date(2019, 1, 1)]


def test_the_time_zone_of_the_machine_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/Los_Angeles")
    time.tzset()
    try:
        changes = list(clock_changes("Europe/Lisbon", date(2026, 1, 1), date(2026, 12, 31)))
        assert changes == [date(2026, 3, 29), date(2026, 10, 25)]
        assert wall_time(at(2026, 7, 1, 12), "Europe/Lisbon") == datetime(2026, 7, 1, 13)  # noqa: DTZ001
        assert is_second_time(at(2026, 10, 25, 1), "Europe/Lisbon")
        assert not is_second_time(at(2026, 11, 1, 9), "Europe/Lisbon")
    finally:
        monkeypatch.undo()
        time.tzset()


def test_zones_are_named_by_region_and_city() -> None:
    assert is_zone(NEW_YORK)
    assert is_zone("UTC")
    assert not is_zone("EST")
    assert not is_zone("America/Nowhere")


def test_a_week_knows_when_nobody_is_on_call() -> None:
    monday = date(2026, 11, 16)
    week = rota_week(shifts_of(rota(values(days="tue", hours="08:00-17:00"))), monday)
    assert week.gaps == (
        (at(2026, 11, 16, 5), at(2026, 11, 17, 13)),
        (at(2026, 11, 17, 22), at(2026, 11, 23, 5)),
    )
    assert rota_week(shifts_of(rota(values())), monday).gaps == ()
    assert sum(end - start for start, end in week.gaps) == week.seconds - week.seconds_covered


def test_the_odd_days_of_a_week_are_those_of_the_week_itself() -> None:
    def odd(monday: date, zone: str) -> list[tuple[date, int]]:
        week = rota_week(shifts_of(rota(values(time_zone=zone))), monday)
        return [(day, int(hours)) for day, hours in week.odd_days]

    assert odd(date(2026, 10, 26), NEW_YORK) == [(date(2026, 11, 1), 25)]
    assert odd(date(2027, 3, 8), NEW_YORK) == [(date(2027, 3, 14), 23)]
    assert odd(date(2026, 11, 2), NEW_YORK) == []
    # In Havana clocks go back at one in the morning, to midnight.
    assert odd(date(2026, 10, 26), "America/Havana") == [(date(2026, 11, 1), 25)]
    # In 2021 the clocks of Tehran went forward on Monday, 22 March.
    assert odd(date(2021, 3, 15), "Asia/Tehran") == []
    assert odd(date(2021, 3, 22), "Asia/Tehran") == [(date(2021, 3, 22), 23)]


def test_a_pool_elsewhere_may_begin_in_the_week_before() -> None:
    """Monday morning in Auckland is Sunday in New York."""
    here = values(starts="2026-01-05")
    there = values("Pool", starts="2026-11-23", time_zone="Pacific/Auckland")
    alone = changing_weeks(rota(there))
    beside = changing_weeks(rota(here, there))
    assert date(2026, 11, 16) not in alone
    assert {date(2026, 11, 16), date(2026, 11, 23)} <= beside


def test_clocks_are_watched_until_a_shift_ends() -> None:
    found = changing_weeks(rota(values(starts="2026-01-05", ends="2027-12-31")))
    changes = [date(2027, 3, 8), date(2027, 3, 15), date(2027, 11, 1), date(2027, 11, 8)]
    assert set(changes) <= found
    assert not any(day.year == 2028 and day.month > 1 for day in found)


def test_spans_that_touch_or_overlap_are_one() -> None:
    assert joined([(5, 9), (0, 5), (12, 14), (10, 11), (12, 13)]) == ((0, 9), (10, 11), (12, 14))
    assert joined([]) == ()


def test_who_stood_in_until_the_week_began_is_not_on_call_in_it() -> None:
    until_monday = values(
        "TO", kind="extra", hours="12:00-24:00", starts="2026-11-15", ends="2026-11-15"
    )
    from_monday = values("RM", kind="extra", starts="2026-11-23", ends="2026-11-23")
    shifts = shifts_of(rota(values(), until_monday, from_monday))
    responders = [rota_week(shifts, date(2026, 11, day)).responders for day in (9, 16, 23)]
    assert responders == [{"vk", "to"}, {"vk"}, {"vk", "rm"}]


def test_clocks_are_watched_until_the_last_run_of_a_long_shift_ends() -> None:
    """It begins for the last time on Tuesday, 16 March, and clocks go forward two days before."""
    found = changing_weeks(rota(values(starts="2026-01-05", ends="2027-03-16", more_days="5")))
    assert {date(2027, 3, 8), date(2027, 3, 15), date(2027, 3, 22)} <= found
