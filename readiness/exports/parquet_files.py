"""Every table of a snapshot as Parquet, with its data dictionary; the same input, same bytes."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from readiness.domain.assessment import Profile
from readiness.domain.framework import Exact
from readiness.domain.scoring import SCORING_VERSION
from readiness.exports import dictionary
from readiness.exports.caution import CAUTION
from readiness.exports.dictionary import DataTable
from readiness.services.snapshot import Progress, SiteOnDate, Snapshot

DICTIONARY = "data_dictionary.csv"
_FIRST_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
_TYPES = {
    dictionary.TEXT: pa.string(),
    dictionary.DAY: pa.date32(),
    dictionary.TIME: pa.timestamp("us", tz="UTC"),
    dictionary.NUMBER: pa.float64(),
    dictionary.WHOLE: pa.int32(),
    dictionary.TRUTH: pa.bool_(),
}
_Rows = Sequence[Sequence[Any]]


def parquet_files(snapshot: Snapshot, on_progress: Progress | None = None) -> dict[str, bytes]:
    """Name -> content of each table, and the dictionary as CSV.

    `on_progress` is called with (tables written, tables); what it raises ends the writing.
    """
    makers: Mapping[str, Callable[[SiteOnDate], _Rows]] = {
        "sites": lambda row: [row.site],
        "profiles": lambda row: [_profile(snapshot, profile) for profile in row.recorded.profiles],
        "responses": lambda row: [r for rows in row.recorded.responses.values() for r in rows],
        "findings": lambda row: [r for rows in row.recorded.findings.values() for r in rows],
        "criteria": _criteria,
        "scores": _score,
    }
    files = {}
    tables = dictionary.tables(snapshot.framework)
    for done, table in enumerate(tables, 1):
        rows = [cells for row in snapshot.sites for cells in makers[table.name](row)]
        files[f"{table.name}.parquet"] = _parquet(table, rows, snapshot)
        if on_progress:
            on_progress(done, len(tables))
    return files | {DICTIONARY: dictionary.dictionary_csv(snapshot.framework).encode()}


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files in one, without the time at which they were written."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _FIRST_ZIP_DAY), content)
    return stream.getvalue()


def schema_of(table: DataTable) -> pa.Schema:
    """The columns of a table as Parquet has them, each with its meaning."""
    return pa.schema(
        [
            pa.field(field.name, _TYPES[field.type], metadata={"meaning": field.meaning})
            for field in table.fields
        ],
        metadata={"caution": CAUTION},
    )


def _parquet(table: DataTable, rows: _Rows, snapshot: Snapshot) -> bytes:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(table.fields)
    schema = schema_of(table).with_metadata(
        {
            "as_of": snapshot.as_of.isoformat(),
            "framework": snapshot.framework.id,
            "framework_version": snapshot.framework.version,
            "scoring_version": SCORING_VERSION,
            "written_on": snapshot.made_on.isoformat(),
            "written_for": snapshot.made_by,
            "caution": CAUTION,
        }
    )
    arrays = [
        pa.array(values, type=field.type) for values, field in zip(columns, schema, strict=True)
    ]
    stream = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), stream, compression="zstd")
    return stream.getvalue()


def _profile(snapshot: Snapshot, profile: Profile) -> list[Any]:
    values = (profile.values.get(field.id) for field in snapshot.framework.profile_fields)
    return [profile.site_id, profile.recorded_on, *values, profile.recorded_by]


def _criteria(row: SiteOnDate) -> _Rows:
    return [
        [
            row.site.site_id,
            scored.criterion.id,
            scored.criterion.title,
            row.framework.element[scored.criterion.element].title,
            scored.criterion.gate,
            str(scored.state),
            scored.gate_failed,
            _number(scored.fulfilment),
            _number(scored.points_earned),
            _number(scored.points_possible),
            scored.last_day,
            scored.confirmed,
        ]
        for scored in row.score.criteria
    ]


def _score(row: SiteOnDate) -> _Rows:
    score = row.score
    return [
        [
            row.site.site_id,
            score.as_of,
            row.framework.id,
            row.framework.version,
            SCORING_VERSION,
            score.level,
            _number(score.score),
            _number(score.points.earned),
            _number(score.points.possible),
            len(score.failed_gates),
            _number(score.answered_share),
            _number(score.confirmed_share),
        ]
    ]


def _number(value: Exact | None) -> float | None:
    return None if value is None else float(value)
