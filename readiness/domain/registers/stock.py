"""The register of rescue drugs: how many doses, until when, where and how far away."""

from datetime import date

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

TOCILIZUMAB = "tocilizumab"
IN_REACH_MINUTES = 120
"""A dose is in reach when it can be with the patient within 2 hours: the question of C15."""


def _in_reach(known: Known) -> Figure | None:
    """Doses of tocilizumab within reach that stay good for as long as the count itself is."""
    held = [entry for entry in known.of("stock") if entry.values["drug"] == TOCILIZUMAB]
    if not held:
        return None
    far = [entry for entry in held if int(entry.values["minutes"]) > IN_REACH_MINUTES]
    near = [entry for entry in held if entry not in far]
    counted = max(date.fromisoformat(entry.values["counted_on"]) for entry in held)
    until = max(known.day, known.good_until(counted))
    expired = [entry for entry in near if date.fromisoformat(entry.values["expires_on"]) < until]
    good = [entry for entry in near if entry not in expired]
    doses = _doses(good)
    said = [f"{doses} within {IN_REACH_MINUTES} minutes"]
    if expired:
        said.append(f"{_doses(expired)} that expire before the count itself lapses, not counted")
    if far:
        said.append(f"{_doses(far)} farther away, not counted")
    return Figure(f"Doses: {'; '.join(said)}.", answer=str(doses), evidence_date=counted)


def _expiry_checked(known: Known) -> Figure | None:
    """The day on which the stock that was counted longest ago was counted."""
    held = known.of("stock")
    if not held:
        return None
    oldest = min(date.fromisoformat(entry.values["counted_on"]) for entry in held)
    return Figure("The oldest count of the stock that is listed.", evidence_date=oldest)


def _doses(entries: list[RegisterEntry]) -> int:
    return sum(int(entry.values["doses"]) for entry in entries)


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
        RegisterField("counted_on", "Counted on", FieldType.DATE),
    ),
    (
        Measure("stock.doses_in_reach", (Kind.COUNT,), ("stock",), _in_reach),
        Measure("stock.expiry_checked", (Kind.DATE,), ("stock",), _expiry_checked),
    ),
    shared=True,
)
