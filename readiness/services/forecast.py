"""What comes if nobody acts, for one site or for all that someone may see.

Only what was recorded on or before the as-of date counts. The criteria of that date hold exactly
this much, so that the network's forecast needs no more of the analytics copy than they, for a past
date too: what was recorded after it shows in later rows only.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from readiness.analytics import questions
from readiness.analytics.questions import StandingRow
from readiness.domain.forecast import (
    GOOD,
    Fall,
    Forecast,
    Renewing,
    Standing,
    forecast,
    horizon,
    standings_from,
)
from readiness.domain.framework import Criterion, Exact, Framework
from readiness.domain.organisations import Site
from readiness.domain.people import Person
from readiness.domain.scoring import NOT_ASSESSED, State, whole
from readiness.domain.timeline import timeline
from readiness.services.sites import SiteReport
from readiness.services.workspace import Workspace, walled

SOON_DAYS = 30
_DATES_KEPT = 8


class SiteFall(NamedTuple):
    """A site that loses a level; `site` is where, the other fields are the loss."""

    site: Site
    fall: Fall
    framework: Framework

    @property
    def from_best(self) -> bool:
        """Whether it is the highest level that is lost."""
        return self.fall.before == self.framework.levels[-1].id


class SiteLapse(NamedTuple):
    """Evidence that is good on the as-of date, and its last day."""

    site: Site
    criterion: Criterion
    last_day: date


@dataclass(frozen=True)
class SiteForecast:
    """A site if nothing is renewed, and if only its must-haves are.

    There is no third: with everything renewed on time a site stays as it is.
    """

    site: Site
    nobody_acts: Forecast
    must_haves: Forecast


@dataclass(frozen=True, eq=False)
class NetworkForecast:
    """The sites that someone may see, from `as_of` to `until`; the same only as itself.

    `lapses` are soonest first, must-haves before others.
    """

    framework: Framework
    as_of: date
    until: date
    sites: tuple[SiteForecast, ...]
    lapses: tuple[SiteLapse, ...]

    @property
    def assessed(self) -> int:
        return sum(row.nobody_acts.level != NOT_ASSESSED for row in self.sites)

    @cached_property
    def ready(self) -> tuple[SiteForecast, ...]:
        """The sites that have the highest level on the as-of date."""
        return tuple(row for row in self.sites if row.nobody_acts.is_best)

    @cached_property
    def losses(self) -> tuple[SiteFall, ...]:
        """Every loss of a level up to `until`, soonest first; from the highest level first."""
        found = [
            SiteFall(row.site, fall, row.nobody_acts.framework)
            for row in self.sites
            for fall in row.nobody_acts.falls
            if fall.day <= self.until
        ]
        return tuple(sorted(found, key=_soonest))

    @cached_property
    def falls(self) -> tuple[SiteFall, ...]:
        """The losses of the highest level, soonest first: at most one for each site."""
        return tuple(loss for loss in self.losses if loss.from_best)

    def fallen(self, renewing: Renewing) -> Counter[date]:
        """How many sites lose the highest level on each day up to `until`."""
        if renewing is Renewing.EVERYTHING:
            return Counter()
        if renewing is Renewing.NOTHING:
            return Counter(loss.fall.day for loss in self.falls)
        falls = (row.must_haves.fall for row in self.ready)
        return Counter(fall.day for fall in falls if fall is not None and fall.day <= self.until)


@walled
def network_forecast(workspace: Workspace, who: Person, as_of: date) -> NetworkForecast:
    """Forecast every site that `who` may see, a year ahead of a date."""
    workspace.refresh()
    known = workspace.sites(who)
    until = horizon(as_of)
    sites, lapses = [], []
    for site_id, standings, framework, assessed in standing_on(workspace, as_of, known):
        site = known[site_id]
        nobody = forecast(framework, standings, as_of, assessed=assessed)
        renewed = nobody
        if nobody.is_best:
            renewed = forecast(framework, standings, as_of, renewing=Renewing.MUST_HAVES)
        sites.append(SiteForecast(site, nobody, renewed))
        if assessed:
            lapses += [
                SiteLapse(site, row.criterion, row.last_day)
                for row in standings
                if row.last_day is not None and row.last_day <= until
            ]
    sites.sort(key=lambda row: (row.site.site_name, row.site.site_id))
    lapses.sort(key=_soonest_lapse)
    return NetworkForecast(workspace.framework, as_of, until, tuple(sites), tuple(lapses))


def forecast_of(report: SiteReport) -> SiteForecast:
    """The same of one site, from a report that was given out."""
    assessed, day = report.score.assessed, report.as_of
    renewed = forecast(
        report.framework, report.standings, day, assessed=assessed, renewing=Renewing.MUST_HAVES
    )
    return SiteForecast(report.site, report.forecast, renewed)


def standing_on(
    workspace: Workspace, as_of: date, site_ids: Collection[str]
) -> Iterator[tuple[str, list[Standing], Framework, bool]]:
    """Of each site: its id, its criteria on a date, its framework version, whether assessed.

    Reads the analytics copy as it is, and the registers of sites that keep any: what those say
    changes by itself. For services, which look at scope themselves.
    """
    keeping = workspace.ledger.sites_with_registers() & set(site_ids)
    rows_of_levels = questions.level_rows(workspace.analytics, as_of, site_ids)
    levels = {row.site_id: row.level for row in rows_of_levels}
    rows = questions.standings(workspace.analytics, as_of, set(site_ids) - keeping)
    versions = workspace.frameworks_on(as_of)
    for history in workspace.ledger.histories(keeping) if keeping else ():
        site_id = history.site_id
        framework = versions.get(site_id, workspace.framework)
        line = timeline(framework, history.until(as_of))
        assessed = levels[site_id] != NOT_ASSESSED
        yield site_id, list(standings_from(line, as_of)), framework, assessed
    for site_id, own in groupby(rows, key=attrgetter("site_id")):
        framework = versions.get(site_id, workspace.framework)
        by_id = {row.criterion: _standing(framework.criterion[row.criterion], row) for row in own}
        ordered = [by_id[criterion.id] for criterion in framework.scored]
        yield site_id, ordered, framework, levels[site_id] != NOT_ASSESSED


def falling_within(
    workspace: Workspace, as_of: date, site_ids: Collection[str], days: int
) -> frozenset[str]:
    """Which of these sites lose the highest level within so many days. For services."""
    falls = _falls(workspace, as_of, site_ids)
    return frozenset(
        site_id
        for site_id, fall in falls.items()
        if fall is not None and (fall.day - as_of).days <= days
    )


def _falls(workspace: Workspace, as_of: date, site_ids: Collection[str]) -> dict[str, Fall | None]:
    """The loss of the highest level of each site; kept until something is recorded about it.

    What is kept is the whole network's: of it, no site is taken that the workspace does not have.
    """
    known = workspace.known_sites()
    copies = {
        site_id: workspace.analytics.replaced(site_id) for site_id in site_ids if site_id in known
    }
    if as_of not in workspace.falls and len(workspace.falls) >= _DATES_KEPT:
        workspace.falls.clear()
    kept = workspace.falls.setdefault(as_of, {})
    unknown = [site_id for site_id, copy in copies.items() if kept.get(site_id, (-1,))[0] != copy]
    if unknown:
        for site_id, standings, framework, assessed in standing_on(workspace, as_of, unknown):
            fall = forecast(framework, standings, as_of, assessed=assessed).fall
            kept[site_id] = copies[site_id], fall
    return {site_id: kept[site_id][1] for site_id in copies if site_id in kept}


_GOOD = {str(state) for state in GOOD}
_OUT = str(State.NOT_APPLICABLE)


def _standing(criterion: Criterion, row: StandingRow) -> Standing:
    return Standing(
        criterion,
        _exact(row.earned),
        0 if row.state == _OUT else criterion.points,
        row.gate_failed,
        row.last_day if row.state in _GOOD else None,
    )


@lru_cache(maxsize=100_000)
def _exact(words: str) -> Exact:
    return whole(Fraction(words))


def _soonest(loss: SiteFall) -> tuple[date, bool, str, str]:
    return loss.fall.day, not loss.from_best, loss.site.site_name, loss.site.site_id


def _soonest_lapse(lapse: SiteLapse) -> tuple[date, bool, str, str]:
    return lapse.last_day, not lapse.criterion.gate, lapse.site.site_name, lapse.criterion.id
