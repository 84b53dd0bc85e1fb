"""`score`: the sites of files or tables as of a date, without a database."""

import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from readiness.commands import score_tables
from readiness.commands.files import write_stream
from readiness.commands.score_files import ScoreFiles, read_score_files
from readiness.commands.terminal import ProgressLine, warn
from readiness.domain.scoring import SiteScore
from readiness.errors import ReadinessError
from readiness.exports.score_document import csv_document, csv_row, json_document, site_text

_KINDS = ("sites", "responses", "profiles", "findings")


def run(arguments: Namespace) -> int:
    output = None if arguments.output is None else Path(arguments.output)
    if arguments.tables is not None:
        if output is not None:
            _refuse_overwriting(output, Path(arguments.tables).glob("**/*.parquet"))
        pieces = score_tables.run(arguments)
        if arguments.format != "parquet":
            return _write(pieces, output)
        for piece in pieces:  # there is none: the table is written by asking
            sys.stdout.write(piece)
        return 0
    given = {kind: getattr(arguments, kind) for kind in _KINDS if getattr(arguments, kind)}
    if output is not None:
        _refuse_overwriting(output, given.values())
    with ProgressLine() as progress:
        files = read_score_files(
            arguments.framework,
            given,
            lambda name, share: progress.share(f"Reading {name}", share),
        )
    warn(files.warnings)
    to_terminal = output is None
    return _write(
        _pieces(files, arguments.as_of, arguments.format, to_terminal=to_terminal), output
    )


def _write(pieces: Iterator[str], output: Path | None) -> int:
    if output is not None:
        write_stream(output, pieces)
    else:
        for piece in pieces:
            sys.stdout.write(piece)
    return 0


def _pieces(files: ScoreFiles, as_of: date, shape: str, *, to_terminal: bool) -> Iterator[str]:
    # A progress line would run into a result that is shown on the same terminal.
    with ProgressLine(shown=not (to_terminal and sys.stdout.isatty())) as progress:
        scores = _counted(files.scores(as_of), len(files.sites), progress)
        if shape == "csv":
            framework = files.framework
            yield csv_document(framework, (csv_row(framework, score) for score in scores))
        else:
            yield from json_document(files.framework, as_of, map(site_text, scores))


def _counted(
    scores: Iterable[SiteScore], total: int, progress: ProgressLine
) -> Iterator[SiteScore]:
    for done, score in enumerate(scores, 1):
        yield score
        progress.of("Scoring", done, total)


def _refuse_overwriting(output: Path, inputs: Iterable[Path]) -> None:
    if output.exists() and any(path.exists() and path.samefile(output) for path in inputs):
        raise ReadinessError(f"{output} is one of the files to read. Name another file to write.")
