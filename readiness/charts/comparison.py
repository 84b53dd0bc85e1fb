"""Elements (rows) by sites (columns), the first site set apart from those it is compared with.

The frame and the cells are those of the heatmap: row is the element, element the site, and core
marks the first site. Sites are drawn in the order of the frame.
"""

import pandas as pd

from readiness.charts import heatmap
from readiness.charts.palette import Theme
from readiness.charts.template import Figure
from readiness.charts.wording import count, listed, sentence

COLUMNS = heatmap.COLUMNS
HEADINGS = ("First", "Compared with")


def figure(frame: pd.DataFrame, *, theme: Theme = "light", narrow: bool = False) -> Figure:
    """`narrow` is for telephones: shorter row labels, upright names of sites."""
    return heatmap.figure(frame, theme=theme, narrow=narrow, headings=HEADINGS)


def summary(frame: pd.DataFrame) -> str:
    """In which elements the first site is below the best of the others, and in which above all."""
    if frame.empty:
        return "There are no sites to show."
    sites = frame["element_id"].nunique()
    first = frame[frame["core"].astype(bool)].set_index("row_id")
    others = frame[~frame["core"].astype(bool) & frame["assessed"].astype(bool)]
    best = others.groupby("row_id", sort=False)["score"].max()
    name = first["element"].iloc[0]
    start = f"scores of {count(len(first), 'element')} at {count(sites, 'site')}"
    if not first["assessed"].any() or best.empty:
        return sentence(f"{start}; too few of them are assessed to compare")
    below = [row.row for key, row in first.iterrows() if row["score"] < best.get(key, -1)]
    above = [row.row for key, row in first.iterrows() if row["score"] > best.get(key, 101)]
    parts = [f"{name} is below the best of the others in {listed(below)}"] if below else []
    parts += [f"{name} is above all others in {listed(above)}"] if above else []
    return sentence("; ".join([start, *(parts or [f"{name} is level with the best"])]))
