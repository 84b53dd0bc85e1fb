"""What every figure must be: `domain.scoring` run on the records, and nothing in between."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from functools import cache
from math import floor
from typing import NamedTuple

from readiness.domain.scoring import SiteScore, State, score_site
from readiness.services.workspace import Workspace
from tests.services.workspaces import TODAY, days, framework, histories, scores

SINCE = TODAY - days(91)
NETWORK = "the network"
NONE = "–"
YEAR = 365
STATES = {
    State.MET: "Met",
    State.PARTLY_MET: "Partly met",
    State.NOT_MET: "Not met",
    State.LAPSED: "Lapsed",
    State.NOT_CONFIRMED: "Not confirmed",
    State.UNANSWERED: "Unanswered",
    State.NOT_APPLICABLE: "Not applicable",
}
GOOD = (State.MET, State.PARTLY_MET)
BUCKETS = {30: range(31), 60: range(31, 61), 90: range(61, 91)}


class Figure(NamedTuple):
    """A figure as it is shown. `about` is a site's id or NETWORK; `of` an element, a level, …"""

    about: str
    what: str
    shown: str
    of: str = ""

    @property
    def place(self) -> tuple[str, str, str]:
        return (self.about, self.what, self.of)


class Shown(NamedTuple):
    """Where figures are shown: a workspace that holds them, and the sites to look at."""

    workspace: Workspace
    sites: Sequence[str]


@dataclass(frozen=True)
class Reader:
    """Reads the figures off an artefact or a screen.

    `each_site` and `network` are the kinds of figures that must be found there, for each site and
    for the network; whatever else is read is compared too.
    """

    name: str
    read: Callable[[Shown], Iterator[Figure]]
    each_site: frozenset[str]
    network: frozenset[str]


READERS: list[Reader] = []


def reads(
    name: str, each_site: str = "", network: str = ""
) -> Callable[[Callable[[Shown], Iterator[Figure]]], Callable[[Shown], Iterator[Figure]]]:
    """Add a reader: an artefact or a screen more is one function with this above it."""

    def added(read: Callable[[Shown], Iterator[Figure]]) -> Callable[[Shown], Iterator[Figure]]:
        kinds = (frozenset(filter(None, part.split(", "))) for part in (each_site, network))
        READERS.append(Reader(name, read, *kinds))
        return read

    return added


def decimal(score: Fraction | None) -> str:
    """One decimal, rounded down."""
    return NONE if score is None else f"{floor(score * 10) / 10:.1f}"


def number(value: Fraction | int | float | None) -> str:
    """A figure that is not rounded, to five places, so that all ways of storing it agree."""
    return NONE if value is None or value != value else f"{float(value) + 1e-9:.5f}"


def percent(share: Fraction | None) -> str:
    """Whole percent, rounded down: only all of it is 100%."""
    return NONE if share is None else f"{floor(share * 100)}%"


@cache
def expected() -> Mapping[tuple[str, str, str], str]:
    """Every figure by its place."""
    found = [*_network(), *(row for score in scores().values() for row in _site(score))]
    places = {figure.place: figure.shown for figure in found}
    assert len(places) == len(found)
    return places


def title_of(level: str) -> str:
    own = framework().level.get(level)
    return own.title if own else "Not assessed"


def _site(score: SiteScore) -> Iterator[Figure]:
    key = score.site_id
    before = scores(SINCE)[key]
    gates = len(framework().gates)
    known = score.assessed
    yield Figure(key, "level", title_of(score.level))
    yield Figure(key, "level id", score.level)
    yield Figure(key, "level before", title_of(before.level))
    yield Figure(key, "score", decimal(score.score) if known else NONE)
    yield Figure(key, "score before", decimal(before.score) if before.assessed else NONE)
    yield Figure(key, "exact score", number(score.score))
    yield Figure(key, "must-haves failed", str(len(score.failed_gates)) if known else NONE)
    yield Figure(key, "number of failed must-haves", str(len(score.failed_gates)))
    yield Figure(key, "failed must-haves", " ".join(score.failed_gates))
    passed = f"{gates - len(score.failed_gates)} of {gates}"
    yield Figure(key, "must-haves passed", passed if known else NONE)
    yield Figure(key, "answered", percent(score.answered_share))
    yield Figure(key, "exact answered share", number(score.answered_share))
    yield Figure(key, "confirmed", percent(score.confirmed_share))
    yield Figure(key, "exact confirmed share", number(score.confirmed_share))
    yield Figure(key, "points", number(score.points.earned))
    yield Figure(key, "points as shown", f"{float(score.points.earned):.2f}")
    yield Figure(key, "points possible", number(score.points.possible))
    yield Figure(key, "all answered", str(score.answered == score.applicable))
    yield Figure(key, "falls on", _falls_on(key))
    for element, points in score.elements.items():
        own = [row for row in score.criteria if row.criterion.element == element]
        failed = known and any(row.gate_failed for row in own)
        yield Figure(key, "score of an element", decimal(points.score) if known else NONE, element)
        yield Figure(key, "exact score of an element", number(points.score), element)
        yield Figure(key, "must-have of an element fails", str(failed), element)
    for row in score.criteria:
        about = row.criterion.id
        yield Figure(key, "state", STATES[row.state], about)
        yield Figure(key, "state id", str(row.state), about)
        yield Figure(key, "points of a criterion", number(row.points_earned), about)
        yield Figure(
            key, "points of a criterion as shown", f"{float(row.points_earned):.1f}", about
        )
        yield Figure(key, "points possible of a criterion", number(row.points_possible), about)
        left = row.points_possible - row.points_earned
        yield Figure(key, "points to gain", f"{float(left):.1f}", about)
        yield Figure(key, "last day", str(row.last_day or NONE), about)


def _network() -> Iterator[Figure]:
    every = list(scores().values())
    known = [score for score in every if score.assessed]
    yield Figure(NETWORK, "sites", str(len(every)))
    yield Figure(NETWORK, "assessed sites", str(len(known)))
    levels = Counter(score.level for score in every)
    for level in (*(one.id for one in framework().levels), "not_assessed"):
        yield Figure(NETWORK, "sites of a level", str(levels[level]), level)
    numbers = [score.score for score in known if score.score is not None]
    yield Figure(NETWORK, "mean score", decimal(sum(numbers, Fraction(0)) / len(numbers)))
    for element in framework().elements:
        own = [score.elements[element.id].score for score in known]
        points = [score for score in own if score is not None]
        mean = decimal(sum(points, Fraction(0)) / len(points)) if points else NONE
        yield Figure(NETWORK, "mean score of an element", mean, element.id)
        fails = sum(
            any(row.gate_failed and row.criterion.element == element.id for row in score.criteria)
            for score in known
        )
        what = "sites where a must-have of an element fails"
        yield Figure(NETWORK, what, str(fails), element.id)
    failed = Counter(key for score in known for key in score.failed_gates)
    for key in failed:
        yield Figure(NETWORK, "sites that fail a must-have", str(failed[key]), key)
    yield Figure(NETWORK, "must-haves that fail", str(len(failed)))
    yield Figure(NETWORK, "sites of the most-failed must-have", str(max(failed.values())))
    ahead = [
        (row.criterion.gate, (row.last_day - TODAY).days)
        for score in known
        for row in score.criteria
        if row.state in GOOD and row.last_day is not None
    ]
    for limit, inside in BUCKETS.items():
        for gate, word in ((True, "must-haves that lapse"), (False, "others that lapse")):
            count = sum(own is gate and left in inside for own, left in ahead)
            yield Figure(NETWORK, word, str(count), str(limit))
    before = scores(SINCE)
    moved = [
        key
        for key, now in scores().items()
        if (now.level, now.score) != (before[key].level, before[key].score)
    ]
    yield Figure(NETWORK, "sites that moved", str(len(moved)))
    other = sum(scores()[key].level != before[key].level for key in moved)
    yield Figure(NETWORK, "sites of another level", str(other))
    changes = [_as_shown(now) - _as_shown(before[key]) for key, now in scores().items()]
    yield Figure(NETWORK, "sites that rose", str(sum(change > 0 for change in changes)))
    yield Figure(NETWORK, "sites that fell", str(sum(change < 0 for change in changes)))
    soon = (TODAY + timedelta(days=30)).isoformat()
    falls = [day for day in map(_falls_on, scores()) if day != NONE]
    yield Figure(NETWORK, "sites that fall out within 30 days", str(sum(d <= soon for d in falls)))
    yield Figure(NETWORK, "sites that fall out within a year", str(len(falls)))


def _as_shown(score: SiteScore) -> Fraction:
    """The score to one decimal; 0 without one, and where nothing has been assessed."""
    known = score.score if score.assessed else None
    return Fraction(0) if known is None else Fraction(floor(known * 10), 10)


@cache
def _falls_on(site_id: str) -> str:
    """The first day of the year ahead on which a site of the highest level has another one."""
    best = framework().levels[-1].id
    if scores()[site_id].level != best:
        return NONE
    known = histories()[site_id].until(TODAY)
    ends = {row.last_day for row in scores()[site_id].criteria if row.last_day is not None}
    for last in sorted(ends):  # while nobody acts, nothing changes but on the day after one
        day = last + timedelta(days=1)
        if TODAY < day <= TODAY + timedelta(days=YEAR) and (
            score_site(framework(), known, day).level != best
        ):
            return day.isoformat()
    return NONE
