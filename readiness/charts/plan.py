"""The order of work: one bar per item from the day it begins to the day it is done.

Frame: criterion_id, title, begins, done (days from the start), begins_on, done_on (dates), hours,
must_have, critical (bool). Rows in the order of work. What is on the critical path is dark.
"""

import pandas as pd

from readiness.charts.palette import PAGES, SCORE_BANDS, Theme
from readiness.charts.rows import BAR, notes, row_axis, rows_of
from readiness.charts.template import Figure, empty_figure, figure_of
from readiness.charts.wording import count, day, listed, sentence

COLUMNS = (
    *("criterion_id", "title", "begins", "done", "begins_on", "done_on"),
    *("hours", "must_have", "critical"),
)
_CRITICAL = "◆"


def figure(frame: pd.DataFrame, *, theme: Theme = "light", narrow: bool = False) -> Figure:
    """Bars on one scale of days; what can be said of each stands beside its name."""
    if frame.empty:
        return empty_figure("There is nothing to do", theme)
    rows, height = rows_of(frame["title"].tolist(), 20 if narrow else 70)
    last = max(int(frame["done"].max()), 1)
    dark, pale = SCORE_BANDS[theme][4], SCORE_BANDS[theme][1]
    records = frame.to_dict("records")
    bars = {
        "type": "bar",
        "orientation": "h",
        "y": [row.middle for row in rows],
        "base": frame["begins"].tolist(),
        # What takes no day is still to be seen.
        "x": [max(end - start, last / 100) for start, end in _spans(frame)],
        "width": BAR,
        "marker": {"color": [(dark if own["critical"] else pale).fill for own in records]},
        "customdata": [[own["criterion_id"]] for own in records],
        "text": [f"{day(own['begins_on'])} to {day(own['done_on'])}" for own in records],
        "textposition": "none",
        "hovertemplate": "%{text}<extra></extra>",
    }
    marks = [f"{_CRITICAL} {day(own['done_on'])}" if own["critical"] else day(own["done_on"])
             for own in records]  # fmt: skip
    return figure_of(
        [bars],
        theme,
        height=round(height),
        margin={"l": 2, "r": 2, "t": 0, "b": 0, "pad": 0},
        xaxis={"visible": False, "range": [0, last]},
        yaxis=row_axis(height),
        annotations=notes(rows, marks, PAGES[theme].text),
    )


def _spans(frame: pd.DataFrame) -> list[tuple[int, int]]:
    return list(zip(frame["begins"].tolist(), frame["done"].tolist(), strict=True))


def summary(frame: pd.DataFrame) -> str:
    """How long it takes, and what decides that."""
    if frame.empty:
        return "There is nothing to do."
    last = int(frame["done"].max())
    critical = frame.loc[frame["critical"], "title"].tolist()
    end = day(frame["done_on"].max())
    start = f"{count(len(frame), 'item')}, the last of them done on {end}"
    return sentence(f"{start}, after {count(last, 'day')}; on the critical path: "
                    f"{listed(critical)}")  # fmt: skip
