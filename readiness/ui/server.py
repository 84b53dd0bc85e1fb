"""The web server around the pages: sign-in or local mode, warm-up, security headers, log."""

import asyncio
import base64
import ctypes
import gc
import hashlib
import logging
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from pkgutil import iter_modules
from typing import Any
from urllib.parse import urlsplit

import pyarrow as pa
import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from readiness import settings
from readiness.errors import ReadinessError
from readiness.settings.recovery import with_offer
from readiness.ui import context, leftovers, logs, metrics, probes, sign_in, turns
from readiness.ui.front_door import LocalOnly, OwnPages, ReturnTo

_LOG = logging.getLogger("readiness.server")
_COLLECT_AFTER = (10_000, 100, 100)
"""Python's own collections: what is young often, everything hardly ever, since that stops everyone
for a third of a second where many people are in. The second number keeps what a session lays aside
at its next click young for so long."""
_LOOK_EVERY, _LOOKS, _MANY = 15.0, 20, 50
"""It tidies after so many looks of so many seconds, or when so many browsers left."""


class SecurityHeaders:
    """Sends a strict policy with every answer: nothing from or to another host, no framing."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.headers = [
            (b"content-security-policy", content_security_policy().encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"same-origin"),
            (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = {name for name, _ in self.headers}
                kept = [pair for pair in message["headers"] if pair[0].lower() not in ours]
                message["headers"] = [*kept, *self.headers]
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def content_security_policy() -> str:
    """The policy, with the hash of each inline script of Streamlit's own page."""
    page = (files("streamlit") / "static" / "index.html").read_text("utf-8")
    scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", page, re.DOTALL)
    hashes = [
        base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts
    ]
    return "; ".join(
        (
            "default-src 'self'",
            "base-uri 'self'",
            "object-src 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "style-src 'self' 'unsafe-inline'",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            # blob: is how Streamlit runs the script of ui/window.py.
            " ".join(("script-src 'self' blob:", *(f"'sha256-{value}'" for value in hashes))),
        )
    )


def secrets() -> dict[str, Any]:
    """What Streamlit's sign-in needs; nothing in local mode.

    Ends the process with a sentence where the settings are wrong, or where local mode would
    listen for other computers.
    """
    try:
        settings.check()
        if settings.json_log():
            logs.install()
        provider = settings.provider()
        if provider is None:
            _stay_local(st.get_option("server.address"))
            return {}
        scope = sign_in.groups(provider.groups).scope
    except ReadinessError as error:
        sys.exit(f"Bispecific Readiness does not start. {error}")
    return provider.secrets([scope] if scope else [])


def _stay_local(address: str | None) -> None:
    if address is None or not settings.is_loopback(address):
        where = address or "every address of this computer"
        raise ReadinessError(
            f"It would listen on {where}, but no sign-in is set up, so that everyone who reaches "
            "it could do everything. Set up sign-in (README.md, Sign-in), or listen on this "
            "computer only: --server.address 127.0.0.1"
        )


def middleware() -> list[Middleware]:
    """What every request passes on its way in."""
    provider = settings.provider()
    if provider is None:
        return [
            Middleware(SecurityHeaders),
            Middleware(LocalOnly),
            Middleware(OwnPages),
            Middleware(metrics.Door),
        ]
    own = urlsplit(provider.address).hostname or ""
    return [
        Middleware(SecurityHeaders),
        # Its own name, and this computer's for the checks of whoever runs it; no other.
        Middleware(TrustedHostMiddleware, [own, "localhost", "127.0.0.1"], www_redirect=False),
        Middleware(OwnPages),
        Middleware(metrics.Door),
        Middleware(ReturnTo, address=provider.address, pages=_page_addresses()),
    ]


def _page_addresses() -> list[str]:
    """The addresses of the pages: the file names; the start has none."""
    return ["", *(path.stem for path in (settings.ROOT / "pages").glob("*.py"))]


@asynccontextmanager
async def warm_up(_: st.App) -> AsyncIterator[dict[str, Any]]:
    """Load what pages are made of and score the network before the first visitor.

    Freezing what is loaded keeps Streamlit's collection after each run from walking all of it.
    """
    if settings.json_log():
        logs.install()  # again: the web server made loggers of its own meanwhile
    # Arrow's own allocator keeps something for every thread there was.
    pa.set_memory_pool(pa.system_memory_pool())
    metrics.count(probes.revision)
    turns.take()
    leftovers.let_go()
    _load_pages()
    try:
        context.workspace(context.database()).refresh()
    except ReadinessError as error:  # the router tells the reader
        _LOG.error("The database or the framework cannot be used: %s", with_offer(error))
    usual = gc.get_threshold()
    gc.set_threshold(*_COLLECT_AFTER)
    gc.collect()
    gc.freeze()
    tidying = asyncio.create_task(_tidy_up())
    try:
        yield {}
    finally:
        tidying.cancel()
        gc.set_threshold(*usual)


def _load_pages() -> None:
    """Import all that pages import; the router is no module but the script of every run."""
    for module in iter_modules([str(ROUTER.parent)]):
        if module.name != ROUTER.stem:
            import_module(f"readiness.ui.{module.name}")


async def _tidy_up() -> None:
    """Tidy now and then, and soon when many browsers left."""
    while True:
        before = metrics.ended()
        for _ in range(_LOOKS):
            await asyncio.sleep(_LOOK_EVERY)
            if metrics.ended() - before >= _MANY:
                break
        await asyncio.to_thread(_tidy)


def _tidy() -> None:
    """Let go of what sessions leave behind in cycles, and of rows that were replaced since."""
    gc.collect()
    # A database that cannot be used has nothing to tidy, and the pages say why.
    with suppress(ReadinessError):
        context.workspace(context.database()).tidy()
    # The C library of Linux keeps what is free for later, until it is asked for it.
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").malloc_trim(0)


ROUTER = Path(__file__).with_name("main.py")
ROUTES = probes.ROUTES
