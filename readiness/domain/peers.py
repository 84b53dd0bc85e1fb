"""What is said of a site among its peers without telling what any one of them has.

Rule 7 of docs/scoring.md: percentiles for groups of five or more, and ties share a rank. Peers are
the other sites of a group. Of sites that the reader may not see, nothing is said that holds for
fewer than five of them: neither directly nor as the difference of two groups.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import NamedTuple

FEWEST = 5


class Withheld(StrEnum):
    """Why there is no percentile."""

    NOT_ASSESSED = "not assessed"
    NOTHING_APPLIES = "nothing applies"
    TOO_FEW = "too few"
    WOULD_SINGLE_OUT = "would single out"


class Position(NamedTuple):
    """A site among so many peers.

    `percentile` is the share of peers whose score is not higher, in whole percent, rounded down.
    `rank` counts from 1, the highest score; it is `None` for whoever may not see every peer,
    because small ranks count fewer than five sites.
    """

    peers: int
    percentile: int
    rank: int | None


class Share(NamedTuple):
    """How many sites out of `of` meet something: exactly, or at least and at most so many."""

    at_least: int
    at_most: int
    of: int


def position(
    own: int, peers: Mapping[str, int], hidden: Collection[str], within: Collection[str] = ()
) -> Position | Withheld:
    """Where a score stands among the scores of the peers, by the id of the site.

    `hidden` are the sites that the reader may not see, `within` a wider group, itself published,
    whose difference to this one must not tell of fewer than five of them.
    """
    if len(peers) < FEWEST:
        return Withheld.TOO_FEW
    unseen = set(hidden)
    inside, outside = unseen.intersection(peers), unseen.intersection(within).difference(peers)
    if 0 < len(inside) < FEWEST or 0 < len(outside) < FEWEST:
        return Withheld.WOULD_SINGLE_OUT
    higher = sum(score > own for score in peers.values())
    return Position(
        peers=len(peers),
        percentile=100 * (len(peers) - higher) // len(peers),
        rank=None if inside else higher + 1,
    )


def share(sites: int, of: int) -> Share | None:
    """How many of the sites that a reader may not see meet something.

    `None` for five or fewer. No answer says that fewer than five do, or that all but fewer than
    five do, more closely than that.
    """
    if of <= FEWEST:
        return None
    if sites < FEWEST:
        return Share(0, FEWEST - 1, of)
    if sites > of - FEWEST:
        return Share(max(FEWEST, of - FEWEST + 1), of, of)
    return Share(sites, sites, of)
