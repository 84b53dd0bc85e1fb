"""The register of triggers: dated events after which some criteria have to be looked at again."""

from readiness.domain.registers.measuring import FieldType, Register, RegisterField

TRIGGERS = "triggers"

KINDS: dict[str, str] = {
    "new_agent": "New agent approved or added",
    "trial": "Trial opens",
    "formulary": "Addition to the formulary",
    "champion": "New champion or champion's protocol",
    "other": "Other",
}
"""What happened, by the id that a criterion names in `due_after`."""

REGISTER = Register(
    TRIGGERS,
    "What sets things off",
    "event",
    "Events after which some answers have to be given or confirmed anew.",
    (
        RegisterField("kind", "What happened", FieldType.CHOICE, options=tuple(KINDS.items())),
        RegisterField("happened_on", "On", FieldType.DATE),
        RegisterField("what", "In words"),
        RegisterField("agent", "Agent", required=False),
    ),
    shared=True,
)
