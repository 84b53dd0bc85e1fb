"""How many sites have the highest level on each day ahead: a step line for each way of renewing.

Frame: day (date), nobody_acts, must_haves, everything (int): sites from that day on. One row for
the first day, each change and the last day, in order. `cliffs`: day (date), words: what is written
at a day on which sites fall.
"""

from typing import Any

import pandas as pd

from readiness.charts.palette import PAGES, Theme
from readiness.charts.template import LEGEND_ABOVE, SMALL, Figure, empty_figure, figure_of, label
from readiness.charts.wording import count, day, lines, listed, sentence

COLUMNS = ("day", "nobody_acts", "must_haves", "everything")
NO_CLIFFS = pd.DataFrame({"day": [], "words": []})
_MOST_LETTERS = 22


def figure(
    frame: pd.DataFrame,
    cliffs: pd.DataFrame = NO_CLIFFS,
    *,
    theme: Theme = "light",
    narrow: bool = False,
) -> Figure:
    """From zero, so that height reads as a share; the words of the cliffs stand above the lines."""
    if frame.empty:
        return empty_figure("No site is at the highest level, so none can fall", theme)
    page, most = PAGES[theme], int(frame["everything"].max())
    days = [value.isoformat() for value in frame["day"].tolist()]
    marks = list(zip(cliffs["day"].tolist(), cliffs["words"].tolist(), strict=True))
    top = most * (1.08 + 0.14 * len(marks))
    return figure_of(
        [
            _line("everything renewed", days, frame["everything"], page.quiet, 2, "dot"),
            _line("must-haves renewed", days, frame["must_haves"], page.quiet, 2, "dash"),
            _line("nobody acts", days, frame["nobody_acts"], page.accent, 3, "solid"),
        ],
        theme,
        height=360,
        showlegend=True,
        legend=LEGEND_ABOVE | ({"font": {"size": SMALL}} if narrow else {}),
        margin={"l": 8, "r": 16, "t": 64 if narrow else 40, "b": 8, "pad": 4},
        xaxis={"type": "date", "range": [days[0], days[-1]], "tickformat": "%b %Y"}
        | {"nticks": 4 if narrow else 7, "tickangle": 0, "showline": True},
        yaxis={"range": [0, top], "tickvals": _ticks(most), "showgrid": True},
        shapes=[
            _stem(when.isoformat(), _height(most, n), page.quiet)
            for n, (when, _) in enumerate(marks)
        ],
        annotations=[
            _mark(frame, when, words, _height(most, n), theme, narrow=narrow)
            for n, (when, words) in enumerate(marks)
        ],
    )


def _line(
    name: str, days: list[str], values: pd.Series, colour: str, width: int, dash: str
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": days,
        "y": values.tolist(),
        "line": {"shape": "hv", "color": colour, "width": width, "dash": dash},
        "hovertemplate": "%{x|%-d %b %Y}: %{y} if " + name + "<extra></extra>",
    }


def _height(most: int, place: int) -> float:
    """Each cliff's words stand higher than those of the one before, so that none overlap."""
    return most * (1.1 + 0.14 * place)


def _stem(when: str, height: float, colour: str) -> dict[str, Any]:
    return {
        "type": "line",
        "x0": when,
        "x1": when,
        "y0": 0,
        "y1": height,
        "line": {"color": colour, "width": 1, "dash": "dot"},
        "layer": "below",
    }


def _mark(
    frame: pd.DataFrame, when: Any, words: str, height: float, theme: Theme, *, narrow: bool
) -> dict[str, Any]:
    """The words on the side of their day on which there is room."""
    first, last = frame["day"].iloc[0], frame["day"].iloc[-1]
    left = (when - first) / (last - first) > (0.45 if narrow else 0.7)
    short = words if len(words) <= _MOST_LETTERS else f"{words[: _MOST_LETTERS - 1]}…"
    text = f"<b>{day(when)}</b> {' '.join(lines(short, 99))}"
    return label(text, when.isoformat(), height, size=SMALL) | {
        "xanchor": "right" if left else "left",
        "yanchor": "bottom",
        "xshift": -2 if left else 2,
        "yshift": -6,
        "bgcolor": PAGES[theme].background,
    }


def _ticks(most: int) -> list[int]:
    """Whole sites, five steps or fewer."""
    step = next(
        size * power
        for power in (10**n for n in range(9))
        for size in (1, 2, 5)
        if size * power * 5 >= most
    )
    return list(range(0, most + 1, step))


def summary(frame: pd.DataFrame, cliffs: pd.DataFrame = NO_CLIFFS) -> str:
    """The numbers at both ends of each line, and the days on which most sites fall."""
    if frame.empty:
        return "No site is at the highest level, so none can fall."
    first, last = frame.iloc[0], frame.iloc[-1]
    said = (
        f"{count(int(first['everything']), 'site')} at the highest level on {day(first['day'])}; "
        f"on {day(last['day'])} {int(last['nobody_acts'])} if nobody acts, "
        f"{int(last['must_haves'])} if the must-haves are renewed on time, "
        f"{int(last['everything'])} if everything is"
    )
    if cliffs.empty:
        return sentence(said)
    pairs = zip(cliffs["day"].tolist(), cliffs["words"].tolist(), strict=True)
    marks = [f"{day(when)} ({words})" for when, words in pairs]
    return sentence(f"{said}; most fall on {listed(marks)}")
