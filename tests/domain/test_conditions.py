"""When a criterion applies, by what the profile of the day says."""

import pytest

from readiness.domain.framework import Condition
from readiness.domain.scoring import applies
from tests.services.small import choice


@pytest.mark.parametrize(
    ("said", "least", "applies_then"),
    [
        (2, 3, False),
        (3, 3, True),
        (4, 3, True),
        (0, 0, True),
        (None, 0, True),
        (None, 1, False),
        ("many", 0, True),
        ("many", 1, False),
    ],
)
def test_at_least_begins_with_that_number_and_nothing_said_is_none(
    said: int | str | None, least: int, applies_then: bool
) -> None:
    criterion = choice("K1", applies_when=Condition("patients", at_least=least))
    assert applies(criterion, {"patients": said}) is applies_then


@pytest.mark.parametrize(("said", "applies_then"), [("full", True), ("some", False), (None, False)])
def test_a_word_has_to_be_that_word(said: str | None, applies_then: bool) -> None:
    criterion = choice("K1", applies_when=Condition("service", "full"))
    assert applies(criterion, {"service": said}) is applies_then


def test_without_a_condition_a_criterion_always_applies() -> None:
    assert applies(choice("K1"), {})
