"""`backup`: a checked copy of the database while it is in use."""

from argparse import Namespace
from functools import partial
from pathlib import Path

from readiness.commands.database import database_of, open_existing
from readiness.commands.terminal import ProgressLine, say


def run(arguments: Namespace) -> int:
    path: Path = arguments.path
    with open_existing(arguments) as ledger, ProgressLine() as progress:
        ledger.backup(path, partial(progress.of, "Copying"))
    size = path.stat().st_size / 1_000_000
    say(f"Copied {database_of(arguments)} to {path} ({size:,.1f} MB); the copy is sound.")
    return 0
