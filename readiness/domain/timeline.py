"""A site's readiness as a step function of the date.

Between two changes (a response, a finding, a profile, a lapse) nothing moves. The steps are
computed once, from the changes, with the scoring rules of `scoring.score_criterion`; any date,
past or future, is then a look-up. The future is what comes if nobody acts.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import lcm
from typing import NamedTuple

from readiness.domain.assessment import Finding, History, Profile, Response
from readiness.domain.framework import Condition, Criterion, Exact, Formula, Framework
from readiness.domain.registers.feeding import fed
from readiness.domain.scoring import (
    NOT_ASSESSED,
    CriterionScore,
    Facts,
    Points,
    State,
    facts_on,
    level_of,
    newest_finding,
    score_criterion,
)
from readiness.domain.validity import last_day

ONE_DAY = timedelta(days=1)

FactsFrom = list[tuple[date, Facts]]
"""The profile fields in force, each from a day on; the first from ever."""


class Change(NamedTuple):
    """A criterion as it is from a day on, until its next change."""

    day: date
    scored: CriterionScore


Kept = dict[str, tuple[tuple[object, ...], tuple[Change, ...]]]
"""By criterion: what its changes were worked out from, and the changes."""


class Step(NamedTuple):
    """A site from `day` on, until the next step.

    Points are whole numbers of 1/`unit` of a point, so that sums are exact and quick.
    `elements` holds (earned, possible) by element, in framework order.
    """

    day: date
    level: str
    unit: int
    earned: int
    possible: int
    confirmed: int
    not_applicable: int
    answered: int
    applicable: int
    failed_gates: tuple[str, ...]
    elements: tuple[tuple[int, int], ...]

    @property
    def score(self) -> Fraction | None:
        """0 to 100; `None` where nothing is possible."""
        return Fraction(100 * self.earned, self.possible) if self.possible else None

    @property
    def points(self) -> Points:
        return Points(Fraction(self.earned, self.unit), Fraction(self.possible, self.unit))

    @property
    def element_scores(self) -> tuple[Fraction | None, ...]:
        """0 to 100 by element, in framework order; `None` where nothing is possible."""
        return tuple(
            Fraction(100 * earned, possible) if possible else None
            for earned, possible in self.elements
        )


@dataclass(frozen=True)
class Timeline:
    """The steps of a site, and the changes of each criterion (in the order of `criteria`).

    The first step and the first change of every criterion begin at `date.min`.
    """

    site_id: str
    steps: tuple[Step, ...]
    criteria: tuple[tuple[Change, ...], ...]

    def at(self, day: date) -> Step:
        """The step that a date falls in."""
        return self.steps[bisect_right(self.steps, day, key=_day) - 1]

    def criteria_at(self, day: date) -> tuple[CriterionScore, ...]:
        """Every criterion on a date, in framework order."""
        return tuple(
            changes[bisect_right(changes, day, key=_day) - 1].scored for changes in self.criteria
        )


def timeline(framework: Framework, history: History, kept: Kept | None = None) -> Timeline:
    """The whole timeline of a site.

    `kept` is one and the same dictionary for each timeline of a site under a version: a save
    moves one criterion of many, and the others are taken from it.
    """
    history = fed(framework, history)
    facts = _facts_by_day(framework, history)
    kept = {} if kept is None else kept
    criteria = tuple(
        _changes_of(
            criterion,
            history.responses.get(criterion.id, ()),
            history.findings.get(criterion.id, ()),
            _facts_for(criterion, facts),
            kept,
        )
        for criterion in framework.scored
    )
    recorded = [
        rows[0].recorded_at.date()
        for key, rows in history.responses.items()
        if key in framework.criterion and not framework.criterion[key].retired
    ]
    first_answer = min(recorded, default=None)
    return Timeline(history.site_id, tuple(_steps(framework, criteria, first_answer)), criteria)


def _changes_of(
    criterion: Criterion,
    responses: tuple[Response, ...],
    findings: tuple[Finding, ...],
    facts: FactsFrom,
    kept: Kept,
) -> tuple[Change, ...]:
    """Those that are kept, where they come from the same."""
    source = (responses, findings, facts)
    before, changes = kept.get(criterion.id, ((), ()))
    if before != source:
        changes = tuple(_criterion_changes(criterion, responses, findings, facts))
        kept[criterion.id] = source, changes
    return changes


def _criterion_changes(
    criterion: Criterion,
    responses: tuple[Response, ...],
    findings: tuple[Finding, ...],
    facts: FactsFrom,
) -> Iterator[Change]:
    """Score a criterion on each day on which it can change, one newest response at a time."""
    finding_days = [finding.recorded_at.date() for finding in findings]
    fact_days = [day for day, _ in facts]
    in_force, finding, before = facts[0][1], None, None
    for (start, response), (end, _) in pairwise([*_stretches(responses), (date.max, None)]):
        days = [start]
        if response is not None:
            last = last_day(response.evidence_date, response.end_date, criterion.validity_months)
            if last is not None and start <= last < end - ONE_DAY:
                days.append(last + ONE_DAY)
        if finding_days:
            days += _between(finding_days, start, end)
        if len(fact_days) > 1:
            days += _between(fact_days, start, end)
        for day in sorted(set(days)) if len(days) > 1 else days:
            if finding_days:
                finding = newest_finding(response, findings[: bisect_right(finding_days, day)])
            if len(fact_days) > 1:
                in_force = facts[bisect_right(fact_days, day) - 1][1]
            scored = score_criterion(criterion, response, finding, in_force, day)
            if scored != before:
                yield Change(day, scored)
                before = scored


def _between(days: list[date], start: date, end: date) -> list[date]:
    """Those after the start and before the end; `days` are in order."""
    return days[bisect_right(days, start) : bisect_left(days, end)]


def _stretches(responses: tuple[Response, ...]) -> list[tuple[date, Response | None]]:
    """From which day each response is the newest; nothing is known before the first."""
    newest: dict[date, Response | None] = {date.min: None}
    for response in responses:
        newest[response.recorded_at.date()] = response
    return list(newest.items())


def _steps(
    framework: Framework, criteria: tuple[tuple[Change, ...], ...], first_answer: date | None
) -> Iterator[Step]:
    """Add up the criteria day by day: take away what a criterion was, add what it becomes."""
    unit = _common_unit(framework, criteria)
    place = {element.id: index for index, element in enumerate(framework.elements)}
    by_day: dict[date, list[tuple[int, CriterionScore]]] = {first_answer or date.min: []}
    for index, changes in enumerate(criteria):
        for change in changes:
            by_day.setdefault(change.day, []).append((index, change.scored))
    now = [_NOTHING] * len(criteria)
    earned = possible = confirmed = not_applicable = answered = applicable = 0
    elements = [(0, 0)] * len(place)
    failing: set[int] = set()
    failed: tuple[str, ...] = ()
    before = None
    for day in sorted(by_day):
        for index, scored in by_day[day]:
            was, becomes = now[index], _amounts(scored, unit)
            if was != becomes:
                now[index] = becomes
                earned += becomes[0] - was[0]
                possible += becomes[1] - was[1]
                confirmed += becomes[2] - was[2]
                not_applicable += becomes[3] - was[3]
                answered += becomes[4] - was[4]
                applicable += becomes[5] - was[5]
                element = place[scored.criterion.element]
                own_earned, own_possible = elements[element]
                elements[element] = (
                    own_earned + becomes[0] - was[0],
                    own_possible + becomes[1] - was[1],
                )
            if scored.gate_failed != (index in failing):
                failing.symmetric_difference_update((index,))
                failed = tuple(framework.scored[gate].id for gate in sorted(failing))
        amounts = (earned, possible, confirmed, not_applicable, answered, applicable)
        level = NOT_ASSESSED
        if first_answer is not None and day >= first_answer:
            level = level_of(framework, Points(earned, possible), gates_pass=not failed)
        step = Step(day, level, unit, *amounts, failed, tuple(elements))
        if before is None or step[1:] != before[1:]:
            yield step
            before = step


_Amounts = tuple[int, int, int, int, int, int]
"""What a criterion adds to its site, in the order of a step's fields from `earned` on."""

_NOTHING: _Amounts = (0, 0, 0, 0, 0, 0)


def _amounts(scored: CriterionScore, unit: int) -> _Amounts:
    if scored.state is State.NOT_APPLICABLE:
        return (0, 0, 0, _units(scored.criterion.points, unit), 0, 0)
    earned = _units(scored.points_earned, unit)
    possible = _units(scored.points_possible, unit)
    answered = 0 if scored.state is State.UNANSWERED else 1
    return (earned, possible, earned if scored.confirmed else 0, 0, answered, 1)


def _units(points: Exact, unit: int) -> int:
    if isinstance(points, int):
        return points * unit
    return points.numerator * (unit // points.denominator)


def _common_unit(framework: Framework, criteria: tuple[tuple[Change, ...], ...]) -> int:
    """The part of a point that every figure of the site is a whole multiple of."""
    parts = {criterion.points.denominator for criterion in framework.scored}
    for changes in criteria:
        parts.update(change.scored.points_earned.denominator for change in changes)
    return lcm(*parts)


def _facts_by_day(framework: Framework, history: History) -> FactsFrom:
    """The profile fields in force from each day; the first entry is before any profile."""
    by_day: dict[date, Profile | None] = {date.min: None}
    for profile in history.profiles:
        by_day[profile.recorded_on] = profile
    return [(day, facts_on(framework, profile)) for day, profile in by_day.items()]


def _facts_for(criterion: Criterion, facts: FactsFrom) -> FactsFrom:
    """Only the days on which a field that the criterion looks at takes another value."""
    fields = [
        part.field
        for part in (criterion.applies_when, criterion.requirement)
        if isinstance(part, Condition | Formula)
    ]
    kept = facts[:1]
    for day, values in facts[1:] if fields else ():
        if any(values[field] != kept[-1][1][field] for field in fields):
            kept.append((day, values))
    return kept


def _day(item: Step | Change) -> date:
    return item.day


def splice(parts: Sequence[tuple[date, Timeline]]) -> Timeline:
    """One timeline from several, each holding from its day until the next one's.

    The criteria are those of the last part.
    """
    if len(parts) == 1:
        return parts[0][1]
    steps: list[Step] = []
    for (start, line), (end, _) in pairwise([*parts, (date.max, parts[-1][1])]):
        first = line.at(start)._replace(day=start)
        steps.append(first)
        steps.extend(step for step in line.steps if start < step.day < end)
    return Timeline(parts[-1][1].site_id, tuple(steps), parts[-1][1].criteria)
