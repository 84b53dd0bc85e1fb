"""The ways to score that are measured, by name. As a command it runs one of them.

`python -m benchmarks.variants NAME FOLDER DATES` prints one line of JSON: seconds for reading the
files and scoring, peak memory, and the checksum. Libraries are imported before the clock starts.
"""

import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.checksum import Checksum, Row
from benchmarks.month_ends import dates

VARIANTS = {
    "ours": ("benchmarks.variant_ours", "run"),
    "ours_in_two": ("benchmarks.variant_ours", "run_in_two"),
    "pandas": ("benchmarks.variant_pandas", "run"),
    "polars": ("benchmarks.variant_polars", "run"),
    "duckdb": ("benchmarks.variant_duckdb", "run"),
}
TITLES = {
    "ours": "Bispecific Readiness, one process",
    "ours_in_two": "Bispecific Readiness, two processes",
    "pandas": "pandas",
    "polars": "polars, lazy",
    "duckdb": "SQL on DuckDB",
}

Run = Callable[[Path, Sequence[date]], tuple[Checksum, dict[str, Any]]]
Rows = Callable[[Path, Sequence[date]], Iterator[Row]]


def rows_of(name: str) -> Rows:
    """Every site on every date as this variant scores it."""
    rows: Rows = import_module(VARIANTS[name][0]).rows
    return rows


def peak_kilobytes() -> int:
    """The most memory this process ever had."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    from resource import RUSAGE_SELF, getrusage

    peak = getrusage(RUSAGE_SELF).ru_maxrss
    return peak // 1024 if sys.platform == "darwin" else peak


def main() -> None:
    parser = ArgumentParser(prog="python -m benchmarks.variants")
    parser.add_argument("name", choices=VARIANTS)
    parser.add_argument("folder", type=Path)
    parser.add_argument("dates", type=int)
    arguments = parser.parse_args()
    module, function = VARIANTS[arguments.name]
    run: Run = getattr(import_module(module), function)
    days = dates(arguments.dates)
    before = os.times()
    started = perf_counter()
    checksum, parts = run(arguments.folder, days)
    seconds = perf_counter() - started
    after = os.times()
    workers = parts.pop("kilobytes_of_workers", 0)
    result = {
        "seconds": seconds,
        "processor_seconds": sum(after[:4]) - sum(before[:4]),
        "peak_megabytes": (peak_kilobytes() + workers) / 1024,
        "parts": parts,
        "checksum": checksum.as_dict(),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
