"""What a framework asks for, in words: fragments that fit after "Needed:" or inside a sentence."""

import re
from datetime import date
from decimal import Decimal

from readiness.domain.assessment import NOT_APPLICABLE, Response
from readiness.domain.framework import Criterion, Exact, Formula, Framework, Kind
from readiness.domain.registers.triggers import KINDS

ABOUT = "About this file"
"""How a sheet begins that says what the others hold: an import passes over it."""
ALL_HOURS = 168
"""The hours of a week."""

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def requirement_in_words(criterion: Criterion, framework: Framework) -> str:
    """What meets a criterion: "2 doses for each patient now in step-up, at least 2"."""
    requirement = criterion.requirement
    if isinstance(requirement, Formula):
        return _formula_in_words(requirement, criterion.unit, framework)
    if requirement is None:
        return "yes" if criterion.kind is Kind.CHOICE else "a dated record"
    amount = number_in_words(requirement)
    if criterion.kind is Kind.PERCENT:
        return "100%" if requirement == 100 else f"at least {amount}%"
    if criterion.kind is Kind.HOURS:
        if requirement == ALL_HOURS:
            return f"all {ALL_HOURS} hours of the week"
        return f"at least {counted(requirement, criterion.unit or 'hours a week')}"
    if criterion.kind is Kind.LIMIT:
        return f"at most {counted(requirement, criterion.unit)}"
    return counted(requirement, criterion.unit)


def validity_in_words(criterion: Criterion) -> str:
    """How long an answer stays good: "lapses 1 month after the evidence date"."""
    if criterion.validity_months is None:
        return "does not lapse unless an end date is given"
    since = "the date given" if criterion.kind is Kind.DATE else "the evidence date"
    return f"lapses {counted(criterion.validity_months, 'months')} after {since}"


def condition_in_words(criterion: Criterion, framework: Framework) -> str:
    """When a criterion applies: "always", or "only where there is at least 1 REMS agent given"."""
    condition = criterion.applies_when
    if condition is None or condition.at_least == 0:
        return "always"
    field = framework.profile_field[condition.field]
    if condition.at_least is None:
        word = condition.word or ""
        return f"only where “{field.title}” is “{dict(field.options).get(word, word)}”"
    things = _things(field.title)
    if singular(things) == things:
        return f"only where “{field.title}” is at least {number_in_words(condition.at_least)}"
    verb = "is" if condition.at_least == 1 else "are"
    return f"only where there {verb} at least {counted(condition.at_least, things)}"


def triggers_in_words(criterion: Criterion) -> str:
    """After which events it has to be looked at again; "" for none. Always judgment."""
    named = [KINDS[kind][:1].lower() + KINDS[kind][1:] for kind in criterion.due_after]
    return f"{'; '.join(named)} [J]" if named else ""


def gate_in_words(criterion: Criterion) -> str:
    """Whether points can buy the criterion back: "must-have, passed from 80%", "" for no gate."""
    if not criterion.gate:
        return ""
    if criterion.gate_at is None:
        return "must-have"
    return f"must-have, passed from {number_in_words(criterion.gate_at)}%"


def stated_in_words(criterion: Criterion, response: Response, required: Exact | None = None) -> str:
    """What a site answered, as a person would say it; beside what is asked for, where given."""
    if response.answer == NOT_APPLICABLE:
        return f"not applicable: {response.na_reason}"
    if response.denominator:
        return f"{response.numerator} of {response.denominator}"
    if criterion.kind is Kind.DATE:
        return day_in_words(response.evidence_date) if response.evidence_date else "no date"
    if criterion.kind is Kind.PERCENT:
        return f"{response.answer}%"
    if criterion.kind is Kind.CHOICE:
        return response.answer
    of = ""
    if criterion.kind is not Kind.LIMIT and required is not None:
        of = f" of {number_in_words(required)}"
    return f"{response.answer}{of} {criterion.unit}".strip()


def counted(amount: Exact, things: str) -> str:
    """A number and what it counts, given in the plural: "1 dose", "2 order sets", "5"."""
    return f"{number_in_words(amount)} {singular(things) if amount == 1 else things}".rstrip()


def number_in_words(value: Exact) -> str:
    """A number as people write it: 2.5 for five halves; thirds stay 1/3."""
    if isinstance(value, int):
        return str(value)
    rest = value.denominator
    for factor in (2, 5):
        while rest % factor == 0:
            rest //= factor
    if rest != 1:
        return str(value)
    return format(Decimal(value.numerator) / value.denominator, "f")


def day_in_words(day: date) -> str:
    """22 Nov 2026, the same under every language setting of the machine."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def singular(things: str) -> str:
    """One of the things: "order sets" -> "order set"; unchanged where no plural is recognized.

    English only, and only the first two words are looked at, so that "languages your patients
    need" becomes "language your patients need" and "staff who see patients" stays.
    """
    words = things.split(" ")
    for place, word in enumerate(words[:2]):
        one = _one(word)
        if one != word:
            return " ".join([*words[:place], one, *words[place + 1 :]])
    return things


def _formula_in_words(formula: Formula, unit: str, framework: Framework) -> str:
    things = _things(framework.profile_field[formula.field].title)
    one = singular(things)
    each = f"each {one}" if one != things else f"each of the {things}"
    if formula.per_unit == 1 and unit and singular(unit) in " ".join(one.split(" ")[:2]):
        text = each.replace("each", "every", 1) if one != things else each
    else:
        text = f"{counted(formula.per_unit, unit)} for {each}"
    if formula.at_least:
        text += f", at least {number_in_words(formula.at_least)}"
    return text


def _things(title: str) -> str:
    """What a profile field counts: "Agents given (number)" -> "agents given"."""
    bare = re.sub(r"\s*\([^)]*\)", "", title).strip() or title
    second = bare[1:2]
    return bare if second.isupper() else bare[:1].lower() + bare[1:]


def _one(word: str) -> str:
    if not re.search(r"[a-z]s$", word) or re.search(r"(ss|us|is)$", word):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if re.search(r"(sses|xes|ches|shes)$", word):
        return word[:-2]
    return word[:-1]
