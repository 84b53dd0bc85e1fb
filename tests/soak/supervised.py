"""The app under its supervisor, to be killed."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from readiness.settings import ROOT
from tests.soak.people import PATIENCE


class App:
    """The app under its supervisor."""

    def __init__(self, address: str, port: int, folder: Path) -> None:
        self.port = port
        self.pid = 0
        self.starts = 0
        self.log = folder / "app.log"
        with self.log.open("ab") as log:
            self._supervisor = subprocess.Popen(
                [sys.executable, "-m", "tests.soak.supervisor", str(port)],
                cwd=ROOT,
                env=os.environ | {"READINESS_DB": address},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self._started()

    def kill(self) -> None:
        """SIGKILL; returns when it is dead."""
        os.kill(self.pid, signal.SIGKILL)
        self._heard("ended")

    def go_on(self) -> None:
        """Let the supervisor start it again, which it does by itself."""
        assert self._supervisor.stdin is not None
        self._supervisor.stdin.write("\n")
        self._supervisor.stdin.flush()
        self._started()

    def close(self) -> None:
        assert self._supervisor.stdin is not None
        self._supervisor.stdin.close()
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        self._supervisor.wait(PATIENCE)
        assert self._supervisor.stdout is not None
        self._supervisor.stdout.close()

    def _started(self) -> None:
        self.pid = int(self._heard("started").split()[1])
        self.starts += 1

    def _heard(self, word: str) -> str:
        assert self._supervisor.stdout is not None
        line: str = self._supervisor.stdout.readline()
        if not line.startswith(word):
            raise RuntimeError(f"{word} expected, heard {line!r}\n{self.log.read_text()[-3000:]}")
        return line
