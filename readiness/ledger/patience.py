"""Connections to PostgreSQL that do not wait for ever for a network that swallows everything.

The server ends what takes it too long, and the system notices a host that is gone; neither helps
against something in between that keeps a connection open and passes nothing on. Imported when
something connects: the driver is not needed for a database file.
"""

import time
from collections.abc import Generator
from typing import Any

import psycopg

SILENT_SECONDS = 35.0
"""How long no answer may come. Longer than the server lets a statement run."""


class Impatient(psycopg.Connection[Any]):
    """Ends itself, as a connection that broke, when nothing comes for `SILENT_SECONDS`."""

    def wait(self, gen: Any, *given: Any, **named: Any) -> Any:
        return super().wait(self._listening(gen), *given, **named)

    def _listening(self, gen: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
        """The same steps; the driver sends a falsy state every tenth of a second of silence."""
        heard = time.monotonic()
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if ready:
                    heard = time.monotonic()
                elif time.monotonic() - heard > SILENT_SECONDS:
                    self.pgconn.finish()
                    raise psycopg.OperationalError("the server was silent for too long")
                wanted = gen.send(ready)
        except StopIteration as end:
            return end.value
