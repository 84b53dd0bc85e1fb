"""The plan of a network: which sites to bring to a level with so many hours of work in all.

Each site has a plan of its own, and sites do not wait for each other. So with a budget of hours the
most sites are reached by taking the cheapest first: no other choice of as many costs less. Of
equal ones the first in the order given is taken.

A *shared programme* closes one criterion at any number of sites: it costs its hours once, and so
many at each site that makes use of it (not more than the site's own hours). Which programmes pay
depends on the sites, so every choice of programmes is tried, up to `EXACT` of them: the result is
proven to be the best. With more of them the search starts from the best single steps and goes on
while adding, leaving out or swapping one helps: a heuristic, told together with a bound that no
choice can exceed (every programme at every site, its shared hours for nothing).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import NamedTuple

from readiness.domain.framework import Exact, Framework
from readiness.domain.plan import Terms
from readiness.domain.plan_search import Search
from readiness.domain.timeline import Timeline

EXACT = 4

On = frozenset[str]
"""The criteria of the programmes that are carried out."""


class Programme(NamedTuple):
    """A criterion closed by one piece of work for many sites: hours once, and at each site."""

    criterion_id: str
    hours: Exact
    site_hours: Exact = 0


class Need(NamedTuple):
    """What a site takes: hours of its own, and the criteria to close."""

    hours: Exact
    ids: frozenset[str]


class SiteNeeds:
    """What one site takes to reach a level, whichever programmes are carried out."""

    def __init__(
        self,
        framework: Framework,
        line: Timeline,
        as_of: date,
        level: str,
        programmes: Sequence[Programme] = (),
    ) -> None:
        self._hours = Terms().hours_of(framework)
        self._search = Search(framework, line, as_of, self._hours)
        self._level = level
        self._shared = {own.criterion_id: own.site_hours for own in programmes}
        self._known: dict[On, Need | None] = {}

    def __call__(self, on: On) -> Need | None:
        """The least-effort plan with these programmes; `None` where there is no way.

        First with all of them, because that often answers for fewer: a plan that is the best with
        more programmes, and makes use of none but these, is the best with these too.
        """
        everything = frozenset(self._shared)
        for more in [everything, *self._known]:
            need = self._planned(more)
            if on <= more and (need is None or not (need.ids & more) - on):
                return need
        return self._planned(on)

    def _planned(self, on: On) -> Need | None:
        if on in self._known:
            return self._known[on]
        scored = self._search.framework.scored
        hours = [
            min(own, self._shared[row.id]) if row.id in on else own
            for own, row in zip(self._hours, scored, strict=True)
        ]
        search = self._search.but_at(hours)
        found = search.least(self._level)
        need = None if found is None else Need(search.hours_of(found), search.ids(found))
        self._known[on] = need
        return need


class Taken(NamedTuple):
    """A site that is brought to the level, and what of the budget is spent with it included."""

    site_id: str
    need: Need
    spent: Exact


@dataclass(frozen=True)
class NetworkPlan:
    """What a budget reaches. Sites that have the level already are not in it.

    `taken` are the sites to bring to the level, the cheapest first, and `dearer` those the budget
    does not reach, in the same order, with what would have been spent. `programmes` are those
    to carry out. `no_way` are sites that no plan brings there. `proven`: no other choice reaches
    more sites; else at most `bound` could be reached.
    """

    budget: Exact
    programmes: tuple[Programme, ...]
    taken: tuple[Taken, ...]
    dearer: tuple[Taken, ...]
    no_way: tuple[str, ...]
    proven: bool
    bound: int

    @property
    def shared_hours(self) -> Exact:
        """The hours that the programmes cost once."""
        return sum(own.hours for own in self.programmes)

    @property
    def hours(self) -> Exact:
        """All that is spent."""
        return self.taken[-1].spent if self.taken else 0


def network_plan(
    needs: Mapping[str, Callable[[On], Need | None]],
    budget: Exact,
    programmes: Sequence[Programme] = (),
) -> NetworkPlan:
    """The most sites that a budget of hours brings to a level.

    `needs` says by site what it takes with some of the programmes carried out.
    """
    tried: dict[On, NetworkPlan] = {}

    def plan(on: On) -> NetworkPlan:
        if on not in tried:
            tried[on] = _with(needs, budget, [own for own in programmes if own.criterion_id in on])
        return tried[on]

    everything = frozenset(own.criterion_id for own in programmes)
    if len(everything) <= EXACT:
        return max((plan(on) for on in _choices(everything)), key=_worth)
    best = plan(frozenset())
    while better := max((plan(on) for on in _steps(best, everything)), key=_worth):
        if _worth(better) <= _worth(best):
            break
        best = better
    for_nothing = [own._replace(hours=0) for own in programmes]
    bound = len(_with(needs, budget, for_nothing).taken)
    proven = len(best.taken) == bound
    return NetworkPlan(budget, best.programmes, best.taken, best.dearer, best.no_way, proven, bound)


def _with(
    needs: Mapping[str, Callable[[On], Need | None]],
    budget: Exact,
    programmes: Sequence[Programme],
) -> NetworkPlan:
    """The cheapest sites first, when these programmes are carried out."""
    on = frozenset(own.criterion_id for own in programmes)
    found = {site_id: need(on) for site_id, need in needs.items()}
    ways = [(site_id, need) for site_id, need in found.items() if need is not None]
    ways.sort(key=lambda row: row[1].hours)
    spent: Exact = sum(own.hours for own in programmes)
    rows = []
    for site_id, need in ways:
        spent += need.hours
        rows.append(Taken(site_id, need, spent))
    within = sum(row.spent <= budget for row in rows)
    no_way = tuple(site_id for site_id, need in found.items() if need is None)
    used = frozenset().union(*(row.need.ids for row in rows[:within]))
    if not on <= used and within:  # a programme that nobody makes use of is not carried out
        return _with(needs, budget, [own for own in programmes if own.criterion_id in used])
    return NetworkPlan(
        budget, tuple(programmes), tuple(rows[:within]), tuple(rows[within:]), no_way, True, within
    )


def _worth(plan: NetworkPlan) -> tuple[int, Exact, int]:
    """More sites, then fewer hours, then fewer programmes."""
    return (len(plan.taken), -plan.hours, -len(plan.programmes))


def _choices(everything: On) -> Iterator[On]:
    for number in range(len(everything) + 1):
        for chosen in combinations(sorted(everything), number):
            yield frozenset(chosen)


def _steps(plan: NetworkPlan, everything: On) -> Iterator[On]:
    """One programme more, one less, or one in place of another."""
    on = frozenset(own.criterion_id for own in plan.programmes)
    yield from (on | {other} for other in sorted(everything - on))
    yield from (on - {own} for own in sorted(on))
    yield from (on - {own} | {other} for own in sorted(on) for other in sorted(everything - on))
