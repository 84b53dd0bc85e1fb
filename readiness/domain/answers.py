"""What may be recorded: the checks that stand before every save, whoever asks for it."""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

from readiness.domain.assessment import CHOICES, NOT_APPLICABLE, Response
from readiness.domain.framework import Criterion, Framework, Kind
from readiness.domain.scoring import number
from readiness.errors import ReadinessError

MOST_CHARACTERS = 10_000
_PLAIN_NUMBER = re.compile(r"\d{1,12}(\.\d{1,6})?", re.ASCII)
_MOST = {Kind.PERCENT: 100, Kind.HOURS: 168}


def check_response(framework: Framework, response: Response) -> None:
    """Raise `ReadinessError` with everything that keeps this response from being recorded."""
    criterion = framework.criterion.get(response.criterion_id)
    if criterion is None:
        raise ReadinessError(f"There is no criterion {response.criterion_id!r}.")
    problems = [*_answer_problems(criterion, response), *_date_problems(response)]
    if max(len(response.evidence), len(response.na_reason)) > MOST_CHARACTERS:
        problems.append(f"Shorten the text to {MOST_CHARACTERS:,} characters.")
    if problems:
        raise ReadinessError(f"{criterion.title}: {' '.join(problems)}")


def check_profile(framework: Framework, values: Mapping[str, str]) -> None:
    """Raise `ReadinessError` with everything that keeps these facts from being recorded."""
    problems = []
    for key, text in values.items():
        field = framework.profile_field.get(key)
        if field is None:
            problems.append(f"There is no profile field {key!r}.")
        elif field.type == "count" and text and not re.fullmatch(r"\d{1,9}", text, re.ASCII):
            problems.append(f"{field.title}: give a whole number.")
        elif field.type == "choice" and text and text not in dict(field.options):
            problems.append(f"{field.title}: {text!r} is not one of the choices.")
        elif len(text) > MOST_CHARACTERS:
            problems.append(f"{field.title}: shorten it to {MOST_CHARACTERS:,} characters.")
    if problems:
        raise ReadinessError(" ".join(problems))


def _answer_problems(criterion: Criterion, response: Response) -> Iterator[str]:
    counted = bool(response.numerator or response.denominator)
    if response.answer == NOT_APPLICABLE:
        if not criterion.na_allowed:
            yield "This one always applies; give an answer."
        elif not response.na_reason.strip():
            yield "Say why it does not apply."
    elif criterion.kind is Kind.DATE:
        if response.evidence_date is None:
            yield "Give the date."
    elif criterion.kind is Kind.CHOICE:
        if counted or response.answer not in CHOICES:
            yield "Answer yes, partly or no."
    elif criterion.kind is Kind.PERCENT and counted:
        yield from _share_problems(response)
    elif counted or not _PLAIN_NUMBER.fullmatch(response.answer):
        yield "Give a number of 0 or more in digits."
    elif number(response.answer) > _MOST.get(criterion.kind, 10**12):
        yield f"The most it can be is {_MOST[criterion.kind]}."


def _share_problems(response: Response) -> Iterator[str]:
    parts = (response.numerator, response.denominator)
    if not all(_PLAIN_NUMBER.fullmatch(part) for part in parts):
        yield "Give both counts in digits: how many, out of how many."
    elif Fraction(number(parts[0])) > number(parts[1]):
        yield "The first count cannot be more than the second."


def _date_problems(response: Response) -> Iterator[str]:
    dated = response.evidence_date
    if dated is not None and dated > response.recorded_at.date():
        yield "The evidence cannot be dated after today."
    if dated is not None and response.end_date is not None and response.end_date < dated:
        yield "The end date is before the date of the evidence."
