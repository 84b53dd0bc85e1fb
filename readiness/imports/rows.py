"""One row of named fields -> one record, by the rules of the product.

Every function returns `None` when something in the row was refused; all of it is then noted.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import NamedTuple

from readiness.domain.assessment import (
    CHOICES,
    CONFIRMED,
    NOT_APPLICABLE,
    NOT_CONFIRMED,
    Finding,
    Profile,
    Response,
)
from readiness.domain.framework import Criterion, Framework, Kind, ProfileField
from readiness.domain.organisations import Site
from readiness.domain.privacy import check_free_text
from readiness.domain.scoring import number
from readiness.imports.fields import Fields, Suggestions
from readiness.imports.shapes import quoted
from readiness.imports.values import (
    MOST_TEXT,
    percentage_number,
    plain_date,
    plain_number,
    whole_number,
    word,
)

MOST_ID = 64
MOST_PROFILE_TEXT = 500
HOURS_OF_A_WEEK = 168


@dataclass
class Known:
    """What rows may refer to. `latest` is the latest time at which anything was recorded."""

    framework: Framework
    site_ids: Iterable[str]
    latest: datetime | None = None
    sites: dict[str, str] = field(init=False)
    site_suggestions: Suggestions = field(init=False)
    criterion_suggestions: Suggestions = field(init=False)
    persons: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sites = {site_id: site_id for site_id in self.site_ids}
        self.site_suggestions = Suggestions(self.sites)
        self.criterion_suggestions = Suggestions(self.framework.criterion)

    def site(self, fields: Fields) -> str:
        """The id of a known site, "" when it was refused."""
        text = fields.texts["site_id"]
        if not text:
            fields.refuse("site_id", "is empty. Give the id of the site.")
        elif text not in self.sites:
            hint = self.site_suggestions.sentence(text)
            fields.refuse_text("site_id", f"is not a known site. {hint}Correct it or add the site.")
        return self.sites.get(text, "")

    def criterion(self, fields: Fields) -> Criterion | None:
        """The criterion a row is about; a retired one is taken with a warning."""
        text = fields.texts["criterion_id"]
        criterion = self.framework.criterion.get(text)
        if not text:
            fields.refuse("criterion_id", "is empty. Give the id of the criterion.")
        elif criterion is None:
            hint = self.criterion_suggestions.sentence(text)
            fields.refuse_text(
                "criterion_id", f"is not a criterion of this framework. {hint}Correct the id."
            )
        elif criterion.retired:
            fields.warn("criterion_id", f"{quoted(text)} is retired: kept, but it does not score.")
        return criterion

    def person(self, fields: Fields) -> str:
        """Who recorded a row; the same name is kept once."""
        name = fields.text("recorded_by")
        return self.persons.setdefault(name, name)


def site_of(fields: Fields) -> Site | None:
    """A row of sites.csv."""
    site_id = fields.texts["site_id"]
    if not site_id:
        fields.refuse("site_id", "is empty. Give every site an id.")
    elif len(site_id) > MOST_ID:
        fields.refuse_text("site_id", f"has more than {MOST_ID} characters. Shorten it.")
    elif not site_id.isprintable() or " " in site_id:
        fields.refuse_text("site_id", "has spaces or invisible characters in it. Leave them out.")
    if not fields.texts["site_name"]:
        fields.refuse("site_name", "is empty. Give the name of the site.")
    names = [fields.text(name) for name in Site._fields[1:]]
    return None if fields.refused else Site(site_id, *names)


def profile_of(fields: Fields, known: Known) -> Profile | None:
    """A row of profiles.csv; empty profile fields are left out."""
    site_id = known.site(fields)
    recorded_on = fields.day("recorded_on")
    if not fields.texts["recorded_on"]:
        fields.refuse("recorded_on", "is empty. Give the date from which the facts hold.")
    elif recorded_on and known.latest and recorded_on > known.latest.date():
        fields.refuse_text("recorded_on", "is in the future. Give the date it was recorded.")
    values = {
        definition.id: value
        for definition in known.framework.profile_fields
        if fields.texts.get(definition.id) and (value := _profile_value(fields, definition))
    }
    recorded_by = known.person(fields) if "recorded_by" in fields.texts else ""
    if fields.refused or recorded_on is None:
        return None
    return Profile(site_id, recorded_on, values, recorded_by)


def response_of(fields: Fields, known: Known) -> Response | None:
    """A row of responses.csv."""
    site_id = known.site(fields)
    criterion = known.criterion(fields)
    recorded_at = fields.moment("recorded_at", known.latest)
    evidence_date = fields.day("evidence_date")
    end_date = fields.day("end_date")
    evidence = _words(fields, "evidence")
    na_reason = _words(fields, "na_reason")
    recorded_by = known.person(fields)
    given = Given("", "", "")
    if criterion is not None:
        given = _given(fields, criterion, na_reason)
        if criterion.kind is Kind.DATE and not evidence_date:
            evidence_date = given.evidence_date
        if given.answer != NOT_APPLICABLE:
            _warn_without_lapse(fields, criterion, evidence_date or end_date)
    if evidence_date and recorded_at and evidence_date > recorded_at.date():
        name = "evidence_date" if fields.texts["evidence_date"] else "answer"
        fields.refuse_text(
            name,
            f"is after {recorded_at.date()}, the day it was recorded (UTC). Correct one of them.",
        )
    if evidence_date and end_date and end_date < evidence_date:
        fields.refuse_text("end_date", f"is before its evidence of {evidence_date}. Correct one.")
    if fields.refused or criterion is None or recorded_at is None:
        return None
    return Response(
        site_id,
        criterion.id,
        recorded_at,
        given.answer,
        given.numerator,
        given.denominator,
        evidence_date,
        end_date,
        evidence,
        na_reason,
        recorded_by,
    )


def finding_of(fields: Fields, known: Known) -> Finding | None:
    """A row of findings.csv."""
    site_id = known.site(fields)
    criterion = known.criterion(fields)
    recorded_at = fields.moment("recorded_at", known.latest)
    conclusion = word(fields.texts["conclusion"])
    reason = _words(fields, "reason")
    recorded_by = known.person(fields)
    if conclusion not in {CONFIRMED, NOT_CONFIRMED}:
        message = f'is neither "{CONFIRMED}" nor "{NOT_CONFIRMED}". Write one of them.'
        fields.refuse_text("conclusion", message)
    elif conclusion == NOT_CONFIRMED and not fields.texts["reason"]:
        fields.refuse("reason", f'is empty. Say why the response is "{NOT_CONFIRMED}".')
    if fields.refused or criterion is None or recorded_at is None:
        return None
    conclusion = CONFIRMED if conclusion == CONFIRMED else NOT_CONFIRMED
    return Finding(site_id, criterion.id, recorded_at, conclusion, reason, recorded_by)


class Given(NamedTuple):
    """An answer as it is stored. `evidence_date` is given by the answer to a date only."""

    answer: str
    numerator: str
    denominator: str
    evidence_date: date | None = None


_NOTHING = Given("", "", "")


def _given(fields: Fields, criterion: Criterion, na_reason: str) -> Given:
    """What a row answers; nothing where it was refused."""
    text = fields.texts["answer"]
    counted = [name for name in ("numerator", "denominator") if fields.texts[name]]
    if word(text) == NOT_APPLICABLE:
        return _not_applicable(fields, criterion, counted)
    if na_reason:
        fields.warn("na_reason", f'is given although the answer is not "{NOT_APPLICABLE}".')
    if counted and criterion.kind is not Kind.PERCENT:
        for name in counted:
            fields.refuse_text(
                name, f"is given, but {criterion.id} does not ask for a share. Leave it empty."
            )
    if criterion.kind is Kind.CHOICE:
        return _choice(fields)
    if criterion.kind is Kind.DATE:
        return _date(fields, criterion)
    if criterion.kind is Kind.PERCENT and counted:
        return _share(fields)
    return _number(fields, criterion)


def _not_applicable(fields: Fields, criterion: Criterion, counted: list[str]) -> Given:
    if not criterion.na_allowed:
        fields.refuse_text("answer", f"is not allowed for {criterion.id}. {_asked_for(criterion)}")
    elif not fields.texts["na_reason"]:
        fields.refuse("na_reason", f'is empty. Say why the criterion is "{NOT_APPLICABLE}".')
    for name in counted:
        fields.refuse_text(name, f'is given beside "{NOT_APPLICABLE}". Leave it empty.')
    return Given(NOT_APPLICABLE, "", "")


def _choice(fields: Fields) -> Given:
    answer = word(fields.texts["answer"])
    for choice in CHOICES:
        if answer == choice:
            return Given(choice, "", "")
    if answer:
        hint = Suggestions((*CHOICES, NOT_APPLICABLE)).sentence(answer)
        fields.refuse_text("answer", f"is not an answer here. {hint}Write yes, partly or no.")
    else:
        fields.refuse("answer", "is empty. Write yes, partly or no, or leave the row out.")
    return _NOTHING


def _date(fields: Fields, criterion: Criterion) -> Given:
    answer, evidence = fields.texts["answer"], fields.texts["evidence_date"]
    if answer and answer != evidence:
        if evidence:
            fields.refuse_text(
                "answer",
                "is given beside another evidence_date. Leave the answer empty: the evidence_date "
                f"answers {criterion.id}.",
            )
        else:
            try:
                return Given("", "", "", plain_date(answer))
            except ValueError as error:
                fields.refuse_text(
                    "answer",
                    f"{error} It is the date that answers {criterion.id}; leave the row "
                    "out if there is none.",
                )
    elif not evidence:
        fields.refuse(
            "evidence_date",
            f"is empty. It is what answers {criterion.id}; leave the row out if there is none.",
        )
    return _NOTHING


def _number(fields: Fields, criterion: Criterion) -> Given:
    text = fields.texts["answer"]
    if not text:
        fields.refuse("answer", f"is empty. {_asked_for(criterion)}")
        return _NOTHING
    if criterion.kind is Kind.PERCENT:
        return Given(_percentage(fields), "", "")
    answer = fields.read("answer", plain_number) or ""
    if answer and criterion.kind is Kind.HOURS and number(answer) > HOURS_OF_A_WEEK:
        fields.refuse_text("answer", f"is more than the {HOURS_OF_A_WEEK} hours of a week.")
    return Given(answer, "", "")


def _percentage(fields: Fields) -> str:
    """The answer of a percentage, "" when it was refused."""
    percentage = fields.read("answer", percentage_number) or ""
    if percentage and number(percentage) > 100:
        fields.refuse_text("answer", "is a share above 100. Give a percentage from 0 to 100.")
        return ""
    return percentage


def _share(fields: Fields) -> Given:
    for name, other in (("numerator", "denominator"), ("denominator", "numerator")):
        if not fields.texts[name]:
            fields.refuse(name, f"is empty although the {other} is given. Give both or neither.")
            return _NOTHING
    numerator = fields.read("numerator", plain_number)
    denominator = fields.read("denominator", plain_number)
    percentage = _percentage(fields) if fields.texts["answer"] else ""
    if numerator is None or denominator is None:
        return _NOTHING
    part, of = Fraction(number(numerator)), Fraction(number(denominator))
    if part > of:
        fields.refuse_text(
            "numerator", f"is above its denominator {quoted(denominator)}. Correct one of them."
        )
    elif percentage and (of == 0 or 2 * abs(100 * part - of * number(percentage)) > of):
        fields.refuse_text(
            "answer",
            f"does not agree with {numerator} of {denominator}. Leave the answer empty, or correct "
            "the numbers.",
        )
    return Given("", numerator, denominator)


def _asked_for(criterion: Criterion) -> str:
    """What to write instead."""
    if criterion.kind is Kind.CHOICE:
        return "Write yes, partly or no."
    if criterion.kind is Kind.PERCENT:
        return "Give a percentage, or a numerator and a denominator; or leave the row out."
    if criterion.kind is Kind.DATE:
        return "Give its evidence_date, or leave the row out."
    return "Give a number, or leave the row out."


def _warn_without_lapse(fields: Fields, criterion: Criterion, dated: date | None) -> None:
    if criterion.validity_months is not None and dated is None and not fields.refused:
        fields.warn(
            "evidence_date",
            f"and end_date are empty: this response to {criterion.id} will never lapse, although "
            f"its evidence is good for {criterion.validity_months} month"
            f"{'' if criterion.validity_months == 1 else 's'}.",
        )


def _words(fields: Fields, name: str, most: int = MOST_TEXT) -> str:
    """Free text that does not look like a patient's, "" when it is empty or was refused."""
    text = fields.text(name, most)
    suspicions = check_free_text(text)
    if suspicions:
        fields.refuse(name, f"{suspicions[0]} Reword it in the file.")
        return ""
    return text


def _profile_value(fields: Fields, definition: ProfileField) -> str:
    """The text of a profile field as it is stored, "" when it was refused."""
    if definition.type == "count":
        return fields.read(definition.id, whole_number) or ""
    if definition.type != "choice":
        return _words(fields, definition.id, MOST_PROFILE_TEXT)
    wanted = word(fields.texts[definition.id])
    for option, title in definition.options:
        if wanted in {word(option), word(title)}:
            return option
    words = [option for option, _ in definition.options]
    hint = Suggestions(words).sentence(wanted)
    listed = ", ".join(words)
    fields.refuse_text(definition.id, f"is not one of its words. {hint}Write one of: {listed}.")
    return ""
