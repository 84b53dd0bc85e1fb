"""The exact search behind a plan: every set of criteria worth closing, least work first.

Work ends within one of the stretches of days between two lapses, and each is a knapsack. The search
goes through the stretches in order of time and takes the best of all. Nothing is rounded: points
are whole numbers of the unit of the site's timeline, hours of the unit that all are multiples of.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import islice
from math import ceil, lcm

from readiness.domain.framework import Exact, Framework
from readiness.domain.plan_knapsack import Asked, Found, Knapsack
from readiness.domain.plan_stretches import Stretch, places, stretches
from readiness.domain.scoring import whole
from readiness.domain.timeline import Timeline


class Search:
    """The sets that bring one site to a level or a higher one.

    `line` is the timeline of what was recorded up to `as_of`. `hours` are those of each criterion
    by place; `locked` are ids of criteria that cannot be chosen.
    """

    def __init__(
        self,
        framework: Framework,
        line: Timeline,
        as_of: date,
        hours: Sequence[Exact],
        locked: Collection[str] = (),
    ) -> None:
        self.framework = framework
        self.line = line
        self.as_of = as_of
        self._all_hours = hours
        self.whole = lcm(*(Fraction(value).denominator for value in hours))
        self.hours = [int(value * self.whole) for value in hours]
        self._stretches = stretches(framework, line, as_of, locked)
        self._known: list[Stretch] = []
        self._ways: dict[str, list[Asked]] = {}
        self._knapsacks: dict[tuple[int, Asked], Knapsack] = {}

    def but_with(self, *, locked: Collection[str]) -> "Search":
        """The same search with other criteria locked."""
        return Search(self.framework, self.line, self.as_of, self._all_hours, locked)

    def but_at(self, hours: Sequence[Exact]) -> "Search":
        """The same search with other hours of work; the days are not worked out anew."""
        other = Search(self.framework, self.line, self.as_of, hours)
        other._stretches, other._known = self._stretches, self._known
        return other

    def hours_of(self, found: Found) -> Exact:
        """The hours of a set, in hours."""
        return whole(Fraction(found.hours, self.whole))

    def ids(self, found: Found) -> frozenset[str]:
        """The criteria of a set."""
        return frozenset(self.framework.scored[place].id for place in places(found.chosen))

    @property
    def stretches(self) -> Iterator[Stretch]:
        """In order of time, each worked out when it is first looked at."""
        number = 0
        while number < len(self._known) or self._look_further():
            yield self._known[number]
            number += 1

    def _look_further(self) -> bool:
        further = next(self._stretches, None)
        if further is not None:
            self._known.append(further)
        return further is not None

    def least(self, level: str) -> Found | None:
        """The first of all sets that reach a level; `None` where none does."""
        best: Found | None = None
        for stretch in self.stretches:
            if best is not None and self._too_late(stretch, level, best.hours):
                break
            for asked in self._asked(level):
                limit = best.hours if best else None
                first = next(self._knapsack(stretch, asked).sets(limit=limit), None)
                if first is not None and (best is None or first < best):
                    best = first
        return best

    def ties(self, level: str, hours: int, most: int) -> list[Found]:
        """The first sets of the least hours, so many at most; nothing can be left out of any."""
        found: dict[int, Found] = {}
        for stretch in self.stretches:
            if self._too_late(stretch, level, hours):
                break
            for asked in self._asked(level):
                sets = self._knapsack(stretch, asked).sets(limit=hours)
                useful = (own for own in sets if self._minimal(own, stretch, level))
                found |= {own.chosen: own for own in islice(useful, most)}
        return sorted(found.values())[:most]

    def next_best(self, level: str, least: Sequence[Found]) -> Found | None:
        """A set of more hours than the least from which nothing can be left out, if any.

        Of all such sets it has the least hours. What contains one of `least` is none of them.
        """
        best: Found | None = None
        known = [found.chosen for found in least]
        for stretch in self.stretches:
            if best is not None and self._too_late(stretch, level, best.hours):
                break
            for asked in self._asked(level):
                limit = best.hours - 1 if best else None
                sets = self._knapsack(stretch, asked).sets(
                    over=least[0].hours, limit=limit, known=known
                )
                useful = (own for own in sets if self._minimal(own, stretch, level))
                best = next(useful, best)
        return best

    def possible(self, level: str) -> bool:
        """Whether closing everything that can be closed reaches a level, at whatever cost."""
        return any(self._reaches(stretch, stretch.within(-1), level) for stretch in self.stretches)

    def ever_unmet(self, criterion_id: str) -> bool:
        """Whether a criterion is unmet on any day by which the work may be done."""
        place = [own.id for own in self.framework.scored].index(criterion_id)
        return any(place in stretch.gain for stretch in self.stretches)

    def _minimal(self, found: Found, stretch: Stretch, level: str) -> bool:
        """Whether no part of a set reaches the level, at its end or sooner."""
        for early in self.stretches:
            if early is stretch:
                break
            if self._reaches(early, early.within(found.chosen), level):
                return False
        return not any(
            self._reaches(stretch, found.chosen & ~(1 << end), level)
            for end in stretch.ends(found.chosen)
        )

    def _reaches(self, stretch: Stretch, chosen: int, level: str) -> bool:
        earned = stretch.earned + sum(stretch.gain[place] for place in places(chosen))
        return any(
            earned >= asked.units and not (asked.gates and stretch.failing & ~chosen)
            for asked in self._asked(level)
        )

    def _asked(self, level: str) -> list[Asked]:
        """What reaches a level or a higher one, each way once (see `scoring.level_of`).

        What is possible is the same on all days: nothing becomes applicable if nobody acts.
        """
        if level in self._ways:
            return self._ways[level]
        ids = [own.id for own in self.framework.levels]
        possible = next(iter(self.stretches)).possible
        ways: list[Asked] = []
        for own in self.framework.levels[ids.index(level) :]:
            units = ceil(Fraction(own.min_score) * possible / 100)
            if not possible and own.min_score:
                continue
            if not any(way.units <= units and way.gates <= own.needs_gates for way in ways):
                ways.append(Asked(units, own.needs_gates))
        self._ways[level] = ways
        return ways

    def _too_late(self, stretch: Stretch, level: str, hours: int) -> bool:
        """Whether the must-haves alone take more hours from this stretch on: ever more lapse."""
        gates = sum(self.hours[place] for place in places(stretch.failing))
        return all(asked.gates and gates > hours for asked in self._asked(level))

    def _knapsack(self, stretch: Stretch, asked: Asked) -> Knapsack:
        key = (stretch.first, asked)
        if key not in self._knapsacks:
            self._knapsacks[key] = Knapsack(stretch, asked, self.hours)
        return self._knapsacks[key]
