"""Parquet tables of records -> what is recorded about each site, some sites at a time.

The tables are those of `export --format records`; others with the same columns will do. They hold
what was checked when it was recorded: columns are checked here, rows only where one of them keeps
its site from being scored. The order of rows counts: of two at the same time the later is newer.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from readiness.domain.assessment import AssessmentEvent, Finding, History, Profile, Response
from readiness.domain.registers.entries import RegisterEntry
from readiness.errors import ReadinessError

Records: TypeAlias = Mapping[str, pa.Table]
"""Rows by the name of their table, each under the columns of `COLUMNS`."""

_TEXT, _DAY, _TIME = pa.string(), pa.date32(), pa.timestamp("us", "UTC")

VALUES = "field_values"
"""The fields of a profile or an entry by name, as JSON."""

COLUMNS: Mapping[str, Mapping[str, pa.DataType]] = {
    "sites": {"site_id": _TEXT},
    "profiles": {"site_id": _TEXT, "recorded_on": _DAY, VALUES: _TEXT},
    "responses": {
        "site_id": _TEXT,
        "criterion_id": _TEXT,
        "recorded_at": _TIME,
        "answer": _TEXT,
        "numerator": _TEXT,
        "denominator": _TEXT,
        "evidence_date": _DAY,
        "end_date": _DAY,
    },
    "findings": {
        "site_id": _TEXT,
        "criterion_id": _TEXT,
        "recorded_at": _TIME,
        "conclusion": _TEXT,
    },
    "register_entries": {
        "site_id": _TEXT,
        "register": _TEXT,
        "entry_id": _TEXT,
        "state": _TEXT,
        VALUES: _TEXT,
        "recorded_at": _TIME,
    },
    "assessments": {
        "site_id": _TEXT,
        "event": _TEXT,
        "framework": _TEXT,
        "framework_version": _TEXT,
        "recorded_at": _TIME,
    },
}
"""What scoring looks at: of each table the columns it must have. Others are not read."""

NEEDED = ("sites", "responses")
FRAMEWORKS = "frameworks"
NO_FIELDS = frozenset({"site_id", "recorded_on", "recorded_by"})
"""Columns of profiles that are no profile fields; every other one is."""

_SITES_AT_ONCE = 1_000


class SiteRecords(NamedTuple):
    """A site's history, and the steps of its assessments in the order of recording."""

    history: History
    assessments: tuple[AssessmentEvent, ...]


def read_records(folder: Path) -> Iterator[SiteRecords]:
    """Every site of the tables in a folder, in the order of ids; a thousand are in memory at once.

    A table is one file, `responses.parquet`, or a folder of that name with files that are read in
    the order of their names. Raises `ReadinessError` for a table that is missing, lacks a column,
    is not sorted by site, or tells of a site that is not among the sites.
    """
    tables = {kind: _Sorted(kind, paths) for kind in COLUMNS if (paths := _paths(folder, kind))}
    if missing := [kind for kind in NEEDED if kind not in tables]:
        raise ReadinessError(f"There is no {missing[0]}.parquet in {folder}.")
    while (last := tables["sites"].site_at(_SITES_AT_ONCE)) is not None:
        yield from site_records({kind: table.until(last) for kind, table in tables.items()})
    for kind, table in tables.items():
        if (left := table.site_at(1)) is not None:
            raise _unknown(kind, left)


def site_records(tables: Records) -> Iterator[SiteRecords]:
    """The sites of tables that hold everything about them, each once, in the order of its table."""
    known = dict.fromkeys(_texts(tables["sites"]["site_id"]))
    found: dict[str, dict[str, list[Any]]] = {kind: {} for kind in _MAKERS}
    for kind, make in _MAKERS.items():
        grouped = found[kind]
        if kind in tables:
            for record in make(tables[kind]):
                grouped.setdefault(record.site_id, []).append(record)
            if unknown := grouped.keys() - known.keys():
                raise _unknown(kind, min(unknown))
    for site in known:
        own = {kind: grouped.get(site, ()) for kind, grouped in found.items()}
        history = History.of(
            site, own["responses"], own["findings"], own["profiles"], own["register_entries"]
        )
        yield SiteRecords(history, tuple(own["assessments"]))


def framework_texts(folder: Path) -> list[Mapping[str, Any]] | None:
    """The rows of the table of frameworks; `None` where there is none."""
    paths = _paths(folder, FRAMEWORKS)
    return [row for path in paths for row in pq.read_table(path).to_pylist()] or None


def check_columns(kind: str, names: Sequence[str]) -> None:
    """Raise `ReadinessError` for a column that a table of this kind must have and has not."""
    for name in COLUMNS[kind]:
        if name not in names and not (kind == "profiles" and name == VALUES):
            raise ReadinessError(f"The table {kind} has no column {name}.")


def _paths(folder: Path, name: str) -> list[Path]:
    whole = folder / f"{name}.parquet"
    if whole.is_file():
        return [whole]
    return sorted(path for part in (whole, folder / name) for path in part.glob("*.parquet"))


def _unknown(kind: str, site: str) -> ReadinessError:
    return ReadinessError(f"The table {kind} tells of {site!r}, which is not among the sites.")


class _Sorted:
    """A table in the order of its sites, of which only the part that is being used is read."""

    def __init__(self, kind: str, paths: Sequence[Path]) -> None:
        self._kind = kind
        self._batches = self._read(paths)
        self._kept = _empty(kind)
        self._ended = False

    def site_at(self, count: int) -> str | None:
        """The site of the row that is so many rows ahead, or of the last; `None` at the end."""
        while len(self._kept) < count and self._more():
            pass
        if not len(self._kept):
            return None
        site: str = self._kept["site_id"][min(count, len(self._kept)) - 1].as_py()
        return site

    def until(self, last: str) -> pa.Table:
        """The rows up to and with this site, which are then no longer kept."""
        while not len(self._kept) or self._kept["site_id"][-1].as_py() <= last:
            if not self._more():
                break
        count = pc.sum(pc.less_equal(self._kept["site_id"], last)).as_py() or 0
        part, self._kept = self._kept.slice(0, count), self._kept.slice(count)
        return part

    def _more(self) -> bool:
        batch = next(self._batches, None)
        if batch is None:
            return False
        joined = pa.concat_tables([self._kept.slice(max(0, len(self._kept) - 1)), batch])
        sites = joined["site_id"].combine_chunks()
        if sites.null_count:
            raise ReadinessError(f"The table {self._kind} has a row without site_id.")
        if not pc.all(pc.less_equal(sites[:-1], sites[1:]), min_count=0).as_py():
            raise ReadinessError(
                f"The table {self._kind} is not sorted by site_id. Sort it, or use --engine spark."
            )
        self._kept = pa.concat_tables([self._kept, batch])
        return True

    def _read(self, paths: Sequence[Path]) -> Iterator[pa.Table]:
        for path in paths:
            # Buffered ahead, the whole file would be in memory: 3 GB for a million sites.
            with pq.ParquetFile(path, pre_buffer=False) as file:
                check_columns(self._kind, file.schema_arrow.names)
                wanted = [
                    name
                    for name in file.schema_arrow.names
                    if name in COLUMNS[self._kind] or self._kind == "profiles"
                ]
                for batch in file.iter_batches(columns=wanted):
                    yield _canonical(self._kind, pa.Table.from_batches([batch]))


def _empty(kind: str) -> pa.Table:
    return pa.schema(list(COLUMNS[kind].items())).empty_table()


def _canonical(kind: str, table: pa.Table) -> pa.Table:
    """The columns of `COLUMNS` in its types."""
    if kind == "profiles" and VALUES not in table.column_names:
        fields = [name for name in table.column_names if name not in NO_FIELDS]
        rows = table.select(fields).to_pylist()
        texts = [
            json.dumps({name: str(value) for name, value in row.items() if value is not None})
            for row in rows
        ]
        table = table.append_column(VALUES, pa.array(texts, _TEXT))
    wanted = COLUMNS[kind]
    try:
        return table.select(list(wanted)).cast(pa.schema(list(wanted.items())))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise ReadinessError(f"The table {kind} has a column of another type: {error}.") from error


def _responses(table: pa.Table) -> Iterator[Response]:
    texts = (_texts(table[name]) for name in ("site_id", "criterion_id"))
    counts = (_texts(table[name]) for name in ("answer", "numerator", "denominator"))
    days = (_days(table[name]) for name in ("evidence_date", "end_date"))
    return map(Response, *texts, _moments("responses", table), *counts, *days)


def _findings(table: pa.Table) -> Iterator[Finding]:
    texts = (_texts(table[name]) for name in ("site_id", "criterion_id"))
    return map(Finding, *texts, _moments("findings", table), _texts(table["conclusion"]))


def _profiles(table: pa.Table) -> Iterator[Profile]:
    days = table["recorded_on"].to_pylist()
    for site, day, text in zip(_texts(table["site_id"]), days, _texts(table[VALUES]), strict=True):
        if day is None:
            raise ReadinessError("The table profiles has a row without recorded_on.")
        yield Profile(site, day, json.loads(text or "{}"))


def _entries(table: pa.Table) -> Iterator[RegisterEntry]:
    texts = [_texts(table[name]) for name in ("site_id", "register", "entry_id", "state", VALUES)]
    rows = zip(*texts, _moments("register_entries", table), strict=True)
    for site, register, entry, state, values, at in rows:
        yield RegisterEntry(site, register, entry, state, json.loads(values or "{}"), at)


def _assessments(table: pa.Table) -> Iterator[AssessmentEvent]:
    names = ("site_id", "event", "framework", "framework_version")
    return map(
        AssessmentEvent, *(_texts(table[name]) for name in names), _moments("assessments", table)
    )


_MAKERS: Mapping[str, Callable[[pa.Table], Iterator[Any]]] = {
    "profiles": _profiles,
    "responses": _responses,
    "findings": _findings,
    "register_entries": _entries,
    "assessments": _assessments,
}


def _texts(column: pa.ChunkedArray) -> list[str]:
    """Texts, equal ones as one object; an empty cell is the empty text."""
    return _shared(column, "")


def _days(column: pa.ChunkedArray) -> list[date | None]:
    return _shared(column, None)


def _shared(column: pa.ChunkedArray, absent: Any) -> list[Any]:
    array = column.combine_chunks().dictionary_encode()
    values = np.array([*array.dictionary.to_pylist(), absent], dtype=object)
    return list(values[np.from_dlpack(array.indices.fill_null(len(values) - 1))])


def _moments(kind: str, table: pa.Table) -> list[datetime]:
    column = table["recorded_at"].combine_chunks()
    if column.null_count:
        raise ReadinessError(f"The table {kind} has a row without recorded_at.")
    moments = np.from_dlpack(column.cast(pa.int64())).view("datetime64[us]")
    return [moment.replace(tzinfo=UTC) for moment in moments.tolist()]
