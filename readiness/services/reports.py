"""What a report on paper is made of: the same answers as the screens, and who made it when."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from readiness.domain.actions import Action
from readiness.domain.organisations import Site
from readiness.domain.people import Permission, Person
from readiness.services.actions import actions_of
from readiness.services.forecast import NetworkForecast, network_forecast
from readiness.services.network import Filters, Overview, overview
from readiness.services.sites import SiteReport, site_report
from readiness.services.workspace import Workspace, walled


@dataclass(frozen=True)
class SiteSummary:
    """One site on a date, for one page. `actions` are the unfinished ones, overdue first.

    `made_on` is the day of the making, not the as-of date; no time, so that what is made twice
    on a day is the same.
    """

    report: SiteReport
    actions: tuple[Action, ...]
    made_by: str
    made_on: date


@dataclass(frozen=True, eq=False)
class NetworkReport:
    """The network on a date. All parts are about the sites of `overview`, and about no other.

    `actions` are all of these sites, overdue first; `sites` are the same sites by id. `whole` says
    whether the maker may see every site.
    """

    overview: Overview
    forecast: NetworkForecast
    actions: tuple[Action, ...]
    sites: Mapping[str, Site]
    filters: Filters
    whole: bool
    made_by: str
    made_on: date


@walled
def site_summary(
    workspace: Workspace, who: Person, site_id: str, as_of: date, *, names: bool = True
) -> SiteSummary:
    """Raises `NotAllowedError` where `who` may not see the site.

    Persons are named where `names` and `who` sees names.
    """
    who = who if names else who.without_names()
    report = site_report(workspace, who, site_id, as_of)
    actions = actions_of(workspace, who, as_of, [site_id])
    unfinished = tuple(action for action in actions if action.unfinished)
    return SiteSummary(report, unfinished, who.signature, workspace.today)


@walled
def network_report(
    workspace: Workspace,
    who: Person,
    as_of: date,
    since: date,
    filters: Filters,
    *,
    names: bool = True,
) -> NetworkReport:
    """The sites that `who` may see and that pass the filters, compared with an earlier date.

    Persons are named where `names` and `who` sees names.
    """
    who = who if names else who.without_names()
    view = overview(workspace, who, as_of, since, filters)
    known = workspace.sites(who)
    chosen = {row.site_id: known[row.site_id] for row in view.sites}
    ahead = network_forecast(workspace, who, as_of)
    if len(chosen) < len(ahead.sites):
        ahead = replace(
            ahead,
            sites=tuple(row for row in ahead.sites if row.site.site_id in chosen),
            lapses=tuple(row for row in ahead.lapses if row.site.site_id in chosen),
        )
    actions = actions_of(workspace, who, as_of)
    return NetworkReport(
        overview=view,
        forecast=ahead,
        actions=tuple(row for row in actions if row.site_id in chosen),
        sites=chosen,
        filters=filters,
        whole=who.may_everywhere(Permission.READ),
        made_by=who.signature,
        made_on=workspace.today,
    )
