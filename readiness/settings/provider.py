"""How people sign in."""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from readiness.errors import ReadinessError
from readiness.settings.catalogue import given

_ADDRESS = "READINESS_ADDRESS"
_METADATA = "READINESS_OIDC_METADATA_URL"
_ID = "READINESS_OIDC_CLIENT_ID"
_SECRET = "READINESS_OIDC_CLIENT_SECRET"  # noqa: S105  # its name
_COOKIES = "READINESS_COOKIE_SECRET"
_NEEDED = (_ADDRESS, _METADATA, _ID, _SECRET, _COOKIES)
_HOURS = "READINESS_SESSION_HOURS"
_GROUPS = "READINESS_GROUPS"


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
    text = {name: given(name) for name in (*_NEEDED, _HOURS, _GROUPS)}
    missing = [name for name in _NEEDED if not text[name]]
    if missing and not any(text.values()):
        return None
    if missing:
        raise ReadinessError(
            f"Sign-in is set up in part. Missing: {', '.join(missing)}. "
            "Set all of these, or unset every one for local mode."
        )
    return Provider(
        address=text[_ADDRESS].rstrip("/"),
        metadata_url=text[_METADATA],
        client_id=text[_ID],
        client_secret=text[_SECRET],
        cookie_secret=text[_COOKIES],
        hours=float(text[_HOURS] or 12),
        groups=Path(text[_GROUPS]) if text[_GROUPS] else None,
    )
