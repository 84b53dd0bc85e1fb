"""What a session lays aside goes at once: controls that its page no longer shows, runs that ended.

Streamlit keeps what it knows of each control, its callback and whatever that holds, until the
session ends. An answer makes the controls of its criterion anew, so that whoever answers for a day
would keep that day in memory. And the thread of a run, its context and its runner hold each other,
so that each run lies about until Python looks for such circles, which stops everybody.
"""

import threading

from streamlit.runtime.scriptrunner import ScriptRunner, get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context_attr import (
    SCRIPT_RUN_CONTEXT_ATTR_NAME,
)
from streamlit.runtime.state.session_state import SessionState, _is_stale_widget

KEPT = 100
"""Controls no longer shown that a session still knows, those that were new last. What someone
changed just before they were drawn anew still comes under the name of before, and has to count."""


def let_go(kept: int = KEPT) -> None:
    """From now on after each run in this process; called again it changes nothing.

    Streamlit has no place of its own for it: the methods that end a run, and the thread of one or
    more, are put into others.
    """
    _let_go_of_controls(kept)
    _let_go_of_runs()


def _let_go_of_controls(kept: int) -> None:
    finish = SessionState.on_script_finished
    if hasattr(finish, "lets_go"):
        return

    def finish_and_let_go(
        self: SessionState, shown: frozenset[str], *, remove_stale_widgets: bool = True
    ) -> None:
        finish(self, shown, remove_stale_widgets=remove_stale_widgets)
        context = get_script_run_ctx()
        if context is None or not remove_stale_widgets:
            return
        known = self._new_widget_state.widget_metadata
        parts = context.fragment_ids_this_run
        # What a component reports, which has callbacks of its own, is never among those shown.
        gone = [
            name
            for name, one in known.items()
            if one.callbacks is None and _is_stale_widget(one, shown, parts)
        ]
        for name in gone[: max(0, len(gone) - kept)]:
            del known[name]

    finish_and_let_go.lets_go = True  # type: ignore[attr-defined]
    SessionState.on_script_finished = finish_and_let_go  # type: ignore[method-assign, assignment]


def _let_go_of_runs() -> None:
    run = ScriptRunner._run_script_thread
    if hasattr(run, "lets_go"):
        return

    def run_and_let_go(self: ScriptRunner) -> None:
        try:
            run(self)
        finally:
            vars(threading.current_thread()).pop(SCRIPT_RUN_CONTEXT_ATTR_NAME, None)

    run_and_let_go.lets_go = True  # type: ignore[attr-defined]
    ScriptRunner._run_script_thread = run_and_let_go  # type: ignore[method-assign]
