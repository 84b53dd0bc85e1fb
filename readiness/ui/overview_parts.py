"""Parts of the Network overview."""

from collections.abc import Hashable
from functools import cache, partial

import streamlit as st

from readiness.charts import heatmap, lapses, levels, movers, pareto
from readiness.services.network import Overview
from readiness.ui import blocks, selection
from readiness.ui.context import ROOT, Here
from readiness.views import network as tables
from readiness.views.sentences import count, day

_PERCENT = st.column_config.NumberColumn(format="percent")
_SCORE = st.column_config.NumberColumn(format="%.1f")
_DATE = st.column_config.DateColumn(format="D MMM YYYY")


def level_chart(here: Here, view: Overview, shows: Hashable) -> None:
    """How many sites have each level."""
    frame = cache(lambda: tables.levels(view))
    blocks.chart_with_table(
        here,
        key="levels",
        title="Sites by level",
        figure=lambda **drawn: levels.figure(frame(), **drawn),
        summary=lambda: levels.summary(frame()),
        table=lambda: (
            frame().drop(columns="level").rename(columns={"title": "Level", "sites": "Sites"})
        ),
        shows=shows,
    )


def must_have_chart(here: Here, view: Overview, shows: Hashable) -> None:
    """The must-haves that most sites fail."""
    frame = cache(lambda: tables.failed_gates(view))
    blocks.chart_with_table(
        here,
        key="failed_must_haves",
        title="Must-haves that fail most",
        figure=lambda **drawn: pareto.figure(frame(), **drawn),
        summary=lambda: pareto.summary(frame()),
        table=lambda: (
            frame()
            .drop(columns="criterion_id")
            .rename(
                columns={
                    "title": "Must-have",
                    "element": "Element",
                    "sites": "Sites",
                    "assessed_sites": "Of assessed sites",
                    "names": "Which",
                }
            )
        ),
        shows=shows,
    )


def lapse_chart(here: Here, view: Overview, shows: Hashable) -> None:
    """What lapses within 30, 60 and 90 days."""
    frame = cache(lambda: tables.lapse_buckets(view))
    blocks.chart_with_table(
        here,
        key="lapses",
        title="Evidence that lapses next",
        figure=lambda **drawn: lapses.figure(frame(), **drawn),
        summary=lambda: lapses.summary(frame()),
        table=partial(tables.lapses, view),
        columns={"Last day": _DATE},
        shows=shows,
    )


def element_chart(here: Here, view: Overview, shows: Hashable) -> None:
    """Elements by site; by practice, state or region where there are too many for one picture."""
    by = tables.heatmap_rows(view, heatmap.DENSE)
    frame = cache(lambda: tables.heatmap(view, by=by))
    blocks.chart_with_table(
        here,
        key="heatmap",
        title=f"Score by element, {by} by {by}",
        note="" if by == "site" else f"Means over assessed sites. Filter by {by} to open it.",
        figure=lambda **drawn: heatmap.figure(frame(), **drawn),
        summary=lambda: heatmap.summary(frame(), row=by),
        table=lambda: tables.heatmap_table(frame()).rename(columns={"Row": by.capitalize()}),
        shows=shows,
    )


def mover_chart(here: Here, view: Overview, shows: Hashable) -> None:
    """Whose level or score moved since a date."""
    frame = cache(lambda: tables.movers(view))
    blocks.chart_with_table(
        here,
        key="movers",
        title=f"What moved since {day(view.since)}",
        figure=lambda **drawn: movers.figure(frame(), **drawn),
        summary=lambda: movers.summary(frame()),
        table=lambda: frame()[["site", "From", "score_before", "To", "score_after"]].rename(
            columns={"site": "Site", "score_before": "Score before", "score_after": "Score after"}
        ),
        columns={"Score before": _SCORE, "Score after": _SCORE},
        shows=shows,
    )


def site_table(here: Here, view: Overview) -> None:
    """Every site, worst first, and a list from which one is opened."""
    st.subheader("Every site")
    table = tables.sites(view)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        names = selection.told_apart(dict(zip(table["site_id"], table["Site"], strict=True)))
        chosen = st.selectbox(
            "Open a site",
            list(names),
            index=None,
            placeholder="Choose a site",
            format_func=names.__getitem__,
            key="open_site",
        )
    if chosen:
        st.switch_page(ROOT / "pages" / "site.py", query_params={"site": chosen})
    blocks.table_with_download(
        here,
        key="sites",
        table=table,
        alt=f"Table of {count(len(table), 'site')}: level, score, must-haves failed, shares.",
        columns={
            "Score": _SCORE, "Answered": _PERCENT, "Confirmed": _PERCENT, "Next lapse": _DATE
        },
    )  # fmt: skip


def not_applicable_table(here: Here, view: Overview) -> None:
    """What sites take out as not applicable, so that it can be questioned."""
    table = tables.not_applicable(view)
    if table.empty:
        return

    def draw() -> None:
        blocks.table_with_download(
            here, key="not_applicable", table=table, alt="Criteria by sites not applicable."
        )

    title = "Marked not applicable across the network"
    blocks.when_opened(here, title, draw, key="not_applicable")
