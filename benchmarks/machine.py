"""What the measurements were made with; nothing that names a person's machine."""

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.office import find_office
from benchmarks.office import version as office_version

PACKAGES = ("pandas", "numpy", "pyarrow", "polars", "duckdb", "streamlit", "XlsxWriter")


def description() -> dict[str, Any]:
    program = find_office()
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gigabytes": _memory(),
        "system": _system(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "office": " ".join(office_version(program).split()[:2]) if program else None,
    }


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    if path.exists():
        for line in path.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def _memory() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)


def _system() -> str:
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return f"{platform.system()} {platform.release()}"
    return release.get("PRETTY_NAME", platform.system())
