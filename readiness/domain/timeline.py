"""A site's readiness as a step function of the date.

Between two changes (a response, a finding, a profile, a lapse) nothing moves. The steps are
computed once, from the changes, with the scoring rules of `scoring.score_criterion`; any date,
past or future, is then a look-up. The future is what comes if nobody acts.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import lcm
from typing import NamedTuple

from readiness.domain.assessment import Finding, History, Profile, Response
from readiness.domain.framework import Criterion, Exact, Formula, Framework
from readiness.domain.scoring import (
    NOT_ASSESSED,
    CriterionScore,
    Facts,
    Points,
    State,
    facts_on,
    last_day,
    level_of,
    newest_finding,
    score_criterion,
)

ONE_DAY = timedelta(days=1)


class Change(NamedTuple):
    """A criterion as it is from a day on, until its next change."""

    day: date
    scored: CriterionScore


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


def timeline(framework: Framework, history: History) -> Timeline:
    """The whole timeline of a site."""
    profiles = _facts_by_day(framework, history)
    criteria = tuple(
        tuple(
            _criterion_changes(
                criterion,
                history.responses.get(criterion.id, ()),
                history.findings.get(criterion.id, ()),
                profiles if _follows_profile(criterion) else profiles[:1],
            )
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


def _criterion_changes(
    criterion: Criterion,
    responses: tuple[Response, ...],
    findings: tuple[Finding, ...],
    profiles: list[tuple[date, Facts]],
) -> Iterator[Change]:
    """Score a criterion on each day on which it can change."""
    answers = [(response.recorded_at.date(), response) for response in responses]
    days = {day for day, _ in profiles}
    days.update(day for day, _ in answers)
    days.update(finding.recorded_at.date() for finding in findings)
    for _, answer in answers:
        last = last_day(answer.evidence_date, answer.end_date, criterion.validity_months)
        if last is not None and last < date.max:
            days.add(last + ONE_DAY)
    response: Response | None = None
    facts = profiles[0][1]
    next_answer = next_profile = 0
    before = None
    for day in sorted(days):
        while next_answer < len(answers) and answers[next_answer][0] <= day:
            response = answers[next_answer][1]
            next_answer += 1
        while next_profile < len(profiles) and profiles[next_profile][0] <= day:
            facts = profiles[next_profile][1]
            next_profile += 1
        finding = None
        if findings:
            known = tuple(row for row in findings if row.recorded_at.date() <= day)
            finding = newest_finding(response, known)
        scored = score_criterion(criterion, response, finding, facts, day)
        if scored != before:
            yield Change(day, scored)
            before = scored


def _steps(
    framework: Framework, criteria: tuple[tuple[Change, ...], ...], first_answer: date | None
) -> Iterator[Step]:
    """Add up the criteria day by day: take away what a criterion was, add what it becomes."""
    unit = _common_unit(criteria)
    place = {element.id: index for index, element in enumerate(framework.elements)}
    by_day: dict[date, list[tuple[int, CriterionScore]]] = {first_answer or date.min: []}
    for index, changes in enumerate(criteria):
        for change in changes:
            by_day.setdefault(change.day, []).append((index, change.scored))
    now: list[CriterionScore | None] = [None] * len(criteria)
    totals = _Totals(unit, len(place))
    failing: set[int] = set()
    before = None
    for day in sorted(by_day):
        for index, scored in by_day[day]:
            was = now[index]
            element = place[scored.criterion.element]
            if was is not None:
                totals.add(was, element, -1)
            totals.add(scored, element, 1)
            now[index] = scored
            (failing.add if scored.gate_failed else failing.discard)(index)
        assessed = first_answer is not None and day >= first_answer
        failed = tuple(framework.scored[index].id for index in sorted(failing))
        step = totals.step(framework, day, failed, assessed=assessed)
        if before is None or step[1:] != before[1:]:
            yield step
            before = step


class _Totals:
    """Running sums of a site, in whole units."""

    def __init__(self, unit: int, elements: int) -> None:
        self.unit = unit
        self.elements = [(0, 0)] * elements
        self.earned = self.possible = self.confirmed = 0
        self.not_applicable = self.answered = self.applicable = 0

    def add(self, scored: CriterionScore, element: int, sign: int) -> None:
        earned = sign * self._units(scored.points_earned)
        possible = sign * self._units(scored.points_possible)
        self.earned += earned
        self.possible += possible
        element_earned, element_possible = self.elements[element]
        self.elements[element] = (element_earned + earned, element_possible + possible)
        if scored.confirmed:
            self.confirmed += earned
        if scored.state is State.NOT_APPLICABLE:
            self.not_applicable += sign * self._units(scored.criterion.points)
        else:
            self.applicable += sign
            if scored.state is not State.UNANSWERED:
                self.answered += sign

    def step(
        self, framework: Framework, day: date, failed: tuple[str, ...], *, assessed: bool
    ) -> Step:
        level = NOT_ASSESSED
        if assessed:
            points = Points(self.earned, self.possible)
            level = level_of(framework, points, gates_pass=not failed)
        return Step(
            day,
            level,
            self.unit,
            self.earned,
            self.possible,
            self.confirmed,
            self.not_applicable,
            self.answered,
            self.applicable,
            failed,
            tuple(self.elements),
        )

    def _units(self, points: Exact) -> int:
        if isinstance(points, int):
            return points * self.unit
        return points.numerator * (self.unit // points.denominator)


def _common_unit(criteria: tuple[tuple[Change, ...], ...]) -> int:
    """The smallest part of a point that every figure of the site is a whole multiple of."""
    return lcm(
        *{
            points.denominator
            for changes in criteria
            for change in changes
            for points in (change.scored.points_earned, change.scored.criterion.points)
        }
    )


def _facts_by_day(framework: Framework, history: History) -> list[tuple[date, Facts]]:
    """The profile fields in force from each day; the first entry is before any profile."""
    by_day: dict[date, Profile | None] = {date.min: None}
    for profile in history.profiles:
        by_day[profile.recorded_on] = profile
    return [(day, facts_on(framework, profile)) for day, profile in by_day.items()]


def _follows_profile(criterion: Criterion) -> bool:
    return criterion.applies_when is not None or isinstance(criterion.requirement, Formula)


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
