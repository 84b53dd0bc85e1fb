"""Where the network stands on a date, and what moved since another."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from readiness.analytics import questions
from readiness.analytics.questions import (
    CriterionCount,
    ElementRow,
    Lapse,
    LevelRow,
    Marked,
    SiteRow,
)
from readiness.analytics.store import MILLION
from readiness.domain.framework import Criterion, Framework
from readiness.domain.people import Person
from readiness.domain.scoring import NOT_ASSESSED
from readiness.services.forecast import SOON_DAYS, falling_within
from readiness.services.workspace import Workspace, walled

LAPSE_DAYS = 90
FALL_DAYS = SOON_DAYS


@dataclass(frozen=True)
class Filters:
    """Which sites to look at; an empty choice leaves all in."""

    region: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    practice: tuple[str, ...] = ()
    service_level: tuple[str, ...] = ()
    agent: tuple[str, ...] = ()
    level: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Overview:
    """A network on a date; the same only as itself, so that tables of it can be kept.

    `before` holds the same sites on the date compared with, by id; `criterion` every criterion
    of every version in use, by id. `falling_out` are the sites of the highest level that lose it
    within 30 days if nobody acts. `lapses` are in no order.
    """

    framework: Framework
    as_of: date
    since: date
    sites: tuple[SiteRow, ...]
    before: dict[str, LevelRow]
    elements: tuple[ElementRow, ...]
    failed_gates: tuple[CriterionCount, ...]
    lapses: tuple[Lapse, ...]
    not_applicable: tuple[Marked, ...]
    falling_out: frozenset[str]
    sites_in_scope: int
    criterion: Mapping[str, Criterion]

    @property
    def assessed(self) -> tuple[SiteRow, ...]:
        return tuple(site for site in self.sites if site.level != NOT_ASSESSED)

    @property
    def by_level(self) -> Counter[str]:
        """How many sites have each level."""
        return Counter(site.level for site in self.sites)

    @property
    def mean_score(self) -> Fraction | None:
        """The mean over the assessed sites that have a score; `None` without any."""
        scores = [site.score for site in self.assessed if site.score is not None]
        return Fraction(sum(scores), len(scores) * MILLION) if scores else None

    @property
    def movers(self) -> tuple[tuple[LevelRow, SiteRow], ...]:
        """(before, now) of the sites that moved; the largest change of level first."""
        levels = [NOT_ASSESSED, *(level.id for level in self.framework.levels)]
        rank = {level: place for place, level in enumerate(levels)}
        pairs = []
        for now in self.sites:
            was = self.before.get(now.site_id)
            if was is not None and (now.level, now.score) != (was.level, was.score):
                pairs.append((was, now))

        def fall(pair: tuple[LevelRow, SiteRow]) -> tuple[int, int]:
            was, now = pair
            steps = rank[now.level] - rank[was.level]
            change = (now.score or 0) - (was.score or 0)
            return (-abs(steps), -abs(change)) if steps else (0, -abs(change))

        return tuple(sorted(pairs, key=fall))


@walled
def overview(
    workspace: Workspace, who: Person, as_of: date, since: date, filters: Filters
) -> Overview:
    """The network on a date, compared with an earlier one. Only sites that `who` may see."""
    workspace.refresh()
    analytics = workspace.analytics
    scope = set(workspace.sites(who))
    chosen = scope.copy()
    if filters.service_level:
        chosen &= questions.sites_with(
            analytics, as_of, "service_level", filters.service_level, scope
        )
    if filters.agent:
        chosen &= questions.sites_with(analytics, as_of, "agents", filters.agent, scope)
    rows = tuple(
        row
        for row in questions.site_rows(analytics, as_of, chosen)
        if _kept(row.region, filters.region)
        and _kept(row.state, filters.state)
        and _kept(row.practice, filters.practice)
        and _kept(row.level, filters.level)
    )
    ids = [row.site_id for row in rows]
    assessed = [row.site_id for row in rows if row.level != NOT_ASSESSED]
    before = questions.level_rows(analytics, since, ids)
    lapses = tuple(questions.lapses(analytics, as_of, assessed, LAPSE_DAYS))
    return Overview(
        framework=workspace.framework,
        as_of=as_of,
        since=since,
        sites=rows,
        before={row.site_id: row for row in before},
        elements=tuple(questions.element_rows(analytics, as_of, ids)),
        failed_gates=tuple(questions.failed_gates(analytics, as_of, assessed)),
        lapses=lapses,
        not_applicable=tuple(questions.not_applicable(analytics, as_of, assessed)),
        falling_out=_falling_out(workspace, rows, lapses, as_of),
        sites_in_scope=len(scope),
        criterion=workspace.criteria(),
    )


@walled
def choices(workspace: Workspace, who: Person) -> dict[str, list[str]]:
    """What each filter can be set to, among the sites that `who` may see."""
    workspace.refresh()
    known = workspace.sites(who)
    sites = known.values()
    return {
        "region": sorted({site.region for site in sites if site.region}),
        "state": sorted({site.state for site in sites if site.state}),
        "practice": sorted({site.practice for site in sites if site.practice}),
        "agent": questions.values_of(workspace.analytics, "agents", known),
    }


def _falling_out(
    workspace: Workspace, rows: Sequence[SiteRow], lapses: Sequence[Lapse], as_of: date
) -> frozenset[str]:
    """Only sites of the highest level at which something can change in time are looked at."""
    end = as_of + timedelta(days=FALL_DAYS)
    soon = {lapse.site_id for lapse in lapses if lapse.last_day < end}
    soon |= workspace.ledger.sites_with_registers()
    best = workspace.framework.levels[-1].id
    some = [row.site_id for row in rows if row.level == best and row.site_id in soon]
    return falling_within(workspace, as_of, some, FALL_DAYS) if some else frozenset()


def _kept(value: str, wanted: tuple[str, ...]) -> bool:
    return not wanted or value in wanted
