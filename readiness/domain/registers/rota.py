"""The on-call rota: who can be reached when, and so how many hours of a week are covered."""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from math import floor

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
from readiness.domain.registers.rota_days import ROTA, changing_weeks
from readiness.domain.registers.rota_week import (
    COVER,
    EXCEPTION,
    EXTRA,
    HOUR,
    RotaWeek,
    read_shift,
    rota_week,
    shifts_of,
)
from readiness.domain.registers.wall_clock import DAY, is_zone
from readiness.domain.wording import ALL_HOURS, day_in_words, number_in_words

MOST_DAYS_MORE = 30
FIRST_YEAR, LAST_YEAR = 2000, 2100


def _hours_covered(known: Known) -> Figure | None:
    """The hours of the day's week in which somebody is on call, dated by the last recording.

    The answer is 168 less the hours that are not covered, so that full cover is 168 in a week of
    167 or 169 hours too; it is 0 where nobody is on call at all. Parts of an hour are rounded down
    to hundredths. `None` where there is no rota. The evidence date is the day on which a shift that
    still holds was last recorded: a rota that nobody has looked at since lapses like any evidence.
    """
    entries = known.of(ROTA)
    if not entries:
        return None
    week = rota_week(shifts_of(entries), known.day)
    return Figure(covered_in_words(week), _answer(week), evidence_date=last_recorded(entries))


def last_recorded(entries: tuple[RegisterEntry, ...]) -> date:
    """The day (of UTC) on which the newest of these was recorded."""
    return max(entry.recorded_at for entry in entries).date()


def _answer(week: RotaWeek) -> str:
    uncovered = Fraction(week.seconds - week.seconds_covered, HOUR)
    hundredths = floor(100 * (ALL_HOURS - uncovered)) if week.covered else 0
    whole, rest = divmod(max(hundredths, 0), 100)
    return f"{whole}.{rest:02}".rstrip("0") if rest else str(whole)


def covered_in_words(week: RotaWeek) -> str:
    """ "156 of 168 hours of the week are covered."

    Names the week where its hours are not 168. In all other weeks the words are the same for the
    same hours, because the answer stands until the hours change.
    """
    said = hours_of_hours(week)
    if not week.odd_days:
        return f"{said} of the week are covered."
    days = " and ".join(f"{number_in_words(hours)}-hour day" for _, hours in week.odd_days)
    said = f"{said} in the week of {day_in_words(week.monday)} ({days}) are covered"
    if 0 < week.seconds_covered < week.seconds:
        left = hours_in_words(week.seconds - week.seconds_covered)
        return f"{said}; the other {left} are taken from {ALL_HOURS}."
    return f"{said}."


def hours_of_hours(week: RotaWeek) -> str:
    """ "156 of 168 hours"."""
    whole = hours_in_words(week.seconds)
    return f"{hours_in_words(week.seconds_covered)} of {whole}{'' if ' ' in whole else ' hours'}"


def hours_in_words(seconds: int) -> str:
    """ "156", or "155 h 50 min" where hours are not whole."""
    hours, rest = divmod(seconds // 60, 60)
    return f"{hours} h {rest} min" if rest else str(hours)


def _check(values: Mapping[str, str]) -> str:
    """The first thing that is wrong with a shift as a whole."""
    return next(_mistakes(values), "")


def _mistakes(values: Mapping[str, str]) -> Iterator[str]:
    if not is_zone(values["time_zone"]):
        yield (
            f"Time zone: “{values['time_zone']}” is not known. Give it by region and city, "
            "such as America/New_York."
        )
        return
    if values["from"] == "24:00":
        yield "From: a shift cannot begin at 24:00; let it begin at 00:00 of the next day."
    if int(values.get("more_days", "0")) > MOST_DAYS_MORE:
        yield f"Whole days more: {MOST_DAYS_MORE} is the most. Enter it as several shifts."
    kind, shift = values["kind"], read_shift(values)
    if kind != EXCEPTION and not shift.who:
        yield "Who: fill it in. Only an exception can be without: nobody is on call then."
    if kind == EXCEPTION and values.get("backup_of"):
        yield "Backup for: leave it empty for an exception."
    for day in (shift.first, shift.last or shift.first):
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            yield f"Dates: give years from {FIRST_YEAR} to {LAST_YEAR}."
    if shift.last is None:
        if kind != COVER:
            yield "Last day: fill it in. What departs from the usual weeks has an end."
        return
    if shift.last < shift.first:
        yield "Last day: it is before the first day."
    elif not any(True for _ in shift.begins(shift.first, shift.first + 6 * DAY)):
        yield "Days of the week: none of them lies between the first day and the last."


HOURS_COVERED = Measure(
    "rota.hours_covered", (Kind.HOURS,), (ROTA,), _hours_covered, changing_weeks
)

REGISTER = Register(
    ROTA,
    "On-call rota",
    "shift",
    "Who can be reached in which hours of the week, by the clocks of the site.",
    (
        RegisterField(
            "kind",
            "What it is",
            FieldType.CHOICE,
            options=(
                (COVER, "On call"),
                (EXCEPTION, "Exception: not on call although a shift says so"),
                (EXTRA, "Stands in: on call in spite of an exception"),
            ),
        ),
        RegisterField(
            "who",
            "Who",
            required=False,
            help="Initials, a staff id or the name of a pool. Leave it empty in an exception to "
            "say that nobody is on call.",
            names_person=True,
        ),
        RegisterField(
            "weekdays",
            "Days of the week",
            FieldType.CHOICES,
            required=False,
            options=(
                ("mon", "Monday"),
                ("tue", "Tuesday"),
                ("wed", "Wednesday"),
                ("thu", "Thursday"),
                ("fri", "Friday"),
                ("sat", "Saturday"),
                ("sun", "Sunday"),
            ),
            help="The days on which it begins. None chosen: every day.",
        ),
        RegisterField("from", "From", FieldType.TIME),
        RegisterField(
            "to",
            "To",
            FieldType.TIME,
            help="A time that is not after “From” is on the next day. 24:00 is the end of the day.",
        ),
        RegisterField(
            "more_days",
            "Whole days more",
            FieldType.NUMBER,
            required=False,
            help="Only for a shift of more than 24 hours: Friday 17:00 to 08:00 and 2 days more "
            "ends on Monday at 08:00.",
        ),
        RegisterField(
            "starts",
            "First day",
            FieldType.DATE,
            help="The first day on which it may begin; earlier than today where it runs already.",
        ),
        RegisterField(
            "ends",
            "Last day",
            FieldType.DATE,
            required=False,
            help="The last day on which it may begin. Empty: until further notice.",
        ),
        RegisterField(
            "time_zone",
            "Time zone",
            help="By region and city, such as America/New_York. The same for every shift of a "
            "site, unless a pool elsewhere answers by its own clocks.",
        ),
        RegisterField(
            "backup_of",
            "Backup for",
            required=False,
            help="Whom this person stands behind. A backup is on call, and counts as cover.",
            names_person=True,
        ),
    ),
    (HOURS_COVERED,),
    check=_check,
)
