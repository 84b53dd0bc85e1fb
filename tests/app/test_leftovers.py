"""A session lets go of runs that ended and of old controls, but not of the newest of them."""

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.scriptrunner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext
from streamlit.runtime.state.session_state import SessionState
from streamlit.testing.v1 import AppTest

from readiness.services.workspace import Workspace
from readiness.ui import leftovers
from tests.app.screens import assert_drawn_in_part, assert_sound, opened, title, turned_to
from tests.services.workspaces import NEVER_ASSESSED

ADDRESS = {"site": NEVER_ASSESSED, "show": "full", "element": "E1"}


@pytest.fixture
def as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit's own way to end a run before and after the test."""
    monkeypatch.setattr(SessionState, "on_script_finished", SessionState.on_script_finished)
    own = ScriptRunner._run_script_thread
    monkeypatch.setattr(ScriptRunner, "_run_script_thread", own)


def numbered() -> None:
    """A page whose control is made anew each time it was used."""
    import streamlit as st

    state = st.session_state

    def used(number: int) -> None:
        state["used"] = [*state.get("used", []), number]

    number = len(state.get("used", []))
    st.text_input("What", key=f"what_{number}", on_change=used, args=(number,))
    st.text_input("Always there", key="always")


def known(app: AppTest) -> dict[str, Any]:
    return app._session_state._state._new_widget_state.widget_metadata


def use(app: AppTest, times: int) -> None:
    for _ in range(times):
        app.text_input[0].set_value("something").run()
        assert not app.exception


def test_however_often_controls_are_made_anew_so_many_are_known(as_it_was: None) -> None:
    leftovers.let_go(kept=3)
    app = AppTest.from_function(numbered).run()
    use(app, 10)
    assert len(known(app)) == 2 + 3
    assert {one.label for one in app.text_input} == {"What", "Always there"}
    assert app.session_state["used"] == list(range(10))


@pytest.fixture
def uncollected() -> Iterator[None]:
    """Python looks for no circles meanwhile."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def contexts() -> int:
    return sum(isinstance(one, ScriptRunContext) for one in gc.get_objects())


def test_a_run_that_ended_is_gone_without_being_looked_for(
    as_it_was: None, uncollected: None
) -> None:
    app = AppTest.from_function(numbered).run()
    before = contexts()
    use(app, 3)
    assert contexts() == before + 3, "Streamlit no longer needs this"
    leftovers.let_go()
    use(app, 3)
    assert contexts() == before + 3


def test_what_was_changed_just_before_it_was_made_anew_counts(as_it_was: None) -> None:
    leftovers.let_go(kept=3)
    app = AppTest.from_function(numbered).run()
    before = app.text_input[0]
    use(app, 1)
    before.set_value("something else")  # the browser had not been told of the new one yet
    app._run(WidgetStates(widgets=[before._widget_state]))
    assert not app.exception
    assert app.session_state["used"] == [0, 0]


def test_an_assessment_of_a_whole_day_does_not_grow(few: Workspace, as_it_was: None) -> None:
    leftovers.let_go(kept=0)
    app = opened("assess", ADDRESS)
    shown = set(known(app))
    answer_often(app)
    assert len(known(app)) <= len(shown) + 5  # reasons to answer "no" are asked for


def test_whatever_is_shown_stays_known(few: Workspace, as_it_was: None) -> None:
    leftovers.let_go(kept=0)
    app = opened("assess", ADDRESS)
    others = {name for name in known(app) if "_C01_" not in name}
    answer_often(app)
    assert others <= set(known(app))
    assert any(name.endswith("choice_you") for name in others)
    app.run()
    assert others <= set(known(app))
    assert any(name.endswith("__events") for name in known(app))  # how wide the window is


def answer_often(app: AppTest) -> None:
    for number in range(8):
        key = f"{NEVER_ASSESSED}_C01_{number}_answer"
        app.radio(key=key).set_value(("yes", "no")[number % 2]).run()
        assert_drawn_in_part(app)


def answered_late(app: AppTest) -> WidgetState:
    """An answer on the sheet that is open, whose browser has not sent it yet."""
    radio = app.radio(key=f"{NEVER_ASSESSED}_C01_0_answer")
    late = radio.set_value("yes")._widget_state
    radio.set_value(None)
    return late


def sent(app: AppTest, late: WidgetState) -> None:
    states = app._tree.get_widget_states()
    states.widgets.append(late)
    app._run(states)


def answer(workspace: Workspace) -> str:
    (row,) = workspace.ledger.history(NEVER_ASSESSED).responses["C01"]
    return row.answer


def test_what_was_typed_where_the_page_has_moved_on_is_saved(few: Workspace) -> None:
    app = opened("assess", ADDRESS)
    late = answered_late(app)
    element = next(one for one in app.selectbox if one.label == "Element")
    element.set_value("E2").run()
    assert_sound(app)
    assert not few.ledger.history(NEVER_ASSESSED).responses
    sent(app, late)
    assert_sound(app)
    assert answer(few) == "yes"


def test_what_was_typed_on_a_page_that_was_left_is_saved(few: Workspace) -> None:
    app = opened("assess", ADDRESS)
    late = answered_late(app)
    turned_to(app, "site")
    sent(app, late)
    assert_sound(app)
    assert title(app) == few.known_sites()[NEVER_ASSESSED].site_name
    assert answer(few) == "yes"


def test_an_answer_that_comes_with_a_turn_to_another_page_does_not_hold_it_up(
    few: Workspace,
) -> None:
    app = opened("assess", ADDRESS)
    app.radio(key=f"{NEVER_ASSESSED}_C01_0_answer").set_value("yes")
    turned_to(app, "site")
    assert_sound(app)
    assert title(app) == few.known_sites()[NEVER_ASSESSED].site_name
    assert answer(few) == "yes"


def test_it_is_put_in_once(as_it_was: None) -> None:
    leftovers.let_go()
    put_in = SessionState.on_script_finished
    leftovers.let_go()
    assert SessionState.on_script_finished is put_in
