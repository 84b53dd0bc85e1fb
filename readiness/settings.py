"""Where things are unless someone says otherwise, and how people sign in."""

import os
from collections.abc import Collection
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from readiness.errors import ReadinessError

ROOT = Path(__file__).parents[1]
FRAMEWORK = ROOT / "data" / "frameworks" / "crs-bispecific"
AGENTS = ROOT / "data" / "agents.toml"

_ADDRESS = "READINESS_ADDRESS"
_METADATA = "READINESS_OIDC_METADATA_URL"
_COOKIES = "READINESS_COOKIE_SECRET"
_NEEDED = (
    _ADDRESS,
    _METADATA,
    "READINESS_OIDC_CLIENT_ID",
    "READINESS_OIDC_CLIENT_SECRET",
    _COOKIES,
)
_HOURS = "READINESS_SESSION_HOURS"
_GROUPS = "READINESS_GROUPS"
_AT_ONCE = "READINESS_SITES_AT_ONCE"
_SHORTEST_SECRET = 32
_LONGEST_SESSION = 24 * 30


def database() -> str:
    """Where the ledger is: READINESS_DB, or a file under data/local."""
    return os.environ.get("READINESS_DB") or str(ROOT / "data" / "local" / "readiness.db")


def slide_template() -> Path | None:
    """The presentation that slides are made from: READINESS_SLIDE_TEMPLATE; `None` for a plain
    one. What cannot be used is found out where slides are made."""
    given = os.environ.get("READINESS_SLIDE_TEMPLATE", "").strip()
    return Path(given) if given else None


def sites_at_once() -> int:
    """Of up to so many sites files are made at the click of a download, of more in the background.

    100, or READINESS_SITES_AT_ONCE; what is no whole number there counts as not set.
    """
    text = os.environ.get(_AT_ONCE, "").strip()
    return int(text) if text.isdecimal() else 100


@dataclass(frozen=True)
class Provider:
    """The identity provider where people sign in, and what the app is to it.

    `address` is the app's own, as browsers reach it. `hours` is the longest session. `groups` is
    the file that says what groups of a sign-in stand for; `None` where there is none.
    """

    address: str
    metadata_url: str
    client_id: str
    client_secret: str = field(repr=False)
    cookie_secret: str = field(repr=False)
    hours: float
    groups: Path | None

    @property
    def secure(self) -> bool:
        """Whether browsers reach the app over TLS."""
        return self.address.startswith("https://")

    def secrets(self, scopes: Collection[str] = ()) -> dict[str, Any]:
        """The same for Streamlit's sign-in, with scopes on top of the usual ones.

        Providers that were never taught Streamlit's own prompt, "select_account", refuse it.
        """
        return {
            "auth": {
                "redirect_uri": f"{self.address}/oauth2callback",
                "cookie_secret": self.cookie_secret,
                "client_id": self.client_id,
                "client_secret": self.client_secret,
                "server_metadata_url": self.metadata_url,
                "client_kwargs": {
                    "prompt": "login",
                    "scope": " ".join(("openid", "email", "profile", *scopes)),
                },
            }
        }


def provider() -> Provider | None:
    """The identity provider of the environment; `None` for local mode.

    Raises `ReadinessError` where it is set in part, or in a way that cannot be right.
    """
    given = {name: os.environ.get(name, "").strip() for name in (*_NEEDED, _HOURS, _GROUPS)}
    missing = [name for name in _NEEDED if not given[name]]
    if missing and not any(given.values()):
        return None
    if missing:
        raise ReadinessError(
            f"Sign-in is set up in part. Missing: {', '.join(missing)}. "
            "Set all of these, or unset every one for local mode."
        )
    address = given[_ADDRESS].rstrip("/")
    _check_address(_ADDRESS, address, origin=True)
    _check_address(_METADATA, given[_METADATA])
    if len(given[_COOKIES]) < _SHORTEST_SECRET:
        raise ReadinessError(
            f"{_COOKIES} is too short: it signs who is signed in. Take {_SHORTEST_SECRET} random "
            "characters or more, for example from: openssl rand -hex 32"
        )
    client_id, client_secret = (given[name] for name in _NEEDED[2:4])
    groups = Path(given[_GROUPS]) if given[_GROUPS] else None
    hours = _hours(given[_HOURS])
    return Provider(
        address, given[_METADATA], client_id, client_secret, given[_COOKIES], hours, groups
    )


def is_loopback(host: str) -> bool:
    """Whether a name or an address is this computer's own, and nobody else's way to it."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _check_address(name: str, address: str, *, origin: bool = False) -> None:
    """An https address; http where it stays on this computer. `origin`: without a path."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        parts, host = urlsplit(""), ""
    good = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    if not good or not host or (origin and (parts.path or parts.query or parts.fragment)):
        shape = "such as https://readiness.network.example, with nothing after the name"
        asked = shape if origin else "that begins with https://"
        raise ReadinessError(f"{name} is {address!r}; it has to be an address {asked}.")


def _hours(text: str) -> float:
    try:
        hours = float(text or 12)
    except ValueError:
        hours = 0.0
    if not 0 < hours <= _LONGEST_SESSION:  # also false for what is no number
        raise ReadinessError(
            f"{_HOURS} is {text!r}; it has to be a number of hours, such as 12, up to "
            f"{_LONGEST_SESSION}."
        )
    return hours
