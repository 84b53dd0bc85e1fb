"""Parts of the Review page: which sites wait, and which one is looked at."""

from collections.abc import Sequence

import streamlit as st

from readiness.domain.cycle import REVIEWABLE
from readiness.domain.people import Permission
from readiness.services import cycle, network
from readiness.services.review import Changed, Waiting
from readiness.ui import blocks, selection
from readiness.ui.context import Here
from readiness.views import review as tables
from readiness.views.sentences import count

_ALL = "All regions"
_DATE = st.column_config.DateColumn(format="D MMM YYYY")


def choose_region(here: Here) -> str:
    """The region to look at, kept in the URL; "" for all."""
    regions = network.choices(here.workspace, here.who)["region"]
    if len(regions) < 2:
        return ""
    options = [_ALL, *regions]
    chosen = st.selectbox(
        "Region", options, **selection.in_url("review_region", options, default=_ALL)
    )
    selection.keep("review_region", None if chosen == _ALL else chosen)
    return "" if chosen == _ALL else chosen


def queue_table(here: Here, waiting: Sequence[Waiting]) -> None:
    """Who waits, the longest first."""
    if not waiting:
        return
    blocks.table_with_download(
        here,
        key="review_queue",
        table=tables.queue(waiting, here.framework, here.workspace.today),
        alt=f"The {count(len(waiting), 'site')} waiting for review, the longest waiting first.",
        columns={
            "Submitted": _DATE,
            "Score": st.column_config.NumberColumn(format="%.1f"),
            "Confirmed": st.column_config.NumberColumn(format="percent"),
        },
    )


def changed_table(here: Here, changed: Sequence[Changed]) -> None:
    """Whose answers are newer than their approval."""
    if not changed:
        return
    number = count(sum(len(one.criteria) for one in changed), "answer")
    sites = count(len(changed), "site")
    with st.expander(f"Changed since approval: {number} of {sites}"):
        st.caption(
            "Evidence is renewed between two assessments. Choose a site to confirm what is new."
        )
        blocks.table_with_download(
            here,
            key="review_changed",
            table=tables.changed(changed, here.framework, here.workspace.criteria()),
            alt=f"The {sites} with answers newer than their approval, most of them first.",
            columns={"Approved": _DATE},
        )


def choose_site(here: Here, waiting: Sequence[Waiting], changed: Sequence[Changed]) -> str | None:
    """The site to review: the waiting ones first, then every other that has been submitted."""
    sites = here.workspace.sites(here.who)
    first = [one.row.site_id for one in waiting]
    newer = {one.row.site_id: len(one.criteria) for one in changed}
    stages = cycle.stages(here.workspace, here.who)
    others = [
        key
        for key, stage in stages.items()
        if (stage in REVIEWABLE or key in newer)
        and key not in first
        and here.who.may(Permission.REVIEW, key)
    ]
    ids = [*first, *sorted(others, key=lambda key: (sites[key].site_name, key))]
    if not ids:
        st.info("Sites come here when they submit their assessment.")
        return None
    said = {key: f", {number} changed since" for key, number in newer.items()}
    labels = selection.told_apart(
        {key: f"{sites[key].site_name} ({stages[key]}{said.get(key, '')})" for key in ids}
    )
    chosen = st.selectbox(
        "Site to review",
        ids,
        index=None,
        placeholder="Choose a site",
        format_func=labels.__getitem__,
        **selection.in_url("site", ids),
    )
    if chosen is not None:
        selection.keep("site", chosen)
    return chosen
