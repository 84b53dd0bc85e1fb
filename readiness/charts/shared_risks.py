"""Shared resources by what their loss costs: one bar each, as long as the sites that lean on it.

Frame: resource_id, title, sites (int, that lean on it); of these: ready (lose the highest level),
falls (fall a level otherwise), points (lose points only); points_lost (float, of all sites). The
worst first. `best` is the word for the highest level.
"""

from typing import Any

import pandas as pd

from readiness.charts.palette import LEVELS, PAGES, Theme
from readiness.charts.rows import BAR, notes, row_axis, rows_of
from readiness.charts.template import LEGEND_ABOVE, Figure, empty_figure, figure_of
from readiness.charts.wording import count, one_decimal, sentence

COLUMNS = ("resource_id", "title", "sites", "ready", "falls", "points", "points_lost")
_LEGEND = 34


def figure(
    frame: pd.DataFrame,
    *,
    theme: Theme = "light",
    limit: int = 10,
    best: str = "Ready",
    narrow: bool = False,
) -> Figure:
    """The `limit` resources whose loss costs most."""
    if frame.empty:
        return empty_figure("Nothing is shared by two sites", theme)
    worst = frame.head(limit)
    rows, height = rows_of(worst["title"].tolist(), 24 if narrow else 46)
    base = {"type": "bar", "orientation": "h", "y": [row.middle for row in rows], "width": BAR}
    rest = worst["sites"] - worst["ready"] - worst["falls"] - worst["points"]
    parts = [
        _part(name, values.tolist(), colour, theme)
        for (name, colour), values in zip(
            _looks(best, theme),
            (worst["ready"], worst["falls"], worst["points"], rest),
            strict=True,
        )
    ]
    said = [
        _said(ready, sites, points, best, narrow=narrow)
        for ready, sites, points in zip(
            worst["ready"].tolist(),
            worst["sites"].tolist(),
            worst["points_lost"].tolist(),
            strict=True,
        )
    ]
    above = 2 * _LEGEND if narrow else _LEGEND
    return figure_of(
        [base | part for part in parts],
        theme,
        height=round(height) + above,
        barmode="stack",
        showlegend=True,
        legend=LEGEND_ABOVE,
        margin={"l": 2, "r": 2, "t": above, "b": 0, "pad": 0},
        xaxis={"visible": False, "range": [0, int(worst["sites"].max())]},
        yaxis=row_axis(height),
        annotations=notes(rows, said, PAGES[theme].text),
    )


def _looks(best: str, theme: Theme) -> list[tuple[str, str]]:
    lost, fallen = LEVELS["not_ready"], LEVELS["ready_with_gaps"]
    nothing = LEVELS["not_assessed"]
    return [
        (f"{lost.symbol} lose {best}", lost.colours(theme).fill),
        (f"{fallen.symbol} fall a level", fallen.colours(theme).fill),
        ("▪ lose points only", PAGES[theme].quiet),
        (f"{nothing.symbol} lose nothing", nothing.colours(theme).fill),
    ]


def _part(name: str, values: list[int], colour: str, theme: Theme) -> dict[str, Any]:
    return {
        "name": name,
        "x": values,
        "marker": {"color": colour, "line": {"color": PAGES[theme].background, "width": 1}},
        "hovertemplate": f"{name}: %{{x}}<extra></extra>",
    }


def _said(ready: int, sites: int, points: float, best: str, *, narrow: bool) -> str:
    if narrow:
        return f"{ready} of {sites}"
    lose = "loses" if ready == 1 else "lose"
    return f"{ready} of {count(sites, 'site')} {lose} {best}, {one_decimal(points)} points"


def summary(frame: pd.DataFrame, *, best: str = "Ready") -> str:
    """How many resources are shared, and which costs most."""
    if frame.empty:
        return "Nothing is shared by two sites."
    first = frame.iloc[0]
    start = f"{count(len(frame), 'resource')} shared by two sites or more"
    lose = "loses" if int(first["ready"]) == 1 else "lose"
    worst = f"{first['title']}, where {int(first['ready'])} of {count(int(first['sites']), 'site')}"
    return sentence(
        f"{start}; the costliest to lose is {worst} {lose} {best} and "
        f"{one_decimal(float(first['points_lost']))} points go"
    )
