"""Parts of the Compare page."""

from functools import partial

import streamlit as st

from readiness.charts import comparison as chart
from readiness.charts.palette import STATES
from readiness.domain.people import Permission
from readiness.services.comparison import MOST, Comparison
from readiness.ui import blocks, selection
from readiness.ui.context import ROOT, Here
from readiness.ui.text import plain
from readiness.views import comparison as tables
from readiness.views import peers
from readiness.views.sentences import count

ADVISERS = 3
_SCORE = st.column_config.NumberColumn(format="%.1f")
_WHOLE = st.column_config.NumberColumn(format="%d")
_SIGNS = {state: sign.label for state, sign in STATES.items()}


def choose(here: Here) -> tuple[str, ...]:
    """The sites in hand, in the order chosen; the site of the other pages where none is yet."""
    sites = here.workspace.sites(here.who)
    ordered = sorted(sites, key=lambda key: (sites[key].site_name, key))
    usual = ordered[:1] if len(ordered) == 1 else [st.session_state.get("kept_site") or ""]
    chosen = st.multiselect(
        "Sites",
        ordered,
        max_selections=MOST,
        placeholder="Choose the site in question first, then up to five others",
        format_func=selection.site_labels(sites).__getitem__,
        **selection.many_in_url("sites", ordered, most=MOST, default=usual),
    )
    selection.keep_many("sites", chosen)
    return tuple(chosen)


def standing(here: Here, view: Comparison) -> None:
    """The first site among its peers."""
    name = view.first.site.site_name
    st.subheader(plain(f"{name} among its peers"))
    given = peers.service_level(view)
    st.caption(
        "The percentile is the share of peers that score no higher. It is given for five peers or "
        "more; sites with the same score share a rank."
        + (f" Service level here: {plain(given)}." if given else "")
    )
    blocks.table_with_download(
        here,
        key="standing",
        table=peers.standing(view),
        alt=f"Score and percentile of {name} as a whole and in each element.",
        columns=dict.fromkeys(("Percentile", "Peers", "Rank"), _WHOLE) | {"Score": _SCORE},
    )


def elements(here: Here, view: Comparison) -> None:
    """The sites side by side, element by element."""
    frame = tables.heatmap(view)
    blocks.chart_with_table(
        here,
        key="compared",
        title="Score by element",
        figure=partial(chart.figure, frame),
        summary=partial(chart.summary, frame),
        table=partial(tables.scores, view),
        shows=tuple(column.site.site_id for column in view.columns),
    )


def criteria(here: Here, view: Comparison) -> None:
    """What all have, what some lack, what none has."""
    st.subheader("Criterion by criterion")
    st.caption(plain(tables.criteria_in_words(view)))
    group = st.radio(
        "Show",
        list(tables.GROUPS),
        format_func=tables.GROUPS.__getitem__,
        horizontal=True,
        **selection.in_url("which", list(tables.GROUPS), default="some"),
    )
    selection.keep("which", group)
    table = tables.criteria(view, group or "some", _SIGNS)
    if table.empty:
        st.write("No criterion is of this kind; choose another above.")
        return
    blocks.table_with_download(
        here,
        key="compared_criteria",
        table=table,
        alt=f"{count(len(table), 'criterion', 'criteria')} with the state at each site.",
    )


def who_helps(here: Here, view: Comparison) -> None:
    """For each gap of the first site, who meets it."""
    name = view.first.site.site_name
    st.subheader(plain(f"Who already has what {name} lacks"))
    if not view.help:
        st.success("No gaps: every criterion that applies is met.")
        return
    advisers = view.advisers[:ADVISERS]
    if advisers:
        st.caption(plain(peers.advisers_in_words(advisers, len(view.help))))
    if view.hides:
        st.caption(
            "Of sites that you may not see, only how many there are is told, and never fewer "
            "than five of them."
        )
    blocks.table_with_download(
        here,
        key="who_helps",
        table=peers.help_table(view),
        alt=f"{count(len(view.help), 'gap')} of {name} and who meets each.",
    )
    present = [column.site.site_id for column in view.columns]
    others = [adviser.site_id for adviser in advisers if adviser.site_id not in present]
    if others and len(present) + len(others) <= MOST:
        st.button(
            "Put the sites that can help beside it",
            icon=":material/compare_arrows:",
            on_click=_put_beside,
            args=([*present, *others],),
        )


def link_to_site(here: Here, view: Comparison) -> None:
    """The next step is one click away."""
    site = view.first.site
    begin = not view.first.score.assessed and here.who.may(Permission.ANSWER, site.site_id)
    page = "assess" if begin else "site"
    words = {"site": "Open {}: gaps in order", "assess": "Assess {}"}
    st.page_link(
        ROOT / "pages" / f"{page}.py",
        label=plain(words[page].format(site.site_name)),
        icon=":material/arrow_forward:",
        query_params={"site": site.site_id},
    )


def _put_beside(site_ids: list[str]) -> None:
    selection.keep_many("sites", site_ids)
