"""The first line of every page: it only goes on when the router has let it in, in this run."""

import streamlit as st

from readiness.ui.context import Here

_KEY = "readiness_here"


def let_in(here: Here) -> None:
    """Called by the router, in every run, right before the page. Good for one page, once."""
    st.session_state[_KEY] = here


def page() -> Here:
    """The frame of the page. A page that is run past the router shows nothing."""
    here = st.session_state.pop(_KEY, None)
    if not isinstance(here, Here):
        st.error("Open this page from the start of the application.")
        st.stop()
    return here
