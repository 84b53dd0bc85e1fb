"""Everything that scores, as Parquet tables sorted by site, written some sites at a time."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from readiness.exports.dictionary import RECORDS
from readiness.exports.parquet_files import schema_of
from readiness.services.records import RecordedSite

SITES_AT_ONCE = 1_000
"""Sites in one row group of each table."""

Frameworks = Iterable[tuple[str, str, str, str]]
"""Framework, version, name of a file and its text; the newest version last."""


def write_record_tables(
    folder: Path, sites: Iterable[RecordedSite], frameworks: Frameworks
) -> list[Path]:
    """Write the tables of the dictionary's `RECORDS` into a folder that is there.

    `sites` come in the order of their ids. Returns the files.
    """
    paths = {table.name: folder / f"{table.name}.parquet" for table in RECORDS}
    with ExitStack() as stack:
        writers = {
            table.name: stack.enter_context(
                pq.ParquetWriter(paths[table.name], schema_of(table), compression="zstd")
            )
            for table in RECORDS
        }
        _write(writers, "frameworks", [(*row, place) for place, row in enumerate(frameworks)])
        remaining = iter(sites)
        while some := list(islice(remaining, SITES_AT_ONCE)):
            for name, rows in _rows(some).items():
                _write(writers, name, rows)
    return list(paths.values())


def _write(writers: dict[str, Any], name: str, rows: Sequence[Sequence[Any]]) -> None:
    if rows:
        schema = writers[name].schema
        columns = zip(*rows, strict=True)
        arrays = [
            pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)
        ]
        writers[name].write_table(pa.Table.from_arrays(arrays, schema=schema))


def _rows(some: Iterable[RecordedSite]) -> dict[str, list[Sequence[Any]]]:
    found: dict[str, list[Sequence[Any]]] = {table.name: [] for table in RECORDS}
    for site, history, events in some:
        found["sites"].append(site)
        found["responses"] += [row for rows in history.responses.values() for row in rows]
        found["findings"] += [row for rows in history.findings.values() for row in rows]
        found["profiles"] += [
            (row.site_id, row.recorded_on, _json(row.values), row.recorded_by)
            for row in history.profiles
        ]
        found["register_entries"] += [
            entry._replace(values=_json(entry.values))  # type: ignore[arg-type]
            for entry in history.entries
        ]
        found["assessments"] += events
    return found


def _json(values: Any) -> str:
    return json.dumps(dict(values), ensure_ascii=False)


def tables_of(folder: Path) -> Iterator[Path]:
    """The files that `write_record_tables` writes into a folder."""
    return (folder / f"{table.name}.parquet" for table in RECORDS)
