"""Plans: of a site to each higher level, of the sites in scope under a budget, and what if."""

import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from readiness.domain.actions import Action
from readiness.domain.assessment import Batch
from readiness.domain.framework import Exact, Framework
from readiness.domain.network_plan import NetworkPlan, Programme, SiteNeeds, network_plan
from readiness.domain.organisations import Site
from readiness.domain.people import Person
from readiness.domain.plan import Plan, Terms, Way, score_with, ways
from readiness.domain.scoring import SiteScore, score_site
from readiness.domain.timeline import timeline
from readiness.errors import ReadinessError
from readiness.services import actions, free_text
from readiness.services.sites import SiteReport, pinning_on, site_report
from readiness.services.workspace import Workspace, walled

MOST_HOURS = 10_000
_QUARTERS = 4


@dataclass(frozen=True)
class SitePlan:
    """The ways of a site to each level above its own, the next level first.

    There are none for a site of the highest level, nor for one that is not assessed.
    """

    report: SiteReport
    terms: Terms
    ways: tuple[Way, ...]

    @property
    def framework(self) -> Framework:
        return self.report.framework

    def way(self, level: str | None) -> Way | None:
        """The way to a level; to the highest where that one is none of those above."""
        chosen = next((way for way in self.ways if way.level.id == level), None)
        return chosen or (self.ways[-1] if self.ways else None)


@dataclass(frozen=True)
class WhatIf:
    """A site on a date as it is, and as it would be with some gaps closed on that day."""

    before: SiteScore
    after: SiteScore
    closed: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class NetworkNeeds:
    """What each site in scope takes to reach the highest level; the same only as itself.

    `ready` have that level on the date, `not_assessed` are counted apart. `plan` may be asked
    for any budget: what was worked out for one is kept for the next.
    """

    as_of: date
    framework: Framework
    sites: Mapping[str, Site]
    ready: tuple[str, ...]
    not_assessed: tuple[str, ...]
    programmes: tuple[Programme, ...]
    needs: Mapping[str, SiteNeeds]
    _one_at_a_time: threading.Lock = field(default_factory=threading.Lock)

    def plan(self, budget: Exact) -> NetworkPlan:
        """The most sites that so many hours bring to the level."""
        with self._one_at_a_time:
            return network_plan(self.needs, _hours(budget, "The budget"), self.programmes)


@walled
def site_plan(
    workspace: Workspace, who: Person, site_id: str, as_of: date, terms: Terms | None = None
) -> SitePlan:
    """The plan of a site. Raises `NotAllowedError` where `who` may not see it.

    Raises `ReadinessError` for hours that are none, and for criteria that there are not.
    """
    report = site_report(workspace, who, site_id, as_of)
    framework = report.framework
    terms = terms or Terms()
    _check_criteria(framework, [*terms.locked, *terms.hours])
    for key, hours in terms.hours.items():
        _hours(hours, f"“{framework.criterion[key].title}”")
    line = report.timeline
    return SitePlan(report, terms, ways(framework, line, as_of, report.score, terms))


@walled
def what_if(
    workspace: Workspace, who: Person, site_id: str, as_of: date, closed: Collection[str]
) -> WhatIf:
    """A site if these criteria were met in full on the date and nothing else changed.

    Nothing is recorded. Raises `NotAllowedError` where `who` may not see the site.
    """
    report = site_report(workspace, who, site_id, as_of)
    _check_criteria(report.framework, closed)
    ids = tuple(own.id for own in report.framework.scored if own.id in closed)
    return WhatIf(report.score, score_with(report.framework, report.score, ids), ids)


@walled
def raise_actions(
    workspace: Workspace,
    who: Person,
    site_id: str,
    plan: Plan,
    owner: str,
    *,
    contested: bool = False,
) -> tuple[Action, ...]:
    """An action for each item of a plan, due on the day the plan has it done; all or none.

    An item that an unfinished action is to close already is left out. Raises `NotAllowedError`,
    `PrivacyError` for an owner's name that looks like a patient's, and `ReadinessError` where
    nothing is left to raise.
    """
    today = workspace.today
    open_now = actions.actions_of(workspace, who, today, [site_id])
    taken = {key for row in open_now if row.unfinished for key in row.criteria}
    new = [
        actions.new_action(
            workspace,
            who,
            site_id,
            [item.id],
            item.scored.criterion.title,
            owner,
            max(today, plan.done_on(item)),
        )
        for item in plan.items
        if item.id not in taken
    ]
    if not new:
        raise ReadinessError("Each item of this plan has an unfinished action already.")
    stated = free_text.statement([owner], contested=contested)
    workspace.ledger.append(
        Batch(actions=tuple(new)),
        recorded_by=who.name,
        recorded_at=new[0].recorded_at,
        action=f"raise actions from a plan{stated}",
        seen_actions={row.action_id: 0 for row in new},
    )
    return tuple(new)


@walled
def network_needs(
    workspace: Workspace, who: Person, as_of: date, programmes: Sequence[Programme] = ()
) -> NetworkNeeds:
    """What the sites that `who` may see take to reach the highest level, each on its own.

    Raises `ReadinessError` for a programme named twice, of no criterion, or with hours that are
    none.
    """
    ids = [own.criterion_id for own in programmes]
    _check_criteria(workspace.framework, ids)
    if len(set(ids)) != len(ids):
        raise ReadinessError("A programme is named twice; name each once.")
    for own in programmes:
        _hours(own.hours, "A programme")
        _hours(own.site_hours, "A programme at each site")
    sites = workspace.sites(who)
    events = workspace.assessments()
    ready, not_assessed, needs = [], [], {}
    for history in workspace.ledger.histories(sites):
        key, known = history.site_id, history.until(as_of)
        pinning = pinning_on(events.get(key, []), as_of)
        framework = workspace.versions_of(pinning)[-1][1]
        score = score_site(framework, known, as_of)
        if not score.assessed:
            not_assessed.append(key)
        elif score.level == framework.levels[-1].id:
            ready.append(key)
        else:
            line = timeline(framework, known)
            level = framework.levels[-1].id
            needs[key] = SiteNeeds(framework, line, as_of, level, programmes)
    return NetworkNeeds(
        as_of,
        workspace.framework,
        sites,
        tuple(ready),
        tuple(not_assessed),
        tuple(programmes),
        needs,
    )


def _check_criteria(framework: Framework, ids: Collection[str]) -> None:
    scored = {criterion.id for criterion in framework.scored}
    for key in ids:
        if key not in scored:
            raise ReadinessError(
                f"{key!r} is not a criterion of {framework.title} {framework.version}."
            )


def _hours(hours: Exact, what: str) -> Exact:
    """Quarters of an hour are enough for any plan, and keep it quick."""
    if not 0 <= hours <= MOST_HOURS or Fraction(hours * _QUARTERS).denominator != 1:
        raise ReadinessError(
            f"{what} takes 0 to {MOST_HOURS:,} hours, in steps of a quarter of an hour."
        )
    return hours
