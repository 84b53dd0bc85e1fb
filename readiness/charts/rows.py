"""Rows of different height, measured in pixels: a name above each bar, on as many lines as needed.

Names above instead of beside keep a chart legible in a narrow column and on a telephone.
"""

from typing import Any, NamedTuple

from readiness.charts.template import SMALL, TEXT, label
from readiness.charts.wording import lines

LINE = 18
BAR = 16
BELOW = 20


class Row(NamedTuple):
    """`middle` is the height of the bar's middle, `name` the wrapped name above it."""

    middle: float
    name: str


def rows_of(names: list[str], width: int) -> tuple[list[Row], float]:
    """The rows from the top down, names broken at `width` characters, and their height in all."""
    rows, top = [], 0.0
    for name in names:
        broken = lines(name, width) or [""]
        middle = top + LINE * len(broken) + 6 + BAR / 2
        rows.append(Row(middle, f"<b>{'<br>'.join(broken)}</b>"))
        top = middle + BAR / 2 + BELOW
    return rows, top


def notes(rows: list[Row], right: list[str], colour: str) -> list[dict[str, Any]]:
    """The names at the left, and what is said of each at the right, above the bars."""
    above = {"yanchor": "bottom", "yshift": BAR / 2 + 1, "xref": "paper"}
    left = [
        label(row.name, 0, row.middle, size=TEXT)
        | above
        | {"xanchor": "left", "align": "left", "xshift": -2}
        for row in rows
    ]
    said = [
        label(text, 1, row.middle, size=SMALL, colour=colour)
        | above
        | {"xanchor": "right", "xshift": 2}
        for row, text in zip(rows, right, strict=True)
    ]
    return left + said


def row_axis(height: float) -> dict[str, Any]:
    """An unseen axis whose unit is the pixel, from the top down."""
    return {"visible": False, "range": [height, 0]}
