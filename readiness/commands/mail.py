"""Mail over a server, with the standard library."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from readiness.errors import ReadinessError
from readiness.settings import MailServer


class MailServerError(ReadinessError):
    """There is no session to be had with the server, for this message or any other."""


_SECONDS = 30


def message_of(server: MailServer, to: str, subject: str, text: str, html: str) -> EmailMessage:
    """One message in text and HTML. Raises `ReadinessError` for what is no address or subject."""
    message = EmailMessage()
    try:
        message["From"] = Address(addr_spec=server.sender)
        message["To"] = Address(addr_spec=to)
        message["Subject"] = subject
    except (ValueError, IndexError, MessageError):  # also line breaks, which would add headers
        raise ReadinessError(
            f"{to!r} or {server.sender!r} is no address that mail can be sent to or from."
        ) from None
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=server.sender.rpartition("@")[2] or "localhost")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    return message


@contextmanager
def connected(server: MailServer) -> Iterator[smtplib.SMTP]:
    """A session with the server. Raises `MailServerError` where there is none to be had."""
    try:
        session = smtplib.SMTP(server.host, server.port, timeout=_SECONDS)
    except (OSError, smtplib.SMTPException) as error:
        raise _refused(server, error) from error
    try:
        try:
            if server.starttls:
                session.starttls(context=ssl.create_default_context())
            if server.user:
                session.login(server.user, server.password)
        except (OSError, smtplib.SMTPException) as error:
            raise _refused(server, error) from error
        yield session
        with suppress(OSError, smtplib.SMTPException):  # what was accepted stays accepted
            session.quit()
    finally:
        session.close()


def hand_over(session: smtplib.SMTP, message: EmailMessage) -> None:
    """Returns when the server has accepted the message. Raises `ReadinessError` otherwise."""
    try:
        session.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise ReadinessError(
            f"The mail server did not accept it ({_said(error)}); nothing is marked as told."
        ) from error


def _refused(server: MailServer, error: Exception) -> MailServerError:
    return MailServerError(
        f"The mail server {server.host}:{server.port} cannot be used: {_said(error)}. "
        "This message and those after it were not sent."
    )


def _said(error: Exception) -> str:
    """What a server or the system said, on one line."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(_answer(*answer) for answer in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    reason = error.strerror if isinstance(error, OSError) else None
    return " ".join(str(reason or error or type(error).__name__).split())


def _answer(code: int, words: bytes | str) -> str:
    said = words.decode(errors="replace") if isinstance(words, bytes) else words
    return " ".join(f"{code} {said}".split())
