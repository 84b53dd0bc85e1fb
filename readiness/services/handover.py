"""What is handed over in one file: a report, the gaps of its sites, and no names if asked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from readiness.analytics import questions
from readiness.analytics.questions import StandingRow
from readiness.domain.framework import Criterion, Exact, Framework
from readiness.domain.gaps import urgency
from readiness.domain.people import Person
from readiness.domain.scoring import State, whole
from readiness.services.network import Filters
from readiness.services.reports import NetworkReport, SiteSummary, network_report, site_summary
from readiness.services.workspace import Workspace, walled


class OpenGap(NamedTuple):
    """A criterion that costs a site points or fails as a must-have."""

    criterion: Criterion
    state: State
    points_lost: Exact
    must_have: bool


@dataclass(frozen=True, eq=False)
class NetworkHandover:
    """A report and, by site, the gaps of its assessed sites in the order to close them.

    `named`: persons are named. Else no action has an owner and a role stands for the maker.
    """

    report: NetworkReport
    gaps: Mapping[str, tuple[OpenGap, ...]]
    named: bool


@dataclass(frozen=True)
class SiteHandover:
    """A site; `named` as for a network, and without names its history is nameless too."""

    summary: SiteSummary
    named: bool


@walled
def network_handover(
    workspace: Workspace,
    who: Person,
    as_of: date,
    since: date,
    filters: Filters,
    *,
    names: bool = True,
) -> NetworkHandover:
    """The sites that `who` may see and that pass the filters; without names unless both `names`
    and `who` may see them."""
    report = network_report(workspace, who, as_of, since, filters, names=names)
    assessed = [row.site_id for row in report.overview.assessed]
    return NetworkHandover(report, _gaps(workspace, as_of, assessed), names and who.sees_names)


@walled
def site_handover(
    workspace: Workspace, who: Person, site_id: str, as_of: date, *, names: bool = True
) -> SiteHandover:
    """One site. Raises `NotAllowedError` where `who` may not see it."""
    summary = site_summary(workspace, who, site_id, as_of, names=names)
    return SiteHandover(summary, names and who.sees_names)


def _gaps(
    workspace: Workspace, as_of: date, assessed: Sequence[str]
) -> dict[str, tuple[OpenGap, ...]]:
    """From the criteria of the analytics copy, which were scored when it was made."""
    rows = questions.standings(workspace.analytics, as_of, assessed) if assessed else []
    versions = workspace.frameworks_on(as_of)
    return {
        site_id: _in_order(versions.get(site_id, workspace.framework), own)
        for site_id, own in groupby(rows, key=attrgetter("site_id"))
    }


def _in_order(framework: Framework, rows: Iterable[StandingRow]) -> tuple[OpenGap, ...]:
    """The gaps among the criteria of one site, as `domain.gaps` orders them."""
    by_id = {row.criterion: row for row in rows}
    found = []
    for criterion in framework.scored:
        row = by_id[criterion.id]
        state = State(row.state)
        possible = 0 if state is State.NOT_APPLICABLE else criterion.points
        lost = possible - _exact(row.earned)
        if row.gate_failed or lost > 0:
            found.append(OpenGap(criterion, state, lost, row.gate_failed))
    return tuple(
        sorted(
            found,
            key=lambda gap: urgency(gap.criterion, gap.points_lost, must_have=gap.must_have),
        )
    )


@lru_cache(maxsize=100_000)
def _exact(words: str) -> Exact:
    return whole(Fraction(words))
