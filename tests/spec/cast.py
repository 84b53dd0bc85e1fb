"""The criteria that the worked examples use, with the weights of the framework in use."""

from collections.abc import Iterable

from readiness.domain.framework import (
    Condition,
    Criterion,
    Element,
    Formula,
    Framework,
    Kind,
    Level,
    ProfileField,
    Theme,
)

SERVICE = "service_level"
PATIENTS = "patients_in_step_up"
FIELDS = (
    ProfileField(
        SERVICE,
        "What this site does",
        "choice",
        "step_up",
        (
            ("step_up", "Step-up at this site"),
            ("maintenance_only", "Maintenance only"),
        ),
    ),
    ProfileField(PATIENTS, "Patients now in step-up", "count", 0),
)
LEVELS = (
    Level("not_ready", "Not ready", 0, needs_gates=False),
    Level("ready_with_gaps", "Ready with gaps", 0, needs_gates=True),
    Level("ready", "Ready", 85, needs_gates=True),
)
LEVEL_TITLES = {level.id: level.title for level in LEVELS} | {"not_assessed": "Not assessed"}
STEP_UP_ONLY = Condition(SERVICE, word="step_up")

CHAMPION = "Champion appointed"
DEPUTY = "Deputy named"
HOURS = "Hours covered"
DOSES = "Tocilizumab doses in reach"
TRAINED = "Clinic staff trained"
COMPETENT = "Competency shown"
AGREEMENT = "Signed hospital agreement"
TRAVEL = "Travel-time limit"
HANDOVER = "Two-way handover"
CARDS = "Wallet card given"
KITS = "Home kits"
CHECK_INS = "Planned check-ins"
CHECKLIST = "Selection checklist"
DRILL = "Mock drill"

WORKFLOWS, PARTNERSHIP, EDUCATION = "workflows", "partnership", "education"
THEMES = (
    Theme(WORKFLOWS, "Coordinated workflows"),
    Theme(PARTNERSHIP, "Practice and hospital partnership"),
    Theme(EDUCATION, "Patient and caregiver education"),
)
ELEMENTS = (
    Element("people", WORKFLOWS, "People and cover", "champion"),
    Element("rescue", WORKFLOWS, "Rescue medicines", ""),
    Element("hospital", PARTNERSHIP, "Hospital agreement", "hospital"),
    Element("patients", EDUCATION, "Patients and caregivers", "education"),
)


def _criterion(
    element: str,
    title: str,
    kind: Kind,
    points: int,
    months: int | None,
    requirement: int | Formula | None = None,
    unit: str = "",
    *,
    gate: bool = False,
    gate_at: int | None = None,
    na_allowed: bool = False,
    applies_when: Condition | None = None,
) -> Criterion:
    return Criterion(
        id=title,
        element=element,
        title=title,
        question=title,
        kind=kind,
        points=points,
        requirement=requirement,
        unit=unit,
        applies_when=applies_when,
        gate=gate,
        gate_at=gate_at,
        validity_months=months,
        na_allowed=na_allowed,
    )


CRITERIA = (
    _criterion("people", CHAMPION, Kind.CHOICE, 4, 12, gate=True),
    _criterion("people", DEPUTY, Kind.CHOICE, 2, 12),
    _criterion("people", HOURS, Kind.HOURS, 4, 3, 168, "hours a week", gate=True),
    _criterion("people", TRAINED, Kind.PERCENT, 5, 12, 90, gate=True, gate_at=80),
    _criterion("people", COMPETENT, Kind.PERCENT, 3, 12, 90),
    _criterion("people", DRILL, Kind.DATE, 2, 12),
    _criterion("rescue", DOSES, Kind.COUNT, 5, 1, Formula(PATIENTS, 2, 2), "doses", gate=True),
    _criterion("hospital", AGREEMENT, Kind.DATE, 5, 24, gate=True),
    _criterion("hospital", TRAVEL, Kind.LIMIT, 1, 12, 60, "minutes"),
    _criterion("hospital", HANDOVER, Kind.CHOICE, 1, 12, na_allowed=True),
    _criterion("patients", CARDS, Kind.PERCENT, 2, 3, 100, na_allowed=True),
    _criterion("patients", KITS, Kind.COUNT, 1, 3, Formula(PATIENTS, 1, 0), "kits"),
    _criterion("patients", CHECK_INS, Kind.PERCENT, 1, 3, 95, applies_when=STEP_UP_ONLY),
    _criterion("patients", CHECKLIST, Kind.CHOICE, 2, None),
)


def framework_of(titles: Iterable[str]) -> Framework:
    """A framework of some of the criteria, with its elements and themes."""
    wanted = set(titles)
    unknown = wanted - {criterion.title for criterion in CRITERIA}
    assert not unknown, f"no such criterion: {unknown}"
    return Framework(
        id="worked-examples",
        version="1",
        title="Worked examples",
        levels=LEVELS,
        profile_fields=FIELDS,
        themes=THEMES,
        elements=ELEMENTS,
        criteria=tuple(criterion for criterion in CRITERIA if criterion.title in wanted),
    )
