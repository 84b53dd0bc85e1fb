"""Why a site has the level and the score it has, in sentences."""

from fractions import Fraction
from math import floor

from readiness.domain.framework import Framework, Level
from readiness.domain.scoring import NOT_ASSESSED, SiteScore

LEVEL_NOT_ASSESSED = "Not assessed"


def shown(score: Fraction | None) -> str:
    """A score as every screen shows it: one decimal, rounded down; a dash where there is none.

    Rounded down, so that no site seems to reach a threshold that it has not reached.
    """
    return "–" if score is None else f"{floor(score * 10) / 10:.1f}"


def level_title(framework: Framework, level_id: str) -> str:
    """The words for a level."""
    level = framework.level.get(level_id)
    return level.title if level else LEVEL_NOT_ASSESSED


def reason(framework: Framework, score: SiteScore) -> str:
    """One or two sentences that say why the site has its level."""
    if score.level == NOT_ASSESSED:
        return "No criterion has been answered yet, so there is nothing to score."
    failed = [framework.criterion[key].title for key in score.failed_gates]
    higher = _next_level(framework, score.level)
    by_score_alone = _by_score_alone(framework, score)
    title = level_title(framework, score.level)
    if failed and by_score_alone.needs_gates:
        names = _listed(failed)
        verb = "fails" if len(failed) == 1 else "fail"
        count = "1 must-have" if len(failed) == 1 else f"{len(failed)} must-haves"
        if score.score is not None and by_score_alone is framework.levels[-1]:
            return (
                f"{shown(score.score)} points of 100, and yet {title.lower()}: "
                f"{count} {verb}, which points cannot buy back: {names}."
            )
        return f"{title}, because {count} {verb}: {names}."
    passed = "Every must-have passes" if framework.gates else "There are no must-haves"
    if failed:
        passed = f"{len(failed)} of {len(framework.gates)} must-haves fail"
    if higher is None:
        minimum = float(framework.levels[-1].min_score)
        return f"{passed} and the score of {shown(score.score)} reaches the {minimum:g} asked for."
    return (
        f"{passed}; {higher.title} asks for a score of {float(higher.min_score):g} "
        f"and this one is {shown(score.score)}."
    )


def _by_score_alone(framework: Framework, score: SiteScore) -> Level:
    reached = framework.levels[0]
    for level in framework.levels:
        if (score.score or 0) >= level.min_score:
            reached = level
    return reached


def _next_level(framework: Framework, level_id: str) -> Level | None:
    place = [level.id for level in framework.levels].index(level_id) + 1
    return framework.levels[place] if place < len(framework.levels) else None


def _listed(names: list[str], most: int = 4) -> str:
    """A few names in a row; the rest as a count."""
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
