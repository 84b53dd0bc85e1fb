"""The lines and words drawn on a timeline: thresholds, the as-of date, the score on it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from readiness.charts.palette import PAGES, Theme
from readiness.charts.template import SMALL, label
from readiness.charts.wording import day, one_decimal, wrapped


def rules(as_of: date, scores: list[float], theme: Theme) -> list[dict[str, Any]]:
    page = PAGES[theme]
    level_lines = [
        {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": score, "y1": score}
        | {"line": {"color": page.quiet, "width": 1.5, "dash": "dash"}, "layer": "below"}
        for score in scores
    ]
    today = {"type": "line", "x0": as_of.isoformat(), "x1": as_of.isoformat(), "yref": "paper"}
    return [
        *level_lines,
        today | {"y0": 0, "y1": 1.02, "line": {"color": page.text, "width": 1.5}},
    ]


def events(marks: Sequence[tuple[date, str]], theme: Theme) -> list[dict[str, Any]]:
    """A triangle at the foot of the score for each event, its words under the pointer."""
    if not marks:
        return []
    page = PAGES[theme]
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [on.isoformat() for on, _ in marks],
            "y": [4] * len(marks),
            "marker": {"symbol": "triangle-up", "size": 13, "color": page.text}
            | {"line": {"color": page.background, "width": 1.5}},
            "text": [f"<b>{wrapped(said, 40)}</b><br>{day(on)}" for on, said in marks],
            "hovertemplate": "%{text}<extra></extra>",
        }
    ]


def notes(
    as_of: date,
    score_then: float | None,
    first: date,
    last: date,
    thresholds: Sequence[tuple[str, float]],
    theme: Theme,
    score_first: float | None,
    *,
    narrow: bool,
) -> list[dict[str, Any]]:
    """The words of the lines; a threshold's stand on the side that the score leaves free.

    Where nearly all lies ahead that is the end, towards which a score only falls.
    """
    page, passed = PAGES[theme], (as_of - first) / (last - first)
    ahead = int(passed < 0.3)
    top = {"yref": "paper", "yanchor": "bottom"}
    side, shift = ("right", -6) if passed > 0.5 else ("left", 6)
    said = day(as_of) if score_then is None else f"{day(as_of)}: {one_decimal(score_then)}"
    notes = [
        label(f"{title} from {one_decimal(score)}", ahead, score, size=SMALL, colour=page.quiet)
        | {"xref": "paper", "xanchor": "right" if ahead else "left", "xshift": -6 if ahead else 6}
        | {"yanchor": "bottom" if ahead or score_first is None or score_first < score else "top"}
        for title, score in thresholds
        if score > 0
    ]
    notes.append(
        label(f"<b>{said}</b>", as_of.isoformat(), 1.02, size=SMALL)
        | {**top, "xanchor": side, "xshift": shift if side == "left" else 6}
    )
    if passed <= (0.6 if narrow else 0.8) and side == "right":  # it needs room to the right
        notes.append(
            label("if nobody acts →", as_of.isoformat(), 1.02, size=SMALL, colour=page.quiet)
            | {**top, "xanchor": "left", "xshift": 14}
        )
    return notes
