"""Made-up records of a large network, as Parquet files sorted by site.

The same seed always gives the same records, and a smaller network is the beginning of a larger
one. Sites are assessed in quarterly rounds, so that many answers share a day; what lapses sooner
is answered more often; about four responses per criterion in five years.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.criteria import (
    COUNTS,
    DENOMINATORS,
    MOST_AGENTS,
    MOST_LANGUAGES,
    MOST_PATIENTS,
    Rules,
    rules,
)
from benchmarks.month_ends import HISTORY_BEGINS

SEED = 20261122
SITES_PER_GROUP = 1_000
"""Sites in one row group of each file."""

ROUNDS = 20
_EPOCH = date(1970, 1, 1)
_BEGINS = (HISTORY_BEGINS - _EPOCH).days
_ENDS = _BEGINS + 5 * 365
_DAY = 86_400
_ROUNDS_GOOD = {1: 1, 3: 1, 6: 2, 12: 4, 24: 8, None: 4}
"""In how many rounds a criterion has to be answered again, by the months its evidence is good."""

_STRONG = 0.2
"""The share of sites that renew nearly everything in time; the others forget most of it."""

_WORDS = ["", "yes", "partly", "no", "not applicable"]
_TENTHS = [f"{tenth / 10:g}" for tenth in range(1_681)]
ANSWERS = pa.array([*_WORDS, *_TENTHS])
_EMPTY, _YES, _PARTLY, _NO, _NA, _FIRST_TENTH = range(6)
WHOLES = pa.array(["", *(str(number) for number in range(max(DENOMINATORS) + 1))])

RESPONSES = pa.schema(
    [
        ("site_id", pa.string()),
        ("criterion_id", pa.string()),
        ("recorded_at", pa.timestamp("us", "UTC")),
        ("answer", pa.string()),
        ("numerator", pa.string()),
        ("denominator", pa.string()),
        ("evidence_date", pa.date32()),
        ("end_date", pa.date32()),
    ]
)
FINDINGS = pa.schema(
    [
        ("site_id", pa.string()),
        ("criterion_id", pa.string()),
        ("recorded_at", pa.timestamp("us", "UTC")),
        ("conclusion", pa.string()),
    ]
)
PROFILES = pa.schema(
    [
        ("site_id", pa.string()),
        ("recorded_on", pa.date32()),
        ("service_level", pa.string()),
        *((name, pa.int32()) for name in COUNTS),
    ]
)
SITES = pa.schema([("site_id", pa.string())])
SCHEMAS = {"sites": SITES, "responses": RESPONSES, "findings": FINDINGS, "profiles": PROFILES}

Ints = np.ndarray


def write_network(folder: Path, sites: int) -> None:
    """Write sites, responses, findings and profiles, unless they are there."""
    if (folder / "complete").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    writers = {
        name: pq.ParquetWriter(folder / f"{name}.parquet", schema)
        for name, schema in SCHEMAS.items()
    }
    for tables in _groups(rules(), sites):
        for name, table in tables.items():
            writers[name].write_table(table, row_group_size=max(1, len(table)))
    for writer in writers.values():
        writer.close()
    (folder / "complete").touch()


def _groups(table: Rules, sites: int) -> Iterator[dict[str, pa.Table]]:
    for first in range(0, sites, SITES_PER_GROUP):
        count = min(SITES_PER_GROUP, sites - first)
        random = np.random.default_rng([SEED, first])
        ids = pa.array([f"S{number:06}" for number in range(first, first + SITES_PER_GROUP)])
        responses, findings = _records(table, random)
        profiles = _profiles(random)
        yield {
            "sites": _table(SITES, {"site": np.arange(count)}, ids, table),
            "responses": _table(RESPONSES, _some(responses, count), ids, table),
            "findings": _table(FINDINGS, _some(findings, count), ids, table),
            "profiles": _table(PROFILES, _some(profiles, count), ids, table),
        }


def _some(columns: dict[str, Ints], count: int) -> dict[str, Ints]:
    kept = columns["site"] < count
    return {name: values[kept] for name, values in columns.items()}


def _records(table: Rules, random: np.random.Generator) -> tuple[dict[str, Ints], dict[str, Ints]]:
    sites, criteria = SITES_PER_GROUP, len(table.criteria)
    every = np.array([_ROUNDS_GOOD[row.months] for row in table.criteria])
    strong = random.random(sites) < _STRONG
    joined = random.integers(0, 8, sites)
    joined[random.random(sites) < 0.02] = ROUNDS  # never assessed
    since = (np.arange(ROUNDS) - joined[:, None])[:, None, :]
    due = since % every[:, None] == 0
    chance = np.where(strong[:, None, None], np.where(due, 0.98, 0.02), np.where(due, 0.22, 0.02))
    chance = np.where(since == 0, np.where(strong, 1, 0.8)[:, None, None], chance)
    site, criterion, turn = np.nonzero(
        random.random((sites, criteria, ROUNDS)) < chance * (since >= 0)
    )
    phase = random.integers(0, 90, sites)
    follow_up = random.integers(3, 20, (sites, ROUNDS))  # the day on which a round is finished
    late = (random.random(len(site)) < 0.1) * follow_up[site, turn]
    day = _BEGINS + phase[site] + 91 * turn + late
    second = random.integers(7 * 3_600, 19 * 3_600, len(site))
    # Some answers are corrected later on the same day.
    again = np.flatnonzero(random.random(len(site)) < 0.02)
    site, criterion, turn, day = (
        np.concatenate([column, column[again]]) for column in (site, criterion, turn, day)
    )
    second = np.concatenate([second, second[again] + random.integers(1, 3_600, len(again))])
    order = np.lexsort((day * _DAY + second, criterion, site))
    site, criterion, turn, day, second = (
        column[order] for column in (site, criterion, turn, day, second)
    )
    known = day < _ENDS
    site, criterion, turn, day, second = (
        column[known] for column in (site, criterion, turn, day, second)
    )
    begun = np.where(strong, random.uniform(0.96, 1, sites), random.beta(4, 2, sites))
    quality = np.clip(begun[site] + 0.01 * (turn - 8), 0.05, 0.999)
    moment = day * _DAY + second
    responses = {
        "site": site,
        "criterion": criterion,
        "recorded_at": moment,
        **_answers(table, random, criterion, quality),
        **_dates(table, random, criterion, day),
    }
    return responses, _findings(random, responses, turn)


def _answers(
    table: Rules, random: np.random.Generator, criterion: Ints, quality: Ints
) -> dict[str, Ints]:
    kind = np.array([row.kind for row in table.criteria])[criterion]
    size = len(criterion)
    luck = random.random(size)
    good = luck < quality
    answer = np.full(size, _EMPTY)
    numerator = np.zeros(size, dtype=np.int64)  # place in WHOLES; 0 is the empty text
    denominator = np.zeros(size, dtype=np.int64)

    choice = kind == "choice"
    answer[choice] = np.where(good, _YES, np.where(random.random(size) < 0.5, _PARTLY, _NO))[choice]

    count = kind == "count"
    many = np.where(good, random.integers(4, 21, size), random.integers(0, 4, size))
    answer[count] = _FIRST_TENTH + 10 * many[count]

    hours = kind == "hours"
    covered = np.where(good, 336, random.integers(100, 336, size))  # half hours
    answer[hours] = _FIRST_TENTH + 5 * covered[hours]

    limit = kind == "limit"
    minutes = np.where(good, random.integers(5, 61, size), random.integers(61, 121, size))
    answer[limit] = _FIRST_TENTH + 10 * minutes[limit]

    percent = kind == "percent"
    counted = percent & (random.random(size) < 0.5)
    stated = percent & ~counted
    share = np.where(good, random.integers(900, 1_001, size), random.integers(0, 900, size))
    whole = good & (random.random(size) < 0.6)
    answer[stated] = _FIRST_TENTH + np.where(whole, 1_000, share)[stated]
    bottom = np.array(DENOMINATORS)[random.integers(1, len(DENOMINATORS), size)]
    bottom = np.where(random.random(size) < 0.01, 0, bottom)
    top = np.where(whole, bottom, np.floor(bottom * share / 1_000).astype(np.int64))
    numerator[counted] = top[counted] + 1
    denominator[counted] = bottom[counted] + 1

    may = np.array([row.na_allowed for row in table.criteria])[criterion]
    excused = may & (random.random(size) < 0.08)
    answer[excused] = _NA
    numerator[excused] = denominator[excused] = 0
    return {"answer": answer, "numerator": numerator, "denominator": denominator}


def _dates(
    table: Rules, random: np.random.Generator, criterion: Ints, day: Ints
) -> dict[str, Ints]:
    """Days since 1970; -1 for none. Supplies that are counted every month often name an end."""
    dated = np.array([row.kind == "date" for row in table.criteria])[criterion]
    monthly = np.array([row.months == 1 for row in table.criteria])[criterion]
    size = len(day)
    evidence = day - (random.random(size) < 0.4) * random.integers(0, 45, size)
    evidence[~dated & (random.random(size) < 0.15)] = -1
    ends = random.random(size) < np.where(monthly, 0.95, 0.06)
    least = np.where(evidence < 0, day, evidence)
    end = np.where(
        ends, np.where(monthly, day + 92 + random.integers(0, 90, size), least + 365), -1
    )
    return {"evidence_date": evidence, "end_date": end}


def _findings(
    random: np.random.Generator, responses: dict[str, Ints], turn: Ints
) -> dict[str, Ints]:
    """A round is reviewed on one day, part of it a second time on another.

    A late finding meets a newer response; a few come with the response, at its instant.
    """
    site, criterion = responses["site"], responses["criterion"]
    moment = responses["recorded_at"]
    parts = []
    for share, longest in ((0.25, 40), (0.03, 120), (0.002, 0)):
        chosen = np.flatnonzero(random.random(len(site)) < share)
        waits = random.integers(0, longest + 1, (SITES_PER_GROUP, ROUNDS))
        wait = waits[site[chosen], turn[chosen]] * _DAY + (longest > 0) * random.integers(
            0, 3_600, len(chosen)
        )
        parts.append((site[chosen], criterion[chosen], moment[chosen] + wait))
    site, criterion, moment = (np.concatenate(part) for part in zip(*parts, strict=True))
    order = np.lexsort((moment, criterion, site))
    return {
        "site": site[order],
        "criterion": criterion[order],
        "recorded_at": moment[order],
        "conclusion": (random.random(len(site)) < 0.06).astype(np.int64),
    }


def _profiles(random: np.random.Generator) -> dict[str, Ints]:
    """A profile at the start and now and then a new one; -1 where a field is not stated."""
    sites = SITES_PER_GROUP
    number = random.integers(0, 11, sites)  # some sites never state one
    site = np.repeat(np.arange(sites), number)
    size = len(site)
    day = _BEGINS + random.integers(0, _ENDS - _BEGINS, size)
    first = np.concatenate([[True], site[1:] != site[:-1]]) if size else np.zeros(0, bool)
    day[first] = _BEGINS + random.integers(0, 60, int(first.sum()))
    order = np.lexsort((day, site))
    agents = random.integers(0, MOST_AGENTS + 1, size)
    columns = {
        "site": site[order],
        "recorded_on": day[order],
        "service_level": random.choice([0, 0, 0, 1, 1, 2], size),
        "agents_given": agents,
        "rems_agents_given": np.minimum(agents, random.integers(0, 4, size)),
        "patients_in_step_up": random.integers(0, MOST_PATIENTS + 1, size)
        * (random.random(size) < 0.6),
        "languages_needed": random.integers(1, MOST_LANGUAGES + 1, size),
        "events_last_quarter": random.integers(0, 5, size) * (random.random(size) < 0.5),
    }
    for name in ("service_level", *COUNTS):
        columns[name] = np.where(random.random(size) < 0.04, -1, columns[name])
    return columns


def _table(schema: pa.Schema, columns: dict[str, Ints], ids: pa.Array, table: Rules) -> pa.Table:
    texts = {
        "site_id": (ids, "site"),
        "criterion_id": (pa.array([row.criterion_id for row in table.criteria]), "criterion"),
        "answer": (ANSWERS, "answer"),
        "numerator": (WHOLES, "numerator"),
        "denominator": (WHOLES, "denominator"),
        "conclusion": (pa.array(["confirmed", "not confirmed"]), "conclusion"),
        "service_level": (pa.array(["step_up", "maintenance_only", "not_yet"]), "service_level"),
    }
    arrays = []
    for field in schema:
        if field.name in texts:
            words, source = texts[field.name]
            places = pa.array(columns[source], mask=columns[source] < 0)
            arrays.append(words.take(places))
        elif pa.types.is_timestamp(field.type):
            arrays.append(pa.array(columns[field.name] * 1_000_000).cast(field.type))
        else:
            values = columns[field.name]
            arrays.append(pa.array(values.astype(np.int32), mask=values < 0).cast(field.type))
    return pa.Table.from_arrays(arrays, schema=schema)
