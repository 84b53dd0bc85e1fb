"""The register of rescue drugs: how many doses, until when, where and how far away."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from readiness.domain.framework import Formula, Kind
from readiness.domain.registers.entries import RegisterEntry
from readiness.domain.registers.measuring import (
    FieldType,
    Figure,
    Known,
    Measure,
    Register,
    RegisterField,
)
from readiness.domain.wording import counted, number_in_words

TOCILIZUMAB = "tocilizumab"
IN_REACH_MINUTES = 120
"""A dose is in reach when it can be with the patient within 2 hours: the question of C15."""
REPEAT_MINUTES = 480
"""The next dose is in time within 8 hours: the question of C16."""
FIRST_AND_NEXT = 2
PATIENTS = "patients_in_step_up"


def _in_reach(known: Known) -> Figure | None:
    """Doses of tocilizumab within 2 hours that stay good for as long as their count does.

    Left out are doses that expire before their count lapses, and lines whose count has lapsed
    while others were counted again. The evidence is as old as the oldest count of what is left;
    where nothing is left, as the newest count there is.
    """
    held = _counted(known)
    if not held:
        return None
    stale = [entry for entry in held if not known.is_good(_counted_on(entry))]
    fresh = [entry for entry in held if entry not in stale] or held
    far = [entry for entry in fresh if _minutes(entry) > IN_REACH_MINUTES]
    near = [entry for entry in fresh if entry not in far]
    expiring = [entry for entry in near if _expires_on(entry) < _until(known, entry)]
    good = [entry for entry in near if entry not in expiring]
    said = [f"{_doses(good)} within {IN_REACH_MINUTES} minutes{_needed(known)}"]
    if expiring:
        said.append(f"{_doses(expiring)} that expire before the count itself lapses, not counted")
    if far:
        said.append(f"{_doses(far)} farther away, not counted")
    if stale and fresh is not held:
        said.append(f"{_doses(stale)} whose count has lapsed, not counted")
    dates = [_counted_on(entry) for entry in good]
    newest = max(_counted_on(entry) for entry in fresh)
    return Figure(
        f"Doses: {'; '.join(said)}.",
        answer=str(_doses(good)),
        evidence_date=min(dates, default=newest),
    )


def _repeat_dose(known: Known) -> Figure | None:
    """Yes where a first and a next dose of tocilizumab are within 8 hours, else no.

    The answer is good until the day on which fewer than two of those doses are: each until it
    expires or its count lapses. The evidence is as old as the oldest count of the doses it takes.
    """
    held = _counted(known)
    if not held:
        return None
    good = [
        entry
        for entry in held
        if _doses([entry])
        and _minutes(entry) <= REPEAT_MINUTES
        and known.day <= _last_day(known, entry)
    ]
    doses = _doses(good)
    newest = max(_counted_on(entry) for entry in held)
    if doses < FIRST_AND_NEXT:
        rest = "none is left after the first" if doses else "none is there"
        return Figure(
            f"{counted(doses, 'doses')} within {REPEAT_MINUTES // 60} hours: {rest}.",
            answer="no",
            evidence_date=newest,
        )
    taken: list[RegisterEntry] = []
    for entry in sorted(good, key=lambda one: _last_day(known, one), reverse=True):
        taken.append(entry)
        if _doses(taken) >= FIRST_AND_NEXT:
            break
    return Figure(
        f"{counted(doses, 'doses')} within {REPEAT_MINUTES // 60} hours: the next is there after "
        "the first.",
        answer="yes",
        evidence_date=min(_counted_on(entry) for entry in taken),
        end_date=_last_day(known, taken[-1]),
    )


def _expiry_checked(known: Known) -> Figure | None:
    """The day on which the stock that was counted longest ago was counted.

    All drugs on the list count, not only tocilizumab.
    """
    dates = [day for entry in known.of("stock") if (day := _counted_on(entry)) <= known.day]
    if not dates:
        return None
    return Figure("The oldest count of the stock that is listed.", evidence_date=min(dates))


def _counted(known: Known) -> list[RegisterEntry]:
    """The lines of tocilizumab that were counted by the day."""
    return [
        entry
        for entry in known.of("stock")
        if entry.values["drug"] == TOCILIZUMAB and _counted_on(entry) <= known.day
    ]


def _needed(known: Known) -> str:
    """How many the patients of the day ask for: ", 6 needed for 3 patients in step-up"."""
    formula = known.requirement
    if not isinstance(formula, Formula) or formula.field != PATIENTS:
        return ""
    text = known.profile.get(PATIENTS, "")
    patients = Fraction(text) if text else Fraction(0)
    needed = max(Fraction(formula.at_least), formula.per_unit * patients)
    whole = needed.numerator if needed.denominator == 1 else needed
    said = f", {number_in_words(whole)} needed"
    return f"{said} for {counted(int(patients), 'patients')} in step-up" if patients else said


def _until(known: Known, entry: RegisterEntry) -> date:
    """The day until which a dose has to be good to be counted."""
    if known.validity_months is None:
        return known.day
    return max(known.day, known.good_until(_counted_on(entry)))


def _last_day(known: Known, entry: RegisterEntry) -> date:
    """The last day on which a dose can be relied on."""
    return min(_expires_on(entry), known.good_until(_counted_on(entry)))


def _doses(entries: Iterable[RegisterEntry]) -> int:
    return sum(int(entry.values["doses"]) for entry in entries)


def _minutes(entry: RegisterEntry) -> int:
    return int(entry.values["minutes"])


def _counted_on(entry: RegisterEntry) -> date:
    return date.fromisoformat(entry.values["counted_on"])


def _expires_on(entry: RegisterEntry) -> date:
    return date.fromisoformat(entry.values["expires_on"])


COUNTED = ("counted_on",)
REGISTER = Register(
    "stock",
    "Rescue drug stock",
    "stock",
    "Doses that can reach a patient, with their expiry.",
    (
        RegisterField(
            "drug",
            "Drug",
            FieldType.CHOICE,
            options=(
                (TOCILIZUMAB, "Tocilizumab"),
                ("corticosteroid", "Corticosteroid"),
                ("other", "Other"),
            ),
        ),
        RegisterField("doses", "Full doses", FieldType.NUMBER),
        RegisterField("expires_on", "Expires on", FieldType.DATE),
        RegisterField("place", "Where it is kept"),
        RegisterField(
            "minutes",
            "Minutes to the patient",
            FieldType.NUMBER,
            help="0 when it is kept at the site.",
        ),
        RegisterField("counted_on", "Counted on", FieldType.DATE, happened=True),
    ),
    (
        Measure("stock.doses_in_reach", (Kind.COUNT,), ("stock",), _in_reach, ages=COUNTED),
        Measure("stock.repeat_dose", (Kind.CHOICE,), ("stock",), _repeat_dose, ages=COUNTED),
        Measure("stock.expiry_checked", (Kind.DATE,), ("stock",), _expiry_checked),
    ),
    shared=True,
    key=("drug", "place", "expires_on"),
)
