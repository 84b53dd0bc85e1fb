"""The staff list: who has to be trained, so that those without training count too."""

from collections.abc import Iterable
from datetime import date

from readiness.domain.registers.checking import chosen
from readiness.domain.registers.entries import RegisterEntry
from readiness.domain.registers.measuring import FieldType, Register, RegisterField

CLINIC = "clinic"
INFUSION = "infusion"
ON_CALL = "on_call"
DEPUTY = "deputy"


def groups_on(entries: Iterable[RegisterEntry], day: date) -> dict[str, frozenset[str]]:
    """The groups of each person on the list on a day, by the person as compared.

    Someone who is listed twice is one person, with the groups of both.
    """
    found: dict[str, frozenset[str]] = {}
    for entry in entries:
        if day <= (entry.day("until") or date.max):
            groups = frozenset(chosen(entry.values["groups"]))
            person = entry.named("person")
            found[person] = found.get(person, frozenset()) | groups
    return found


REGISTER = Register(
    "staff",
    "Staff list",
    "person",
    "Everyone who has to be trained, trained or not: the training register is counted against it.",
    (
        RegisterField(
            "person",
            "Person",
            names_person=True,
            help="Initials or staff id, the same in every register.",
        ),
        RegisterField(
            "groups",
            "Groups",
            FieldType.CHOICES,
            options=(
                (CLINIC, "Clinic staff who see these patients"),
                (INFUSION, "Infusion nurses"),
                (ON_CALL, "On-call responders"),
                (DEPUTY, "Deputy of the champion"),
            ),
            help="All that fit: an infusion nurse who sees these patients is clinic staff too.",
        ),
        RegisterField(
            "until",
            "Last day",
            FieldType.DATE,
            required=False,
            help="Only for someone who leaves.",
        ),
    ),
    key=("person",),
)
