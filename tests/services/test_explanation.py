"""Why a site has its level: one or two sentences, for every way that score and level meet."""

from fractions import Fraction

import pytest

from readiness.domain.explanation import level_title, reason, shown
from readiness.domain.framework import Level
from tests.services.small import LEVELS, choice, framework_of, scored

MUST = choice("K1", 9, gate=True)
ALSO = choice("K2", 9, gate=True)
REST = choice("K3", 82)


@pytest.mark.parametrize(
    ("score", "words"),
    [
        (None, "–"),
        (Fraction(0), "0.0"),
        (Fraction(100), "100.0"),
        (Fraction("84.96"), "84.9"),
        (Fraction("84.999999999999999999999"), "84.9"),
        (Fraction(85), "85.0"),
        (Fraction("99.99"), "99.9"),
        (Fraction(200, 3), "66.6"),
        (Fraction("0.04"), "0.0"),
        (Fraction("10.05"), "10.0"),
    ],
)
def test_a_score_is_shown_with_one_decimal_rounded_down(score: Fraction, words: str) -> None:
    assert shown(score) == words


def test_a_level_is_named_by_its_title() -> None:
    small = framework_of(MUST)
    assert level_title(small, "ready_with_gaps") == "Ready with gaps"
    assert level_title(small, "not_assessed") == "Not assessed"
    assert level_title(small, "of another version") == "Not assessed"


def test_a_site_without_answers_has_nothing_to_score() -> None:
    small = framework_of(MUST, REST)
    assert reason(small, scored(small)) == (
        "No criterion has been answered yet, so there is nothing to score."
    )


def test_a_low_score_with_one_failed_must_have_names_it() -> None:
    small = framework_of(MUST, ALSO, REST)
    assert reason(small, scored(small, K1="yes", K3="no")) == (
        "Not ready, because 1 must-have fails: Criterion K2."
    )


def test_a_low_score_with_several_failed_must_haves_names_them() -> None:
    small = framework_of(MUST, ALSO, REST)
    assert reason(small, scored(small, K3="no")) == (
        "Not ready, because 2 must-haves fail: Criterion K1 and Criterion K2."
    )


def test_more_than_four_are_counted() -> None:
    gates = [choice(f"K{number}", gate=True) for number in range(1, 8)]
    four = framework_of(*gates[:4], choice("K9", 96))
    assert reason(four, scored(four, K9="no")).endswith(
        "4 must-haves fail: Criterion K1, Criterion K2, Criterion K3 and Criterion K4."
    )
    seven = framework_of(*gates, choice("K9", 93))
    assert reason(seven, scored(seven, K9="no")).endswith(
        "7 must-haves fail: Criterion K1, Criterion K2, Criterion K3, Criterion K4 and 3 more."
    )


def test_92_points_and_not_ready_is_explained() -> None:
    small = framework_of(choice("K1", 8, gate=True), choice("K3", 92))
    assert reason(small, scored(small, K3="yes")) == (
        "92.0 points of 100, and yet not ready: 1 must-have fails, which points cannot buy back: "
        "Criterion K1."
    )
    both = framework_of(choice("K1", 4, gate=True), choice("K2", 4, gate=True), choice("K3", 92))
    assert reason(both, scored(both, K3="yes")) == (
        "92.0 points of 100, and yet not ready: 2 must-haves fail, which points cannot buy back: "
        "Criterion K1 and Criterion K2."
    )


def test_a_ready_site_passes_its_must_haves_and_reaches_the_score() -> None:
    small = framework_of(MUST, REST)
    assert reason(small, scored(small, K1="yes", K3="yes")) == (
        "Every must-have passes and the score of 100.0 reaches the 85 asked for."
    )


def test_a_site_with_gaps_is_told_what_the_next_level_asks_for() -> None:
    small = framework_of(MUST, REST)
    assert reason(small, scored(small, K1="yes", K3="no")) == (
        "Every must-have passes; Ready asks for a score of 85 and this one is 9.8."
    )


def test_just_below_the_threshold_never_looks_like_reaching_it() -> None:
    small = framework_of(choice("K1", 8499), choice("K2", 1501))
    score = scored(small, K1="yes")
    assert score.score == Fraction("84.99")
    assert reason(small, score).endswith("Ready asks for a score of 85 and this one is 84.9.")


def test_a_framework_without_must_haves_says_so() -> None:
    small = framework_of(choice("K1", 9), choice("K3", 91))
    assert reason(small, scored(small, K3="yes")) == (
        "There are no must-haves and the score of 91.0 reaches the 85 asked for."
    )
    assert reason(small, scored(small, K1="yes")) == (
        "There are no must-haves; Ready asks for a score of 85 and this one is 9.0."
    )


def test_a_site_where_nothing_applies_has_no_score_and_a_sentence_all_the_same() -> None:
    small = framework_of(choice("K1", na_allowed=True))
    score = scored(small, K1="not applicable")
    assert (score.score, score.level) == (None, "ready_with_gaps")
    assert reason(small, score) == (
        "There are no must-haves; Ready asks for a score of 85 and this one is –."
    )


def test_levels_that_need_no_must_haves_are_explained_by_the_score() -> None:
    levels = (
        Level("low", "Low", 0, needs_gates=False),
        Level("middle", "Middle", 50, needs_gates=False),
        Level("high", "High", 80, needs_gates=True),
    )
    small = framework_of(choice("K1", 40, gate=True), choice("K3", 60), levels=levels)
    assert reason(small, scored(small, K3="yes")) == (
        "1 of 1 must-haves fail; High asks for a score of 80 and this one is 60.0."
    )
    assert reason(small, scored(small, K1="yes", K3="no")) == (
        "Every must-have passes; Middle asks for a score of 50 and this one is 40.0."
    )


def test_the_reason_of_the_middle_of_more_than_three_levels_with_a_failed_must_have() -> None:
    """The score alone would reach a level that needs the must-haves; they keep it down."""
    levels = (*LEVELS[:2], Level("good", "Good", 60, True), LEVELS[2])
    small = framework_of(choice("K1", 30, gate=True), choice("K3", 70), levels=levels)
    score = scored(small, K3="yes")
    assert score.level == "not_ready"
    assert reason(small, score) == "Not ready, because 1 must-have fails: Criterion K1."


def test_a_score_of_nothing_reaches_no_level_that_asks_for_any() -> None:
    levels = (
        Level("low", "Low", 0, needs_gates=False),
        Level("middle", "Middle", 1, needs_gates=True),
        Level("high", "High", 80, needs_gates=True),
    )
    small = framework_of(choice("K1", 40, gate=True), choice("K3", 60), levels=levels)
    assert reason(small, scored(small, K1="no", K3="no")) == (
        "1 of 1 must-haves fail; Middle asks for a score of 1 and this one is 0.0."
    )
