"""`restore`: a backup in the place of the database."""

from argparse import Namespace
from pathlib import Path

from readiness.commands.database import database_of
from readiness.commands.terminal import say
from readiness.ledger import restore


def run(arguments: Namespace) -> int:
    backup: Path = arguments.path
    database = database_of(arguments)
    kept = restore(backup, database)
    say(f"Restored {backup} to {database}.")
    if kept is not None:
        say(f"The database that was there is kept as {kept}.")
    return 0
