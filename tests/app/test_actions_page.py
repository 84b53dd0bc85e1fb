"""Actions: raised from a gap on the page of a site, changed and followed on a page of their own."""

import pytest
from streamlit.testing.v1 import AppTest

from readiness.domain.actions import Action
from readiness.domain.assessment import Batch
from readiness.domain.people import Person, Role
from readiness.services.actions import NAMELESS, actions_of, change_action, raise_action
from readiness.services.sites import site_report
from readiness.services.workspace import Workspace
from readiness.ui import sign_in
from tests.app.screens import (
    assert_sound,
    button,
    charts,
    first_sentence,
    labels,
    opened,
    said,
    title,
    turned_to,
    unfolded,
)
from tests.services.workspaces import (
    EVERYONE,
    NEVER_ASSESSED,
    NOT_READY,
    READY,
    TODAY,
    WITH_GAPS,
    StandingClock,
    days,
)

EMPTY = "There are no actions yet."
HOSTILE = "# *Do* [it](https://example.org) <script>alert(1)</script> :red[now] $x$"


def gaps_of(workspace: Workspace, site_id: str = NOT_READY) -> list[str]:
    report = site_report(workspace, EVERYONE, site_id, TODAY)
    return [gap.scored.criterion.id for gap in report.gaps]


def promise(workspace: Workspace, site_id: str = NOT_READY, **more: object) -> Action:
    given = {
        "criteria": gaps_of(workspace, site_id)[:2] or ["C01"],
        "title": "Buy tocilizumab",
        "owner": "Mia Lund",
        "due_on": workspace.today + days(10),
    }
    return raise_action(workspace, EVERYONE, site_id, **(given | more))  # type: ignore[arg-type]


def newest(workspace: Workspace) -> Action:
    (only,) = actions_of(workspace, EVERYONE, workspace.today)
    return only


def field(app: AppTest, kind: str, label: str) -> object:
    """The one control of a kind with this label in the body of the page."""
    (only,) = [element for element in getattr(app, kind) if element.label == label]
    return only


def listed(app: AppTest) -> list[str]:
    return next((list(f.value["Action"]) for f in app.dataframe if "Action" in f.value.columns), [])


def looks(monkeypatch: pytest.MonkeyPatch, role: Role, *sites: str) -> None:
    who = Person.holding("Reader", role, sites or None)
    monkeypatch.setattr(sign_in, "person", lambda _: who)


# --- the page


def test_without_actions_it_says_how_one_comes_about(few: Workspace) -> None:
    app = opened("actions")
    assert_sound(app)
    assert first_sentence(app) == EMPTY
    assert "under “What to close first”" in said(app, "info")[0]
    assert [link.proto.page for link in app.get("page_link")] == ["site"]
    assert charts(app) == []


def test_it_opens_with_what_is_overdue_and_lists_that_first(
    few: Workspace, clock: StandingClock
) -> None:
    promise(few, title="Later", due_on=TODAY + days(30))
    promise(few, READY, title="Soon", due_on=TODAY + days(3))
    promise(few, WITH_GAPS, title="Sooner", due_on=TODAY + days(2))
    app = opened("actions")
    assert_sound(app)
    assert first_sentence(app) == (
        "3 actions are unfinished, none overdue; the next is due on 24 Nov 2026: Sooner."
    )
    clock.go_on(days=3)
    app = opened("actions")
    assert_sound(app)
    assert first_sentence(app) == (
        "3 actions are unfinished, 1 overdue; it was due on 24 Nov 2026: Sooner."
    )
    assert listed(app) == ["Sooner", "Soon", "Later"]
    clock.go_on(days=1)
    assert first_sentence(opened("actions")) == (
        "3 actions are unfinished, 2 overdue; the oldest was due on 24 Nov 2026: Sooner."
    )
    assert len(charts(app)) == 1
    assert labels(app, "download_button") == ["Download as CSV"]
    unfold = opened("actions", state=unfolded("burn_down"))
    assert labels(unfold, "download_button") == ["Download as CSV"] * 2


def test_the_filters_live_in_the_address(few: Workspace, clock: StandingClock) -> None:
    late = promise(few, title="Late", due_on=TODAY)
    promise(few, READY, title="Other owner", owner="Rosa Diaz")
    done = promise(few, title="Finished")
    change_action(few, EVERYONE, done.action_id, seen=1, state="done", owner=done.owner,
                  due_on=done.due_on)  # fmt: skip
    clock.go_on(days=1)
    assert listed(opened("actions")) == ["Late", "Other owner"]
    assert listed(opened("actions", {"at": READY})) == ["Other owner"]
    assert listed(opened("actions", {"owner": "Mia Lund"})) == ["Late"]
    assert listed(opened("actions", {"listed": "overdue"})) == ["Late"]
    assert listed(opened("actions", {"listed": "done"})) == ["Finished"]
    assert listed(opened("actions", {"listed": "all"})) == ["Late", "Other owner", "Finished"]
    none = opened("actions", {"at": READY, "owner": "Mia Lund", "listed": "all"})
    assert_sound(none)
    assert first_sentence(none) == "No action matches these filters."
    wrong = opened("actions", {"at": "S999", "owner": "Nobody", "listed": "x", "action": "A0"})
    assert_sound(wrong)
    assert listed(wrong) == ["Late", "Other owner"]
    app = opened("actions")
    app.selectbox(key="choice_at").set_value(NOT_READY).run()
    assert app.query_params["at"] in (NOT_READY, [NOT_READY])
    app.selectbox(key="choice_action").set_value(late.action_id).run()
    assert app.query_params["action"] in (late.action_id, [late.action_id])


def test_one_action_shows_its_gaps_its_history_and_the_way_to_answer(few: Workspace) -> None:
    action = promise(few)
    app = opened("actions", {"action": action.action_id})
    assert_sound(app)
    assert "Buy tocilizumab" in said(app, "subheader")
    gaps = next(f.value for f in app.dataframe if "Closed" in f.value.columns)
    titles = [few.framework.criterion[key].title for key in action.criteria]
    assert list(gaps["Gap"]) == titles
    assert list(gaps["Closed"]) == ["no", "no"]
    assert "Done does not change the score; only an answer does." in said(app, "caption")
    links = [(link.proto.page, link.proto.query_string) for link in app.get("page_link")]
    assert links == [("assess", f"site={NOT_READY}"), ("site", f"site={NOT_READY}")]
    history = next(f.value for f in app.dataframe if "Comment" in f.value.columns)
    assert list(history["What"]) == ["Raised for Mia Lund, due on 2 Dec 2026"]


def test_gaps_that_are_closed_are_said_to_be(few: Workspace) -> None:
    gaps = set(gaps_of(few, READY))
    closed = next(row.id for row in few.framework.scored if row.id not in gaps)
    action = promise(few, READY, criteria=[closed])
    app = opened("actions", {"action": action.action_id})
    assert "Every gap of it is closed: it can be set to done." in said(app, "success")


def test_on_another_date_it_is_shown_as_it_was_and_cannot_be_changed(
    few: Workspace, clock: StandingClock
) -> None:
    action = promise(few)
    clock.go_on(days=5)
    change_action(few, EVERYONE, action.action_id, seen=1, state="done", owner="Mia Lund",
                  due_on=action.due_on)  # fmt: skip
    app = opened("actions", {"asof": TODAY.isoformat(), "action": action.action_id})
    assert_sound(app)
    assert "1 action is unfinished" in first_sentence(app)
    assert [element.label for element in app.button] == []
    before = opened("actions", {"asof": (TODAY - days(1)).isoformat()})
    assert first_sentence(before) == EMPTY


# --- changing one


@pytest.mark.parametrize(("word", "state"), [("Doing", "doing"), ("Done", "done")])
def test_a_change_of_state_is_saved_and_said(few: Workspace, word: str, state: str) -> None:
    action = promise(few)
    app = opened("actions", {"action": action.action_id})
    app.selectbox(key=f"{action.action_id}_1_state").set_value(state).run()
    field(app, "text_input", "Comment (no patient data)").set_value("Asked").run()  # type: ignore[attr-defined]
    button(app, "Save the change").click().run()
    assert_sound(app)
    assert (newest(few).state, newest(few).comment) == (state, "Asked")
    assert said(app, "success")[0] == (
        f"Saved Buy tocilizumab: {word.lower()}, Mia Lund, due on 2 Dec 2026. "
        "To undo, change it back; every change stays in its history."
    )
    history = next(f.value for f in app.dataframe if "Comment" in f.value.columns)
    assert history["What"].iloc[0] == f"Open → {word}"
    if state == "done":
        assert "Done, and yet 2 gaps of it are open: answer anew." in said(app, "warning")


def test_dropping_one_asks_why(few: Workspace) -> None:
    action = promise(few)
    app = opened("actions", {"action": action.action_id})
    app.selectbox(key=f"{action.action_id}_1_state").set_value("dropped").run()
    button(app, "Save the change").click().run()
    assert said(app, "error")[0].startswith("Not saved. Say why it is dropped")
    assert newest(few).state == "open"
    field(app, "text_input", "Why is it dropped?").set_value("Site closes").run()  # type: ignore[attr-defined]
    button(app, "Save the change").click().run()
    assert_sound(app)
    assert (newest(few).state, newest(few).reason) == ("dropped", "Site closes")
    assert first_sentence(app) == "No action is unfinished; 1 is done or dropped."


def test_owner_and_day_can_be_changed(few: Workspace) -> None:
    action = promise(few)
    app = opened("actions", {"action": action.action_id})
    key = f"{action.action_id}_1"
    app.text_input(key=f"{key}_owner").set_value("Rosa Diaz").run()
    app.date_input(key=f"{key}_due").set_value(TODAY + days(20)).run()
    button(app, "Save the change").click().run()
    assert (newest(few).owner, newest(few).due_on) == ("Rosa Diaz", TODAY + days(20))
    history = next(f.value for f in app.dataframe if "Comment" in f.value.columns)
    assert history["What"].iloc[0] == (
        "Owner Mia Lund → Rosa Diaz; due on 2 Dec 2026 → 12 Dec 2026"
    )


def test_nothing_changed_is_not_saved(few: Workspace) -> None:
    action = promise(few)
    app = opened("actions", {"action": action.action_id})
    button(app, "Save the change").click().run()
    assert said(app, "error")[0].startswith("Not saved. Nothing was changed")
    assert len(few.ledger.actions()) == 1


def test_where_someone_else_was_first_theirs_is_shown_and_the_comment_kept(
    few: Workspace, clock: StandingClock
) -> None:
    action = promise(few)
    app = opened("actions", {"action": action.action_id})
    app.selectbox(key=f"{action.action_id}_1_state").set_value("done").run()
    field(app, "text_input", "Comment (no patient data)").set_value("Signed today").run()  # type: ignore[attr-defined]
    clock.go_on(minutes=1)
    change_action(few, EVERYONE, action.action_id, seen=1, state="doing", owner="Rosa Diaz",
                  due_on=action.due_on)  # fmt: skip
    button(app, "Save the change").click().run()
    assert_sound(app)
    assert said(app, "error")[0].startswith("Not saved. Changed meanwhile by Ana on ")
    assert "“Buy tocilizumab” is now doing" in said(app, "error")[0]
    assert (newest(few).state, newest(few).owner) == ("doing", "Rosa Diaz")
    assert app.text_input(key=f"{action.action_id}_2_owner").value == "Rosa Diaz"
    assert app.text_input(key=f"{action.action_id}_2_comment").value == "Signed today"
    app.selectbox(key=f"{action.action_id}_2_state").set_value("done").run()
    button(app, "Save the change").click().run()
    assert (newest(few).state, newest(few).comment) == ("done", "Signed today")


# --- who looks


def test_a_viewer_reads_neither_names_nor_controls(
    few: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    action = promise(few)
    looks(monkeypatch, Role.VIEWER)
    app = opened("actions", {"action": action.action_id, "owner": "Mia Lund"})
    assert_sound(app)
    assert "Owned by" not in labels(app, "selectbox")
    assert [element.label for element in app.button] == []
    shown = "\n".join(str(f.value) for f in app.dataframe) + "\n".join(said(app, "markdown"))
    assert NAMELESS in shown
    assert "Mia" not in shown
    assert "Ana" not in shown


def test_a_manager_sees_the_actions_of_the_own_site(
    few: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    promise(few, title="Mine")
    foreign = promise(few, READY, title="Foreign")
    looks(monkeypatch, Role.MANAGER, NOT_READY)
    app = opened("actions", {"action": foreign.action_id, "at": READY})
    assert_sound(app)
    assert listed(app) == ["Mine"]
    assert "Foreign" not in str(app.selectbox(key="choice_action").options)


# --- from the page of a site


def test_an_action_is_raised_from_a_gap_with_the_day_it_takes(few: Workspace) -> None:
    app = opened("site", {"site": NOT_READY})
    first = few.framework.criterion[gaps_of(few)[0]]
    key = f"raise_{NOT_READY}_0"
    assert app.multiselect(key=f"{key}_gaps").value == [first.id]
    assert app.text_input(key=f"{key}_{first.id}_title").value == first.title
    due = TODAY + days(first.lead_days)
    assert app.date_input(key=f"{key}_{first.id}_due").value == due
    app.text_input(key=f"{key}_owner").set_value("Mia Lund").run()
    button(app, "Raise this action").click().run()
    assert_sound(app)
    action = newest(few)
    assert (action.criteria, action.title) == ((first.id,), first.title)
    assert (action.owner, action.due_on, action.site_id) == ("Mia Lund", due, NOT_READY)
    assert said(app, "success")[0].startswith(f"Raised {first.title}, Mia Lund, due on ")
    assert said(app, "success")[0].endswith("To undo, drop it on the page Actions.")
    links = {link.proto.label: link.proto.query_string for link in app.get("page_link")}
    assert links["1 unfinished action, next due on 13 Dec 2026"] == f"at={NOT_READY}"
    assert app.text_input(key=f"raise_{NOT_READY}_1_owner").value == ""
    gaps = app.multiselect(key=f"raise_{NOT_READY}_1_gaps")
    assert gaps.value == [gaps_of(few)[1]]
    assert gaps.options[0] == f"{first.title} (has an action)"


def test_more_gaps_take_the_longest_of_their_days(few: Workspace) -> None:
    app = opened("site", {"site": NOT_READY})
    chosen = gaps_of(few)[:3]
    key = f"raise_{NOT_READY}_0"
    app.multiselect(key=f"{key}_gaps").set_value(chosen).run()
    longest = max(few.framework.criterion[gap].lead_days for gap in chosen)
    mine = f"{key}_{'_'.join(chosen)}"
    assert app.date_input(key=f"{mine}_due").value == TODAY + days(longest)
    assert app.text_input(key=f"{mine}_title").value.endswith(" and 2 more")


def test_without_an_owner_nothing_is_raised_and_what_was_typed_stays(few: Workspace) -> None:
    app = opened("site", {"site": NOT_READY})
    first = gaps_of(few)[0]
    app.text_input(key=f"raise_{NOT_READY}_0_{first}_title").set_value("My own words").run()
    button(app, "Raise this action").click().run()
    assert_sound(app)
    assert said(app, "error") == ["Not saved. An action needs an owner."]
    assert few.ledger.actions() == ()
    assert app.text_input(key=f"raise_{NOT_READY}_0_{first}_title").value == "My own words"


def test_an_overdue_action_is_said_on_the_page_of_its_site(
    few: Workspace, clock: StandingClock
) -> None:
    promise(few)
    clock.go_on(days=11)
    app = opened("site", {"site": NOT_READY})
    assert "1 unfinished action, 1 overdue" in labels(app, "page_link")
    assert "unfinished" not in " ".join(labels(opened("site", {"site": READY}), "page_link"))


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.VIEWER])
def test_who_may_not_act_is_not_offered_to(
    few: Workspace, monkeypatch: pytest.MonkeyPatch, role: Role
) -> None:
    looks(monkeypatch, role)
    app = opened("site", {"site": NOT_READY})
    assert_sound(app)
    assert "Raise an action" not in labels(app, "expander")
    assert [element.label for element in app.button] == []
    (told,) = said(opened("actions"), "info")
    assert told.endswith("Practice managers and network administrators raise actions.")


def test_actions_are_raised_today_only_and_at_assessed_sites(few: Workspace) -> None:
    for query in ({"site": NOT_READY, "asof": "2026-10-01"}, {"site": NEVER_ASSESSED}):
        app = opened("site", query)
        assert [element.label for element in app.button] == []


def test_what_people_write_is_shown_letter_for_letter(few: Workspace) -> None:
    action = promise(few, title=HOSTILE, owner=HOSTILE)
    app = opened("actions", {"action": action.action_id})
    assert_sound(app)
    assert first_sentence(app).endswith(f"due on 2 Dec 2026: {HOSTILE}.")
    assert HOSTILE in said(app, "subheader")
    assert any(f"Owner: {HOSTILE}." in text for text in said(app, "markdown"))
    app.selectbox(key=f"{action.action_id}_1_state").set_value("doing").run()
    button(app, "Save the change").click().run()
    assert f"Saved {HOSTILE}: doing, {HOSTILE}" in said(app, "success")[0]


def test_two_actions_of_the_same_words_can_be_told_apart(few: Workspace) -> None:
    first, second = promise(few), promise(few)
    app = opened("actions")
    options = app.selectbox(key="choice_action").options
    assert len(set(options)) == 2
    for action in (first, second):
        app.selectbox(key="choice_action").set_value(action.action_id).run()
        assert f"{action.action_id}_1_comment" in {element.key for element in app.text_input}


def test_many_actions_are_listed(few: Workspace) -> None:
    gap = gaps_of(few)[0]
    template = promise(few)
    more = tuple(
        template._replace(action_id=f"B{n}", title=f"Action {n}", criteria=(gap,))
        for n in range(500)
    )
    few.ledger.append(
        Batch(actions=more), recorded_by="Ana", recorded_at=few.clock(), action="test"
    )
    app = opened("actions")
    assert_sound(app)
    assert title(app) == "Actions"
    assert len(listed(app)) == 501
    assert "501 actions are unfinished" in first_sentence(app)
    turned_to(app, "overview")
    assert_sound(app)


@pytest.mark.parametrize(("role", "ways"), [(Role.MANAGER, 2), (Role.VIEWER, 1)])
def test_the_way_to_answer_is_shown_to_whoever_may_take_it(
    few: Workspace, monkeypatch: pytest.MonkeyPatch, role: Role, ways: int
) -> None:
    raised = raise_action(few, EVERYONE, NOT_READY, ["C15"], "Count", "Ana", TODAY)
    looks(monkeypatch, role, NOT_READY)
    app = opened("actions", {"action": raised.action_id})
    assert_sound(app)
    assert len(app.get("page_link")) == ways
