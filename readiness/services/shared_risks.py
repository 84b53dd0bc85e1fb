"""What the sites that someone sees lean on together, and what its loss would cost them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from readiness.domain.framework import Criterion, Framework, ResourceKind
from readiness.domain.losses import Standing
from readiness.domain.organisations import Site
from readiness.domain.people import Person
from readiness.domain.resources import PERSONS, Resource
from readiness.domain.shared_risks import PairLoss, SharedRisks, shared_risks
from readiness.services.workspace import Workspace, walled

KINDS: Mapping[ResourceKind, str] = {
    ResourceKind.CHAMPION: "Champion",
    ResourceKind.DEPUTY: "Deputy",
    ResourceKind.HOSPITAL: "Hospital",
    ResourceKind.ON_CALL: "On-call pool",
    ResourceKind.DRUG_STOCK: "Drug stock",
}
"""What each kind is called on screens."""


@dataclass(frozen=True, eq=False)
class RiskReport:
    """Shared risks on a date; the same only as itself, so that tables of it can be kept.

    `framework` is the newest version, for the words of levels; `criterion` has every criterion of
    every version by id. `sites` are all that the reader may see, `assessed` how many of them have
    a level. Persons are named only to those who see names.
    """

    as_of: date
    today: date
    framework: Framework
    sites: Mapping[str, Site]
    assessed: int
    criterion: Mapping[str, Criterion]
    risks: SharedRisks


@walled
def risk_report(workspace: Workspace, who: Person, as_of: date) -> RiskReport:
    """Rank what the sites in the scope of `who` share, from what was recorded up to a date.

    A site outside the scope is not counted: neither is it said that somebody else leans on the
    same hospital.
    """
    sites = workspace.sites(who)
    versions = workspace.frameworks_on(as_of)
    standings = []
    for history in workspace.ledger.histories(sites, counting_on=as_of) if sites else ():
        framework = versions.get(history.site_id, workspace.framework)
        practice = sites[history.site_id].practice
        standings.append(Standing.of(framework, history, practice, as_of))
    risks = shared_risks(standings)
    return RiskReport(
        as_of=as_of,
        today=workspace.today,
        framework=workspace.framework,
        sites=sites,
        assessed=sum(standing.score.assessed for standing in standings),
        criterion=workspace.criteria(),
        risks=risks if who.sees_names else _without_names(risks),
    )


def _without_names(risks: SharedRisks) -> SharedRisks:
    """Persons numbered in the order of the ranking: "Champion 1"."""
    numbers: Counter[ResourceKind] = Counter()
    shown: dict[str, Resource] = {}
    for loss in risks.losses:
        resource = loss.resource
        if resource.kind in PERSONS:
            numbers[resource.kind] += 1
            name = f"{KINDS[resource.kind]} {numbers[resource.kind]}"
            resource = replace(resource, name=name)
        shown[resource.id] = resource

    def unnamed(pair: PairLoss) -> PairLoss:
        first, second = shown[pair.first.id], shown[pair.second.id]
        return replace(pair, first=first, second=second)

    return replace(
        risks,
        losses=tuple(replace(loss, resource=shown[loss.resource.id]) for loss in risks.losses),
        pairs=tuple(unnamed(pair) for pair in risks.pairs),
    )
