"""The days after a date as stretches between two lapses, in which nothing moves.

On all days of a stretch the same criteria are unmet, wait for the same prerequisites and are done
on the same day at the earliest.

Criteria go by their place in the framework; a set of them is a number with one bit for each.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from readiness.domain.framework import Framework
from readiness.domain.scoring import CriterionScore, State
from readiness.domain.timeline import Timeline

_EVER = 10**9
_MET = (State.MET, State.NOT_APPLICABLE)


class Stretch(NamedTuple):
    """The days from `first` to `last` (both counted from the as-of date) between two lapses.

    Of each unmet criterion: `gain` is the units that closing it adds, `needs` its unmet
    prerequisites. `done` is the day it is done at the earliest, where that is in time and neither
    it nor anything it waits for is locked. `failing` are the must-haves that fail.
    """

    first: int
    last: int
    earned: int
    possible: int
    failing: int
    gain: Mapping[int, int]
    needs: Mapping[int, int]
    done: Mapping[int, int]

    def within(self, chosen: int) -> int:
        """What of a set can be done in this stretch: unmet, in time, with its prerequisites."""
        kept = 0
        for place in self.done:  # prerequisites first
            if chosen >> place & 1 and not self.needs[place] & ~kept:
                kept |= 1 << place
        return kept

    def days(self, chosen: int) -> int:
        """The day on which the last of a set is done."""
        return max((self.done[place] for place in places(chosen)), default=0)

    def with_prerequisites(self, wanted: int) -> int | None:
        """A set with all that it waits for; `None` where something of it cannot be done in time."""
        must, waiting = 0, wanted
        while waiting:
            place = waiting.bit_length() - 1
            if place not in self.done:
                return None
            must |= 1 << place
            waiting = (waiting | self.needs[place]) & ~must
        return must

    def ends(self, chosen: int) -> list[int]:
        """Those of a set that no other of it waits for."""
        waited_for = 0
        for place in places(chosen):
            waited_for |= self.needs[place]
        return places(chosen & ~waited_for)


def places(chosen: int) -> list[int]:
    """The members of a set, in framework order."""
    found = []
    while chosen:
        last = chosen & -chosen
        found.append(last.bit_length() - 1)
        chosen ^= last
    return found


def prerequisites_first(framework: Framework) -> list[int]:
    """The places of the criteria in force so that each comes after all that it depends on."""
    place = {criterion.id: index for index, criterion in enumerate(framework.scored)}
    order: dict[int, None] = {}

    def visit(index: int) -> None:
        if index not in order:
            for key in framework.scored[index].depends_on:
                if key in place:
                    visit(place[key])
            order[index] = None

    for index in range(len(framework.scored)):
        visit(index)
    return list(order)


def stretches(
    framework: Framework, line: Timeline, as_of: date, locked: Collection[str]
) -> Iterator[Stretch]:
    """Up to the day by which all could be done even if nothing were in place."""
    unit = line.steps[0].unit
    order = prerequisites_first(framework)
    place = {criterion.id: index for index, criterion in enumerate(framework.scored)}
    waits = [
        [place[key] for key in criterion.depends_on if key in place]
        for criterion in framework.scored
    ]
    longest: dict[int, int] = {}
    for index in order:
        lead = framework.scored[index].lead_days
        longest[index] = lead + max((longest[before] for before in waits[index]), default=0)
    changes = {
        (change.day - as_of).days for own in line.criteria for change in own if change.day > as_of
    }
    last = max(longest.values(), default=0)
    firsts = [0, *sorted(day for day in changes if day <= last), _EVER]
    for first, until in pairwise(firsts):
        scored = line.criteria_at(as_of + timedelta(days=first))
        yield _stretch(scored, first, until - 1, order, waits, locked, unit)


def _stretch(
    criteria: Sequence[CriterionScore],
    first: int,
    last: int,
    order: Sequence[int],
    waits: Sequence[Sequence[int]],
    locked: Collection[str],
    unit: int,
) -> Stretch:
    earned = possible = failing = unmet = 0
    gain: dict[int, int] = {}
    needs: dict[int, int] = {}
    done: dict[int, int] = {}
    for place in order:
        scored = criteria[place]
        own, full = int(scored.points_earned * unit), int(scored.points_possible * unit)
        earned += own
        possible += full
        if scored.state in _MET:
            continue
        unmet |= 1 << place
        failing |= scored.gate_failed << place
        gain[place] = full - own
        before = [other for other in waits[place] if unmet >> other & 1]
        needs[place] = sum(1 << other for other in set(before))
        if scored.criterion.id not in locked and all(other in done for other in before):
            start = max((done[other] for other in before), default=0)
            if start + scored.criterion.lead_days <= last:
                done[place] = start + scored.criterion.lead_days
    return Stretch(first, last, earned, possible, failing, gain, needs, done)
