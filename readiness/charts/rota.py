"""The hours of a week by weekday: when somebody is on call and when nobody is.

Frame, one line per weekday and hour of the wall clock, in order: day (a date), weekday (name),
hour (0 to 23), share (0 to 1, NaN where clocks skip the hour), state ("covered", "partly", "gap" or
"skipped"). Wide, weekdays are rows; narrow, for telephones, they are columns.
"""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

import pandas as pd

from readiness.charts.palette import PAGES, STATES, Sign, Theme
from readiness.charts.template import (
    CLEAR,
    SMALL,
    TEXT,
    UNSEEN,
    Figure,
    empty_figure,
    figure_of,
    key_of,
)
from readiness.charts.wording import count, listed, sentence
from readiness.domain.scoring import State

COLUMNS = ("day", "weekday", "hour", "share", "state")
SIGNS: dict[str, Sign] = {
    "covered": STATES[State.MET],
    "partly": STATES[State.PARTLY_MET],
    "gap": STATES[State.NOT_MET],
    "skipped": STATES[State.NOT_APPLICABLE],
}
WORDS = {
    "covered": "somebody on call",
    "partly": "part of the hour",
    "gap": "nobody on call",
    "skipped": "skipped by the clocks",
}
EVERY = 3
"""Hours between two labels of the axis."""


class Hour(NamedTuple):
    """A line of the frame."""

    day: date
    weekday: str
    hour: int
    share: float
    state: str


def figure(frame: pd.DataFrame, *, theme: Theme = "light", narrow: bool = False) -> Figure:
    """`narrow` puts the weekdays side by side and the hours below each other."""
    if frame.empty:
        return empty_figure("No hours to show", theme)
    lines = _hours(frame)
    days = list(dict.fromkeys((line.day, line.weekday) for line in lines))
    row_of = {day: place for place, (day, _) in enumerate(days)}
    names = [weekday[:3] if narrow else f"{weekday[:3]} {day.day}" for day, weekday in days]
    present = [state for state in SIGNS if (frame["state"] == state).any()]
    grids = [_grid(lines, row_of, state, theme, narrow=narrow) for state in present]
    key = _key(present, theme, narrow=narrow)
    return figure_of(
        [*grids, _points(lines, row_of, narrow=narrow)],
        theme,
        **_axes(names, key["text"], theme, narrow=narrow),
        title=key,
        hoverdistance=-1,
    )


def _hours(frame: pd.DataFrame) -> list[Hour]:
    columns = [frame[name].tolist() for name in COLUMNS]
    return [Hour(*line) for line in zip(*columns, strict=True)]


def _grid(
    lines: Sequence[Hour], row_of: dict[date, int], state: str, theme: Theme, *, narrow: bool
) -> dict[str, Any]:
    """The cells of one state: covered hours are tinted, so that the others stand out."""
    rows, columns = (24, len(row_of)) if narrow else (len(row_of), 24)
    fills: list[list[int | None]] = [[None] * columns for _ in range(rows)]
    texts = [[""] * columns for _ in range(rows)]
    for line in lines:
        if line.state == state:
            day, hour = row_of[line.day], line.hour
            row, column = (hour, day) if narrow else (day, hour)
            fills[row][column], texts[row][column] = 1, SIGNS[state].symbol
    fill, ink = _fill(state, theme)
    return {
        "type": "heatmap",
        "x": [place + 0.5 for place in range(columns)],
        "y": [place + 0.5 for place in range(rows)],
        "z": fills,
        "text": texts,
        "texttemplate": "%{text}",
        "textfont": {"size": TEXT, "color": ink},
        "colorscale": [[0, fill], [1, fill]],
        "zmin": 0,
        "zmax": 1,
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "hoverinfo": "skip",
    }


def _fill(state: str, theme: Theme) -> tuple[str, str]:
    """The colours of the area and of the sign on it."""
    colours = SIGNS[state].colours(theme)
    if state == "skipped":
        return CLEAR, PAGES[theme].quiet
    return (colours.soft, colours.ink) if state == "covered" else (colours.fill, colours.on_fill)


def _points(lines: Sequence[Hour], row_of: dict[date, int], *, narrow: bool) -> dict[str, Any]:
    """Unseen points in the middle of the cells: they carry the hover text."""
    across = [line.hour + 0.5 for line in lines]
    down = [row_of[line.day] + 0.5 for line in lines]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": down if narrow else across,
        "y": across if narrow else down,
        **UNSEEN,
        "text": [_hover(line) for line in lines],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _hover(line: Hour) -> str:
    said = WORDS[line.state]
    if line.state == "partly":
        said = f"somebody on call for {100 * line.share:.0f}% of the hour"
    return f"<b>{line.weekday} {line.hour:02}:00 to {line.hour + 1:02}:00</b><br>{said}"


def _axes(names: list[str], key: str, theme: Theme, *, narrow: bool) -> dict[str, Any]:
    font = {"size": SMALL, "color": PAGES[theme].text}
    edges = list(range(0, 25, EVERY))
    clock = {
        "tickvals": edges,
        "ticktext": [f"{hour:02}:00" if narrow else f"{hour:02}" for hour in edges],
        "tickfont": font,
    }
    days = {
        "tickvals": [place + 0.5 for place in range(len(names))],
        "ticktext": names,
        "tickfont": font,
    }
    top = 52 + 18 * (key.count("<br>"))
    return {
        "height": (24 * 22 if narrow else 34 * len(names)) + top + 12,
        "margin": {"l": 8, "r": 12, "t": top, "b": 12, "pad": 4},
        "xaxis": {"side": "top", **(days if narrow else clock)}
        | {"range": [0, len(names) if narrow else 24]},
        "yaxis": {**(clock if narrow else days), "range": [24 if narrow else len(names), 0]},
    }


def _key(present: list[str], theme: Theme, *, narrow: bool) -> dict[str, Any]:
    parts = [f"{SIGNS[state].symbol} {WORDS[state]}" for state in present]
    lines = [parts[:2], parts[2:]] if narrow and len(parts) > 2 else [parts]
    return key_of(["     ".join(line) for line in lines], theme)


def summary(frame: pd.DataFrame) -> str:
    """How many hours are covered, in part or not at all, and when."""
    if frame.empty:
        return "There are no hours to show."
    lines = _hours(frame)
    numbers = {state: int((frame["state"] == state).sum()) for state in SIGNS}
    start = f"{count(numbers['covered'], 'hour')} of the clock with somebody on call"
    said = [
        f"{words}: {listed(_stretches(lines, state))}"
        for state, words in (("gap", "nobody"), ("partly", "in part"))
        if numbers[state]
    ]
    return sentence("; ".join([start, *(said or ["no gap"])]))


def _stretches(lines: Sequence[Hour], state: str) -> list[str]:
    """ "Saturday 22:00 to 24:00", for each run of hours of a day in one state."""
    found = []
    for (weekday, same), run in groupby(lines, key=lambda line: (line.weekday, line.state)):
        if same == state:
            hours = [line.hour for line in run]
            found.append(f"{weekday} {hours[0]:02}:00 to {hours[-1] + 1:02}:00")
    return found
