"""Words in and about charts: counts, lists, scores, dates, and lines that wrap."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from html import escape
from textwrap import wrap

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def count(number: int, one: str, many: str = "") -> str:
    """ "no sites", "1 site", "12 sites"."""
    if number == 1:
        return f"1 {one}"
    return f"{number or 'no'} {many or one + 's'}"


def listed(parts: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def sentence(text: str) -> str:
    """First letter upper case, the others as they are, a full stop at the end."""
    return f"{text[:1].upper()}{text[1:]}."


def lines(text: str, width: int) -> list[str]:
    """Text broken between words at `width` characters, made safe for a plotly label."""
    return [escape(line, quote=False) for line in wrap(text, width, break_long_words=False)]


@lru_cache(maxsize=4096)
def wrapped(text: str, width: int) -> str:
    return "<br>".join(lines(text, width))


def whole(score: float) -> str:
    """A score without decimals. 100 is complete, so that 99.6 is written 99, never 100."""
    return str(min(round(score), 99)) if score < 100 else "100"


def one_decimal(score: float) -> str:
    """A score with one decimal, none where it says nothing: 71.3, 85."""
    return f"{score:.1f}".removesuffix(".0")


def day(value: date) -> str:
    """22 Nov 2026, whatever the language of the server."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
