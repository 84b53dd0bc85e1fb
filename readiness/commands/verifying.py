"""`verify`: whether the database is sound and its audit log unbroken."""

from argparse import Namespace
from functools import partial

from readiness.commands.database import database_of, open_existing
from readiness.commands.terminal import ProgressLine, complain, count, say


def run(arguments: Namespace) -> int:
    database = database_of(arguments)
    with open_existing(arguments) as ledger:
        with ProgressLine() as progress:
            problems = ledger.verify(partial(progress.of, "Checking"))
        saves = ledger.revision() if not problems else 0
    for problem in problems:
        complain(problem)
    if problems:
        return 1
    say(f"{database} is sound; its audit log is unbroken ({count(saves, 'save')}).")
    return 0
