"""Which database a command works on, and who is working."""

import getpass
from argparse import Namespace

from readiness import settings
from readiness.domain.people import Person, Reach, Role
from readiness.ledger import Ledger, open_ledger
from readiness.ledger.addresses import Address, address_of


def database_of(arguments: Namespace) -> Address:
    """What was named, or the usual one; as text it has no password. Raises `LedgerError`."""
    named: str | None = arguments.database
    return address_of(settings.database() if named is None else named)


def open_existing(arguments: Namespace) -> Ledger:
    """The ledger in the database, which must be there. Raises `LedgerError`."""
    return open_ledger(database_of(arguments), create=False)


def part_of(arguments: Namespace) -> tuple[Reach, str]:
    """For which part of the network something was asked; the whole where none is named."""
    for reach in (Reach.SITE, Reach.PRACTICE, Reach.REGION):
        named: str | None = getattr(arguments, reach)
        if named is not None:
            return reach, named
    return Reach.NETWORK, ""


def part_in_words(reach: str, of: str) -> str:
    """the whole network, or site S001."""
    return f"{reach} {of}" if of else "the whole network"


def person() -> Person:
    """Whoever runs the command, by the name of their account: the audit log says who."""
    try:
        return Person.holding(f"{getpass.getuser()} (command line)", Role.ADMINISTRATOR)
    except (KeyError, OSError, ImportError):  # an account without a name
        return Person.holding("Command line", Role.ADMINISTRATOR)
