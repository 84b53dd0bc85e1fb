"""The framework: what a site is measured against. Immutable, in the order of its files.

Numbers are exact: an `int` where they are whole, a `Fraction` elsewhere, never a float.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import TypeAlias

Exact: TypeAlias = int | Fraction


class Kind(StrEnum):
    """How a criterion is answered, and so how its fulfilment is computed."""

    CHOICE = "choice"
    COUNT = "count"
    PERCENT = "percent"
    HOURS = "hours"
    LIMIT = "limit"
    DATE = "date"


class ResourceKind(StrEnum):
    """What sites lean on, in the words of a criterion's `leans_on`."""

    CHAMPION = "champion"
    DEPUTY = "deputy"
    HOSPITAL = "hospital"
    ON_CALL = "on_call"
    DRUG_STOCK = "drug_stock"


@dataclass(frozen=True, slots=True)
class Level:
    """A level of readiness. Levels are kept lowest first."""

    id: str
    title: str
    min_score: Exact
    needs_gates: bool


@dataclass(frozen=True, slots=True)
class ProfileField:
    """A dated fact of a site that requirements and conditions may refer to.

    `type` is count, choice or text. `default` holds where no profile states the field:
    a number for a count, an option for a choice, `None` for "not stated".
    `options` pairs each option's id with the words shown for it.
    """

    id: str
    title: str
    type: str
    default: Exact | str | None
    options: tuple[tuple[str, str], ...] = ()
    help: str = ""


@dataclass(frozen=True, slots=True)
class Theme:
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Element:
    """A group of criteria. `core` names which of the five core elements it is, "" for none.

    `short_title` is for the axis of a chart; the title where there is none.
    """

    id: str
    theme: str
    title: str
    core: str
    short_title: str = ""


@dataclass(frozen=True, slots=True)
class Formula:
    """A requirement that follows the profile: max(at_least, per_unit x field)."""

    field: str
    per_unit: Exact
    at_least: Exact


@dataclass(frozen=True, slots=True)
class Condition:
    """When a criterion applies: a profile field is a word, or is at least a number."""

    field: str
    word: str | None = None
    at_least: Exact | None = None


@dataclass(frozen=True, slots=True)
class Criterion:
    """One checkable statement.

    `requirement` is a number, a formula on the profile, or `None` for choice and date.
    `gate_at` is a share in percent, `None` where only a met criterion passes the gate.
    `validity_months` is `None` where evidence lapses only on an end date that is given.
    `effort_hours` and `lead_days` are the estimates a plan starts from. `fed_by` names the
    measure of a register that answers it, "" where people answer it. `leans_on` names what it does
    not hold without. `due_after` are the kinds of triggers after which it has to be answered or
    confirmed anew; they move no score.
    """

    id: str
    element: str
    title: str
    question: str
    kind: Kind
    points: Exact
    requirement: Exact | Formula | None = None
    applies_when: Condition | None = None
    gate: bool = False
    gate_at: Exact | None = None
    validity_months: int | None = None
    na_allowed: bool = False
    effort_hours: Exact = 0
    lead_days: int = 0
    depends_on: tuple[str, ...] = ()
    why: str = ""
    evidence: str = ""
    unit: str = ""
    basis: str = ""
    sources: tuple[str, ...] = ()
    author: str = ""
    checked_by: str = ""
    next_review: date | None = None
    retired: bool = False
    fed_by: str = ""
    leans_on: tuple[ResourceKind, ...] = ()
    due_after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Framework:
    """One version of a framework. `criteria` excludes nothing; scoring leaves out the retired."""

    id: str
    version: str
    title: str
    levels: tuple[Level, ...]
    profile_fields: tuple[ProfileField, ...]
    themes: tuple[Theme, ...]
    elements: tuple[Element, ...]
    criteria: tuple[Criterion, ...]

    @cached_property
    def scored(self) -> tuple[Criterion, ...]:
        """The criteria in force, in framework order."""
        return tuple(criterion for criterion in self.criteria if not criterion.retired)

    @cached_property
    def criterion(self) -> Mapping[str, Criterion]:
        """Every criterion by id, the retired ones too."""
        return {criterion.id: criterion for criterion in self.criteria}

    @cached_property
    def element(self) -> Mapping[str, Element]:
        return {element.id: element for element in self.elements}

    @cached_property
    def profile_field(self) -> Mapping[str, ProfileField]:
        return {field.id: field for field in self.profile_fields}

    @cached_property
    def level(self) -> Mapping[str, Level]:
        return {level.id: level for level in self.levels}

    @cached_property
    def gates(self) -> tuple[Criterion, ...]:
        """The must-haves in force, in framework order."""
        return tuple(criterion for criterion in self.scored if criterion.gate)

    @cached_property
    def leaning_on(self) -> Mapping[ResourceKind, tuple[Criterion, ...]]:
        """The criteria in force that do not hold without a kind of resource, for every kind."""
        return {
            kind: tuple(criterion for criterion in self.scored if kind in criterion.leans_on)
            for kind in ResourceKind
        }

    def criteria_of(self, element_id: str) -> tuple[Criterion, ...]:
        """The criteria in force of one element, in framework order."""
        return tuple(criterion for criterion in self.scored if criterion.element == element_id)
