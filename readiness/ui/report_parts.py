"""Reports to download, made when they are asked for."""

from datetime import date
from functools import partial

import streamlit as st

from readiness.charts.print_signs import print_signs, screen_signs
from readiness.exports import network_html, network_report, site_html, site_summary
from readiness.services import handover, reports
from readiness.services.network import Filters
from readiness.services.sites import SiteReport
from readiness.ui.context import Here

_OFFLINE = "One file that opens in any browser, also without a network; its tables sort and filter."


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


def site_file_button(here: Here, report: SiteReport) -> None:
    """The site as one file to hand on."""
    site_id = report.site.site_id
    names = _names(here, "site_file_names")
    st.download_button(
        "Summary as HTML",
        data=partial(_site_file, here, site_id, names=names),
        file_name=site_html.name_of(site_id, here.as_of),
        mime="text/html",
        icon=":material/html:",
        key="site_file",
        help=_OFFLINE,
        on_click="ignore",
    )


def network_file_button(here: Here, since: date, filters: Filters) -> None:
    """The sites that pass the filters, as one file to hand on."""
    names = _names(here, "network_file_names")
    st.download_button(
        "Report as HTML",
        data=partial(_network_file, here, since, filters, names=names),
        file_name=network_html.name_of(here.as_of),
        mime="text/html",
        icon=":material/html:",
        key="network_file",
        help=_OFFLINE,
        on_click="ignore",
    )


def _names(here: Here, key: str) -> bool:
    """Whether persons are to be named; asked only of who may see names."""
    if not here.who.sees_names:
        return False
    return not st.checkbox(
        "HTML without names of persons",
        key=key,
        help="Leaves out the owners of actions and who made the file. What people typed stays.",
    )


def _site(here: Here, site_id: str) -> bytes:
    made = reports.site_summary(here.workspace, here.who, site_id, here.as_of)
    return site_summary.pdf(made, signs=print_signs(made.report.framework))


def _network(here: Here, since: date, filters: Filters) -> bytes:
    made = reports.network_report(here.workspace, here.who, here.as_of, since, filters)
    return network_report.pdf(made, signs=print_signs(here.framework))


def _site_file(here: Here, site_id: str, *, names: bool) -> bytes:
    made = handover.site_handover(here.workspace, here.who, site_id, here.as_of, names=names)
    return site_html.content(made, signs=screen_signs(made.summary.report.framework))


def _network_file(here: Here, since: date, filters: Filters, *, names: bool) -> bytes:
    made = handover.network_handover(
        here.workspace, here.who, here.as_of, since, filters, names=names
    )
    return network_html.content(made, signs=screen_signs(here.framework))
