"""`digest --send`, to a real mail server: told is only what the server accepted."""

import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from readiness.commands.mail import connected, hand_over, message_of
from readiness.errors import ReadinessError
from readiness.ledger import open_ledger
from readiness.settings import server_of
from tests.commands.calls import call
from tests.commands.digests import (
    ANA,
    MIA,
    VIC,
    database,
    made,
    no_server_of_this_machine,
    told,
)

__all__ = ["database", "made", "no_server_of_this_machine"]
HOST = "127.0.0.1"


@dataclass
class Post:
    """What arrived, and whom the server refuses: at the address, or after the message."""

    accepted: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    refused_after: set[str] = field(default_factory=set)
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(  # noqa: N802  the name that the server calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 no such\tperson"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.refused_after & set(envelope.rcpt_tos):
            return "554 looks like spam"
        content = envelope.content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.accepted.append((list(envelope.rcpt_tos), message))
        return "250 taken"

    def login(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login, data.password))
        return AuthResult(success=data.password == b"right", handled=False)


@contextmanager
def running(tls: ssl.SSLContext | None = None) -> Iterator[Post]:
    """The server on a free port, until the end of the block."""
    post = Post()
    more: dict[str, Any] = {}
    if tls:
        more = {"tls_context": tls, "require_starttls": True, "auth_required": True}
        more["authenticator"] = post.login
    with socket.create_server((HOST, 0)) as found:
        post.port = found.getsockname()[1]
    controller = Controller(post, hostname=HOST, port=post.port, **more)
    controller.start()
    try:
        yield post
    finally:
        controller.stop()


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    """A mail server that the environment names."""
    with running() as post:
        name_server(monkeypatch, post)
        yield post


def name_server(monkeypatch: pytest.MonkeyPatch, post: Post, **more: str) -> None:
    given = {"HOST": HOST, "PORT": str(post.port), "FROM": "readiness@network.example", **more}
    for name, value in given.items():
        monkeypatch.setenv(f"READINESS_SMTP_{name}", value)


# --- sent


def test_what_is_sent_is_told_once(
    capsys: pytest.CaptureFixture[str], database: Path, post: Post
) -> None:
    sent = call(capsys, "digest", "--send", "--database", database)
    assert (sent.code, sent.err) == (0, "")
    assert sent.out.splitlines() == [f"{who}: sent, 1 thing to know." for who in (ANA, MIA, VIC)]
    assert [to for to, _ in post.accepted] == [[ANA], [MIA], [VIC]]
    again = call(capsys, "digest", "--send", "--database", database)
    assert again.out.splitlines() == [f"{who}: nothing new to tell." for who in (ANA, MIA, VIC)]
    assert len(post.accepted) == 3
    with open_ledger(database) as ledger:
        assert ledger.audit(1)[0].action == "send digest"


def test_a_message_is_text_and_html_and_nothing_in_it_is_live(
    capsys: pytest.CaptureFixture[str], database: Path, post: Post
) -> None:
    call(capsys, "digest", "--send", "--to", MIA, "--database", database)
    ((_, message),) = post.accepted
    assert message["From"] == "readiness@network.example"
    assert message["To"] == MIA
    assert message["Subject"].endswith(": 1 action")
    assert message["Bcc"] is None
    assert message.get_content_type() == "multipart/alternative"
    plain, html = (part.get_content() for part in message.iter_parts())
    assert "Fix <b>it</b> Subject: spam, due on" in plain
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Co" in html
    assert "Fix &lt;b&gt;it&lt;/b&gt;" in html
    assert "http" not in html.replace("<!doctype html><html", "")


@pytest.mark.parametrize("when", ["refused", "refused_after"])
def test_what_the_server_refuses_is_not_told(
    capsys: pytest.CaptureFixture[str], database: Path, post: Post, when: str
) -> None:
    getattr(post, when).add(MIA)
    sent = call(capsys, "digest", "--send", "--database", database)
    assert sent.code == 1
    words = {"refused": "550 no such person", "refused_after": "554 looks like spam"}[when]
    assert sent.err == (
        f"{MIA}: The mail server did not accept it ({words}); nothing is marked as told.\n"
    )
    assert [bool(told(database, who)) for who in (ANA, MIA, VIC)] == [True, False, True]
    getattr(post, when).clear()
    assert call(capsys, "digest", "--send", "--database", database).code == 0
    assert [to for to, _ in post.accepted][-1] == [MIA]
    assert len(post.accepted) == 3


def test_a_server_that_is_not_there_is_one_sentence(
    capsys: pytest.CaptureFixture[str], database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running() as gone:
        name_server(monkeypatch, gone)
    result = call(capsys, "digest", "--send", "--database", database)
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith(f"The mail server {HOST}:{gone.port} cannot be used: ")
    assert len(result.err.splitlines()) == 1
    assert told(database, ANA) == frozenset()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of this computer, signed by itself, and its key."""
    folder = tmp_path_factory.mktemp("certificate")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", f"/CN={HOST}", "-addext", f"subjectAltName=IP:{HOST}"),
            *("-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")),
        ],
        check=True,
        capture_output=True,
    )
    return folder / "certificate.pem", folder / "key.pem"


@pytest.fixture
def encrypted(certificate: tuple[Path, Path]) -> Iterator[Post]:
    """A server that asks for encryption, a name and a password."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    with running(context) as post:
        yield post


def test_name_and_password_travel_encrypted(
    encrypted: Post, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    name_server(monkeypatch, encrypted, STARTTLS="yes", USER="ana", PASSWORD="right")
    server = server_of()
    with connected(server) as session:
        hand_over(session, message_of(server, MIA, "Subject", "text", "<p>html</p>"))
    assert [to for to, _ in encrypted.accepted] == [[MIA]]
    assert encrypted.logins == [(b"ana", b"right")]


@pytest.mark.parametrize(
    ("trusted", "password", "said"),
    [(False, "right", "certificate verify failed"), (True, "wrong", "535")],
)
def test_an_unknown_certificate_or_a_wrong_password_sends_nothing(
    encrypted: Post,
    certificate: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
    trusted: bool,
    password: str,
    said: str,
) -> None:
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    name_server(monkeypatch, encrypted, STARTTLS="yes", USER="ana", PASSWORD=password)
    with pytest.raises(ReadinessError, match=said), connected(server_of()):
        pass
    assert encrypted.accepted == []
    assert set(encrypted.logins) == ({(b"ana", b"wrong")} if trusted else set())
