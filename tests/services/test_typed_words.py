"""Every text that a person types: refused where it looks like a patient's, kept when contested."""

from collections.abc import Callable

import pytest

from readiness.domain.actions import Action
from readiness.domain.cycle import CycleStep
from readiness.errors import PrivacyError
from readiness.services import actions, cycle, meeting, recording, review
from readiness.services.free_text import CONTESTED
from readiness.services.network import Filters
from readiness.services.workspace import Workspace
from tests.services.workspaces import (
    EVERYONE,
    NEVER_ASSESSED,
    NOT_READY,
    TODAY,
    StandingClock,
    an_answer,
    days,
)

PATIENT = "Seen in MRN 12345678"


class Prepared:
    """A submitted answer, an action and a meeting to write to."""

    def __init__(self, workspace: Workspace, clock: StandingClock) -> None:
        self.workspace = workspace
        recording.record_response(workspace, EVERYONE, an_answer("C01", "yes"), seen=0)
        clock.go_on(minutes=1)
        cycle.take_step(workspace, EVERYONE, NEVER_ASSESSED, CycleStep.SUBMITTED)
        self.action = actions.raise_action(
            workspace, EVERYONE, NOT_READY, ["C15"], "Count the doses", "Ana", TODAY
        )
        self.meeting = meeting.open_meeting(workspace, EVERYONE, TODAY, TODAY - days(91), Filters())
        clock.go_on(minutes=1)

    def change(self, text: str, **more: object) -> Action:
        fields = {"state": "doing", "owner": "Ana", "due_on": TODAY, "comment": text}
        return actions.change_action(
            self.workspace, EVERYONE, self.action.action_id, seen=1, **{**fields, **more}
        )

    def raise_action(self, title: str, owner: str, **more: bool) -> Action:
        return actions.raise_action(
            self.workspace, EVERYONE, NOT_READY, ["C15"], title, owner, TODAY, **more
        )

    def decide(self, text: str, owner: str, **more: bool) -> Action:
        place = (self.workspace, EVERYONE, self.meeting)
        return meeting.decide(*place, text, NOT_READY, ["C15"], owner, TODAY, **more)


@pytest.fixture
def prepared(few: Workspace, clock: StandingClock) -> Prepared:
    return Prepared(few, clock)


PLACES: dict[str, Callable[..., object]] = {
    "reason of a finding": lambda p, **more: review.record_finding(
        p.workspace, EVERYONE, NEVER_ASSESSED, "C01", "not confirmed", PATIENT, seen=1, **more
    ),
    "title of an action": lambda p, **more: p.raise_action(PATIENT, "Ana", **more),
    "owner of an action": lambda p, **more: p.raise_action("Count", PATIENT, **more),
    "comment on an action": lambda p, **more: p.change(PATIENT, **more),
    "why an action is dropped": lambda p, **more: p.change(
        "", state="dropped", reason=PATIENT, **more
    ),
    "minute": lambda p, **more: meeting.add_minute(
        p.workspace, EVERYONE, p.meeting, PATIENT, **more
    ),
    "decision": lambda p, **more: p.decide(PATIENT, "Ana", **more),
    "owner of a decision": lambda p, **more: p.decide("Count", PATIENT, **more),
}


@pytest.mark.parametrize("place", PLACES)
def test_words_that_look_like_a_patients_are_refused_with_what_to_do(
    prepared: Prepared, place: str
) -> None:
    revision = prepared.workspace.ledger.revision()
    with pytest.raises(PrivacyError, match='"MRN 12345678" looks like a medical record number'):
        PLACES[place](prepared)
    assert prepared.workspace.ledger.revision() == revision


@pytest.mark.parametrize("place", PLACES)
def test_who_contests_it_keeps_the_words_and_the_audit_log_says_so(
    prepared: Prepared, place: str
) -> None:
    PLACES[place](prepared, contested=True)
    (newest,) = prepared.workspace.ledger.audit(limit=1)
    assert newest.action.endswith(CONTESTED)


def test_words_that_were_kept_once_are_not_questioned_again(
    prepared: Prepared, clock: StandingClock
) -> None:
    prepared.change("", owner=PATIENT, contested=True)
    clock.go_on(minutes=1)
    actions.change_action(
        prepared.workspace,
        EVERYONE,
        prepared.action.action_id,
        seen=2,
        state="done",
        owner=PATIENT,
        due_on=TODAY,
    )
