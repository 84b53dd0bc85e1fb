"""Sites of the highest level by hours of work: a stair, cheapest sites first.

Frame: hours (float, spent in all), sites (int), within (bool: inside the budget). The first row is
what there is without work. The part beyond the budget is pale and dashed.
"""

import pandas as pd

from readiness.charts.palette import PAGES, Theme
from readiness.charts.template import SMALL, TEXT, Figure, empty_figure, figure_of, label
from readiness.charts.wording import count, sentence

COLUMNS = ("hours", "sites", "within")


def figure(
    frame: pd.DataFrame, *, budget: float, theme: Theme = "light", narrow: bool = False
) -> Figure:
    """The budget as an upright line; `narrow` shortens its words."""
    if len(frame) < 2:
        return empty_figure("There is no site to bring further", theme)
    page = PAGES[theme]
    inside = frame[frame["within"]]
    after = frame.iloc[max(len(inside) - 1, 0) :]
    last = max(float(frame["hours"].max()), budget)
    line = {"type": "scatter", "mode": "lines", "hovertemplate": "%{x:g} hours: %{y} sites"}
    reached = int(inside["sites"].max())
    words = f"{budget:g} h: {reached}" if narrow else f"{budget:g} hours: {count(reached, 'site')}"
    return figure_of(
        [
            line
            | {"x": [*after["hours"].tolist()], "y": after["sites"].tolist()}
            | {"line": {"shape": "hv", "color": page.quiet, "width": 2, "dash": "dot"}},
            line
            | {"x": [*inside["hours"].tolist(), budget], "y": [*inside["sites"].tolist(), reached]}
            | {"line": {"shape": "hv", "color": page.accent, "width": 3}},
        ],
        theme,
        height=280,
        margin={"l": 8, "r": 12, "t": 24, "b": 8, "pad": 4},
        xaxis={"range": [0, last * 1.02], "showline": True, "nticks": 4 if narrow else 9}
        | {"title": {"text": "Hours of work in all", "font": {"size": SMALL}}},
        yaxis={"range": [0, int(frame["sites"].max()) * 1.08], "showgrid": True, "nticks": 5}
        | {"title": {"text": "Sites", "font": {"size": SMALL}}},
        shapes=[
            {"type": "line", "x0": budget, "x1": budget, "y0": 0, "y1": 1, "yref": "paper"}
            | {"line": {"color": page.text, "width": 1}}
        ],
        annotations=[
            label(words, budget, 1, size=TEXT, yref="paper")
            | {"yanchor": "bottom", "xanchor": "right" if budget > last / 2 else "left"}
        ],
    )


def summary(frame: pd.DataFrame) -> str:
    """Where it starts, what the budget reaches and what all would take."""
    if len(frame) < 2:
        return "There is no site to bring further."
    inside = frame[frame["within"]]
    start = f"from {count(int(frame['sites'].iloc[0]), 'site')} without work"
    reached = f"to {int(inside['sites'].max())} within the budget"
    all_of = f"{float(frame['hours'].max()):g} hours would bring it to {int(frame['sites'].max())}"
    return sentence(f"{start} {reached}; {all_of}")
