"""Where an assessment stands, what to show of it, and its end."""

import streamlit as st

from readiness.domain.explanation import level_title, shown
from readiness.domain.scoring import State
from readiness.errors import ReadinessError
from readiness.services import recording
from readiness.services.sites import SiteReport
from readiness.services.workspace import SUBMITTED
from readiness.ui import blocks, selection
from readiness.ui.context import Here
from readiness.ui.text import plain
from readiness.views.sentences import count, day

QUICK = "quick"
FULL = "full"


def standing(here: Here, report: SiteReport) -> None:
    """Level and score as they are now, progress by answers, and the state of the cycle."""
    score = report.score
    title = level_title(report.framework, score.level)
    now = f"{blocks.level_sign(score.level, title)}"
    if score.assessed:
        now += f", score {shown(score.score)}"
    st.progress(
        score.answered / score.applicable if score.applicable else 1.0,
        text=f"{score.answered} of {score.applicable} answered. Now: {now}.",
    )
    events = report.assessments
    if events and events[-1].event == SUBMITTED:
        when = day(events[-1].recorded_at.date())
        st.info(f"This assessment was submitted on {when}. Answers can still be renewed.")
        if here.is_today:
            st.button(
                "Start the next assessment",
                on_click=_open,
                args=(here, report.site.site_id),
                help="Carries every answer over and asks you to confirm each one again.",
            )


def choose_quick_check() -> bool:
    """Must-haves only, or everything; kept in the URL."""
    choice = st.radio(
        "Show",
        [QUICK, FULL],
        format_func={QUICK: "Quick check: must-haves only", FULL: "Everything"}.__getitem__,
        horizontal=True,
        **selection.in_url("show", (QUICK, FULL)),
    )
    selection.keep("show", choice)
    return bool(choice == QUICK)


def choose_element(report: SiteReport) -> str:
    """One element at a time, with how many of its criteria are answered."""
    words = {}
    for element in report.framework.elements:
        own = [item for item in report.score.criteria if item.criterion.element == element.id]
        applicable = [item for item in own if item.state is not State.NOT_APPLICABLE]
        answered = sum(item.state is not State.UNANSWERED for item in applicable)
        words[element.id] = f"{element.title} ({answered} of {len(applicable)})"
    chosen = st.selectbox(
        "Element",
        list(words),
        format_func=words.__getitem__,
        **selection.in_url("element", list(words)),
    )
    selection.keep("element", chosen)
    return str(chosen)


def finish(here: Here, report: SiteReport) -> None:
    """Submit; what is unanswered is named, not refused."""
    if not report.score.assessed or (
        report.assessments and report.assessments[-1].event == SUBMITTED
    ):
        return
    open_gates = [
        item.criterion.title
        for item in report.score.criteria
        if item.criterion.gate and item.state is State.UNANSWERED
    ]
    st.subheader("Finish")
    if open_gates:
        verb = "is" if len(open_gates) == 1 else "are"
        st.warning(
            plain(
                f"{count(len(open_gates), 'must-have')} {verb} unanswered: "
                f"{', '.join(open_gates)}. You can submit all the same."
            )
        )
    st.button("Submit the assessment", on_click=_submit, args=(here, report.site.site_id))


def _open(here: Here, site_id: str) -> None:
    try:
        recording.open_cycle(here.workspace, here.who, site_id)
    except ReadinessError as error:
        blocks.leave_notice(str(error), good=False)
    else:
        blocks.leave_notice("Started the next assessment. Confirm each answer or change it.")


def _submit(here: Here, site_id: str) -> None:
    try:
        recording.submit(here.workspace, here.who, site_id)
    except ReadinessError as error:
        blocks.leave_notice(str(error), good=False)
    else:
        blocks.leave_notice("Submitted. To change an answer, simply answer again.")
