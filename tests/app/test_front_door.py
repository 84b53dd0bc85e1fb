"""What a connection passes before Streamlit sees it, and where sign-in leads back to."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import Message, Receive, Scope, Send

from readiness.ui.front_door import REFUSAL, LocalOnly, OwnPages, ReturnTo

HERE = ("127.0.0.1", 50000)
AWAY = ("192.0.2.7", 50000)
ADDRESS = "https://readiness.example"
PAGES = ("", "site", "data")


def ask(
    app: Any,
    path: str = "/",
    headers: Mapping[str, str] | None = None,
    *,
    kind: str = "http",
    server: tuple[str, int | None] | None = ("127.0.0.1", 8501),
    client: tuple[str, int] | None = HERE,
) -> list[Message]:
    """Everything the app sends as the answer to one request."""
    lines = {"host": "127.0.0.1:8501"} | dict(headers or {})
    scope: Scope = {
        "type": kind,
        "method": "GET",
        "path": path,
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in lines.items()],
        "server": server,
        "client": client,
    }
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": f"{kind}.connect"}

    asyncio.run(app(scope, receive, send))
    return sent


async def inside(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("inside")(scope, receive, send)


def status(messages: list[Message]) -> int:
    return int(messages[0]["status"])


# --- Local mode ---------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    "ends",
    [
        {},
        {"server": ("::1", 8501), "client": ("::1", 50000), "headers": {"host": "[::1]:8501"}},
        {"headers": {"host": "localhost:8501"}},
        {"client": ("127.0.0.9", 1)},
    ],
)
def test_local_mode_answers_this_computer(kind: str, ends: dict[str, Any]) -> None:
    assert status(ask(LocalOnly(inside), kind=kind, **ends)) == 200


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    "ends",
    [
        {"client": AWAY},
        {"server": AWAY},
        {"server": AWAY, "client": AWAY},
        {"client": None},
        {"server": None},
        {"server": ("/run/readiness.sock", None)},
        {"client": ("", 0)},
        {"headers": {"host": "evil.example"}},
        {"headers": {"host": "localhost.evil.example:8501"}},
        {"headers": {"host": ""}},
        {"headers": {"x-forwarded-for": "127.0.0.1"}},
        {"headers": {"forwarded": "for=127.0.0.1"}},
    ],
)
def test_local_mode_refuses_everything_else_with_a_reason(kind: str, ends: dict[str, Any]) -> None:
    messages = ask(LocalOnly(inside), kind=kind, **ends)
    assert status(messages) == 403
    assert b"".join(m.get("body", b"") for m in messages[1:]).decode() == REFUSAL


@pytest.mark.parametrize(
    ("origin", "answer"),
    [
        ("https://readiness.example", 200),
        ("https://READINESS.example", 200),
        ("https://readiness.example:8443", 403),
        ("https://evil.example", 403),
        ("https://readiness.example.evil.example", 403),
        ("https://readiness.example@evil.example", 403),
        ("null", 403),
        ("", 403),
        ("https://[::1", 403),
    ],
)
def test_only_own_pages_open_a_websocket(origin: str, answer: int) -> None:
    headers = {"host": "readiness.example", "origin": origin}
    assert status(ask(OwnPages(inside), headers=headers, kind="websocket")) == answer
    assert status(ask(OwnPages(inside), headers=headers)) == 200, "anything else is not its matter"


def test_whoever_names_no_origin_may_open_a_websocket() -> None:
    assert status(ask(OwnPages(inside), kind="websocket")) == 200


def test_other_events_of_the_server_pass() -> None:
    seen = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope["type"])

    for door in (LocalOnly(app), OwnPages(app), ReturnTo(app, ADDRESS, PAGES)):
        asyncio.run(door({"type": "lifespan"}, None, None))  # type: ignore[arg-type]
    assert seen == ["lifespan"] * 3


# --- Back to where sign-in was asked for ------------------------------------------------------


def cookies(messages: list[Message]) -> dict[str, str]:
    """Each cookie of the answer by its name."""
    lines = [value.decode() for name, value in messages[0]["headers"] if name == b"set-cookie"]
    return {line.partition("=")[0]: line.partition("=")[2] for line in lines}


def location(messages: list[Message]) -> str:
    return dict(messages[0]["headers"])[b"location"].decode()


def around(answer: Response, address: str = ADDRESS) -> ReturnTo:
    return ReturnTo(answer, address, PAGES)


def signed_in() -> Response:
    answer = RedirectResponse("/", 302)
    answer.set_cookie("_streamlit_user", "signed", httponly=True, samesite="lax")
    return answer


def login(referer: str) -> dict[str, str]:
    door = around(RedirectResponse("https://id.example/auth", 302))
    return cookies(ask(door, "/auth/login", {"referer": referer}))


@pytest.mark.parametrize(
    "page", ["/", "/site?site=S002&asof=2026-10-01", "/data", "/?region=Midwest"]
)
def test_sign_in_leads_back_to_the_page_where_it_was_asked_for(page: str) -> None:
    kept = login(ADDRESS + page)["return_to"]
    assert kept.endswith("; HttpOnly; Max-Age=600; Path=/; SameSite=lax; Secure")
    value = kept.partition(";")[0]
    answer = ask(around(signed_in()), "/oauth2callback", {"cookie": f"return_to={value}"})
    assert location(answer) == ADDRESS + page
    assert set(cookies(answer)) == {"_streamlit_user", "return_to"}
    assert cookies(answer)["return_to"].startswith("; HttpOnly; Max-Age=0;")


@pytest.mark.parametrize(
    "referer",
    [
        "",
        "https://evil.example/site",
        ADDRESS + ".evil.example/site",
        ADDRESS + "@evil.example/site",
        ADDRESS,
        ADDRESS + "//evil.example",
        ADDRESS + "/secret",
        ADDRESS + "/auth/logout",
        ADDRESS + "/site\\..\\..",
        ADDRESS + "/s\u00eft\u00e9",
    ],
)
def test_other_pages_are_not_remembered(referer: str) -> None:
    assert login(referer) == {}


@pytest.mark.parametrize(
    "value",
    ["", "https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2Fauth%2Flogout", "%0D%0Ax", '"'],
)
def test_a_forged_page_leads_to_the_start(value: str) -> None:
    answer = ask(around(signed_in()), "/oauth2callback", {"cookie": f"return_to={value}"})
    assert location(answer) == "/"


def test_a_sign_in_that_failed_leads_to_the_start() -> None:
    door = around(RedirectResponse("/", 302))
    answer = ask(door, "/oauth2callback", {"cookie": "return_to=%2Fdata"})
    assert location(answer) == "/"
    assert cookies(answer) == {}


def test_over_tls_every_cookie_is_marked_as_secure_once() -> None:
    answer = signed_in()
    answer.set_cookie("other", "x", secure=True)
    marked = cookies(ask(around(answer)))
    assert [value.lower().count("; secure") for value in marked.values()] == [1, 1]


def test_without_tls_cookies_are_left_as_they_are() -> None:
    marked = cookies(ask(around(signed_in(), "http://127.0.0.1:8501")))
    assert "secure" not in marked["_streamlit_user"].lower()
