"""One site on a date: score, reason, gaps, what lapses, its past and its future."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from readiness.domain.assessment import AssessmentEvent, History
from readiness.domain.cycle import CycleStep
from readiness.domain.explanation import reason
from readiness.domain.framework import Framework
from readiness.domain.gaps import Gap, gaps
from readiness.domain.organisations import Site
from readiness.domain.people import Person
from readiness.domain.scoring import CriterionScore, Facts, SiteScore, State, facts_on, score_site
from readiness.domain.timeline import Step, Timeline
from readiness.services.workspace import Workspace


@dataclass(frozen=True)
class SiteReport:
    """All that is known of a site on a date.

    `history` holds what was recorded up to the date, so that the part of `timeline` after it
    is what comes if nobody acts. `fall` is the first later step at which the site no longer
    has the highest level, `None` when it does not have it or keeps it.
    """

    site: Site
    framework: Framework
    score: SiteScore
    history: History
    timeline: Timeline
    assessments: tuple[AssessmentEvent, ...]
    facts: Facts
    reason: str
    gaps: tuple[Gap, ...]

    @property
    def as_of(self) -> date:
        return self.score.as_of

    @property
    def fall(self) -> Step | None:
        best = self.framework.levels[-1].id
        if self.score.level != best:
            return None
        later = (step for step in self.timeline.steps if step.day > self.as_of)
        return next((step for step in later if step.level != best), None)

    def lapsing(self, days: int) -> tuple[CriterionScore, ...]:
        """Criteria whose evidence is good today and ends within so many days, soonest first."""
        until = self.as_of + timedelta(days=days)
        found = [
            scored
            for scored in self.score.criteria
            if scored.state in (State.MET, State.PARTLY_MET)
            and scored.last_day is not None
            and scored.last_day <= until
        ]
        return tuple(sorted(found, key=lambda scored: (scored.last_day, not scored.criterion.gate)))


def site_report(workspace: Workspace, who: Person, site_id: str, as_of: date) -> SiteReport:
    """Report on a site. Raises `NotAllowedError` where `who` may not see it."""
    site = workspace.site(who, site_id)
    history = workspace.ledger.history(site_id).until(as_of)
    events = workspace.ledger.assessments(site_id)
    known = tuple(event for event in events if event.recorded_at.date() <= as_of)
    pinning = pinning_on(events, as_of)
    framework = workspace.versions_of(pinning)[-1][1]
    score = score_site(framework, history, as_of)
    return SiteReport(
        site=site,
        framework=framework,
        score=score,
        history=history,
        timeline=workspace.timeline(history, pinning),
        assessments=known,
        facts=facts_on(framework, history.profiles[-1] if history.profiles else None),
        reason=reason(framework, score),
        gaps=gaps(framework, score),
    )


def pinning_on(events: Sequence[AssessmentEvent], as_of: date) -> list[AssessmentEvent]:
    """The steps of a site that pin its framework version, as far as they are known on a date.

    Before the first assessment its version holds.
    """
    opened = [event for event in events if event.event == CycleStep.OPENED]
    return [event for event in opened if event.recorded_at.date() <= as_of] or opened[:1]
