"""The framework as a table of numbers, for the variants that do not use our domain objects.

`UNIT` is the part of a point in which they count. The made-up data only has denominators that
divide it, so that whole numbers of 64 bits hold every figure exactly.
"""

from dataclasses import dataclass
from math import lcm
from typing import Any

from benchmarks.places import FRAMEWORK
from readiness.domain.framework import Formula, Framework
from readiness.framework_files import load_framework

DENOMINATORS = (0, 4, 5, 6, 8, 10, 12, 15, 16, 20, 24, 30, 40, 48, 60)
MOST_PATIENTS, MOST_AGENTS, MOST_LANGUAGES = 10, 8, 5

UNIT = lcm(
    *(part * target for part in DENOMINATORS if part for target in (9, 19, 10)),
    *(10 * target for target in (90, 95, 100, 168)),
    *(2 * patients for patients in range(1, MOST_PATIENTS + 1)),
    *range(1, MOST_AGENTS + 1),
)

COUNTS = (
    "agents_given",
    "rems_agents_given",
    "patients_in_step_up",
    "languages_needed",
    "events_last_quarter",
)
"""The profile fields that are numbers and that scoring looks at."""

LEVELS = ("not_assessed", "not_ready", "ready_with_gaps", "ready")
READY_FROM = 85


@dataclass(frozen=True)
class CriterionRow:
    """One criterion. `target` is `None` for choice, date and formulas; -1 and "" mean none."""

    place: int
    criterion_id: str
    element: int
    kind: str
    points: int
    target: int | None
    formula_field: str
    per_unit: int
    at_least: int
    condition: int
    gate: bool
    gate_at: int | None
    months: int | None
    na_allowed: bool


@dataclass(frozen=True)
class ConditionRow:
    """When a criterion applies: `field` is a word, or a count of at least a number."""

    place: int
    field: str
    word: str | None
    at_least: int | None


@dataclass(frozen=True)
class Rules:
    framework: Framework
    criteria: tuple[CriterionRow, ...]
    conditions: tuple[ConditionRow, ...]
    elements: int


def rules() -> Rules:
    """The criteria of the product's own framework, in its order."""
    framework = load_framework(FRAMEWORK)
    elements = {element.id: place for place, element in enumerate(framework.elements)}
    conditions: dict[tuple[Any, ...], ConditionRow] = {}
    criteria = []
    for place, criterion in enumerate(framework.scored):
        needed = criterion.requirement
        formula = needed if isinstance(needed, Formula) else None
        condition = -1
        if criterion.applies_when is not None:
            when = criterion.applies_when
            key = (when.field, when.word, when.at_least)
            at_least = None if when.at_least is None else _whole(when.at_least)
            row = ConditionRow(len(conditions), when.field, when.word, at_least)
            condition = conditions.setdefault(key, row).place
        criteria.append(
            CriterionRow(
                place=place,
                criterion_id=criterion.id,
                element=elements[criterion.element],
                kind=str(criterion.kind),
                points=_whole(criterion.points),
                target=None if formula or needed is None else _whole(needed),
                formula_field=formula.field if formula else "",
                per_unit=_whole(formula.per_unit) if formula else 0,
                at_least=_whole(formula.at_least) if formula else 0,
                condition=condition,
                gate=criterion.gate,
                gate_at=None if criterion.gate_at is None else _whole(criterion.gate_at),
                months=criterion.validity_months,
                na_allowed=criterion.na_allowed,
            )
        )
    return Rules(framework, tuple(criteria), tuple(conditions.values()), len(elements))


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(f"{value!r} is not whole: the other variants count in whole numbers")
    return value
