"""What is left to do: one column per week, what is overdue at the foot.

Frame: day (date), overdue (int), on_time (int): unfinished actions at the end of that day. One row
per week, in order, weeks with nothing left included.
"""

from typing import Any

import pandas as pd

from readiness.charts.palette import PAGES, STATES, Colours, Theme
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
from readiness.charts.wording import count, day, sentence
from readiness.domain.scoring import State

COLUMNS = ("day", "overdue", "on_time")
_NARROW, _WIDE = 4, 13
_MARK = STATES[State.NOT_MET].symbol


def figure(frame: pd.DataFrame, *, theme: Theme = "light", narrow: bool = False) -> Figure:
    """Totals on top of the columns; as many dates beneath them as there is room for."""
    overdue, on_time = frame["overdue"].tolist(), frame["on_time"].tolist()
    totals = [a + b for a, b in zip(overdue, on_time, strict=True)]
    if not any(totals):
        return empty_figure("Nothing was left to do in these weeks", theme)
    days = [day(value) for value in frame["day"].tolist()]
    places = list(range(len(days)))
    shown = _shown(len(days), _NARROW if narrow else _WIDE)
    late = STATES[State.NOT_MET].colours(theme)
    rest = STATES[State.UNANSWERED].colours(theme)
    return figure_of(
        [
            _part(f"{_MARK} overdue", places, overdue, days, late),
            _part("not yet due", places, on_time, days, rest),
        ],
        theme,
        height=260,
        barmode="stack",
        bargap=0.3,
        showlegend=True,
        legend=LEGEND_ABOVE,
        # Plotly leaves out a date that does not fit beside the last column.
        margin={"l": 18, "r": 18, "t": 40, "b": 8, "pad": 0},
        xaxis={"tickvals": shown, "ticktext": [days[n].rpartition(" ")[0] for n in shown]}
        | {"range": [-0.6, len(days) - 0.4], "tickangle": 0, "showline": True}
        | {"ticks": "outside", "ticklen": 4, "tickcolor": CLEAR, "tickfont": {"size": SMALL}},
        yaxis={"visible": False, "range": [0, 1.18 * max(totals)]},
        annotations=[
            label(f"<b>{totals[n]:,}</b>", n, totals[n], size=TEXT, colour=PAGES[theme].text)
            | {"yanchor": "bottom", "yshift": 2}
            for n in (places if len(places) <= _WIDE else shown)
        ],
    )


def _shown(number: int, most: int) -> list[int]:
    """At most so many places with equal steps between them, the last always among them."""
    step = -(-number // most)
    return list(range((number - 1) % step, number, step))


def _part(
    name: str, places: list[int], values: list[int], days: list[str], colours: Colours
) -> dict[str, Any]:
    return {
        "type": "bar",
        "name": name,
        "x": places,
        "y": values,
        "customdata": days,
        "marker": {"color": colours.fill, "line": {"color": colours.ink, "width": 1}},
        "hovertemplate": "%{customdata}: %{y} " + name + "<extra></extra>",
    }


def summary(frame: pd.DataFrame) -> str:
    """What was left at the beginning and at the end, and what of it is overdue at the end."""
    if frame.empty or not (frame["overdue"] + frame["on_time"]).any():
        return "Nothing was left to do in these weeks."
    first, last = frame.iloc[0], frame.iloc[-1]
    left = int(last["overdue"] + last["on_time"])
    late = f", {int(last['overdue']) or 'none'} of them overdue" if left else ""
    end = f"{count(left, 'unfinished action')} on {day(last['day'])}{late}"
    if len(frame) == 1:
        return sentence(end)
    return sentence(f"{end}; {int(first['overdue'] + first['on_time'])} on {day(first['day'])}")
