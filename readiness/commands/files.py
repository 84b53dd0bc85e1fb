"""Files that commands read, and files that they write whole or not at all."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from readiness.errors import ReadinessError


def source_of(path: Path) -> Path | bytes:
    """A file as it is to be read: what comes through a pipe comes only once."""
    return path.read_bytes() if path.is_fifo() else path


def write_stream(path: Path, pieces: Iterable[str]) -> None:
    """Write text as it comes; a file that was there stays as it is until all is written."""
    if path.exists() and not path.is_file():  # a device or a pipe has nothing to put in its place
        with path.open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(pieces)
        return
    target = path.resolve()
    partial = partial_of(target)
    try:
        with partial.open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(pieces)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def refuse_to_overwrite(taken: Iterable[Path]) -> None:
    """Raise `ReadinessError` when there is any file in the way."""
    if names := ", ".join(map(str, taken)):
        raise ReadinessError(
            f"{names}: there already, and not overwritten. Name another place, or add --force."
        )


def write_files(files: Mapping[Path, bytes]) -> None:
    """Write several files, making their folders: only when all are on the disk, each replaces."""
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            partial_of(path).write_bytes(content)
        for path in files:
            partial_of(path).replace(path)
    finally:
        for path in files:
            with suppress(OSError):
                partial_of(path).unlink(missing_ok=True)


def partial_of(path: Path) -> Path:
    """Beside a file, where it is written until it is whole."""
    return path.with_name(path.name + ".partial")
