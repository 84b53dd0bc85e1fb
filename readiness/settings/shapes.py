"""What a value of a setting may look like: each function says whether a text is one."""

from collections.abc import Callable
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

Shape = Callable[[str], bool]

YES = frozenset({"1", "yes", "true", "on"})
NO = frozenset({"", "0", "no", "false", "off"})
LONGEST_SESSION = 24 * 30
SHORTEST_SECRET = 32


def anything(_: str) -> bool:
    return True


def one_of(*words: str) -> Shape:
    return lambda text: text in words


def switch(text: str) -> bool:
    return text.lower() in YES | NO


def whole_number(least: int, most: int) -> Shape:
    return lambda text: text.isascii() and text.isdecimal() and least <= int(text) <= most


def hours(text: str) -> bool:
    """A length of sessions; also false for what is no number."""
    try:
        return 0 < float(text) <= LONGEST_SESSION
    except ValueError:
        return False


def secret(text: str) -> bool:
    return len(text) >= SHORTEST_SECRET


def address(text: str) -> bool:
    """An https address; http where it stays on this computer."""
    parts = _parts(text)
    host = parts.hostname or ""
    return bool(host) and (
        parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    )


def origin(text: str) -> bool:
    """An address without a path."""
    parts = _parts(text.rstrip("/"))
    return address(text) and not (parts.path or parts.query or parts.fragment)


def database(text: str) -> bool:
    """A path, or the address of a PostgreSQL server: what is wrong inside one, the ledger says."""
    scheme, found, _ = text.partition("://")
    return not found or scheme.partition("+")[0] in ("postgresql", "postgres")


def is_loopback(host: str) -> bool:
    """Whether a name or an address is this computer's own, and nobody else's way to it."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _parts(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.hostname
    except ValueError:
        return urlsplit("")
    return parts
