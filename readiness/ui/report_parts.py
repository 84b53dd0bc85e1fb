"""Reports to download, made when they are asked for."""

from datetime import date
from functools import lru_cache, partial
from pathlib import Path

import streamlit as st

from readiness import settings
from readiness.charts.print_signs import print_signs
from readiness.domain.people import Permission
from readiness.errors import ReadinessError
from readiness.exports import network_report, network_slides, site_summary
from readiness.exports.slide_template import open_template
from readiness.services import reports
from readiness.services.network import Filters
from readiness.services.sites import SiteReport
from readiness.ui.context import Here
from readiness.ui.text import plain


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


def slides_button(here: Here, as_of: date, since: date, filters: Filters) -> None:
    """The same sites as slides; what is wrong with the template instead where it cannot be used."""
    template = settings.slide_template()
    if problem := _template_problem(template, _changed(template)):
        if here.who.may_everywhere(Permission.MANAGE):
            st.warning(plain(f"No slides can be made. {problem}"))
        else:  # where files of the server are is not everybody's business
            st.caption("No slides can be made: the network's template cannot be used.")
        return
    st.download_button(
        "Slides (PPTX)",
        data=partial(_slides, here, as_of, since, filters, template),
        file_name=network_slides.name_of(as_of),
        mime=network_slides.MIME,
        icon=":material/co_present:",
        key="network_slides",
        on_click="ignore",
    )


@lru_cache(maxsize=4)
def _template_problem(template: Path | None, _changed: int) -> str:
    """Why the template cannot be used, "" where it can; asked once for each state of its file."""
    try:
        open_template(template)
    except ReadinessError as error:
        return str(error)
    return ""


def _changed(template: Path | None) -> int:
    """When the file was last changed; 0 where there is none."""
    try:
        return template.stat().st_mtime_ns if template else 0
    except OSError:
        return 0


def _slides(here: Here, as_of: date, since: date, filters: Filters, template: Path | None) -> bytes:
    made = reports.network_report(here.workspace, here.who, as_of, since, filters)
    return network_slides.pptx(made, signs=print_signs(here.framework), template=template)


def _site(here: Here, site_id: str) -> bytes:
    made = reports.site_summary(here.workspace, here.who, site_id, here.as_of)
    return site_summary.pdf(made, signs=print_signs(made.report.framework))


def _network(here: Here, since: date, filters: Filters) -> bytes:
    made = reports.network_report(here.workspace, here.who, here.as_of, since, filters)
    return network_report.pdf(made, signs=print_signs(here.framework))
