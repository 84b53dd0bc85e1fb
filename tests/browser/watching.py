"""Everything that goes wrong in a browser while a test looks at something else."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Error, Page, Request, Response, WebSocket


class Allowed(NamedTuple):
    pattern: str
    reason: str


ALLOWED = (
    Allowed(
        r"404 .*/(site|assess|registers|review|actions|plan|compare|forecast|shared_risks|agents"
        r"|meeting|framework|data|people)"
        r"/_stcore/(health|host-config)$",
        "Streamlit's own page looks for its server beside the page's address before it looks at "
        "the root, where it finds it.",
    ),
    Allowed(
        r"^failed: .* net::ERR_ABORTED$",
        "A page that is left or loaded anew stops its own downloads.",
    ),
)


class Watch:
    """Complaints about some pages; what is allowed is not among them."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self._hosts: set[str] = set()

    def follow(self, page: Page, url: str) -> None:
        """The page may talk to the host of `url` and to no other."""
        self._hosts.add(urlsplit(url).netloc)
        for event, told in self._told().items():
            page.on(event, told)

    @contextmanager
    def following(self, page: Page, url: str) -> Iterator[None]:
        """The same for a while: afterwards another watch may follow the page."""
        self.follow(page, url)
        yield
        for event, told in self._told().items():
            page.remove_listener(event, told)

    def also(self, url: str) -> None:
        """The pages may go to this host too."""
        self._hosts.add(urlsplit(url).netloc)

    def forgive(self, pattern: str) -> None:
        """Take away what a test brought about on purpose; it must be there."""
        kept = [text for text in self.complaints if not re.search(pattern, text)]
        assert len(kept) < len(self.complaints), f"nothing matches {pattern}: {self.complaints}"
        self.complaints[:] = kept

    def _told(self) -> dict[Any, Callable[[Any], None]]:
        """Who is told of which of a page's events."""
        return {
            "console": self._console,
            "pageerror": self._error,
            "request": self._address,
            "websocket": self._address,
            "response": self._response,
            "requestfailed": self._failed,
        }

    def _complain(self, text: str) -> None:
        if not any(re.search(allowed.pattern, text) for allowed in ALLOWED):
            self.complaints.append(text)

    def _console(self, message: ConsoleMessage) -> None:
        # "Failed to load resource" repeats what _response and _failed say with the address.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self._complain(f"console {message.type}: {message.text}")

    def _error(self, error: Error) -> None:
        self._complain(f"script error: {error}")

    def _address(self, asked: Request | WebSocket) -> None:
        self._to(asked.url)

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self._complain(f"{response.status} {response.url}")

    def _failed(self, request: Request) -> None:
        self._complain(f"failed: {request.url} {request.failure}")

    def _to(self, url: str) -> None:
        address = urlsplit(url)
        if address.scheme not in ("data", "blob", "about") and address.netloc not in self._hosts:
            self._complain(f"another host: {url}")
