"""Shared risks of a whole network: reading what counts on a day, scoring, ranking with all pairs.

As a command, `python -m benchmarks.shared_risks DATABASE`, it measures one network in its own
process and prints one line of JSON.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from benchmarks.network_file import copy_of
from benchmarks.places import AGENTS, FRAMEWORK, ROOT
from benchmarks.variants import peak_kilobytes
from readiness.domain.assessment import Batch
from readiness.domain.losses import Standing
from readiness.domain.people import Person, Role
from readiness.domain.registers.entries import STATED, RegisterEntry
from readiness.domain.scoring import score_site
from readiness.domain.shared_risks import shared_risks
from readiness.services.shared_risks import risk_report
from readiness.services.workspace import Workspace, open_workspace

WHO = Person.holding("Benchmark", Role.ADMINISTRATOR)
EVERY_PAIR = 10**9


def measure(sites: Sequence[int], rounds: int) -> Iterator[dict[str, Any]]:
    """One record for each network and round."""
    for count in sites:
        for number in range(rounds):
            load = os.getloadavg()[0]
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.shared_risks", str(copy_of(count, "risks"))],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                check=True,
                text=True,
            )
            record = {"sites": count, "round": number, **json.loads(done.stdout)}
            print(
                f"{count:>6,} sites: shared risks {record['report_seconds']:.2f} s, of which "
                f"ranking {record['ranking_seconds']:.2f} s; scored anew for each loss "
                f"{record['anew_seconds']:.2f} s",
                flush=True,
            )
            yield record | {"load_before": load}


def measure_one(database: Path) -> dict[str, Any]:
    """Every site gets two drug stocks in its register, each shared with a neighbor."""
    workspace = open_workspace(database, FRAMEWORK, AGENTS, create=False)
    today = workspace.today
    workspace.ledger.append(
        _stock(workspace, today), recorded_by="B", recorded_at=workspace.clock(), action="stock"
    )
    workspace.known_sites()
    started, worked = perf_counter(), process_time()
    report = risk_report(workspace, WHO, today)
    whole, processor = perf_counter() - started, process_time() - worked
    histories = {one.site_id: one for one in workspace.ledger.histories(counting_on=today)}
    standings = [
        Standing.of(workspace.framework, history, report.sites[site_id].practice, today)
        for site_id, history in histories.items()
    ]
    started = perf_counter()
    risks = shared_risks(standings, pairs=EVERY_PAIR)
    ranking = perf_counter() - started
    losses = [row.site_id for loss in (*risks.losses, *risks.pairs) for row in loss.sites]
    started = perf_counter()
    for site_id in losses:
        score_site(workspace.framework, histories[site_id], today)
    return {
        "report_seconds": whole,
        "processor_seconds": processor,
        "ranking_seconds": ranking,
        "anew_seconds": perf_counter() - started,
        "resources": len(risks.losses),
        "pairs": len(risks.pairs),
        "losses": len(losses),
        "peak_megabytes": peak_kilobytes() / 1024,
    }


def _stock(workspace: Workspace, today: date) -> Batch:
    values = {
        "drug": "tocilizumab",
        "doses": "3",
        "expires_on": str(today + timedelta(days=200)),
        "minutes": "30",
        "counted_on": str(today),
    }
    sites = sorted(workspace.sites(WHO))
    return Batch(
        entries=tuple(
            RegisterEntry(
                *(site_id, "stock", f"stock-{place}", STATED),
                {**values, "place": f"Pharmacy {place}"},
                workspace.clock(),
            )
            for place, pair in enumerate(pairwise([*sites, sites[0]]))
            for site_id in pair
        )
    )


if __name__ == "__main__":
    print(json.dumps(measure_one(Path(sys.argv[1]))))
