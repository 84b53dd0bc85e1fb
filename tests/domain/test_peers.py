"""Percentiles and shares: ties, small groups, and groups whose difference would tell too much."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness.domain.peers import FEWEST, Position, Share, Withheld, position, share

SCORES = st.integers(0, 10)
IDS = st.sampled_from([f"S{number}" for number in range(20)])
GROUPS = st.dictionaries(IDS, SCORES, max_size=20)


def peers(*scores: int) -> dict[str, int]:
    return {f"S{place}": score for place, score in enumerate(scores)}


@pytest.mark.parametrize(
    ("own", "percentile", "rank"), [(9, 100, 1), (8, 100, 1), (5, 60, 3), (4, 20, 5), (0, 0, 6)]
)
def test_a_position_is_the_share_that_is_not_higher(own: int, percentile: int, rank: int) -> None:
    assert position(own, peers(8, 8, 5, 5, 2), ()) == Position(5, percentile, rank)


def test_sites_with_the_same_score_share_a_rank() -> None:
    scores = [50, 70, 70, 70, 90, 95, 99]
    ranks = {position(70, peers(*scores[:n], *scores[n + 1 :]), ()) for n in (1, 2, 3)}
    assert ranks == {Position(6, 50, 4)}


@pytest.mark.parametrize("number", range(FEWEST))
def test_a_group_of_four_or_fewer_peers_has_no_percentile(number: int) -> None:
    assert position(1, peers(*range(number)), ()) is Withheld.TOO_FEW


def test_unseen_peers_have_no_rank() -> None:
    group = peers(8, 8, 5, 5, 2)
    assert position(5, group, group) == Position(5, 60, None)


@given(GROUPS, st.sets(IDS), st.sets(IDS), SCORES)
def test_no_figure_tells_of_one_to_four_unseen_sites(
    group: dict[str, int], hidden: set[str], within: set[str], own: int
) -> None:
    found = position(own, group, hidden, within)
    inside, outside = hidden & group.keys(), (hidden & within) - group.keys()
    small = any(0 < len(part) < FEWEST for part in (inside, outside))
    assert isinstance(found, Position) is (len(group) >= FEWEST and not small)
    if isinstance(found, Position):
        assert 0 <= found.percentile <= 100
        assert (found.rank is None) is bool(inside)


@given(GROUPS.filter(lambda group: len(group) >= FEWEST), SCORES, SCORES)
def test_a_higher_score_never_stands_lower(group: dict[str, int], one: int, other: int) -> None:
    low, high = (position(score, group, ()) for score in sorted((one, other)))
    assert isinstance(low, Position)
    assert isinstance(high, Position)
    assert low.percentile <= high.percentile
    assert (low.rank or 0) >= (high.rank or 0)


@pytest.mark.parametrize(
    ("sites", "of", "told"),
    [
        (0, 5, None),
        (5, 5, None),
        (0, 6, Share(0, 4, 6)),
        (4, 6, Share(0, 4, 6)),
        (5, 6, Share(5, 6, 6)),
        (6, 6, Share(5, 6, 6)),
        (4, 21, Share(0, 4, 21)),
        (5, 21, Share(5, 5, 21)),
        (16, 21, Share(16, 16, 21)),
        (17, 21, Share(17, 21, 21)),
        (21, 21, Share(17, 21, 21)),
    ],
)
def test_a_share_is_exact_only_where_both_parts_are_five_or_more(
    sites: int, of: int, told: Share | None
) -> None:
    assert share(sites, of) == told


@given(st.integers(0, 60).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_a_share_is_true_and_never_tells_what_every_site_has(numbers: tuple[int, int]) -> None:
    sites, of = numbers
    told = share(sites, of)
    if told is None:
        assert of <= FEWEST
        return
    assert told.at_least <= sites <= told.at_most <= of == told.of
    exact = told.at_least == told.at_most
    assert not exact or FEWEST <= sites <= of - FEWEST


@pytest.mark.parametrize(
    ("inside", "outside", "withheld"),
    [
        (0, 0, False), (1, 0, True), (4, 0, True), (5, 0, False), (7, 0, False),
        (0, 1, True), (0, 4, True), (0, 5, False), (5, 4, True), (4, 5, True), (5, 5, False),
    ],
)  # fmt: skip
def test_one_to_four_unseen_sites_in_or_beside_a_group_are_told_nothing_of(
    inside: int, outside: int, withheld: bool
) -> None:
    group = peers(*[5] * 7)
    beside = [f"T{number}" for number in range(outside)]
    found = position(5, group, [*list(group)[:inside], *beside], [*group, *beside])
    rank = None if inside else 1
    assert found == (Withheld.WOULD_SINGLE_OUT if withheld else Position(7, 100, rank))


def test_unseen_sites_beside_a_group_that_is_not_published_count_for_nothing() -> None:
    assert position(5, peers(*[5] * 7), ["T1"], []) == Position(7, 100, 1)


def test_a_percentile_is_a_whole_number_rounded_down() -> None:
    found = position(1, peers(0, 1, 1, 2, 2, 3, 3), ())
    assert found == Position(7, 42, 5)
    assert isinstance(found, Position)
    assert isinstance(found.percentile, int)
