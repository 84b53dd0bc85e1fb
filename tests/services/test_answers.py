"""What may be recorded: one clear message for everything that is wrong with an answer."""

from datetime import date

import pytest

from readiness.domain.answers import MOST_CHARACTERS, check_profile, check_response
from readiness.domain.assessment import NOT_APPLICABLE
from readiness.errors import ReadinessError
from tests.services.workspaces import TODAY, an_answer, days, framework

IN_DIGITS = "Give a number of 0 or more in digits."
TWO_COUNTS = "Give both counts in digits: how many, out of how many."


@pytest.mark.parametrize(
    ("criterion", "answer", "more", "problem"),
    [
        # Not applicable.
        ("C01", NOT_APPLICABLE, {"na_reason": "closed"},
         "This one always applies; give an answer."),
        ("C28", NOT_APPLICABLE, {}, "Say why it does not apply."),
        ("C28", NOT_APPLICABLE, {"na_reason": "  \t"}, "Say why it does not apply."),
        # A date.
        ("C05", "", {}, "Give the date."),
        ("C05", "yes", {}, "Give the date."),
        # A choice.
        ("C01", "", {}, "Answer yes, partly or no."),
        ("C01", "Yes", {}, "Answer yes, partly or no."),
        ("C01", "maybe", {}, "Answer yes, partly or no."),
        ("C01", "1", {}, "Answer yes, partly or no."),
        # A number.
        ("C15", "", {}, IN_DIGITS),
        ("C15", "-1", {}, IN_DIGITS),
        ("C15", "+1", {}, IN_DIGITS),
        ("C15", "1e3", {}, IN_DIGITS),
        ("C15", "2,5", {}, IN_DIGITS),
        ("C15", ".5", {}, IN_DIGITS),
        ("C15", "5.", {}, IN_DIGITS),
        ("C15", " 5", {}, IN_DIGITS),
        ("C15", "5\n", {}, IN_DIGITS),
        ("C15", "٥", {}, IN_DIGITS),
        ("C15", "nan", {}, IN_DIGITS),
        ("C15", "inf", {}, IN_DIGITS),
        ("C15", "two", {}, IN_DIGITS),
        ("C15", "1" * 13, {}, IN_DIGITS),
        ("C15", "1.1234567", {}, IN_DIGITS),
        ("C15", "3", {"numerator": "1"}, IN_DIGITS),
        ("C15", "3", {"denominator": "1"}, IN_DIGITS),
        ("C26", "far", {}, IN_DIGITS),
        # Hours.
        ("C06", "168.1", {}, "The most it can be is 168."),
        ("C06", "999", {}, "The most it can be is 168."),
        ("C06", "all", {}, IN_DIGITS),
        # A percentage.
        ("C19", "", {}, IN_DIGITS),
        ("C19", "100.01", {}, "The most it can be is 100."),
        ("C19", "80%", {}, IN_DIGITS),
        ("C19", "", {"numerator": "3"}, TWO_COUNTS),
        ("C19", "", {"denominator": "3"}, TWO_COUNTS),
        ("C19", "", {"numerator": "x", "denominator": "3"}, TWO_COUNTS),
        ("C19", "", {"numerator": "-1", "denominator": "3"}, TWO_COUNTS),
        ("C19", "", {"numerator": "4", "denominator": "3"},
         "The first count cannot be more than the second."),
        ("C19", "", {"numerator": "1", "denominator": "0"},
         "The first count cannot be more than the second."),
        ("C01", "yes", {"numerator": "1", "denominator": "2"}, "Answer yes, partly or no."),
        # Dates of the evidence.
        ("C01", "yes", {"evidence_date": TODAY + days(1)},
         "The evidence cannot be dated after today."),
        ("C01", "yes", {"evidence_date": TODAY, "end_date": TODAY - days(1)},
         "The end date is before the date of the evidence."),
        # Length.
        ("C01", "yes", {"evidence": "x" * (MOST_CHARACTERS + 1)},
         "Shorten the text to 10,000 characters."),
        ("C28", NOT_APPLICABLE, {"na_reason": "x" * (MOST_CHARACTERS + 1)},
         "Shorten the text to 10,000 characters."),
        # Several at once.
        ("C15", "many",
         {"evidence_date": TODAY + days(9), "end_date": TODAY, "evidence": "x" * 10_001},
         f"{IN_DIGITS} The evidence cannot be dated after today. The end date is before the date "
         "of the evidence. Shorten the text to 10,000 characters."),
    ],
)  # fmt: skip
def test_an_answer_that_does_not_fit_is_refused_in_one_message_with_the_title(
    criterion: str, answer: str, more: dict[str, object], problem: str
) -> None:
    with pytest.raises(ReadinessError) as caught:
        check_response(framework(), an_answer(criterion, answer, **more))
    assert str(caught.value) == f"{framework().criterion[criterion].title}: {problem}"


@pytest.mark.parametrize("criterion", ["C99", "c01", "", "C01 "])
def test_an_unknown_criterion_is_refused_by_its_name(criterion: str) -> None:
    with pytest.raises(ReadinessError) as caught:
        check_response(framework(), an_answer(criterion, "yes"))
    assert str(caught.value) == f"There is no criterion {criterion!r}."


@pytest.mark.parametrize(
    ("criterion", "answer", "more"),
    [
        ("C01", "partly", {"evidence_date": date(1990, 2, 28)}),
        ("C05", "", {"evidence_date": TODAY}),
        ("C06", "168", {}),
        ("C06", "167.5", {}),
        ("C15", "0", {}),
        ("C15", "007", {}),
        ("C15", "9" * 12, {}),
        ("C26", "1000000", {}),
        ("C19", "0", {}),
        ("C19", "99.999999", {}),
        ("C19", "", {"numerator": "3", "denominator": "3"}),
        ("C19", "", {"numerator": "0", "denominator": "0"}),
        ("C34", NOT_APPLICABLE, {"na_reason": "x" * MOST_CHARACTERS}),
        ("C01", "yes", {"end_date": TODAY - days(400)}),
        ("C01", "yes", {"evidence_date": TODAY, "end_date": TODAY}),
        ("C01", "yes", {"evidence": "=HYPERLINK(1)"}),
    ],
)
def test_an_answer_that_fits_passes(criterion: str, answer: str, more: dict[str, object]) -> None:
    check_response(framework(), an_answer(criterion, answer, **more))


def test_a_profile_may_leave_any_field_empty_or_out() -> None:
    check_profile(framework(), {})
    check_profile(framework(), {field.id: "" for field in framework().profile_fields})
    check_profile(framework(), {"staff": "0", "service_level": "not_yet", "agents": "One; Two"})


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"nurses": "3"}, "There is no profile field 'nurses'."),
        ({"staff": "many"}, "{staff}: give a whole number."),
        ({"staff": "2.5"}, "{staff}: give a whole number."),
        ({"staff": "1234567890"}, "{staff}: give a whole number."),
        ({"staff": "\u0663"}, "{staff}: give a whole number."),
        ({"service_level": "some"}, "{service_level}: 'some' is not one of the choices."),
        ({"agents": "x" * (MOST_CHARACTERS + 1)}, "{agents}: shorten it to 10,000 characters."),
        (
            {"staff": "-1", "agents": "Teclistamab", "service_level": "x"},
            "{staff}: give a whole number. {service_level}: 'x' is not one of the choices.",
        ),
    ],
)
def test_a_profile_that_does_not_fit_is_refused_with_all_that_is_wrong(
    values: dict[str, str], problem: str
) -> None:
    titles = {field.id: field.title for field in framework().profile_fields}
    with pytest.raises(ReadinessError) as caught:
        check_profile(framework(), values)
    assert str(caught.value) == problem.format(**titles)


def test_a_profile_of_the_longest_words_and_numbers_passes() -> None:
    check_profile(framework(), {"staff": "9" * 9, "agents": "x" * MOST_CHARACTERS})


def test_the_evidence_may_be_as_long_as_the_reason_and_no_longer() -> None:
    check_response(framework(), an_answer("C01", "yes", evidence="x" * MOST_CHARACTERS))
    with pytest.raises(ReadinessError, match=r"Shorten the text to 10,000 characters\.$"):
        check_response(framework(), an_answer("C01", "yes", evidence="x" * (MOST_CHARACTERS + 1)))
