"""Sites that moved between two dates: score before and after, each with the sign of its level.

Frame: site_id, site (name), score_before, score_after (0 to 100, NaN where there was none),
level_before, level_after (ids). The largest moves are drawn first.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd

from readiness.charts.palette import LADDER, PAGES, Sign, Theme, level_signs
from readiness.charts.rows import notes, row_axis, rows_of
from readiness.charts.template import LARGE, Figure, empty_figure, figure_of
from readiness.charts.wording import count, one_decimal, sentence

COLUMNS = ("site_id", "site", "score_before", "score_after", "level_before", "level_after")
_ENDS = ("before", "after")
ARROW = 10
"""From this change on there is room for an arrow between the two signs."""


class Move(NamedTuple):
    """A line of the frame, and the change in points: who had no score had none to lose."""

    site_id: str
    site: str
    score_before: float
    score_after: float
    level_before: str
    level_after: str
    change: float


def figure(
    frame: pd.DataFrame,
    *,
    theme: Theme = "light",
    limit: int = 12,
    ladder: Sequence[str] = LADDER,
    narrow: bool = False,
) -> Figure:
    """The `limit` sites that moved most, falls and rises together, largest first."""
    moves = _moved(frame)[:limit]
    if not moves:
        return empty_figure("No site moved", theme)
    levels = [move.level_before for move in moves] + [move.level_after for move in moves]
    signs = level_signs([*ladder, *(level for level in levels if level not in ladder)])
    rows, height = rows_of([move.site for move in moves], 28 if narrow else 40)
    middles = [row.middle for row in rows]
    said = [_said(move, signs, theme, narrow=narrow) for move in moves]
    return figure_of(
        [_ends(moves, middles, end, signs, theme) for end in _ENDS],
        theme,
        height=round(height) + 24,
        margin={"l": 12, "r": 12, "t": 0, "b": 24, "pad": 4},
        xaxis={"range": [0, 100], "tickvals": [0, 25, 50, 75, 100]},
        yaxis=row_axis(height),
        shapes=_tracks(middles, theme),
        annotations=_arrows(moves, middles, theme) + notes(rows, said, PAGES[theme].text),
    )


def _moved(frame: pd.DataFrame) -> list[Move]:
    """Whose score or level moved; the largest change first, else in the order of the frame."""
    change = frame["score_after"].fillna(0) - frame["score_before"].fillna(0)
    columns = (frame[name].tolist() for name in COLUMNS)
    moves = map(Move._make, zip(*columns, change.tolist(), strict=True))
    moved = [move for move in moves if move.change or move.level_before != move.level_after]
    return sorted(moved, key=lambda move: -abs(move.change))


def _ends(
    moves: list[Move], middles: list[float], end: str, signs: dict[str, Sign], theme: Theme
) -> dict[str, Any]:
    after = end == "after"
    ends = [signs[move.level_after if after else move.level_before] for move in moves]
    scores = [move.score_after if after else move.score_before for move in moves]
    return {
        "type": "scatter",
        "mode": "text",
        "x": [None if pd.isna(score) else score for score in scores],
        "y": middles,
        "text": [sign.symbol for sign in ends],
        "textfont": {
            "size": LARGE + 4 if after else LARGE,
            "color": [sign.colours(theme).ink for sign in ends],
        },
        "cliponaxis": False,
        "customdata": [[move.site_id] for move in moves],
        "hovertext": [sign.word for sign in ends],
        "hovertemplate": f"{end}: %{{x:.1f}}, %{{hovertext}}<extra></extra>",
    }


def _tracks(middles: list[float], theme: Theme) -> list[dict[str, Any]]:
    line = {"color": PAGES[theme].line, "width": 1}
    base = {"type": "line", "x0": 0, "x1": 100, "line": line, "layer": "below"}
    return [base | {"y0": middle, "y1": middle} for middle in middles]


def _arrows(moves: list[Move], middles: list[float], theme: Theme) -> list[dict[str, Any]]:
    """An arrow between the two ends, where there is room for one."""
    return [
        {"x": move.score_after, "ax": move.score_before, "y": middle, "ay": middle}
        | {"xref": "x", "axref": "x", "yref": "y", "ayref": "y", "showarrow": True, "text": ""}
        | {"arrowhead": 2, "arrowsize": 0.9, "arrowwidth": 2.5, "arrowcolor": PAGES[theme].quiet}
        | {"standoff": 13, "startstandoff": 11}
        for move, middle in zip(moves, middles, strict=True)
        if abs(move.score_after - move.score_before) >= ARROW
    ]


def _said(move: Move, signs: dict[str, Sign], theme: Theme, *, narrow: bool) -> str:
    """The scores, and the new level where it is another one."""
    numbers = _change(move.score_before, move.score_after)
    if narrow or move.level_after == move.level_before:
        return numbers
    sign = signs[move.level_after]
    colour = sign.colours(theme).ink
    return f"{numbers}   <span style='color:{colour}'>{sign.symbol} {sign.word}</span>"


def _change(before: float, after: float) -> str:
    if pd.isna(before):
        return f"new, {one_decimal(after)}"
    if pd.isna(after):
        return f"{one_decimal(before)}, now none"
    return f"{one_decimal(before)} → {one_decimal(after)}"


def summary(frame: pd.DataFrame) -> str:
    """How many sites rose and fell, and which moved most."""
    moved = _moved(frame)
    if not moved:
        return "No site moved."
    rose = sum(move.change > 0 for move in moved)
    fell = sum(move.change < 0 for move in moved)
    first = moved[0]
    scores = _change(first.score_before, first.score_after)
    largest = f"{first.site} ({scores.replace('→', 'to')})"
    start = f"{count(rose, 'site')} rose and {count(fell, 'site')} fell"
    if not rose + fell:
        start = f"{count(len(moved), 'site')} changed level with the same score"
    return sentence(f"{start}; the largest move is {largest}")
