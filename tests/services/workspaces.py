"""Workspaces for the tests of services, analytics, tables and pages.

The sample network ends on the day on which the clock of these tests stands.
"""

import shutil
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from readiness.agent_files import load_agents
from readiness.domain.agents import Agent
from readiness.domain.assessment import Batch, History, Response
from readiness.domain.framework import Framework
from readiness.domain.organisations import Site
from readiness.domain.people import Person, Role
from readiness.domain.scoring import SiteScore, score_site
from readiness.framework_files import LoadedFramework, load, read_folder
from readiness.ledger.addresses import Server
from readiness.ledger.ledger import open_ledger
from readiness.services.demo import SAMPLE_ENDS, synthetic_network
from readiness.services.workspace import Workspace, open_workspace

DATA = Path(__file__).parents[2] / "data"
FRAMEWORK = DATA / "frameworks" / "crs-bispecific"
AGENTS = DATA / "agents.toml"
TODAY = SAMPLE_ENDS
NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 10, 42, tzinfo=UTC)
EVERYONE = Person.holding("Ana", Role.ADMINISTRATOR)

READY = "S001"
NOT_READY = "S002"
WITH_GAPS = "S003"
NEVER_ASSESSED = "S009"
IN_PROGRESS = "S024"
FEW = (READY, NOT_READY, WITH_GAPS, NEVER_ASSESSED, IN_PROGRESS)


@dataclass
class StandingClock:
    """A clock that moves when it is told to."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, **duration: float) -> datetime:
        self.now += timedelta(**duration)
        return self.now


@cache
def loaded() -> LoadedFramework:
    return load(read_folder(FRAMEWORK))


@cache
def agents() -> tuple[Agent, ...]:
    return load_agents(AGENTS)


def framework() -> Framework:
    return loaded().framework


@cache
def sample() -> Batch:
    return synthetic_network(framework(), today=TODAY)


@cache
def histories() -> dict[str, History]:
    """What the sample network recorded, by site."""
    batch = sample()
    return {
        site.site_id: History.of(
            site.site_id,
            *(
                [row for row in rows if row.site_id == site.site_id]
                for rows in (batch.responses, batch.findings, batch.profiles)
            ),
        )
        for site in batch.sites
    }


@cache
def scores(day: date = TODAY) -> dict[str, SiteScore]:
    """By the scoring module from these records: what all other figures are compared with."""
    return {key: score_site(framework(), known, day) for key, known in histories().items()}


def only(batch: Batch, site_ids: Collection[str]) -> Batch:
    """What a batch says about a few sites."""
    wanted = set(site_ids)
    return Batch(
        *(
            tuple(row for row in rows if row.site_id in wanted)
            for rows in (
                batch.sites,
                batch.profiles,
                batch.responses,
                batch.findings,
                batch.assessments,
            )
        )
    )


def write_file(path: Path, batch: Batch | None = None) -> Path:
    """A database as the product makes it, with these records in it."""
    workspace = open_workspace(path, FRAMEWORK, AGENTS, clock=StandingClock())
    with workspace.ledger as ledger:
        if batch is not None:
            ledger.append(batch, recorded_by="Ana", recorded_at=NOW, action="import")
    return path


def copied(source: Path, target: Path) -> Path:
    """A copy of a database that nobody has open."""
    shutil.copyfile(source, target)
    return target


def opened_quickly(path: Path | str | Server, clock: StandingClock) -> Workspace:
    """A workspace on a database that `write_file` has made; the framework is read once only."""
    current = framework()
    ledger = open_ledger(path, create=False)
    return Workspace(ledger, loaded(), agents(), clock, versions={current.version: current})


def workspace_on(path: Path | Server, clock: StandingClock | None = None) -> Workspace:
    """A refreshed workspace on a database that `write_file` has made; close its ledger."""
    workspace = opened_quickly(path, clock or StandingClock())
    workspace.refresh()
    return workspace


def a_site(site_id: str = "CEDAR-01", name: str = "Cedar Falls", **more: str) -> Site:
    fields = {"practice": "Cedar", "network": "Network", "state": "IA", "region": "Midwest"}
    return Site(site_id=site_id, site_name=name, **(fields | more))


def an_answer(
    criterion_id: str, answer: str = "", *, site_id: str = NEVER_ASSESSED, **more: object
) -> Response:
    return replace_response(Response(site_id, criterion_id, NOW, answer), **more)


def replace_response(response: Response, **more: object) -> Response:
    return response._replace(**more)  # type: ignore[arg-type]


def other_version(folder: Path, *changes: tuple[str, str, str], version: str) -> Path:
    """A copy of the framework's folder as another version.

    Each change names a file, a text that stands in it exactly once, and what replaces it.
    """
    shutil.copytree(FRAMEWORK, folder)
    edits = [("framework.toml", f'version = "{framework().version}"', f'version = "{version}"')]
    for name, before, after in [*edits, *changes]:
        file = folder / name
        text = file.read_text("utf-8")
        assert text.count(before) == 1, (
            f"{name}: {before!r} stands there {text.count(before)} times"
        )
        file.write_text(text.replace(before, after), "utf-8")
    return folder


def days(number: int) -> timedelta:
    return timedelta(days=number)


def framework_with(current: Framework, **changes: object) -> Framework:
    return replace(current, **changes)


DATES: tuple[date, ...] = tuple(
    TODAY + days(offset) for offset in (-4000, -500, -180, -91, -30, -1, 0, 1, 14, 60, 200, 3000)
)
"""Long before the first answer, past, today, and ahead until everything has lapsed."""
