"""`digest`: what is new to each person, printed, or sent by mail and then not told again."""

from argparse import Namespace

from readiness import settings
from readiness.commands.database import database_of, person
from readiness.commands.mail import (
    MailServerError,
    connected,
    hand_over,
    message_of,
)
from readiness.commands.terminal import complain, count, say
from readiness.errors import ReadinessError
from readiness.exports.digest import html, line, subject, text
from readiness.services.digest import Digest, digest_for, mark_told, recipients
from readiness.services.workspace import Workspace, open_workspace
from readiness.settings import MailServer, server_of


def run(arguments: Namespace) -> int:
    server = server_of() if arguments.send else None
    workspace = open_workspace(
        database_of(arguments), settings.FRAMEWORK, settings.AGENTS, create=False
    )
    with workspace.ledger:
        day = arguments.as_of or workspace.today
        people = [arguments.to] if arguments.to else recipients(workspace, person())
        if not people:
            say("Nobody has access today, so there is nobody to tell.")
        digests = (digest_for(workspace, person(), address, day) for address in people)
        if server is None:
            for digest in digests:
                _print(digest)
            return 0
        return _send(workspace, server, [digest for digest in digests if _has_news(digest)])


def _has_news(digest: Digest) -> bool:
    if not len(digest):
        say(f"{line(digest.address)}: nothing new to tell.")
    return bool(len(digest))


def _print(digest: Digest) -> None:
    if _has_news(digest):
        say(f"To: {line(digest.address)}\n{text(digest)}")


def _send(workspace: Workspace, server: MailServer, digests: list[Digest]) -> int:
    """Each message on its own: what was accepted is told, whatever becomes of the next one."""
    failed = 0
    for digest in digests:
        try:
            message = message_of(
                server, digest.address, subject(digest), text(digest), html(digest)
            )
            with connected(server) as session:
                hand_over(session, message)
                mark_told(workspace, person(), digest)
        except MailServerError:
            raise
        except ReadinessError as error:
            complain(f"{line(digest.address)}: {error}")
            failed += 1
            continue
        say(f"{line(digest.address)}: sent, {count(len(digest), 'thing')} to know.")
    return 1 if failed else 0
