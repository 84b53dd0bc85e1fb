"""Reports to download, made when they are asked for."""

from datetime import date
from functools import partial

import streamlit as st

from readiness.charts.print_signs import print_signs
from readiness.exports import network_report, site_summary
from readiness.services import reports
from readiness.services.network import Filters
from readiness.services.sites import SiteReport
from readiness.ui import making
from readiness.ui.context import Here
from readiness.ui.jobs import Tell


def site_button(here: Here, report: SiteReport) -> None:
    """The site on one page."""
    site_id = report.site.site_id
    st.download_button(
        "Summary as PDF",
        data=partial(_site, here, site_id),
        file_name=site_summary.name_of(site_id, here.as_of),
        mime="application/pdf",
        icon=":material/picture_as_pdf:",
        key="site_summary",
        on_click="ignore",
    )


def network_button(here: Here, since: date, filters: Filters) -> None:
    """The sites that pass the filters, as a report."""
    report = making.File(
        "Report as PDF",
        network_report.name_of(here.as_of),
        "application/pdf",
        partial(_network, since=since, filters=filters),
        ":material/picture_as_pdf:",
        "network_report",
    )
    making.offer(here, [report], "network_report")


def _site(here: Here, site_id: str) -> bytes:
    made = reports.site_summary(here.workspace, here.who, site_id, here.as_of)
    return site_summary.pdf(made, signs=print_signs(made.report.framework))


def _network(here: Here, tell: Tell, *, since: date, filters: Filters) -> bytes:
    tell(0.1, "Reading the network")
    made = reports.network_report(here.workspace, here.who, here.as_of, since, filters)
    tell(0.5, "Typesetting the report")
    return network_report.pdf(made, signs=print_signs(here.framework))
