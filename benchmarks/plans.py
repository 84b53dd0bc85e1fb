"""Plans: of many random sites, beside a second method, and of a network under a budget.

The second method is HiGHS, a solver for integer programs, asked the same question once for each
stretch of days between two lapses. As a command, `python -m benchmarks.plans`, it prints one line
of JSON for each measurement.
"""

import json
import os
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from math import ceil
from time import perf_counter
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from benchmarks.network_file import copy_of
from benchmarks.places import AGENTS, FRAMEWORK
from readiness.domain.assessment import History, Profile, Response
from readiness.domain.framework import Framework, Kind
from readiness.domain.network_plan import Programme
from readiness.domain.people import Person, Role
from readiness.domain.plan import Terms, ways
from readiness.domain.plan_search import Search
from readiness.domain.plan_stretches import Stretch, places
from readiness.domain.scoring import score_site
from readiness.domain.timeline import Timeline, timeline
from readiness.framework_files import load, read_folder
from readiness.services import plan
from readiness.services.workspace import open_workspace

WHO = Person.holding("Benchmark", Role.ADMINISTRATOR)
SITES = 5_000
NETWORK = 700
BESIDE = 200
"""So many of the random sites are also asked of the second method."""
BUDGET = 5_000
PROGRAMMES = (("C42", 40, 2), ("C29", 30, 1), ("C19", 60, 4), ("C35", 30, 2))
"""A drill, a briefing of emergency departments, a training and teach-back, each once for all."""
SEED = 20261122
TODAY = date(2026, 11, 22)


def measure(sites: int, beside: int, network: int) -> Iterator[dict[str, Any]]:
    """Records of random sites, of the second method and of a network."""
    load_before = os.getloadavg()[0]
    framework = load(read_folder(FRAMEWORK)).framework
    yield {"what": "sites", **random_sites(framework, sites), "load_before": load_before}
    yield {"what": "beside", **second_method(framework, beside)}
    for number in (0, len(PROGRAMMES)):
        yield {"what": "network", **network_plan(network, number)}


def random_sites(framework: Framework, count: int) -> dict[str, Any]:
    """Seconds of a plan to every higher level with its ties and the next best, at each site."""
    seconds = []
    for history in _histories(framework, count):
        line, score = timeline(framework, history), score_site(framework, history, TODAY)
        started = perf_counter()
        ways(framework, line, TODAY, score, Terms())
        seconds.append(perf_counter() - started)
    return {"sites": count, **_shares(seconds)}


def second_method(framework: Framework, count: int) -> dict[str, Any]:
    """The least hours to the highest level, by both. Raises SystemExit where they disagree."""
    level = framework.levels[-1].id
    ours, theirs = [], []
    for number, history in enumerate(_histories(framework, count)):
        line = timeline(framework, history)
        started = perf_counter()
        found = _search(framework, line).least(level)
        ours.append(perf_counter() - started)
        started = perf_counter()
        other = by_highs(framework, _search(framework, line), level)
        theirs.append(perf_counter() - started)
        if (None if found is None else found.hours) != other:
            raise SystemExit(f"random site {number}: {found} and {other} hours")
    return {"sites": count, "ours": _shares(ours), "highs": _shares(theirs)}


def by_highs(framework: Framework, search: Search, level: str) -> int | None:
    """The least hours over all stretches of days; `None` without a way."""
    asked = framework.level[level]
    hours = [_in_stretch(stretch, asked, search.hours) for stretch in search.stretches]
    return min((own for own in hours if own is not None), default=None)


def _in_stretch(stretch: Stretch, asked: Any, hours: Sequence[int]) -> int | None:
    free = list(stretch.done)
    column = {place: number for number, place in enumerate(free)}
    must = set(places(stretch.failing)) if asked.needs_gates else set()
    need = ceil(asked.min_score * stretch.possible / 100) - stretch.earned
    if not must <= set(free) or need > sum(stretch.gain[place] for place in free):
        return None
    if not free:
        return 0
    rows = [[stretch.gain[place] for place in free]]
    least = [max(need, 0)]
    for place in free:
        for before in places(stretch.needs[place]):
            row = [0] * len(free)
            row[column[place]], row[column[before]] = -1, 1
            rows.append(row)
            least.append(0)
    lower = np.array([1 if place in must else 0 for place in free])
    found = milp(
        np.array([hours[place] for place in free]),
        integrality=np.ones(len(free)),
        bounds=Bounds(lower, np.ones(len(free))),
        constraints=LinearConstraint(np.array(rows), np.array(least), np.inf),
    )
    return None if found.x is None else round(found.fun)


def network_plan(sites: int, programmes: int) -> dict[str, Any]:
    """Seconds from opening the page to the proven plan of a network."""
    workspace = open_workspace(copy_of(sites, "plans"), FRAMEWORK, AGENTS, create=False)
    shared = [Programme(*own) for own in PROGRAMMES[:programmes]]
    with workspace.ledger:
        started = perf_counter()
        needs = plan.network_needs(workspace, WHO, workspace.today, shared)
        found = needs.plan(BUDGET)
        seconds = perf_counter() - started
        started = perf_counter()
        needs.plan(BUDGET * 2)
    return {
        "sites": sites,
        "programmes": programmes,
        "seconds": seconds,
        "again_seconds": perf_counter() - started,
        "ready": len(needs.ready),
        "taken": len(found.taken),
        "proven": found.proven,
    }


def _search(framework: Framework, line: Timeline) -> Search:
    return Search(framework, line, TODAY, Terms().hours_of(framework))


def _shares(seconds: list[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    return {
        "median": ordered[len(ordered) // 2],
        "p95": ordered[int(0.95 * len(ordered))],
        "most": ordered[-1],
    }


def _histories(framework: Framework, count: int) -> Iterator[History]:
    """Sites of every quality; each answer is between fresh and a little out of date."""
    chooser = random.Random(SEED)
    for number in range(count):
        site_id, quality = f"R{number}", chooser.betavariate(2, 1.2)
        facts = {
            "patients_in_step_up": str(chooser.randint(0, 4)),
            "agents_given": str(chooser.randint(1, 4)),
        }
        responses = []
        for criterion in framework.scored:
            good = chooser.random() < quality
            answer, numerator, denominator = _answer(chooser, criterion.kind, good)
            months = criterion.validity_months or 12
            day = TODAY - timedelta(days=chooser.randint(0, 33 * months))
            if chooser.random() < 0.05 or (criterion.kind is Kind.DATE and not good):
                continue  # not answered
            moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
            responses.append(
                Response(site_id, criterion.id, moment, answer, numerator, denominator, day)
            )
        profiles = [Profile(site_id, date(2025, 1, 1), facts)]
        yield History.of(site_id, responses, (), profiles)


def _answer(chooser: random.Random, kind: Kind, good: bool) -> tuple[str, str, str]:
    if kind is Kind.PERCENT:
        people = chooser.randint(5, 25)
        return "", str(people if good else chooser.randint(0, people)), str(people)
    bad = {
        Kind.CHOICE: chooser.choice(["no", "partly"]),
        Kind.COUNT: str(chooser.randint(0, 3)),
        Kind.HOURS: str(chooser.randint(40, 167)),
        Kind.LIMIT: "90",
    }
    fine = {Kind.CHOICE: "yes", Kind.COUNT: "10", Kind.HOURS: "168", Kind.LIMIT: "10"}
    return (fine if good else bad).get(kind, ""), "", ""


if __name__ == "__main__":
    for record in measure(SITES, BESIDE, NETWORK):
        print(json.dumps(record), flush=True)
