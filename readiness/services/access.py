"""Who may do what: grants given and withdrawn, and what they make of a person today."""

from collections.abc import Iterable
from datetime import date

from readiness.domain.assessment import Batch
from readiness.domain.people import (
    GRANTED,
    WITHDRAWN,
    Grant,
    Person,
    Reach,
    Role,
    holdings,
    in_force,
    standing,
)
from readiness.errors import ReadinessError
from readiness.services.workspace import Workspace, walled


def person_of(
    workspace: Workspace, person: str, name: str = "", more: Iterable[Grant] = ()
) -> Person:
    """A person with what is granted to them today; without any holding where nothing is.

    `person` is the e-mail address. `more` are grants kept elsewhere, such as those that the
    groups of a sign-in stand for.
    """
    address = tidy_address(person)
    grants = [*workspace.ledger.grants(address), *more]
    sites = workspace.known_sites().values()
    return Person(name or address, holdings(grants, sites, workspace.today))


@walled
def grants_of(workspace: Workspace, who: Person) -> tuple[Grant, ...]:
    """Everything granted and withdrawn, in the order of recording. For administrators."""
    workspace.allow_network(who, "see who has access")
    return workspace.ledger.grants()


@walled
def people_with_access(workspace: Workspace, who: Person) -> tuple[Grant, ...]:
    """What is granted now or from a later day, by person. For administrators."""
    left = (
        grant
        for grant in standing(grants_of(workspace, who))
        if grant.until is None or grant.until >= workspace.today
    )
    return tuple(sorted(left, key=lambda grant: (grant.person, grant.role, grant.since)))


@walled
def parts_of_the_network(workspace: Workspace, who: Person) -> dict[str, dict[str, str]]:
    """What access can be given for: for each reach but the network, titles by name or id."""
    workspace.allow_network(who, "give access")
    sites = workspace.known_sites().values()
    named = sorted((site.site_name, site.site_id) for site in sites)
    return {
        Reach.SITE: {site_id: f"{name} ({site_id})" for name, site_id in named},
        Reach.PRACTICE: _titles(site.practice for site in sites),
        Reach.REGION: _titles(site.region for site in sites),
    }


@walled
def give(
    workspace: Workspace,
    who: Person,
    person: str,
    role: str,
    reach: str,
    of: str = "",
    since: date | None = None,
    until: date | None = None,
) -> Grant:
    """Give a role for a part of the network, from today where no day is given.

    Raises `ReadinessError` for an address, a role or a part of the network that is not one.
    """
    workspace.allow_network(who, "give access")
    address = tidy_address(person)
    plain = all(character.isprintable() and not character.isspace() for character in address)
    if address.count("@") != 1 or not all(address.split("@")) or not plain:
        raise ReadinessError(f"{person!r} is not an e-mail address, such as ana@practice.example.")
    if role not in set(Role):
        raise ReadinessError(f"{role!r} is not a role; choose one of {', '.join(Role)}.")
    _check_reach(workspace, who, reach, of)
    now = workspace.clock()
    first = since or now.date()
    if until is not None and until < first:
        raise ReadinessError("The last day of access is before the first; turn them round.")
    grant = Grant(address, role, reach, of, first, until, GRANTED, now, who.name)
    _append(workspace, grant, f"give access: {role}")
    return grant


@walled
def withdraw(workspace: Workspace, who: Person, grant: Grant) -> None:
    """End every grant of the same role and reach to the same person, at once.

    Raises `ReadinessError` where nobody would be left to give access again.
    """
    workspace.allow_network(who, "withdraw access")
    now = workspace.clock()
    ended = grant._replace(state=WITHDRAWN, recorded_at=now, recorded_by=who.name)
    everything = workspace.ledger.grants()
    before = in_force(everything, now.date())
    left = in_force([*everything, ended], now.date())
    if _administrators(before) and not _administrators(left):
        raise ReadinessError(
            "This would leave nobody who may give access. "
            "Make someone else network administrator first."
        )
    _append(workspace, ended, f"withdraw access: {grant.role}")


def sample_people(workspace: Workspace) -> dict[str, Person]:
    """Someone of each role among the sites as they are, to try the product without sign-in.

    By a key that stays the same whatever sites there are; an administrator always.
    """
    people = {"administrator": Person.holding("Network administrator", Role.ADMINISTRATOR)}
    sites = sorted(workspace.known_sites().values())
    if sites:
        first = sites[0]
        region = {site.site_id for site in sites if site.region == first.region}
        where = f"{first.region} region" if first.region else "no region"
        people |= {
            "manager": Person.holding(
                f"Practice manager of {first.site_name}", Role.MANAGER, {first.site_id}
            ),
            "reviewer": Person.holding(f"Reviewer, {where}", Role.REVIEWER, region),
            "viewer": Person.holding("Viewer of the network", Role.VIEWER),
        }
    return people


def tidy_address(person: str) -> str:
    """Addresses are compared without regard to case and outer spaces."""
    return person.strip().lower()


def _check_reach(workspace: Workspace, who: Person, reach: str, of: str) -> None:
    names = parts_of_the_network(workspace, who)
    if reach == Reach.NETWORK:
        if of:
            raise ReadinessError("Access to the whole network names no part of it; leave it out.")
    elif reach not in names:
        raise ReadinessError(f"{reach!r} is not a reach; choose one of {', '.join(Reach)}.")
    elif of not in names[reach]:
        raise ReadinessError(f"There is no {reach} {of!r} in the network.")


def _titles(names: Iterable[str]) -> dict[str, str]:
    return {name: name for name in sorted(set(names)) if name}


def _administrators(grants: Iterable[Grant]) -> list[Grant]:
    return [
        grant
        for grant in grants
        if grant.role == Role.ADMINISTRATOR and grant.reach == Reach.NETWORK
    ]


def _append(workspace: Workspace, grant: Grant, action: str) -> None:
    workspace.ledger.append(
        Batch(grants=(grant,)),
        recorded_by=grant.recorded_by,
        recorded_at=grant.recorded_at,
        action=action,
    )
