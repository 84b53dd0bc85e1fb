"""One browser's side of the protocol, without the browser: asks for runs and keeps what is shown.

Like a browser it sends the value of every widget with every run, follows the address that the
server sets, remembers large messages so that the server need not repeat them, and asks for a part
of a page alone (a fragment) where a widget stands in one. A widget keeps what it began with: a
date that was shown before midnight is not moved by it.
"""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

PATIENCE = 60.0
"""Seconds without an answer after which a run counts as lost."""
_REMEMBERED = 2
"""Runs for which a browser remembers a large message that was not used again."""
_CHOICES = ("radio", "selectbox")
_WRITTEN = ("text_input", "text_area")


class PageError(Exception):
    """The page failed, or the run did not end as it should."""


@dataclass(frozen=True)
class Widget:
    """A widget as the server described it, and the fragment it stands in ("" for none)."""

    kind: str
    described: Any
    fragment: str

    @property
    def value(self) -> Any:
        """What it shows before anyone touches it; `None` for nothing chosen."""
        own = self.described
        if self.kind in _CHOICES:
            if own.set_value and own.HasField("raw_value"):
                return own.raw_value
            return own.options[own.default] if own.HasField("default") else None
        if self.kind in _WRITTEN:
            return own.value if own.set_value else own.default
        if self.kind == "date_input":
            return list(own.value if own.set_value else own.default)
        if self.kind == "multiselect":
            if own.set_value:
                return list(own.raw_values)
            return [own.options[place] for place in own.default]
        if self.kind == "checkbox":
            return own.value if own.set_value else own.default
        return None


@dataclass
class Run:
    """What came back from one run: how long until its end, how much, and what it shows.

    `parts` names the parts of the page that were drawn; it is empty for a whole page.
    """

    seconds: float = 0.0
    size: int = 0
    drawn: dict[str, Widget] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    alerts: list[str] = field(default_factory=list)
    parts: set[str] = field(default_factory=set)


class Session:
    """A tab of one person. `widgets` by id and `address` are as a browser would have them."""

    def __init__(self, url: str, cookie: str = "") -> None:
        self.url = url
        self.widgets: dict[str, Widget] = {}
        self.pages: dict[str, str] = {}
        self.address = ""
        self._cookie = cookie
        self._page = ""
        self._values: dict[str, Any] = {}
        self._known: dict[str, tuple[int, ForwardMsg]] = {}
        self._runs = 0
        self._connection: ClientConnection | None = None

    async def connect(self) -> None:
        token = generate_xsrf_token_string()
        cookies = [f"_streamlit_xsrf={token}", *([self._cookie] if self._cookie else [])]
        self._connection = await connect(
            f"ws{self.url.removeprefix('http')}/_stcore/stream",
            subprotocols=[Subprotocol("streamlit"), Subprotocol(token)],
            additional_headers={"Cookie": "; ".join(cookies)},
            origin=Origin(self.url),
            max_size=None,
            compression=None,
            open_timeout=PATIENCE,
            close_timeout=5,
        )

    async def close(self) -> None:
        if self._connection is not None:
            await self._connection.close()

    async def open(self, page: str, query: str = "") -> Run:
        """Go to a page by its path ("" is the start), by its address or by the navigation."""
        self.widgets.clear()
        self._values.clear()
        self.address = query
        return await self._run(self._message(page=page))

    async def set(self, widget: str, value: Any) -> Run:
        """Change a widget, as a person does: the page is drawn again with it."""
        chosen = self.widgets[widget]
        self._values[widget] = value
        bound = chosen.described.query_param_key
        if bound:
            kept = [pair for pair in parse_qsl(self.address) if pair[0] != bound]
            told = value if isinstance(value, list) else [value]
            self.address = urlencode([*kept, *((bound, one) for one in told)])
        return await self._run(self._message(fragment=chosen.fragment))

    async def press(self, widget: str) -> Run:
        """Press a button."""
        message = self._message(fragment=self.widgets[widget].fragment)
        state = message.rerun_script.widget_states.widgets.add()
        state.id = widget
        state.trigger_value = True
        return await self._run(message)

    def value(self, widget: str) -> Any:
        """What a widget shows now."""
        return self._values[widget]

    def _message(self, *, fragment: str = "", page: str | None = None) -> BackMsg:
        message = BackMsg()
        run = message.rerun_script
        run.query_string = self.address
        run.fragment_id = fragment
        run.context_info.timezone = "UTC"
        run.context_info.locale = "en-US"
        run.context_info.url = self.url
        run.context_info.color_scheme = "light"
        if page is None:
            run.page_script_hash = self._page
        elif page in self.pages:
            run.page_script_hash = self.pages[page]
        else:
            run.page_name = page
        run.cached_message_hashes.extend(self._known)
        for key in self.widgets:
            value = self.value(key)
            if value is not None:
                run.widget_states.widgets.append(_state(key, self.widgets[key].kind, value))
        return message

    async def _run(self, message: BackMsg) -> Run:
        if self._connection is None:
            raise PageError("not connected")
        run = Run()
        begun = time.perf_counter()
        await self._connection.send(message.SerializeToString())
        async with asyncio.timeout(PATIENCE):
            while True:
                raw = await self._connection.recv()
                run.size += len(raw)
                told = ForwardMsg.FromString(raw if isinstance(raw, bytes) else raw.encode())
                if self._look_at(told, run):
                    break
        run.seconds = time.perf_counter() - begun
        self._runs += 1
        oldest = self._runs - _REMEMBERED
        self._known = {key: kept for key, kept in self._known.items() if kept[0] >= oldest}
        gone = [
            key
            for key, widget in self.widgets.items()
            if key not in run.drawn and (not run.parts or widget.fragment in run.parts)
        ]
        for key in gone:
            del self.widgets[key]
            self._values.pop(key, None)
        return run

    def _look_at(self, told: ForwardMsg, run: Run) -> bool:
        """Take in one message; whether it was the last of the run."""
        if told.WhichOneof("type") == "ref_hash":  # what came before is not sent again
            told = self._known[told.ref_hash][1]
        if told.metadata.cacheable and told.hash:
            self._known[told.hash] = self._runs, told
        kind = told.WhichOneof("type")
        if kind == "navigation":
            shown = told.navigation.app_pages
            self.pages = {page.url_pathname or "": page.page_script_hash for page in shown}
            self._page = told.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.address = told.page_info_changed.query_string
        elif kind == "delta" and told.delta.WhichOneof("type") == "new_element":
            self._take(told.delta.new_element, told.delta.fragment_id, run)
        elif kind == "script_finished":
            if told.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                raise PageError("the page could not be compiled")
            run.parts = set(told.metadata.run.fragment_ids)
            return told.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
        return False

    def _take(self, element: Any, fragment: str, run: Run) -> None:
        kind = element.WhichOneof("type") or ""
        part = getattr(element, kind, None)
        if kind == "exception":
            raise PageError(f"{element.exception.type}: {element.exception.message}")
        if kind == "alert":
            run.alerts.append(_unmarked(element.alert.body))
        elif kind in ("markdown", "heading"):
            run.texts.append(_unmarked(part.body))  # type: ignore[union-attr]
        elif part is not None and hasattr(part, "id") and hasattr(part, "label"):
            widget = Widget(kind, part, fragment)
            run.drawn[part.id] = self.widgets[part.id] = widget
            if getattr(part, "set_value", False) or part.id not in self._values:
                self._values[part.id] = widget.value


def _state(key: str, kind: str, value: Any) -> WidgetState:
    state = WidgetState(id=key)
    if kind in _CHOICES or kind in _WRITTEN:
        state.string_value = value
    elif kind in ("date_input", "multiselect"):
        state.string_array_value.data[:] = value
    elif kind == "checkbox":
        state.bool_value = value
    return state


def _unmarked(text: str) -> str:
    """Words as they were before they were made harmless for Markdown."""
    return text.replace("\\", "")
