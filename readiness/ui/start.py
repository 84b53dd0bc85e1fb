"""What to do on an empty database: three ways to begin."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from readiness.domain.organisations import Site
from readiness.domain.people import Permission
from readiness.errors import ReadinessError
from readiness.services import recording
from readiness.services.demo import synthetic_network
from readiness.services.sites import SiteReport, site_report
from readiness.ui import blocks, selection
from readiness.ui.context import ROOT, Here
from readiness.ui.text import plain
from readiness.views.sentences import count


def offer(here: Here) -> None:
    """Three ways to begin, for whoever may; others are told whom to ask."""
    blocks.show_notice()
    if not here.who.may_everywhere(Permission.MANAGE):
        st.header("There are no sites yet that you may see.")
        st.info("Ask your network administrator to add them, or to give you access to them.")
        return
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


def site_in_hand(here: Here, title: str, hint: str) -> tuple[DeltaGenerator, SiteReport]:
    """The place for a heading, and the report on the site that is chosen on the page.

    Without sites the page offers ways to begin, and without a choice it asks for one; both end it.
    """
    if not here.workspace.sites(here.who):
        st.title(title)
        offer(here)
        st.stop()
    heading = st.container()
    blocks.show_notice()
    site_id = selection.site(here)
    if site_id is None:
        heading.title(title)
        st.info(hint)
        st.stop()
    return heading, site_report(here.workspace, here.who, site_id, here.as_of)


def add_site_form(here: Here) -> None:
    """Add one site by hand."""
    with st.form("add_site", border=False):
        texts = {
            "site_id": st.text_input(
                "Site id", key="new_site_id", placeholder="CEDAR-01", required=True
            ),
            "site_name": st.text_input(
                "Site name", key="new_site_name", placeholder="Cedar Falls", required=True
            ),
            "practice": st.text_input("Practice", key="new_practice"),
            "network": st.text_input("Network", key="new_network"),
            "state": st.text_input("State", key="new_state"),
            "region": st.text_input("Region", key="new_region"),
        }
        if st.form_submit_button("Add this site"):
            try:
                recording.add_site(here.workspace, here.who, Site(**texts))
            except ReadinessError as error:
                st.error(plain(str(error)))
            else:
                blocks.leave_notice(f"Added {texts['site_name']}. Next: assess it.")
                st.rerun()


def _load_sample(here: Here) -> None:
    workspace = here.workspace
    batch = synthetic_network(workspace.framework, today=workspace.today)
    try:
        recording.accept_import(workspace, here.who, batch, "the sample network")
    except ReadinessError as error:
        blocks.leave_notice(f"Nothing was written. {error}", good=False)
    else:
        blocks.leave_notice(f"Loaded {count(len(batch.sites), 'made-up site')}.")
