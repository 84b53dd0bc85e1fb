"""Databases of made-up networks, written once by the product's own `demo` command."""

import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.places import BUILD, ROOT


def network_file(sites: int) -> Path:
    """The database of a network; not to be written to."""
    path = BUILD / "networks" / f"{sites}.db"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{sites}-part.db")
        part.unlink(missing_ok=True)
        subprocess.run(
            [sys.executable, "-m", "readiness", "demo", "--sites", str(sites), str(part)],
            cwd=ROOT,
            check=True,
        )
        part.rename(path)
    return path


def copy_of(sites: int, name: str) -> Path:
    """A copy that may be written to."""
    path = BUILD / "networks" / f"{sites}-{name}.db"
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    shutil.copyfile(network_file(sites), path)
    return path
