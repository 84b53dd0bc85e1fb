"""Scoring a network at many month-ends: every variant, each run in a fresh process."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.made_up import SITES_PER_GROUP, write_network
from benchmarks.month_ends import EVERY_DAY
from benchmarks.places import DATA, ROOT
from benchmarks.variants import TITLES, VARIANTS

DATES = (12, 60)
SITES_EVERY_DAY = 500
"""So many sites are also scored on each day of the five years."""
SITES_ONCE = 100_000
"""From so many sites on, one round: it takes the better part of an hour."""


def measure(sites: Sequence[int], rounds: int) -> Iterator[dict[str, Any]]:
    """One record for each run. Raises SystemExit when two variants disagree."""
    cases = {SITES_EVERY_DAY: (EVERY_DAY,)}
    for count in sites:
        cases[count] = (*DATES, *cases.get(count, ()))
    for count, wanted in cases.items():
        folder = DATA / str(count)
        write_network(folder, count)
        agreed: dict[int, dict[str, Any]] = {}
        for number in range(1 if count >= SITES_ONCE else rounds):
            for dates in wanted:
                for name in VARIANTS:
                    if name == "ours_in_two" and count <= SITES_PER_GROUP:
                        continue  # one row group: nothing to share out
                    run = run_variant(name, folder, dates)
                    checksum = agreed.setdefault(dates, run["checksum"])
                    if run["checksum"] != checksum:
                        raise SystemExit(
                            f"{name} disagrees at {count} sites and {dates} dates:\n"
                            f"{run['checksum']}\ninstead of\n{checksum}"
                        )
                    print(
                        f"{count:>7,} sites {dates} dates round {number + 1} {TITLES[name]:<36}"
                        f"{run['seconds']:8.2f} s {run['peak_megabytes']:6.0f} MB",
                        flush=True,
                    )
                    yield {"sites": count, "dates": dates, "name": name, "round": number, **run}


def run_variant(name: str, folder: Path, dates: int) -> dict[str, Any]:
    load = os.getloadavg()[0]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.variants", name, str(folder), str(dates)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    result: dict[str, Any] = json.loads(done.stdout)
    return result | {"load_before": load}
