"""How much room words take on a slide, so that nothing runs over: PowerPoint measures only later.

Widths are those of a plain sans serif, rounded up, since the font is the template's. Sizes are in
points, widths and heights in inches.
"""

import unicodedata
from collections.abc import Sequence

from readiness.exports.typeset import line

LINE = 1.22
"""Height of a line in heights of its letters."""

_POINTS = 72
_EM = {
    **dict.fromkeys("ijl'", 0.222),
    **dict.fromkeys("I,.:;/!ft[] |", 0.278),
    **dict.fromkeys('r-()`"', 0.345),
    **dict.fromkeys("cksvxyzJ", 0.5),
    **dict.fromkeys("+<>=~→", 0.7),
    **dict.fromkeys("wCDHNRU", 0.722),
    **dict.fromkeys("GOQ", 0.778),
    **dict.fromkeys("mM%", 0.86),
    **dict.fromkeys("W@–—…", 1.0),
}
_SLACK = 1.08
"""Bold letters and most other fonts are a little wider."""


def width(text: str, points: float) -> float:
    """How wide the words are in one line."""
    return sum(map(_em, text)) * points / _POINTS


def rows(text: str, points: float, across: float) -> int:
    """In how many lines the words stand where a line is so wide; words are broken at spaces."""
    number, used = 1, 0.0
    space = width(" ", points)
    for word in text.split():
        wide = width(word, points)
        if used and used + space + wide > across:
            number, used = number + 1, 0.0
        used += wide + (space if used else 0)
        while used > across:  # one word longer than a line is broken anywhere
            number, used = number + 1, used - across
    return number


def height(texts: Sequence[str], points: float, across: float, *, between: float = 0.0) -> float:
    """How high paragraphs are with a space of so many lines between two of them."""
    lines = sum(rows(text, points, across) for text in texts) + between * max(len(texts) - 1, 0)
    return lines * points * LINE / _POINTS


def fitting(
    texts: Sequence[str],
    across: float,
    down: float,
    *,
    largest: float,
    smallest: float,
    between: float = 0.0,
) -> float:
    """The largest size at which paragraphs fit; `smallest` where they fit at none."""
    points = largest
    while points > smallest and height(texts, points, across, between=between) > down:
        points -= 0.5
    return max(points, smallest)


def shortened(text: str, points: float, across: float, most: int) -> str:
    """One line of printable words, cut with "…" where they would take more than `most` lines."""
    words = line(text, 400)
    if rows(words, points, across) <= most:
        return words
    keep, out = 0, len(words)
    while out - keep > 1:
        middle = (keep + out) // 2
        if rows(f"{words[:middle].rstrip()}…", points, across) <= most:
            keep = middle
        else:
            out = middle
    return f"{words[:keep].rstrip()}…"


def _em(character: str) -> float:
    known = _EM.get(character)
    if known is None:
        if unicodedata.combining(character):
            return 0.0
        if unicodedata.east_asian_width(character) in "WF":
            return 1.05
        known = 0.67 if character.isupper() or not character.isascii() else 0.556
    return known * _SLACK
