"""Reports to hand on, made when they are asked for."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache, partial
from pathlib import Path

import streamlit as st

from readiness import settings
from readiness.charts.print_signs import print_signs, screen_signs
from readiness.domain.people import Permission
from readiness.errors import ReadinessError
from readiness.exports import network_html, network_report, network_slides, site_html, site_summary
from readiness.exports.slide_template import open_template
from readiness.services import handover, reports
from readiness.services.network import Filters
from readiness.services.sites import SiteReport
from readiness.ui import blocks, making
from readiness.ui.context import Here
from readiness.ui.jobs import Tell
from readiness.ui.making import File
from readiness.ui.text import plain

_OFFLINE = "One file that opens in any browser, also without a network; its tables sort and filter."
_ICON = ":material/ios_share:"
_READING = "Reading the network"
_PAPERS = {"letter": "Letter", "a4": "A4"}
_Make = Callable[[Here, Tell], bytes]


def site_files(here: Here, report: SiteReport) -> None:
    """The site to hand on: on one page, and as one file that opens offline."""
    site_id = report.site.site_id

    def draw() -> None:
        paper, names = _options(here, "site")
        page = partial(_site, site_id=site_id, paper=paper, names=names)
        file = partial(_site_file, site_id=site_id, names=names)
        files = [
            _pdf("Summary as PDF", site_summary.name_of(site_id, here.as_of), page, "site_summary"),
            _html("Summary as HTML", site_html.name_of(site_id, here.as_of), file, "site_file"),
        ]
        making.offer(here, files, "site_files", sites=1)

    title = "Hand on as PDF or one HTML file"
    blocks.when_opened(here, title, draw, key="site_files", icon=_ICON)


def network_files(here: Here, since: date, filters: Filters) -> None:
    """The sites that pass the filters to hand on: a report, a file that opens offline, slides."""

    def draw() -> None:
        paper, names = _options(here, "network")
        report = partial(_network, since=since, filters=filters, paper=paper, names=names)
        file = partial(_network_file, since=since, filters=filters, names=names)
        files = [
            _pdf("Report as PDF", network_report.name_of(here.as_of), report, "network_report"),
            _html("Report as HTML", network_html.name_of(here.as_of), file, "network_file"),
            *_slides_file(here, here.as_of, since, filters, names=names),
        ]
        making.offer(here, files, "network_files")

    title = "Hand on as PDF, slides or one HTML file"
    blocks.when_opened(here, title, draw, key="network_files", icon=_ICON)


def meeting_slides(here: Here, as_of: date, since: date, filters: Filters) -> None:
    """Slides of a meeting, which names nobody."""
    making.offer(here, _slides_file(here, as_of, since, filters, names=False), "meeting_slides")


def _options(here: Here, key: str) -> tuple[str, bool]:
    """The paper of PDF pages, and whether persons are named: asked only of who sees names."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        paper = st.radio(
            "Paper of PDF pages",
            list(_PAPERS),
            format_func=_PAPERS.__getitem__,
            horizontal=True,
            key=f"{key}_paper",
            persist_state="session",
        )
        if not here.who.sees_names:
            return paper, False
        without = st.checkbox(
            "Leave out names of persons",
            key=f"{key}_without_names",
            persist_state="session",
            help="Owners of actions and who made the file. What people typed stays.",
        )
    return paper, not without


def _pdf(label: str, name: str, make: _Make, key: str) -> File:
    return File(label, name, "application/pdf", make, ":material/picture_as_pdf:", key)


def _html(label: str, name: str, make: _Make, key: str) -> File:
    return File(label, name, "text/html", make, ":material/html:", key, help=_OFFLINE)


def _slides_file(
    here: Here, as_of: date, since: date, filters: Filters, *, names: bool
) -> list[File]:
    """Slides; what is wrong with the template instead, where it cannot be used."""
    template = settings.slide_template()
    if problem := _template_problem(template, _changed(template)):
        if here.who.may_everywhere(Permission.MANAGE):
            st.warning(plain(f"No slides can be made. {problem}"))
        else:  # where files of the server are is not everybody's business
            st.caption("No slides can be made: the network's template cannot be used.")
        return []
    make = partial(
        _slides, as_of=as_of, since=since, filters=filters, template=template, names=names
    )
    icon = ":material/co_present:"
    name = network_slides.name_of(as_of)
    return [File("Slides (PPTX)", name, network_slides.MIME, make, icon, "network_slides")]


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


def _site(here: Here, _tell: Tell, *, site_id: str, paper: str, names: bool) -> bytes:
    made = reports.site_summary(here.workspace, here.who, site_id, here.as_of, names=names)
    return site_summary.pdf(made, signs=print_signs(made.report.framework), paper=paper)


def _site_file(here: Here, _tell: Tell, *, site_id: str, names: bool) -> bytes:
    made = handover.site_handover(here.workspace, here.who, site_id, here.as_of, names=names)
    return site_html.content(made, signs=screen_signs(made.summary.report.framework))


def _network(
    here: Here, tell: Tell, *, since: date, filters: Filters, paper: str, names: bool
) -> bytes:
    tell(0.1, _READING)
    made = reports.network_report(here.workspace, here.who, here.as_of, since, filters, names=names)
    tell(0.5, "Typesetting the report")
    return network_report.pdf(made, signs=print_signs(here.framework), paper=paper)


def _network_file(here: Here, tell: Tell, *, since: date, filters: Filters, names: bool) -> bytes:
    tell(0.1, _READING)
    made = handover.network_handover(
        here.workspace, here.who, here.as_of, since, filters, names=names
    )
    tell(0.5, "Writing the file")
    return network_html.content(made, signs=screen_signs(here.framework))


def _slides(
    here: Here,
    tell: Tell,
    *,
    as_of: date,
    since: date,
    filters: Filters,
    template: Path | None,
    names: bool,
) -> bytes:
    tell(0.1, _READING)
    made = reports.network_report(here.workspace, here.who, as_of, since, filters, names=names)
    tell(0.5, "Drawing slides")
    return network_slides.pptx(made, signs=print_signs(here.framework), template=template)
