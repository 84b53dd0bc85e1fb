"""`report`: the network, or one site, as PDF or as an HTML file."""

from argparse import Namespace
from datetime import date, timedelta
from pathlib import Path

from readiness import settings
from readiness.charts.print_signs import print_signs, screen_signs
from readiness.commands.database import database_of, person
from readiness.commands.files import refuse_to_overwrite, write_files
from readiness.commands.terminal import say
from readiness.errors import ReadinessError
from readiness.exports import network_html, network_report, site_html, site_summary
from readiness.services import handover, reports
from readiness.services.network import Filters
from readiness.services.workspace import Workspace, open_workspace

QUARTER = timedelta(days=91)
"""Movement is measured from so long before, unless a day is named; as on the overview."""
HTML = (".html", ".htm")


def run(arguments: Namespace) -> int:
    target: Path = arguments.output
    if arguments.without_names and target.suffix.lower() not in HTML:
        raise ReadinessError(
            f"{target}: only a file that ends in .html can be written without names. "
            "Name such a file, or leave --without-names out."
        )
    if not arguments.force:
        refuse_to_overwrite([target] if target.exists() else [])
    workspace = open_workspace(
        database_of(arguments), settings.FRAMEWORK, settings.AGENTS, create=False
    )
    make = _html if target.suffix.lower() in HTML else _pdf
    with workspace.ledger:
        content = make(workspace, arguments, arguments.as_of or workspace.today)
    write_files({target: content})
    say(f"Wrote {target}.")
    return 0


def _pdf(workspace: Workspace, arguments: Namespace, day: date) -> bytes:
    if arguments.site:
        site = reports.site_summary(workspace, person(), arguments.site, day)
        signs = print_signs(site.report.framework)
        return site_summary.pdf(site, signs=signs, paper=arguments.paper)
    since = arguments.since or day - QUARTER
    network = reports.network_report(workspace, person(), day, since, Filters())
    signs = print_signs(workspace.framework)
    return network_report.pdf(network, signs=signs, paper=arguments.paper)


def _html(workspace: Workspace, arguments: Namespace, day: date) -> bytes:
    names = not arguments.without_names
    if arguments.site:
        site = handover.site_handover(workspace, person(), arguments.site, day, names=names)
        return site_html.content(site, signs=screen_signs(site.summary.report.framework))
    since = arguments.since or day - QUARTER
    network = handover.network_handover(workspace, person(), day, since, Filters(), names=names)
    return network_html.content(network, signs=screen_signs(workspace.framework))
