"""Gaps: what to close first, and what closing one changes."""

from fractions import Fraction

import pytest

from readiness.domain.assessment import History, Response
from readiness.domain.gaps import gaps
from readiness.domain.scoring import SiteScore, score_site
from tests.services.small import choice, framework_of, scored
from tests.services.workspaces import NOW, TODAY, days, framework, sample


def order(score: SiteScore, small: object) -> list[str]:
    return [gap.scored.criterion.id for gap in gaps(small, score)]


def test_failed_must_haves_come_first_whatever_they_cost() -> None:
    small = framework_of(
        choice("K1", 9, hours=1), choice("K2", 1, gate=True, hours=100), choice("K3", 8, hours=1)
    )
    assert order(scored(small, K1="no", K2="no", K3="no"), small) == ["K2", "K1", "K3"]


def test_then_comes_what_gains_the_most_points_for_an_hour() -> None:
    small = framework_of(
        choice("K1", 4, hours=8),
        choice("K2", 4, hours=2),
        choice("K3", 1, hours=1),
        choice("K4", 10, hours=Fraction(5, 2)),
    )
    assert order(scored(small), small) == ["K4", "K2", "K3", "K1"]


def test_what_is_partly_met_counts_with_the_points_that_are_left() -> None:
    small = framework_of(choice("K1", 4, hours=1), choice("K2", 3, hours=1))
    score = scored(small, K1="partly")
    assert [(gap.scored.criterion.id, gap.points_lost) for gap in gaps(small, score)] == [
        ("K2", 3),
        ("K1", 2),
    ]


def test_a_gap_without_effort_counts_as_a_tenth_of_an_hour() -> None:
    small = framework_of(
        choice("K1", 1, hours=0), choice("K2", 1, hours=Fraction(1, 20)), choice("K3", 20, hours=1)
    )
    found = gaps(small, scored(small))
    assert [gap.points_per_hour for gap in found] == [20, 10, 10]
    assert [gap.scored.criterion.id for gap in found] == ["K3", "K1", "K2"]


def test_equals_stay_in_the_order_of_the_framework() -> None:
    small = framework_of(*(choice(f"K{n}", 2, hours=4, gate=n % 2 == 0) for n in range(1, 7)))
    assert order(scored(small), small) == ["K2", "K4", "K6", "K1", "K3", "K5"]


def test_what_is_met_or_does_not_apply_is_no_gap() -> None:
    small = framework_of(choice("K1"), choice("K2", na_allowed=True), choice("K3"))
    score = scored(small, K1="yes", K2="not applicable", K3="no")
    assert order(score, small) == ["K3"]
    assert gaps(small, scored(small, K1="yes", K2="yes", K3="yes")) == ()


def test_a_must_have_that_passes_with_less_than_all_points_is_an_ordinary_gap() -> None:
    """81 of 90 percent pass the must-have and leave points to gain."""
    whole = framework()
    answer = Response("S1", "C19", NOW, "81", evidence_date=TODAY)
    score = score_site(whole, History.of("S1", [answer]), TODAY)
    gap = next(gap for gap in gaps(whole, score) if gap.scored.criterion.id == "C19")
    assert not gap.must_have
    assert gap.points_lost == 5 - Fraction(5 * 81, 90)


def test_closing_a_gap_shows_score_and_level_if_only_this_one_were_closed() -> None:
    small = framework_of(choice("K1", 17, gate=True), choice("K2", 2), choice("K3", 1))
    score = scored(small, K1="no", K2="no", K3="yes")
    found = {gap.scored.criterion.id: gap for gap in gaps(small, score)}
    assert (found["K1"].score_after, found["K1"].level_after) == (90, "ready")
    assert (found["K2"].score_after, found["K2"].level_after) == (15, "not_ready")


def test_one_of_two_must_haves_is_not_enough() -> None:
    small = framework_of(choice("K1", 9, gate=True), choice("K2", 1, gate=True))
    found = gaps(small, scored(small))
    assert [(gap.score_after, gap.level_after) for gap in found] == [
        (90, "not_ready"),
        (10, "not_ready"),
    ]


def test_a_site_never_assessed_is_shown_what_its_first_answer_would_make_of_it() -> None:
    small = framework_of(choice("K1", 3), choice("K2", 1, gate=True))
    found = gaps(small, scored(small))
    assert [gap.level_after for gap in found] == ["ready_with_gaps", "not_ready"]


@pytest.mark.parametrize("offset", [-300, 0, 40])
def test_the_effect_of_a_gap_is_what_an_answer_would_make_of_the_sample_sites(
    offset: int,
) -> None:
    """Each gap as points and must-haves say it; an unassessed site counts as assessed then."""
    whole, day = framework(), TODAY + days(offset)
    for site in sample().sites[::3]:
        own = [
            [row for row in rows if row.site_id == site.site_id]
            for rows in (sample().responses, sample().findings, sample().profiles)
        ]
        score = score_site(whole, History.of(site.site_id, *own), day)
        found = gaps(whole, score)
        assert {gap.scored.criterion.id for gap in found} == {
            s.criterion.id
            for s in score.criteria
            if s.gate_failed or s.points_earned < s.points_possible
        }
        assert [not gap.must_have for gap in found] == sorted(not gap.must_have for gap in found)
        possible = score.points.possible
        for gap in found:
            assert gap.score_after == Fraction(
                100 * (score.points.earned + gap.points_lost)
            ) / Fraction(possible)
            passes = set(score.failed_gates) <= {gap.scored.criterion.id}
            expected = "not_ready"
            if passes:
                expected = "ready" if gap.score_after >= 85 else "ready_with_gaps"
            assert gap.level_after == expected
