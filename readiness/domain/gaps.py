"""Gaps: criteria that cost points or fail a must-have on a date, and what closing one changes."""

from dataclasses import dataclass
from fractions import Fraction

from readiness.domain.framework import Criterion, Exact, Framework
from readiness.domain.scoring import CriterionScore, Points, SiteScore, level_of


@dataclass(frozen=True)
class Gap:
    """A criterion to close, and the site if only this one were closed."""

    scored: CriterionScore
    score_after: Fraction | None
    level_after: str

    @property
    def points_lost(self) -> Exact:
        return self.scored.points_possible - self.scored.points_earned

    @property
    def must_have(self) -> bool:
        return self.scored.gate_failed

    @property
    def points_per_hour(self) -> Fraction:
        return _per_hour(self.scored.criterion, self.points_lost)


def gaps(framework: Framework, score: SiteScore) -> tuple[Gap, ...]:
    """The gaps of a site: failed must-haves first, then most points for an hour of effort."""
    found = [
        _closed(framework, score, scored)
        for scored in score.criteria
        if scored.gate_failed or scored.points_earned < scored.points_possible
    ]
    return tuple(
        sorted(
            found,
            key=lambda gap: urgency(gap.scored.criterion, gap.points_lost, must_have=gap.must_have),
        )
    )


def urgency(criterion: Criterion, lost: Exact, *, must_have: bool) -> tuple[bool, Fraction]:
    """By this gaps are ordered, the first to close first; where equal, as in the framework.

    `lost` are the points that the criterion could still earn; `must_have`: it fails as one.
    """
    return not must_have, -_per_hour(criterion, lost)


def _per_hour(criterion: Criterion, lost: Exact) -> Fraction:
    """Points for each hour of effort; a gap that takes no effort counts as a tenth of one."""
    return Fraction(lost) / max(Fraction(criterion.effort_hours), Fraction(1, 10))


def _closed(framework: Framework, score: SiteScore, scored: CriterionScore) -> Gap:
    """What the site would be if this criterion were met and nothing else changed."""
    earned = score.points.earned + scored.points_possible - scored.points_earned
    after = Points(earned, score.points.possible)
    failed = [gate for gate in score.failed_gates if gate != scored.criterion.id]
    return Gap(scored, after.score, level_of(framework, after, gates_pass=not failed))
