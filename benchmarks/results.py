"""Raw results: one JSON file for each part, kept until the part is measured again."""

import json
from collections.abc import Iterable, Sequence
from statistics import median
from typing import Any

from benchmarks.machine import description
from benchmarks.places import RESULTS

Record = dict[str, Any]


def keep(part: str, records: Sequence[Record]) -> None:
    RESULTS.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"machine": description(), "records": list(records)}, indent=1)
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
