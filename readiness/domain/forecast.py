"""What becomes of a site if nobody acts: the day it falls, what does it, and every later step.

After a date only two things can still happen to what was recorded by then: evidence that is good
lapses on the day after its last one, and takes its points and its must-have with it; and what a
register says changes with a date in it. So a forecast starts from the criteria of the date and
applies these changes one day after the other, with the rules of `scoring.level_of`; it agrees
with the timeline of what was recorded by then.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from readiness.domain.framework import Criterion, Exact, Framework
from readiness.domain.scoring import (
    NOT_ASSESSED,
    CriterionScore,
    Points,
    State,
    level_of,
)
from readiness.domain.timeline import ONE_DAY, Timeline
from readiness.domain.validity import add_months

HORIZON_MONTHS = 12
GOOD = (State.MET, State.PARTLY_MET)
"""The states in which evidence has something to lose."""


class Renewing(StrEnum):
    """Which evidence is renewed on its last day at the latest; what is renewed does not lapse."""

    NOTHING = "nothing"
    MUST_HAVES = "must_haves"
    EVERYTHING = "everything"


class Later(NamedTuple):
    """What a criterion becomes on a later day."""

    day: date
    earned: Exact
    possible: Exact
    gate_failed: bool


class Standing(NamedTuple):
    """All that a forecast needs of a criterion on the day it starts from.

    `last_day` is the last day of evidence that is good on that day; `None` where there is none,
    or none that lapses. `later` is what else becomes of it, in order of the days; `None` where
    that is only the lapse, as it is without registers.
    """

    criterion: Criterion
    earned: Exact
    possible: Exact
    gate_failed: bool
    last_day: date | None
    later: tuple[Later, ...] | None = None

    @property
    def changes(self) -> tuple[Later, ...]:
        """What becomes of it, in order of the days."""
        if self.later is not None:
            return self.later
        if self.last_day is None or self.last_day == date.max:
            return ()
        return (Later(self.last_day + ONE_DAY, 0, self.possible, self.criterion.gate),)


class ForecastStep(NamedTuple):
    """A site from `day` on, until the next step.

    `lapsed` is what lapses on it, or earns less, must-haves first.

    Points are whole numbers of 1/`unit` of a point, so that sums are exact and quick.
    """

    day: date
    level: str
    unit: int
    earned: int
    possible: int
    lapsed: tuple[Criterion, ...]

    @property
    def points(self) -> Points:
        return Points(Fraction(self.earned, self.unit), Fraction(self.possible, self.unit))

    @property
    def score(self) -> Fraction | None:
        """0 to 100; `None` where nothing is possible."""
        return Fraction(100 * self.earned, self.possible) if self.possible else None


class Fall(NamedTuple):
    """A loss of level. `by_must_have`: must-haves do it; else points, and `causes` is all of it."""

    day: date
    before: str
    level: str
    causes: tuple[Criterion, ...]
    by_must_have: bool


@dataclass(frozen=True)
class Forecast:
    """A site from a day on. `level` and `points` are those of the day itself.

    A day on which nothing but worthless evidence lapses is no step. A site never assessed has none.
    """

    framework: Framework
    as_of: date
    level: str
    points: Points
    steps: tuple[ForecastStep, ...]

    @property
    def is_best(self) -> bool:
        """Whether the site has the highest level on the day itself."""
        return self.level == self.framework.levels[-1].id

    @property
    def falls(self) -> tuple[Fall, ...]:
        """Every loss of level, however far ahead."""
        ranks = [NOT_ASSESSED, *(level.id for level in self.framework.levels)]
        found, before = [], self.level
        for step in self.steps:
            if ranks.index(step.level) < ranks.index(before):
                found.append(_fall(self.framework, before, step))
            before = step.level
        return tuple(found)

    @property
    def fall(self) -> Fall | None:
        """The loss of the highest level, `None` when the site does not have it or keeps it."""
        return next(iter(self.falls), None) if self.is_best else None


def horizon(as_of: date) -> date:
    """The last day that a forecast looks at: twelve calendar months ahead."""
    return add_months(as_of, HORIZON_MONTHS)


def standings_of(criteria: Iterable[CriterionScore]) -> tuple[Standing, ...]:
    """Where a forecast starts from, given every criterion of a site on a date."""
    return tuple(
        Standing(
            scored.criterion,
            scored.points_earned,
            scored.points_possible,
            scored.gate_failed,
            scored.last_day if scored.state in GOOD else None,
        )
        for scored in criteria
    )


def standings_from(line: Timeline, as_of: date) -> tuple[Standing, ...]:
    """The same from the timeline of what was recorded by then, where registers have a say."""
    return tuple(
        standing._replace(
            later=tuple(
                Later(
                    change.day,
                    change.scored.points_earned,
                    change.scored.points_possible,
                    change.scored.gate_failed,
                )
                for change in changes
                if change.day > as_of
            )
        )
        for standing, changes in zip(
            standings_of(line.criteria_at(as_of)), line.criteria, strict=True
        )
    )


def forecast(
    framework: Framework,
    standings: Collection[Standing],
    as_of: date,
    *,
    assessed: bool = True,
    renewing: Renewing = Renewing.NOTHING,
) -> Forecast:
    """Forecast a site from all of its criteria, in framework order, as they are on `as_of`."""
    unit = lcm(*(part for row in standings for part in _denominators(row)))
    earned = sum(_units(row.earned, unit) for row in standings)
    possible = sum(_units(row.possible, unit) for row in standings)
    points = Points(Fraction(earned, unit), Fraction(possible, unit))
    if not assessed:
        return Forecast(framework, as_of, NOT_ASSESSED, points, ())
    now = {
        row.criterion.id: Later(as_of, row.earned, row.possible, row.gate_failed)
        for row in standings
    }
    failing = {row.criterion.id for row in standings if row.gate_failed}
    level = level_of(framework, Points(earned, possible), gates_pass=not failing)
    steps, after = [], (earned, possible, tuple(failing))
    for day, changing in sorted(_by_day(standings, as_of, renewing).items()):
        worse = []
        for criterion, becomes in changing:
            was, now[criterion.id] = now[criterion.id], becomes
            earned += _units(becomes.earned, unit) - _units(was.earned, unit)
            possible += _units(becomes.possible, unit) - _units(was.possible, unit)
            if becomes.gate_failed != was.gate_failed:
                failing.symmetric_difference_update((criterion.id,))
            if becomes.earned < was.earned or becomes.gate_failed > was.gate_failed:
                worse.append(criterion)
        before, after = after, (earned, possible, tuple(failing))
        if after == before:
            continue
        became = level_of(framework, Points(earned, possible), gates_pass=not failing)
        lapsed = tuple(sorted(worse, key=_must_haves_first))
        steps.append(ForecastStep(day, became, unit, earned, possible, lapsed))
    return Forecast(framework, as_of, level, points, tuple(steps))


def _denominators(row: Standing) -> Iterator[int]:
    yield row.earned.denominator
    yield row.possible.denominator
    for later in row.later or ():
        yield later.earned.denominator
        yield later.possible.denominator


def _units(points: Exact, unit: int) -> int:
    if isinstance(points, int):
        return points * unit
    return points.numerator * (unit // points.denominator)


def _by_day(
    standings: Iterable[Standing], as_of: date, renewing: Renewing
) -> dict[date, list[tuple[Criterion, Later]]]:
    days: dict[date, list[tuple[Criterion, Later]]] = {}
    if renewing is Renewing.EVERYTHING:
        return days
    for standing in standings:
        if renewing is Renewing.MUST_HAVES and standing.criterion.gate:
            continue
        for later in standing.changes:
            if later.day > as_of:
                days.setdefault(later.day, []).append((standing.criterion, later))
    return days


def _must_haves_first(criterion: Criterion) -> bool:
    return not criterion.gate


def _fall(framework: Framework, before: str, step: ForecastStep) -> Fall:
    """A must-have that lapses does it where the lost level asks for them; else the points do.

    Must-haves fail one after the other, so those that failed before did not hold the lost level.
    """
    gates = tuple(criterion for criterion in step.lapsed if criterion.gate)
    by_must_have = framework.level[before].needs_gates and bool(gates)
    return Fall(step.day, before, step.level, gates if by_must_have else step.lapsed, by_must_have)
