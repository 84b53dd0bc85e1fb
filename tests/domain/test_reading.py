"""What an answer amounts to: rule 2 of docs/scoring.md, kind by kind."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from readiness.domain.assessment import (
    CONFIRMED,
    NOT_APPLICABLE,
    NOT_CONFIRMED,
    Finding,
    History,
    Response,
)
from readiness.domain.framework import Criterion, Exact, Kind
from readiness.domain.scoring import (
    CriterionScore,
    Reading,
    State,
    read_answer,
    score_site,
    whole,
)
from tests.services.small import framework_of

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)
MET, PARTLY, NOT = State.MET, State.PARTLY_MET, State.NOT_MET


def read(
    kind: Kind,
    answer: str,
    required: Exact | None = None,
    gate_at: Exact | None = None,
    of: tuple[str, str] = ("", ""),
    *,
    na_allowed: bool = False,
) -> Reading | None:
    return read_answer(kind, required, gate_at, na_allowed, answer, *of)


@pytest.mark.parametrize(
    ("kind", "answer", "required", "gate_at", "reading"),
    [
        (Kind.CHOICE, "yes", None, None, Reading(MET, 1, 100, True)),
        (Kind.CHOICE, "partly", None, None, Reading(PARTLY, HALF, 50, False)),
        (Kind.CHOICE, "partly", None, 50, Reading(PARTLY, HALF, 50, True)),
        (Kind.CHOICE, "partly", None, 51, Reading(PARTLY, HALF, 50, False)),
        (Kind.CHOICE, "no", None, 1, Reading(NOT, 0, 0, False)),
        (Kind.DATE, "", None, None, Reading(MET, 1, 100, True)),
        (Kind.COUNT, "3", 4, None, Reading(PARTLY, Fraction(3, 4), 75, False)),
        (Kind.COUNT, "9", 4, None, Reading(MET, 1, 225, True)),
        (Kind.COUNT, "0", 4, None, Reading(NOT, 0, 0, False)),
        (Kind.COUNT, "1", 3, Fraction(100, 3), Reading(PARTLY, THIRD, Fraction(100, 3), True)),
        (Kind.HOURS, "42", 168, None, Reading(PARTLY, Fraction(1, 4), 25, False)),
        (Kind.LIMIT, "60", 60, None, Reading(MET, 1, 100, True)),
        (Kind.LIMIT, "60.5", 60, None, Reading(NOT, 0, 0, False)),
        (Kind.LIMIT, "60.5", 60, 0, Reading(NOT, 0, 0, True)),
        (Kind.PERCENT, "45", 90, 45, Reading(PARTLY, HALF, 45, True)),
        (Kind.PERCENT, "95", 90, None, Reading(MET, 1, 95, True)),
    ],
)
def test_an_answer_is_read_by_its_kind(
    kind: Kind, answer: str, required: Exact | None, gate_at: Exact | None, reading: Reading
) -> None:
    assert read(kind, answer, required, gate_at) == reading


def test_a_share_may_be_given_as_two_counts() -> None:
    assert read(Kind.PERCENT, "", 90, 50, ("9", "18")) == Reading(PARTLY, Fraction(5, 9), 50, True)
    assert read(Kind.PERCENT, "", 90, None, ("0", "0")) is None


def test_not_applicable_is_nothing_where_that_is_allowed_and_not_met_where_it_is_not() -> None:
    assert read(Kind.CHOICE, NOT_APPLICABLE, na_allowed=True) is None
    assert read(Kind.CHOICE, NOT_APPLICABLE) == Reading(NOT, 0, 0, False)
    assert read(Kind.COUNT, NOT_APPLICABLE, 4, 1) == Reading(NOT, 0, 0, False)
    assert read(Kind.COUNT, NOT_APPLICABLE, 4, 0) == Reading(NOT, 0, 0, True)


def test_a_whole_number_is_an_int_whatever_held_it() -> None:
    found = [whole(value) for value in (Fraction(6, 2), 3, HALF)]
    assert [(value, type(value)) for value in found] == [(3, int), (3, int), (HALF, Fraction)]


NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
DOSES = Criterion("K1", "A", "Doses", "?", Kind.COUNT, 4, 2, gate=True, validity_months=1)


def scored_on(day: date, *findings: Finding) -> CriterionScore:
    """Two doses, counted on 1 November: good until 1 December."""
    row = Response("S1", "K1", NOW, "2", evidence_date=NOW.date())
    history = History.of("S1", [row], findings)
    (found,) = score_site(framework_of(DOSES), history, day).criteria
    return found


def test_what_has_lapsed_keeps_what_was_asked_for_and_that_it_was_confirmed() -> None:
    confirmed = Finding("S1", "K1", NOW, CONFIRMED)
    last = date(2026, 12, 1)
    assert scored_on(last, confirmed) == CriterionScore(
        DOSES, State.MET, 1, 4, 4, False, last, True, 2
    )
    assert scored_on(date(2026, 12, 2), confirmed) == CriterionScore(
        DOSES, State.LAPSED, None, 0, 4, True, last, True, 2
    )
    assert scored_on(date(2026, 12, 2)).confirmed is False


def test_a_finding_holds_from_the_instant_of_the_response_and_no_sooner() -> None:
    at_once = Finding("S1", "K1", NOW, NOT_CONFIRMED)
    before = at_once._replace(recorded_at=NOW - timedelta(microseconds=1))
    assert scored_on(NOW.date(), at_once).state is State.NOT_CONFIRMED
    assert scored_on(NOW.date(), before).state is State.MET
