"""What sets sites off: recording events, and what they made due that nobody has looked at since."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from readiness.domain.people import Person
from readiness.domain.registers.entries import RegisterEntry
from readiness.domain.registers.triggers import TRIGGERS
from readiness.domain.triggers import SetOff, Trigger, set_off, triggers_of
from readiness.services import registers
from readiness.services.sites import SiteReport
from readiness.services.workspace import Workspace, walled


@dataclass(frozen=True)
class NetworkTrigger:
    """An event with the sites that `who` may see at which it was recorded, by id.

    `versions` is how often it was recorded at each of them, which its withdrawal has to name.
    """

    trigger: Trigger
    site_ids: tuple[str, ...]
    versions: int


@walled
def site_triggers(workspace: Workspace, who: Person, report: SiteReport) -> tuple[SetOff, ...]:
    """What happened at the site of a report until its date, the newest first.

    Raises `NotAllowedError` where `who` may not see the site.
    """
    site = workspace.site(who, report.site.site_id)
    history = workspace.ledger.history(site.site_id).until(report.as_of)
    return set_off(report.framework, history, report.score)


@walled
def network_triggers(workspace: Workspace, who: Person, as_of: date) -> tuple[NetworkTrigger, ...]:
    """Every event known on a date at the sites that `who` may see, also those to come.

    The newest first; what several sites share comes once.
    """
    by_site: dict[str, list[RegisterEntry]] = {}
    for entry in workspace.ledger.register(TRIGGERS, workspace.sites(who)):
        if entry.recorded_at.date() <= as_of:
            by_site.setdefault(entry.site_id, []).append(entry)
    found: dict[str, tuple[Trigger, list[str]]] = {}
    for site_id, entries in by_site.items():
        for trigger in triggers_of(entries):
            found.setdefault(trigger.entry_id, (trigger, []))[1].append(site_id)
    ordered = sorted(found.values(), key=lambda pair: pair[0].happened_on, reverse=True)
    return tuple(
        NetworkTrigger(
            trigger,
            tuple(site_ids),
            sum(entry.entry_id == trigger.entry_id for entry in by_site[site_ids[0]]),
        )
        for trigger, site_ids in ordered
    )


@walled
def record_trigger(
    workspace: Workspace,
    who: Person,
    site_id: str,
    values: Mapping[str, str],
    *,
    contested: bool = False,
) -> str:
    """Record an event at one site; returns its id. Raises as `registers.record_entry` does."""
    return registers.record_entry(workspace, who, TRIGGERS, [site_id], values, contested=contested)


@walled
def record_everywhere(
    workspace: Workspace, who: Person, values: Mapping[str, str], *, contested: bool = False
) -> str:
    """Record an event at every site there is now; for network administrators only."""
    workspace.allow_network(who, "record what sets the whole network off")
    sites = list(workspace.known_sites())
    return registers.record_entry(workspace, who, TRIGGERS, sites, values, contested=contested)
