"""Kills the app, or the database server under it, while people save; then counts what is there.

Everybody answers one statement of one site again and again, over the protocol of the pages, each
time with a note that no other save has. A save is acknowledged when the page says "Saved". After
each kill the database is looked at as the kill left it, before the app is started again.
"""

import json
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import NamedTuple

from readiness.domain.assessment import Batch
from readiness.domain.explanation import shown
from readiness.domain.scoring import score_site
from readiness.ledger import Ledger, open_ledger
from readiness.services.workspace import open_workspace
from readiness.settings import ROOT
from tests.services.workspaces import (
    AGENTS,
    EVERYONE,
    FRAMEWORK,
    NOW,
    StandingClock,
    a_site,
    an_answer,
    framework,
)
from tests.soak.people import CRITERION, PEOPLE, Saving, site_of
from tests.soak.supervised import App

BUILD = ROOT / "build" / "reliability"
_LONGEST_SAVE = 0.25
_MOST_SAVES = 6


@dataclass
class Tally:
    """What became of the saves. `unclear` were sent, not acknowledged, and are there."""

    engine: str
    killed: str
    seed: int
    planned: int
    kills: int = 0
    restarts: int = 0
    in_mid_save: int = 0
    sent: int = 0
    acknowledged: int = 0
    lost: int = 0
    twice: int = 0
    unclear: int = 0
    not_saved: int = 0
    problems: list[str] = field(default_factory=list)
    seconds: float = 0

    def keep(self) -> None:
        """Write the figures, and words on them, where docs/reliability.md is made up from."""
        BUILD.mkdir(parents=True, exist_ok=True)
        name = f"{self.killed}-{self.engine}-{self.planned}".replace(" ", "-")
        (BUILD / f"{name}.json").write_text(json.dumps(asdict(self), indent=1) + "\n")
        (BUILD / f"{name}.md").write_text(f"{self}\n")

    def __str__(self) -> str:
        return (
            f"{self.engine}, {self.killed}: {self.kills} kills (seed {self.seed}), "
            f"{self.in_mid_save} in mid-save, {self.restarts} starts after one; "
            f"{self.sent} saves sent, {self.acknowledged} acknowledged, {self.lost} of them lost, "
            f"{self.twice} there twice, {self.unclear} there without an acknowledgement, "
            f"{self.not_saved} refused; {len(self.problems)} problems; {self.seconds:.0f} s"
        )


class Store(NamedTuple):
    """Where the ledger is: `engine` in words, `address` for the app.

    `left` gives what a kill left behind, to be opened in the place of the address.
    """

    engine: str
    address: str
    left: Callable[[], str]


def file_store(folder: Path) -> Store:
    """A database file; what is left is a copy of it with its log, as it lies there."""
    path, copy = folder / "readiness.db", folder / "left" / "readiness.db"

    def left() -> str:
        shutil.rmtree(copy.parent, ignore_errors=True)
        copy.parent.mkdir()
        for ending in ("", "-wal"):
            with suppress(FileNotFoundError):
                shutil.copyfile(f"{path}{ending}", f"{copy}{ending}")
        return str(copy)

    return Store("SQLite", str(path), left)


def server_store(address: str) -> Store:
    return Store("PostgreSQL", address, lambda: address)


def prepare(store: Store) -> None:
    """A small network: one site for each person, with one answer to the statement in hand."""
    workspace = open_workspace(store.address, FRAMEWORK, AGENTS, clock=StandingClock())
    with workspace.ledger as ledger:
        batch = Batch(
            sites=tuple(a_site(site_of(number), f"Site {number}") for number in range(PEOPLE)),
            responses=tuple(
                an_answer(CRITERION, "yes", site_id=site_of(number), evidence_date=NOW.date())
                for number in range(PEOPLE)
            ),
        )
        ledger.append(batch, recorded_by="Ana", recorded_at=NOW, action="import")


def _wait_for_the_moment(saving: Saving, tally: Tally, chance: random.Random) -> None:
    """Return at random within the time that a save takes, after some were acknowledged."""
    saving.wait_for_saves(chance.randint(0, _MOST_SAVES))
    time.sleep(chance.uniform(0, _LONGEST_SAVE))
    tally.in_mid_save += bool(saving.pending)


def crash_app(store: Store, port: int, folder: Path, kills: int, seed: int) -> Tally:
    """Kill the app so many times in the middle of saves; it starts again by itself."""
    chance = random.Random(seed)
    tally = Tally(store.engine, "the app", seed, kills)
    begun = time.monotonic()
    with _saving(store, port, folder) as (app, saving):
        for _ in range(kills):
            _wait_for_the_moment(saving, tally, chance)
            app.kill()
            tally.kills += 1
            with open_ledger(store.left(), create=False) as ledger:
                _check(ledger, saving, tally)
            app.go_on()
            tally.restarts = app.starts - 1
            _count(saving, tally, begun)
        saving.wait_for_everybody()
    return _closing(store, saving, tally, begun)


def crash_server(
    store: Store,
    port: int,
    folder: Path,
    kills: int,
    seed: int,
    kill: Callable[[random.Random], str],
) -> Tally:
    """Kill a process of the database server so many times; `kill` also gets it going again."""
    chance = random.Random(seed)
    tally = Tally(store.engine, "the server", seed, kills)
    begun = time.monotonic()
    with _saving(store, port, folder) as (app, saving):
        for _ in range(kills):
            _wait_for_the_moment(saving, tally, chance)
            kill(chance)
            tally.kills += 1
            tally.restarts += 1
            saving.wait_for_everybody()
            with open_ledger(store.left(), create=False) as ledger:
                _check(ledger, saving, tally)
            _count(saving, tally, begun)
        if app.starts != 1 or not Path(f"/proc/{app.pid}").exists():
            tally.problems.append("the app did not outlive the server")
    return _closing(store, saving, tally, begun)


@contextmanager
def _saving(store: Store, port: int, folder: Path) -> Iterator[tuple[App, Saving]]:
    prepare(store)
    app = App(store.address, port, folder)
    saving = Saving(port)
    try:
        saving.begin()
        yield app, saving
    finally:
        saving.ended.set()
        try:
            saving.end()
        finally:
            app.close()
            if saving.failures:
                BUILD.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(app.log, BUILD / "app.log")


def _closing(store: Store, saving: Saving, tally: Tally, begun: float) -> Tally:
    """The last look: the counts, and the scores, computed anew from what is recorded."""
    with open_ledger(store.address, create=False) as ledger:
        _check(ledger, saving, tally)
        there = _marks(ledger)
        tally.unclear = len([mark for mark in there if mark not in saving.acknowledged])
    workspace = open_workspace(store.address, FRAMEWORK, AGENTS)
    with workspace.ledger as ledger:
        today = workspace.today
        for history in ledger.histories():
            fresh = score_site(framework(), history, today)
            if workspace.score(EVERYONE, history.site_id, today) != fresh:
                tally.problems.append(f"{history.site_id}: another score")
            newest = history.responses[CRITERION][-1].evidence
            told = saving.acknowledged.get(newest, "")
            if told and f"Score {shown(fresh.score)}." not in told.replace("\\", ""):
                tally.problems.append(f"{history.site_id}: the page said {told}")
    verified = subprocess.run(
        [sys.executable, "-m", "readiness", "verify", "--database", store.address],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if verified.returncode:
        tally.problems.append(f"verify: {verified.stderr}")
    tally.problems += saving.failures
    _count(saving, tally, begun)
    return tally


def _count(saving: Saving, tally: Tally, begun: float) -> None:
    """What is known so far, kept: a long run that is broken off has its figures too."""
    with saving.changed:
        tally.sent, tally.acknowledged = len(saving.sent), len(saving.acknowledged)
        tally.not_saved = len(saving.refused)
    tally.seconds = round(time.monotonic() - begun, 1)
    tally.keep()


def _check(ledger: Ledger, saving: Saving, tally: Tally) -> None:
    """Chain and pages sound, every acknowledged save there once, none that nobody sent."""
    with saving.changed:
        acknowledged, sent = set(saving.acknowledged), None
    tally.problems += [f"after kill {tally.kills}: {found}" for found in ledger.verify()]
    there = _marks(ledger)
    with saving.changed:
        sent = set(saving.sent)
    lost, twice = acknowledged - set(there), [mark for mark, n in there.items() if n > 1]
    tally.lost += len(lost)
    tally.twice += len(twice)
    for what, marks in (("lost", lost), ("twice", twice), ("unsent", set(there) - sent)):
        if marks:
            tally.problems.append(f"after kill {tally.kills}: {what} {sorted(marks)[:5]}")


def _marks(ledger: Ledger) -> Counter[str]:
    """The notes of all saves, and how often each is there."""
    return Counter(
        response.evidence
        for history in ledger.histories()
        for response in history.responses[CRITERION]
        if response.evidence
    )
