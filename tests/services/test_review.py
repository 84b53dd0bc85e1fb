"""Review: what waits, what a reviewer concludes, and what that does to the score."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from readiness.domain.assessment import CONFIRMED, NOT_CONFIRMED
from readiness.domain.cycle import CycleStep, Stage
from readiness.domain.people import Person, Role
from readiness.domain.scoring import State
from readiness.errors import ConflictError, NotAllowedError, ReadinessError
from readiness.ledger import Ledger
from readiness.services import cycle, recording, review
from readiness.services.review import Item
from readiness.services.sites import site_report
from readiness.services.workspace import Workspace
from tests.services.workspaces import (
    EVERYONE,
    NEVER_ASSESSED,
    NOT_READY,
    NOW,
    READY,
    TODAY,
    StandingClock,
    an_answer,
    opened_quickly,
)

SITE = NEVER_ASSESSED
MANAGER = Person.holding("Mia", Role.MANAGER, {SITE})
REVIEWER = Person.holding("Rui", Role.REVIEWER, {SITE, READY})
SECOND = Person.holding("Zoe", Role.REVIEWER)
VIEWER = Person.holding("Val", Role.VIEWER)


@pytest.fixture
def submitted(few: Workspace, clock: StandingClock) -> Workspace:
    """A site with two answers, submitted a minute ago."""
    recording.record_response(few, MANAGER, an_answer("C01", "yes"), seen=0)
    recording.record_response(few, MANAGER, an_answer("C02", "partly"), seen=0)
    clock.go_on(minutes=1)
    cycle.take_step(few, MANAGER, SITE, CycleStep.SUBMITTED)
    clock.go_on(minutes=1)
    return few


def item(workspace: Workspace, criterion_id: str, who: Person = REVIEWER) -> Item:
    found = review.review_of(workspace, who, SITE, TODAY)
    return next(one for one in found.items if one.response.criterion_id == criterion_id)


def conclude(
    workspace: Workspace,
    criterion_id: str,
    conclusion: str,
    reason: str = "",
    *,
    who: Person = REVIEWER,
    seen: int = 1,
) -> None:
    review.record_finding(workspace, who, SITE, criterion_id, conclusion, reason, seen=seen)


# --- The queue ----------------------------------------------------------------------------------


def test_the_longest_waiting_site_comes_first(submitted: Workspace, clock: StandingClock) -> None:
    assert [one.row.site_id for one in review.queue(submitted, SECOND)] == [SITE]
    clock.go_on(minutes=1)
    cycle.take_step(submitted, EVERYONE, NOT_READY, CycleStep.OPENED)
    clock.go_on(minutes=1)
    cycle.take_step(submitted, EVERYONE, NOT_READY, CycleStep.SUBMITTED)
    waiting = review.queue(submitted, SECOND)
    assert [one.row.site_id for one in waiting] == [SITE, NOT_READY]
    assert waiting[0].event.recorded_at == NOW + timedelta(minutes=1)
    assert waiting[0].row.answered == 2


def test_the_queue_holds_the_own_sites_of_one_region_only(submitted: Workspace) -> None:
    region = submitted.site(EVERYONE, SITE).region
    assert [one.row.site_id for one in review.queue(submitted, REVIEWER, region)] == [SITE]
    assert review.queue(submitted, REVIEWER, "Elsewhere") == ()
    assert review.queue(submitted, Person.holding("Rui", Role.REVIEWER, {READY})) == ()
    assert review.queue(submitted, MANAGER) == ()
    assert review.queue(submitted, VIEWER) == ()


def test_a_site_leaves_the_queue_when_it_is_approved_or_returned(submitted: Workspace) -> None:
    cycle.take_step(submitted, REVIEWER, SITE, CycleStep.APPROVED)
    assert review.queue(submitted, SECOND) == ()


# --- Findings -----------------------------------------------------------------------------------


def test_what_is_not_confirmed_takes_its_points_and_shows_both_scores(
    submitted: Workspace,
) -> None:
    before = review.review_of(submitted, REVIEWER, SITE, TODAY)
    assert before.report.score == before.without
    conclude(submitted, "C01", NOT_CONFIRMED, "The letter is unsigned")
    after = review.review_of(submitted, REVIEWER, SITE, TODAY)
    assert item(submitted, "C01").scored.state is State.NOT_CONFIRMED
    assert after.report.score.points.earned < after.without.points.earned
    assert after.without == before.without
    assert [one.response.criterion_id for one in after.not_confirmed] == ["C01"]
    assert [one.response.criterion_id for one in after.open_items] == ["C02"]


def test_a_confirmed_answer_keeps_its_points_and_counts_as_confirmed(submitted: Workspace) -> None:
    before = site_report(submitted, EVERYONE, SITE, TODAY).score
    conclude(submitted, "C01", CONFIRMED)
    after = site_report(submitted, EVERYONE, SITE, TODAY).score
    assert after.points == before.points
    assert (before.points_confirmed, after.points_confirmed) == (0, after.criteria[0].points_earned)


def test_two_reviewers_may_differ_and_the_newest_counts(
    submitted: Workspace, clock: StandingClock
) -> None:
    conclude(submitted, "C01", CONFIRMED)
    assert item(submitted, "C01").differing == ()
    clock.go_on(minutes=1)
    conclude(submitted, "C01", NOT_CONFIRMED, "Unsigned", who=SECOND)
    both = item(submitted, "C01")
    assert [(one.recorded_by, one.conclusion) for one in both.differing] == [
        ("Rui", CONFIRMED),
        ("Zoe", NOT_CONFIRMED),
    ]
    assert both.scored.state is State.NOT_CONFIRMED
    clock.go_on(minutes=1)
    conclude(submitted, "C01", CONFIRMED, who=SECOND)
    assert item(submitted, "C01").differing == ()
    assert item(submitted, "C01").scored.state is State.MET


def test_a_finding_on_an_answer_that_has_changed_since_is_refused(
    submitted: Workspace, clock: StandingClock
) -> None:
    recording.record_response(submitted, MANAGER, an_answer("C01", "no"), seen=1)
    clock.go_on(minutes=1)
    revision = submitted.ledger.revision()
    with pytest.raises(ConflictError):
        conclude(submitted, "C01", CONFIRMED, seen=1)
    assert submitted.ledger.revision() == revision


@pytest.mark.parametrize(
    ("criterion_id", "conclusion", "reason", "said"),
    [
        ("C01", NOT_CONFIRMED, "  ", "Say why it is not confirmed, so that the site can mend it."),
        ("C01", "maybe", "x", "A finding says confirmed or not confirmed."),
        ("C03", CONFIRMED, "", "The site has not answered this criterion; there is nothing to "),
        ("C99", CONFIRMED, "", "The site has not answered this criterion; there is nothing to "),
    ],
)
def test_a_finding_that_says_nothing_is_refused(
    submitted: Workspace, criterion_id: str, conclusion: str, reason: str, said: str
) -> None:
    revision = submitted.ledger.revision()
    with pytest.raises(ReadinessError, match=f"^{said}"):
        conclude(submitted, criterion_id, conclusion, reason)
    assert submitted.ledger.revision() == revision


def test_a_draft_is_not_reviewed(few: Workspace) -> None:
    recording.record_response(few, MANAGER, an_answer("C01", "yes"), seen=0)
    with pytest.raises(ReadinessError, match="The assessment is draft; it can be reviewed once"):
        conclude(few, "C01", CONFIRMED)
    with pytest.raises(ReadinessError, match="The assessment is draft"):
        review.confirm_unchanged(few, REVIEWER, SITE)


@pytest.mark.parametrize("who", [MANAGER, VIEWER])
def test_only_reviewers_review(submitted: Workspace, who: Person) -> None:
    for do in (
        lambda: conclude(submitted, "C01", CONFIRMED, who=who),
        lambda: review.review_of(submitted, who, SITE, TODAY),
        lambda: review.confirm_unchanged(submitted, who, SITE),
        lambda: cycle.take_step(submitted, who, SITE, CycleStep.APPROVED),
    ):
        with pytest.raises(NotAllowedError, match=r"^You may read Pine Crossing but not review it"):
            do()


# --- Confirming in one go -----------------------------------------------------------------------


def test_only_what_is_the_same_as_when_it_was_confirmed_is_confirmed_in_one_go(
    submitted: Workspace, clock: StandingClock
) -> None:
    conclude(submitted, "C01", CONFIRMED)
    conclude(submitted, "C02", CONFIRMED)
    assert review.confirm_unchanged(submitted, REVIEWER, SITE) == 0
    clock.go_on(minutes=1)
    for criterion_id, answer in (("C01", "yes"), ("C02", "yes")):  # C02 was "partly"
        recording.record_response(submitted, MANAGER, an_answer(criterion_id, answer), seen=1)
    recording.record_response(submitted, MANAGER, an_answer("C04", evidence_date=TODAY), seen=0)
    clock.go_on(minutes=1)
    assert [item(submitted, key).unchanged for key in ("C01", "C02", "C04")] == [True, False, False]
    assert review.confirm_unchanged(submitted, REVIEWER, SITE) == 1
    assert [item(submitted, key).conclusion for key in ("C01", "C02", "C04")] == [CONFIRMED, "", ""]
    assert review.confirm_unchanged(submitted, REVIEWER, SITE) == 0


def test_the_same_answer_that_was_last_not_confirmed_is_not_confirmed_in_one_go(
    submitted: Workspace, clock: StandingClock
) -> None:
    conclude(submitted, "C01", CONFIRMED)
    clock.go_on(minutes=1)
    conclude(submitted, "C01", NOT_CONFIRMED, "Unsigned after all")
    clock.go_on(minutes=1)
    recording.record_response(submitted, MANAGER, an_answer("C01", "yes"), seen=1)
    clock.go_on(minutes=1)
    assert not item(submitted, "C01").unchanged


# --- The cycle ----------------------------------------------------------------------------------


def test_an_assessment_goes_back_with_reasons_is_mended_and_approved(
    submitted: Workspace, clock: StandingClock
) -> None:
    with pytest.raises(ReadinessError, match=r"^Say first what is not confirmed and why"):
        cycle.take_step(submitted, REVIEWER, SITE, CycleStep.RETURNED)
    conclude(submitted, "C01", NOT_CONFIRMED, "The letter is unsigned")
    clock.go_on(minutes=1)
    cycle.take_step(submitted, REVIEWER, SITE, CycleStep.RETURNED)
    assert cycle.stage_of(submitted, MANAGER, SITE) is Stage.RETURNED
    clock.go_on(minutes=1)
    mended = an_answer("C01", "yes", evidence="Signed letter of 22 November")
    recording.record_response(submitted, MANAGER, mended, seen=1)
    assert item(submitted, "C01").scored.state is State.MET
    clock.go_on(minutes=1)
    cycle.take_step(submitted, MANAGER, SITE, CycleStep.SUBMITTED)
    clock.go_on(minutes=1)
    cycle.take_step(submitted, REVIEWER, SITE, CycleStep.APPROVED)
    assert cycle.stages(submitted, MANAGER) == {SITE: Stage.APPROVED}
    assert cycle.steps_for(submitted, MANAGER, SITE) == (CycleStep.OPENED,)
    assert cycle.steps_for(submitted, REVIEWER, SITE) == ()
    assert cycle.steps_for(submitted, EVERYONE, SITE) == (CycleStep.OPENED, CycleStep.LOCKED)


def test_a_locked_assessment_takes_no_answer_until_the_next_is_opened(
    submitted: Workspace, clock: StandingClock
) -> None:
    cycle.take_step(submitted, REVIEWER, SITE, CycleStep.APPROVED)
    clock.go_on(minutes=1)
    cycle.take_step(submitted, EVERYONE, SITE, CycleStep.LOCKED)
    with pytest.raises(ReadinessError, match=r"is locked\. Start the next one to answer again"):
        recording.record_response(submitted, MANAGER, an_answer("C01", "no"), seen=1)
    clock.go_on(minutes=1)
    cycle.take_step(submitted, MANAGER, SITE, CycleStep.OPENED)
    recording.record_response(submitted, MANAGER, an_answer("C01", "no"), seen=1)


@pytest.mark.parametrize(
    "step", [CycleStep.SUBMITTED, CycleStep.LOCKED], ids=["submitted twice", "locked too early"]
)
def test_a_step_that_the_cycle_does_not_allow_is_refused(
    submitted: Workspace, step: CycleStep
) -> None:
    with pytest.raises(ReadinessError, match=f"is submitted; it cannot be {step} now"):
        cycle.take_step(submitted, EVERYONE, SITE, step)
    assert cycle.stage_of(submitted, EVERYONE, SITE) is Stage.SUBMITTED


def test_imported_answers_are_submitted_at_once_and_their_version_is_pinned(
    few: Workspace,
) -> None:
    cycle.take_step(few, MANAGER, SITE, CycleStep.SUBMITTED)
    assert [step.event for step in few.ledger.assessments(SITE)] == ["opened", "submitted"]


# --- Two people at the same moment ----------------------------------------------------------------


@contextmanager
def second_to(
    work: Callable[[], object], tmp_path: Path, patch: pytest.MonkeyPatch
) -> Iterator[Workspace]:
    """Another connection; `work` is done after it has read and before it writes, once."""
    own = opened_quickly(tmp_path / "readiness.db", StandingClock(NOW + timedelta(hours=1)))
    append = Ledger.append

    def after_someone_else(ledger: Ledger, *batch: Any, **more: Any) -> int:
        patch.setattr(Ledger, "append", append)
        work()
        return append(ledger, *batch, **more)

    patch.setattr(Ledger, "append", after_someone_else)
    with own.ledger:
        yield own


def test_the_second_of_two_reviewers_is_told_who_was_first(
    submitted: Workspace, clock: StandingClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def approve() -> None:
        clock.go_on(minutes=30)
        cycle.take_step(submitted, SECOND, SITE, CycleStep.APPROVED)

    with (
        second_to(approve, tmp_path, monkeypatch) as other,
        pytest.raises(ConflictError) as refused,
    ):
        cycle.take_step(other, REVIEWER, SITE, CycleStep.APPROVED)
    assert str(refused.value) == (
        "Zoe approved it on 22 Nov 2026, 11:14 UTC, while you were about to say approved. "
        "Yours is not saved: look at it again."
    )
    steps = submitted.ledger.assessments(SITE)
    assert [step.event for step in steps] == ["opened", "submitted", "approved"]
    clock.go_on(minutes=1)
    with pytest.raises(ReadinessError, match=r"cannot be approved now\. Zoe approved it on 22 Nov"):
        cycle.take_step(submitted, REVIEWER, SITE, CycleStep.APPROVED)


def test_an_answer_is_not_lost_to_a_step_that_leaves_it_possible(
    submitted: Workspace, clock: StandingClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def approve() -> None:
        clock.go_on(minutes=30)
        cycle.take_step(submitted, REVIEWER, SITE, CycleStep.APPROVED)

    with second_to(approve, tmp_path, monkeypatch) as other:
        recording.record_response(other, MANAGER, an_answer("C01", "no"), seen=1)
    assert submitted.ledger.history(SITE).responses["C01"][-1].answer == "no"


def test_an_answer_to_an_assessment_that_is_being_locked_is_refused(
    submitted: Workspace, clock: StandingClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.go_on(minutes=1)
    cycle.take_step(submitted, REVIEWER, SITE, CycleStep.APPROVED)

    def lock() -> None:
        clock.go_on(minutes=1)
        cycle.take_step(submitted, EVERYONE, SITE, CycleStep.LOCKED)

    with (
        second_to(lock, tmp_path, monkeypatch) as other,
        pytest.raises(ReadinessError, match="is locked"),
    ):
        recording.record_response(other, MANAGER, an_answer("C01", "no"), seen=1)
    assert len(submitted.ledger.history(SITE).responses["C01"]) == 1


def test_two_first_answers_open_one_assessment(
    few: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer() -> None:
        recording.record_response(few, EVERYONE, an_answer("C02", "no"), seen=0)

    with second_to(answer, tmp_path, monkeypatch) as other:
        recording.record_response(other, MANAGER, an_answer("C01", "yes"), seen=0)
    assert [step.event for step in few.ledger.assessments(SITE)] == ["opened"]
    assert set(few.ledger.history(SITE).responses) == {"C01", "C02"}


# --- Four eyes ------------------------------------------------------------------------------------


def test_nobody_confirms_their_own_answer(few: Workspace, clock: StandingClock) -> None:
    both = Person("Mia", (*MANAGER.holdings, *REVIEWER.holdings))
    for who in (both, EVERYONE):
        clock.go_on(minutes=1)
        seen = len(few.ledger.history(SITE).responses.get("C01", ()))
        recording.record_response(few, who, an_answer("C01", "yes"), seen=seen)
        if not seen:
            cycle.take_step(few, who, SITE, CycleStep.SUBMITTED)
        assert item(few, "C01", who).own
        with pytest.raises(ReadinessError, match="another person has to confirm it"):
            conclude(few, "C01", CONFIRMED, who=who, seen=seen + 1)
        assert not few.ledger.history(SITE).findings
    clock.go_on(minutes=1)
    conclude(few, "C01", NOT_CONFIRMED, "I was wrong", who=EVERYONE, seen=2)
    assert not item(few, "C01", SECOND).own
    conclude(few, "C01", CONFIRMED, who=SECOND, seen=2)


def test_what_was_confirmed_before_is_not_confirmed_again_by_its_author(
    submitted: Workspace, clock: StandingClock
) -> None:
    conclude(submitted, "C01", CONFIRMED)
    clock.go_on(minutes=1)
    recording.record_response(submitted, EVERYONE, an_answer("C01", "yes"), seen=1)
    clock.go_on(minutes=1)
    assert review.confirm_unchanged(submitted, EVERYONE, SITE) == 0
    assert review.confirm_unchanged(submitted, REVIEWER, SITE) == 1


# --- After the approval ---------------------------------------------------------------------------


def renewed_sites(workspace: Workspace, who: Person = SECOND) -> dict[str, tuple[str, ...]]:
    """What came after the approval, of the site of these tests."""
    found = {one.row.site_id: one.criteria for one in review.changed(workspace, who)}
    return {key: criteria for key, criteria in found.items() if key == SITE}


def test_answers_after_the_approval_wait_to_be_confirmed(
    submitted: Workspace, clock: StandingClock
) -> None:
    cycle.take_step(submitted, REVIEWER, SITE, CycleStep.APPROVED)
    assert renewed_sites(submitted) == {}
    clock.go_on(minutes=1)
    recording.record_response(submitted, MANAGER, an_answer("C01", "no"), seen=1)
    recording.record_response(submitted, MANAGER, an_answer("C03", "2"), seen=0)
    assert renewed_sites(submitted) == {SITE: ("C01", "C03")}
    assert renewed_sites(submitted, REVIEWER) == {SITE: ("C01", "C03")}
    assert renewed_sites(submitted, MANAGER) == renewed_sites(submitted, VIEWER) == {}
    looked_at = review.review_of(submitted, REVIEWER, SITE, TODAY)
    assert [one.response.criterion_id for one in looked_at.renewed] == ["C01", "C03"]
    clock.go_on(minutes=1)
    conclude(submitted, "C01", CONFIRMED, seen=2)
    assert renewed_sites(submitted) == {SITE: ("C03",)}
    clock.go_on(minutes=1)
    cycle.take_step(submitted, EVERYONE, SITE, CycleStep.LOCKED)
    assert renewed_sites(submitted) == {SITE: ("C03",)}
    clock.go_on(minutes=1)
    cycle.take_step(submitted, MANAGER, SITE, CycleStep.OPENED)
    assert renewed_sites(submitted) == {}


def test_sites_with_new_answers_are_those_of_one_region_the_most_first(few: Workspace) -> None:
    found = review.changed(few, EVERYONE)
    assert [len(one.criteria) for one in found] == sorted(
        (len(one.criteria) for one in found), reverse=True
    )
    regions = {one.row.region for one in found}
    for region in regions:
        own = review.changed(few, EVERYONE, region)
        assert own == tuple(one for one in found if one.row.region == region)
    assert review.changed(few, EVERYONE, "Elsewhere") == ()
