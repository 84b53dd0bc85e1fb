"""The product's own scoring: one site at a time, streamed from the Parquet files.

A row group (a thousand sites) is read, made into the domain's records and scored; then the next.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.checksum import MILLION, SITE_WEIGHTS, Checksum, Row
from benchmarks.criteria import COUNTS
from benchmarks.places import FRAMEWORK
from readiness.domain.assessment import Finding, History, Profile, Response
from readiness.domain.timeline import Step, timeline
from readiness.framework_files import load_framework

_TEXTS = {
    "sites": ["site_id"],
    "responses": ["site_id", "criterion_id", "answer", "numerator", "denominator"],
    "findings": ["site_id", "criterion_id", "conclusion"],
    "profiles": ["site_id", "service_level"],
}

# pyarrow loads more of itself, and pandas, on first use: before the clock starts.
pa.array([None, "warm"]).dictionary_encode(null_encoding="encode").indices.fill_null(0)


@dataclass
class Parts:
    """Where the time went, in seconds."""

    reading: float = 0
    scoring: float = 0


def run(folder: Path, days: Sequence[date]) -> tuple[Checksum, dict[str, Any]]:
    """Score every site in this process."""
    with pq.ParquetFile(folder / "responses.parquet") as file:
        groups = range(file.num_row_groups)
    total, parts = score_groups(folder, days, groups)
    return total, {"reading": parts.reading, "scoring": parts.scoring}


def run_in_two(folder: Path, days: Sequence[date]) -> tuple[Checksum, dict[str, Any]]:
    """The same with two processes, each with every second row group."""
    with pq.ParquetFile(folder / "responses.parquet") as file:
        groups = range(file.num_row_groups)
    total = Checksum()
    peaks = 0
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        halves = [
            pool.submit(_in_a_process, folder, days, range(start, len(groups), 2))
            for start in range(2)
        ]
        for half in halves:
            checksum, peak = half.result()
            total.add(checksum)
            peaks += peak
    return total, {"kilobytes_of_workers": peaks}


def _in_a_process(folder: Path, days: Sequence[date], groups: range) -> tuple[Checksum, int]:
    checksum, _ = score_groups(folder, days, groups)
    from benchmarks.variants import peak_kilobytes

    return checksum, peak_kilobytes()


def score_groups(
    folder: Path, days: Sequence[date], groups: Iterable[int]
) -> tuple[Checksum, Parts]:
    framework = load_framework(FRAMEWORK)
    total, parts = Checksum(), Parts()
    for group in groups:
        started = perf_counter()
        histories = read_group(folder, group)
        read = perf_counter()
        for history in histories:
            steps = timeline(framework, history).at
            _count(total, int(history.site_id[1:]), [steps(day) for day in days])
        parts.reading += read - started
        parts.scoring += perf_counter() - read
    return total, parts


def rows(folder: Path, days: Sequence[date]) -> Iterator[Row]:
    """Every site on every date, for the check against the oracle."""
    framework = load_framework(FRAMEWORK)
    for history in read_group(folder, 0):
        line = timeline(framework, history)
        for number, day in enumerate(days):
            step = line.at(day)
            score, *elements = figures(step)
            yield Row(
                history.site_id, number, step.level, score, len(step.failed_gates), tuple(elements)
            )


def figures(step: Step) -> list[int | None]:
    """Score and element scores in whole millionths, rounded down."""
    parts = [(step.earned, step.possible), *step.elements]
    return [100 * MILLION * earned // of if of else None for earned, of in parts]


def _count(total: Checksum, site_number: int, steps: Sequence[Step]) -> None:
    """Add one site; dates that fall into the same step share its figures."""
    weight = site_number % SITE_WEIGHTS + 1
    total.rows += len(steps)
    before = None
    score: int | None = None
    elements: list[int | None] = []
    for number, step in enumerate(steps, 1):
        if step is not before:
            score, *elements = figures(step)
            before = step
        if score is None:
            total.without_score += 1
        else:
            total.score += score
            total.places += score * weight * number
        total.failed_gates += len(step.failed_gates)
        total.levels[step.level] += 1
        for place, own in enumerate(elements):
            if own is None:
                total.elements_without[place] += 1
            else:
                total.elements[place] += own


def read_group(folder: Path, group: int) -> list[History]:
    """The histories of the sites of one row group, in order of id."""
    responses = _columns(folder, "responses", group)
    findings = _columns(folder, "findings", group)
    profiles = _columns(folder, "profiles", group)
    answered = _by_site_and_criterion(
        responses,
        map(
            Response,
            responses["site_id"],
            responses["criterion_id"],
            responses["recorded_at"],
            responses["answer"],
            responses["numerator"],
            responses["denominator"],
            responses["evidence_date"],
            responses["end_date"],
        ),
    )
    found = _by_site_and_criterion(
        findings,
        map(
            Finding,
            findings["site_id"],
            findings["criterion_id"],
            findings["recorded_at"],
            findings["conclusion"],
        ),
    )
    stated = _profiles(profiles)
    return [
        History(site, answered.get(site, {}), found.get(site, {}), tuple(stated.get(site, ())))
        for site in _columns(folder, "sites", group)["site_id"]
    ]


def _columns(folder: Path, name: str, group: int) -> dict[str, list[Any]]:
    with pq.ParquetFile(folder / f"{name}.parquet", read_dictionary=_TEXTS[name]) as file:
        table = file.read_row_group(group)
    return {name: _values(table[name]) for name in table.column_names}


def _values(column: pa.ChunkedArray) -> list[Any]:
    """A column as Python objects; equal texts and days are one object."""
    if pa.types.is_timestamp(column.type):
        moments = np.from_dlpack(column.combine_chunks().cast(pa.int64())).view("datetime64[us]")
        return [moment.replace(tzinfo=UTC) for moment in moments.tolist()]
    array = column.combine_chunks()
    if not isinstance(array, pa.DictionaryArray):
        array = array.dictionary_encode(null_encoding="encode")
    words = np.array([*array.dictionary.to_pylist(), None], dtype=object)
    return words[np.from_dlpack(array.indices.fill_null(len(words) - 1))].tolist()


def _by_site_and_criterion(
    columns: Mapping[str, list[Any]], records: Iterator[Any]
) -> dict[str, dict[str, tuple[Any, ...]]]:
    """Cut sorted records where the site or the criterion changes."""
    grouped: dict[str, dict[str, tuple[Any, ...]]] = {}
    sites, criteria = columns["site_id"], columns["criterion_id"]
    start = 0
    for end in range(1, len(sites) + 1):
        if end == len(sites) or criteria[end] is not criteria[start] or (
            sites[end] is not sites[start]
        ):  # fmt: skip
            own = tuple(islice(records, end - start))
            grouped.setdefault(sites[start], {})[criteria[start]] = own
            start = end
    return grouped


def _profiles(columns: Mapping[str, list[Any]]) -> dict[str, list[Profile]]:
    grouped: dict[str, list[Profile]] = {}
    stated = zip(columns["service_level"], *(columns[name] for name in COUNTS), strict=True)
    for site, day, values in zip(columns["site_id"], columns["recorded_on"], stated, strict=True):
        texts = {
            name: str(value)
            for name, value in zip(("service_level", *COUNTS), values, strict=True)
            if value is not None
        }
        grouped.setdefault(site, []).append(Profile(site, day, texts))
    return grouped
