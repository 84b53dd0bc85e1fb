"""The app as a server of its own for a run: started, waited for, ended, looked at from outside."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.places import BUILD
from benchmarks.processes import HOST, running


@dataclass(frozen=True)
class Server:
    """A running process of the app; `url` is where it answers itself."""

    url: str
    pid: int
    log: Path

    def processor_seconds(self) -> float:
        times = psutil.Process(self.pid).cpu_times()
        return times.user + times.system

    def megabytes(self) -> float:
        """Memory that is this process's own, what it shares divided among those that share it."""
        text = Path(f"/proc/{self.pid}/smaps_rollup")
        if text.exists():
            for line in text.read_text().splitlines():
                if line.startswith("Pss:"):
                    return int(line.split()[1]) / 1024
        return psutil.Process(self.pid).memory_info().rss / 2**20

    def failures(self) -> list[str]:
        """The last line of each traceback in its log."""
        found, inside = [], False
        for line in self.log.read_text(errors="replace").splitlines():
            if line.startswith("Traceback"):
                inside = True
            elif inside and line and not line.startswith(" "):
                found.append(line)
                inside = False
        return found


@contextmanager
def serve(
    database: str, settings: Mapping[str, str], port: int, name: str = "load"
) -> Iterator[Server]:
    """The app on a port of this machine. Raises SystemExit where it does not start."""
    log = BUILD / f"{name}.log"
    options = ["--server.port", str(port), "--server.address", HOST]
    url = f"http://{HOST}:{port}"
    with running(
        [sys.executable, "-m", "streamlit", "run", "app.py", *options],
        f"{url}/readyz",
        log,
        environment={**os.environ, **settings, "READINESS_DB": database},
    ) as process:
        yield Server(url, process.pid, log)
