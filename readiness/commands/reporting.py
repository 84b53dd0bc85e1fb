"""`report`: the network, or one site on a page, as PDF."""

from argparse import Namespace
from datetime import timedelta
from pathlib import Path

from readiness import settings
from readiness.charts.print_signs import print_signs
from readiness.commands.database import database_of, person
from readiness.commands.files import refuse_to_overwrite, write_files
from readiness.commands.terminal import say
from readiness.exports import network_report, site_summary
from readiness.services import reports
from readiness.services.network import Filters
from readiness.services.workspace import open_workspace

QUARTER = timedelta(days=91)
"""Movement is measured from so long before, unless a day is named; as on the overview."""


def run(arguments: Namespace) -> int:
    target: Path = arguments.output
    if not arguments.force:
        refuse_to_overwrite([target] if target.exists() else [])
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
            content = network_report.pdf(network, signs=signs, paper=arguments.paper)
    write_files({target: content})
    say(f"Wrote {target}.")
    return 0
