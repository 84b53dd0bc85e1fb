"""Every file that leaves the product: seconds from asking for it to having it, size and memory.

The network is read and scored first, as it is in a running app. As a command, `python -m
benchmarks.outputs ARTEFACT DATABASE`, it makes one file and prints one line of JSON.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

from benchmarks.network_file import network_file
from benchmarks.places import AGENTS, FRAMEWORK, ROOT
from benchmarks.variants import peak_kilobytes
from readiness.charts.print_signs import print_signs, screen_signs
from readiness.domain.people import Person, Role
from readiness.exports import (
    network_html,
    network_report,
    network_slides,
    site_html,
    site_summary,
)
from readiness.exports import tables as records
from readiness.exports.calendar import calendar_file
from readiness.exports.fhir import fhir_bundle
from readiness.exports.network_workbook import network_workbook
from readiness.exports.parquet_files import parquet_files, zipped
from readiness.services import handover, reports
from readiness.services.network import Filters
from readiness.services.renewals import renewals
from readiness.services.snapshot import snapshot
from readiness.services.transfer import everything
from readiness.services.workspace import Workspace, open_workspace

WHO = Person.holding("Benchmark", Role.ADMINISTRATOR)
QUARTER = timedelta(days=91)
MEGABYTE = 1_000_000
MOST_MEMORY = 500
"""Megabytes that making any of the files may take, the network that is read among them."""


class Artefact(NamedTuple):
    """A file: `gather` asks the services, `write` makes the bytes.

    `seconds` and `megabytes` are what it may take at 700 sites; `None` where nothing is asked.
    """

    title: str
    gather: Callable[[Workspace], Any]
    write: Callable[[Workspace, Any], bytes]
    seconds: float | None = None
    megabytes: float | None = None


def _summary(workspace: Workspace) -> Any:
    return reports.site_summary(workspace, WHO, min(workspace.sites(WHO)), workspace.today)


def _network(workspace: Workspace) -> Any:
    today = workspace.today
    return reports.network_report(workspace, WHO, today, today - QUARTER, Filters())


def _site_file(workspace: Workspace) -> Any:
    return handover.site_handover(workspace, WHO, min(workspace.sites(WHO)), workspace.today)


def _network_file(workspace: Workspace) -> Any:
    today = workspace.today
    return handover.network_handover(workspace, WHO, today, today - QUARTER, Filters())


def _snapshot(workspace: Workspace) -> Any:
    return snapshot(workspace, WHO, workspace.today)


def _everything(workspace: Workspace) -> Any:
    return everything(workspace.ledger, WHO)


def _csv(workspace: Workspace, batch: Any) -> bytes:
    kinds = records.KINDS
    return "".join(records.csv_of(kind, batch, workspace.framework) for kind in kinds).encode()


ARTEFACTS: Mapping[str, Artefact] = {
    "site_pdf": Artefact(
        "site summary, PDF",
        _summary,
        lambda _, made: site_summary.pdf(made, signs=print_signs(made.report.framework)),
        seconds=1,
    ),
    "network_pdf": Artefact(
        "network report, PDF",
        _network,
        lambda own, made: network_report.pdf(made, signs=print_signs(own.framework)),
        seconds=5,
    ),
    "slides": Artefact(
        "slides, PPTX",
        _network,
        lambda own, made: network_slides.pptx(made, signs=print_signs(own.framework)),
        seconds=5,
    ),
    "site_html": Artefact(
        "site, one HTML file",
        _site_file,
        lambda own, made: site_html.content(made, signs=screen_signs(own.framework)),
        seconds=3,
        megabytes=5,
    ),
    "network_html": Artefact(
        "network, one HTML file",
        _network_file,
        lambda own, made: network_html.content(made, signs=screen_signs(own.framework)),
        seconds=3,
        megabytes=5,
    ),
    "workbook": Artefact(
        "network workbook, XLSX", _snapshot, lambda _, made: network_workbook(made), seconds=5
    ),
    "parquet": Artefact("tables, Parquet", _snapshot, lambda _, made: zipped(parquet_files(made))),
    "fhir": Artefact("answers, FHIR", _snapshot, lambda _, made: fhir_bundle(made)),
    "csv": Artefact("everything recorded, CSV", _everything, _csv),
    "ics": Artefact(
        "calendar of renewals",
        lambda own: renewals(own, WHO, own.today),
        lambda _, made: calendar_file(made),
    ),
}


def measure(sites: Sequence[int], rounds: int) -> Iterator[dict[str, Any]]:
    """One record for each file, network and round; each in a process of its own."""
    for count in sites:
        database = network_file(count)
        for number in range(rounds):
            for name in ARTEFACTS:
                load = os.getloadavg()[0]
                done = subprocess.run(
                    [sys.executable, "-m", "benchmarks.outputs", name, str(database)],
                    cwd=ROOT,
                    stdout=subprocess.PIPE,
                    check=True,
                    text=True,
                )
                record = {"sites": count, "round": number, "name": name, **json.loads(done.stdout)}
                print(
                    f"{count:>6,} sites {ARTEFACTS[name].title:<26}{record['seconds']:7.2f} s "
                    f"{record['megabytes']:7.2f} MB, memory {record['peak_megabytes']:.0f} MB",
                    flush=True,
                )
                yield record | {"load_before": load}


def measure_one(name: str, database: Path) -> dict[str, Any]:
    workspace = open_workspace(database, FRAMEWORK, AGENTS, create=False)
    with workspace.ledger:
        workspace.refresh()
        read = peak_kilobytes()
        started, processor = perf_counter(), os.times()
        made = ARTEFACTS[name].gather(workspace)
        gathered = perf_counter()
        content = ARTEFACTS[name].write(workspace, made)
        ended, after = perf_counter(), os.times()
    return {
        "seconds": ended - started,
        "gather_seconds": gathered - started,
        "processor_seconds": after.user + after.system - processor.user - processor.system,
        "megabytes": len(content) / MEGABYTE,
        "read_megabytes": read / 1024,
        "peak_megabytes": peak_kilobytes() / 1024,
    }


if __name__ == "__main__":
    print(json.dumps(measure_one(sys.argv[1], Path(sys.argv[2]))))
