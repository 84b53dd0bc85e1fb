"""`withdraw`: a role taken back."""

from argparse import Namespace

from readiness import settings
from readiness.commands.database import database_of, part_in_words, part_of, person
from readiness.commands.terminal import say
from readiness.domain.people import Grant
from readiness.errors import ReadinessError
from readiness.services import access
from readiness.services.workspace import open_workspace


def run(arguments: Namespace) -> int:
    workspace = open_workspace(
        database_of(arguments), settings.FRAMEWORK, settings.AGENTS, create=False
    )
    wanted = (access.tidy_address(arguments.email), arguments.role, *part_of(arguments))
    with workspace.ledger:
        who = person()
        held = access.people_with_access(workspace, who)
        grant = next((g for g in held if (g.person, g.role, g.reach, g.of) == wanted), None)
        if grant is None:
            raise ReadinessError(_nothing(wanted[0], [g for g in held if g.person == wanted[0]]))
        access.withdraw(workspace, who, grant)
    say(f"{grant.person} is no longer {grant.role} of {part_in_words(grant.reach, grant.of)}.")
    return 0


def _nothing(address: str, held: list[Grant]) -> str:
    if not held:
        return f"{address} has no access."
    parts = "; ".join(f"{grant.role} of {part_in_words(grant.reach, grant.of)}" for grant in held)
    return f"{address} does not hold that. What they hold: {parts}."
