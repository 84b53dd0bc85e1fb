"""Who may talk to the server at all, and where sign-in leads back to: parts around the pages."""

from collections.abc import Iterable, Mapping
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote, unquote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from readiness.settings import is_loopback

REFUSAL = (
    "Bispecific Readiness runs in local mode, without sign-in, so it answers only the computer it "
    "runs on. To use it from elsewhere, set up sign-in: see README.md, Sign-in.\n"
)
_PROXY_SIGNS = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
_RETURN = "return_to"
_MINUTES = 10


class LocalOnly:
    """Local mode: answers 403 to whatever does not come from this computer to this computer.

    A connection through a proxy counts as one from elsewhere, and so does a foreign host name
    that someone made to lead here.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket") and not stays_here(scope):
            await PlainTextResponse(REFUSAL, status_code=403)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def stays_here(scope: Scope) -> bool:
    """Whether a request comes from this computer to this computer, by no proxy."""
    headers = Headers(scope=scope)
    ends = (scope.get("server"), scope.get("client"))
    return (
        all(end and is_loopback(end[0]) for end in ends)
        and is_loopback(urlsplit(f"//{headers.get('host', '')}").hostname or "")
        and not any(name in headers for name in _PROXY_SIGNS)
    )


class OwnPages:
    """Answers 403 to a WebSocket that a page of another host opens.

    Streamlit refuses it too, but asks a host on the internet first which address this one has to
    the world, and everybody waits meanwhile: 2 s where nothing is let out. Who names no origin is
    no browser, and passes, as with Streamlit.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and not _is_own(Headers(scope=scope)):
            await PlainTextResponse("Only its own pages.\n", status_code=403)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _is_own(headers: Headers) -> bool:
    origin = headers.get("origin")
    if origin is None:
        return True
    try:
        asked_by = urlsplit(origin).netloc
    except ValueError:  # such as an address of IPv6 that does not end
        return False
    return asked_by.lower() == headers.get("host", "").lower()


class ReturnTo:
    """After sign-in the browser is led back to the page where it asked for it, not to the start.

    The page is known from the request to sign in and waits in a cookie of its own; only pages of
    the app are led back to. Over TLS all cookies are marked as not to be sent without.
    """

    def __init__(self, app: ASGIApp, address: str, pages: Iterable[str]) -> None:
        self.app = app
        self.address = address
        self.pages = frozenset(pages)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)

        async def send_more(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                if scope["path"].endswith("/auth/login"):
                    self._remember(headers.get("referer", ""), answer)
                elif scope["path"].endswith("/oauth2callback"):
                    self._lead_back(headers.get("cookie", ""), answer)
                self._secure(answer)
            await send(message)

        await self.app(scope, receive, send_more)

    def _remember(self, referer: str, answer: MutableHeaders) -> None:
        page = referer.removeprefix(self.address) if referer.startswith(self.address) else ""
        if self._is_a_page(page):
            answer.append("set-cookie", self._cookie(quote(page, safe=""), 60 * _MINUTES))

    def _lead_back(self, cookies: str, answer: MutableHeaders) -> None:
        page = unquote(_cookies(cookies).get(_RETURN, ""))
        signed_in = any(c.startswith("_streamlit_user=") for c in answer.getlist("set-cookie"))
        if signed_in and "location" in answer and self._is_a_page(page):
            answer["location"] = self.address + page
            answer.append("set-cookie", self._cookie("", 0))

    def _is_a_page(self, page: str) -> bool:
        if not page.startswith("/") or not page.isascii() or not page.isprintable():
            return False
        return page.partition("?")[0].strip("/") in self.pages

    def _cookie(self, value: str, seconds: int) -> str:
        return f"{_RETURN}={value}; HttpOnly; Max-Age={seconds}; Path=/; SameSite=lax"

    def _secure(self, answer: MutableHeaders) -> None:
        cookies = answer.getlist("set-cookie")
        if not self.address.startswith("https://") or not cookies:
            return
        del answer["set-cookie"]
        for cookie in cookies:
            marked = "secure" in {part.strip().lower() for part in cookie.split(";")}
            answer.append("set-cookie", cookie if marked else f"{cookie}; Secure")


def _cookies(header: str) -> Mapping[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}
