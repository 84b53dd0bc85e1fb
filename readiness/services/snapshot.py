"""The network on a date, whole: what files that leave the product are made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from readiness.domain.actions import Action
from readiness.domain.assessment import History, nameless
from readiness.domain.framework import Criterion, Framework
from readiness.domain.gaps import Gap, gaps
from readiness.domain.organisations import Site
from readiness.domain.people import Person
from readiness.domain.registers.feeding import fed
from readiness.domain.scoring import SiteScore, score_site
from readiness.services.actions import actions_of
from readiness.services.network import Filters, Overview, overview
from readiness.services.workspace import Workspace, walled

Progress = Callable[[int, int], None]
QUARTER = timedelta(days=91)
"""Movement is measured from so long before, unless a day is named; as on the overview."""


@dataclass(frozen=True, slots=True)
class SiteOnDate:
    """A site on a date under the framework version in force for it.

    `recorded` is what people recorded up to the date; `answered` is what counts, with the answers
    that registers give in the place of those they set aside.
    """

    site: Site
    framework: Framework
    score: SiteScore
    gaps: tuple[Gap, ...]
    recorded: History
    answered: History


@dataclass(frozen=True)
class Snapshot:
    """The sites that someone may see, by id, and all that belongs to them on a date.

    `made_on` is the day on which, and `made_by` the person for whom it was gathered; `revision` is
    the number of the newest save. `named` says whether persons are named in it. `criterion` holds
    every criterion of every version in use, by id.
    """

    view: Overview
    sites: tuple[SiteOnDate, ...]
    actions: tuple[Action, ...]
    criterion: Mapping[str, Criterion]
    made_on: date
    made_by: str
    revision: int
    named: bool

    @property
    def framework(self) -> Framework:
        """The newest version."""
        return self.view.framework

    @property
    def as_of(self) -> date:
        return self.view.as_of

    @property
    def frameworks(self) -> tuple[Framework, ...]:
        """The versions that the sites are measured against, the newest always among them."""
        used = [self.framework, *(row.framework for row in self.sites)]
        return tuple({version.version: version for version in used}.values())


@walled
def snapshot(
    workspace: Workspace, who: Person, as_of: date, on_progress: Progress | None = None
) -> Snapshot:
    """Gather everything about the sites that `who` may see, as of a date.

    Who sees no names gets neither owners, nor who recorded what, nor the words of evidence.
    `on_progress` is called with (sites read, sites); what it raises ends the gathering.
    """
    view = overview(workspace, who, as_of, as_of - QUARTER, Filters())
    known = workspace.sites(who)
    versions = workspace.frameworks_on(as_of)
    rows = []
    for done, history in enumerate(workspace.ledger.histories(list(known)), 1):
        version = versions.get(history.site_id, workspace.framework)
        rows.append(_site(known[history.site_id], version, history, as_of, named=who.sees_names))
        if on_progress:
            on_progress(done, len(known))
    return Snapshot(
        view=view,
        sites=tuple(rows),
        actions=actions_of(workspace, who, as_of),
        criterion=workspace.criteria(),
        made_on=workspace.today,
        made_by=who.signature,
        revision=workspace.ledger.revision(),
        named=who.sees_names,
    )


def _site(
    site: Site, framework: Framework, history: History, as_of: date, *, named: bool
) -> SiteOnDate:
    recorded = history.until(as_of)
    answered = fed(framework, recorded, as_of)
    score = score_site(framework, answered, as_of)
    if not named:
        recorded, answered = nameless(recorded), nameless(answered)
    return SiteOnDate(site, framework, score, gaps(framework, score), recorded, answered)
