"""`report`: the network, or one site, as PDF, as an HTML file, or as slides."""

from argparse import Namespace
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path

from readiness import settings
from readiness.charts.print_signs import print_signs, screen_signs
from readiness.commands.database import database_of, person
from readiness.commands.files import refuse_to_overwrite, write_files
from readiness.commands.terminal import ProgressLine, say
from readiness.errors import ReadinessError
from readiness.exports import network_html, network_report, network_slides, site_html, site_summary
from readiness.exports.slide_template import open_template
from readiness.services import handover, reports
from readiness.services.network import Filters
from readiness.services.snapshot import QUARTER
from readiness.services.workspace import Workspace, open_workspace

PAPER = "letter"
_READING, _WRITING = "Reading", "Writing"
_Make = Callable[[Workspace, Namespace, date, ProgressLine], bytes]


def run(arguments: Namespace) -> int:
    target: Path = arguments.output
    make = _maker(arguments)
    if not arguments.force:
        refuse_to_overwrite([target] if target.exists() else [])
    workspace = open_workspace(
        database_of(arguments), settings.FRAMEWORK, settings.AGENTS, create=False
    )
    with workspace.ledger, ProgressLine() as progress:
        workspace.refresh(partial(progress.of, "Scoring"))
        content = make(workspace, arguments, arguments.as_of or workspace.today, progress)
    write_files({target: content})
    say(f"Wrote {target}.")
    return 0


def _maker(arguments: Namespace) -> _Make:
    """By how the file ends. What cannot be made is said before the database is read."""
    ending = arguments.output.suffix.lower()
    if ending not in _MAKERS:
        raise ReadinessError(
            f"{arguments.output} does not end in .pdf, .html or .pptx. Name a file that does."
        )
    if ending == network_slides.ENDING:
        if arguments.site:
            raise ReadinessError("Slides are of the network. Leave --site out, or name a .pdf.")
        open_template(_template(arguments))
    elif arguments.template:
        raise ReadinessError("--template is for slides. Name a file that ends in .pptx.")
    return _MAKERS[ending]


def _template(arguments: Namespace) -> Path | None:
    return arguments.template or settings.slide_template()


def _network(
    workspace: Workspace, arguments: Namespace, day: date, progress: ProgressLine
) -> reports.NetworkReport:
    progress.share(_READING, 0.1)
    since = arguments.since or day - QUARTER
    names = not arguments.without_names
    made = reports.network_report(workspace, person(), day, since, Filters(), names=names)
    progress.share(_WRITING, 0.5)
    return made


def _pdf(workspace: Workspace, arguments: Namespace, day: date, progress: ProgressLine) -> bytes:
    if arguments.site:
        names = not arguments.without_names
        site = reports.site_summary(workspace, person(), arguments.site, day, names=names)
        signs = print_signs(site.report.framework)
        return site_summary.pdf(site, signs=signs, paper=arguments.paper)
    network = _network(workspace, arguments, day, progress)
    return network_report.pdf(
        network, signs=print_signs(workspace.framework), paper=arguments.paper
    )


def _slides(workspace: Workspace, arguments: Namespace, day: date, progress: ProgressLine) -> bytes:
    signs = print_signs(workspace.framework)
    network = _network(workspace, arguments, day, progress)
    return network_slides.pptx(network, signs=signs, template=_template(arguments))


def _html(workspace: Workspace, arguments: Namespace, day: date, progress: ProgressLine) -> bytes:
    names = not arguments.without_names
    if arguments.site:
        site = handover.site_handover(workspace, person(), arguments.site, day, names=names)
        return site_html.content(site, signs=screen_signs(site.summary.report.framework))
    since = arguments.since or day - QUARTER
    progress.share(_READING, 0.1)
    network = handover.network_handover(workspace, person(), day, since, Filters(), names=names)
    progress.share(_WRITING, 0.5)
    return network_html.content(network, signs=screen_signs(workspace.framework))


_MAKERS: Mapping[str, _Make] = {
    ".pdf": _pdf,
    ".html": _html,
    ".htm": _html,
    network_slides.ENDING: _slides,
}
"""By how a file ends."""
