"""Raising an action from a gap, and changing one. What is saved is saved in callbacks."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

import streamlit as st

from readiness.domain.actions import Action, ActionState
from readiness.domain.framework import Criterion
from readiness.domain.people import Permission
from readiness.errors import ConflictError, ReadinessError
from readiness.services import actions
from readiness.services.sites import SiteReport
from readiness.ui import blocks, contest
from readiness.ui.context import ROOT, Here
from readiness.views.actions import WORDS
from readiness.views.sentences import count, day

_SHORT = 200
_LONG = 2_000
_RAISING = "raising"


def unfinished_line(here: Here, report: SiteReport) -> None:
    """How many actions of the site are unfinished, as a way to them; nothing where there is none.

    Beneath the figures: who sees a gap should see whether someone is at it.
    """
    left = _unfinished(here, report)
    if not left:
        return
    overdue = sum(action.overdue_on(here.as_of) for action in left)
    late = f", {overdue} overdue" if overdue else f", next due on {day(left[0].due_on)}"
    st.page_link(
        ROOT / "pages" / "actions.py",
        label=f"{count(len(left), 'unfinished action')}{late}",
        icon=":material/checklist:",
        query_params={"at": report.site.site_id},
    )


def prepare(site_id: str, criteria: list[str]) -> None:
    """Open the form of a site on these criteria; for a button that stands elsewhere on the page."""
    key = _form(site_id)
    st.session_state[f"{key}_gaps"] = criteria
    st.session_state[f"{key}_prepared"] = True


def offer_to_raise(here: Here, report: SiteReport, also: Sequence[Criterion] = ()) -> None:
    """A small form for an action on gaps of the site; only today, and for those who may act.

    It begins with the first gap that nobody has promised to close. `also` are criteria that can
    be chosen although they are no gaps, because they have to be looked at again.
    """
    site_id = report.site.site_id
    criteria = {gap.scored.criterion.id: gap.scored.criterion for gap in report.gaps}
    criteria |= {row.id: row for row in also if row.id not in criteria}
    if not (here.is_today and criteria and here.who.may(Permission.ACT, site_id)):
        return
    taken = {gap for action in _unfinished(here, report) for gap in action.criteria}
    free = [gap for gap in criteria if gap not in taken]
    # After each action that is raised here the form begins anew, with the next gap.
    key = _form(site_id)
    asked = st.session_state.get(f"{key}_gaps", (free or list(criteria))[:1])
    st.session_state[f"{key}_gaps"] = [gap for gap in asked if gap in criteria]
    prepared = bool(st.session_state.get(f"{key}_prepared") or contest.reason(key))
    with st.expander("Raise an action", icon=":material/add_task:", expanded=prepared):
        chosen = st.multiselect(
            "Gaps to close",
            list(criteria),
            format_func=lambda gap: (
                f"{criteria[gap].title}{' (has an action)' if gap in taken else ''}"
            ),
            key=f"{key}_gaps",
        )
        lead = max((criteria[gap].lead_days for gap in chosen), default=0)
        mine = f"{key}_{'_'.join(chosen)}"
        st.text_input(
            "What is to be done",
            value=_title([criteria[gap].title for gap in chosen]),
            max_chars=_SHORT,
            key=f"{mine}_title",
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input("Owner", max_chars=_SHORT, key=f"{key}_owner")
            st.date_input(
                "Due on",
                value=here.workspace.today + timedelta(days=lead),
                min_value=here.workspace.today,
                format="YYYY-MM-DD",
                key=f"{mine}_due",
                help=f"Filled in: {count(lead, 'day')} until a result can be there, as the "
                "framework estimates.",
            )
            st.button("Raise this action", on_click=_raise, args=(here, report, key, mine, chosen))
        contest.offer(key, partial(_raise, here, report, key, mine, chosen, contested=True))
    blocks.show_notice(_RAISING)


def change_controls(here: Here, action: Action, seen: int) -> None:
    """State, owner, due date and a comment; `seen` is how many changes are shown."""
    key = _key(action, seen)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        state = st.selectbox(
            "State",
            list(ActionState),
            index=list(ActionState).index(ActionState(action.state)),
            format_func=WORDS.__getitem__,
            key=f"{key}_state",
        )
        st.text_input("Owner", value=action.owner, max_chars=_SHORT, key=f"{key}_owner")
        st.date_input(
            "Due on",
            value=action.due_on,
            min_value=min(action.due_on, here.workspace.today),
            format="YYYY-MM-DD",
            key=f"{key}_due",
        )
    if state == ActionState.DROPPED:
        st.text_input(
            "Why is it dropped?", value=action.reason, max_chars=_LONG, key=f"{key}_reason"
        )
    st.text_input("Comment (no patient data)", max_chars=_LONG, key=f"{key}_comment")
    st.button(
        "Save the change", type="primary", on_click=_change, args=(here, action, seen), key=key
    )
    contest.offer(key, partial(_change, here, action, seen, contested=True))


def _unfinished(here: Here, report: SiteReport) -> list[Action]:
    own = actions.actions_of(here.workspace, here.who, here.as_of, [report.site.site_id])
    return [action for action in own if action.unfinished]


def _raised(site_id: str) -> str:
    return f"actions_raised_{site_id}"


def _form(site_id: str) -> str:
    return f"raise_{site_id}_{st.session_state.get(_raised(site_id), 0)}"


def _title(titles: list[str]) -> str:
    """What stands in the field of a new action until someone writes something better."""
    more = f" and {len(titles) - 1} more" if len(titles) > 1 else ""
    return f"{titles[0][: _SHORT - len(more)]}{more}" if titles else ""


def _key(action: Action, seen: int) -> str:
    return f"{action.action_id}_{seen}"


def _raise(
    here: Here,
    report: SiteReport,
    key: str,
    mine: str,
    chosen: list[str],
    _changed: str = "",
    *,
    contested: bool = False,
) -> None:
    state = st.session_state
    site_id = report.site.site_id
    words = (str(state.get(f"{mine}_title") or ""), str(state.get(f"{key}_owner") or ""))
    due = state.get(f"{mine}_due")
    if try_to_raise(here, key, _RAISING, site_id, chosen, *words, due, contested=contested):
        state[_raised(site_id)] = state.get(_raised(site_id), 0) + 1


def try_to_raise(
    here: Here,
    key: str,
    place: str,
    site_id: str,
    criteria: Sequence[str],
    title: str,
    owner: str,
    due_on: date | None,
    *,
    contested: bool,
) -> bool:
    """Raise an action and say so at a place of the page, or say why not; whether it was raised.

    `key` is that of the form, which a refusal of its words belongs to.
    """
    contest.drop(key)
    try:
        action = actions.raise_action(
            *(here.workspace, here.who, site_id, criteria, title, owner, due_on),
            contested=contested,
        )
    except contest.REPEATABLE as error:
        contest.keep(key, error)
        return False
    except ReadinessError as error:
        blocks.leave_notice(f"Not saved. {error}", good=False, place=place)
        return False
    blocks.leave_notice(
        f"Raised {action.title}, {action.owner}, due on {day(action.due_on)}. "
        "To undo, drop it on the page Actions.",
        place=place,
    )
    return True


def _change(
    here: Here, action: Action, seen: int, _changed: str = "", *, contested: bool = False
) -> None:
    """What was typed beside the state stays in the fields where someone else was first."""
    state, key = st.session_state, _key(action, seen)
    contest.drop(key)
    words = {name: str(state.get(f"{key}_{name}") or "") for name in ("reason", "comment")}
    try:
        after = actions.change_action(
            here.workspace,
            here.who,
            action.action_id,
            seen=seen,
            state=str(state.get(f"{key}_state")),
            owner=str(state.get(f"{key}_owner") or ""),
            due_on=state.get(f"{key}_due"),
            contested=contested,
            **words,
        )
    except contest.REPEATABLE as error:
        contest.keep(key, error)
    except ConflictError as error:
        changes = actions.changes_of(here.workspace, here.who, here.as_of, [action.site_id])
        now = sum(change.action_id == action.action_id for change in changes)
        state[f"{_key(action, now)}_comment"] = words["comment"]
        blocks.leave_notice(f"Not saved. {error}", good=False)
    except ReadinessError as error:
        blocks.leave_notice(f"Not saved. {error}", good=False)
    else:
        blocks.leave_notice(
            f"Saved {after.title}: {WORDS[after.state].lower()}, {after.owner}, due on "
            f"{day(after.due_on)}. To undo, change it back; every change stays in its history."
        )
