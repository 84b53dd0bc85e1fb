"""The same scores with pandas and numpy, ten thousand sites at a time.

What does not depend on the date is computed once: which response holds from which day until
which, its finding, its last day, its points. A few dates at a time are then one selection and a
few sums over slots, one slot for each site on each of these dates.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.calendar_months import add_months
from benchmarks.checksum import MILLION, SITE_WEIGHTS, Checksum, Row
from benchmarks.criteria import COUNTS, LEVELS, READY_FROM, UNIT, Rules, rules

GROUPS_AT_ONCE = 10
SLOTS_AT_ONCE = 20_000
_FOREVER = np.iinfo(np.int32).max
_EPOCH = date(1970, 1, 1)
_TEXTS = ["site_id", "criterion_id", "answer", "numerator", "denominator"]


@dataclass(frozen=True)
class Result:
    """Some sites on some dates, slot by slot; a score of -1 stands for none."""

    sites: np.ndarray
    numbers: np.ndarray
    level: np.ndarray
    score: np.ndarray
    failed: np.ndarray
    elements: np.ndarray


def run(folder: Path, days: Sequence[date]) -> tuple[Checksum, dict[str, Any]]:
    total = Checksum()
    for result in results(folder, days):
        _count(total, result)
    return total, {}


def rows(folder: Path, days: Sequence[date]) -> Iterator[Row]:
    for result in results(folder, days):
        for place, level in enumerate(result.level):
            yield Row(
                f"S{result.sites[place]:06}",
                int(result.numbers[place]),
                LEVELS[level],
                _none(result.score[place]),
                int(result.failed[place]),
                tuple(_none(value) for value in result.elements[place]),
            )


def results(folder: Path, days: Sequence[date]) -> Iterator[Result]:
    table = rules()
    files = {
        name: pq.ParquetFile(folder / f"{name}.parquet", read_dictionary=texts)
        for name, texts in (
            ("sites", []),
            ("responses", _TEXTS),
            ("findings", ["site_id", "criterion_id", "conclusion"]),
            ("profiles", ["site_id", "service_level"]),
        )
    }
    groups = files["responses"].num_row_groups
    first_site = 0
    for start in range(0, groups, GROUPS_AT_ONCE):
        wanted = list(range(start, min(start + GROUPS_AT_ONCE, groups)))
        parts = {name: file.read_row_groups(wanted) for name, file in files.items()}
        sites = pd.Index(parts["sites"]["site_id"].to_numpy())
        events = _events(table, parts["responses"], parts["findings"], sites)
        profiles = _profiles(parts["profiles"], sites)
        step = max(1, SLOTS_AT_ONCE // len(sites))
        for number in range(0, len(days), step):
            some = days[number : number + step]
            yield _score(table, events, profiles, len(sites), first_site, number, some)
        first_site += len(sites)


def _codes(column: pa.ChunkedArray, words: pd.Index) -> np.ndarray:
    array = column.unify_dictionaries().combine_chunks()
    known = words.get_indexer(pd.Index(array.dictionary.to_pylist()))
    return known[array.indices.to_numpy()].astype(np.int32)


def _words(column: pa.ChunkedArray) -> tuple[pd.Series, np.ndarray]:
    """The different texts of a column, and which of them each row has."""
    array = column.unify_dictionaries().combine_chunks()
    return pd.Series(array.dictionary.to_pylist(), dtype=object), array.indices.to_numpy()


def _days(column: pa.ChunkedArray) -> np.ndarray:
    """Days since 1970; the smallest number for none."""
    return column.cast(pa.int32()).fill_null(-_FOREVER).to_numpy()


def _events(table: Rules, responses: pa.Table, findings: pa.Table, sites: pd.Index) -> pd.DataFrame:
    """One row from each day on which a response or its newest finding changes a criterion."""
    ids = pd.Index([row.criterion_id for row in table.criteria])
    given = _responses(table, responses, sites, ids)
    width = len(table.criteria)
    found = pd.DataFrame(
        {
            "pair": _codes(findings["site_id"], sites) * width
            + _codes(findings["criterion_id"], ids),
            "at": findings["recorded_at"].cast(pa.int64()).to_numpy(),
        }
    )
    words, places = _words(findings["conclusion"])
    found["refused"] = (words == "not confirmed").to_numpy()[places]
    # A finding belongs to the response that was newest at its instant. Both are sorted by pair
    # and time; of the two at one instant the response comes first.
    stamps = pd.concat(
        [given[["pair", "at"]].assign(row=np.arange(len(given))), found.assign(row=-1)],
        ignore_index=True,
    ).sort_values(["pair", "at"], kind="stable", ignore_index=True)
    stamps["row"] = stamps["row"].where(stamps["row"] >= 0).groupby(stamps["pair"]).ffill()
    stamps = stamps[stamps["row"].notna()]
    day = (stamps["at"].to_numpy() // 86_400_000_000).astype(np.int32)
    pair = stamps["pair"].to_numpy()
    last_of_pair = np.append(pair[1:] != pair[:-1], True)
    until = np.where(last_of_pair, _FOREVER, np.append(day[1:], 0)).astype(np.int32)
    events = given.iloc[stamps["row"].to_numpy().astype(np.int64)].drop(columns=["pair", "at"])
    events["from"], events["until"] = day, until
    events["refused"] = stamps["refused"].fillna(False).to_numpy().astype(bool)
    return events[day < until]


def _responses(table: Rules, responses: pa.Table, sites: pd.Index, ids: pd.Index) -> pd.DataFrame:
    criterion = _codes(responses["criterion_id"], ids)
    site = _codes(responses["site_id"], sites)
    of = pd.DataFrame(table.criteria).iloc[criterion]  # the rules of each row
    kind = of["kind"].to_numpy()
    texts, places = _words(responses["answer"])
    share = pd.to_numeric(texts, errors="coerce").mul(10).round().fillna(0).astype(np.int64)
    value = share.to_numpy()[places]  # in tenths
    top, bottom = (_wholes(responses[name]) for name in ("numerator", "denominator"))
    counted = bottom >= 0
    points = of["points"].to_numpy() * UNIT
    target = of["target"].fillna(0).to_numpy().astype(np.int64)
    excused = (texts == "not applicable").to_numpy()[places] & of["na_allowed"].to_numpy()
    none = excused | (counted & (bottom == 0))
    have = np.where(counted, 100 * top, value)
    asked = np.where(counted, bottom * target, 10 * target)
    by_word = {"yes": 2, "partly": 1}
    half = texts.map(by_word).fillna(0).astype(np.int64).to_numpy()[places]
    have = np.select([kind == "choice", kind == "date"], [half, 1], have)
    asked = np.select([kind == "choice", kind == "date"], [2, 1], asked)
    limit = kind == "limit"
    have = np.where(limit, value <= 10 * target, have)
    asked = np.where(limit, 1, asked)
    asked = np.where(none | (asked == 0), 1, asked)
    earned = points * np.minimum(have, asked) // asked
    gate_at = of["gate_at"].fillna(_FOREVER).to_numpy()
    shown = np.where(counted, 100 * top, value) >= gate_at * np.where(counted, bottom, 10)
    months = of["months"].fillna(-1).to_numpy().astype(np.int64)
    evidence, end = _days(responses["evidence_date"]), _days(responses["end_date"])
    dated = (evidence > -_FOREVER) & (months >= 0)
    computed = add_months(np.where(dated, evidence, 0), np.where(dated, months, 0))
    last = np.where(end > -_FOREVER, end, np.where(dated, computed, _FOREVER))
    return pd.DataFrame(
        {
            "pair": site * len(ids) + criterion,
            "at": responses["recorded_at"].cast(pa.int64()).to_numpy(),
            "site": site,
            "criterion": criterion.astype(np.int8),
            "value": value.astype(np.int32),
            "none": none,
            "earned": np.where(none, 0, earned),
            "passes": none | (have >= asked) | ((kind == "percent") & shown),
            "last": last.astype(np.int32),
        }
    )


def _wholes(column: pa.ChunkedArray) -> np.ndarray:
    """Whole numbers; -1 for an empty text."""
    texts, places = _words(column)
    return pd.to_numeric(texts).fillna(-1).astype(np.int64).to_numpy()[places]


def _profiles(profiles: pa.Table, sites: pd.Index) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "site": _codes(profiles["site_id"], sites),
            "from": _days(profiles["recorded_on"]),
            "service_level": profiles["service_level"].cast(pa.string()).to_pandas(),
            **{name: profiles[name].to_pandas().to_numpy() for name in COUNTS},
        }
    )
    following = frame.groupby("site")["from"].shift(-1)
    frame["until"] = following.fillna(_FOREVER).astype(np.int64)
    return frame[frame["from"] < frame["until"]]


def _score(
    table: Rules,
    events: pd.DataFrame,
    profiles: pd.DataFrame,
    sites: int,
    first_site: int,
    number: int,
    days: Sequence[date],
) -> Result:
    numbers = np.array([(day - _EPOCH).days for day in days])
    slots = sites * len(days)
    fields = table.framework.profile_field
    facts = _on_dates(profiles, numbers, sites).set_index("slot").reindex(np.arange(slots))
    facts = facts.fillna({name: fields[name].default for name in ("service_level", *COUNTS)})
    holds = np.ones((slots, len(table.conditions) + 1), dtype=bool)  # the last: no condition
    for condition in table.conditions:
        values = facts[condition.field].to_numpy()
        holds[:, condition.place] = (
            values == condition.word if condition.at_least is None else values >= condition.at_least
        )
    possible, gates = _asked(table, holds)

    live = _on_dates(events, numbers, sites)
    slot, criterion = live["slot"].to_numpy(), live["criterion"].to_numpy()
    today = numbers[slot // sites]
    needs = np.array([row.condition for row in table.criteria])
    element = np.array([row.element for row in table.criteria])
    points = np.array([row.points for row in table.criteria])
    gate = np.array([row.gate for row in table.criteria])
    applies = holds[slot, needs[criterion]]
    none = live["none"].to_numpy()
    good = applies & ~none & ~live["refused"].to_numpy() & (today <= live["last"].to_numpy())
    earned, passes = live["earned"].to_numpy().copy(), live["passes"].to_numpy().copy()
    value = live["value"].to_numpy()
    for row in table.criteria:
        if row.formula_field:
            own = np.flatnonzero(criterion == row.place)
            count = facts[row.formula_field].to_numpy().astype(np.int64)[slot[own]]
            asked = 10 * np.maximum(row.at_least, row.per_unit * count)
            earned[own] = row.points * UNIT * np.minimum(value[own], asked) // asked
            passes[own] = value[own] >= asked
    cell = slot * table.elements + element[criterion]
    size = slots * table.elements
    shape = (slots, table.elements)
    own_earned = np.bincount(cell, earned * good, size).astype(np.int64).reshape(shape)
    gone = applies & none
    own_possible = possible * UNIT - UNIT * (
        np.bincount(cell, points[criterion] * gone, size).astype(np.int64).reshape(shape)
    )
    passed = np.bincount(slot, gate[criterion] & applies & (none | (good & passes)), slots)
    failed = gates - passed.astype(np.int64)
    assessed = np.bincount(slot, minlength=slots) > 0
    all_earned, all_possible = own_earned.sum(axis=1), own_possible.sum(axis=1)
    reached = 100 * all_earned >= READY_FROM * all_possible
    level = np.where(assessed, np.where(failed > 0, 1, np.where(reached, 3, 2)), 0)
    return Result(
        first_site + np.tile(np.arange(sites), len(days)),
        number + np.repeat(np.arange(len(days)), sites),
        level,
        _millionths(all_earned, all_possible),
        failed,
        _millionths(own_earned, own_possible),
    )


def _on_dates(frame: pd.DataFrame, numbers: np.ndarray, sites: int) -> pd.DataFrame:
    """The rows that hold on each date, each with its slot."""
    start, until = frame["from"].to_numpy(), frame["until"].to_numpy()
    places = [np.flatnonzero((start <= day) & (day < until)) for day in numbers]
    rows = frame.iloc[np.concatenate(places)]
    date_of = np.repeat(np.arange(len(numbers)), [len(own) for own in places])
    return rows.assign(slot=rows["site"].to_numpy() + sites * date_of)


def _asked(table: Rules, holds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points possible by site and element, and must-haves by site, before any answer."""
    points = np.zeros((holds.shape[1], table.elements), dtype=np.int64)
    gates = np.zeros(holds.shape[1], dtype=np.int64)
    for row in table.criteria:
        points[row.condition, row.element] += row.points
        gates[row.condition] += row.gate
    return holds.astype(np.int64) @ points, holds.astype(np.int64) @ gates


def _millionths(earned: np.ndarray, possible: np.ndarray) -> np.ndarray:
    return np.where(possible > 0, 100 * MILLION * earned // np.maximum(possible, 1), -1)


def _none(value: Any) -> int | None:
    return None if value < 0 else int(value)


def _count(total: Checksum, result: Result) -> None:
    weights = (result.sites % SITE_WEIGHTS + 1) * (result.numbers + 1)
    scored = result.score >= 0
    score = np.where(scored, result.score, 0)
    total.rows += len(score)
    total.score += int(score.sum())
    total.without_score += int((~scored).sum())
    total.places += int((score * weights).sum())
    total.failed_gates += int(result.failed.sum())
    for level, count in enumerate(np.bincount(result.level, minlength=len(LEVELS))):
        if count:
            total.levels[LEVELS[level]] += int(count)
    for place in range(result.elements.shape[1]):
        own = result.elements[:, place]
        total.elements[place] += int(own[own >= 0].sum())
        total.elements_without[place] += int((own < 0).sum())
