"""The network's analytics copy: made anew, brought up to date after one save, and forecast from.

As a command, `python -m benchmarks.services DATABASE`, it measures one network in its own process
and prints one line of JSON.
"""

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks.network_file import copy_of
from benchmarks.places import AGENTS, FRAMEWORK, ROOT
from benchmarks.variants import peak_kilobytes
from readiness.domain.assessment import CHOICES, Response
from readiness.domain.framework import Kind
from readiness.domain.people import Person, Role
from readiness.services import recording
from readiness.services.forecast import network_forecast
from readiness.services.workspace import Workspace, open_workspace

WHO = Person.holding("Benchmark", Role.ADMINISTRATOR)
SAVES = 25
FORECASTS = 5


def measure(sites: Sequence[int], rounds: int) -> Iterator[dict[str, Any]]:
    """One record for each network and round."""
    for count in sites:
        for number in range(rounds):
            load = os.getloadavg()[0]
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.services", str(copy_of(count, "services"))],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                check=True,
                text=True,
            )
            record = {"sites": count, "round": number, **json.loads(done.stdout)}
            print(
                f"{count:>6,} sites: scored from nothing {record['cold_seconds']:.2f} s, one site "
                f"{1000 * record['timeline_seconds']:.1f} ms, after a save "
                f"{1000 * record['refresh_seconds']:.1f} ms, forecast "
                f"{record['forecast_seconds']:.2f} s",
                flush=True,
            )
            yield record | {"load_before": load}


def measure_one(database: Path) -> dict[str, Any]:
    workspace = open_workspace(database, FRAMEWORK, AGENTS, create=False)
    started = perf_counter()
    workspace.refresh()
    cold = perf_counter() - started
    forecasts = []
    for _ in range(FORECASTS):
        started = perf_counter()
        network_forecast(workspace, WHO, workspace.today)
        forecasts.append(perf_counter() - started)
    chooser = random.Random(7)
    sites = sorted(workspace.sites(WHO))
    some = [chooser.choice(sites) for _ in range(SAVES)]
    reading, scoring, saving, refreshing = [], [], [], []
    for site_id in some:
        started = perf_counter()
        history = workspace.ledger.history(site_id)
        events = workspace.ledger.assessments(site_id)
        read = perf_counter()
        workspace.timeline(history, events)
        scoring.append(perf_counter() - read)
        reading.append(read - started)
    for site_id in some:
        save, refresh = _save(workspace, site_id)
        saving.append(save)
        refreshing.append(refresh)
    return {
        "cold_seconds": cold,
        "forecast_seconds": median(forecasts),
        "history_seconds": median(reading),
        "timeline_seconds": median(scoring),
        "save_seconds": median(saving),
        "refresh_seconds": median(refreshing),
        "peak_megabytes": peak_kilobytes() / 1024,
    }


def _save(workspace: Workspace, site_id: str) -> tuple[float, float]:
    """Seconds of recording one answer, and of bringing the analytics copy up to date after it."""
    framework = workspace.framework_on(site_id, workspace.today)
    criterion = next(item for item in framework.scored if item.kind is Kind.CHOICE)
    given = workspace.ledger.history(site_id).responses.get(criterion.id, ())
    answer = next(word for word in CHOICES if not given or word != given[-1].answer)
    response = Response(
        site_id, criterion.id, workspace.clock(), answer, evidence_date=workspace.today
    )
    started = perf_counter()
    recording.record_response(workspace, WHO, response, seen=len(given))
    saved = perf_counter()
    workspace.refresh()
    return saved - started, perf_counter() - saved


if __name__ == "__main__":
    print(json.dumps(measure_one(Path(sys.argv[1]))))
