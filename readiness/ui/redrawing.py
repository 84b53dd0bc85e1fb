"""Parts of a page that are drawn again by themselves, without the frame and the other parts.

A page is drawn as a whole in tens of milliseconds of a processor that all people share; one answer
moves only a few of its parts.
"""

from collections.abc import Callable
from typing import NoReturn, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from readiness.errors import LedgerError
from readiness.ledger import one_look
from readiness.ui import metrics
from readiness.ui.context import Here

_R = TypeVar("_R")


def part(here: Here, name: str, draw: Callable[[], _R]) -> _R:
    """Draw a part of a page, and what it gives; `again` draws it by itself.

    What the part shows it takes anew from `draw` each time. A database that goes away meanwhile
    is for the router to explain: then the whole page is drawn again. Two parts of a page may not
    have one name.
    """
    given: list[_R] = []
    troubles: list[LedgerError] = []
    alone = False

    def drawn() -> None:
        try:
            if alone:
                with metrics.run(here.page), one_look():
                    draw()
            else:
                given.append(draw())
        except LedgerError as error:
            if alone:
                st.rerun()
            troubles.append(error)  # Streamlit would show it right here

    st.fragment(drawn, key=name)()
    alone = True
    for error in troubles:
        raise error
    return given[0]


def page_shown() -> str:
    """Which page a run is for, as Streamlit tells them apart."""
    context = get_script_run_ctx()
    return context.page_script_hash if context else ""


def again(names: list[str], page: str) -> NoReturn:
    """Only in a callback, as its last step: draw these parts of the page, and nothing else.

    `page` is the `page_shown` where they were drawn. Who has turned to another meanwhile, by the
    same click or by one before, gets that one as a whole.
    """
    if page_shown() != page:
        st.rerun()
    st.rerun(names)


def everything_again() -> NoReturn:
    """Only in a callback of a part, as its last step: draw the whole page."""
    st.rerun()
