"""Calendar files become shifts, or say why not; the same event is the same entry every time."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.domain.registers.checking import problems_of
from readiness.domain.registers.entries import RegisterEntry
from readiness.domain.registers.rota import REGISTER
from readiness.domain.registers.rota_week import rota_week, shifts_of
from readiness.errors import InputError
from readiness.imports.rota_calendar import MOST_BYTES, RotaCalendar, read_rota_calendar

NEW_YORK = "America/New_York"
USUAL = date(2026, 11, 16)


def event(*lines: str, uid: str = "one@hospital", summary: str = "VK") -> str:
    named = [f"UID:{uid}"] * bool(uid) + [f"SUMMARY:{summary}"] * bool(summary)
    return "\r\n".join(["BEGIN:VEVENT", *named, *lines, "END:VEVENT"])


def calendar(*events: str, before: str = "") -> bytes:
    begin = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n"
    body = "".join(one + "\r\n" for one in events)
    return f"{begin}{before}{body}END:VCALENDAR\r\n".encode()


def read(*events: str, before: str = "") -> RotaCalendar:
    found = read_rota_calendar("calls.ics", calendar(*events, before=before), NEW_YORK)
    for shift in found.shifts:
        assert problems_of(REGISTER, shift.values) == []
    return found


def hours(found: RotaCalendar, monday: date = USUAL) -> float:
    recorded = datetime(2026, 1, 1, tzinfo=UTC)
    entries = [
        RegisterEntry("S1", "rota", key, "stated", given, recorded) for key, given in found.shifts
    ]
    return rota_week(shifts_of(entries), monday).seconds_covered / 3600


NIGHT = (
    "DTSTART;TZID=America/New_York:20261102T190000",
    "DTEND;TZID=America/New_York:20261103T070000",
)
WEEKLY = "RRULE:FREQ=WEEKLY"

UNDERSTOOD = [
    (
        "a night",
        [*NIGHT],
        {"from": "19:00", "to": "07:00", "starts": "2026-11-02", "ends": "2026-11-02"},
    ),
    ("weekly on the day it begins", [*NIGHT, WEEKLY], {"weekdays": "mon", "starts": "2026-11-02"}),
    (
        "weekly on several days",
        [*NIGHT, f"{WEEKLY};BYDAY=WE,MO;WKST=SU;INTERVAL=1"],
        {"weekdays": "mon; wed"},
    ),
    ("daily", [*NIGHT, "RRULE:FREQ=DAILY"], {"from": "19:00", "to": "07:00"}),
    (
        "until a day",
        [*NIGHT, f"{WEEKLY};UNTIL=20261130"],
        {"weekdays": "mon", "ends": "2026-11-30"},
    ),
    (
        "until a moment of UTC, the evening there",
        [*NIGHT, f"{WEEKLY};UNTIL=20261201T000000Z"],
        {"weekdays": "mon", "ends": "2026-11-30"},
    ),
    (
        "until a moment just before it would begin",
        [*NIGHT, f"{WEEKLY};UNTIL=20261130T235959Z"],
        {"weekdays": "mon", "ends": "2026-11-29"},
    ),
    (
        "so many times",
        [*NIGHT, f"{WEEKLY};COUNT=5;BYDAY=MO,FR"],
        {"weekdays": "mon; fri", "ends": "2026-11-16"},
    ),
    (
        "a whole day",
        ["DTSTART;VALUE=DATE:20261102"],
        {"from": "00:00", "to": "24:00", "ends": "2026-11-02"},
    ),
    (
        "several whole days",
        ["DTSTART;VALUE=DATE:20261102", "DTEND;VALUE=DATE:20261109"],
        {"from": "00:00", "to": "24:00", "starts": "2026-11-02", "ends": "2026-11-08"},
    ),
    (
        "a weekend",
        [
            "DTSTART;TZID=America/New_York:20261106T170000",
            "DTEND;TZID=America/New_York:20261109T080000",
            WEEKLY,
        ],
        {"weekdays": "fri", "from": "17:00", "to": "08:00", "more_days": "2"},
    ),
    ("a duration", [NIGHT[0], "DURATION:PT12H"], {"from": "19:00", "to": "07:00"}),
    (
        "times without a zone are the site's",
        ["DTSTART:20261102T190000", "DTEND:20261103T070000"],
        {"from": "19:00", "time_zone": NEW_YORK},
    ),
    (
        "a single event in UTC is converted",
        ["DTSTART:20261103T000000Z", "DTEND:20261103T120000Z"],
        {"from": "19:00", "to": "07:00", "starts": "2026-11-02", "time_zone": NEW_YORK},
    ),
    (
        "a zone as Windows names it",
        [
            "DTSTART;TZID=Eastern Standard Time:20261102T190000",
            "DTEND;TZID=Eastern Standard Time:20261103T070000",
            WEEKLY,
        ],
        {"from": "19:00", "time_zone": NEW_YORK},
    ),
    (
        "a zone at the end of a longer id",
        [
            "DTSTART;TZID=/mozilla.org/2005_1/America/Chicago:20261102T190000",
            "DURATION:PT12H",
            WEEKLY,
        ],
        {"from": "19:00", "time_zone": "America/Chicago"},
    ),
    (
        "seconds are cut so that it is not longer",
        ["DTSTART:20261102T190001", "DTEND:20261103T065959"],
        {"from": "19:01", "to": "06:59"},
    ),
]


@pytest.mark.parametrize(
    ("lines", "wanted"), [row[1:] for row in UNDERSTOOD], ids=[r[0] for r in UNDERSTOOD]
)
def test_an_event_becomes_a_shift(lines: list[str], wanted: dict[str, str]) -> None:
    found = read(event(*lines))
    assert found.left_out == ()
    (shift,) = found.shifts
    assert wanted.items() <= shift.values.items()
    assert shift.values["who"] == "VK"
    assert ("weekdays" in shift.values) is ("weekdays" in wanted or WEEKLY in lines)


@pytest.mark.parametrize(
    "title", ["On call: VK", "on-call – VK", "VK on call", "VK (on call)", " VK "]
)
def test_the_title_says_who(title: str) -> None:
    assert read(event(*NIGHT, summary=title)).shifts[0].values["who"] == "VK"


def test_days_left_out_part_a_shift_in_two() -> None:
    left_out = ("EXDATE;TZID=America/New_York:20261117T190000", "EXDATE:20261120T000000Z")
    found = read(event(*NIGHT, "RRULE:FREQ=DAILY;UNTIL=20261231", *left_out))
    assert [(one.values["starts"], one.values["ends"]) for one in found.shifts] == [
        ("2026-11-02", "2026-11-16"), ("2026-11-18", "2026-11-18"), ("2026-11-20", "2026-12-31"),
    ]  # fmt: skip
    assert hours(found) == 84 - 24
    assert hours(found, date(2026, 11, 9)) == 84


def test_a_moved_occurrence_is_at_its_new_time_only() -> None:
    moved = event(
        "RECURRENCE-ID;TZID=America/New_York:20261116T190000",
        "DTSTART;TZID=America/New_York:20261117T080000",
        "DTEND;TZID=America/New_York:20261117T100000",
        summary="RM",
    )
    found = read(event(*NIGHT, WEEKLY), moved)
    assert found.left_out == ()
    assert [hours(found, date(2026, 11, day)) for day in (9, 16, 23)] == [12, 2, 12]
    assert len({one.entry_id for one in found.shifts}) == 3


def test_a_cancelled_occurrence_is_left_out_of_its_repetition() -> None:
    cancelled = event("RECURRENCE-ID:20261117T000000Z", *NIGHT, "STATUS:CANCELLED")
    found = read(event(*NIGHT, WEEKLY), cancelled)
    assert [one.reason for one in found.left_out] == ["It is cancelled."]
    assert [hours(found, date(2026, 11, day)) for day in (9, 16, 23)] == [12, 0, 12]


def test_the_same_event_is_the_same_entry_after_a_change() -> None:
    first = read(event(*NIGHT, WEEKLY), event(*NIGHT, uid="two@hospital"))
    later = read(event(*NIGHT, uid="two@hospital"), event(NIGHT[0], "DURATION:PT10H", WEEKLY))
    assert {one.entry_id for one in first.shifts} == {one.entry_id for one in later.shifts}
    changed = {one.entry_id: one.values["to"] for one in later.shifts}
    assert changed[first.shifts[0].entry_id] == "05:00"


LEFT_OUT = [
    ("every other week", [*NIGHT, f"{WEEKLY};INTERVAL=2"], "some weeks only"),
    ("monthly", [*NIGHT, "RRULE:FREQ=MONTHLY;BYDAY=1MO"], "cannot hold (monthly)"),
    ("a numbered weekday", [*NIGHT, f"{WEEKLY};BYDAY=1MO"], "cannot hold (1MO)"),
    ("by the hour", [*NIGHT, f"{WEEKLY};BYHOUR=8,20"], "cannot hold (BYHOUR)"),
    ("two rules", [*NIGHT, WEEKLY, "RRULE:FREQ=DAILY"], "more than one rule"),
    ("extra dates", [*NIGHT, "RDATE:20261105T000000Z"], "RDATE"),
    ("repeats by UTC", ["DTSTART:20261103T000000Z", "DURATION:PT12H", WEEKLY], "repeats by UTC"),
    ("no beginning", ["DTEND:20261103T000000Z"], "when it begins"),
    ("no end", [NIGHT[0]], "when it ends"),
    (
        "ends before it begins",
        [NIGHT[0], "DTEND;TZID=America/New_York:20261102T180000"],
        "does not end",
    ),
    (
        "a zone that is not",
        ["DTSTART;TZID=Mars/Olympus:20261102T190000", "DURATION:PT1H"],
        "“Mars/Olympus”",
    ),
    ("a broken date", ["DTSTART:2026-11-02", "DURATION:PT1H"], "DTSTART cannot be read"),
    ("a broken rule", [*NIGHT, "RRULE:FREQ=OFTEN"], "RRULE cannot be read"),
    ("a broken day left out", [*NIGHT, WEEKLY, "EXDATE:yesterday"], "EXDATE cannot be read"),
    ("begins on another day than it repeats", [*NIGHT, f"{WEEKLY};BYDAY=TU"], "does not repeat"),
    (
        "never takes place",
        [*NIGHT, "RRULE:FREQ=DAILY;UNTIL=20261102", "EXDATE:20261103T000000Z"],
        "never",
    ),
    (
        "for two months",
        [NIGHT[0], "DTEND;TZID=America/New_York:20270103T070000"],
        "longer than a month",
    ),
    ("in another century", ["DTSTART:21990101T000000", "DURATION:PT1H"], "years from 2000 to 2100"),
    ("at the end of time", ["DTSTART:99991231T200000", "DURATION:P9D"], "damaged"),
    ("for ever so often", [*NIGHT, f"{WEEKLY};COUNT=99999999"], "damaged"),
    (
        "changed from some day on",
        [
            *NIGHT,
            WEEKLY,
            "END:VEVENT",
            "BEGIN:VEVENT",
            "UID:one@hospital",
            "SUMMARY:RM",
            *NIGHT,
            "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=America/New_York:20261116T190000",
        ],
        "some day on",
    ),
]


@pytest.mark.parametrize(
    ("lines", "reason"), [row[1:] for row in LEFT_OUT], ids=[r[0] for r in LEFT_OUT]
)
def test_an_event_that_cannot_be_read_is_named_with_the_reason(
    lines: list[str], reason: str
) -> None:
    found = read(event(*lines), event(*NIGHT, uid="good@hospital", summary="RM"))
    assert [one.values["who"] for one in found.shifts] == ["RM"]
    assert (found.left_out[0].uid, found.left_out[0].summary) == ("one@hospital", "VK")
    assert reason in found.left_out[0].reason


def test_events_without_id_or_person_and_repeated_ids_are_named() -> None:
    nobody = event(*NIGHT, uid="nobody@hospital", summary="On call")
    found = read(event(*NIGHT), event(*NIGHT), event(*NIGHT, uid=""), nobody)
    assert len(found.shifts) == 1
    assert [one.reason.split(".")[0] for one in found.left_out] == [
        "Another event before it has the same UID",
        "It has no UID, so that it could not be told apart when imported again",
        "It does not say who is on call",
    ]


FILES = [
    ("empty", b"", "not a calendar"),
    ("a picture", b"\x89PNG\r\n\x1a\n\xff", "not text in UTF-8"),
    ("a web page", b"<!doctype html><html></html>", "not a calendar"),
    ("no events", calendar(), "no events"),
    ("cut off", calendar(event(*NIGHT))[:-40] + b"\r\n", None),
    ("too large", b"BEGIN:VCALENDAR\r\n" + b" " * MOST_BYTES, "larger than 1 MB"),
    (
        "too many events",
        calendar(*["BEGIN:VEVENT\r\nEND:VEVENT"] * 2_001),
        "more than 2,000 events",
    ),
    ("nested without end", b"BEGIN:VCALENDAR\r\n" + b"BEGIN:X-A\r\n" * 20_000, None),
    (
        "nested",
        b"BEGIN:VCALENDAR\r\n"
        + b"BEGIN:X-A\r\n" * 20_000
        + b"END:X-A\r\n" * 20_000
        + b"END:VCALENDAR\r\n",
        None,
    ),
    ("zones without end", b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VTIMEZONE\r\n" * 50_000, None),
]


@pytest.mark.parametrize(
    ("content", "said"), [row[1:] for row in FILES], ids=[row[0] for row in FILES]
)
def test_a_file_that_cannot_be_read_gives_one_clear_error(content: bytes, said: str | None) -> None:
    with pytest.raises(InputError) as refused:
        read_rota_calendar("calls.ics", content, NEW_YORK)
    (problem,) = refused.value.problems
    assert problem.file == "calls.ics"
    assert said is None or said in problem.message


def test_zone_rules_that_would_take_for_ever_are_not_worked_out() -> None:
    endless = (
        "BEGIN:VTIMEZONE\r\nTZID:America/New_York\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\n"
        "TZOFFSETFROM:-0400\r\nTZOFFSETTO:-0500\r\nRRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\n"
        "END:VTIME\r\n ZONE\r\n"
    )
    (shift,) = read(event(*NIGHT, WEEKLY), before=endless).shifts
    assert (shift.values["from"], shift.values["time_zone"]) == ("19:00", NEW_YORK)


lines_of_calendars = st.lists(
    st.sampled_from(
        [
            *NIGHT,
            WEEKLY,
            "BEGIN:VEVENT",
            "END:VEVENT",
            "END:VCALENDAR",
            "BEGIN:VALARM",
            "EXDATE:20261103T000000Z",
            "EXDATE;VALUE=DATE:20261103",
            "EXDATE:x",
            "RECURRENCE-ID:x",
            "RECURRENCE-ID:20261103T000000Z",
            "RRULE:FREQ=WEEKLY;COUNT=0",
            "RRULE:",
            "DURATION:-P1D",
            "RRULE:FREQ=WEEKLY;UNTIL=x",
            "UID:two",
            "SUMMARY:",
            "DTSTART;VALUE=PERIOD:20261103/P1D",
            "DTEND:20261103T00",
            "STATUS:",
            " folded",
            "DTSTART;TZID=:20261103T000000",
            ";;:",
            "RRULE:FREQ=WEEKLY;BYDAY=;INTERVAL=x",
            "DTSTART;TZID=../x:20261103T000000",
            "RRULE:FREQ=DAILY;UNTIL=00010101T000000Z",
            "DTSTART:00010101T000000Z",
            "DURATION:PT9999999H",
        ]
    )
    | st.text(max_size=20),
    max_size=12,
)


@settings(max_examples=300, deadline=None)
@given(lines_of_calendars)
def test_no_calendar_breaks_the_reading(lines: list[str]) -> None:
    try:
        found = read(event(*lines), event(*NIGHT, uid="good@hospital"))
    except InputError:
        return
    ids = [one.entry_id for one in found.shifts]
    assert len(ids) == len(set(ids))
