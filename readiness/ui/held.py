"""What people typed outlives a run that could not draw their page.

Streamlit forgets the state of each control that a run did not draw. While the database is away
nothing is drawn but the reason, so that a note or an answer would be gone when it comes back.
"""

from datetime import date, time
from typing import Any

import streamlit as st

from readiness.errors import DamagedError, ReadinessError
from readiness.ui.text import plain

KEPT = "What you typed on this page is kept."
BACK = "The database can be used again. What was not saved stands in its field as you typed it."
_HELD = "readiness_held"
_TYPED = (str, int, float, date, time)


def hold() -> None:
    """Keep the values of all controls with a key until a page is drawn again.

    Not those of buttons, which would be taken for pressed, nor of files.
    A form may not have the key of a field: Streamlit lets nobody set that.
    """
    state = st.session_state
    now = {str(key): value for key, value in state.items() if key != _HELD and _is_typed(value)}
    state[_HELD] = state.get(_HELD, {}) | now


def give_back() -> None:
    """Before anything is drawn: what was held stands in the controls again.

    Set in the same run in which they are drawn, or the browser would show what they begin with.
    """
    held = st.session_state.pop(_HELD, {})
    if held:
        st.info(BACK)
    for key, value in held.items():
        if st.session_state.get(key, value) == value:  # else it was changed meanwhile
            st.session_state[key] = value


def explain(error: ReadinessError, said: str) -> None:
    """Instead of a page, or below the part of it that was drawn: what is wrong, and a way on."""
    if isinstance(error, DamagedError):
        st.error(plain(said))
        return
    hold()
    st.error(plain(f"{said} {KEPT}"))
    st.button("Try again", icon=":material/refresh:", key="try_again")


def _is_typed(value: Any) -> bool:
    if isinstance(value, list | tuple):
        # An empty one may be that of files, which nobody may set.
        return bool(value) and all(map(_is_typed, value))
    return value is not None and not isinstance(value, bool) and isinstance(value, _TYPED)
