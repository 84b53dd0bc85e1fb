"""What an ID token says about a person, and for how long it is believed.

Streamlit keeps the claims in a signed cookie for thirty days and never looks at their age, so it
is looked at here, in every run.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

SLACK = 300
"""Seconds by which the clocks of provider and app may differ."""
ENDED = "Your session has ended. Sign in again to go on."


def why_not(claims: Mapping[str, Any], now: datetime, hours: float) -> str:
    """Why these claims let nobody in at this moment; empty where they do.

    The session ends with the ID token, and `hours` after the person proved who they are.
    """
    if not address(claims):
        return "Your identity provider did not tell your e-mail address."
    if str(claims.get("email_verified", True)).lower() == "false":
        return "Your identity provider has not verified your e-mail address."
    moment = now.timestamp()
    ends, issued = _number(claims, "exp"), _number(claims, "iat")
    begun = _number(claims, "auth_time") or issued
    if ends is None or issued is None or begun is None:
        return "Your identity provider did not say for how long the sign-in is good."
    if max(issued, begun) > moment + SLACK:
        return "The clocks of this server and of your identity provider differ."
    if moment >= ends or moment >= begun + hours * 3600:
        return ENDED
    return ""


def address(claims: Mapping[str, Any]) -> str:
    """The e-mail address; empty where there is none."""
    value = claims.get("email")
    return value.strip() if isinstance(value, str) else ""


def display_name(claims: Mapping[str, Any]) -> str:
    """Name and address: a name alone may be that of two people, and is easily changed."""
    told = told_name(claims)
    return f"{told} ({address(claims)})" if told else address(claims)


def told_name(claims: Mapping[str, Any]) -> str:
    """The name alone; empty where there is none."""
    name = claims.get("name")
    return " ".join(name.split()) if isinstance(name, str) else ""


def subject(claims: Mapping[str, Any]) -> str:
    """The provider's id of the person, for the log: printable, and no more than a line."""
    return ascii(str(claims.get("sub", "unknown")))[:120]


def _number(claims: Mapping[str, Any], name: str) -> float | None:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)
