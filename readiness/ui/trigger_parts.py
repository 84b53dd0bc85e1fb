"""What sets sites off: at one site with what is still open, in the network, and a form."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from readiness.domain.people import Permission
from readiness.domain.registers.triggers import KINDS, TRIGGERS
from readiness.domain.triggers import SetOff
from readiness.errors import ReadinessError
from readiness.services import registers, triggers
from readiness.services.sites import SiteReport
from readiness.services.triggers import NetworkTrigger
from readiness.ui import action_forms, blocks, contest
from readiness.ui.context import Here
from readiness.ui.text import plain
from readiness.views import agents as tables
from readiness.views.sentences import count, day

EVERYWHERE = "everywhere"
_DATE = st.column_config.DateColumn(format="D MMM YYYY")
_PLACE = "triggers"
_SHOWN = 3
"""The newest events with open items stand on the Site page; the rest are counted."""
_LONG = 500


def at_site(here: Here, report: SiteReport) -> tuple[SetOff, ...]:
    """What set the site off and what of it is open; nothing is drawn where nothing happened."""
    happened = triggers.site_triggers(here.workspace, here.who, report)
    if not happened:
        return ()
    st.subheader("What set things off")
    waiting = [one for one in happened if one.open]
    if not waiting:
        newest = happened[0].trigger
        st.write(
            plain(
                f"{count(len(happened), 'event')}, the newest on {day(newest.happened_on)}: "
                f"{newest.what}. All that was due since has been looked at anew."
            )
        )
        return happened
    for one in waiting[:_SHOWN]:
        _one(here, report, one)
    more = len(waiting) - _SHOWN
    older = f" {count(more, 'older event')} with open items not shown." if more > 0 else ""
    st.caption(
        "Open until someone answers or confirms anew. This moves no score: the answers count as "
        f"before.{older}"
    )
    return happened


def _one(here: Here, report: SiteReport, one: SetOff) -> None:
    trigger = one.trigger
    titles = [criterion.title for criterion in one.open]
    st.write(
        f"**{plain(trigger.what)}** "
        + plain(
            f"({trigger.kind_in_words.lower()}, {day(trigger.happened_on)}). To look at again, "
            f"{len(titles)} of {len(one.due)}: {', '.join(titles)}."
        )
    )
    if here.is_today and here.who.may(Permission.ACT, report.site.site_id):
        st.button(
            "Raise as action",
            icon=":material/add_task:",
            key=f"set_off_{trigger.entry_id}",
            help="Fills in the form “Raise an action” below.",
            on_click=action_forms.prepare,
            args=(report.site.site_id, [criterion.id for criterion in one.open]),
        )


def in_network(here: Here, rows: Sequence[NetworkTrigger]) -> None:
    """Every event, and a way to take one back."""
    st.subheader("What set things off")
    sites = here.workspace.sites(here.who)
    names = {key: site.site_name for key, site in sites.items()}
    if not rows:
        st.write(
            "No event is recorded. An approval, a trial, an addition to the formulary or a new "
            "champion makes some answers due again."
        )
    else:
        blocks.table_with_download(
            here,
            key="triggers",
            table=tables.triggers(rows, len(sites), names),
            alt=f"{count(len(rows), 'event')}, newest first.",
            columns={"On": _DATE},
        )
    _record(here)
    mine = [row for row in rows if all(_may(here, site_id) for site_id in row.site_ids)]
    if mine and here.is_today:
        _take_back(here, mine, len(sites), names)
    blocks.show_notice(_PLACE)


def _may(here: Here, site_id: str) -> bool:
    return here.who.may(Permission.ANSWER, site_id)


def _record(here: Here) -> None:
    """A form to record an event at a site or at every site; only today."""
    sites = here.workspace.sites(here.who)
    labels = {key: text for key, text in _labels(here).items() if _may(here, key)}
    if not (labels and here.is_today):
        return
    if here.who.may_everywhere(Permission.MANAGE):
        labels = {EVERYWHERE: f"Every site ({len(sites)})"} | labels
    key = f"trigger_{st.session_state.get('triggers_recorded', 0)}"
    refused = bool(contest.reason(key))
    with st.expander("Record an event", icon=":material/bolt:", expanded=refused):
        columns = st.columns(2)
        columns[0].selectbox("Where", list(labels), format_func=labels.__getitem__, key=f"{key}_at")
        columns[1].selectbox(
            "What happened", list(KINDS), format_func=KINDS.__getitem__, key=f"{key}_kind"
        )
        columns[0].date_input(
            "On", value=here.workspace.today, format="YYYY-MM-DD", key=f"{key}_happened_on"
        )
        names = [agent.name for agent in here.workspace.agents]
        columns[1].selectbox(
            "Agent, if it is about one", names, index=None, placeholder="None", key=f"{key}_agent"
        )
        st.text_input("In words (no patient data)", max_chars=_LONG, key=f"{key}_what")
        st.caption(plain(_makes_due(here, str(st.session_state.get(f"{key}_kind") or ""))))
        st.button("Record this event", key=f"{key}_save", on_click=_save, args=(here, key))
        contest.offer(key, partial(_save, here, key, contested=True))


def _labels(here: Here) -> dict[str, str]:
    sites = here.workspace.sites(here.who)
    ordered = sorted(sites, key=lambda site_id: (sites[site_id].site_name, site_id))
    return {site_id: f"{sites[site_id].site_name} ({site_id})" for site_id in ordered}


def _makes_due(here: Here, kind: str) -> str:
    titles = [row.title for row in here.framework.scored if kind in row.due_after]
    if not titles:
        return "Recorded only: no criterion is due again after it."
    return f"To be looked at again after it: {', '.join(titles)}. It moves no score."


def _save(here: Here, key: str, _changed: str = "", *, contested: bool = False) -> None:
    contest.drop(key)
    state = st.session_state
    place = str(state.get(f"{key}_at") or "")
    names = ("kind", "happened_on", "what", "agent")
    values = {name: str(state.get(f"{key}_{name}") or "") for name in names}
    try:
        where = "every site" if place == EVERYWHERE else _labels(here).get(place, place)
        if place == EVERYWHERE:
            triggers.record_everywhere(here.workspace, here.who, values, contested=contested)
        else:
            triggers.record_trigger(here.workspace, here.who, place, values, contested=contested)
    except contest.REPEATABLE as error:
        contest.keep(key, error)
        return
    except ReadinessError as error:
        blocks.leave_notice(f"Not saved. {error}", good=False, place=_PLACE)
        return
    state["triggers_recorded"] = state.get("triggers_recorded", 0) + 1
    blocks.leave_notice(
        f"Recorded “{values['what']}” at {where}. To undo, take it back below.", place=_PLACE
    )


def _take_back(
    here: Here, rows: Sequence[NetworkTrigger], sites: int, names: dict[str, str]
) -> None:
    words = {
        row.trigger.entry_id: f"{row.trigger.what}, {day(row.trigger.happened_on)}, "
        f"{tables.where(row, sites, names)}"
        for row in rows
    }
    with st.expander("Take an event back", icon=":material/undo:"):
        chosen = st.selectbox(
            "Event",
            list(words),
            index=None,
            placeholder="Choose an event",
            format_func=words.__getitem__,
            key="trigger_to_take_back",
        )
        row = next((row for row in rows if row.trigger.entry_id == chosen), None)
        if row is not None:
            st.button("Take it back", on_click=_withdraw, args=(here, row))


def _withdraw(here: Here, row: NetworkTrigger) -> None:
    try:
        registers.withdraw_entry(
            *(here.workspace, here.who, TRIGGERS, row.site_ids, row.trigger.entry_id),
            seen=row.versions,
        )
    except ReadinessError as error:
        blocks.leave_notice(f"Not saved. {error}", good=False, place=_PLACE)
        return
    blocks.leave_notice(
        f"Took back “{row.trigger.what}”. What it was stays on record.", place=_PLACE
    )
