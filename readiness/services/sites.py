"""One site on a date: score, reason, gaps, what lapses, its past and its future."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, partial

from readiness.domain.assessment import AssessmentEvent, History, Response, nameless
from readiness.domain.cycle import CycleStep
from readiness.domain.explanation import reason
from readiness.domain.forecast import GOOD, Fall, Forecast, Standing, forecast, standings_from
from readiness.domain.framework import Framework
from readiness.domain.gaps import Gap, gaps
from readiness.domain.organisations import Site
from readiness.domain.people import Person
from readiness.domain.registers.feeding import Feed, fed, feeds
from readiness.domain.scoring import CriterionScore, Facts, SiteScore, facts_on, score_site
from readiness.domain.timeline import Timeline
from readiness.services.workspace import Workspace, walled


@dataclass(frozen=True)
class SiteReport:
    """All that is known of a site on a date.

    `history` holds what was recorded up to the date, with what registers answered, so that the
    part of `timeline` after it is what comes if nobody acts. `feeds` is what registers say, and
    `typed` what people answered. `fall` is the loss of the highest level in that case, `None`
    when the site does not have it or keeps it.
    """

    site: Site
    framework: Framework
    score: SiteScore
    history: History
    assessments: tuple[AssessmentEvent, ...]
    facts: Facts
    reason: str
    gaps: tuple[Gap, ...]
    feeds: Mapping[str, Feed]
    typed: Mapping[str, tuple[Response, ...]]
    draw_timeline: Callable[[], Timeline] = field(repr=False)

    @cached_property
    def timeline(self) -> Timeline:
        """Only where it is asked for: it takes as long as everything else together."""
        return self.draw_timeline()

    @property
    def as_of(self) -> date:
        return self.score.as_of

    @cached_property
    def forecast(self) -> Forecast:
        """The site from the date on, if nobody acts."""
        return forecast(self.framework, self.standings, self.as_of, assessed=self.score.assessed)

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """What a forecast starts from."""
        return standings_from(self.timeline, self.as_of)

    @property
    def fall(self) -> Fall | None:
        return self.forecast.fall

    def lapsing(self, days: int) -> tuple[CriterionScore, ...]:
        """Criteria whose evidence is good today and ends within so many days, soonest first."""
        until = self.as_of + timedelta(days=days)
        found = [
            scored
            for scored in self.score.criteria
            if scored.state in GOOD and scored.last_day is not None and scored.last_day <= until
        ]
        return tuple(sorted(found, key=lambda scored: (scored.last_day, not scored.criterion.gate)))


@walled
def site_report(workspace: Workspace, who: Person, site_id: str, as_of: date) -> SiteReport:
    """Report on a site. Raises `NotAllowedError` where `who` may not see it.

    Who sees no names gets the history without them and without the words of evidence.
    """
    site = workspace.site(who, site_id)
    history = workspace.ledger.history(site_id).until(as_of)
    events = workspace.ledger.assessments(site_id)
    known = tuple(event for event in events if event.recorded_at.date() <= as_of)
    pinning = pinning_on(events, as_of)
    framework = workspace.versions_of(pinning)[-1][1]
    answered = fed(framework, history, as_of)
    score = score_site(framework, answered, as_of)
    return SiteReport(
        site=site,
        framework=framework,
        score=score,
        history=answered if who.sees_names else nameless(answered),
        assessments=known,
        facts=facts_on(framework, history.profiles[-1] if history.profiles else None),
        reason=reason(framework, score),
        gaps=gaps(framework, score),
        feeds=feeds(framework, history, as_of),
        typed=history.responses,
        draw_timeline=partial(workspace.timeline, history, pinning),
    )


def pinning_on(events: Sequence[AssessmentEvent], as_of: date) -> list[AssessmentEvent]:
    """The steps of a site that pin its framework version, as far as they are known on a date.

    Before the first assessment its version holds.
    """
    opened = [event for event in events if event.event == CycleStep.OPENED]
    return [event for event in opened if event.recorded_at.date() <= as_of] or opened[:1]
