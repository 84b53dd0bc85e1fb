"""A criterion that a register answers: what it says, and the way to answer otherwise."""

import streamlit as st

from readiness.domain.framework import Criterion
from readiness.domain.registers.feeding import Feed
from readiness.errors import ReadinessError
from readiness.services import registers
from readiness.services.sites import SiteReport
from readiness.ui import blocks, redrawing
from readiness.ui.context import ROOT, Here
from readiness.ui.text import plain
from readiness.views.registers import feed_sentence, register_title

_LONGEST = 500


def show(here: Here, report: SiteReport, criterion: Criterion, feed: Feed, key: str) -> bool:
    """What the register says; true where the controls of an answer are to be shown below."""
    st.caption(plain(feed_sentence(criterion, feed)))
    with st.container(horizontal=True):
        st.page_link(
            ROOT / "pages" / "registers.py",
            label=f"Open {register_title(feed)}",
            icon=":material/table_rows:",
            query_params={"site": report.site.site_id, "register": feed.measure.registers[0]},
        )
        if feed.override is not None:
            st.button(
                "Follow the register again",
                key=f"{key}_follow",
                on_click=_follow,
                args=(here, report, criterion),
            )
    if feed.override is not None:
        return True
    if not st.checkbox(
        "Answer otherwise than the register", key=f"{key}_otherwise", persist_state="session"
    ):
        return False
    st.text_input(
        "Why the register is not right here (no patient data; a reviewer reads it)",
        max_chars=_LONGEST,
        key=f"{key}_instead",
    )
    return True


def reason(report: SiteReport, key: str) -> str:
    """Why a typed answer is to count: what was typed, or what the override in force says."""
    typed = str(st.session_state.get(f"{key}_instead") or "")
    override = report.feeds[key.rsplit("_", 2)[1]].override
    return typed or (override.values.get("reason", "") if override else "")


def _follow(here: Here, report: SiteReport, criterion: Criterion) -> None:
    try:
        registers.follow_again(here.workspace, here.who, report.site.site_id, criterion.id)
    except ReadinessError as error:
        blocks.leave_notice(f"Not saved. {error}", good=False, place=f"_{criterion.id}")
    else:
        blocks.leave_notice(
            f"{criterion.title}: the register answers again.", place=f"_{criterion.id}"
        )
    redrawing.everything_again()
