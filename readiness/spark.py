"""Scoring on Apache Spark: the product's own function for each site, on as many machines as there
are.

Spark brings together the rows of a site and hands them over as Arrow batches; nothing is computed
in its language. Neither it nor Java is needed by anything else: `pyspark` is imported here only,
when a run starts.
"""

import json
import os
import re
import shutil
import sys
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from readiness.errors import ReadinessError
from readiness.exports.score_run import ScoreRun
from readiness.imports.record_tables import (
    COLUMNS,
    FRAMEWORKS,
    NEEDED,
    NO_FIELDS,
    VALUES,
    Records,
    SiteRecords,
    check_columns,
    site_records,
)

PACKED: Mapping[str, Mapping[str, str]] = {
    "sites": {},
    "profiles": {"start": "recorded_on", "values": VALUES},
    "responses": {
        "at": "recorded_at",
        "first": "criterion_id",
        "second": "answer",
        "third": "numerator",
        "fourth": "denominator",
        "start": "evidence_date",
        "end": "end_date",
    },
    "findings": {"at": "recorded_at", "first": "criterion_id", "second": "conclusion"},
    "register_entries": {
        "at": "recorded_at",
        "first": "register",
        "second": "entry_id",
        "third": "state",
        "values": VALUES,
    },
    "assessments": {
        "at": "recorded_at",
        "first": "event",
        "second": "framework",
        "third": "framework_version",
    },
}
"""All tables as one, so that a site's rows of every kind meet in one exchange: the columns of
that one table, and what each of them holds for a kind."""

_KINDS = tuple(PACKED)
_FOUND_BY = ("site_id", "kind", "file", "line")
"""What the rows of a part are sorted by; the last two keep the order in which they were given."""

SITES_PER_PART = 2_000
"""A part is what one core is given at a time, and what is done again when its machine is lost."""

_MISSING = (
    "--engine spark needs Apache Spark and Java 17 or newer: pip install -r requirements-spark.lock"
    " and, on Debian or Ubuntu, apt-get install openjdk-17-jre-headless. --engine embedded makes "
    "the same figures without them."
)
_PACKAGE = Path(__file__).parent

Pieces = Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]


class SparkRun:
    """Tables on a Spark. `tables` is a folder, or any address that this Spark can read."""

    def __init__(self, session: Any, tables: str) -> None:
        self._session = session
        self._tables = tables.rstrip("/")

    def frameworks(self) -> list[Mapping[str, Any]] | None:
        """The rows of the table of frameworks; `None` where there is none."""
        table = self._table(FRAMEWORKS)
        return None if table is None else [row.asDict() for row in table.collect()]

    def json(self, run: ScoreRun) -> Iterator[str]:
        """A text for each site, in the order of ids."""
        return self._texts(partial(texts_of, run.json))

    def cells(self, run: ScoreRun) -> Iterator[list[str]]:
        """The cells of each site in the order of ids."""
        return map(json.loads, self._texts(partial(texts_of, partial(_cells, run))))

    def write_parquet(self, run: ScoreRun, target: str) -> None:
        """A folder of Parquet files, written by the machines that scored, in no order."""
        from pyspark.sql.pandas.types import from_arrow_schema

        with _told():
            made = self._mapped(partial(rows_of, run), from_arrow_schema(run.schema()))
            made.write.parquet(target)

    def _texts(self, pieces: Pieces) -> Iterator[str]:
        from pyspark import StorageLevel

        with _told():
            made = self._mapped(pieces, "piece string").persist(StorageLevel.DISK_ONLY)
            try:
                # All parts side by side first: to be handed over they would be made one by one.
                made.count()
                for row in made.toLocalIterator(prefetchPartitions=True):
                    yield row.piece
            finally:
                made.unpersist()

    def _mapped(self, pieces: Pieces, schema: Any) -> Any:
        """`pieces` of the rows of all kinds, those of a site together, sites in order."""
        sites = self._table("sites")
        count = 0 if sites is None else sites.count()
        parts = max(self._session.sparkContext.defaultParallelism, -(-count // SITES_PER_PART))
        packed = self._packed().repartitionByRange(parts, "site_id")
        return packed.sortWithinPartitions(*_FOUND_BY).mapInArrow(pieces, schema)

    def _packed(self) -> Any:
        whole = None
        for number, kind in enumerate(_KINDS):
            table = self._table(kind)
            if table is None:
                if kind in NEEDED:
                    raise ReadinessError(f"There is no {kind}.parquet in {self._tables}.")
                continue
            part = self._packed_kind(number, kind, table)
            whole = part if whole is None else whole.unionByName(part, allowMissingColumns=True)
        return whole

    def _packed_kind(self, number: int, kind: str, table: Any) -> Any:
        from pyspark.sql import functions as sql
        from pyspark.sql.pandas.types import from_arrow_type

        check_columns(kind, table.columns)
        types = {name: from_arrow_type(each) for name, each in COLUMNS[kind].items()}
        own = {name: sql.col(f"`{name}`") for name in table.columns}
        if VALUES in types and VALUES not in own:
            fields = [own[name].cast("string").alias(name) for name in own if name not in NO_FIELDS]
            own[VALUES] = sql.to_json(sql.struct(*fields)) if fields else sql.lit("{}")
        return table.select(
            own["site_id"].cast("string").alias("site_id"),
            sql.lit(number).alias("kind"),
            sql.col("_metadata.file_name").alias("file"),
            sql.col("_metadata.row_index").alias("line"),
            *(own[name].cast(types[name]).alias(to) for to, name in PACKED[kind].items()),
        )

    def _table(self, name: str) -> Any:
        from pyspark.errors import AnalysisException

        for path in (f"{self._tables}/{name}.parquet", f"{self._tables}/{name}"):
            try:
                return self._session.read.parquet(path)
            except AnalysisException as error:
                if error.getCondition() != "PATH_NOT_FOUND":
                    raise
        return None


@contextmanager
def spark(master: str, tables: str) -> Iterator[SparkRun]:
    """A Spark of this run: `local[*]`, or a cluster by the address of its master.

    What the workers need of this program is sent to them; they need the same Python with pyarrow.
    Raises `ReadinessError` where Spark or Java is missing, and for what a worker complains of.
    """
    with warnings.catch_warnings():
        # Spark checks the version of pandas even where, as here, only Arrow is used.
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas")
        session = _session(master)
        try:
            with tempfile.TemporaryDirectory() as folder:
                session.sparkContext.addPyFile(str(_packed_program(Path(folder))))
                yield SparkRun(session, tables)
        finally:
            session.stop()


def _session(master: str) -> Any:
    try:
        from pyspark.errors import PySparkRuntimeError
        from pyspark.sql import SparkSession
    except ModuleNotFoundError as error:
        raise ReadinessError(_MISSING) from error
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise ReadinessError(_MISSING)
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.sql.session.timeZone": "UTC",
    }
    if master.startswith("local"):  # nobody else has to reach it
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    builder = SparkSession.builder.appName("readiness score").master(master)
    try:
        return builder.config(map=settings).getOrCreate()
    except PySparkRuntimeError as error:
        if error.getCondition() != "JAVA_GATEWAY_EXITED":
            raise
        raise ReadinessError(_MISSING) from error


def texts_of(
    make: Callable[[Any, Any], str], batches: Iterator[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """One text for each site of a part."""
    for sites in _by_whole_sites(batches):
        texts = [make(site.history, site.assessments) for site in sites]
        yield pa.RecordBatch.from_arrays([pa.array(texts, pa.string())], names=["piece"])


def rows_of(run: ScoreRun, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """One row for each site of a part."""
    for sites in _by_whole_sites(batches):
        yield from run.table([run.row(*site) for site in sites]).to_batches()


def _cells(run: ScoreRun, history: Any, events: Any) -> str:
    return json.dumps(run.cells(history, events))


def _by_whole_sites(batches: Iterable[pa.RecordBatch]) -> Iterator[list[SiteRecords]]:
    """The sites of each batch; of the last nobody knows whether more follows, so it waits."""
    kept: pa.Table | None = None
    for batch in batches:
        if not batch.num_rows:
            continue
        rows = pa.Table.from_batches([batch])
        kept = rows if kept is None else pa.concat_tables([kept, rows])
        last = kept["site_id"][-1]
        whole = pc.sum(pc.not_equal(kept["site_id"], last)).as_py()
        if whole:
            yield list(site_records(_unpacked(kept.slice(0, whole))))
            kept = kept.slice(whole)
    if kept is not None:
        yield list(site_records(_unpacked(kept)))


def _unpacked(rows: pa.Table) -> Records:
    """The tables again: the rows of each kind under their own columns."""
    tables = {}
    for number, kind in enumerate(_KINDS):
        own = rows.filter(pc.equal(rows["kind"], number))
        if not len(own) and kind != "sites":
            continue
        columns = {"site_id": own["site_id"]}
        columns |= {name: own[packed] for packed, name in PACKED[kind].items()}
        tables[kind] = pa.table(columns)
    return tables


def _packed_program(folder: Path) -> Path:
    """What workers import of this program, in one file."""
    target = folder / "readiness.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(_PACKAGE.rglob("*.py")):
            archive.write(path, Path(_PACKAGE.name) / path.relative_to(_PACKAGE))
    return target


@contextmanager
def _told() -> Iterator[None]:
    """What a worker said that is meant for people, without Spark's words around it."""
    from pyspark.errors import PySparkException

    try:
        yield
    except PySparkException as error:
        said = re.findall(r"^readiness\.errors\.\w+: (.+)$", str(error), re.MULTILINE)
        if not said:
            raise
        raise ReadinessError(said[-1]) from error
