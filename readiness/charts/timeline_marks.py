"""The lines and words drawn on a timeline: thresholds, the as-of date, the score on it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from readiness.charts.palette import PAGES, Theme
from readiness.charts.template import LARGE, SMALL, label
from readiness.charts.wording import day, one_decimal


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


def notes(
    as_of: date,
    first: date,
    last: date,
    thresholds: Sequence[tuple[str, float]],
    theme: Theme,
) -> list[dict[str, Any]]:
    page, passed = PAGES[theme], (as_of - first) / (last - first)
    top = {"yref": "paper", "yanchor": "bottom"}
    side, shift = ("right", -6) if passed > 0.5 else ("left", 6)
    notes = [
        label(f"{title} from {one_decimal(score)}", 0, score, size=SMALL, colour=page.quiet)
        | {"xref": "paper", "xanchor": "left", "yanchor": "bottom", "xshift": 6}
        for title, score in thresholds
        if score > 0
    ]
    notes.append(
        label(f"<b>{day(as_of)}</b>", as_of.isoformat(), 1.02, size=SMALL)
        | {**top, "xanchor": side, "xshift": shift if side == "left" else 6}
    )
    if passed <= 0.8 and side == "right":
        notes.append(
            label("if nobody acts →", as_of.isoformat(), 1.02, size=SMALL, colour=page.quiet)
            | {**top, "xanchor": "left", "xshift": 14}
        )
    return notes


def score_note(scores: list[float | None], as_of: date, theme: Theme) -> list[dict[str, Any]]:
    """The score on the as-of date, at the line."""
    return [
        label(f"<b>{one_decimal(score)}</b>", as_of.isoformat(), score, size=LARGE)
        | {"xanchor": "right", "yanchor": "top" if score > 20 else "bottom", "xshift": -6}
        | {"yshift": -5 if score > 20 else 5, "bgcolor": PAGES[theme].background, "borderpad": 1}
        for score in scores
        if score is not None
    ]
