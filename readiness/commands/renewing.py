"""`calendar`: what has to be renewed, as a file that calendars read."""

from argparse import Namespace
from functools import partial
from pathlib import Path

from readiness import settings
from readiness.commands.database import database_of, person
from readiness.commands.files import refuse_to_overwrite, write_files
from readiness.commands.terminal import ProgressLine, count, say
from readiness.exports.calendar import calendar_file
from readiness.services.renewals import renewals
from readiness.services.workspace import open_workspace


def run(arguments: Namespace) -> int:
    target: Path = arguments.output
    if not arguments.force:
        refuse_to_overwrite([target] if target.exists() else [])
    workspace = open_workspace(
        database_of(arguments), settings.FRAMEWORK, settings.AGENTS, create=False
    )
    with workspace.ledger, ProgressLine() as progress:
        day = arguments.as_of or workspace.today
        found = renewals(
            workspace,
            person(),
            day,
            arguments.site,
            must_haves_only=arguments.must_haves,
            on_progress=partial(progress.of, "Reading"),
        )
        content = calendar_file(found, partial(progress.of, "Writing"))
    write_files({target: content})
    say(f"Wrote {count(len(found.rows), 'renewal')} to {target}.")
    return 0
