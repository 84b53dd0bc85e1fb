"""The mail server that the environment names."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from readiness.errors import ReadinessError
from readiness.settings.catalogue import given
from readiness.settings.shapes import YES

_PREFIX = "READINESS_SMTP_"


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over, and from whom it comes."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: bool = False


def server_of(environment: Mapping[str, str] | None = None) -> MailServer:
    """The server that the environment names. Raises `ReadinessError` where it cannot be one."""
    environment = os.environ if environment is None else environment
    host, port, sender, user, starttls = (
        given(f"{_PREFIX}{name}", environment)
        for name in ("HOST", "PORT", "FROM", "USER", "STARTTLS")
    )
    needed = {"HOST": host, "PORT": port, "FROM": sender}
    missing = [f"{_PREFIX}{name}" for name, value in needed.items() if not value]
    if missing:
        raise ReadinessError(f"To send mail, set {', '.join(missing)} in the environment.")
    encrypted = starttls.lower() in YES
    if user and not encrypted:
        raise ReadinessError(
            f"A password would travel readable: set {_PREFIX}STARTTLS to yes, or take "
            f"{_PREFIX}USER away."
        )
    password = environment.get(f"{_PREFIX}PASSWORD", "")  # spaces may be part of it
    return MailServer(host, int(port), sender, user, password, encrypted)
