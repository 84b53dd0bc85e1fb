"""LibreOffice recalculating the workbook of 500 sites, without a window and in fresh processes."""

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import xlsxwriter

from benchmarks.checksum import Row, checksum_of
from benchmarks.criteria import rules
from benchmarks.made_up import write_network
from benchmarks.month_ends import month_ends
from benchmarks.places import BUILD, DATA
from benchmarks.scoring import run_variant
from benchmarks.variant_ours import read_group
from benchmarks.variants import VARIANTS
from benchmarks.workbook import write_workbook

SITES = 500
_MAC = "/Applications/LibreOffice.app/Contents/MacOS/soffice"
_ALWAYS, _NEVER = 0, 1
_SETTING = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
 oor:op="fuse"><value>{mode}</value></prop></item>
</oor:items>
"""


def find_office() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice") or shutil.which(_MAC)


def measure(rounds: int) -> Iterator[dict[str, Any]]:
    """Records of the workbook's parts and of the other variants on the same sites and date."""
    program = find_office()
    if program is None:
        print("LibreOffice is not installed; sh scripts/install_office.sh installs it")
        return
    folder = BUILD / "office"
    folder.mkdir(parents=True, exist_ok=True)
    network = DATA / str(SITES)
    write_network(network, SITES)
    days = month_ends(1)
    full, empty = folder / "network.xlsx", folder / "empty.xlsx"
    write_workbook(full, rules(), read_group(network, 0), days[-1])
    with xlsxwriter.Workbook(empty) as book:
        book.add_worksheet("Summary").write(0, 0, "nothing")
    profiles = {mode: _profile(folder, mode) for mode in (_ALWAYS, _NEVER)}
    _convert(program, profiles[_ALWAYS], empty, folder)  # the first start makes the profile
    _convert(program, profiles[_NEVER], empty, folder)
    agreed: dict[str, Any] | None = None
    for number in range(rounds):
        for name in VARIANTS:
            if name != "ours_in_two":
                run = run_variant(name, network, len(days))
                agreed = agreed or run["checksum"]
                if run["checksum"] != agreed:
                    raise SystemExit(f"{name} disagrees on {SITES} sites at one date")
                yield {"name": name, "round": number, **run}
        start = _convert(program, profiles[_ALWAYS], empty, folder)
        loaded = _convert(program, profiles[_NEVER], full, folder)
        recalculated = _convert(program, profiles[_ALWAYS], full, folder)
        if _read_back(folder / "network.csv") != agreed:
            raise SystemExit("LibreOffice disagrees on 500 sites at one date")
        for name, part in (("start", start), ("load", loaded), ("recalculate", recalculated)):
            print(f"LibreOffice, {name}: {part['seconds']:.2f} s", flush=True)
            yield {"name": f"office_{name}", "round": number, **part}


def version(program: str) -> str:
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _profile(folder: Path, mode: int) -> Path:
    """A user folder of LibreOffice in which files are recalculated on load always, or never."""
    profile = folder / f"profile-{mode}"
    if not profile.exists():
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_SETTING.format(mode=mode))
    return profile


def _convert(program: str, profile: Path, book: Path, folder: Path) -> dict[str, Any]:
    """Turn the first sheet into CSV; seconds of the whole process."""
    load = os.getloadavg()[0]
    started = perf_counter()
    process = subprocess.Popen(
        [
            program,
            f"-env:UserInstallation={profile.resolve().as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76,1",
            "--outdir",
            str(folder),
            str(book),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"LibreOffice ended with {process.returncode} on {book.name}")
    peak = usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    return {"seconds": seconds, "peak_megabytes": peak, "load_before": load}


def _read_back(path: Path) -> dict[str, Any]:
    rows = []
    with path.open(encoding="utf-8") as file:
        for cells in csv.reader(file):
            scores = [int(cell) if cell.isdigit() else None for cell in cells[3::3]]
            rows.append(Row(cells[0], 0, cells[1], scores[0], int(cells[2]), tuple(scores[1:])))
    return checksum_of(rows, {row.site_id: int(row.site_id[1:]) for row in rows}).as_dict()
