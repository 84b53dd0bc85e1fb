"""The app as a server of its own for a run: started, waited for, ended, looked at from outside."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.places import BUILD, ROOT

HOST = "127.0.0.1"
_PATIENCE = 180


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


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve(
    database: str, settings: Mapping[str, str], port: int, name: str = "load"
) -> Iterator[Server]:
    """The app on a port of this machine. Raises SystemExit where it does not start."""
    log = BUILD / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    options = ["--server.port", str(port), "--server.address", HOST]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", *options],
            cwd=ROOT,
            env={**os.environ, **settings, "READINESS_DB": database},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        url = f"http://{HOST}:{port}"
        wait_for(f"{url}/readyz", process, log)
        yield Server(url, process.pid, log)
    finally:
        end(process)


def wait_for(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise SystemExit(f"it ended at once; its log:\n{log.read_text()[-2000:]}")
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"no answer from {address}; the log:\n{log.read_text()[-2000:]}")


def end(process: "subprocess.Popen[bytes]") -> None:
    """End a process that was started here, and wait for it."""
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
