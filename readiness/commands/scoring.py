"""`score`: the sites of files as of a date, without a database."""

import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from readiness.commands.files import write_stream
from readiness.commands.score_files import ScoreFiles, read_score_files
from readiness.commands.terminal import ProgressLine, warn
from readiness.domain.scoring import SiteScore
from readiness.errors import ReadinessError
from readiness.exports.score_document import csv_document, json_document

_KINDS = ("sites", "responses", "profiles", "findings")


def run(arguments: Namespace) -> int:
    given = {kind: getattr(arguments, kind) for kind in _KINDS if getattr(arguments, kind)}
    output: Path | None = arguments.output
    if output is not None:
        _refuse_overwriting(output, given.values())
    with ProgressLine() as progress:
        files = read_score_files(
            arguments.framework,
            given,
            lambda name, share: progress.share(f"Reading {name}", share),
        )
    warn(files.warnings)
    pieces = _pieces(files, arguments.as_of, arguments.format, to_terminal=output is None)
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
            yield csv_document(files.framework, scores)
        else:
            yield from json_document(files.framework, as_of, scores)


def _counted(
    scores: Iterable[SiteScore], total: int, progress: ProgressLine
) -> Iterator[SiteScore]:
    for done, score in enumerate(scores, 1):
        yield score
        progress.of("Scoring", done, total)


def _refuse_overwriting(output: Path, inputs: Iterable[Path]) -> None:
    if output.exists() and any(path.exists() and path.samefile(output) for path in inputs):
        raise ReadinessError(f"{output} is one of the files to read. Name another file to write.")
