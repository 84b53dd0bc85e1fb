"""Sites side by side on a date, the first of them among its peers, and who could help it.

What a result says of sites that the reader may not see is worked out here and comes from
`domain.peers` only: percentiles and shares, never a name or a value.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from readiness.analytics import questions
from readiness.analytics.questions import Met, SiteRow
from readiness.domain.framework import Framework
from readiness.domain.gaps import Gap, gaps
from readiness.domain.organisations import Site
from readiness.domain.peers import Position, Share, Withheld, position, share
from readiness.domain.people import Person
from readiness.domain.scoring import NOT_ASSESSED, SiteScore
from readiness.errors import ReadinessError
from readiness.services.workspace import Why, Workspace, walled

MOST = 6

Standing = Position | Withheld


class Column(NamedTuple):
    """One of the sites compared; `service_level` is the word of the profile, "" where unknown."""

    site: Site
    framework: Framework
    score: SiteScore
    service_level: str


class Helper(NamedTuple):
    """A site that meets a criterion, and whether a reviewer confirmed it."""

    site_id: str
    site_name: str
    confirmed: bool


class Help(NamedTuple):
    """Who meets a criterion that is a gap: sites the reader may see, confirmed ones first.

    `others` is how many of those the reader may not see, `None` where that is not told.
    """

    gap: Gap
    sites: tuple[Helper, ...]
    others: Share | None


class Adviser(NamedTuple):
    """A site that could help with several gaps: how many it meets, and with confirmation."""

    site_id: str
    site_name: str
    meets: int
    confirmed: int


@dataclass(frozen=True, eq=False)
class Comparison:
    """The sites in the order chosen. What follows the columns is about the first one.

    `network` is its place among all assessed sites, `like_it` among those of its service level,
    `elements` among all by element. `hides` says that there are sites the reader may not see.
    """

    as_of: date
    columns: tuple[Column, ...]
    network: Standing
    like_it: Standing
    elements: Mapping[str, Standing]
    help: tuple[Help, ...]
    hides: bool

    @property
    def first(self) -> Column:
        return self.columns[0]

    @cached_property
    def advisers(self) -> tuple[Adviser, ...]:
        """The sites that meet most of the gaps first; of equal ones the more confirmed."""
        names: dict[str, str] = {}
        found: dict[str, list[bool]] = defaultdict(list)
        for row in self.help:
            for site in row.sites:
                names[site.site_id] = site.site_name
                found[site.site_id].append(site.confirmed)
        advisers = [Adviser(key, names[key], len(own), sum(own)) for key, own in found.items()]
        return tuple(sorted(advisers, key=lambda a: (-a.meets, -a.confirmed, a.site_name)))


@walled
def compare(workspace: Workspace, who: Person, site_ids: Sequence[str], as_of: date) -> Comparison:
    """Compare one to six sites that `who` may see; one alone is compared with its peers.

    Raises `NotAllowedError` alike for a foreign and for an unknown site.
    """
    if not 0 < len(site_ids) <= MOST or len(set(site_ids)) < len(site_ids):
        raise ReadinessError(f"Choose one to {MOST} sites, each once.")
    sites = [workspace.site(who, key) for key in site_ids]
    workspace.refresh()
    network = workspace.whole(Why.PEERS)
    everywhere = network.known_sites()
    hidden = everywhere.keys() - workspace.known_sites().keys()
    rows = {row.site_id: row for row in questions.site_rows(network.analytics, as_of, everywhere)}
    columns = tuple(
        Column(
            site,
            workspace.framework_on(site.site_id, as_of),
            workspace.score(who, site.site_id, as_of),
            rows[site.site_id].service_level,
        )
        for site in sites
    )
    first = columns[0]
    own = rows.pop(first.site.site_id)
    peers = {key: row for key, row in rows.items() if row.level != NOT_ASSESSED}
    like_it = {key: row for key, row in peers.items() if row.service_level == own.service_level}
    return Comparison(
        as_of=as_of,
        columns=columns,
        network=_standing(first, own.score, _scores(peers), hidden, ()),
        like_it=_standing(first, own.score, _scores(like_it), hidden, peers),
        elements=_by_element(network, first, peers, hidden),
        help=_help(network, first, peers, hidden),
        hides=bool(hidden),
    )


def _standing(
    first: Column,
    own: int | None,
    peers: Mapping[str, int],
    hidden: set[str],
    within: Mapping[str, SiteRow] | tuple[()],
) -> Standing:
    if not first.score.assessed:
        return Withheld.NOT_ASSESSED
    if own is None:
        return Withheld.NOTHING_APPLIES
    return position(own, peers, hidden, within)


def _scores(rows: Mapping[str, SiteRow]) -> dict[str, int]:
    return {key: row.score for key, row in rows.items() if row.score is not None}


def _by_element(
    workspace: Workspace, first: Column, peers: Mapping[str, SiteRow], hidden: set[str]
) -> dict[str, Standing]:
    own: dict[str, int | None] = {}
    scores: dict[str, dict[str, int]] = defaultdict(dict)
    asked = [first.site.site_id, *peers]
    for row in questions.element_rows(workspace.analytics, first.score.as_of, asked):
        if row.site_id == first.site.site_id:
            own[row.element] = row.score
        elif row.score is not None:
            scores[row.element][row.site_id] = row.score
    return {
        element.id: _standing(first, own.get(element.id), scores[element.id], hidden, peers)
        for element in first.framework.elements
    }


def _help(
    workspace: Workspace, first: Column, peers: Mapping[str, SiteRow], hidden: set[str]
) -> tuple[Help, ...]:
    found = gaps(first.framework, first.score)
    wanted = [gap.scored.criterion.id for gap in found]
    meeting: dict[str, list[Met]] = defaultdict(list)
    for row in questions.met(workspace.analytics, first.score.as_of, peers, wanted):
        meeting[row.criterion].append(row)
    unseen = len(hidden.intersection(peers))
    help_for = []
    for gap in found:
        rows = meeting[gap.scored.criterion.id]
        readable = [row for row in rows if row.site_id not in hidden]
        readable.sort(key=lambda row: (not row.confirmed, -(peers[row.site_id].score or 0)))
        helpers = [Helper(r.site_id, peers[r.site_id].site_name, r.confirmed) for r in readable]
        others = share(len(rows) - len(readable), unseen)
        help_for.append(Help(gap, tuple(helpers), others))
    return tuple(help_for)
