"""What drills and test calls say of their criteria."""

import pytest

from readiness.domain.registers.catalogue import REGISTERS
from readiness.domain.registers.checking import problems_of
from readiness.domain.registers.drills import outside_office_hours
from readiness.domain.registers.entries import WITHDRAWN, RegisterEntry
from readiness.domain.scoring import State
from tests.domain.entries import FIRST, entry, figure, on, said, states


def call(
    day: int,
    outcome: str = "answered",
    minutes: str = "",
    *,
    hour: str = "22:30",
    kind: str = "test_call",
    **more: object,
) -> RegisterEntry:
    values = {
        "kind": kind,
        "date": str(on(day)),
        "hour": hour,
        "outcome": outcome,
        "minutes": minutes,
        "learning": "<img src=x> =1+1",
    }
    return entry("drills", f"{kind}-{day}-{hour}", values, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "hour", "outside"),
    [
        (0, "07:59", True),  # Thursday
        (0, "08:00", False),
        (1, "16:59", False),
        (1, "17:00", True),
        (1, "24:00", True),
        (2, "12:00", True),  # Saturday
        (3, "12:00", True),
        (4, "12:00", False),
    ],
)
def test_office_hours_are_monday_to_friday_by_day(day: int, hour: str, outside: bool) -> None:
    assert outside_office_hours(on(day), hour) is outside


def test_the_share_of_calls_in_time_counts_the_last_91_days() -> None:
    entries = [
        call(0, "called_back", "15"),
        call(1, "called_back", "16"),
        call(2, "no_answer"),
        call(3, hour="12:00"),  # Sunday
        call(4, hour="12:00"),  # Monday, in office hours
        call(5, "answered", "20"),
    ]
    found = said("C07", entries, on(5))
    assert (found.numerator, found.denominator, found.evidence_date) == ("2", "5", on(5))
    assert found.arithmetic == (
        "2 of 5 test calls outside office hours in the last 91 days answered or returned within "
        "15 minutes."
    )
    shares = [
        (said("C07", entries, on(day)).numerator, said("C07", entries, on(day)).denominator)
        for day in (90, 91, 92, 94)
    ]
    assert shares == [("2", "5"), ("1", "4"), ("1", "3"), ("0", "1")]
    assert figure("C07", entries, on(96)) is None


def test_a_call_leaves_the_share_by_itself_after_a_quarter() -> None:
    entries = [call(0), call(1, "no_answer"), call(60)]
    days = [on(day) for day in (0, 1, 60, 90, 91, 92, 150, 151)]
    assert states("C07", entries, days) == [
        State.MET, State.PARTLY_MET, State.PARTLY_MET, State.PARTLY_MET,
        State.PARTLY_MET, State.MET, State.MET, State.LAPSED,
    ]  # fmt: skip


def test_a_call_at_the_end_of_the_calendar_is_still_to_come() -> None:
    one = call(0)
    last = one._replace(values={**one.values, "date": "9999-12-31"})
    assert states("C07", [last], [FIRST, on(9)]) == [
        State.UNANSWERED, State.UNANSWERED
    ]  # fmt: skip


def test_without_a_call_in_the_quarter_what_was_typed_counts_again() -> None:
    entries = [call(0)]
    assert states("C07", entries, [on(0), on(90), on(91)]) == [
        State.MET, State.MET, State.LAPSED,
    ]  # fmt: skip
    assert figure("C07", [call(0, hour="10:00")]) is None


def test_a_test_call_counts_when_it_was_made_outside_office_hours_and_answered() -> None:
    entries = [call(0), call(1, hour="10:00"), call(5, "no_answer"), call(6, kind="drill")]
    found = said("C09", entries, on(6))
    assert found.evidence_date == on(0)
    assert found.arithmetic == (
        "The newest test call outside office hours that was answered or returned; 1 call after it "
        "not answered."
    )
    assert figure("C09", [call(0, "no_answer")]) is None
    assert said("C09", [*entries, call(8, "called_back", "40")], on(8)).evidence_date == on(8)
    assert states("C09", entries, [on(90), on(91)]) == [State.MET, State.LAPSED]


def test_a_drill_counts_when_it_included_an_after_hours_call() -> None:
    entries = [call(0, kind="drill"), call(9, kind="drill_by_day"), call(9)]
    assert said("C42", entries, on(9)).evidence_date == on(0)
    assert said("C42", entries, on(9)).arithmetic == (
        "The newest drill that included an after-hours call."
    )
    assert states("C42", entries, [on(365), on(366)]) == [State.MET, State.LAPSED]
    assert figure("C42", entries[1:], on(9)) is None


def test_what_is_still_to_come_says_nothing_yet() -> None:
    entries = [call(4), call(4, kind="drill")]
    for key in ("C07", "C09", "C42"):
        assert figure(key, entries, on(3)) is None
        assert figure(key, entries, on(4)) is not None


def test_an_empty_register_says_nothing() -> None:
    gone = [call(0), call(0, recorded=1, state=WITHDRAWN)]
    for key in ("C07", "C09", "C42"):
        assert figure(key, []) is None
        assert figure(key, gone, on(1)) is None
    assert states("C09", gone, [FIRST, on(1)]) == [State.MET, State.LAPSED]


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"outcome": "called_back"}, "give them for a call that was returned"),
        ({"outcome": "no_answer", "minutes": "3"}, "leave them empty"),
        ({"outcome": "answered", "hour": "25:00"}, "give a time as 17:30"),
        ({"outcome": "answered", "date": "2026-02-30"}, "give a date"),
    ],
)
def test_a_call_that_cannot_be_is_refused(values: dict[str, str], wrong: str) -> None:
    given = {"kind": "test_call", "date": "2026-01-01", "hour": "22:00", **values}
    (problem,) = problems_of(REGISTERS["drills"], given)
    assert wrong in problem
