"""Raising an action against a shared risk, at one of the sites that lean on it."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial

import streamlit as st

from readiness.domain.framework import ResourceKind
from readiness.domain.losses import SiteLoss
from readiness.domain.people import Permission
from readiness.domain.shared_risks import Loss
from readiness.services.shared_risks import RiskReport
from readiness.ui import action_forms, blocks, contest, selection
from readiness.ui.context import Here

_SHORT = 200
_RAISING = "raising_against_a_risk"
_RAISED = "risk_actions_raised"
_TITLES: Mapping[ResourceKind, str] = {
    ResourceKind.CHAMPION: "Name a deputy, or a champion of our own",
    ResourceKind.DEPUTY: "Name a deputy of our own",
    ResourceKind.HOSPITAL: "Sign an agreement with a second hospital",
    ResourceKind.ON_CALL: "Find a second on-call pool",
    ResourceKind.DRUG_STOCK: "Keep doses at a second place",
}
"""What is filled in: without names of persons."""


def offer_to_raise(here: Here, view: RiskReport, loss: Loss) -> None:
    """A small form; only today, for sites that would lose something and where one may act."""
    rows = {
        row.site_id: row
        for row in loss.sites
        if row.criteria and here.who.may(Permission.ACT, row.site_id)
    }
    if here.is_today and rows:
        # After each action that is raised here the form begins anew.
        key = f"risk_{loss.resource.id}_{st.session_state.get(_RAISED, 0)}"
        refused = bool(contest.reason(key))
        with st.expander("Raise an action", icon=":material/add_task:", expanded=refused):
            _form(here, view, loss, rows, key)
    blocks.show_notice(_RAISING)


def _form(here: Here, view: RiskReport, loss: Loss, rows: Mapping[str, SiteLoss], key: str) -> None:
    names = selection.site_labels({site_id: view.sites[site_id] for site_id in rows})
    chosen = st.selectbox(
        "At which site", list(rows), format_func=names.__getitem__, key=f"{key}_site"
    )
    closes = [view.criterion[name] for name in rows[chosen].criteria]
    st.caption(f"It is about {', '.join(criterion.title for criterion in closes)}.")
    title = _TITLES[loss.resource.kind]
    st.text_input("What is to be done", value=title, max_chars=_SHORT, key=f"{key}_title")
    lead = max(criterion.lead_days for criterion in closes)
    due = here.workspace.today + timedelta(days=lead)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Owner", max_chars=_SHORT, key=f"{key}_owner")
        st.date_input(
            "Due on",
            value=due,
            min_value=here.workspace.today,
            format="YYYY-MM-DD",
            key=f"{key}_{chosen}_due",
        )
        st.button("Raise this action", on_click=_raise, args=(here, key, rows[chosen]))
    contest.offer(key, partial(_raise, here, key, rows[chosen], contested=True))


def _raise(
    here: Here, key: str, row: SiteLoss, _changed: str = "", *, contested: bool = False
) -> None:
    state = st.session_state
    words = (str(state.get(f"{key}_title") or ""), str(state.get(f"{key}_owner") or ""))
    due = state.get(f"{key}_{row.site_id}_due")
    if action_forms.try_to_raise(
        *(here, key, _RAISING, row.site_id, row.criteria, *words, due), contested=contested
    ):
        state[_RAISED] = state.get(_RAISED, 0) + 1
