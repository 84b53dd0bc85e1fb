"""A folder of dated backups: what is in it, what the next is called, and which are too many.

The time of a backup is in its name, so that copying files elsewhere does not change it.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_NAME = re.compile(r"readiness-([0-9]{8}T[0-9]{6}Z)(?:-([0-9]{1,4}))?\.db")
_TIME = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, order=True)
class KeptBackup:
    """A backup in a folder. `number` tells apart those of one second."""

    made_at: datetime
    number: int
    path: Path


def backups_in(folder: Path) -> list[KeptBackup]:
    """The backups of a folder, newest first; other files are none. Empty without a folder."""
    found = []
    with suppress(OSError):
        for path in folder.iterdir():
            name = _NAME.fullmatch(path.name)
            with suppress(ValueError):  # such as the 99th day of a month
                if name and path.is_file():
                    made_at = datetime.strptime(name[1], _TIME).replace(tzinfo=UTC)
                    found.append(KeptBackup(made_at, int(name[2] or 1), path))
    return sorted(found, reverse=True)


def next_name(folder: Path, now: datetime) -> Path:
    """A free name for a backup made now, such as `readiness-20261122T104200Z.db`.

    Of those of one second the newest has the highest number, also after older ones were removed.
    """
    moment = now.astimezone(UTC).strftime(_TIME)
    same = [kept.number for kept in backups_in(folder) if kept.made_at.strftime(_TIME) == moment]
    number = max(same, default=0)
    while True:
        number += 1
        path = folder / f"readiness-{moment}{f'-{number}' if number > 1 else ''}.db"
        if not path.exists():
            return path


def remove_oldest(folder: Path, keep: int, fresh: Path) -> list[Path]:
    """Remove all but the newest `keep` backups, never `fresh`; to be called once that is checked.

    Where a clock was set back, `fresh` may look older than others.
    """
    others = [kept.path for kept in backups_in(folder) if kept.path != fresh]
    too_many = others[max(keep - 1, 0) :]
    for path in too_many:
        path.unlink()
    return too_many
