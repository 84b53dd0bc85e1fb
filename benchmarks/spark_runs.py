"""Recorded sites scored from Parquet tables: one process, and Apache Spark on the same machine.

Both are the program as it is called, from its start to a table of scores on the disk.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.made_up import write_network
from benchmarks.places import BUILD, DATA, FRAMEWORK, ROOT

AS_OF = "2026-11-22"
SITES = (2_000, 10_000)
"""100,000 and 1,000,000 are for `--sites`: the largest takes the better part of an hour."""
CORES = 2
ENGINES: dict[str, tuple[str, ...]] = {
    "embedded": (),
    "spark": ("--engine", "spark", "--master", f"local[{CORES}]"),
}
TITLES = {"embedded": "one process", "spark": f"Spark, local[{CORES}]"}
_EVERY = 0.2
"""Seconds between two looks at what a run and its children take."""


def measure(sites: Sequence[int], rounds: int) -> Iterator[dict[str, Any]]:
    """One record for each engine, network and round. Raises SystemExit when they disagree."""
    if find_spec("pyspark") is None:
        print("Spark is not measured: pip install -r requirements-spark.lock")
        return
    for count in sites:
        folder = DATA / str(count)
        write_network(folder, count)
        for number in range(rounds):
            agreed: pa.Table | None = None
            for name in ENGINES:
                load = os.getloadavg()[0]
                record, scores = run(name, folder)
                if agreed is not None and not scores.equals(agreed):
                    raise SystemExit(f"{name} disagrees at {count} sites")
                agreed = scores
                print(
                    f"{count:>9,} sites {TITLES[name]:<16}{record['seconds']:8.1f} s "
                    f"{record['processor_seconds']:8.1f} s of processors "
                    f"{record['peak_megabytes']:6.0f} MB",
                    flush=True,
                )
                yield {"sites": count, "round": number, "name": name, **record} | {
                    "load_before": load
                }


def run(name: str, tables: Path) -> tuple[dict[str, float], pa.Table]:
    """What a run took, and the scores in the order of sites."""
    target = BUILD / "scores" / name
    shutil.rmtree(target.parent, ignore_errors=True)
    target.parent.mkdir(parents=True)
    options = ["--framework", FRAMEWORK, "--as-of", AS_OF, "--format", "parquet"]
    command = ["score", "--tables", tables, *options, "--output", target, *ENGINES[name]]
    started = time.perf_counter()
    process = psutil.Popen(
        [sys.executable, "-m", "readiness", *map(str, command)],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
    )
    peak, processor = 0, {}
    while process.poll() is None:
        memory = 0
        for each in _family(process):
            try:
                memory += each.memory_info().rss
                times = each.cpu_times()
                processor[each.pid] = times.user + times.system
            except psutil.Error:
                continue
        peak = max(peak, memory)
        time.sleep(_EVERY)
    seconds = time.perf_counter() - started
    if process.returncode:
        raise SystemExit(f"{name} failed on {tables}")
    scores = pq.read_table(target).replace_schema_metadata().sort_by("site_id").combine_chunks()
    return {
        "seconds": seconds,
        "processor_seconds": sum(processor.values()),
        "peak_megabytes": peak / 2**20,
    }, scores


def _family(process: psutil.Process) -> list[psutil.Process]:
    try:
        return [process, *process.children(recursive=True)]
    except psutil.Error:
        return []
