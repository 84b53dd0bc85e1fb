"""The core elements of one site as a strip of tiles: what is in place, and what is not.

Frame: element_id, title, score (0 to 100 or NaN), gates (int, its must-haves), gates_failed (int),
state ("in place", "gaps", "must-have missing" or "not assessed"). One row per tile, in order.
"""

from typing import Any, NamedTuple

import pandas as pd

from readiness.charts.palette import LEVELS, NOTHING_APPLIES, Sign, Theme
from readiness.charts.template import SMALL, TEXT, UNSEEN, Figure, empty_figure, figure_of, label
from readiness.charts.wording import count, listed, sentence, whole, wrapped

COLUMNS = ("element_id", "title", "score", "gates", "gates_failed", "state")
SIGNS = {
    "in place": LEVELS["ready"],
    "gaps": LEVELS["ready_with_gaps"],
    "must-have missing": LEVELS["not_ready"],
    "not assessed": LEVELS["not_assessed"],
}


GAP = 0.04
"""Between two tiles, in tiles."""


class Tile(NamedTuple):
    place: int
    title: str
    score: float
    gates: int
    gates_failed: int
    state: str

    @property
    def sign(self) -> Sign:
        return SIGNS[self.state]

    @property
    def number(self) -> str:
        known = self.state != "not assessed" and not pd.isna(self.score)
        return whole(self.score) if known else NOTHING_APPLIES

    @property
    def said(self) -> str:
        """The state in words: "Gaps", "1 of 2 must-haves missing"."""
        if self.gates_failed:
            return f"{self.gates_failed} of {count(self.gates, 'must-have')} missing"
        return self.state[:1].upper() + self.state[1:]


def figure(frame: pd.DataFrame, *, theme: Theme = "light", narrow: bool = False) -> Figure:
    """`narrow` puts the tiles below each other, for telephones and side columns."""
    if frame.empty:
        return empty_figure("No elements to show", theme)
    columns = [frame[name].tolist() for name in COLUMNS[1:]]
    tiles = [Tile(place, *line) for place, line in enumerate(zip(*columns, strict=True))]
    draw = _row if narrow else _column
    notes, shapes = [], []
    for tile in tiles:
        shapes += _ground(tile, theme, narrow=narrow)
        notes += draw(tile, theme)
    across = {"visible": False, "range": [0, 1]}
    middles = [tile.place + 0.5 for tile in tiles]
    points = {
        "type": "scatter",
        "mode": "markers",
        "x": [0.5] * len(tiles) if narrow else middles,
        "y": middles if narrow else [0.5] * len(tiles),
        **UNSEEN,
        "customdata": [[element_id] for element_id in frame["element_id"].tolist()],
        "hoverinfo": "none",
    }
    return figure_of(
        [points],
        theme,
        height=76 * len(tiles) if narrow else 184,
        margin={"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
        xaxis=across if narrow else {"visible": False, "range": [0, len(tiles) - GAP]},
        yaxis={"visible": False, "range": [len(tiles), 0]} if narrow else across,
        shapes=shapes,
        hoverdistance=-1,
        annotations=notes,
    )


def _ground(tile: Tile, theme: Theme, *, narrow: bool) -> list[dict[str, Any]]:
    """The tinted tile, and its coloured edge: on top, or at the left where tiles are rows."""
    colours, start = tile.sign.colours(theme), tile.place
    soft: dict[str, Any] = {
        "type": "rect",
        "fillcolor": colours.soft,
        "line": {"width": 0},
        "layer": "below",
    }
    edge: dict[str, Any] = {"type": "rect", "fillcolor": colours.fill, "layer": "below"}
    edge |= {"line": {"color": colours.ink, "width": 1}}
    if narrow:
        rows = {"y0": start + 0.05, "y1": start + 0.95, "x0": 0}
        across = {"xsizemode": "pixel", "xanchor": 0, "x0": 1, "x1": 8}
        return [soft | rows | {"x1": 1}, edge | rows | across]
    cols = {"x0": start, "x1": start + 1 - GAP, "y0": 0}
    top = {"ysizemode": "pixel", "yanchor": 1, "y0": -1, "y1": -8}
    return [soft | cols | {"y1": 1}, edge | cols | top]


def _column(tile: Tile, theme: Theme) -> list[dict[str, Any]]:
    ink, x = tile.sign.colours(theme).ink, tile.place
    left = {"xanchor": "left", "align": "left", "xshift": 12}
    title = f"<b>{wrapped(tile.title, 20)}</b>"
    number = f"<b>{tile.number}</b>"
    return [
        label(title, x, 1, size=TEXT) | left | {"yanchor": "top", "yshift": -16},
        label(number, x, 0, size=28) | left | {"yanchor": "bottom", "yshift": 50},
        label(wrapped(f"{tile.sign.symbol} {tile.said}", 22), x, 0, size=TEXT, colour=ink)
        | left
        | {"yanchor": "bottom", "yshift": 8},
    ]


def _row(tile: Tile, theme: Theme) -> list[dict[str, Any]]:
    ink, middle = tile.sign.colours(theme).ink, tile.place + 0.5
    left = {"xanchor": "left", "align": "left", "xshift": 18}
    return [
        label(f"<b>{wrapped(tile.title, 32)}</b>", 0, middle, size=TEXT)
        | left
        | {"yanchor": "bottom", "yshift": -6},
        label(f"{tile.sign.symbol} {tile.said}", 0, middle, size=SMALL, colour=ink)
        | left
        | {"yanchor": "top", "yshift": -5},
        label(f"<b>{tile.number}</b>", 1, middle, size=24) | {"xanchor": "right", "xshift": -12},
    ]


def summary(frame: pd.DataFrame) -> str:
    """How many core elements are in place, and which are not."""
    if frame.empty:
        return "There are no elements to show."
    parts = [
        listed(frame.loc[frame["state"] == state, "title"].tolist()) + f": {state}"
        for state in ("must-have missing", "gaps", "not assessed")
        if (frame["state"] == state).any()
    ]
    in_place = int((frame["state"] == "in place").sum())
    start = f"{in_place or 'none'} of {count(len(frame), 'core element')} in place"
    return sentence("; ".join([start, *parts]))
