"""What to offer when the database is damaged."""

import shlex
from datetime import UTC
from functools import lru_cache
from pathlib import Path

from readiness.errors import DamagedError
from readiness.ledger import backups_in, is_sound
from readiness.settings.places import backups


def with_offer(error: Exception) -> str:
    """The message of an error; of a damaged database with the newest backup and how to use it.

    Backups that are damaged themselves are passed over, and that is said.
    """
    folder = backups()
    if folder is None or not isinstance(error, DamagedError):
        return str(error)
    kept = backups_in(folder)
    sound = next((number for number, one in enumerate(kept) if _is_sound(one.path)), None)
    if sound is None:
        return f"{error} There is no {'sound ' if kept else ''}backup in {folder}."
    newest = kept[sound]
    made_at = newest.made_at.astimezone(UTC)
    newer = f" (newer ones, {sound}, are damaged too)" if sound else ""
    return (
        f"{error} The newest backup is of {made_at.day} {made_at:%b %Y %H:%M} UTC{newer}. "
        f"Stop the app, then: python -m readiness restore {shlex.quote(str(newest.path))}"
    )


def _is_sound(path: Path) -> bool:
    try:
        known = path.stat()
    except OSError:
        return False
    return _checked(path, known.st_mtime_ns, known.st_size)


@lru_cache(maxsize=64)
def _checked(path: Path, changed: int, size: int) -> bool:
    """Read once: the page that offers it may be drawn often."""
    del changed, size
    return is_sound(path)
