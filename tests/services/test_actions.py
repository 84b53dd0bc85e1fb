"""Actions: who may raise, change and see them, and what is no promise."""

from datetime import date

import pytest

from readiness.domain.actions import Action
from readiness.domain.assessment import Batch
from readiness.domain.people import Person, Role
from readiness.errors import ConflictError, NotAllowedError, ReadinessError
from readiness.services.actions import (
    NAMELESS,
    actions_of,
    change_action,
    changes_of,
    criterion_titles,
    raise_action,
)
from readiness.services.sites import site_report
from readiness.services.workspace import Workspace
from tests.services.workspaces import (
    EVERYONE,
    NEVER_ASSESSED,
    NOT_READY,
    READY,
    TODAY,
    StandingClock,
    days,
)

MIA = Person.holding("Mia", Role.MANAGER, {NOT_READY})
OTHER = Person.holding("Olu", Role.MANAGER, {READY})
REVIEWER = Person.holding("Rui", Role.REVIEWER)
VIEWER = Person.holding("Vic", Role.VIEWER)
SOON = TODAY + days(10)


def an_action(workspace: Workspace, who: Person = MIA, **more: object) -> Action:
    given = {
        "site_id": NOT_READY,
        "criteria": ["C01", "C15"],
        "title": "Name a champion",
        "owner": "Mia Lund",
        "due_on": SOON,
    }
    return raise_action(workspace, who, **(given | more))  # type: ignore[arg-type]


def changed(workspace: Workspace, who: Person, action: Action, **more: object) -> Action:
    given = {"seen": 1, "state": action.state, "owner": action.owner, "due_on": action.due_on}
    return change_action(workspace, who, action.action_id, **(given | more))  # type: ignore[arg-type]


def test_what_is_raised_is_kept_with_who_and_when(few: Workspace) -> None:
    action = an_action(few, title="  Name\n a champion ")
    assert actions_of(few, EVERYONE, TODAY) == (action,)
    assert (action.title, action.owner, action.state) == ("Name a champion", "Mia Lund", "open")
    assert (action.criteria, action.recorded_by) == (("C01", "C15"), "Mia")
    assert action.recorded_at == few.clock()
    assert few.ledger.audit(1)[0].action == "raise action"


def test_two_actions_have_ids_of_their_own(few: Workspace) -> None:
    assert an_action(few).action_id != an_action(few).action_id


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"criteria": []}, "at least one gap"),
        ({"criteria": ["C01", "C01"]}, "named twice"),
        ({"criteria": ["C99"]}, "'C99' is not a criterion"),
        ({"title": " \n"}, "needs a title"),
        ({"title": "x" * 201}, "longer than 200"),
        ({"owner": ""}, "needs an owner"),
        ({"due_on": TODAY - days(1)}, "due today or later"),
        ({"due_on": None}, "due today or later"),
    ],
    ids=str,
)
def test_what_is_no_promise_is_refused(few: Workspace, more: dict[str, object], said: str) -> None:
    with pytest.raises(ReadinessError, match=said):
        an_action(few, **more)
    assert few.ledger.actions() == ()


def test_an_action_may_be_due_today(few: Workspace) -> None:
    assert an_action(few, due_on=TODAY).due_on == TODAY


@pytest.mark.parametrize("who", [OTHER, REVIEWER, VIEWER], ids=lambda who: who.name)
def test_only_who_may_act_for_the_site_raises_and_changes(few: Workspace, who: Person) -> None:
    action = an_action(few)
    with pytest.raises(NotAllowedError):
        an_action(few, who)
    with pytest.raises(NotAllowedError):
        changed(few, who, action, state="done")
    assert few.ledger.actions() == (action,)


def test_an_action_of_a_foreign_site_looks_like_one_that_is_not_there(few: Workspace) -> None:
    action = an_action(few)
    said = []
    for action_id in (action.action_id, "A000"):
        with pytest.raises(NotAllowedError) as refused:
            changed(few, OTHER, action._replace(action_id=action_id), state="done")
        said.append(str(refused.value).replace(action_id, "…"))
    assert said[0] == said[1] == "There is no action '…' that you may see."


def test_everyone_sees_the_actions_of_their_own_sites_only(few: Workspace) -> None:
    own = an_action(few)
    foreign = an_action(few, EVERYONE, site_id=READY)
    assert actions_of(few, MIA, TODAY) == (own,)
    assert actions_of(few, OTHER, TODAY) == (foreign,)
    assert set(actions_of(few, EVERYONE, TODAY)) == {own, foreign}
    assert actions_of(few, EVERYONE, TODAY, [READY]) == (foreign,)
    assert actions_of(few, EVERYONE, TODAY, []) == ()
    for site_id in (READY, "S999"):
        with pytest.raises(NotAllowedError, match=f"no site '{site_id}'"):
            actions_of(few, MIA, TODAY, [site_id])


def test_a_viewer_sees_neither_owners_nor_who_recorded(few: Workspace) -> None:
    action = an_action(few)
    changed(few, MIA, action, owner="Rosa Diaz", comment="Asked again")
    for change in changes_of(few, VIEWER, TODAY):
        assert (change.owner, change.recorded_by) == (NAMELESS, "")
    assert [change.owner for change in changes_of(few, REVIEWER, TODAY)] == [
        "Mia Lund",
        "Rosa Diaz",
    ]


def test_each_state_can_be_recorded_and_the_action_taken_up_again(
    few: Workspace, clock: StandingClock
) -> None:
    action = an_action(few)
    for seen, (state, reason) in enumerate(
        [("doing", ""), ("done", ""), ("dropped", "Site closes"), ("open", "Site closes")], 1
    ):
        clock.go_on(minutes=1)
        after = changed(few, MIA, action, seen=seen, state=state, reason=reason)
        assert actions_of(few, MIA, TODAY) == (after,)
        assert (after.state, after.reason) == (state, reason if state == "dropped" else "")
    assert len(changes_of(few, MIA, TODAY)) == 5


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"state": "late"}, "is no state"),
        ({"state": "dropped"}, "Say why it is dropped"),
        ({"state": "dropped", "reason": "  "}, "Say why it is dropped"),
        ({"owner": " "}, "needs an owner"),
        ({"due_on": TODAY - days(1)}, "put off to today or later"),
        ({"due_on": None}, "put off to today or later"),
        ({"comment": "x" * 2_001}, "longer than 2,000"),
        ({}, "Nothing was changed"),
    ],
    ids=str,
)
def test_a_change_that_makes_no_sense_is_refused(
    few: Workspace, more: dict[str, object], said: str
) -> None:
    action = an_action(few)
    with pytest.raises(ReadinessError, match=said):
        changed(few, MIA, action, **more)
    assert few.ledger.actions() == (action,)


def test_what_is_overdue_can_be_finished_without_a_new_day(
    few: Workspace, clock: StandingClock
) -> None:
    action = an_action(few)
    clock.go_on(days=30)
    assert changed(few, MIA, action, state="done").due_on == SOON


def test_a_comment_alone_is_a_change(few: Workspace) -> None:
    assert changed(few, MIA, an_action(few), comment="Asked the board").comment == "Asked the board"


def test_a_change_on_top_of_an_unseen_one_is_refused_and_names_it(few: Workspace) -> None:
    action = an_action(few)
    changed(few, EVERYONE, action, state="doing")
    with pytest.raises(ConflictError, match=r"by Ana on .* is now doing"):
        changed(few, MIA, action, state="done")
    assert actions_of(few, MIA, TODAY)[0].state == "doing"


def test_the_same_change_by_two_is_a_conflict_too(few: Workspace) -> None:
    action = an_action(few)
    changed(few, EVERYONE, action, state="done")
    with pytest.raises(ConflictError, match="is now done"):
        changed(few, MIA, action, state="done")


def test_actions_are_shown_as_they_stood_on_a_day(few: Workspace, clock: StandingClock) -> None:
    action = an_action(few)
    clock.go_on(days=3)
    changed(few, MIA, action, state="done")
    assert actions_of(few, MIA, TODAY - days(1)) == ()
    assert [row.state for row in actions_of(few, MIA, TODAY + days(2))] == ["open"]
    assert [row.state for row in actions_of(few, MIA, TODAY + days(3))] == ["done"]


def test_done_does_not_change_the_score(few: Workspace) -> None:
    before = site_report(few, EVERYONE, NOT_READY, TODAY).score
    gap = site_report(few, EVERYONE, NOT_READY, TODAY).gaps[0].scored.criterion.id
    changed(few, MIA, an_action(few, criteria=[gap]), state="done")
    assert site_report(few, EVERYONE, NOT_READY, TODAY).score == before


def test_a_site_never_assessed_can_have_actions(few: Workspace) -> None:
    an_action(few, EVERYONE, site_id=NEVER_ASSESSED)
    assert len(actions_of(few, EVERYONE, TODAY, [NEVER_ASSESSED])) == 1


def test_titles_are_known_for_every_criterion(few: Workspace) -> None:
    assert criterion_titles(few)["C01"] == few.framework.criterion["C01"].title


def test_what_others_recorded_about_the_same_action_keeps_its_days(few: Workspace) -> None:
    """A promise made long ago and long overdue is read, and shown first."""
    old = Action("A1", READY, ("C01",), "Old", "Ana", date(2026, 1, 1), "open", few.clock())
    few.ledger.append(
        Batch(actions=(old,)), recorded_by="Ana", recorded_at=few.clock(), action="test"
    )
    fresh = an_action(few)
    assert actions_of(few, EVERYONE, TODAY) == (old, fresh)
