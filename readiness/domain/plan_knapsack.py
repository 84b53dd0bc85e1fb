"""One stretch of days as a knapsack that has to be filled, searched best first.

Close the must-haves that fail and what they wait for; then add the criteria that bring the missing
points for the fewest hours, none without its prerequisites. What is still to be spent at least is
read from a table made by dynamic programming. It leaves prerequisites aside and so never promises
too little; hence sets come out in exact order, the least first.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from heapq import heappop, heappush
from itertools import accumulate
from typing import NamedTuple

from readiness.domain.plan_stretches import Stretch, places


class Asked(NamedTuple):
    """What a level asks for: so many units, and the must-haves or not."""

    units: int
    gates: bool


class Found(NamedTuple):
    """A set of criteria to close. Of two, the lesser is of fewer hours, then days, then items;
    else `order` makes it the one that has the first criterion, in framework order, not in both."""

    hours: int
    days: int
    items: int
    order: int
    chosen: int


class _State(NamedTuple):
    """A set that is being put together: what it holds, and the units it still lacks.

    Of two `sign`s the larger is of the set that has the first criterion not in both.
    """

    chosen: int
    days: int
    items: int
    sign: int
    hours: int
    need: int


class Knapsack:
    """The sets whose work ends within a stretch and gives what is asked for.

    `hours` are whole numbers, by place. Without a way to close what has to be closed, none.
    """

    def __init__(self, stretch: Stretch, asked: Asked, hours: Sequence[int]) -> None:
        self._stretch = stretch
        self._hours = hours
        self._table: list[list[int]] = [[]]
        must = stretch.with_prerequisites(stretch.failing if asked.gates else 0)
        self._start: _State | None = None
        if must is None:
            return
        self._start = _State(
            must,
            stretch.days(must),
            must.bit_count(),
            sum(1 << len(hours) - place for place in places(must)),
            sum(hours[place] for place in places(must)),
            asked.units - stretch.earned - sum(stretch.gain[place] for place in places(must)),
        )
        self._order = _worth_most_first(stretch, must)
        self._total = sum(hours[place] for place in self._order)
        self._signs = [1 << len(hours) - place for place in self._order]
        done = (stretch.done[place] for place in reversed(self._order))
        self._latest = [*accumulate(done, max, initial=0)][::-1]

    def sets(
        self, *, over: int = -1, limit: int | None = None, known: Sequence[int] = ()
    ) -> Iterator[Found]:
        """None goes on after it gives enough. Those of `over` hours or fewer, those of more than
        `limit`, and those that contain a `known` one are left out. In order; with `over`, in the
        order of hours only.
        """
        if self._start is None or (limit is not None and self._start.hours > limit):
            return
        most = self._total if limit is None else min(self._total, limit - self._start.hours)
        if len(self._table[0]) <= most:
            self._table = _gain_within(self._order, self._hours, self._stretch.gain, most)
        heap: list[tuple[int, int, int, int, int, _State]] = []

        def put(number: int, state: _State) -> None:
            least = self._least(number, state)
            if least is None or (limit is not None and least > limit):
                return
            if any(not other & ~state.chosen for other in known):
                return
            if over < 0:
                # What still lacks points has fewer items than all that it becomes: its sign
                # decides nothing.
                heappush(heap, (least, state.days, state.items, -state.sign, -number, state))
            else:
                heappush(heap, (max(over + 1, least), 0, 0, 0, -number, state))

        put(0, self._start)
        while heap:
            *_, number, state = heappop(heap)
            if state.need > 0:
                for after in self._go_on(-number, state):
                    put(1 - number, after)
            elif state.hours > over and state.days >= self._stretch.first:
                yield Found(state.hours, state.days, state.items, -state.sign, state.chosen)

    def _least(self, number: int, state: _State) -> int | None:
        """The hours it takes at least; `None` where what is left does not give enough, or all of
        it is done before the stretch begins."""
        if max(state.days, self._latest[number]) < self._stretch.first:
            return None
        row = self._table[number]
        more = bisect_left(row, state.need) if state.need > 0 else 0
        return None if more == len(row) else state.hours + more

    def _go_on(self, number: int, state: _State) -> Iterator[_State]:
        """With the next criterion, where its prerequisites are there, and without it."""
        place, stretch = self._order[number], self._stretch
        if not stretch.needs[place] & ~state.chosen:
            yield _State(
                state.chosen | 1 << place,
                max(state.days, stretch.done[place]),
                state.items + 1,
                state.sign + self._signs[number],
                state.hours + self._hours[place],
                state.need - stretch.gain[place],
            )
        yield state


def _worth_most_first(stretch: Stretch, must: int) -> list[int]:
    """What may be added: most points first, but each after what it waits for.

    So the last one added to a set is mostly the one that it needs least.
    """
    order: dict[int, None] = {}

    def visit(place: int) -> None:
        for before in places(stretch.needs[place] & ~must):
            visit(before)
        order[place] = None

    free = [place for place in stretch.done if not must >> place & 1]
    for place in sorted(free, key=lambda place: (-stretch.gain[place], place)):
        visit(place)
    return list(order)


def _gain_within(
    order: Sequence[int], hours: Sequence[int], gain: Mapping[int, int], most: int
) -> list[list[int]]:
    """For each number n and up to `most` hours: the units that order[n:] can add at most.

    Whether what they wait for is there is left aside.
    """
    row = [0] * (most + 1)
    table = [row]
    for place in reversed(order):
        cost, own = hours[place], gain[place]
        pairs = zip(row[cost:], row, strict=False)  # without it, and what is left beside it
        row = row[:cost] + [
            old if old > rest + own else rest + own  # noqa: FURB136 (half the time of max)
            for old, rest in pairs
        ]
        table.append(row)
    table.reverse()
    return table
