"""Agents: what a site has in place for an agent, and what set it off."""

import pytest
from streamlit.testing.v1 import AppTest

from readiness.domain.people import Person, Role
from readiness.services import agents, triggers
from readiness.services.workspace import Workspace
from readiness.ui import sign_in
from tests.app.screens import (
    assert_sound,
    button,
    captions,
    first_sentence,
    labels,
    letters,
    only_notice,
    opened,
    said,
)
from tests.services.workspaces import EVERYONE, NEVER_ASSESSED, READY, TODAY, days

HOSTILE = "# *Do* [it](https://example.org) <script>alert(1)</script> :red[now] $x$"
AGO = str(TODAY - days(10))
PLANNED = {
    "agent": "Linvoseltamab",
    "planned_start": str(TODAY + days(40)),
    "rems": "yes",
    "rems_certified_on": AGO,
    "rems_checked_on": AGO,
    "order_set_live_on": AGO,
    "materials_on": AGO,
    "checked_on": AGO,
}
EVENT = {"kind": "champion", "happened_on": str(TODAY), "what": "A new champion"}


def on(site_id: str = READY, agent: str = "linvoseltamab") -> AppTest:
    app = opened("agents", {"site": site_id, "of_agent": agent})
    assert_sound(app)
    return app


def looks(monkeypatch: pytest.MonkeyPatch, role: Role, *sites: str) -> None:
    who = Person.holding("Reader", role, sites or None)
    monkeypatch.setattr(sign_in, "person", lambda _: who)


def test_it_opens_with_what_is_in_place_and_what_is_missing(few: Workspace) -> None:
    agents.state_agent(few, EVERYONE, READY, PLANNED)
    app = on()
    assert first_sentence(app) == (
        "Cedar Falls has 3 of 4 things in place for Linvoseltamab: the dosing-location plan is "
        "missing."
    )
    assert "gives no treatment advice" in captions(app)
    written = "\n".join(letters(part.value) for part in app.markdown)
    assert "may start" not in written
    assert "Cedar Falls is Ready as a site; every must-have passes." in written


def test_an_unknown_rems_status_is_a_task(few: Workspace) -> None:
    app = on(agent="teclistamab")
    (told,) = said(app, "warning")
    assert told.startswith("Whether a REMS program applies is not known. This is a task, not a no")
    assert first_sentence(app) == (
        "Cedar Falls gives Teclistamab, and nothing is recorded of what it has in place for it."
    )


def test_what_is_stated_is_saved_and_said(few: Workspace) -> None:
    app = on()
    field = f"agent_{READY}_Linvoseltamab_0"
    app.date_input(key=f"{field}_planned_start").set_value(TODAY + days(40))
    app.date_input(key=f"{field}_order_set_live_on").set_value(TODAY)
    button(app, "Save").click()
    app.run()
    assert_sound(app)
    assert only_notice(app).startswith(
        "Saved Linvoseltamab at Cedar Falls: 1 of 4 things in place. Typed answers count until "
        "every agent that is given is in this list."
    )
    assert first_sentence(app).startswith("Cedar Falls has 1 of 4 things in place")


def test_what_contradicts_itself_is_not_saved_and_says_why(few: Workspace) -> None:
    app = on()
    app.date_input(key=f"agent_{READY}_Linvoseltamab_0_order_set_live_on").set_value(TODAY)
    button(app, "Save").click()
    app.run()
    assert only_notice(app) == (
        "Not saved. Give the planned start, or the day since which the agent is given."
    )


def test_an_event_is_recorded_for_every_site_and_taken_back(few: Workspace) -> None:
    app = on()
    app.text_input(key="trigger_0_what").set_value(HOSTILE)
    button(app, "Record this event").click()
    app.run()
    assert_sound(app)
    assert only_notice(app) == f"Recorded “{HOSTILE}” at every site. To undo, take it back below."
    (row,) = triggers.network_triggers(few, EVERYONE, TODAY)
    app.selectbox(key="trigger_to_take_back").set_value(row.trigger.entry_id).run()
    button(app, "Take it back").click()
    app.run()
    assert_sound(app)
    assert only_notice(app).startswith("Took back “# *Do*")
    assert triggers.network_triggers(few, EVERYONE, TODAY) == ()


def test_who_may_only_read_is_offered_no_form(
    few: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    triggers.record_trigger(few, EVERYONE, READY, EVENT)
    looks(monkeypatch, Role.VIEWER, READY)
    app = on()
    assert {label for label in labels(app, "button") if "Download" not in label} == set()


def test_a_manager_records_events_for_own_sites_only(
    few: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks(monkeypatch, Role.MANAGER, READY)
    (place,) = [box for box in on().selectbox if box.label == "Where"]
    assert place.options == ["Cedar Falls (S001)"]


def test_a_site_about_which_nothing_is_known_has_words_for_it(few: Workspace) -> None:
    app = opened("agents", {"site": NEVER_ASSESSED})
    assert_sound(app)


def test_for_an_agent_that_is_not_planned_nothing_is_to_be_found_out(few: Workspace) -> None:
    app = on(agent="linvoseltamab")
    assert first_sentence(app) == "Cedar Falls neither gives nor plans Linvoseltamab."
    (table,) = [part.value for part in app.dataframe if "To do" in part.value.columns]
    assert set(table["State"]) == {"– Not planned"}
    assert set(table["To do"]) == {""}


# --- the page of a site


def test_the_site_shows_what_is_open_and_raises_it_as_an_action(few: Workspace) -> None:
    triggers.record_trigger(few, EVERYONE, READY, {**EVENT, "what": HOSTILE})
    app = opened("site", {"site": READY})
    assert_sound(app)
    written = "\n".join(letters(part.value) for part in app.markdown)
    assert f"**{HOSTILE}** (new champion or champion's protocol, 22 Nov 2026)." in written
    button(app, "Raise as action").click()
    app.run()
    assert_sound(app)
    (gaps,) = [box for box in app.multiselect if box.label == "Gaps to close"]
    assert gaps.value == ["C01", "C02", "C05", "C10", "C31"]


def test_the_site_marks_its_events_on_the_timeline(few: Workspace) -> None:
    triggers.record_trigger(few, EVERYONE, READY, EVENT)
    app = opened("site", {"site": READY})
    assert "▲ marks what set things off." in captions(app)
    marked = [chart.proto.alt for chart in app.get("plotly_chart") if "Marked:" in chart.proto.alt]
    assert len(marked) == 1
    assert marked[0].endswith("Marked: A new champion on 22 Nov 2026.")
