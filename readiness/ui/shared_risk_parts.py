"""Parts of the Shared risks page."""

from functools import partial

import streamlit as st

from readiness.charts import risk_network as network_chart
from readiness.charts import shared_risks as chart
from readiness.domain.shared_risks import Loss
from readiness.services.shared_risks import KINDS, RiskReport
from readiness.ui import blocks, selection, shared_risk_actions
from readiness.ui.context import ROOT, Here
from readiness.ui.text import plain
from readiness.views import shared_risks as tables
from readiness.views.sentences import count

_POINTS = st.column_config.NumberColumn(format="%.1f")


def nothing_shared() -> None:
    """Where what is shared comes from."""
    st.info(
        "Champion and partner hospital are read from the profile of each site, agreements, "
        "on-call pools and drug stock from its registers. Fill them in to see what is shared."
    )
    st.page_link(ROOT / "pages" / "site.py", label="Open a site", icon=":material/arrow_forward:")


def ranking(here: Here, view: RiskReport) -> None:
    """What the loss of each resource costs, the worst first."""
    frame = tables.bars(view)
    best = view.framework.levels[-1].title
    blocks.chart_with_table(
        here,
        key="shared_risks",
        title="If lost today" if here.is_today else "If lost on that day",
        note="Each bar is as long as the sites that lean on the resource.",
        figure=partial(chart.figure, frame, best=best),
        summary=partial(chart.summary, frame, best=best),
        table=partial(tables.ranking, view),
        columns={"Points lost": _POINTS},
    )


def picture(here: Here, view: RiskReport) -> None:
    """Which practices lean on what."""
    frame = tables.links(view)
    best = view.framework.levels[-1].title
    shown = frame["resource_id"].nunique()
    which = f"The {network_chart.RESOURCES} worst of {shown}. " if shown > 8 else ""
    blocks.chart_with_table(
        here,
        key="risk_network",
        title="Who leans on what",
        note=f"{which}A line is the sites of a practice that lean on a resource, thicker for more. "
        f"Full and red: some of them would lose {best}; dotted: none would.",
        figure=partial(network_chart.figure, frame, best=best),
        summary=partial(network_chart.summary, frame, best=best),
        table=partial(tables.links_table, view),
    )


def one_resource(here: Here, view: RiskReport) -> None:
    """The sites that lean on the chosen resource, and what to do about it."""
    losses = {loss.resource.id: loss for loss in view.risks.losses}
    names = selection.told_apart({key: tables.label(loss.resource) for key, loss in losses.items()})
    st.subheader("Sites that lean on one resource")
    chosen = st.selectbox(
        "Resource",
        list(losses),
        format_func=names.__getitem__,
        **selection.in_url("resource", list(losses), default=next(iter(losses))),
    )
    selection.keep("resource", chosen)
    if chosen is None:
        return
    loss = losses[chosen]
    blocks.table_with_download(
        here,
        key="leaning_sites",
        table=tables.sites(view, loss),
        alt=f"{count(len(loss.sites), 'site')} that lean on {tables.title(loss.resource)}, "
        "with level and score now and without it.",
        columns={"Points lost": _POINTS},
    )
    _open_a_site(view, loss)
    shared_risk_actions.offer_to_raise(here, view, loss)


def pairs(here: Here, view: RiskReport) -> None:
    """What two losses at once cost."""
    st.subheader("Two lost at once")
    st.write(plain(tables.pairs_in_words(view)))
    if not view.risks.pairs:
        return
    table = tables.pairs(view)
    blocks.table_with_download(
        here,
        key="risk_pairs",
        table=table,
        alt=f"{count(len(table), 'pair')} of resources and what their joint loss costs.",
        columns=dict.fromkeys(("Points lost", "Points beyond the sum"), _POINTS),
    )


def rule(here: Here) -> None:
    """How a loss is computed, and which criteria lean on what."""
    with st.expander("How this is computed"):
        st.write(
            "A criterion holds until everything of its kind that the site names is lost; then it "
            "counts as not met. While another hospital, pool or stock remains, nothing is lost, "
            "except where a register answers: it answers again without what is lost. A champion "
            "is replaced by the deputy where “Deputy named” is met; then the site has no deputy. "
            "People are taken for the same inside a practice only, stock only where one entry of "
            "the register is shared. Only sites that you may see are counted."
        )
        for kind, criteria in here.framework.leaning_on.items():
            if criteria:
                titles = ", ".join(criterion.title for criterion in criteria)
                st.caption(plain(f"{KINDS[kind]}: {titles}."))


def _open_a_site(view: RiskReport, loss: Loss) -> None:
    own = {row.site_id: view.sites[row.site_id] for row in loss.sites}
    names = selection.site_labels(own)
    chosen = st.selectbox(
        "Open a site",
        list(own),
        index=None,
        placeholder="Choose a site",
        format_func=names.__getitem__,
        key=f"open_leaning_{loss.resource.id}",
    )
    if chosen:
        st.switch_page(ROOT / "pages" / "site.py", query_params={"site": chosen})
