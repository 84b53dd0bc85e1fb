"""A site's timeline as shapes for a template to draw: steps of the score, levels in a strip below.

Everything is in pixels from the upper left corner. What lies after the as-of date is drawn apart.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, TypeAlias

import pandas as pd

from readiness.domain.validity import add_months

LEFT, RIGHT, TOP, PLOT, STRIP, FOOT = 30, 12, 24, 150, 26, 26
Across: TypeAlias = Callable[[date], float]
_LETTER = 7.2
"""About the width of a letter of the strip and of the axis."""


def drawing(
    frame: pd.DataFrame,
    *,
    as_of: date,
    thresholds: Sequence[tuple[str, float]],
    levels: Mapping[str, Mapping[str, str]],
    width: int,
) -> dict[str, Any]:
    """`frame` is the timeline's, `levels` are class, symbol and word by level."""
    first: date = frame["from_day"].iloc[0]
    last: date = frame["until_day"].iloc[-1]
    scale = (width - LEFT - RIGHT) / max((last - first).days, 1)

    def across(on: date) -> float:
        return round(LEFT + float((on - first).days) * scale, 1)

    now = across(min(max(as_of, first), last))
    return {
        "width": width,
        "height": TOP + PLOT + STRIP + FOOT + 12,
        "left": LEFT,
        "right": width - RIGHT,
        "strip": STRIP,
        "grid": [{"y": _down(score), "words": str(score)} for score in (0, 50, 100)],
        "thresholds": [{"y": _down(score), "words": title} for title, score in thresholds],
        "ends_above": any(frame["score"].iloc[-1] >= score for _, score in thresholds),
        "past": _path(frame, across, first, as_of),
        "ahead": _path(frame, across, as_of, last),
        "now": now,
        "now_anchor": "end" if now > width / 2 else "start",
        "pieces": _pieces(frame, across, levels),
        "months": _months(first, last, across, width),
        "top": TOP,
        "foot": TOP + PLOT,
    }


def _down(score: float) -> float:
    return round(TOP + PLOT * (1 - score / 100), 1)


def _path(frame: pd.DataFrame, across: Across, start: date, end: date) -> str:
    """The steps between two days as the data of an SVG path; "" where there are none."""
    found: list[str] = []
    open_end: tuple[float, float] | None = None
    columns = (frame[name].tolist() for name in ("from_day", "until_day", "score"))
    for begins, ends, score in zip(*columns, strict=True):
        left, right = max(begins, start), min(ends, end)
        if left >= right:
            continue
        if pd.isna(score):
            open_end = None
            continue
        x, y = across(left), _down(score)
        found.append(f"L{x} {y}" if open_end else f"M{x} {y}")
        found.append(f"L{across(right)} {y}")
        open_end = (x, y)
    return "".join(found)


def _pieces(
    frame: pd.DataFrame, across: Across, levels: Mapping[str, Mapping[str, str]]
) -> list[dict[str, Any]]:
    """The levels in time, neighbors of one level joined; words where they have room."""
    joined: list[list[Any]] = []
    columns = (frame[name].tolist() for name in ("from_day", "until_day", "level"))
    for begins, ends, level in zip(*columns, strict=True):
        if joined and joined[-1][2] == level:
            joined[-1][1] = ends
        else:
            joined.append([begins, ends, level])
    found = []
    for begins, ends, level in joined:
        sign, x = levels[level], across(begins)
        wide = round(across(ends) - x, 1)
        label = f"{sign['symbol']} {sign['word']}"
        words = label if wide > len(label) * _LETTER + 8 else sign["symbol"]
        found.append(
            {
                "x": x,
                "width": wide,
                "middle": round(x + wide / 2, 1),
                "kind": sign["kind"],
                "words": words if wide > 2 * _LETTER else "",
            }
        )
    return found


def _months(first: date, last: date, across: Across, width: int) -> list[dict[str, Any]]:
    """The first days of months that have room for their name."""
    start = add_months(first.replace(day=1), 1)
    months = [start]
    while (following := add_months(months[-1], 1)) <= last - timedelta(days=10):
        months.append(following)
    apart = min((across(b) - across(a) for a, b in pairwise(months)), default=1.0)
    each = max(1, -int(-10 * _LETTER // apart))
    inside = (LEFT, width - RIGHT - 5 * _LETTER)
    return [
        {"x": across(month), "words": f"{month:%b} {month.year}"}
        for month in months[::each]
        if inside[0] <= across(month) <= inside[1]
    ]
