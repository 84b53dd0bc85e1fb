"""`grant`: a role for someone, without having signed in before."""

from argparse import Namespace

from readiness import settings
from readiness.commands.database import database_of, part_in_words, part_of, person
from readiness.commands.terminal import say
from readiness.services import access
from readiness.services.workspace import open_workspace


def run(arguments: Namespace) -> int:
    workspace = open_workspace(database_of(arguments), settings.FRAMEWORK, settings.AGENTS)
    with workspace.ledger:
        grant = access.give(
            workspace,
            person(),
            arguments.email,
            arguments.role,
            *part_of(arguments),
            arguments.since,
            arguments.until,
        )
    until = f" until {grant.until}" if grant.until else ""
    part = part_in_words(grant.reach, grant.of)
    say(f"{grant.person} is {grant.role} of {part} from {grant.since}{until}.")
    return 0
