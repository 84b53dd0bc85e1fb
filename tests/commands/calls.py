"""Commands called as from a shell, in this process or in one of their own."""

import csv
import os
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from readiness.commands.main import main

ROOT = Path(__file__).parents[2]
FRAMEWORK = ROOT / "data" / "frameworks" / "crs-bispecific"
SAMPLE = ROOT / "data" / "sample"
KINDS = ("sites", "responses", "profiles", "findings")


class Result(NamedTuple):
    code: int
    out: str
    err: str


def call(capsys: pytest.CaptureFixture[str], *arguments: object) -> Result:
    """A command in this process."""
    capsys.readouterr()
    code = main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return Result(code, said.out, said.err)


def program(*arguments: object, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    """A command in a process of its own, as `python -m readiness`."""
    return subprocess.run(
        command(*arguments), cwd=ROOT, env={**os.environ, **environment}, capture_output=True
    )


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "readiness", *map(str, arguments)]


def to_score(
    folder: Path = SAMPLE,
    framework: Path = FRAMEWORK,
    *,
    as_of: str = "2026-11-22",
    shape: str = "json",
    kinds: Sequence[str] = KINDS,
) -> list[object]:
    """The arguments of `score` for the files of a folder."""
    files = [part for kind in kinds for part in (f"--{kind}", folder / f"{kind}.csv")]
    return ["score", "--framework", framework, *files, "--as-of", as_of, "--format", shape]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def plain_framework(folder: Path) -> dict[str, Any]:
    """A framework as the second implementation of the rules takes it: what its files say."""

    def tables(path: Path) -> dict[str, Any]:
        return tomllib.loads(path.read_text("utf-8"), parse_float=Decimal)

    main_file = tables(folder / "framework.toml")
    criteria = [
        criterion
        for element in main_file["element"]
        for path in folder.glob("*.toml")
        for criterion in tables(path).get("criterion", [])
        if criterion["element"] == element["id"]
    ]
    return {
        "levels": main_file["level"],
        "profile_fields": main_file.get("profile_field", []),
        "elements": main_file["element"],
        "criteria": criteria,
    }


def write(folder: Path, files: Mapping[str, str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder


BAKERY = {
    "framework.toml": """
id = "bakery"
version = "7"
title = "Hygiene of bakeries"
[[level]]
id = "closed"
title = "Closed"
min_score = 0
[[level]]
id = "open"
title = "Open"
min_score = 66.5
needs_gates = true
[[profile_field]]
id = "ovens"
title = "Ovens"
type = "count"
default = 1
[[theme]]
id = "all"
title = "All"
[[element]]
id = "H"
theme = "all"
title = "Heat"
[[element]]
id = "A"
theme = "all"
title = "Air"
[[element]]
id = "N"
theme = "all"
title = "Nothing yet"
""",
    "H.toml": """
[[criterion]]
id = "H2"
element = "H"
title = "Thermometers"
question = "How many?"
kind = "count"
required = { field = "ovens", per_unit = 1.5 }
points = 2.5
gate = true
gate_at = 60
[[criterion]]
id = "H1"
element = "H"
title = "Cleaned"
question = "When?"
kind = "date"
validity_months = 1
points = 1
""",
    "A.toml": """
[[criterion]]
id = "A1"
element = "A"
title = "Filters clean"
question = "What share?"
kind = "percent"
target = 90
points = 3
na_allowed = true
""",
}
"""A framework of others: three elements, of which one has no criterion."""

BAKERIES = {
    "sites.csv": "site_id,site_name,practice,network,state,region\r\n"
    "Zürich-2,Ofen,B,N,ZH,X\r\n"
    "=A1,Corner,B,N,ZH,X\r\nempty,E,B,N,,\r\n",
    "responses.csv": "site_id,criterion_id,recorded_at,answer,numerator,denominator,"
    "evidence_date,end_date,evidence,na_reason,recorded_by\r\n"
    "Zürich-2,H2,2026-01-05T10:00:00+02:00,2,,,,,,,\r\n"
    "Zürich-2,H1,2026-01-31,,,,2026-01-31,,,,\r\n"
    "Zürich-2,A1,2026-01-06,,2,7,,,,,\r\n"
    "=A1,A1,2026-01-06,not applicable,,,,,,no filter,\r\n",
    "profiles.csv": "site_id,recorded_on,ovens\r\nZürich-2,2026-01-02,2\r\n=A1,2026-01-02,0\r\n",
    "findings.csv": "site_id,criterion_id,recorded_at,conclusion,reason,recorded_by\r\n"
    "Zürich-2,A1,2026-02-01,confirmed,,\r\nZürich-2,H1,2026-02-10,not confirmed,smell,\r\n",
}
