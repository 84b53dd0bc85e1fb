"""Reports to download, made when they are asked for."""

from datetime import date
from functools import partial

import streamlit as st

from readiness.charts.print_signs import print_signs
from readiness.exports import network_report, site_summary
from readiness.services import reports
from readiness.services.network import Filters
from readiness.services.sites import SiteReport
from readiness.ui.context import Here


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
    st.download_button(
        "Report as PDF",
        data=partial(_network, here, since, filters),
        file_name=network_report.name_of(here.as_of),
        mime="application/pdf",
        icon=":material/picture_as_pdf:",
        key="network_report",
        on_click="ignore",
    )


def _site(here: Here, site_id: str) -> bytes:
    made = reports.site_summary(here.workspace, here.who, site_id, here.as_of)
    return site_summary.pdf(made, signs=print_signs(made.report.framework))


def _network(here: Here, since: date, filters: Filters) -> bytes:
    made = reports.network_report(here.workspace, here.who, here.as_of, since, filters)
    return network_report.pdf(made, signs=print_signs(here.framework))
