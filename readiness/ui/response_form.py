"""One criterion: what is asked and why, what the site said, and the control to say it."""

from datetime import date
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from readiness.charts.palette import STATES
from readiness.domain.assessment import CHOICES, NOT_APPLICABLE, Response
from readiness.domain.cycle import CycleStep
from readiness.domain.explanation import level_title, shown
from readiness.domain.framework import Criterion, Formula, Kind
from readiness.domain.scoring import CriterionScore, State, newest_finding
from readiness.domain.wording import number_in_words, requirement_in_words, validity_in_words
from readiness.errors import ReadinessError
from readiness.ledger import one_look
from readiness.services import recording, registers
from readiness.services.sites import SiteReport
from readiness.ui import blocks, contest, override_form, redrawing
from readiness.ui.context import Here
from readiness.ui.sheet import Sheet
from readiness.ui.text import plain, source_link
from readiness.views.sentences import because, capitalised, day
from readiness.views.site import STATE_WORDS, answer_in_words

_WORDS = {"yes": "Yes", "partly": "Partly", "no": "No"}
_LONGEST = 500
_EARLIEST = date(2000, 1, 1)


def show(sheet: Sheet, criterion_id: str) -> None:
    """Question, reason, what is asked for, the answer in force and the control."""
    here, report = sheet.here, sheet.report
    scored = next(one for one in report.score.criteria if one.criterion.id == criterion_id)
    criterion = scored.criterion
    responses = report.history.responses.get(criterion.id, ())
    newest = responses[-1] if responses else None
    with st.container(border=True, key=f"criterion_{criterion.id}"):
        mark = " :material/lock: must-have" if criterion.gate else ""
        st.subheader(f"{plain(criterion.title)}{mark}")
        st.write(plain(criterion.question))
        _why(report, criterion, scored)
        _standing(scored, newest)
        _found(here, report, scored)
        if scored.state is State.NOT_APPLICABLE and newest is None:
            return
        given = report.typed.get(criterion.id, ())
        key = f"{report.site.site_id}_{criterion.id}_{len(given)}"
        # Right above what was just used: below it could be under the edge of the window.
        sheet.told(criterion.id, partial(blocks.show_notice, f"_{criterion.id}"))
        feed = report.feeds.get(criterion.id)
        if feed is None:
            _controls(sheet, criterion, newest, key)
        elif override_form.show(here, report, criterion, feed, key):
            _controls(sheet, criterion, given[-1] if given else None, key)


def _why(report: SiteReport, criterion: Criterion, scored: CriterionScore) -> None:
    asked = ""
    if scored.required is not None:
        asked = f"Asked for: {requirement_in_words(criterion, report.framework)}"
        if isinstance(criterion.requirement, Formula):
            asked += f", so {number_in_words(scored.required)} today"
        asked += ". "
    lapses = capitalised(validity_in_words(criterion))
    st.caption(plain(f"{asked}Evidence: {criterion.evidence}. {lapses}."))
    with st.expander("Why it matters, and says who"):
        st.write(plain(criterion.why))
        st.caption(plain(f"Basis: {criterion.basis}."))
        for source in criterion.sources:
            st.write(f":small[{source_link(source)}]")


def _standing(scored: CriterionScore, newest: Response | None) -> None:
    sign = STATES[scored.state]
    text = f"{sign.symbol} {STATE_WORDS[scored.state]}"
    if newest is not None:
        text += f": {answer_in_words(scored, newest)}, saved {_moment(newest)}"
        if scored.last_day is not None:
            text += f", good until {day(scored.last_day)}"
    st.write(f"**{plain(text)}**")


def _found(here: Here, report: SiteReport, scored: CriterionScore) -> None:
    """What a reviewer concluded about the answer in force."""
    responses = report.history.responses.get(scored.criterion.id, ())
    finding = newest_finding(
        responses[-1] if responses else None,
        report.history.findings.get(scored.criterion.id, ()),
    )
    if finding is not None:
        name = here.who.shown(finding.recorded_by, "a reviewer")
        st.caption(plain(f"{finding.conclusion.capitalize()} by {name}{because(finding)}."))


def _controls(sheet: Sheet, criterion: Criterion, newest: Response | None, key: str) -> None:
    here = sheet.here

    def save(changed: str) -> None:
        _save(sheet, criterion, key, changed)

    contest.offer(key, partial(_save, sheet, criterion, key, contested=True))
    if newest is not None and _from_before(sheet.report, newest):
        st.button(
            "Still true: confirm again", key=f"{key}_again", on_click=_confirm_again,
            args=(sheet, newest, key),
        )  # fmt: skip
    previous = newest if newest is not None and newest.answer != NOT_APPLICABLE else None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _answer_control(criterion, previous, key, save)
        dated = previous.evidence_date if previous and previous.evidence_date else None
        today = here.workspace.today
        label = "Date" if criterion.kind is Kind.DATE else "Date of the evidence"
        st.date_input(
            label,
            value=dated or (None if criterion.kind is Kind.DATE else today),
            max_value=max(today, dated or today),
            min_value=min(_EARLIEST, dated or _EARLIEST),
            format="YYYY-MM-DD",
            key=f"{key}_dated",
            on_change=save,
            args=("dated",),
        )
    with st.expander(
        "Evidence, end date" + (", not applicable" if criterion.na_allowed else ""),
        expanded=bool(contest.reason(key)),
    ):
        evidence = previous.evidence if previous else ""
        st.text_input(
            "Where the evidence is (title, reference or link; no patient data)",
            value=evidence,
            max_chars=max(_LONGEST, len(evidence)),
            key=f"{key}_evidence",
            on_change=save,
            args=("evidence",),
        )
        st.date_input(
            "End date, if the evidence names one",
            value=previous.end_date if previous else None,
            format="YYYY-MM-DD",
            key=f"{key}_end",
            on_change=save,
            args=("end",),
        )
        if criterion.na_allowed:
            reason = newest.na_reason if newest else ""
            st.text_input(
                "Not applicable here, because …",
                value=reason,
                max_chars=max(_LONGEST, len(reason)),
                key=f"{key}_na",
                on_change=save,
                args=("na",),
            )


def _answer_control(criterion: Criterion, previous: Response | None, key: str, save: Any) -> None:
    answer = previous.answer if previous else ""
    if criterion.kind is Kind.CHOICE:
        st.radio(
            "Answer",
            CHOICES,
            index=CHOICES.index(answer) if answer in CHOICES else None,
            format_func=_WORDS.__getitem__,
            horizontal=True,
            key=f"{key}_answer",
            on_change=save,
            args=("answer",),
        )
    elif criterion.kind is Kind.PERCENT:
        for name, label in (("numerator", "How many"), ("denominator", "Out of how many")):
            st.text_input(
                label,
                value=getattr(previous, name) if previous else "",
                max_chars=9,
                key=f"{key}_{name}",
                on_change=save,
                args=(name,),
            )
        st.text_input(
            "or percent",
            value=answer,
            max_chars=9,
            key=f"{key}_answer",
            on_change=save,
            args=("answer",),
        )
    elif criterion.kind is not Kind.DATE:
        st.text_input(
            (criterion.unit or "number").capitalize(),
            value=answer,
            max_chars=12,
            key=f"{key}_answer",
            on_change=save,
            args=("answer",),
        )


def _save(
    sheet: Sheet, criterion: Criterion, key: str, changed: str, *, contested: bool = False
) -> None:
    """Record what the controls say. What the browser sent is checked by the service.

    Of two that exclude each other (an answer and a reason why there is none, a percentage and
    its counts) the one that was changed holds.
    """
    state = st.session_state
    contest.drop(key)
    reason = str(state.get(f"{key}_na") or "").strip()
    numerator = str(state.get(f"{key}_numerator") or "").strip()
    denominator = str(state.get(f"{key}_denominator") or "").strip()
    answer = str(state.get(f"{key}_answer") or "").strip()
    if changed in ("answer", "numerator", "denominator"):
        reason = ""
    if changed == "answer" and answer:
        numerator, denominator = "", ""
    if reason:
        answer, numerator, denominator = NOT_APPLICABLE, "", ""
    elif numerator and denominator:
        answer = ""
    elif not _complete(criterion, answer, state.get(f"{key}_dated"), numerator + denominator):
        return
    response = Response(
        sheet.site_id,
        criterion.id,
        sheet.here.workspace.clock(),
        answer,
        numerator,
        denominator,
        state.get(f"{key}_dated"),
        state.get(f"{key}_end"),
        str(state.get(f"{key}_evidence") or "").strip(),
        reason,
    )
    try:
        with one_look():
            _record(sheet, response, key, contested=contested)
    except contest.REPEATABLE as error:
        contest.keep(key, error, changed)
        redrawing.everything_again()


def _complete(criterion: Criterion, answer: str, dated: object, half: str) -> bool:
    """Whether there is something to save yet; half an answer waits for its other half."""
    if criterion.kind is Kind.DATE:
        return dated is not None
    return bool(answer) and not half


def _confirm_again(sheet: Sheet, newest: Response, key: str) -> None:
    try:
        with one_look():
            _record(sheet, newest, key)
    except contest.REPEATABLE as error:
        blocks.leave_notice(f"Not saved. {error}", good=False, place=f"_{newest.criterion_id}")
        redrawing.everything_again()


def _record(sheet: Sheet, response: Response, key: str, *, contested: bool = False) -> None:
    """Save and say so, or say why not. Raises what `contest` keeps: it may be tried again."""
    here, report = sheet.here, sheet.report
    mine = f"{key}_saves"
    saves = st.session_state.get(mine, 0)  # more than one where two controls changed at once
    if saves and _is_newest(here, response):
        return
    title = report.framework.criterion[response.criterion_id].title
    try:
        if response.criterion_id in report.feeds:
            reason = override_form.reason(report, key)
            registers.override(here.workspace, here.who, response, reason, contested=contested)
        else:
            recording.record_response(
                here.workspace,
                here.who,
                response,
                seen=int(key.rsplit("_", 1)[1]) + saves,
                contested=contested,
            )
    except contest.REPEATABLE:
        raise
    except ReadinessError as error:
        blocks.leave_notice(f"Not saved. {error}", good=False, place=f"_{response.criterion_id}")
        redrawing.everything_again()
    st.session_state[mine] = saves + 1
    seen = sheet.look_again()
    blocks.leave_notice(
        f"Saved {title}. {_moved(report, sheet.report) if seen else ''}"
        "To undo, answer again; earlier answers stay in the history.",
        place=f"_{response.criterion_id}",
    )
    # A part that links to another page, as that of a register does, cannot be tried by AppTest.
    if not seen or response.criterion_id in report.feeds:
        redrawing.everything_again()
    sheet.saved(response.criterion_id)


def _moved(before: SiteReport, after: SiteReport) -> str:
    """Where the site stands after a save."""
    was, now = (level_title(r.framework, r.score.level) for r in (before, after))
    moved = f"Level: {was} → {now}. " if was != now else ""
    return f"{moved}Score {shown(after.score.score)}. "


def _is_newest(here: Here, response: Response) -> bool:
    """Whether exactly this was the last to be recorded."""
    rows = (
        here.workspace.seen_by(here.who)
        .ledger.history(response.site_id)
        .responses[response.criterion_id]
    )
    return rows[-1]._replace(recorded_at=response.recorded_at, recorded_by="") == response


def _from_before(report: SiteReport, newest: Response) -> bool:
    """Whether an answer was carried over from an earlier assessment."""
    opened = [event.recorded_at for event in report.assessments if event.event == CycleStep.OPENED]
    return len(opened) > 1 and newest.recorded_at < opened[-1]


def _moment(response: Response) -> str:
    moment = response.recorded_at.astimezone(_timezone())
    return f"{day(moment.date())}, {moment:%H:%M}"


def _timezone() -> ZoneInfo:
    """The reader's; UTC where the browser says none, or one that is not known here."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")
