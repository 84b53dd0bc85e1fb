"""What may stand in a field of a register."""

from datetime import date

import pytest

from readiness.domain.registers.checking import chosen, problem_of, problem_of_id
from readiness.domain.registers.measuring import FieldType, RegisterField

TODAY = date(2026, 11, 22)
OPTIONS = (("a", "First"), ("b", "Second"))


def problem(kind: FieldType, text: str, **more: object) -> str:
    own = RegisterField("f", "Field", kind, **({"options": OPTIONS} | more))  # type: ignore[arg-type]
    return problem_of(own, text, TODAY)


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        (FieldType.TEXT, "x" * 500, ""),
        (FieldType.TEXT, "x" * 501, "shorten it to 500 characters."),
        (FieldType.NUMBER, "0", ""),
        (FieldType.NUMBER, "100000", ""),
        (FieldType.NUMBER, "100001", "give a whole number from 0 to 100,000, not “100001”."),
        (FieldType.NUMBER, "1.5", "give a whole number from 0 to 100,000, not “1.5”."),
        (FieldType.NUMBER, "٣", "give a whole number from 0 to 100,000, not “٣”."),
        (FieldType.DATE, "2026-11-22", ""),
        (FieldType.DATE, "20261122", "give a date as 2026-11-22, not “20261122”."),
        (FieldType.DATE, "2026-02-30", "give a date as 2026-11-22, not “2026-02-30”."),
        (FieldType.TIME, "00:00", ""),
        (FieldType.TIME, "23:59", ""),
        (FieldType.TIME, "24:00", ""),
        (FieldType.TIME, "24:01", "give a time as 17:30, not “24:01”."),
        (FieldType.TIME, "7:30", "give a time as 17:30, not “7:30”."),
        (FieldType.CHOICE, "b", ""),
        (FieldType.CHOICE, "a; b", "“a; b” is not one of a, b."),
        (FieldType.CHOICES, "a; b", ""),
        (FieldType.CHOICES, "a;c; d", "“c” is not one of a, b."),
        (FieldType.CHOICES, " ; ", "choose at least one."),
    ],
    ids=range(20),
)
def test_a_field_is_taken_or_refused_with_what_to_do(kind: FieldType, text: str, said: str) -> None:
    assert problem(kind, text) == said


def test_only_what_is_required_has_to_be_filled_in() -> None:
    assert problem(FieldType.TEXT, "") == "fill it in."
    assert problem(FieldType.TEXT, "", required=False) == ""
    assert problem(FieldType.CHOICES, ";", required=False) == ""


def test_what_happened_is_not_after_today() -> None:
    assert problem(FieldType.DATE, "2026-11-22", happened=True) == ""
    assert problem(FieldType.DATE, "2026-11-23") == ""
    assert problem(FieldType.DATE, "2026-11-23", happened=True) == (
        "2026-11-23 is after today, 2026-11-22; give the day on which it was done."
    )
    tomorrow = RegisterField("f", "Field", FieldType.DATE, happened=True)
    assert problem_of(tomorrow, "2026-11-23") == ""


def test_an_id_has_no_spaces_and_no_more_than_64_characters() -> None:
    assert problem_of_id("k" * 64) == problem_of_id("") == ""
    assert problem_of_id("k" * 65) == "has more than 64 characters. Shorten it."
    hidden = "has spaces or invisible characters in it. Leave them out."
    assert [problem_of_id(each) for each in ("a b", "a\tb", "a\u200bb")] == [hidden] * 3


def test_options_are_separated_by_semicolons() -> None:
    assert chosen(" a ;b;; c d ") == ("a", "b", "c d")
    assert chosen("") == ()
