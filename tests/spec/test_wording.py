"""What a framework asks for, in words."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from readiness.domain.assessment import NOT_APPLICABLE, Response
from readiness.domain.framework import Condition, Criterion, Exact, Formula, Kind, ProfileField
from readiness.domain.wording import (
    condition_in_words,
    counted,
    day_in_words,
    gate_in_words,
    number_in_words,
    requirement_in_words,
    singular,
    stated_in_words,
    triggers_in_words,
    validity_in_words,
)
from tests.spec.cast import framework_of

FRAMEWORK = replace(
    framework_of([]),
    profile_fields=(
        ProfileField("patients", "Patients now in step-up", "count", 0),
        ProfileField("agents", "REMS agents given (number)", "count", 0),
        ProfileField("languages", "Languages your patients need", "count", 1),
        ProfileField("staff", "Staff who see these patients", "count", 0),
        ProfileField("drugs", "REMS drug agents given", "count", 0),
        ProfileField("teachers", "Teachers in the program", "count", 0),
        ProfileField("ids", "IDs checked", "count", 0),
        ProfileField("service", "What this site does", "choice", "a", (("a", "Step-up here"),)),
        ProfileField("hospital", "Partner hospital", "text", None),
    ),
)


def criterion(
    kind: Kind,
    requirement: Exact | Formula | None = None,
    unit: str = "",
    applies_when: Condition | None = None,
) -> Criterion:
    return Criterion(
        "C1", "E1", "Title", "Question?", kind, 1, requirement, applies_when, unit=unit
    )


@pytest.mark.parametrize(
    ("kind", "requirement", "unit", "words"),
    [
        (Kind.CHOICE, None, "", "yes"),
        (Kind.DATE, None, "", "a dated record"),
        (Kind.COUNT, 2, "leads", "2 leads"),
        (Kind.COUNT, 1, "leads", "1 lead"),
        (Kind.COUNT, 2, "", "2"),
        (Kind.COUNT, Fraction(5, 2), "order sets", "2.5 order sets"),
        (Kind.PERCENT, 90, "", "at least 90%"),
        (Kind.PERCENT, Fraction(165, 2), "", "at least 82.5%"),
        (Kind.PERCENT, 100, "", "100%"),
        (Kind.HOURS, 168, "hours a week", "all 168 hours of the week"),
        (Kind.HOURS, 40, "", "at least 40 hours a week"),
        (Kind.HOURS, 1, "hours a week", "at least 1 hour a week"),
        (Kind.LIMIT, 60, "minutes", "at most 60 minutes"),
        (Kind.LIMIT, 60, "", "at most 60"),
        (Kind.COUNT, Formula("patients", 2, 2), "doses",
         "2 doses for each patient now in step-up, at least 2"),
        (Kind.COUNT, Formula("patients", 1, 0), "kits", "1 kit for each patient now in step-up"),
        (Kind.COUNT, Formula("patients", 2, 2), "",
         "2 for each patient now in step-up, at least 2"),
        (Kind.COUNT, Formula("agents", 1, 1), "agents", "every REMS agent given, at least 1"),
        (Kind.COUNT, Formula("agents", 1, 1), "order sets",
         "1 order set for each REMS agent given, at least 1"),
        (Kind.COUNT, Formula("languages", 1, 1), "languages",
         "every language your patients need, at least 1"),
        (Kind.COUNT, Formula("staff", Fraction(1, 2), 0), "pagers",
         "0.5 pagers for each of the staff who see these patients"),
        (Kind.COUNT, Formula("staff", 1, 0), "staff", "each of the staff who see these patients"),
        (Kind.COUNT, Formula("drugs", 1, 0), "agents",
         "1 agent for each of the REMS drug agents given"),
        (Kind.COUNT, Formula("teachers", 1, 0), "teachers", "every teacher in the program"),
        (Kind.COUNT, Formula("ids", 2, 0), "kits", "2 kits for each of the IDs checked"),
    ],
)  # fmt: skip
def test_a_requirement(kind: Kind, requirement: Exact | None, unit: str, words: str) -> None:
    assert requirement_in_words(criterion(kind, requirement, unit), FRAMEWORK) == words


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (None, "always"),
        (Condition("patients", at_least=0), "always"),
        (Condition("patients", at_least=1),
         "only where there is at least 1 patient now in step-up"),
        (Condition("patients", at_least=3),
         "only where there are at least 3 patients now in step-up"),
        (Condition("agents", at_least=1), "only where there is at least 1 REMS agent given"),
        (Condition("staff", at_least=5),
         "only where “Staff who see these patients” is at least 5"),
        (Condition("service", word="a"), "only where “What this site does” is “Step-up here”"),
        (Condition("hospital", word="Saint X"), "only where “Partner hospital” is “Saint X”"),
    ],
)  # fmt: skip
def test_a_condition(condition: Condition | None, words: str) -> None:
    assert condition_in_words(criterion(Kind.CHOICE, applies_when=condition), FRAMEWORK) == words


@pytest.mark.parametrize(
    ("kind", "months", "words"),
    [
        (Kind.CHOICE, 1, "lapses 1 month after the evidence date"),
        (Kind.COUNT, 12, "lapses 12 months after the evidence date"),
        (Kind.DATE, 3, "lapses 3 months after the date given"),
        (Kind.DATE, None, "does not lapse unless an end date is given"),
    ],
)
def test_a_validity(kind: Kind, months: int | None, words: str) -> None:
    assert validity_in_words(replace(criterion(kind), validity_months=months)) == words


def test_a_gate() -> None:
    plain = criterion(Kind.CHOICE)
    assert gate_in_words(plain) == ""
    assert gate_in_words(replace(plain, gate=True)) == "must-have"
    assert gate_in_words(replace(plain, gate=True, gate_at=80)) == "must-have, passed from 80%"


def test_what_sets_a_criterion_off_begins_small_and_is_judgment() -> None:
    plain = criterion(Kind.CHOICE)
    assert triggers_in_words(plain) == ""
    assert triggers_in_words(replace(plain, due_after=("new_agent", "trial"))) == (
        "new agent approved or added; trial opens [J]"
    )


@pytest.mark.parametrize(
    ("kind", "unit", "stated", "required", "words"),
    [
        (Kind.CHOICE, "", {"answer": "partly"}, None, "partly"),
        (Kind.CHOICE, "", {"answer": NOT_APPLICABLE, "na_reason": "no ward"}, None,
         "not applicable: no ward"),
        (Kind.DATE, "", {"answer": NOT_APPLICABLE, "na_reason": ""}, None, "not applicable: "),
        (Kind.DATE, "", {"evidence_date": date(2026, 3, 9)}, None, "9 Mar 2026"),
        (Kind.DATE, "", {}, None, "no date"),
        (Kind.PERCENT, "", {"answer": "82.5"}, 90, "82.5%"),
        (Kind.PERCENT, "", {"numerator": "9", "denominator": "12"}, 90, "9 of 12"),
        (Kind.COUNT, "doses", {"answer": "3"}, 4, "3 of 4 doses"),
        (Kind.COUNT, "doses", {"answer": "3"}, Fraction(9, 2), "3 of 4.5 doses"),
        (Kind.COUNT, "doses", {"answer": "3"}, None, "3 doses"),
        (Kind.COUNT, "", {"answer": "3"}, None, "3"),
        (Kind.HOURS, "hours a week", {"answer": "40"}, 168, "40 of 168 hours a week"),
        (Kind.LIMIT, "minutes", {"answer": "45"}, 60, "45 minutes"),
    ],
)  # fmt: skip
def test_an_answer(
    kind: Kind, unit: str, stated: dict[str, object], required: Exact | None, words: str
) -> None:
    moment = datetime(2026, 3, 10, tzinfo=UTC)
    response = Response("S1", "C1", moment, **({"answer": ""} | stated))  # type: ignore[arg-type]
    assert stated_in_words(criterion(kind, unit=unit), response, required) == words


@pytest.mark.parametrize(
    ("things", "one"),
    [
        ("doses", "dose"),
        ("order sets", "order set"),
        ("hours a week", "hour a week"),
        ("pharmacies", "pharmacy"),
        ("boxes", "box"),
        ("nurses", "nurse"),
        ("classes", "class"),
        ("staff", "staff"),
        ("staff with pagers", "staff with pagers"),
        ("nurses  on call", "nurse  on call"),
        ("REMS", "REMS"),
        ("access", "access"),
        ("", ""),
    ],
)
def test_one_of_several(things: str, one: str) -> None:
    assert singular(things) == one


def test_counting_numbers_and_days() -> None:
    assert counted(0, "doses") == "0 doses"
    assert counted(1, "doses") == "1 dose"
    assert number_in_words(Fraction(1, 8)) == "0.125"
    assert number_in_words(Fraction(6, 5)) == "1.2"
    assert number_in_words(Fraction(1, 10_000_000)) == "0.0000001"
    assert number_in_words(Fraction(2, 3)) == "2/3"
    assert number_in_words(1000) == "1000"
    assert day_in_words(date(2026, 11, 22)) == "22 Nov 2026"
