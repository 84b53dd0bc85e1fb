"""The cycle of an assessment: its stages, the steps between them, and who may take which.

`RULES` is the whole of it, in code; the manual (docs/roles.md) is written from the same table.
"""

from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import NamedTuple

from readiness.domain.assessment import AssessmentEvent
from readiness.domain.people import Permission, Person
from readiness.errors import ReadinessError


class Stage(StrEnum):
    NOT_STARTED = "not started"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    LOCKED = "locked"


class CycleStep(StrEnum):
    """What is recorded: the past tense, as in `AssessmentEvent.event`."""

    OPENED = "opened"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    LOCKED = "locked"


class Rule(NamedTuple):
    """A step may be taken `before` these stages, by who holds the permission, and leads `to`."""

    step: CycleStep
    before: frozenset[Stage]
    to: Stage
    permission: Permission


RULES = (
    Rule(
        CycleStep.OPENED,
        frozenset({Stage.NOT_STARTED, Stage.SUBMITTED, Stage.APPROVED, Stage.LOCKED}),
        Stage.DRAFT,
        Permission.ANSWER,
    ),
    Rule(
        CycleStep.SUBMITTED,
        frozenset({Stage.NOT_STARTED, Stage.DRAFT, Stage.RETURNED}),
        Stage.SUBMITTED,
        Permission.SUBMIT,
    ),
    Rule(CycleStep.RETURNED, frozenset({Stage.SUBMITTED}), Stage.RETURNED, Permission.REVIEW),
    Rule(CycleStep.APPROVED, frozenset({Stage.SUBMITTED}), Stage.APPROVED, Permission.REVIEW),
    Rule(CycleStep.LOCKED, frozenset({Stage.APPROVED}), Stage.LOCKED, Permission.MANAGE),
)

ANSWERABLE = frozenset(Stage) - {Stage.LOCKED}
"""Evidence goes on lapsing while a review waits, so that it can be renewed until it is locked."""

REVIEWABLE = frozenset({Stage.SUBMITTED, Stage.RETURNED, Stage.APPROVED})
"""Findings can be recorded: there is something that the site has put forward."""


def rule_of(step: CycleStep) -> Rule:
    return next(rule for rule in RULES if rule.step is step)


def stage_after(events: Iterable[AssessmentEvent]) -> Stage:
    """Where an assessment stands after these events, in the order of recording."""
    stage = Stage.NOT_STARTED
    for event in events:
        stage = rule_of(CycleStep(event.event)).to
    return stage


def check_answerable(events: Iterable[AssessmentEvent]) -> None:
    """Raises `ReadinessError` where nothing may be answered in the stage after these events."""
    if (stage := stage_after(events)) not in ANSWERABLE:
        raise ReadinessError(f"The assessment is {stage}. Start the next one to answer again.")


def approval_of(events: Iterable[AssessmentEvent]) -> AssessmentEvent | None:
    """The approval that holds; `None` in the stages before it, and once the next is opened."""
    events = tuple(events)
    if stage_after(events) not in (Stage.APPROVED, Stage.LOCKED):
        return None
    return next(event for event in reversed(events) if event.event == CycleStep.APPROVED)


def steps_from(stage: Stage, permissions: Collection[Permission]) -> tuple[CycleStep, ...]:
    """The steps that someone with these permissions may take now."""
    return tuple(
        rule.step for rule in RULES if stage in rule.before and rule.permission in permissions
    )


def steps_open_to(who: Person, site_id: str, stage: Stage) -> tuple[CycleStep, ...]:
    """The steps that `who` may take now at a site in this stage, in the order of the cycle."""
    return steps_from(
        stage, {rule.permission for rule in RULES if who.may(rule.permission, site_id)}
    )
