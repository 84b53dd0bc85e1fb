"""`report`: the network, or one site on a page, as PDF; the network as slides."""

from argparse import Namespace
from datetime import timedelta
from pathlib import Path

from readiness import settings
from readiness.charts.print_signs import print_signs
from readiness.commands.database import database_of, person
from readiness.commands.files import refuse_to_overwrite, write_files
from readiness.commands.terminal import say
from readiness.errors import ReadinessError
from readiness.exports import network_report, network_slides, site_summary
from readiness.exports.slide_template import open_template
from readiness.services import reports
from readiness.services.network import Filters
from readiness.services.workspace import open_workspace

QUARTER = timedelta(days=91)
"""Movement is measured from so long before, unless a day is named; as on the overview."""


def run(arguments: Namespace) -> int:
    target: Path = arguments.output
    slides = _slides(arguments)
    if not arguments.force:
        refuse_to_overwrite([target] if target.exists() else [])
    template = (arguments.template or settings.slide_template()) if slides else None
    if slides:  # said before the database is read, which may take a while
        open_template(template)
    workspace = open_workspace(
        database_of(arguments), settings.FRAMEWORK, settings.AGENTS, create=False
    )
    with workspace.ledger:
        day = arguments.as_of or workspace.today
        if arguments.site:
            site = reports.site_summary(workspace, person(), arguments.site, day)
            signs = print_signs(site.report.framework)
            content = site_summary.pdf(site, signs=signs, paper=arguments.paper)
        else:
            since = arguments.since or day - QUARTER
            network = reports.network_report(workspace, person(), day, since, Filters())
            signs = print_signs(workspace.framework)
            if slides:
                content = network_slides.pptx(network, signs=signs, template=template)
            else:
                content = network_report.pdf(network, signs=signs, paper=arguments.paper)
    write_files({target: content})
    say(f"Wrote {target}.")
    return 0


def _slides(arguments: Namespace) -> bool:
    """Whether slides are asked for, by the format or by how the file ends."""
    ending = network_slides.ENDING
    named = arguments.output.suffix.lower() == ending
    slides = arguments.format == "pptx" or (arguments.format is None and named)
    if named != slides:
        wanted, other = (ending, ".pdf") if slides else (".pdf", ending)
        raise ReadinessError(
            f"{arguments.output} does not end in {wanted}. Name a file that does"
            f"{'' if slides else f', or leave --format out for {other}'}."
        )
    if slides and arguments.site:
        raise ReadinessError("Slides are of the network. Leave --site out, or name a .pdf file.")
    if arguments.template and not slides:
        raise ReadinessError("--template is for slides. Name a file that ends in .pptx.")
    return slides
