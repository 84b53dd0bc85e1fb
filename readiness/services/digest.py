"""The daily digest: what a person should know of and was not told yet.

By range, never by exact day: whatever falls due within the days ahead and was not told is told,
so that a day without a digest is caught up by the next one.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from readiness.domain.actions import Told
from readiness.domain.assessment import Batch
from readiness.domain.explanation import level_title
from readiness.domain.people import Person, in_force
from readiness.domain.timeline import ONE_DAY
from readiness.errors import ReadinessError
from readiness.services.access import person_of, tidy_address
from readiness.services.actions import actions_of
from readiness.services.network import FALL_DAYS, Filters, Overview, overview
from readiness.services.sites import site_report
from readiness.services.workspace import Workspace, walled

LAPSE_DAYS = 30
DUE_DAYS = 7


class LapseNews(NamedTuple):
    """Evidence whose `last_day` comes soon. `about` is what is recorded as told."""

    about: str
    site_name: str
    title: str
    must_have: bool
    last_day: date


class FallNews(NamedTuple):
    """A site that loses the highest level soon; `last_day` is the last on which it has it."""

    about: str
    site_name: str
    level: str
    level_after: str
    last_day: date


class ActionNews(NamedTuple):
    """An unfinished action that is due soon, or overdue."""

    about: str
    site_name: str
    title: str
    owner: str
    due_on: date
    overdue: bool


@dataclass(frozen=True)
class Digest:
    """What to tell one person: by urgency, each part in the order to read it.

    `framework` is the id and version that is newest.
    """

    address: str
    as_of: date
    actions: tuple[ActionNews, ...]
    falls: tuple[FallNews, ...]
    lapses: tuple[LapseNews, ...]
    framework: str = ""

    def __len__(self) -> int:
        return len(self.actions) + len(self.falls) + len(self.lapses)

    @property
    def about(self) -> tuple[str, ...]:
        return (
            *(news.about for news in self.actions),
            *(news.about for news in self.falls),
            *(news.about for news in self.lapses),
        )


@walled
def recipients(workspace: Workspace, who: Person) -> tuple[str, ...]:
    """The addresses of everyone who has access today, in order."""
    workspace.allow_network(who, "send digests")
    return tuple(
        sorted({row.person for row in in_force(workspace.ledger.grants(), workspace.today)})
    )


@walled
def digest_for(workspace: Workspace, who: Person, address: str, as_of: date) -> Digest:
    """What is new to one person, within what they may see. Nothing is recorded.

    Raises `ReadinessError` for somebody without access today.
    """
    workspace.allow_network(who, "send digests")
    reader = person_of(workspace, address)
    if not reader.holdings:
        raise ReadinessError(f"{tidy_address(address)} has no access today; give it first.")
    view = overview(workspace, reader, as_of, as_of, Filters())
    told = workspace.ledger.told(tidy_address(address))
    return Digest(
        tidy_address(address),
        as_of,
        tuple(row for row in _actions(workspace, reader, as_of) if row.about not in told),
        tuple(row for row in _falls(workspace, reader, view) if row.about not in told),
        tuple(row for row in _lapses(view) if row.about not in told),
        f"{view.framework.id} {view.framework.version}",
    )


@walled
def mark_told(workspace: Workspace, who: Person, digest: Digest) -> None:
    """Record what a digest told, so that it is told once."""
    workspace.allow_network(who, "send digests")
    now = workspace.clock()
    told = tuple(Told(digest.address, about, now) for about in digest.about)
    workspace.ledger.append(
        Batch(told=told), recorded_by=who.name, recorded_at=now, action="send digest"
    )


def _lapses(view: Overview) -> list[LapseNews]:
    """Must-haves first, then soonest first."""
    names = {site.site_id: site.site_name for site in view.sites}
    until = view.as_of + timedelta(days=LAPSE_DAYS)
    found = [
        LapseNews(
            f"lapse/{lapse.site_id}/{lapse.criterion}/{lapse.last_day}",
            names[lapse.site_id],
            view.criterion[lapse.criterion].title,
            lapse.gate,
            lapse.last_day,
        )
        for lapse in view.lapses
        if lapse.last_day <= until
    ]
    return sorted(found, key=lambda row: (not row.must_have, row.last_day, row.site_name))


def _falls(workspace: Workspace, reader: Person, view: Overview) -> list[FallNews]:
    """Soonest first."""
    until = view.as_of + timedelta(days=FALL_DAYS)
    found = []
    for site_id in view.falling_out:
        report = site_report(workspace, reader, site_id, view.as_of)
        fall = report.fall
        if fall is None or fall.day > until:
            continue
        last = fall.day - ONE_DAY
        found.append(
            FallNews(
                f"fall/{site_id}/{last}",
                report.site.site_name,
                level_title(report.framework, report.score.level),
                level_title(report.framework, fall.level),
                last,
            )
        )
    return sorted(found, key=lambda row: (row.last_day, row.site_name))


def _actions(workspace: Workspace, reader: Person, as_of: date) -> list[ActionNews]:
    """Overdue first. An action is told of twice: when it is due soon, and when it is overdue."""
    sites = workspace.sites(reader)
    found = []
    for action in actions_of(workspace, reader, as_of):
        if not action.unfinished or action.due_on > as_of + timedelta(days=DUE_DAYS):
            continue
        overdue = action.overdue_on(as_of)
        state = "overdue" if overdue else "due"
        found.append(
            ActionNews(
                f"action/{action.action_id}/{state}/{action.due_on}",
                sites[action.site_id].site_name,
                action.title,
                action.owner,
                action.due_on,
                overdue,
            )
        )
    return found
