"""The Meeting page: opened, turned by keys, decided in, reopened."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from readiness.services import actions, meeting
from readiness.services.network import Filters, overview
from readiness.services.workspace import Workspace
from readiness.views.sentences import overview_sentence
from tests.app.screens import (
    assert_sound,
    button,
    first_sentence,
    only_notice,
    opened,
    said,
    title,
)
from tests.services.workspaces import EVERYONE, NOT_READY, TODAY, StandingClock, days

SINCE = TODAY - days(91)


@pytest.fixture
def held(few: Workspace, clock: StandingClock) -> str:
    key = meeting.open_meeting(few, EVERYONE, TODAY, SINCE, Filters())
    clock.go_on(minutes=1)
    return key


def at(held: str, part: str) -> AppTest:
    app = opened("meeting", {"meeting": held, "part": part})
    assert_sound(app)
    return app


def field(app: AppTest, kind: str, name: str) -> Any:
    (only,) = [one for one in app.get(kind) if one.key == name]
    return only


def test_a_meeting_is_opened_and_begins_with_where_the_network_stands(few: Workspace) -> None:
    app = opened("meeting")
    assert_sound(app)
    assert first_sentence(app) == "No meeting has been held yet."
    button(app, "Open a meeting as of 22 Nov 2026").click().run()
    assert_sound(app)
    assert title(app) == "Where we stand"
    view = overview(few, EVERYONE, TODAY, SINCE, Filters())
    assert first_sentence(app) == overview_sentence(view)
    (kept,) = meeting.meetings(few, EVERYONE)
    assert kept.opened.since == SINCE


def test_the_keys_lead_through_the_agenda_and_back(few: Workspace, held: str) -> None:
    app = at(held, "status")
    assert button(app, "Previous").disabled
    keys = {one.label: one.proto.shortcut for one in app.button if one.proto.shortcut}
    assert keys == {"Previous": "left", "Next": "right", "Blank": "b", "Leave": "escape"}
    titles = [title(app)]
    while not button(app, "Next").disabled:
        button(app, "Next").click().run()
        assert_sound(app)
        titles.append(title(app))
    assert titles == [
        "Where we stand",
        "What moved since 23 Aug 2026",
        "What lapses within 30 days",
        "Overdue actions",
        "Decisions",
    ]
    button(app, "Previous").click().run()
    assert title(app) == "Overdue actions"


def test_a_blank_screen_shows_nothing_until_it_is_wanted(few: Workspace, held: str) -> None:
    app = at(held, "lapses")
    button(app, "Blank").click().run()
    assert [element.value for element in (*app.title, *app.header, *app.markdown)] == []
    button(app, "Show again").click().run()
    assert title(app) == "What lapses within 30 days"


def test_a_decision_is_typed_and_becomes_an_action(few: Workspace, held: str) -> None:
    app = at(held, "decisions")
    field(app, "selectbox", "decision_site_1").set_value(NOT_READY).run()
    field(app, "text_input", "decision_text_1").set_value("Count the doses weekly")
    field(app, "text_input", "decision_owner_1").set_value("Pharmacy lead")
    field(app, "date_input", "decision_due_1").set_value(TODAY + days(14))
    button(app, "Decide").click().run()
    assert_sound(app)
    assert only_notice(app) == "Decided, and raised as an action. To undo, drop the action."
    (raised,) = actions.actions_of(few, EVERYONE, TODAY)
    assert (raised.site_id, raised.title) == (NOT_READY, "Count the doses weekly")
    assert first_sentence(app) == "1 decision so far."
    assert "Decided: Count the doses weekly" in said(app, "markdown")


def test_a_minute_is_added_and_the_meeting_ends(
    few: Workspace, held: str, clock: StandingClock
) -> None:
    app = at(held, "decisions")
    field(app, "text_area", "minute_1").set_value("<b>The board</b> was told")
    button(app, "Add to the minutes").click().run()
    assert_sound(app)
    assert "<b>The board</b> was told" in said(app, "markdown")
    clock.go_on(minutes=1)
    button(app, "End the meeting").click().run()
    assert_sound(app)
    assert "Add to the minutes" not in [one.label for one in app.button]


def test_an_earlier_meeting_shows_its_own_date_and_filters(
    few: Workspace, held: str, clock: StandingClock
) -> None:
    region = few.site(EVERYONE, NOT_READY).region
    narrow = meeting.open_meeting(few, EVERYONE, TODAY, SINCE, Filters(region=(region,)))
    before = first_sentence(at(narrow, "status"))
    clock.go_on(days=60)
    assert first_sentence(at(narrow, "status")) == before
    assert first_sentence(at(held, "status")) != before
    listed = [one.label for one in opened("meeting").button]
    assert sum(label.startswith("22 Nov 2026: no decisions") for label in listed) == 2


def test_owners_of_overdue_actions_are_not_named(
    few: Workspace, held: str, clock: StandingClock
) -> None:
    raised = actions.raise_action(
        few, EVERYONE, NOT_READY, ["C15"], "Count the doses", "Zoe Zimmer", TODAY
    )
    clock.go_on(days=2)
    later = meeting.open_meeting(few, EVERYONE, few.today, TODAY, Filters())
    app = at(later, "overdue")
    assert raised.title in "\n".join(said(app, "markdown"))
    assert first_sentence(app) == "1 action of 1 unfinished is overdue."
    assert "Zimmer" not in repr([element.value for element in app.markdown])


@pytest.mark.parametrize("query", [{"meeting": "M0"}, {"meeting": "../x"}, {"part": "secrets"}])
def test_an_address_that_does_not_exist_offers_the_meetings(
    few: Workspace, query: dict[str, str]
) -> None:
    app = opened("meeting", query)
    assert_sound(app)
    assert title(app) == "Meeting"
