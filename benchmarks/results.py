"""Raw results: one JSON file for each part, kept until the part is measured again."""

import json
from collections.abc import Iterable
from statistics import median
from typing import Any

from benchmarks.machine import description
from benchmarks.places import RESULTS

Record = dict[str, Any]


def keep(part: str, records: Iterable[Record]) -> None:
    """Write the records as they come, so that a run that is cut short leaves what it has."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    machine = description()
    so_far: list[Record] = []
    for record in records:
        so_far.append(record)
        text = json.dumps({"machine": machine, "records": so_far}, indent=1)
        (RESULTS / f"{part}.json").write_text(text)


def kept(part: str) -> list[Record]:
    path = RESULTS / f"{part}.json"
    return json.loads(path.read_text())["records"] if path.exists() else []


def kept_machine(part: str) -> Record:
    machine: Record = json.loads((RESULTS / f"{part}.json").read_text())["machine"]
    return machine


def parts_kept() -> list[str]:
    return sorted(path.stem for path in RESULTS.glob("*.json"))


def chosen(records: Iterable[Record], **wanted: Any) -> list[Record]:
    return [
        record
        for record in records
        if all(record.get(key) == value for key, value in wanted.items())
    ]


def middle(records: Iterable[Record], key: str) -> float | None:
    """The median of a figure; `None` where there is no record."""
    values = [record[key] for record in records]
    return median(values) if values else None
