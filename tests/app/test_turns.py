"""Runs of pages take turns: in order, one at a time, and a long one holds nobody up."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from streamlit.runtime.scriptrunner import ScriptRunner
from streamlit.testing.v1 import AppTest

from readiness.ui import metrics, turns
from readiness.ui.turns import Turns

PATIENCE = 30.0
LONG = 3600.0


class Visitor(threading.Thread):
    """Someone whose run goes on until they are let go."""

    def __init__(self, line: Turns) -> None:
        super().__init__(daemon=True)
        self.line = line
        self.inside, self.may_go = threading.Event(), threading.Event()
        self.start()

    def run(self) -> None:
        with self.line.one():
            self.inside.set()
            assert self.may_go.wait(PATIENCE)

    def go(self) -> None:
        self.may_go.set()
        self.join(PATIENCE)
        assert not self.is_alive()


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.001)


def in_line(line: Turns, count: int) -> list[Visitor]:
    """So many visitors, each of whom came after the one before."""
    came: list[Visitor] = []
    for number in range(count):
        came.append(Visitor(line))
        if number:
            wait_until(lambda: len(line._line) == len(came) - 1)
        else:
            assert came[0].inside.wait(PATIENCE)
    return came


def test_runs_go_one_at_a_time_in_the_order_of_coming() -> None:
    line = Turns(LONG)
    visitors = in_line(line, 5)
    for number, visitor in enumerate(visitors):
        assert visitor.inside.wait(PATIENCE)
        assert [one.inside.is_set() for one in visitors[number + 1 :]] == [False] * (4 - number)
        visitor.go()


def test_a_run_that_is_long_lets_in_the_next_and_goes_on() -> None:
    line = Turns(0.01)
    long, second, third = in_line(line, 1)[0], Visitor(line), Visitor(line)
    assert second.inside.wait(PATIENCE)
    assert third.inside.wait(PATIENCE)
    assert long.is_alive()
    for visitor in (long, third, second):
        visitor.go()


def test_after_a_long_run_the_others_are_one_at_a_time_again() -> None:
    line = Turns(0.2)
    long = in_line(line, 1)[0]
    second = Visitor(line)
    assert second.inside.wait(PATIENCE)
    line._longest = LONG
    long.go()
    third = Visitor(line)
    wait_until(lambda: len(line._line) == 1)
    assert not third.inside.is_set()
    second.go()
    assert third.inside.wait(PATIENCE)
    third.go()


def test_a_run_that_ends_in_an_error_gives_up_its_turn() -> None:
    line = Turns(LONG)
    with pytest.raises(ValueError), line.one():
        raise ValueError
    with line.one() as waited:
        assert waited >= 0


def test_it_says_how_long_was_waited() -> None:
    line = Turns(LONG)
    first = in_line(line, 1)[0]
    threading.Timer(0.05, first.go).start()
    with line.one() as waited:
        assert first.may_go.is_set()
    assert waited > 0


@pytest.fixture
def taken() -> Iterator[None]:
    """Turns as a server takes them, given back afterwards."""
    before = ScriptRunner._run_script
    turns.take(LONG)
    turns.take(LONG)  # again, as a second server in this process would
    yield
    ScriptRunner._run_script = before  # type: ignore[method-assign]


def test_a_page_of_streamlit_waits_for_its_turn(
    taken: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The method that is wrapped is Streamlit's own: a version without it fails here."""
    order: list[str] = []
    monkeypatch.setattr(metrics.WAITS, "observe", lambda seconds: order.append("waited"))

    def page() -> None:
        import streamlit as st

        st.button("Save", on_click=lambda: st.session_state.update(saved=True))
        st.write(str(st.session_state.get("saved", False)))

    app = AppTest.from_function(page, default_timeout=PATIENCE).run()
    app.button[0].click().run()
    assert app.markdown[0].value == "True"
    assert order == ["waited", "waited"]
