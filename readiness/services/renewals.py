"""What has to be renewed, and by when: the entries of a calendar."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import NamedTuple

from readiness.domain.assessment import History
from readiness.domain.forecast import GOOD
from readiness.domain.framework import Criterion, Framework
from readiness.domain.organisations import Site
from readiness.domain.people import Person
from readiness.domain.registers.feeding import fed
from readiness.domain.scoring import score_site
from readiness.services.workspace import Progress, Workspace, walled


class Renewal(NamedTuple):
    """Evidence of a site that is good on the date and has a last day.

    `revision` counts what could have moved that day (answers, other framework versions); the
    record only grows, so that it never goes down from one date to a later one. `changed_at` is
    when the newest of these was recorded, in UTC.
    """

    site: Site
    criterion: Criterion
    last_day: date
    framework_version: str
    revision: int
    changed_at: datetime


@dataclass(frozen=True)
class Renewals:
    """The renewals of one site (`site`), or of every site that someone may see, by last day.

    `made_on` is the day on which, and `made_by` the person for whom they were gathered.
    """

    as_of: date
    framework_id: str
    site: Site | None
    rows: tuple[Renewal, ...]
    framework_version: str
    made_by: str
    made_on: date


@walled
def renewals(
    workspace: Workspace,
    who: Person,
    as_of: date,
    site_id: str | None = None,
    *,
    must_haves_only: bool = False,
    on_progress: Progress | None = None,
) -> Renewals:
    """Everything that lapses after a date, however far ahead: a calendar keeps what is left out.

    `on_progress` is called with (sites read, sites); what it raises ends the reading.
    Raises `NotAllowedError` for a site that `who` may not see.
    """
    site = None if site_id is None else workspace.site(who, site_id)
    chosen = workspace.sites(who) if site is None else {site.site_id: site}
    events = workspace.assessments()
    rows: list[Renewal] = []
    for done, history in enumerate(workspace.ledger.histories(list(chosen)), 1):
        pins = workspace.versions_of(events.get(history.site_id, []))
        known = [pin for pin in pins if pin[0] <= as_of]
        rows += _of_site(chosen[history.site_id], history.until(as_of), known, as_of)
        if on_progress:
            on_progress(done, len(chosen))
    if must_haves_only:
        rows = [row for row in rows if row.criterion.gate]
    rows.sort(key=lambda row: (row.last_day, not row.criterion.gate, row.site, row.criterion.id))
    return Renewals(
        as_of,
        workspace.framework.id,
        site,
        tuple(rows),
        workspace.framework.version,
        who.signature,
        workspace.today,
    )


def _of_site(
    site: Site, history: History, pins: list[tuple[date, Framework]], as_of: date
) -> Iterator[Renewal]:
    since, framework = pins[-1]
    answered = fed(framework, history, as_of)
    for scored in score_site(framework, answered, as_of).criteria:
        if scored.state not in GOOD or scored.last_day is None:
            continue
        changed = answered.responses[scored.criterion.id][-1].recorded_at
        recorded = len(history.responses.get(scored.criterion.id, ())) + len(history.entries)
        if since > date.min:
            changed = max(changed, datetime.combine(since, time.min, UTC))
        yield Renewal(
            site,
            scored.criterion,
            scored.last_day,
            framework.version,
            recorded + len(pins) - 2,
            changed,
        )
