"""Everything that goes wrong in a browser while a test looks at something else."""

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request, Response


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
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._complain(f"script error: {error}"))
        page.on("request", lambda request: self._to(request.url))
        page.on("websocket", lambda socket: self._to(socket.url))
        page.on("response", self._response)
        page.on("requestfailed", self._failed)

    def also(self, url: str) -> None:
        """The pages may go to this host too."""
        self._hosts.add(urlsplit(url).netloc)

    def forgive(self, pattern: str) -> None:
        """Take away what a test brought about on purpose; it must be there."""
        kept = [text for text in self.complaints if not re.search(pattern, text)]
        assert len(kept) < len(self.complaints), f"nothing matches {pattern}: {self.complaints}"
        self.complaints[:] = kept

    def _complain(self, text: str) -> None:
        if not any(re.search(allowed.pattern, text) for allowed in ALLOWED):
            self.complaints.append(text)

    def _console(self, message: ConsoleMessage) -> None:
        # "Failed to load resource" repeats what _response and _failed say with the address.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self._complain(f"console {message.type}: {message.text}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self._complain(f"{response.status} {response.url}")

    def _failed(self, request: Request) -> None:
        self._complain(f"failed: {request.url} {request.failure}")

    def _to(self, url: str) -> None:
        address = urlsplit(url)
        if address.scheme not in ("data", "blob", "about") and address.netloc not in self._hosts:
            self._complain(f"another host: {url}")
