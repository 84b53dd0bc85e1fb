"""Who may do what, and where: roles, the grants that give them, and a person holding them.

Every service is told who asks and looks here before it reads or writes. `PERMISSIONS` is the whole
table of roles; the manual shows the same table.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from readiness.domain.organisations import Site


class Role(StrEnum):
    MANAGER = "practice manager"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "network administrator"
    VIEWER = "viewer"


class Permission(StrEnum):
    """What can be allowed. MANAGE is the network's own business: sites, people, import, backup."""

    READ = "read"
    ANSWER = "answer"
    SUBMIT = "submit"
    REVIEW = "review"
    ACT = "act"
    MANAGE = "manage"


PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.MANAGER: frozenset(
        {Permission.READ, Permission.ANSWER, Permission.SUBMIT, Permission.ACT}
    ),
    Role.REVIEWER: frozenset({Permission.READ, Permission.REVIEW}),
    Role.ADMINISTRATOR: frozenset(Permission),
    Role.VIEWER: frozenset({Permission.READ}),
}


class Reach(StrEnum):
    """How far a grant reaches: one site, the sites of a practice or of a region, or all."""

    SITE = "site"
    PRACTICE = "practice"
    REGION = "region"
    NETWORK = "network"


GRANTED = "granted"
WITHDRAWN = "withdrawn"


class Grant(NamedTuple):
    """A role given to a person, or taken back, for a part of the network.

    `person` is the e-mail address in lower case. `of` names the site (its id), the practice or
    the region; it is "" for the network. `until` is the last day, `None` without an end.
    `state` is granted, or withdrawn: then it ends the grant of the same role and reach at once.
    `recorded_at` is in UTC.
    """

    person: str
    role: str
    reach: str
    of: str
    since: date
    until: date | None
    state: str
    recorded_at: datetime
    recorded_by: str = ""

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


class Holding(NamedTuple):
    """A role and the sites it is held for; `None` is the whole network, also its new sites."""

    role: Role
    sites: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Person:
    """Someone in front of the product. Without a holding they may nothing.

    `names_hidden`: names of persons are hidden from them whatever their roles, because they asked.
    """

    name: str
    holdings: tuple[Holding, ...]
    names_hidden: bool = False

    @classmethod
    def holding(cls, name: str, role: Role, sites: Collection[str] | None = None) -> "Person":
        """A person with one role, for some sites or (`None`) the whole network."""
        return cls(name, (Holding(role, None if sites is None else frozenset(sites)),))

    def may(self, permission: Permission, site_id: str) -> bool:
        return any(
            permission in PERMISSIONS[role] and (sites is None or site_id in sites)
            for role, sites in self.holdings
        )

    def may_everywhere(self, permission: Permission) -> bool:
        """Whether it is allowed for the whole network, not only for all of its present sites."""
        return any(
            sites is None and permission in PERMISSIONS[role] for role, sites in self.holdings
        )

    def may_somewhere(self, permission: Permission) -> bool:
        """Whether it is allowed for any site at all: for what is offered, not for what is done."""
        return any(
            permission in PERMISSIONS[role] and sites != frozenset()
            for role, sites in self.holdings
        )

    @property
    def sees_names(self) -> bool:
        """Viewers see roles in place of the names of persons."""
        return not self.names_hidden and any(role is not Role.VIEWER for role, _ in self.holdings)

    def shown(self, name: str, otherwise: str = "") -> str:
        """The name of a person, or what stands for it before those who see none."""
        return name if name and self.sees_names else otherwise

    def without_names(self) -> "Person":
        """The same person, who now sees no names of persons."""
        return replace(self, names_hidden=True)

    @property
    def signature(self) -> str:
        """Who made a file: the name; without names "a viewer", "a reviewer and viewer"."""
        role = f"a {' and '.join(self.roles)}" if self.roles else "someone without a role"
        return self.shown(self.name, role)

    def wrote(self, recorded_by: str) -> bool:
        """Whether this person is who recorded something under a name.

        A name may carry the address in brackets; then the address decides, as names change.
        """
        return bool(recorded_by) and _identity(recorded_by) == _identity(self.name)

    @property
    def roles(self) -> tuple[Role, ...]:
        """Without repetition, in the order in which they are held."""
        return tuple(dict.fromkeys(role for role, _ in self.holdings))


def _identity(name: str) -> str:
    """The address in a name such as "Ana Lee (ana@one.example)"; else the name itself."""
    inside = name.rpartition("(")[2].removesuffix(")")
    return inside.lower() if name.endswith(")") and "@" in inside else name.lower()


def in_force(grants: Iterable[Grant], day: date) -> tuple[Grant, ...]:
    """The grants that hold on a day, from all of them in the order of recording."""
    return tuple(grant for grant in standing(grants) if grant.holds_on(day))


def standing(grants: Iterable[Grant]) -> tuple[Grant, ...]:
    """The grants that were not withdrawn, whether they hold today, will, or have ended.

    A withdrawal ends what was granted before it to the same person with the same role and reach.
    """
    kept: dict[tuple[str, str, str, str], list[Grant]] = {}
    for grant in grants:
        same = kept.setdefault((grant.person, grant.role, grant.reach, grant.of), [])
        if grant.state == WITHDRAWN:
            same.clear()
        else:
            same.append(grant)
    return tuple(grant for same in kept.values() for grant in same)


def holdings(grants: Iterable[Grant], sites: Collection[Site], day: date) -> tuple[Holding, ...]:
    """What grants give on a day, among the sites as they are now."""
    return tuple(
        Holding(Role(grant.role), _sites_of(grant, sites)) for grant in in_force(grants, day)
    )


def _sites_of(grant: Grant, sites: Collection[Site]) -> frozenset[str] | None:
    if grant.reach == Reach.NETWORK:
        return None
    part = {Reach.SITE: "site_id", Reach.PRACTICE: "practice", Reach.REGION: "region"}
    name = part[Reach(grant.reach)]
    return frozenset(site.site_id for site in sites if getattr(site, name) == grant.of)
