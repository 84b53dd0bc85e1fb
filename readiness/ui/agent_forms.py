"""Stating what a site has in place for an agent. What is saved is saved in callbacks."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from readiness.domain.agent_standing import AgentAtSite
from readiness.domain.people import Permission
from readiness.domain.registers.agent_plans import REGISTER
from readiness.domain.registers.measuring import FieldType, RegisterField
from readiness.errors import LedgerError, ReadinessError
from readiness.services import agents
from readiness.services.agents import SiteAgents
from readiness.ui import blocks, contest
from readiness.ui.agent_parts import lacking_in_short
from readiness.ui.context import Here
from readiness.ui.text import plain
from readiness.views import agents as tables

_PLACE = "agent_form"
_EARLIEST = date(2000, 1, 1)
_LATEST = date(2100, 12, 31)
_TODAY = "checked_on"
"""Asked for last, and filled in: who states the line has just looked."""


def offer(here: Here, view: SiteAgents, found: AgentAtSite) -> None:
    """A form for one agent at a site; only today, and for those who may answer for it."""
    site = view.report.site
    if not (here.is_today and here.who.may(Permission.ANSWER, site.site_id)):
        return
    key = _key(view, found)
    stated = dict(found.plan.values) if found.plan is not None else {}
    begin = found.plan is None or bool(contest.reason(key))
    with _open(f"State what is in place for {found.name}", expanded=begin):
        fields = [one for one in REGISTER.fields if one.id != "agent"]
        columns = st.columns(3)
        for place, one in enumerate(fields):
            with columns[place % 3]:
                _ask(here, one, stated.get(one.id, ""), key)
        st.button(
            "Save",
            type="primary",
            key=f"{key}_save",
            on_click=_save,
            args=(here, view, found, key),
        )
        contest.offer(key, partial(_save, here, view, found, key, contested=True))
    blocks.show_notice(_PLACE)


@contextmanager
def _open(title: str, *, expanded: bool) -> Iterator[None]:
    with st.expander(plain(title), expanded=expanded, icon=":material/edit:"):
        yield


def _ask(here: Here, one: RegisterField, stated: str, key: str) -> None:
    """One field, with what is stated in it."""
    more: dict[str, Any] = {"key": f"{key}_{one.id}", "help": one.help or None}
    if one.type is FieldType.CHOICE:
        words = dict(one.options)
        st.selectbox(
            one.title,
            list(words),
            index=list(words).index(stated) if stated in words else None,
            placeholder="Not found out",
            format_func=words.__getitem__,
            **more,
        )
        return
    value = date.fromisoformat(stated) if stated else None
    if one.id == _TODAY:
        value = here.workspace.today
    st.date_input(
        one.title, value=value, min_value=_EARLIEST, max_value=_LATEST, format="YYYY-MM-DD", **more
    )


def _key(view: SiteAgents, found: AgentAtSite) -> str:
    """Of the controls: they begin anew after each save of the line."""
    seen = view.versions.get(found.plan.entry_id, 0) if found.plan is not None else 0
    return f"agent_{view.report.site.site_id}_{found.name}_{seen}"


def _save(
    here: Here,
    view: SiteAgents,
    found: AgentAtSite,
    key: str,
    _changed: str = "",
    *,
    contested: bool = False,
) -> None:
    contest.drop(key)
    site = view.report.site
    values = {"agent": found.name}
    for one in REGISTER.fields:
        if one.id != "agent":
            typed = st.session_state.get(f"{key}_{one.id}")
            values[one.id] = "" if typed is None else str(typed)
    entry_id = found.plan.entry_id if found.plan is not None else ""
    try:
        agents.state_agent(
            *(here.workspace, here.who, site.site_id, values),
            entry_id=entry_id,
            seen=view.versions.get(entry_id, 0),
            contested=contested,
        )
    except contest.REPEATABLE as error:
        contest.keep(key, error)
        return
    except ReadinessError as error:
        blocks.leave_notice(f"Not saved. {error}", good=False, place=_PLACE)
        return
    blocks.leave_notice(
        f"Saved {found.name} at {site.site_name}{_standing(here, view, found)} "
        "To undo, state it again as it was; every version stays on record.",
        place=_PLACE,
    )


def _standing(here: Here, view: SiteAgents, found: AgentAtSite) -> str:
    """What is lacking after a save; nothing where the database went away right after it."""
    site_id = view.report.site.site_id
    try:
        after = agents.site_agents(here.workspace, here.who, site_id, here.as_of)
    except LedgerError:
        return "."
    return f": {lacking_in_short(after.agents[found.name])}. {_counts(after)}"


def _counts(after: SiteAgents) -> str:
    """What the register answers from now on."""
    fed = [row.title for row in after.criteria.values() if row.id in after.report.feeds]
    if fed:
        verb = "is" if len(fed) == 1 else "are"
        return f"{tables.listed(fed)} {verb} answered from this list."
    return "Typed answers count until every agent that is given is in this list."
