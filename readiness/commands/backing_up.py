"""`backup`: a checked copy of the database while it is in use, in a folder also in rotation."""

from argparse import Namespace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from readiness import settings
from readiness.commands.database import database_of, open_existing
from readiness.commands.terminal import ProgressLine, count, say
from readiness.errors import ReadinessError
from readiness.ledger import next_name, remove_oldest


def run(arguments: Namespace) -> int:
    path, keep = _target(arguments.path), arguments.keep
    folder = path.is_dir()
    if keep is not None and not folder:
        raise ReadinessError(f"--keep needs a folder that exists, and {path} is none.")
    if folder:
        path = next_name(path, datetime.now(UTC))
    with open_existing(arguments) as ledger, ProgressLine() as progress:
        ledger.backup(path, partial(progress.of, "Copying"))
    size = path.stat().st_size / 1_000_000
    say(f"Copied {database_of(arguments)} to {path} ({size:,.1f} MB); the copy is sound.")
    if keep is not None and (removed := remove_oldest(path.parent, keep, path)):
        say(f"Removed {count(len(removed), 'older backup')}; kept {keep}.")
    return 0


def _target(named: Path | None) -> Path:
    """The file or folder that was named, or the usual folder, which has to be there."""
    if named is not None:
        return named.absolute()
    usual = settings.backups()
    if usual is None:
        raise ReadinessError("Name the file or folder of the backup, or set READINESS_BACKUPS.")
    if not usual.is_dir():  # made here, it might not be on the disk that is meant for backups
        raise ReadinessError(f"READINESS_BACKUPS is {usual}, which is no folder.")
    return usual.absolute()
