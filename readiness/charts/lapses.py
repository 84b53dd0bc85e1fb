"""What lapses in the coming weeks or months: one column per period, must-haves at the foot.

Frame: bucket (the period in words: "Within 30 days", "22 Nov"), must_haves (int), others (int).
One row per period, in order, empty periods included.
"""

from typing import Any

import pandas as pd

from readiness.charts.palette import STATES, Colours, Theme
from readiness.charts.template import (
    CLEAR,
    LEGEND_ABOVE,
    SMALL,
    TEXT,
    Figure,
    empty_figure,
    figure_of,
    label,
)
from readiness.charts.wording import count, sentence, wrapped
from readiness.domain.scoring import State

COLUMNS = ("bucket", "must_haves", "others")


def figure(frame: pd.DataFrame, *, theme: Theme = "light", narrow: bool = False) -> Figure:
    """Totals on top of the columns, must-haves beneath them, a zero where nothing lapses."""
    must_haves, others = frame["must_haves"].tolist(), frame["others"].tolist()
    totals = [a + b for a, b in zip(must_haves, others, strict=True)]
    if not any(totals):
        return empty_figure("Nothing lapses in this period", theme)
    width = 14 if len(frame) <= 4 else 3
    clock, enough = STATES[State.LAPSED].symbol, max(totals) / 8
    names = [
        f"{wrapped(name, width)}<br>{clock} {number:,}"
        for name, number in zip(frame["bucket"].tolist(), must_haves, strict=True)
    ]
    lapsed, rest = (STATES[state].colours(theme) for state in (State.LAPSED, State.UNANSWERED))
    return figure_of(
        [
            _part(f"{clock} must-haves", names, must_haves, lapsed, enough),
            _part("other criteria", names, others, rest, enough),
        ],
        theme,
        height=300,
        barmode="stack",
        bargap=0.35,
        showlegend=True,
        legend=LEGEND_ABOVE,
        margin={"l": 4, "r": 4, "t": 40, "b": 8, "pad": 0},
        xaxis={"type": "category", "tickangle": 0, "showline": True}
        | {"ticks": "outside", "ticklen": 4, "tickcolor": CLEAR}
        | {"tickfont": {"size": 11 if narrow and len(frame) > 6 else SMALL}},
        yaxis={"visible": False, "range": [0, 1.18 * max(totals)]},
        annotations=[
            label(f"<b>{total:,}</b>", place, total, size=TEXT) | {"yanchor": "bottom", "yshift": 2}
            for place, total in enumerate(totals)
        ],
    )


def _part(
    name: str, buckets: list[str], values: list[int], colours: Colours, enough: float
) -> dict[str, Any]:
    """One part of each column; counts that are too small to read inside are left to the words."""
    return {
        "type": "bar",
        "name": name,
        "x": buckets,
        "y": values,
        "text": [f"{value:,}" if value >= enough else "" for value in values],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "insidetextfont": {"size": TEXT, "color": colours.on_fill},
        "marker": {"color": colours.fill, "line": {"color": colours.ink, "width": 1}},
        "hovertemplate": "%{x}: %{y} " + name + "<extra></extra>",
    }


def summary(frame: pd.DataFrame) -> str:
    """How much lapses in all, how much of it must-haves, and when most of it does."""
    must_haves, others = int(frame["must_haves"].sum()), int(frame["others"].sum())
    total = must_haves + others
    if not total:
        return "Nothing lapses in this period."
    lapses = "lapses" if total == 1 else "lapse"
    of_them = f"{must_haves or 'none'} of them {'a must-have' if must_haves == 1 else 'must-haves'}"
    if total == 1:
        of_them = "a must-have" if must_haves else "not a must-have"
    sums = frame["must_haves"] + frame["others"]
    place = int(sums.argmax())
    most = f"“{frame['bucket'].iloc[place]}” ({int(sums.iloc[place])})"
    start = f"{count(total, 'criterion', 'criteria')} {lapses}, {of_them}"
    return sentence(f"{start}; most in {most}" if total > 1 else start)
