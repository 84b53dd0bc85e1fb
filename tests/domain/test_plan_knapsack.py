"""Sets of criteria to close within one stretch of days: worked examples."""

from itertools import islice

from readiness.domain.plan_knapsack import Asked, Found, Knapsack
from readiness.domain.plan_stretches import Stretch, places


def stretch(
    *gain: int,
    needs: dict[int, int] | None = None,
    done: dict[int, int] | None = None,
    failing: int = 0,
    first: int = 0,
    earned: int = 0,
) -> Stretch:
    """Criteria of so many points each; nothing waits and all is done at once unless said."""
    number = range(len(gain))
    return Stretch(
        first,
        100,
        earned,
        100,
        failing,
        dict(enumerate(gain)),
        dict.fromkeys(number, 0) | (needs or {}),
        dict.fromkeys(number, 0) if done is None else done,
    )


def chosen(found: Found) -> set[int]:
    return set(places(found.chosen))


def sets(own: Stretch, units: int, *hours: int, gates: bool = False) -> list[set[int]]:
    return [chosen(found) for found in Knapsack(own, Asked(units, gates), hours).sets()]


CHAIN = stretch(1, 2, 3, 4, needs={1: 0b1, 3: 0b10}, done={0: 0, 1: 3, 2: 5, 3: 4})
"""The second waits for the first, the fourth for the second."""


def test_what_waits_is_done_only_with_what_it_waits_for() -> None:
    assert CHAIN.within(0b0010) == 0
    assert CHAIN.within(0b1011) == 0b1011
    assert CHAIN.within(0b1101) == 0b0101
    assert CHAIN.within(0b0100) == 0b0100
    assert CHAIN.within(-1) == 0b1111
    assert CHAIN.with_prerequisites(0b1000) == 0b1011
    assert CHAIN.with_prerequisites(0) == 0
    assert CHAIN._replace(done={1: 3, 3: 4}).with_prerequisites(0b1000) is None


def test_a_set_takes_as_long_as_its_last_and_nothing_takes_no_days() -> None:
    assert [CHAIN.days(each) for each in (0, 0b0001, 0b0011, 0b1111)] == [0, 0, 3, 5]


def test_the_ends_of_a_set_are_those_that_nothing_else_in_it_waits_for() -> None:
    assert CHAIN.ends(0b0001) == [0]
    assert CHAIN.ends(0b0011) == [1]
    assert CHAIN.ends(0b1011) == [3]
    assert CHAIN.ends(0b1111) == [2, 3]
    assert CHAIN.ends(0b1001) == [0, 3]


def test_sets_come_by_hours_then_days_then_items_then_the_first_criterion() -> None:
    assert sets(stretch(5, 6, 7), 5, 2, 2, 2) == [{0}, {1}, {2}]
    assert sets(stretch(5, 5), 5, 3, 2) == [{1}, {0}]
    assert sets(stretch(5, 5, done={0: 4, 1: 3}), 5, 2, 2) == [{1}, {0}]
    assert sets(stretch(5, 5, 10), 10, 1, 1, 2) == [{2}, {0, 1}]
    assert sets(stretch(6, 6, 6), 12, 1, 1, 1) == [{0, 1}, {0, 2}, {1, 2}]


def test_sets_that_are_found_in_different_stretches_are_sorted_in_the_same_order() -> None:
    found = list(Knapsack(stretch(6, 6, 6, 6), Asked(12, gates=False), (1, 1, 1, 1)).sets())
    assert sorted(set(found)) == found
    must = stretch(6, 6, 6, 6, failing=0b0001)
    later = list(Knapsack(must, Asked(12, gates=True), (1, 1, 1, 1)).sets())
    assert sorted([*later, *found])[:6:2] == later == found[:3]


def test_the_hours_days_and_items_of_a_set_are_its_own() -> None:
    own = stretch(5, 5, 5, done={0: 3, 1: 9, 2: 0}, failing=0b001)
    (found,) = Knapsack(own, Asked(15, gates=True), (2, 3, 4)).sets()
    assert (found.hours, found.days, found.items, chosen(found)) == (9, 9, 3, {0, 1, 2})


def test_a_set_compares_the_same_whether_a_must_have_asks_for_part_of_it_or_not() -> None:
    own = stretch(5, 5, 5, failing=0b010)
    hours = (1, 1, 1)
    free = {found.chosen: found for found in Knapsack(own, Asked(10, gates=False), hours).sets()}
    bound = list(Knapsack(own, Asked(10, gates=True), hours).sets())
    assert [chosen(found) for found in bound] == [{0, 1}, {1, 2}]
    assert bound == [free[found.chosen] for found in bound]


def test_failing_must_haves_are_closed_whatever_the_points() -> None:
    own = stretch(1, 9, failing=0b01, earned=50)
    assert sets(own, 50, 7, 1, gates=True) == [{0}]
    assert sets(own, 50, 7, 1) == [set()]


def test_of_a_must_have_that_cannot_be_done_in_time_there_is_no_set() -> None:
    assert sets(stretch(1, 9, failing=0b01, done={1: 0}), 0, 1, 1, gates=True) == []


def test_many_cheap_ones_are_found_within_a_limit_beside_one_that_is_worth_more() -> None:
    knapsack = Knapsack(stretch(10, 6, 6), Asked(11, gates=False), (2, 1, 1))
    assert [chosen(found) for found in knapsack.sets(limit=2)] == [{1, 2}]
    assert list(knapsack.sets(limit=1)) == []
    assert [chosen(found) for found in islice(knapsack.sets(), 2)] == [{1, 2}, {0, 1}]


def test_only_what_takes_more_hours_and_holds_nothing_known_is_next() -> None:
    knapsack = Knapsack(stretch(5, 5, 5), Asked(5, gates=False), (1, 2, 3))
    after = [chosen(found) for found in knapsack.sets(over=1, known=[0b001])]
    assert after == [{1}, {2}]
    assert [chosen(found) for found in knapsack.sets(over=1)] == [{1}, {2}]
    assert [chosen(found) for found in knapsack.sets(over=2)] == [{2}]
    two = Knapsack(stretch(5, 5, 5), Asked(10, gates=False), (1, 2, 3))
    assert [chosen(found) for found in two.sets(over=0, known=[0b001])] == [{1, 2}]


def test_work_that_ends_before_the_stretch_belongs_to_another() -> None:
    own = stretch(5, 5, done={0: 2, 1: 6}, first=5)
    assert sets(own, 5, 1, 1) == [{1}]
    assert sets(own, 10, 1, 1) == [{0, 1}]
