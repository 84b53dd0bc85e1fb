"""The scoring rules: framework + what is recorded about one site + a date -> its score.

Every figure of the product comes from here. Rules 1 to 7 are those of docs/scoring.md.
All arithmetic is exact.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from readiness.domain.assessment import (
    CONFIRMED,
    NOT_APPLICABLE,
    NOT_CONFIRMED,
    Finding,
    History,
    Profile,
    Response,
)
from readiness.domain.framework import Criterion, Exact, Formula, Framework, Kind
from readiness.domain.registers.feeding import fed
from readiness.domain.validity import last_day

SCORING_VERSION = "1"
NOT_ASSESSED = "not_assessed"

FieldValue = Exact | str | None
Facts = Mapping[str, FieldValue]
"""The profile fields of a site on a day: numbers for counts, words or None for the rest."""


class State(StrEnum):
    """What is true of a criterion at a site on a date."""

    MET = "met"
    PARTLY_MET = "partly_met"
    NOT_MET = "not_met"
    LAPSED = "lapsed"
    NOT_CONFIRMED = "not_confirmed"
    UNANSWERED = "unanswered"
    NOT_APPLICABLE = "not_applicable"


class CriterionScore(NamedTuple):
    """One criterion at a site on a date.

    `fulfilment` is 0 to 1, `None` where the state leaves nothing to weigh. `last_day` is the
    last day on which the evidence is good, `None` where it does not lapse. `confirmed` is true
    when a reviewer confirmed the newest response. `required` is the requirement in force
    (percent, hours, minutes or a count), `None` where the kind has none.
    """

    criterion: Criterion
    state: State
    fulfilment: Exact | None
    points_earned: Exact
    points_possible: Exact
    gate_failed: bool
    last_day: date | None = None
    confirmed: bool = False
    required: Exact | None = None


class Points(NamedTuple):
    """Points earned out of points possible."""

    earned: Exact
    possible: Exact

    @property
    def score(self) -> Fraction | None:
        """0 to 100; `None` where nothing is possible."""
        return Fraction(100 * self.earned) / self.possible if self.possible else None


@dataclass(frozen=True)
class SiteScore:
    """A site on a date: the criteria and what follows from them. Shares are 0 to 1 or `None`."""

    site_id: str
    as_of: date
    level: str
    criteria: tuple[CriterionScore, ...]
    points: Points
    elements: Mapping[str, Points]
    themes: Mapping[str, Points]
    failed_gates: tuple[str, ...]
    answered: int
    applicable: int
    points_confirmed: Exact
    points_not_applicable: Exact

    @property
    def score(self) -> Fraction | None:
        return self.points.score

    @property
    def assessed(self) -> bool:
        return self.level != NOT_ASSESSED

    @property
    def answered_share(self) -> Fraction | None:
        return Fraction(self.answered, self.applicable) if self.applicable else None

    @property
    def confirmed_share(self) -> Fraction | None:
        earned = self.points.earned
        return Fraction(self.points_confirmed) / earned if earned else None


def score_site(framework: Framework, history: History, as_of: date) -> SiteScore:
    """Score a site from what was recorded on or before `as_of`."""
    known = fed(framework, history.until(as_of), as_of)
    facts = facts_on(framework, known.profiles[-1] if known.profiles else None)
    criteria = tuple(
        score_criterion(
            criterion,
            response := _newest(known.responses.get(criterion.id, ())),
            newest_finding(response, known.findings.get(criterion.id, ())),
            facts,
            as_of,
        )
        for criterion in framework.scored
    )
    assessed = any(known.responses.get(criterion.id) for criterion in framework.scored)
    return summarise(framework, history.site_id, as_of, criteria, assessed)


def summarise(
    framework: Framework,
    site_id: str,
    as_of: date,
    criteria: Sequence[CriterionScore],
    assessed: bool,
) -> SiteScore:
    """Rules 3 to 6: points, gates, level and what stands beside the score."""
    points = _total(criteria)
    failed = tuple(scored.criterion.id for scored in criteria if scored.gate_failed)
    applicable = [scored for scored in criteria if scored.state is not State.NOT_APPLICABLE]
    themes = {element.id: element.theme for element in framework.elements}
    return SiteScore(
        site_id=site_id,
        as_of=as_of,
        level=level_of(framework, points, gates_pass=not failed) if assessed else NOT_ASSESSED,
        criteria=tuple(criteria),
        points=points,
        elements={
            element.id: _total([s for s in criteria if s.criterion.element == element.id])
            for element in framework.elements
        },
        themes={
            theme.id: _total([s for s in criteria if themes[s.criterion.element] == theme.id])
            for theme in framework.themes
        },
        failed_gates=failed,
        answered=sum(scored.state is not State.UNANSWERED for scored in applicable),
        applicable=len(applicable),
        points_confirmed=sum(scored.points_earned for scored in criteria if scored.confirmed),
        points_not_applicable=sum(
            scored.criterion.points for scored in criteria if scored.state is State.NOT_APPLICABLE
        ),
    )


def level_of(framework: Framework, points: Points, *, gates_pass: bool) -> str:
    """Rule 5: the highest level whose score is reached and whose gates pass."""
    reached = framework.levels[0].id
    for level in framework.levels:
        enough = (
            100 * points.earned >= level.min_score * points.possible
            if points.possible
            else level.min_score == 0
        )
        if enough and (gates_pass or not level.needs_gates):
            reached = level.id
    return reached


def score_criterion(
    criterion: Criterion,
    response: Response | None,
    finding: Finding | None,
    facts: Facts,
    day: date,
) -> CriterionScore:
    """Rules 1 to 4 for one criterion: its newest response, that response's newest finding."""
    required = requirement_on(criterion, facts)
    if required == 0 or (criterion.applies_when is not None and not applies(criterion, facts)):
        return _without_answer(criterion, State.NOT_APPLICABLE)
    if response is None:
        return _without_answer(criterion, State.UNANSWERED)
    reading = read_answer(
        criterion.kind,
        required,
        criterion.gate_at,
        criterion.na_allowed,
        response.answer,
        response.numerator,
        response.denominator,
    )
    if reading is None:
        return _without_answer(criterion, State.NOT_APPLICABLE)
    last = last_day(response.evidence_date, response.end_date, criterion.validity_months)
    confirmed = finding is not None and finding.conclusion == CONFIRMED
    if finding is not None and finding.conclusion == NOT_CONFIRMED:
        state = State.NOT_CONFIRMED
    elif last is not None and day > last:
        state = State.LAPSED
    else:
        return CriterionScore(
            criterion,
            reading.state,
            reading.fulfilment,
            criterion.points * reading.fulfilment,
            criterion.points,
            criterion.gate and not reading.passes_gate,
            last,
            confirmed,
            required,
        )
    return CriterionScore(
        criterion, state, None, 0, criterion.points, criterion.gate, last, confirmed, required
    )


class Reading(NamedTuple):
    """What an answer amounts to. `share` is in percent of the requirement's own scale."""

    state: State
    fulfilment: Exact
    share: Exact
    passes_gate: bool


@lru_cache(maxsize=100_000)
def read_answer(
    kind: Kind,
    required: Exact | None,
    gate_at: Exact | None,
    na_allowed: bool,
    answer: str,
    numerator: str,
    denominator: str,
) -> Reading | None:
    """Rule 2: fulfilment by kind. `None` when the answer is that there is nothing to answer."""
    if answer == NOT_APPLICABLE:
        return None if na_allowed else _reading(0, 0, gate_at)
    if kind is Kind.CHOICE:
        fulfilment = {"yes": Fraction(1), "partly": Fraction(1, 2), "no": Fraction(0)}[answer]
        return _reading(fulfilment, 100 * fulfilment, gate_at)
    if kind is Kind.DATE:
        return _reading(1, 100, gate_at)
    assert required is not None
    if kind is Kind.PERCENT:
        if denominator:
            if number(denominator) == 0:
                return None
            share = 100 * Fraction(number(numerator)) / number(denominator)
        else:
            share = Fraction(number(answer))
        return _reading(share / required, share, gate_at)
    value = number(answer)
    if kind is Kind.LIMIT:
        return _reading(int(value <= required), 100 * int(value <= required), gate_at)
    return _reading(Fraction(value) / required, 100 * Fraction(value) / required, gate_at)


def _reading(fulfilment: Exact, share: Exact, gate_at: Exact | None) -> Reading:
    fulfilment = whole(min(fulfilment, 1))
    state = State.MET if fulfilment == 1 else State.NOT_MET
    if 0 < fulfilment < 1:
        state = State.PARTLY_MET
    passes = fulfilment == 1 or (gate_at is not None and share >= gate_at)
    return Reading(state, fulfilment, whole(share), passes)


def requirement_on(criterion: Criterion, facts: Facts) -> Exact | None:
    """The number asked for on a day; `None` for a choice or a date."""
    requirement = criterion.requirement
    if isinstance(requirement, Formula):
        units = facts[requirement.field]
        return max(requirement.at_least, requirement.per_unit * _as_number(units))
    return requirement


def applies(criterion: Criterion, facts: Facts) -> bool:
    """Whether the profile of the day makes the criterion apply."""
    condition = criterion.applies_when
    if condition is None:
        return True
    value = facts[condition.field]
    if condition.at_least is not None:
        return _as_number(value) >= condition.at_least
    return value == condition.word


def facts_on(framework: Framework, profile: Profile | None) -> Facts:
    """The profile fields in force; a field that the newest profile leaves out has its default."""
    stated = profile.values if profile else {}
    facts: dict[str, FieldValue] = {}
    for field in framework.profile_fields:
        text = stated.get(field.id, "")
        if not text:
            facts[field.id] = field.default
        else:
            facts[field.id] = number(text) if field.type == "count" else text
    return facts


def newest_finding(response: Response | None, findings: Sequence[Finding]) -> Finding | None:
    """The newest finding on this response: one recorded at its instant or later."""
    if response is None or not findings:
        return None
    newest = findings[-1]
    return newest if newest.recorded_at >= response.recorded_at else None


@lru_cache(maxsize=100_000)
def number(text: str) -> Exact:
    """An exact number from plain decimal notation."""
    return whole(Fraction(Decimal(text)))


def whole(value: Exact) -> Exact:
    """The same number, as an int where it is whole."""
    return value if isinstance(value, int) or value.denominator != 1 else value.numerator


def _without_answer(criterion: Criterion, state: State) -> CriterionScore:
    unanswered = state is State.UNANSWERED
    possible = criterion.points if unanswered else 0
    return CriterionScore(criterion, state, None, 0, possible, unanswered and criterion.gate)


def _total(criteria: Sequence[CriterionScore]) -> Points:
    return Points(
        sum(scored.points_earned for scored in criteria),
        sum(scored.points_possible for scored in criteria),
    )


def _newest(responses: Sequence[Response]) -> Response | None:
    return responses[-1] if responses else None


def _as_number(value: FieldValue) -> Exact:
    return 0 if value is None or isinstance(value, str) else value
