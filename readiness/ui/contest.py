"""A text was refused because it looks like a patient's: what it looks like, and the way to say no.

The words stay in their control; `keep` holds the reason for the next run, under a key of the form.
"""

from collections.abc import Callable
from typing import Any

import streamlit as st

from readiness.errors import PrivacyError
from readiness.ui.text import plain

LABEL = "This is not about a patient: save it all the same"


def keep(key: str, error: PrivacyError, changed: str = "") -> None:
    """Note the reason, and which control was changed."""
    st.session_state[f"{key}_refused"] = (str(error), changed)


def drop(key: str) -> None:
    """Nothing is refused any more."""
    st.session_state.pop(f"{key}_refused", None)


def reason(key: str) -> str:
    """Why the last save was refused; "" where it was not."""
    return str(st.session_state.get(f"{key}_refused", ("", ""))[0])


def offer(key: str, save: Callable[..., Any]) -> None:
    """The reason and a button, only after a refusal; it calls `save` with what was changed."""
    if reason(key):
        warn(key)
        changed = st.session_state[f"{key}_refused"][1]
        st.button(LABEL, key=f"{key}_contest", on_click=save, args=(changed,))


def warn(key: str) -> None:
    """The reason."""
    st.warning(plain(f"Not saved; your words are kept. {reason(key)}"))
