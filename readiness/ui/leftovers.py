"""A session lets go of the controls that its page no longer shows.

Streamlit keeps what it knows of each control, its callback and whatever that holds, until the
session ends. An answer makes the controls of its criterion anew, so that whoever answers for a day
would keep that day in memory.
"""

from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state.session_state import SessionState, _is_stale_widget

KEPT = 100
"""Controls no longer shown that a session still knows, those that were new last. What someone
changed just before they were drawn anew still comes under the name of before, and has to count."""


def let_go(kept: int = KEPT) -> None:
    """From now on after each run in this process; called again it changes nothing.

    Streamlit has no place of its own for it: the method that ends a run is put into another.
    """
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
