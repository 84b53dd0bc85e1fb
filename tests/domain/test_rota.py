"""Hours of a week that an on-call rota covers, in worked examples and against a slow count."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from readiness.domain.assessment import Finding, History
from readiness.domain.framework import Criterion, Element, Framework, Kind, Level, Theme
from readiness.domain.registers.checking import problems_of
from readiness.domain.registers.entries import STATED, WITHDRAWN, RegisterEntry
from readiness.domain.registers.feeding import feeds
from readiness.domain.registers.measuring import Figure, Known
from readiness.domain.registers.rota import HOURS_COVERED, REGISTER
from readiness.domain.registers.rota_days import changing_weeks
from readiness.domain.registers.rota_week import rota_week, shifts_of
from readiness.domain.scoring import State, score_site
from readiness.domain.timeline import timeline
from tests.domain.rota_shifts import (
    NEW_YORK,
    PHOENIX,
    RECORDED,
    entry,
    minutes_covered,
    rota,
    values,
)

USUAL = date(2026, 11, 16)
SHORT = date(2027, 3, 8)
LONG = date(2026, 10, 26)
"""Weeks of 168, 167 and 169 hours in New York, by their Mondays."""
NIGHT = "19:00-07:00"
OFFICE = "mon tue wed thu fri"


def figure(*stated: dict[str, str], day: date = USUAL) -> Figure:
    found = HOURS_COVERED.figure(Known(day, rota(*stated), {}))
    assert found is not None
    return found


def exception(
    starts: str, ends: str = "", who: str = "", hours: str = "00:00-24:00"
) -> dict[str, str]:
    return values(who, hours=hours, kind="exception", starts=starts, ends=ends or starts)


def extra(day: str, who: str, hours: str) -> dict[str, str]:
    return values(who, hours=hours, kind="extra", starts=day, ends=day)


EXAMPLES = [
    ("all day, every day", [values()], "168"),
    ("office hours", [values(days=OFFICE, hours="08:00-17:00")], "45"),
    ("nights run into the next day", [values(hours=NIGHT)], "84"),
    ("days and nights of two people",
     [values(hours="07:00-19:00"), values("RM", hours=NIGHT)], "168"),
    ("hours that overlap count once",
     [values(hours="08:00-18:00"), values("RM", hours="12:00-20:00")], "84"),
    ("the same hours twice count once", [values(days="mon"), values("RM", days="mon")], "24"),
    ("ten to ten is a whole day", [values(days="tue", hours="10:00-10:00")], "24"),
    ("to 24:00 and to 00:00 are the same", [values(days="tue", hours="10:00-00:00")], "14"),
    ("a night from Sunday ends in the next week", [values(days="sun", hours=NIGHT)], "12"),
    ("a weekend as one shift", [values(days="fri", hours="17:00-08:00", more_days="2")], "63"),
    ("a week as one shift", [values(days="mon", hours="08:00-08:00", more_days="6")], "168"),
    ("minutes count", [values(days="mon", hours="08:00-08:30")], "0.5"),
    ("a third of an hour is rounded down", [values(days="mon", hours="08:00-08:20")], "0.33"),
    ("ten minutes missing are rounded down too",
     [values(days="tue wed thu fri sat sun"), values(days="mon", hours="00:10-24:00")], "167.83"),
    ("not begun yet", [values(starts="2026-11-23")], "0"),
    ("over", [values(ends="2026-11-15")], "0"),
    ("begins on Wednesday", [values(starts="2026-11-18")], "120"),
    ("its last night ends on the day after", [values(hours=NIGHT, ends="2026-11-16")], "19"),
    ("nobody on Thanksgiving", [values(), exception("2026-11-19")], "144"),
    ("one is away, the other is not",
     [values(), values("RM"), exception("2026-11-16", "2026-11-22", who="VK")], "168"),
    ("one is away, nobody else is there",
     [values(), exception("2026-11-16", "2026-11-17", who="vk ")], "120"),
    ("somebody stands in in spite of it",
     [values(), exception("2026-11-19"), extra("2026-11-19", "RM", "08:00-20:00")], "156"),
    ("an exception cuts a night at midnight",
     [values(hours=NIGHT), exception("2026-11-19")], "72"),
    ("only an exception", [exception("2026-11-19")], "0"),
    ("a backup is on call", [values("RM", hours=NIGHT, backup_of="VK")], "84"),
    ("a pool elsewhere answers by its own clocks",
     [values(days="mon"), values(days="tue"), values("Pool", days="sun", hours="12:00-24:00",
      time_zone="America/Los_Angeles")], "57"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("stated", "hours"), [row[1:] for row in EXAMPLES], ids=[r[0] for r in EXAMPLES]
)
def test_hours_of_a_usual_week(stated: list[dict[str, str]], hours: str) -> None:
    for one in stated:
        assert problems_of(REGISTER, one) == []
    assert figure(*stated).answer == hours


CLOCKS = [
    ("full cover of a week of 167 hours", SHORT, [values()], "168",
     "167 of 167 hours in the week of 8 Mar 2027 (23-hour day) are covered."),
    ("full cover of a week of 169 hours", LONG, [values()], "168",
     "169 of 169 hours in the week of 26 Oct 2026 (25-hour day) are covered."),
    ("nobody in a week of 167 hours", SHORT, [values(starts="2028-01-03")], "0",
     "0 of 167 hours in the week of 8 Mar 2027 (23-hour day) are covered."),
    ("nobody in a week of 169 hours", LONG, [values(starts="2028-01-03")], "0",
     "0 of 169 hours in the week of 26 Oct 2026 (25-hour day) are covered."),
    ("nights when clocks go forward", SHORT, [values(hours=NIGHT)], "84",
     "83 of 167 hours in the week of 8 Mar 2027 (23-hour day) are covered; "
     "the other 84 are taken from 168."),
    ("nights when clocks go back", LONG, [values(hours=NIGHT)], "84",
     "85 of 169 hours in the week of 26 Oct 2026 (25-hour day) are covered; "
     "the other 84 are taken from 168."),
    ("one shift ends in the hour that is skipped and the next begins", SHORT,
     [values(hours="00:00-02:30"), values("RM", hours="02:30-24:00")], "168",
     "167 of 167 hours in the week of 8 Mar 2027 (23-hour day) are covered."),
    ("one shift ends in the hour that comes twice and the next begins", LONG,
     [values(hours="00:00-01:30"), values("RM", hours="01:30-24:00")], "168",
     "169 of 169 hours in the week of 26 Oct 2026 (25-hour day) are covered."),
    ("a shift within the hour that is skipped", SHORT,
     [values(days="sun", hours="02:10-02:50")], "0",
     "0 of 167 hours in the week of 8 Mar 2027 (23-hour day) are covered."),
    ("from the first showing of a time that comes twice", LONG,
     [values(days="sun", hours="01:30-03:00")], "1.5",
     "2 h 30 min of 169 hours in the week of 26 Oct 2026 (25-hour day) are covered; "
     "the other 166 h 30 min are taken from 168."),
    ("until the first showing of a time that comes twice", LONG,
     [values(days="sun", hours="00:00-01:30")], "0.5",
     "1 h 30 min of 169 hours in the week of 26 Oct 2026 (25-hour day) are covered; "
     "the other 167 h 30 min are taken from 168."),
    ("no daylight saving, spring", SHORT, [values(time_zone=PHOENIX)], "168",
     "168 of 168 hours of the week are covered."),
    ("no daylight saving, autumn", LONG, [values(time_zone=PHOENIX, hours=NIGHT)], "84",
     "84 of 168 hours of the week are covered."),
    ("clocks that go forward by half an hour", date(2026, 9, 28),
     [values(time_zone="Australia/Lord_Howe")], "168",
     "167 h 30 min of 167 h 30 min in the week of 28 Sep 2026 (23.5-hour day) are covered."),
    ("clocks that go forward at midnight", date(2026, 8, 31),
     [values(time_zone="America/Santiago")], "168",
     "167 of 167 hours in the week of 31 Aug 2026 (23-hour day) are covered."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("monday", "stated", "hours", "words"), [row[1:] for row in CLOCKS], ids=[r[0] for r in CLOCKS]
)
def test_hours_of_a_week_in_which_clocks_change(
    monday: date, stated: list[dict[str, str]], hours: str, words: str
) -> None:
    for weekday in range(7):
        found = figure(*stated, day=monday + timedelta(days=weekday))
        assert (found.answer, found.arithmetic) == (hours, words)


ZONES = [
    NEW_YORK, PHOENIX, "Europe/Berlin", "Australia/Lord_Howe", "America/Santiago",
    "America/Havana", "Africa/Cairo", "Asia/Kolkata", "UTC",
]  # fmt: skip
MONDAYS = [USUAL, SHORT, LONG, date(2026, 3, 23), date(2026, 9, 28), date(2026, 8, 31)]
times = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.sampled_from([0, 10, 30, 59]))


@st.composite
def shifts(draw: st.DrawFn, zones: list[str] = ZONES) -> dict[str, str]:
    begins = draw(st.dates(date(2026, 2, 1), date(2027, 3, 20)))
    ends = draw(st.none() | st.integers(0, 30))
    kind = draw(st.sampled_from(["cover", "cover", "cover", "exception", "extra"]))
    if kind != "cover" and ends is None:
        ends = 3
    one = values(
        draw(st.sampled_from(["VK", "RM", ""] if kind == "exception" else ["VK", "RM"])),
        draw(st.sampled_from(["", "mon", "sun", "sat sun", OFFICE, "fri"])),
        f"{draw(times)}-{draw(times | st.just('24:00'))}",
        kind=kind,
        starts=str(begins),
        ends="" if ends is None else str(begins + timedelta(days=ends)),
        more_days=draw(st.sampled_from(["", "", "1", "6"])),
        time_zone=draw(st.sampled_from(zones)),
    )
    assume(problems_of(REGISTER, one) == [])
    return one


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(ZONES), st.sampled_from(MONDAYS), st.data())
def test_the_same_as_counting_minute_by_minute(
    zone: str, monday: date, data: st.DataObject
) -> None:
    usual = shifts(zones=[zone])
    elsewhere = shifts(zones=[PHOENIX, "Europe/Berlin"])
    stated = [data.draw(usual), *data.draw(st.lists(usual, max_size=4))]
    stated += data.draw(st.lists(elsewhere, max_size=1)) if len(stated) > 1 else []
    week = rota_week(shifts_of(rota(*stated)), monday)
    found = {minute for since, until in week.covered for minute in range(since // 60, until // 60)}
    assert found == minutes_covered(stated, zone, monday)
    assert week.seconds_covered == 60 * len(found)
    shares = [
        (share, week.moment_of(day, hour + 1) - week.moment_of(day, hour))
        for day in range(7)
        for hour in range(24)
        if (share := week.share(day, hour)) is not None
    ]
    assert sum(length for _, length in shares) == week.seconds
    assert sum(share * length for share, length in shares) == week.seconds_covered


@settings(max_examples=60, deadline=None)
@given(st.lists(shifts(zones=[NEW_YORK, PHOENIX, "America/Havana"]), min_size=1, max_size=4))
def test_the_hours_change_only_in_weeks_that_are_named(stated: list[dict[str, str]]) -> None:
    entries = rota(*stated)
    named = changing_weeks(entries)
    read = shifts_of(entries)
    before = None
    for number in range(100):
        monday = date(2026, 11, 2) + timedelta(weeks=number)
        week = rota_week(read, monday)
        found = [
            (since - week.start, until - week.start, week.responders)
            for since, until in week.covered
        ]
        assert before in (None, found) or monday in named
        before = found


def test_every_named_week_begins_on_a_monday_and_an_open_rota_has_few() -> None:
    named = sorted(changing_weeks(rota(values(), values("RM", hours=NIGHT))))
    assert {day.weekday() for day in named} == {0}
    assert len(named) == 11
    assert {SHORT, SHORT + timedelta(weeks=1)} < set(named)
    assert named[-1] < date(2028, 12, 1)


HOURS = Criterion(
    "C06", "E", "Hours covered", "How many?", Kind.HOURS, 4,
    requirement=168, gate=True, validity_months=3, fed_by="rota.hours_covered",
)  # fmt: skip
FRAMEWORK = Framework(
    "small", "1", "Small",
    (Level("not_ready", "Not ready", 0, False), Level("ready", "Ready", 85, True)),
    (), (Theme("t", "Theme"),), (Element("E", "t", "After hours", ""),), (HOURS,),
)  # fmt: skip


def state(history: History, day: date) -> State:
    return score_site(FRAMEWORK, history, day).criteria[0].state


def test_a_rota_with_an_empty_week_is_not_met_rather_than_unanswered() -> None:
    ended = History.of("S1", entries=rota(values(ends="2026-11-15")))
    assert [state(ended, USUAL - timedelta(days=d)) for d in (1, 0)] == [State.MET, State.NOT_MET]


def test_one_who_is_away_opens_a_gap_in_that_week_only() -> None:
    history = History.of("S1", entries=rota(values(), exception("2026-11-19")))
    states = [state(history, USUAL + timedelta(days=days)) for days in (-1, 0, 6, 7)]
    assert states == [State.MET, State.PARTLY_MET, State.PARTLY_MET, State.MET]
    assert feeds(FRAMEWORK, history, USUAL)["C06"].figure.answer == "144"


def test_a_rota_that_nobody_recorded_anything_in_for_a_quarter_has_lapsed() -> None:
    history = History.of("S1", entries=rota(values()))
    days = (date(2027, 2, 2), date(2027, 2, 3))
    assert [state(history, day) for day in days] == [State.MET, State.LAPSED]
    renewed = entry(values(), key="shift-0", at=datetime(2027, 2, 3, 8, tzinfo=UTC))
    again = History.of("S1", entries=[*rota(values()), renewed])
    assert state(again, days[1]) is State.MET


def test_a_rota_as_it_was_known_on_each_day() -> None:
    first = entry(values(), key="a")
    less = entry(values(days="sat sun"), key="a", at=RECORDED + timedelta(days=15))
    gone = entry({}, key="a", at=RECORDED + timedelta(days=16), state=WITHDRAWN)
    history = History.of("S1", entries=[first, less, gone])
    states = [state(history, date(2026, 11, day)) for day in (1, 2, 16, 17, 18)]
    assert states == [
        State.UNANSWERED, State.MET, State.MET, State.PARTLY_MET, State.LAPSED,
    ]  # fmt: skip


def test_a_finding_holds_through_a_week_in_which_only_the_clocks_change() -> None:
    stated = entry(values(), at=datetime(2027, 1, 20, tzinfo=UTC))
    found = Finding("S1", "C06", datetime(2027, 1, 21, tzinfo=UTC), "not confirmed", "No names")
    history = History.of("S1", findings=[found], entries=[stated])
    for day in (date(2027, 1, 21), SHORT, SHORT + timedelta(weeks=1)):
        assert state(history, day) is State.NOT_CONFIRMED


recorded = st.lists(
    st.builds(
        lambda stated, day, key, state: entry(
            stated if state == STATED else {},
            key=key,
            at=RECORDED + timedelta(days=day),
            state=state,
        ),
        shifts(zones=[NEW_YORK, "America/Havana"]),
        st.integers(0, 50),
        st.sampled_from("abc"),
        st.sampled_from([STATED, STATED, STATED, WITHDRAWN]),
    ),
    max_size=5,
)


@settings(max_examples=15, deadline=None)
@given(recorded)
def test_the_timeline_and_the_score_of_each_day_agree(entries: list[RegisterEntry]) -> None:
    history = History.of("S1", entries=entries)
    line = timeline(FRAMEWORK, history)
    for days in range(-1, 75):
        day = RECORDED.date() + timedelta(days=days)
        assert line.criteria_at(day) == score_site(FRAMEWORK, history, day).criteria
        if days % 5 == 0:
            known = history.until(day)
            assert line.criteria_at(day) == timeline(FRAMEWORK, known).criteria_at(day)


MISTAKES = [
    ("Time zone: “EST” is not known", values(time_zone="EST")),
    ("Time zone: “../etc/passwd” is not known", values(time_zone="../etc/passwd")),
    ("Time zone: “America” is not known", values(time_zone="America")),
    ("Time zone: “right/UTC” is not known", values(time_zone="right/UTC")),
    ("From: a shift cannot begin at 24:00", values(hours="24:00-07:00")),
    ("Whole days more: 30 is the most", values(more_days="31")),
    ("Who: fill it in", values("")),
    ("Who: fill it in", values("", kind="extra", ends="2026-12-01")),
    ("Backup for: leave it empty", exception("2026-12-24") | {"backup_of": "VK"}),
    ("Last day: fill it in", values(kind="extra")),
    ("Last day: it is before the first", values(ends="2026-01-04")),
    ("Days of the week: none of them", values(days="sun", ends="2026-01-10")),
    ("Dates: give years from 2000", values(starts="0001-01-01")),
    ("Dates: give years from 2000 to 2100", values(ends="9999-12-31")),
]  # fmt: skip


@pytest.mark.parametrize(("said", "stated"), MISTAKES, ids=[row[0] for row in MISTAKES])
def test_a_shift_that_cannot_be_is_refused_with_what_to_do(
    said: str, stated: dict[str, str]
) -> None:
    (problem,) = problems_of(REGISTER, stated)
    assert problem.startswith(said)


@pytest.mark.parametrize(
    "more",
    [
        {"more_days": "30"},
        {"starts": "2000-01-01"},
        {"starts": "2000-12-31", "ends": "2100-12-31"},
        {"starts": "2100-12-31"},
        {"days": "sun", "ends": "2026-01-11"},
        {"days": "mon", "ends": "2026-01-05"},
        {"time_zone": "UTC"},
    ],
    ids=str,
)
def test_a_shift_at_its_limits_is_taken(more: dict[str, str]) -> None:
    assert problems_of(REGISTER, values(**more)) == []


def test_a_time_zone_that_is_not_known_is_named_with_how_to_give_it() -> None:
    assert problems_of(REGISTER, values(time_zone="EST")) == [
        "Time zone: “EST” is not known. Give it by region and city, such as America/New_York."
    ]


@pytest.mark.parametrize("day", [date(1, 1, 1), date(2000, 1, 1), date(2100, 12, 31), date.max])
def test_any_date_can_be_looked_at(day: date) -> None:
    assert figure(values(), day=day).answer in ("0", "168")
