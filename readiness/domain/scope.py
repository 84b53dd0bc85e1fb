"""What a person reaches at the most: sites to read, sites to write for, the network's own.

Worked out from what somebody holds, and from nothing that a service looks at: it is what stands
when a service forgets to look.
"""

from typing import NamedTuple

from readiness.domain.people import PERMISSIONS, Permission, Person


class Scope(NamedTuple):
    """Sites by id; `None` is every site, also those to come.

    `manages`: also what is no site's: the list of sites, grants, meetings, the log of saves.
    """

    reads: frozenset[str] | None
    writes: frozenset[str] | None
    manages: bool = False

    def within(self, other: "Scope") -> "Scope":
        """What both reach."""
        return Scope(
            _both(self.reads, other.reads),
            _both(self.writes, other.writes),
            self.manages and other.manages,
        )


EVERYTHING = Scope(None, None, manages=True)


def scope_of(who: Person) -> Scope:
    """What someone reaches by what they hold; who holds nothing reaches nothing."""
    reads = [held.sites for held in who.holdings if Permission.READ in PERMISSIONS[held.role]]
    writes = [held.sites for held in who.holdings if PERMISSIONS[held.role] - {Permission.READ}]
    manages = any(
        held.sites is None and Permission.MANAGE in PERMISSIONS[held.role] for held in who.holdings
    )
    return Scope(_any(reads), _any(writes), manages)


def _any(held: list[frozenset[str] | None]) -> frozenset[str] | None:
    some = [sites for sites in held if sites is not None]
    return None if len(some) < len(held) else frozenset().union(*some)


def _both(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other
