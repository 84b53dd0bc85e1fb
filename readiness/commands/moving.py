"""`migrate`: a database file into PostgreSQL."""

from argparse import Namespace
from datetime import UTC, datetime
from functools import partial

from readiness import settings
from readiness.commands.terminal import ProgressLine, count, say
from readiness.errors import ReadinessError
from readiness.ledger import open_ledger
from readiness.ledger.addresses import Server, address_of, path_of
from readiness.services.moving import move


def run(arguments: Namespace) -> int:
    source = path_of(arguments.source, "Name the file that is to be copied.")
    target = address_of(arguments.target or settings.database())
    if not isinstance(target, Server):
        raise ReadinessError(
            f"{target} is a file. Name a database of PostgreSQL, here or in READINESS_DB: "
            "postgresql://user:password@host/database."
        )
    with open_ledger(source, create=False) as ledger, ProgressLine() as progress:
        found = move(
            ledger,
            target,
            settings.FRAMEWORK,
            clock=lambda: datetime.now(UTC),
            on_progress=partial(progress.of, "Copying"),
        )
    say(
        f"Copied {source} to {target}: {count(found.sites, 'site')}, "
        f"{count(found.saves, 'save')}. Rows, audit log and today's scores are the same."
    )
    return 0
