"""Who is on call and trained: the rota of a week matched with the training register.

The measure is of two registers; it belongs into the catalogue beside both of them.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from readiness.domain.framework import Kind
from readiness.domain.registers.entries import RegisterEntry
from readiness.domain.registers.measuring import ONE_DAY, Figure, Known, Measure
from readiness.domain.registers.rota import last_recorded
from readiness.domain.registers.rota_days import ROTA, changing_weeks
from readiness.domain.registers.rota_week import rota_week, same_person, shifts_of
from readiness.domain.validity import add_months

TRAINING = "training"
COURSE = "crs"
USUAL_MONTHS = (6, 12, 24, 36)
"""Validities after which training without a last day is looked at again."""


def _responders_trained(known: Known) -> Figure | None:
    """Of those on call in the day's week, the share with CRS training that is good that day.

    A pool counts as one responder, trained where the training register has an entry under its
    name. Training without a last day is good for as long as the criterion's evidence. Nobody on
    call is a share of 0, not of nothing. `None` where either register is empty. The evidence date
    is the day on which a shift that still holds was last recorded.
    """
    entries, records = known.of(ROTA), known.of(TRAINING)
    if not entries or not records:
        return None
    week = rota_week(shifts_of(entries), known.day)
    dated = last_recorded(entries)
    if not week.responders:
        return Figure("Nobody is on call this week.", "0", evidence_date=dated)
    current = {
        same_person(record.values["person"])
        for record in records
        if record.values["course"] == COURSE and _is_good(record, known)
    }
    trained, number = len(week.responders & current), len(week.responders)
    return Figure(
        f"{trained} of {number} on call this week have current CRS training; a pool counts as one.",
        numerator=str(trained),
        denominator=str(number),
        evidence_date=dated,
    )


def _is_good(record: RegisterEntry, known: Known) -> bool:
    done = date.fromisoformat(record.values["done_on"])
    last = record.values.get("valid_until", "")
    good_until = date.fromisoformat(last) if last else known.good_until(done)
    return done <= known.day <= good_until


def _days(entries: Iterable[RegisterEntry]) -> Iterator[date]:
    """When the week's responders can change, and when training without a last day may lapse."""
    entries = tuple(entries)
    yield from changing_weeks(entries)
    for entry in entries:
        if entry.register == TRAINING and entry.values and not entry.values.get("valid_until"):
            done = date.fromisoformat(entry.values["done_on"])
            for months in USUAL_MONTHS:
                last = add_months(done, months)
                if last < date.max:
                    yield last + ONE_DAY


RESPONDERS_TRAINED = Measure(
    "rota.responders_trained", (Kind.PERCENT,), (ROTA, TRAINING), _responders_trained, _days
)
