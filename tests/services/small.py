"""Frameworks of a few criteria, for rules that need no more."""

from fractions import Fraction

from readiness.domain.assessment import History, Response
from readiness.domain.framework import Criterion, Element, Framework, Kind, Level, Theme
from readiness.domain.scoring import SiteScore, score_site
from tests.services.workspaces import NOW, TODAY

LEVELS = (
    Level("not_ready", "Not ready", 0, needs_gates=False),
    Level("ready_with_gaps", "Ready with gaps", 0, needs_gates=True),
    Level("ready", "Ready", 85, needs_gates=True),
)


def choice(
    key: str, points: int = 1, *, gate: bool = False, hours: Fraction | int = 1, **more: object
) -> Criterion:
    """A criterion that is answered yes, partly or no; its title is "Criterion K1"."""
    return Criterion(
        id=key,
        element="A",
        title=f"Criterion {key}",
        question="Is it so?",
        kind=Kind.CHOICE,
        points=points,
        gate=gate,
        effort_hours=hours,
        **more,  # type: ignore[arg-type]
    )


def framework_of(*criteria: Criterion, levels: tuple[Level, ...] = LEVELS) -> Framework:
    theme, element = Theme("t", "Theme"), Element("A", "t", "Element A", "")
    return Framework("small", "1", "Small", levels, (), (theme,), (element,), criteria)


def scored(framework: Framework, **answers: str) -> SiteScore:
    """A site that answered some of the criteria."""
    rows = [Response("S1", key, NOW, answer) for key, answer in answers.items()]
    return score_site(framework, History.of("S1", rows), TODAY)
