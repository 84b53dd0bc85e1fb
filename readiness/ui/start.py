"""What to do next: on an empty database, and from the table of sites."""

import streamlit as st

from readiness.domain.organisations import Site
from readiness.errors import ReadinessError
from readiness.services import recording
from readiness.services.demo import synthetic_network
from readiness.services.network import Overview
from readiness.ui import blocks
from readiness.ui.context import ROOT, Here
from readiness.views import network as tables
from readiness.views.sentences import count

_PERCENT = st.column_config.NumberColumn(format="percent")
_SCORE = st.column_config.NumberColumn(format="%.1f")
_DATE = st.column_config.DateColumn(format="D MMM YYYY")


def offer(here: Here) -> None:
    """Three ways to begin."""
    blocks.show_notice()
    st.header("There are no sites yet. Begin in one of three ways.")
    sample, files, one = st.columns(3, gap="large")
    with sample:
        st.subheader("Look around")
        st.write("24 made-up sites with 18 months of history, labelled as synthetic.")
        st.button("Load the sample network", type="primary", on_click=_load_sample, args=(here,))
    with files:
        st.subheader("Bring yours")
        st.write("Sites and answers from CSV, a workbook or a survey export, with a preview.")
        st.page_link(ROOT / "pages" / "data.py", label="Import files", icon=":material/upload:")
    with one:
        st.subheader("Start small")
        add_site_form(here)


def add_site_form(here: Here) -> None:
    """Add one site by hand."""
    with st.form("add_site", border=False):
        texts = {
            "site_id": st.text_input("Site id", placeholder="CEDAR-01", required=True),
            "site_name": st.text_input("Site name", placeholder="Cedar Falls", required=True),
            "practice": st.text_input("Practice"),
            "network": st.text_input("Network"),
            "state": st.text_input("State"),
            "region": st.text_input("Region"),
        }
        if st.form_submit_button("Add this site"):
            try:
                recording.add_site(here.workspace, here.who, Site(**texts))
            except ReadinessError as error:
                st.error(str(error))
            else:
                blocks.leave_notice(f"Added {texts['site_name']}. Next: assess it.")
                st.rerun()


def site_table(here: Here, view: Overview) -> None:
    """Every site, worst first; a click on a row opens the site."""
    st.subheader("Every site")
    table = tables.sites(view)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        names = dict(zip(table["site_id"], table["Site"], strict=True))
        chosen = st.selectbox(
            "Open a site",
            list(names),
            index=None,
            placeholder="Choose a site",
            format_func=names.__getitem__,
            key="open_site",
        )
    if chosen:
        st.switch_page(ROOT / "pages" / "site.py", query_params=_address(here, chosen))
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
    with st.expander("Marked not applicable across the network"):
        blocks.table_with_download(
            here, key="not_applicable", table=table, alt="Criteria by sites not applicable."
        )


def _address(here: Here, site_id: str) -> dict[str, str]:
    address = {"site": site_id}
    return address if here.is_today else address | {"asof": here.as_of.isoformat()}


def _load_sample(here: Here) -> None:
    workspace = here.workspace
    batch = synthetic_network(workspace.framework, today=workspace.today)
    recording.accept_import(workspace, here.who, batch, "the sample network")
    blocks.leave_notice(f"Loaded {count(len(batch.sites), 'made-up site')}.")
