"""One visitor of a Streamlit server on this machine, over its own WebSocket protocol, no browser.

The protocol is internal to Streamlit; this was written for 1.67.
"""

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from benchmarks.places import BUILD
from benchmarks.processes import HOST, running
from tests.servers import free_port

_PATIENCE = 600
_LONGEST_END = 2_000
"""Bytes: the message that ends a run is short, but names the parts of the page that were drawn."""


@contextmanager
def server(script: Path, folder: Path, environment: Mapping[str, str]) -> Iterator[int]:
    """A server of a script on a free port of this machine; ends with the block."""
    port = free_port()
    options = {
        "server.address": HOST,
        "server.port": port,
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "logger.level": "error",
    }
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    command += [f"--{name}={value}" for name, value in options.items()]
    health = f"http://{HOST}:{port}/_stcore/health"
    log = BUILD / "pages.log"
    with running(command, health, log, folder=folder, environment=environment):
        yield port


class Visitor:
    """A session: asks for runs of the script and waits until each is finished."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._known: set[str] = set()
        self.page = ""
        self.pages: dict[str, str] = {}
        self.widgets: dict[str, tuple[str, Any]] = {}
        self.texts: list[str] = []

    def open(self, page: str, query: str = "") -> float:
        """Go to a page by its path, "" for the first; seconds until it was all received."""
        self.widgets.clear()
        message = BackMsg()
        run = message.rerun_script
        run.query_string = query
        if page in self.pages:
            run.page_script_hash = self.pages[page]
        else:
            run.page_name = page
        return self._run(message)

    def choose(self, widget: str, text: str, query: str = "") -> float:
        """Set a radio button or select box; seconds until the page was all received again."""
        message = BackMsg()
        run = message.rerun_script
        run.query_string = query
        run.page_script_hash = self.page
        state = run.widget_states.widgets.add()
        state.id = widget
        state.string_value = text
        return self._run(message)

    def _run(self, message: BackMsg) -> float:
        message.rerun_script.cached_message_hashes.extend(self._known)
        self.texts.clear()
        received: list[bytes] = []
        started = time.perf_counter()
        self._connection.send(message.SerializeToString())
        while True:
            data = self._connection.recv(_PATIENCE)
            received.append(data if isinstance(data, bytes) else data.encode())
            if len(data) < _LONGEST_END and self._ends(received[-1]):
                break
        seconds = time.perf_counter() - started
        for raw in received:
            self._look_at(ForwardMsg.FromString(raw))
        return seconds

    @staticmethod
    def _ends(raw: bytes) -> bool:
        message = ForwardMsg.FromString(raw)
        return (
            message.WhichOneof("type") == "script_finished"
            and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
        )

    def _look_at(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if message.metadata.cacheable and message.hash:
            self._known.add(message.hash)
        if kind == "navigation":
            self.pages = {
                page.url_pathname or "": page.page_script_hash
                for page in message.navigation.app_pages
            }
            self.page = message.navigation.page_script_hash
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            name = element.WhichOneof("type") or ""
            if name == "exception":
                raise SystemExit(f"the page failed: {element.exception.message}")
            part = getattr(element, name, None)
            if name in ("markdown", "heading", "alert", "text"):
                self.texts.append(part.body)  # type: ignore[union-attr]
            elif part is not None and hasattr(part, "id") and hasattr(part, "label"):
                self.widgets[part.id] = (name, part)


@contextmanager
def visitor(port: int) -> Iterator[Visitor]:
    with connect(
        f"ws://{HOST}:{port}/_stcore/stream",
        subprotocols=[Subprotocol("streamlit")],
        origin=Origin(f"http://{HOST}:{port}"),
        max_size=None,
        compression=None,
        open_timeout=60,
    ) as connection:
        yield Visitor(connection)
