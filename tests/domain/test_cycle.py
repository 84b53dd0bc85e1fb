"""The stages of an assessment and the steps between them: one table."""

from datetime import UTC, datetime

import pytest

from readiness.domain.assessment import AssessmentEvent
from readiness.domain.cycle import CycleStep, Stage, approval_of, rule_of, stage_after, steps_from
from readiness.domain.people import PERMISSIONS, Permission, Role

MANAGER, REVIEWER, ADMINISTRATOR, VIEWER = (
    PERMISSIONS[role] for role in (Role.MANAGER, Role.REVIEWER, Role.ADMINISTRATOR, Role.VIEWER)
)


def after(*steps: str) -> Stage:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    return stage_after(AssessmentEvent("S1", step, "f", "1", now) for step in steps)


@pytest.mark.parametrize(
    ("steps", "stage"),
    [
        ("", Stage.NOT_STARTED),
        ("opened", Stage.DRAFT),
        ("opened submitted", Stage.SUBMITTED),
        ("opened submitted returned", Stage.RETURNED),
        ("opened submitted returned submitted approved", Stage.APPROVED),
        ("opened submitted approved locked", Stage.LOCKED),
        ("opened submitted approved locked opened", Stage.DRAFT),
    ],
)
def test_the_newest_step_decides_the_stage(steps: str, stage: Stage) -> None:
    assert after(*steps.split()) is stage


@pytest.mark.parametrize(
    ("stage", "manager", "reviewer", "administrator"),
    [
        (Stage.NOT_STARTED, "opened submitted", "", "opened submitted"),
        (Stage.DRAFT, "submitted", "", "submitted"),
        (Stage.SUBMITTED, "opened", "returned approved", "opened returned approved"),
        (Stage.RETURNED, "submitted", "", "submitted"),
        (Stage.APPROVED, "opened", "", "opened locked"),
        (Stage.LOCKED, "opened", "", "opened"),
    ],
)
def test_who_may_take_which_step_from_where(
    stage: Stage, manager: str, reviewer: str, administrator: str
) -> None:
    assert " ".join(steps_from(stage, MANAGER)) == manager
    assert " ".join(steps_from(stage, REVIEWER)) == reviewer
    assert " ".join(steps_from(stage, ADMINISTRATOR)) == administrator
    assert steps_from(stage, VIEWER) == ()


def test_every_step_has_one_rule_and_leads_to_the_stage_of_its_name() -> None:
    for step in CycleStep:
        rule = rule_of(step)
        assert rule.step is step
        assert rule.to == (Stage.DRAFT if step is CycleStep.OPENED else Stage(step))
        assert rule.before
        assert rule.permission in Permission


def test_an_approval_holds_until_the_next_assessment_is_opened() -> None:
    now = datetime(2026, 11, 22, tzinfo=UTC)

    def approved(*steps: str) -> bool:
        found = approval_of(AssessmentEvent("S1", step, "f", "1", now) for step in steps)
        assert found is None or found.event == CycleStep.APPROVED
        return found is not None

    assert not approved()
    assert not approved("opened", "submitted")
    assert approved("opened", "submitted", "approved")
    assert approved("opened", "submitted", "approved", "locked")
    assert not approved("opened", "submitted", "approved", "locked", "opened")
