"""The register of drills and test calls: who was reached, how fast, and what was learned."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from readiness.domain.framework import Kind
from readiness.domain.registers.entries import RegisterEntry
from readiness.domain.registers.measuring import (
    FieldType,
    Figure,
    Known,
    Measure,
    Register,
    RegisterField,
)
from readiness.domain.wording import counted

OFFICE_DAYS = range(5)
OFFICE_HOURS = ("08:00", "17:00")
"""Monday to Friday, from 08:00 until before 17:00, in the site's own time [J].

Every other hour is outside office hours. Holidays are not known here: a call on one counts as
made on the weekday it is.
"""
QUARTER_DAYS = 91
"""The last quarter is the last 91 days, the day itself included [J]."""
IN_TIME_MINUTES = 15
"""What C07 asks for."""

AFTER_HOURS_DRILL = "drill"
DAYTIME_DRILL = "drill_by_day"
TEST_CALL = "test_call"
ANSWERED = "answered"
CALLED_BACK = "called_back"
NO_ANSWER = "no_answer"


def outside_office_hours(day: date, hour: str) -> bool:
    """Whether a time (HH:MM) of a day is outside office hours."""
    start, end = OFFICE_HOURS
    return day.weekday() not in OFFICE_DAYS or not start <= hour < end


def _calls_in_time(known: Known) -> Figure | None:
    """The share of test calls outside office hours in the last 91 days answered in 15 minutes.

    A call that was answered at once took 0 minutes unless minutes are given; one that nobody
    answered or returned was not in time. The evidence is as new as the newest of the calls.
    Nothing is said while there are none in these days.
    """
    first = known.day - timedelta(days=QUARTER_DAYS - 1)
    calls = [entry for entry in _test_calls(known) if _date(entry) >= first]
    if not calls:
        return None
    in_time = [entry for entry in calls if _in_time(entry)]
    return Figure(
        f"{len(in_time)} of {counted(len(calls), 'test calls')} outside office hours in the last "
        f"{QUARTER_DAYS} days answered or returned within {IN_TIME_MINUTES} minutes.",
        numerator=str(len(in_time)),
        denominator=str(len(calls)),
        evidence_date=max(map(_date, calls)),
    )


def _last_test_call(known: Known) -> Figure | None:
    """The day of the newest test call outside office hours that was answered or returned.

    Nothing is said while there is none.
    """
    calls = _test_calls(known)
    reached = [_date(entry) for entry in calls if entry.values["outcome"] != NO_ANSWER]
    if not reached:
        return None
    said = "The newest test call outside office hours that was answered or returned"
    later = sum(_date(entry) > max(reached) for entry in calls)
    if later:
        said += f"; {counted(later, 'calls')} after it not answered"
    return Figure(f"{said}.", evidence_date=max(reached))


def _last_drill(known: Known) -> Figure | None:
    """The day of the newest drill that included an after-hours call.

    Nothing is said while there is none.
    """
    dates = [_date(entry) for entry in _held(known) if entry.values["kind"] == AFTER_HOURS_DRILL]
    if not dates:
        return None
    return Figure("The newest drill that included an after-hours call.", evidence_date=max(dates))


def _held(known: Known) -> list[RegisterEntry]:
    return [entry for entry in known.of("drills") if _date(entry) <= known.day]


def _test_calls(known: Known) -> list[RegisterEntry]:
    """The test calls made by the day outside office hours."""
    return [
        entry
        for entry in _held(known)
        if entry.values["kind"] == TEST_CALL
        and outside_office_hours(_date(entry), entry.values["hour"])
    ]


def _in_time(entry: RegisterEntry) -> bool:
    minutes = entry.number("minutes")
    return entry.values["outcome"] != NO_ANSWER and (minutes or 0) <= IN_TIME_MINUTES


def _quarters_end(entries: Iterable[RegisterEntry]) -> Iterator[date]:
    """The first day on which each call is no longer one of the last quarter."""
    for entry in entries:
        day = entry.day("date")
        if day is not None and day <= date.max - timedelta(days=QUARTER_DAYS):
            yield day + timedelta(days=QUARTER_DAYS)


def _date(entry: RegisterEntry) -> date:
    return date.fromisoformat(entry.values["date"])


def _check(values: Mapping[str, str]) -> str:
    if values["outcome"] == CALLED_BACK and not values.get("minutes"):
        return "Minutes to call-back: give them for a call that was returned."
    if values["outcome"] == NO_ANSWER and values.get("minutes"):
        return "Minutes to call-back: leave them empty for a call that nobody answered."
    return ""


_OWN = ("drills",)
REGISTER = Register(
    "drills",
    "Drills and test calls",
    "drill or call",
    "What was tried with no patient at risk: who was reached, how fast, and what was learned.",
    (
        RegisterField(
            "kind",
            "Kind",
            FieldType.CHOICE,
            options=(
                (TEST_CALL, "Test call"),
                (AFTER_HOURS_DRILL, "Drill with an after-hours call"),
                (DAYTIME_DRILL, "Drill without an after-hours call"),
            ),
        ),
        RegisterField("date", "Date", FieldType.DATE, happened=True),
        RegisterField("hour", "Time of the call", FieldType.TIME, help="In the site's own time."),
        RegisterField(
            "outcome",
            "Outcome",
            FieldType.CHOICE,
            options=(
                (ANSWERED, "Answered at once"),
                (CALLED_BACK, "Called back"),
                (NO_ANSWER, "No answer"),
            ),
        ),
        RegisterField("minutes", "Minutes to call-back", FieldType.NUMBER, required=False),
        RegisterField("learning", "What was learned", required=False),
    ),
    (
        Measure("drills.calls_in_time", (Kind.PERCENT,), _OWN, _calls_in_time, days=_quarters_end),
        Measure("drills.last_test_call", (Kind.DATE,), _OWN, _last_test_call),
        Measure("drills.last_drill", (Kind.DATE,), _OWN, _last_drill),
    ),
    check=_check,
    key=("kind", "date", "hour"),
)
