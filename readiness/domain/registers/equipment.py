"""The checklist of supportive drugs and emergency equipment, and what of it is there."""

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
from readiness.domain.wording import counted

PRESENT = "yes"


def _present(known: Known) -> Figure | None:
    """The share of the items listed that are present and have not expired.

    An item that is listed twice counts once, as it was checked last. The evidence is as old as
    the oldest check of an item: a checklist is a round through all of it.
    """
    items: dict[str, RegisterEntry] = {}
    for entry in known.of("equipment"):
        before = items.get(entry.named("item"))
        if _checked_on(entry) <= known.day and (
            before is None or _checked_on(before) <= _checked_on(entry)
        ):
            items[entry.named("item")] = entry
    if not items:
        return None
    there = [entry for entry in items.values() if entry.values["present"] == PRESENT]
    expired = [entry for entry in there if (entry.day("expires_on") or date.max) < known.day]
    present = len(there) - len(expired)
    said = f"{present} of {counted(len(items), 'items')} on the checklist present"
    if expired:
        said += f"; {len(expired)} expired, not counted"
    return Figure(
        f"{said}.",
        numerator=str(present),
        denominator=str(len(items)),
        evidence_date=min(_checked_on(entry) for entry in items.values()),
    )


def _checked_on(entry: RegisterEntry) -> date:
    return date.fromisoformat(entry.values["checked_on"])


REGISTER = Register(
    "equipment",
    "Supportive drugs and equipment",
    "item",
    "The emergency checklist, item by item: what is there, and when that was last seen.",
    (
        RegisterField("item", "Item", help="For example: oxygen, pulse oximeter, IV fluids."),
        RegisterField(
            "present", "Present", FieldType.CHOICE, options=((PRESENT, "Yes"), ("no", "No"))
        ),
        RegisterField("checked_on", "Checked on", FieldType.DATE, happened=True),
        RegisterField("expires_on", "Expires on", FieldType.DATE, required=False),
    ),
    (Measure("equipment.present", (Kind.PERCENT,), ("equipment",), _present),),
    key=("item",),
)
