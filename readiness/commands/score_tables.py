"""`score --tables`: recorded sites from Parquet tables, here or on Apache Spark."""

from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow.parquet as pq

from readiness.commands.files import partial_of, refuse_to_overwrite
from readiness.commands.terminal import warn
from readiness.domain.in_force import Versions
from readiness.errors import ReadinessError
from readiness.exports.score_document import csv_document, json_document
from readiness.exports.score_run import ScoreRun
from readiness.framework_files import load, read_folder
from readiness.imports.record_tables import SiteRecords, framework_texts, read_records
from readiness.spark import spark

_ROWS_AT_ONCE = 1_000
_Row: TypeAlias = Mapping[str, Any]


def run(arguments: Namespace) -> Iterator[str]:
    """The pieces of the result; none where it is a table, which is written meanwhile."""
    if arguments.format == "parquet" and "://" not in arguments.output:
        refuse_to_overwrite(path for path in [Path(arguments.output)] if path.exists())
    return _on_spark(arguments) if arguments.engine == "spark" else _embedded(arguments)


def _embedded(arguments: Namespace) -> Iterator[str]:
    folder = Path(arguments.tables)
    asked = _asked(arguments, lambda: framework_texts(folder))
    sites = read_records(folder)
    if arguments.format == "json":
        yield from json_document(asked.framework, asked.as_of, (asked.json(*own) for own in sites))
    elif arguments.format == "csv":
        yield csv_document(asked.framework, (asked.cells(*own) for own in sites))
    else:
        _write_table(Path(arguments.output), asked, sites)


def _on_spark(arguments: Namespace) -> Iterator[str]:
    with spark(arguments.master, arguments.tables) as engine:
        asked = _asked(arguments, engine.frameworks)
        if arguments.format == "json":
            yield from json_document(asked.framework, asked.as_of, engine.json(asked))
        elif arguments.format == "csv":
            yield csv_document(asked.framework, engine.cells(asked))
        else:
            engine.write_parquet(asked, arguments.output)


def _asked(arguments: Namespace, frameworks: Callable[[], list[_Row] | None]) -> ScoreRun:
    """What is to be made: with a framework that is named every site is held to that one."""
    if arguments.framework is not None:
        loaded = load(read_folder(arguments.framework))
        warn(loaded.warnings)
        return ScoreRun(Versions(loaded.framework, {}), arguments.as_of)
    rows = frameworks()
    if rows is None:
        raise ReadinessError("The tables hold no frameworks. Name one with --framework.")
    files: dict[str, dict[str, str]] = {}
    for row in sorted(rows, key=lambda row: int(row["place"])):
        files.setdefault(row["framework_version"], {})[row["file"]] = row["content"]
    versions = {name: load(texts).framework for name, texts in files.items()}
    return ScoreRun(Versions([*versions.values()][-1], versions), arguments.as_of)


def _write_table(target: Path, asked: ScoreRun, sites: Iterator[SiteRecords]) -> None:
    partial = partial_of(target)
    try:
        with pq.ParquetWriter(partial, asked.schema(), compression="zstd") as writer:
            while rows := [asked.row(*own) for own in islice(sites, _ROWS_AT_ONCE)]:
                writer.write_table(asked.table(rows))
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
