"""The cells of the heatmap: where each is drawn, what it says and which fill it has."""

from bisect import bisect_right
from typing import Any, NamedTuple

import pandas as pd

from readiness.charts.palette import (
    FAILED_MUST_HAVE,
    NOTHING_APPLIES,
    PAGES,
    SCORE_BANDS,
    Band,
    Theme,
)
from readiness.charts.template import CLEAR
from readiness.charts.wording import whole

BETWEEN = 0.3
"""The gap between core and supporting elements, in columns."""


class Cell(NamedTuple):
    """A line of the frame, and where it is drawn: row number, and left edge of its column."""

    place: int
    left: float
    row_id: str
    row: str
    element_id: str
    element: str
    score: float
    gate_failed: bool
    assessed: bool

    def words(self, *, narrow: bool) -> str:
        """The number or a dash, after (on a telephone: below) the sign of a failed must-have."""
        number = NOTHING_APPLIES if pd.isna(self.score) else whole(self.score)
        between = "<br>" if narrow else " "
        return f"<b>{FAILED_MUST_HAVE}{between}{number}</b>" if self.gate_failed else number

    def box(self, inset_x: float, inset_y: float) -> tuple[float, float, float, float]:
        return (
            round(self.left + inset_x, 3),
            round(self.place + inset_y, 3),
            round(self.left + 1 - inset_x, 3),
            round(self.place + 1 - inset_y, 3),
        )


def lefts_of(core: list[bool]) -> list[float]:
    """The left edge of each column; supporting elements stand a little apart."""
    shift = BETWEEN if any(core) else 0.0
    return [place + (0.0 if is_core else shift) for place, is_core in enumerate(core)]


def cells_of(
    frame: pd.DataFrame, row_ids: list[str], element_ids: list[str], lefts: list[float]
) -> list[Cell]:
    places = {row_id: place for place, row_id in enumerate(row_ids)}
    left_of = dict(zip(element_ids, lefts, strict=True))
    columns = [frame[name].tolist() for name in Cell._fields[2:]]
    return [Cell(places[line[0]], left_of[line[2]], *line) for line in zip(*columns, strict=True)]


def coloured(
    cells: list[Cell], lefts: list[float], rows: int, theme: Theme, *, narrow: bool, size: int
) -> list[dict[str, Any]]:
    """One trace per band of the score, and one for dashes: each has one fill and one text colour.

    Columns are given by their edges, so that the gap can be narrower than a column.
    """
    edges = sorted({round(edge, 3) for left in lefts for edge in (left, left + 1)})
    column = {edge: place for place, edge in enumerate(edges)}
    of_left = {left: column[round(left, 3)] for left in lefts}
    dash = Band(-1, CLEAR, PAGES[theme].quiet)
    bands = (dash, *SCORE_BANDS[theme])
    starts = [band.start for band in SCORE_BANDS[theme]]
    grids: list[tuple[list[list[int | None]], list[list[str]]]] = [
        (
            [[None] * (len(edges) - 1) for _ in range(rows)],
            [[""] * (len(edges) - 1) for _ in range(rows)],
        )
        for _ in bands
    ]
    for cell in cells:
        if not cell.assessed:
            continue
        # The dash stands before the bands, so that the first band is number 1.
        band = 0 if pd.isna(cell.score) else bisect_right(starts, max(cell.score, 0))
        fills, texts = grids[band]
        fills[cell.place][of_left[cell.left]] = 1
        texts[cell.place][of_left[cell.left]] = cell.words(narrow=narrow)
    return [
        _band_trace(band, edges, rows, size, *grid)
        for band, grid in zip(bands, grids, strict=True)
        if any(value for line in grid[0] for value in line)
    ]


def _band_trace(
    band: Band,
    edges: list[float],
    rows: int,
    size: int,
    fills: list[list[int | None]],
    texts: list[list[str]],
) -> dict[str, Any]:
    return {
        "type": "heatmap",
        "x": edges,
        "y": list(range(rows + 1)),
        "z": fills,
        "text": texts,
        "texttemplate": "%{text}",
        "textfont": {"size": size, "color": band.on_fill},
        "colorscale": [[0, band.fill], [1, band.fill]],
        "zmin": 0,
        "zmax": 1,
        "showscale": False,
        "xgap": 3,
        "ygap": 3,
        "hoverinfo": "skip",
    }
