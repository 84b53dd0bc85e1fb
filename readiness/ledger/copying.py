"""A copy of a database file, taken while others write."""

import os
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from readiness.errors import LedgerError
from readiness.ledger.engines import connect
from readiness.ledger.faults import explained

Progress = Callable[[int, int], None]
"""Called with (done, total) now and then; the unit is pages, rows or saves."""

_PAGES_A_STEP = 2_000


def write_copy(source: Path, target: Path, on_progress: Progress | None = None) -> None:
    """Write one consistent state of the database `source` to the new file `target`.

    Writers go on meanwhile. The copy is on the disk when this returns; after an error there
    is no copy. Raises LedgerError when `target` exists.
    """
    reserve(target)
    try:
        with explained(str(target)), closing(connect(source)) as reading:
            # An open read transaction holds the state still, so that writers cause no restart.
            reading.execute("BEGIN")
            reading.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
            with closing(connect(target)) as writing:
                reading.backup(
                    writing,
                    pages=_PAGES_A_STEP,
                    progress=lambda _, left, total: _report(on_progress, total - left, total),
                )
            reading.execute("ROLLBACK")
            to_disk(target)
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def reserve(path: Path) -> None:
    """Make an empty file that was not there. Raises LedgerError when it was."""
    try:
        path.touch(exist_ok=False)
    except FileExistsError as error:
        raise LedgerError(
            f"{path} exists already and is not overwritten. Name another file."
        ) from error
    except OSError as error:
        raise LedgerError(
            f"{path} cannot be written ({(error.strerror or '').lower()}). Name another folder."
        ) from error


def to_disk(path: Path) -> None:
    """Return only after a file and its entry in the folder are on the disk."""
    for place in (path, path.parent):
        descriptor = os.open(place, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def dated_name(path: Path, word: str) -> Path:
    """A free name beside `path`, such as `readiness.replaced-20261122T104200Z.db`."""
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    name = path.with_name(f"{path.stem}.{word}-{moment}{path.suffix}")
    number = 2
    while name.exists():
        name = path.with_name(f"{path.stem}.{word}-{moment}-{number}{path.suffix}")
        number += 1
    return name


def _report(on_progress: Progress | None, done: int, total: int) -> None:
    if on_progress is not None:
        on_progress(done, total)
