"""Where an assessment stands, what to show of it, and its steps."""

import streamlit as st

from readiness.domain.cycle import ANSWERABLE, CycleStep, Stage, stage_after
from readiness.domain.explanation import level_title, shown
from readiness.domain.people import Permission
from readiness.domain.scoring import State
from readiness.errors import ReadinessError
from readiness.services import cycle
from readiness.services.sites import SiteReport
from readiness.ui import blocks, redrawing, selection
from readiness.ui.context import Here
from readiness.ui.sheet import Sheet
from readiness.ui.text import plain
from readiness.views.sentences import count, day

_NEXT = {
    Stage.SUBMITTED: "A reviewer looks at it next. Answers can still be renewed.",
    Stage.RETURNED: "Mend what is named below, then submit it again.",
    Stage.APPROVED: "Answers can still be renewed; a reviewer confirms what is new.",
    Stage.LOCKED: "Nothing in it can be changed any more.",
}
FINISH = "_finish"
"""The end of the page, where the buttons of the cycle are."""
QUICK = "quick"
FULL = "full"


def standing(sheet: Sheet) -> None:
    """Level and score as they are now, progress by answers, and the state of the cycle."""
    report, score = sheet.report, sheet.report.score
    title = level_title(report.framework, score.level)
    now = f"{blocks.level_sign(score.level, title)}"
    if score.assessed:
        now += f", score {shown(score.score)}"
    st.progress(
        score.answered / score.applicable if score.applicable else 1.0,
        text=f"{score.answered} of {score.applicable} answered. Now: {now}.",
    )
    _say_stage(sheet)


def may_answer(here: Here, report: SiteReport) -> bool:
    """Whether there is anything to answer with; says why not."""
    if not here.who.may(Permission.ANSWER, report.site.site_id):
        st.info("You may read this assessment. Answers are given by the site's practice manager.")
        return False
    return stage_after(report.assessments) in ANSWERABLE


def _say_stage(sheet: Sheet) -> None:
    """In which stage of the cycle the assessment is, and what can be done about it."""
    here, report = sheet.here, sheet.report
    stage = stage_after(report.assessments)
    if stage in (Stage.NOT_STARTED, Stage.DRAFT):
        return
    event = report.assessments[-1]
    name = here.who.shown(event.recorded_by)
    by = f" by {name}" if name else ""
    when = day(event.recorded_at.date())
    st.info(plain(f"This assessment was {stage} on {when}{by}. {_NEXT[stage]}"))
    if stage is Stage.RETURNED:
        for item in report.score.criteria:
            if item.state is State.NOT_CONFIRMED:
                reason = report.history.findings[item.criterion.id][-1].reason
                st.write(f"- **{plain(item.criterion.title)}**: {plain(reason)}")
    if here.is_today and CycleStep.OPENED in sheet.steps:
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


def choose_element(sheet: Sheet) -> str:
    """One element at a time, with how many of its criteria are answered."""
    words, report = {}, sheet.report
    for element in report.framework.elements:
        own = [item for item in report.score.criteria if item.criterion.element == element.id]
        applicable = [item for item in own if item.state is not State.NOT_APPLICABLE]
        answered = sum(item.state is not State.UNANSWERED for item in applicable)
        words[element.id] = f"{element.title} ({answered} of {len(applicable)})"
    chosen = st.selectbox(
        "Element",
        list(words),
        format_func=words.__getitem__,
        **selection.in_url("element", list(words), everything=True),
    )
    selection.keep("element", chosen)
    return str(chosen)


def finish(sheet: Sheet) -> None:
    """Submit; what is unanswered is named, not refused."""
    here, report = sheet.here, sheet.report
    blocks.show_notice(FINISH)
    if not report.score.assessed or CycleStep.SUBMITTED not in sheet.steps:
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


def take(here: Here, site_id: str, step: CycleStep, said: str, place: str = "") -> None:
    """Take a step of the cycle and say so, or say why not; at the top or at a place of the page."""
    try:
        cycle.take_step(here.workspace, here.who, site_id, step)
    except ReadinessError as error:
        blocks.leave_notice(str(error), good=False, place=place)
    else:
        blocks.leave_notice(said, place=place)


def _open(here: Here, site_id: str) -> None:
    said = "Started the next assessment. Confirm each answer or change it."
    take(here, site_id, CycleStep.OPENED, said)
    redrawing.everything_again()


def _submit(here: Here, site_id: str) -> None:
    said = "Submitted. To change an answer, simply answer again."
    take(here, site_id, CycleStep.SUBMITTED, said, FINISH)
    redrawing.everything_again()
