"""Who may do what, as a table."""

from collections.abc import Mapping, Sequence

import pandas as pd

from readiness.domain.people import PERMISSIONS, Grant, Permission, Reach
from readiness.views.sentences import capitalised, day


def access(grants: Sequence[Grant], parts: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    """One row for each grant. `parts` holds the titles of sites, practices and regions."""
    return pd.DataFrame(
        {
            "Person": [grant.person for grant in grants],
            "Role": [capitalised(grant.role) for grant in grants],
            "For": [part_in_words(grant, parts) for grant in grants],
            "From": [grant.since for grant in grants],
            "Until": [grant.until for grant in grants],
            "Given by": [grant.recorded_by for grant in grants],
        }
    )


def part_in_words(grant: Grant, parts: Mapping[str, Mapping[str, str]]) -> str:
    """For which part of the network; what is no longer there by the name it had."""
    if grant.reach == Reach.NETWORK:
        return "The whole network"
    title = parts.get(grant.reach, {}).get(grant.of, grant.of)
    return title if grant.reach == Reach.SITE else f"{capitalised(grant.reach)} {title}"


def grant_in_words(grant: Grant, parts: Mapping[str, Mapping[str, str]]) -> str:
    """One grant on a line, to choose it by."""
    until = f", until {day(grant.until)}" if grant.until else ""
    return f"{grant.person}: {grant.role}, {part_in_words(grant, parts)}{until}"


_MAY = {
    Permission.READ: "See figures and answers",
    Permission.ANSWER: "Answer",
    Permission.SUBMIT: "Submit an assessment",
    Permission.REVIEW: "Review answers",
    Permission.ACT: "Take actions",
    Permission.MANAGE: "Manage sites, people, import and backup",
}


def roles() -> list[dict[str, str]]:
    """The whole table of roles: a row for each, a column for each permission."""
    return [
        {"Role": capitalised(role)}
        | {title: "yes" if permission in held else "–" for permission, title in _MAY.items()}
        for role, held in PERMISSIONS.items()
    ]
