"""What each core of a cluster is given, without a cluster: rows of all kinds, sorted by site."""

import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from readiness import spark
from readiness.commands.main import main
from readiness.domain.in_force import Versions
from readiness.errors import ReadinessError
from readiness.exports.score_run import ScoreRun
from readiness.framework_files import load_framework
from readiness.imports.record_tables import COLUMNS, read_records
from readiness.spark import PACKED, rows_of, texts_of
from tests.commands.calls import FRAMEWORK, call
from tests.services.fixtures import sample_file
from tests.services.workspaces import TODAY

__all__ = ["sample_file"]

RUN = ScoreRun(Versions(load_framework(FRAMEWORK), {}), TODAY)


@pytest.fixture(scope="module")
def tables(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("records")
    assert main(["export", "--database", str(sample_file), "--format", "records", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def packed(tables: Path) -> pa.Table:
    """What Spark makes of the tables: one, sorted by site, kind and place."""
    parts = []
    for number, (kind, columns) in enumerate(PACKED.items()):
        own = pq.read_table(tables / f"{kind}.parquet")
        places = pa.array(range(len(own)), pa.int64())
        part = {"site_id": own["site_id"], "kind": pa.array([number] * len(own)), "line": places}
        for to, name in columns.items():
            part[to] = own[name].cast(COLUMNS[kind][name])
        parts.append(pa.table(part))
    whole = pa.concat_tables(parts, promote_options="default")
    order = [(name, "ascending") for name in ("site_id", "kind", "line")]
    return whole.sort_by(order).combine_chunks()


def batches(packed: pa.Table, rows: int) -> Iterator[pa.RecordBatch]:
    return iter(packed.to_batches(max_chunksize=rows))


@pytest.mark.parametrize("rows", [1, 7, 1_000, 1_000_000])
def test_a_part_scores_the_same_however_its_rows_are_cut(
    tables: Path, packed: pa.Table, rows: int
) -> None:
    expected = [RUN.json(*site) for site in read_records(tables)]
    cut = packed if rows > 1 else packed.slice(0, 600)
    found = [
        text
        for batch in texts_of(RUN.json, batches(cut, rows))
        for text in batch.column(0).to_pylist()
    ]
    if rows == 1:  # the last site is cut short
        found, expected = found[:-1], expected[: len(found) - 1]
    assert found == expected
    assert found


def test_a_part_gives_rows_of_the_table_too(tables: Path, packed: pa.Table) -> None:
    made = pa.Table.from_batches(rows_of(RUN, batches(packed, 1_000)))
    assert made.equals(RUN.table([RUN.row(*site) for site in read_records(tables)]))


def test_empty_batches_and_empty_parts_are_nothing(packed: pa.Table) -> None:
    assert list(texts_of(RUN.json, iter(()))) == []
    assert list(texts_of(RUN.json, iter(packed.slice(0, 0).to_batches()))) == []


def test_what_is_told_of_an_unknown_site_is_refused(packed: pa.Table) -> None:
    without_sites = packed.filter(pa.compute.not_equal(packed["kind"], 0))
    with pytest.raises(ReadinessError, match="which is not among the sites"):
        list(texts_of(RUN.json, batches(without_sites, 1_000)))


def test_every_column_that_scoring_looks_at_is_packed() -> None:
    for kind, columns in COLUMNS.items():
        assert {"site_id", *PACKED[kind].values()} == set(columns)


def test_workers_are_sent_the_whole_program(tmp_path: Path) -> None:
    sent = spark._packed_program(tmp_path)
    assert sent.stat().st_size < 2_000_000
    found = set(zipfile.ZipFile(sent).namelist())
    assert {"readiness/spark.py", "readiness/domain/scoring.py"} <= found


def test_without_spark_one_sentence_says_what_to_install(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tables: Path,
    tmp_path: Path,
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    target = tmp_path / "scores.json"
    options = ("--as-of", TODAY, "--format", "json", "--output", target)
    result = call(capsys, "score", "--engine", "spark", "--tables", tables, *options)
    assert (result.code, result.out) == (1, "")
    assert "pip install -r requirements-spark.lock" in result.err
    assert len(result.err.splitlines()) == 1
    assert not target.exists()
    assert json.loads(call(capsys, "score", "--tables", tables, *options[:4]).out)
