"""The real app on a free port, with a database of its own."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from readiness import settings
from tests.servers import free_port, is_free

# Streamlit shows where in its parts a callback was refused; that is no script that failed.
REFUSED_SIGN_IN = re.compile(
    r"OAuth token exchange failed for provider .*\nTraceback .*\n(?:  .*\n)*.*\n"
)
_ports: list[int] = []
START_SECONDS = 120  # generous: other work may share the machine


@dataclass(frozen=True)
class App:
    """A running server; `log` holds everything it printed."""

    url: str
    database: Path
    log: Path


@contextmanager
def port_for_a_server() -> Iterator[int]:
    """A free port, rather one of a server that has ended: the browser has its scripts already."""
    port = next(filter(is_free, _ports), None) or free_port()
    if port in _ports:
        _ports.remove(port)
    yield port
    _ports.append(port)


@contextmanager
def serve(database: Path, port: int | None = None, **settings_of: str) -> Iterator[App]:
    """Start `streamlit run app.py` on this computer only; end that process, and only that, after.

    `settings_of` are variables of its environment. Fails when the server does not answer, and
    when a script failed while it ran.
    """
    if port is None:
        with port_for_a_server() as free, serve(database, free, **settings_of) as app:
            yield app
        return
    log = database.with_suffix(".log")
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    options = ["--server.port", str(port), "--server.address", "127.0.0.1"]
    environment = {**os.environ, "READINESS_DB": str(database), "NO_COLOR": "1", **settings_of}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, *options],
            cwd=settings.ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    app = App(f"http://127.0.0.1:{port}", database, log)
    try:
        _wait_for(app, process)
        yield app
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    text = REFUSED_SIGN_IN.sub("", log.read_text(encoding="utf-8", errors="replace"))
    assert "Traceback" not in text, f"a script failed; the server's log ends:\n{text[-4000:]}"


def _wait_for(app: App, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        assert process.poll() is None, f"the server ended:\n{app.log.read_text()[-4000:]}"
        try:
            with urlopen(f"{app.url}/healthz", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"no answer from the server:\n{app.log.read_text()[-4000:]}")
