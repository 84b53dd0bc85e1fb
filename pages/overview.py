"""Network overview: where do we stand?"""

from functools import partial

import streamlit as st

from readiness.charts import heatmap, lapses, levels, movers, pareto
from readiness.ui import blocks, context, guard, selection, start
from readiness.views import network as tables
from readiness.views.sentences import count, day, overview_sentence

here = guard.page()

st.title("Network overview")
if not here.workspace.sites(here.who):
    start.offer(here)
    st.stop()

sentence = st.container()
chosen = selection.filters(here)
view = context.overview(here, context.quarter_before(here.as_of), chosen)
sentence.header(overview_sentence(view))
sentence.caption(
    f"{count(len(view.sites), 'site').capitalize()} of {view.sites_in_scope}, "
    f"{len(view.assessed)} assessed. As of {day(here.as_of)}."
)
if not view.sites:
    st.info("Take a filter away to see sites again.")
    st.stop()

frame = tables.levels(view)
blocks.chart_with_table(
    here,
    key="levels",
    title="Sites by level",
    figure=partial(levels.figure, frame),
    summary=levels.summary(frame),
    table=frame.drop(columns="level").rename(columns={"title": "Level", "sites": "Sites"}),
)

left, right = st.columns(2, gap="large")
with left:
    failing = tables.failed_gates(view)
    blocks.chart_with_table(
        here,
        key="failed_must_haves",
        title="Must-haves that fail most",
        figure=partial(pareto.figure, failing),
        summary=pareto.summary(failing),
        table=failing.drop(columns="criterion_id").rename(columns=str.capitalize),
    )
with right:
    buckets = tables.lapse_buckets(view)
    blocks.chart_with_table(
        here,
        key="lapses",
        title="Evidence that lapses next",
        figure=partial(lapses.figure, buckets),
        summary=lapses.summary(buckets),
        table=tables.lapses(view),
    )

by_practice = len(view.sites) > heatmap.DENSE
cells = tables.heatmap(view, by_practice=by_practice)
blocks.chart_with_table(
    here,
    key="heatmap",
    title=f"Score by element, {'practice by practice' if by_practice else 'site by site'}",
    figure=partial(heatmap.figure, cells),
    summary=heatmap.summary(cells),
    table=tables.heatmap_table(cells),
)

start.site_table(here, view)

moved = tables.movers(view)
blocks.chart_with_table(
    here,
    key="movers",
    title=f"What moved since {day(view.since)}",
    figure=partial(movers.figure, moved),
    summary=movers.summary(moved),
    table=moved[["site", "From", "score_before", "To", "score_after"]],
)
start.not_applicable_table(here, view)
