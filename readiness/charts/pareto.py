"""Must-haves that fail most: one bar per must-have, most sites first.

Frame: criterion_id, title, element (title of its element), sites (int, where it fails),
assessed_sites (int, where it could). The pale track behind a bar is the assessed sites, so that
a bar is also a share.
"""

import pandas as pd

from readiness.charts.palette import FAILED_MUST_HAVE, LEVELS, PAGES, Theme
from readiness.charts.rows import BAR, notes, row_axis, rows_of
from readiness.charts.template import Figure, empty_figure, figure_of
from readiness.charts.wording import count, sentence, wrapped

COLUMNS = ("criterion_id", "title", "element", "sites", "assessed_sites")


def figure(
    frame: pd.DataFrame, *, theme: Theme = "light", limit: int = 10, narrow: bool = False
) -> Figure:
    """The `limit` must-haves that fail at most sites; those that fail nowhere are left out."""
    worst = _worst(frame).head(limit)
    if worst.empty:
        return empty_figure("No must-have fails at an assessed site", theme)
    records = worst.to_dict("records")
    rows, height = rows_of(worst["title"].tolist(), 28 if narrow else 46)
    red = LEVELS["not_ready"].colours(theme)
    base = {"type": "bar", "orientation": "h", "y": [row.middle for row in rows], "width": BAR}
    track = base | {
        "x": worst["assessed_sites"].tolist(),
        "marker": {"color": LEVELS["not_assessed"].colours(theme).fill},
        "hoverinfo": "skip",
    }
    bars = base | {
        "x": worst["sites"].tolist(),
        "marker": {"color": red.fill},
        "customdata": [[record["criterion_id"]] for record in records],
        "text": [wrapped(record["element"], 40) for record in records],
        "textposition": "none",
        "hovertemplate": "%{text}<extra></extra>",
    }
    shares = [_share(record["sites"], record["assessed_sites"]) for record in records]
    return figure_of(
        [track, bars],
        theme,
        height=round(height),
        barmode="overlay",
        margin={"l": 2, "r": 2, "t": 0, "b": 0, "pad": 0},
        xaxis={"visible": False, "range": [0, int(worst["assessed_sites"].max())]},
        yaxis=row_axis(height),
        annotations=notes(rows, shares, PAGES[theme].text),
    )


def _worst(frame: pd.DataFrame) -> pd.DataFrame:
    failing = frame[frame["sites"] > 0]
    return failing.sort_values("sites", ascending=False, kind="stable")


def _share(sites: int, assessed: int) -> str:
    return f"{FAILED_MUST_HAVE} {sites} of {count(assessed, 'site')}"


def summary(frame: pd.DataFrame) -> str:
    """How many must-haves fail anywhere, and which fails at most sites."""
    worst = _worst(frame)
    if worst.empty:
        return "No must-have fails at an assessed site."
    sites = int(worst["sites"].iloc[0])
    first = worst.loc[worst["sites"] == sites, "title"].tolist()
    where = f"{sites} of {count(int(worst['assessed_sites'].iloc[0]), 'assessed site')}"
    fail = "fails" if len(worst) == 1 else "fail"
    start = f"{count(len(worst), 'must-have')} {fail} at one site or more"
    if len(first) == 1:
        return sentence(f"{start}; the most-failed is {first[0]}, at {where}")
    return sentence(f"{start}; {len(first)} are failed most, each at {where}: {', '.join(first)}")
