"""A save that was refused but may be repeated: the reason, and the way to do so.

A text may look like a patient's; then whoever wrote it may say that it is not. Or the database
could not be written to; then the same can be saved again, without typing it again. The words stay
in their controls; `keep` holds the reason for the next run, under a key of the form.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from readiness.errors import LedgerError, PrivacyError
from readiness.ui.text import plain

LABEL = "This is not about a patient: save it all the same"
AGAIN = "Save again"
REPEATABLE = (PrivacyError, LedgerError)
"""What `keep` takes."""


def keep(key: str, error: PrivacyError | LedgerError, changed: str = "") -> None:
    """Note the reason, and which control was changed."""
    mine = isinstance(error, PrivacyError)
    st.session_state[f"{key}_refused"] = (str(error), changed, mine)


def drop(key: str) -> None:
    """Nothing is refused any more."""
    st.session_state.pop(f"{key}_refused", None)


def reason(key: str) -> str:
    """Why the last save was refused; "" where it was not."""
    return str(st.session_state.get(f"{key}_refused", ("", ""))[0])


def about_words(key: str) -> bool:
    """Whether it was refused for what was typed, which may be contested."""
    return bool(reason(key)) and bool(st.session_state[f"{key}_refused"][2])


def offer(key: str, save: Callable[..., Any]) -> None:
    """The reason and a button, only after a refusal; it calls `save` with what was changed.

    `save` is what contests a refusal; to save again it is called with `contested=False`.
    """
    if not reason(key):
        return
    warn(key)
    changed = st.session_state[f"{key}_refused"][1]
    if about_words(key):
        st.button(LABEL, key=f"{key}_contest", on_click=save, args=(changed,))
    else:
        again = partial(save, contested=False)
        st.button(AGAIN, key=f"{key}_save_again", on_click=again, args=(changed,))


def warn(key: str) -> None:
    """The reason."""
    say = st.warning if about_words(key) else st.error
    say(plain(f"Not saved; your words are kept. {reason(key)}"))
