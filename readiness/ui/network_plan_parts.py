"""Parts of the Plan page about all sites in scope."""

from functools import partial

import streamlit as st

from readiness.charts import reach as chart
from readiness.domain.network_plan import EXACT, Programme
from readiness.errors import ReadinessError
from readiness.ui import blocks, context, plan_parts, selection
from readiness.ui.context import Here
from readiness.ui.text import plain
from readiness.views import network_plan as tables
from readiness.views.sentences import count

MOST_PROGRAMMES = 8
USUAL_BUDGET = 100
_HOURS = st.column_config.NumberColumn(format="%.4g")


def show(here: Here) -> None:
    """Budget and programmes, then the sentence, the stair and the sites."""
    st.title("Plan")
    opening = st.container()
    plan_parts.choose_reach(here)
    budget = selection.hours("Budget (hours of work in all)", "budget", USUAL_BUDGET)
    try:
        needs = context.network_needs(here, _programmes(here))
        plan = needs.plan(budget)
    except ReadinessError as error:
        opening.header("The plan cannot be worked out from this.")
        opening.error(plain(str(error)))
        return
    opening.header(plain(tables.sentence(needs, plan)))
    notes = [tables.how_sure(plan), tables.programmes_in_words(needs, plan)]
    notes.append(tables.left_out(needs, plan))
    opening.caption(plain(" ".join(filter(None, notes))))
    if not needs.needs:
        return
    frame = tables.reach(needs, plan)
    blocks.chart_with_table(
        here,
        key="reach",
        title="Sites by hours of work",
        figure=partial(chart.figure, frame, budget=float(budget)),
        summary=partial(chart.summary, frame),
        table=lambda: frame[["hours", "sites"]].rename(columns=str.capitalize),
        columns={"Hours": _HOURS},
        shows=(needs.programmes, budget),
    )
    st.subheader("Which sites, and what at each")
    st.caption(
        "The cheapest first; each by its own plan. Open a site under “One site” for its order of "
        "work, ties and actions."
    )
    table = tables.sites(needs, plan)
    blocks.table_with_download(
        here,
        key="network_plan",
        table=table,
        alt=f"{count(len(table), 'site')} with hours of work and what to close, cheapest first.",
        columns={"Hours": _HOURS, "Hours so far": _HOURS},
    )


def _programmes(here: Here) -> tuple[Programme, ...]:
    """The pieces of work that are done once for many sites, in the URL."""
    titles = {criterion.id: criterion.title for criterion in here.framework.scored}
    with st.expander("Shared programmes: one piece of work for many sites", icon=":material/hub:"):
        st.caption(
            "Such as one training for all. Its hours count once, and so many at each site that "
            f"takes part. Up to {EXACT} the result is proven, above that it is a heuristic."
        )
        chosen = st.multiselect(
            "Done once for all sites",
            list(titles),
            format_func=titles.__getitem__,
            placeholder="No shared programme",
            max_selections=MOST_PROGRAMMES,
            **selection.many_in_url("shared", titles, most=MOST_PROGRAMMES),
        )
        selection.keep_many("shared", chosen)
        found = []
        for key in chosen:
            with st.container(horizontal=True):
                effort = here.framework.criterion[key].effort_hours
                once = selection.hours(f"{titles[key]}: hours once", f"once_{key}", effort)
                each = selection.hours("Hours at each site", f"each_{key}", 0)
            found.append(Programme(key, once, each))
    return tuple(found)
