"""Parts of the Meeting page: choosing a meeting, its agenda, keys, decisions and minutes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial

import streamlit as st

from readiness.domain.people import Permission
from readiness.domain.scoring import SCORING_VERSION
from readiness.errors import ReadinessError
from readiness.exports import minutes as exports
from readiness.services import meeting as meetings
from readiness.services.actions import actions_of
from readiness.services.meeting import Meeting
from readiness.services.network import Filters
from readiness.services.sites import site_report
from readiness.ui import blocks, contest, context, report_parts, selection
from readiness.ui.context import Here
from readiness.ui.text import plain
from readiness.views import meeting as words
from readiness.views.meeting import PARTS, Part
from readiness.views.sentences import count, day

BLANK = "blank"
FULL_SCREEN = """<style>
html { font-size: 21px !important; }
[data-testid="stSidebar"], [data-testid="stSidebarCollapsedControl"] { display: none; }
[data-testid="stMainBlockContainer"] { max-width: 72rem; }
</style>"""
_LONGEST = 2_000


def choose(here: Here, known: Sequence[Meeting]) -> Meeting | None:
    """The meeting in the URL; else offer to open one, or to look at an earlier one again."""
    by_id = {meeting.meeting_id: meeting for meeting in known}
    wanted = st.query_params.get("meeting")
    if wanted in by_id:
        return by_id[wanted]
    st.title("Meeting")
    blocks.show_notice()
    st.header(words.meetings_sentence([meeting.opened for meeting in known]))
    if here.who.may_everywhere(Permission.MANAGE):
        _offer_to_open(here, known)
    else:
        st.write("A network administrator opens a meeting; then you can follow it here.")
    for meeting in known:
        state = "closed" if meeting.closed else "open"
        label = f"{day(meeting.opened.recorded_at.date())}: {_number_decided(meeting)}, {state}"
        st.button(label, key=f"reopen_{meeting.meeting_id}", on_click=_go, args=(meeting,))
    return None


def agenda(here: Here, meeting: Meeting) -> tuple[Part, ...]:
    """The agenda as the meeting saw it: its date, its filters, what it compared with."""
    opened = meeting.opened
    then = replace(here, as_of=opened.as_of)
    view = context.overview(then, opened.since, meeting.filters)
    sites = here.workspace.sites(here.who)
    shown = {row.site_id for row in view.sites}
    actions = [
        action
        for action in actions_of(here.workspace, here.who, opened.as_of)
        if action.site_id in shown
    ]
    return words.agenda(view, actions, meeting.said, sites)


def turn_pages(parts: Sequence[Part]) -> str:
    """The keys and what they lead to; returns the part that is shown, or blank."""
    shown = st.query_params.get("part", PARTS[0])
    if shown not in (*PARTS, BLANK):
        shown = PARTS[0]
    if shown == BLANK:
        back = st.session_state.get("meeting_before_blank", PARTS[0])
        st.button("Show again", shortcut="B", on_click=_turn, args=(back,))
        return BLANK
    place = PARTS.index(shown)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Previous",
            shortcut="Left",
            on_click=_turn,
            args=(PARTS[max(place - 1, 0)],),
            disabled=place == 0,
        )
        st.button(
            "Next",
            shortcut="Right",
            on_click=_turn,
            args=(PARTS[min(place + 1, len(PARTS) - 1)],),
            disabled=place == len(PARTS) - 1,
        )
        st.button("Blank", shortcut="B", on_click=_blank, args=(shown,))
        st.button("Leave", shortcut="Esc", on_click=_leave)
        st.caption(f"{place + 1} of {len(parts)}")
    return str(shown)


def show(part: Part) -> None:
    """One item of the agenda, large."""
    st.title(plain(part.title))
    st.header(plain(part.sentence))
    for line in part.lines:
        st.markdown(plain(line))


def decisions(here: Here, meeting: Meeting) -> None:
    """Add to the minutes, decide, end the meeting."""
    if not here.who.may_everywhere(Permission.MANAGE) or meeting.closed:
        return
    number = len(meeting.entries)
    minute, decision = st.columns(2, gap="large")
    with minute, st.form(f"minute_form_{number}", border=False):
        st.subheader("A minute")
        st.text_area("What was said (no patient data)", max_chars=_LONGEST, key=f"minute_{number}")
        st.form_submit_button("Add to the minutes", on_click=_minute, args=(here, meeting, number))
    contest.offer(f"minute_{number}", partial(_minute, here, meeting, number, contested=True))
    with decision:
        st.subheader("A decision")
        _decision(here, meeting, number)
    st.button("End the meeting", on_click=_close, args=(here, meeting))


def downloads(here: Here, meeting: Meeting, parts: Sequence[Part]) -> None:
    """The minutes as Markdown and as PDF, and what the meeting looked at as slides."""
    opened = meeting.opened
    held = opened.recorded_at.date()
    filters = "; ".join(words.filters_in_words(opened)) or "the whole network"
    shown = (
        f"As of {day(opened.as_of)}, compared with {day(opened.since)}; {filters}. "
        f"Framework {here.framework.id} {opened.framework_version}, scoring {SCORING_VERSION}."
    )
    made_by = f"Made by {here.who.signature} on {day(here.workspace.today)}."
    content = exports.Minutes(
        held, shown, made_by, [exports.MinutesPart(p.title, p.sentence, p.lines) for p in parts]
    )
    with st.container(horizontal=True):
        st.download_button(
            "Minutes (PDF)",
            data=lambda: exports.pdf(content),
            file_name=f"minutes_{held}.pdf",
            mime="application/pdf",
            on_click="ignore",
        )
        st.download_button(
            "Minutes (Markdown)",
            data=lambda: exports.markdown(content).encode(),
            file_name=f"minutes_{held}.md",
            mime="text/markdown",
            on_click="ignore",
        )
    report_parts.meeting_slides(here, opened.as_of, opened.since, meeting.filters)


def _offer_to_open(here: Here, known: Sequence[Meeting]) -> None:
    chosen, since = selection.filters(here)
    earlier = [m.opened.as_of for m in known if m.opened.as_of < here.as_of]
    if earlier:
        since = max(earlier)
        st.caption(f"Movement is measured since the last meeting, {day(since)}.")
    st.button(
        f"Open a meeting as of {day(here.as_of)}",
        type="primary",
        on_click=_open,
        args=(here, chosen, since),
    )


def _decision(here: Here, meeting: Meeting, number: int) -> None:
    sites = here.workspace.sites(here.who)
    site_id = st.selectbox(
        "Site",
        sorted(sites, key=lambda key: (sites[key].site_name, key)),
        index=None,
        placeholder="Choose a site",
        format_func=lambda key: f"{sites[key].site_name} ({key})",
        key=f"decision_site_{number}",
    )
    if site_id is None:
        st.caption("A decision is about a site: it becomes an action there at once.")
        return
    report = site_report(here.workspace, here.who, site_id, here.workspace.today)
    titles = {gap.scored.criterion.id: gap.scored.criterion.title for gap in report.gaps}
    if not titles:
        st.caption("This site has no gap to close.")
        return
    with st.form(f"decision_{number}", border=False):
        st.text_input("What is decided", max_chars=_LONGEST, key=f"decision_text_{number}")
        st.multiselect(
            "Which gaps it is to close",
            list(titles),
            default=list(titles)[:1],
            format_func=titles.__getitem__,
            key=f"decision_gaps_{number}",
        )
        st.text_input("Role that owns it", max_chars=200, key=f"decision_owner_{number}")
        st.date_input("Due", format="YYYY-MM-DD", value=None, key=f"decision_due_{number}")
        st.form_submit_button(
            "Decide", type="primary", on_click=_decide, args=(here, meeting, number)
        )
    contest.offer(f"decision_{number}", partial(_decide, here, meeting, number, contested=True))


def _decide(
    here: Here, meeting: Meeting, number: int, _changed: str = "", *, contested: bool = False
) -> None:
    key = f"decision_{number}"
    contest.drop(key)
    state = st.session_state
    try:
        meetings.decide(
            here.workspace,
            here.who,
            meeting.meeting_id,
            str(state.get(f"decision_text_{number}") or ""),
            str(state.get(f"decision_site_{number}") or ""),
            list(state.get(f"decision_gaps_{number}") or ()),
            str(state.get(f"decision_owner_{number}") or ""),
            state.get(f"decision_due_{number}"),
            contested=contested,
        )
    except contest.REPEATABLE as error:
        contest.keep(key, error)
    except ReadinessError as error:
        blocks.leave_notice(f"Not saved. {error}", good=False)
    else:
        blocks.leave_notice("Decided, and raised as an action. To undo, drop the action.")


def _minute(
    here: Here, meeting: Meeting, number: int, _changed: str = "", *, contested: bool = False
) -> None:
    key = f"minute_{number}"
    contest.drop(key)
    text = str(st.session_state.get(f"minute_{number}") or "")
    try:
        where = (here.workspace, here.who, meeting.meeting_id)
        meetings.add_minute(*where, text, contested=contested)
    except contest.REPEATABLE as error:
        contest.keep(key, error)
    except ReadinessError as error:
        blocks.leave_notice(f"Not saved. {error}", good=False)
    else:
        blocks.leave_notice("Added to the minutes. To correct it, add another.")


def _close(here: Here, meeting: Meeting) -> None:
    try:
        meetings.close(here.workspace, here.who, meeting.meeting_id)
    except ReadinessError as error:
        blocks.leave_notice(str(error), good=False)
    else:
        blocks.leave_notice("The meeting is closed; its minutes stay as they are.")


def _open(here: Here, chosen: Filters, since: date) -> None:
    try:
        key = meetings.open_meeting(here.workspace, here.who, here.as_of, since, chosen)
    except ReadinessError as error:
        blocks.leave_notice(str(error), good=False)
    else:
        st.query_params["meeting"] = key
        _turn(PARTS[0])


def _go(meeting: Meeting) -> None:
    st.query_params["meeting"] = meeting.meeting_id
    _turn(PARTS[0])


def _turn(part: str) -> None:
    st.query_params["part"] = part


def _blank(shown: str) -> None:
    st.session_state["meeting_before_blank"] = shown
    _turn(BLANK)


def _leave() -> None:
    for name in ("meeting", "part"):
        st.query_params.pop(name, None)


def _number_decided(meeting: Meeting) -> str:
    return count(sum(bool(entry.action_id) for entry in meeting.said), "decision")
