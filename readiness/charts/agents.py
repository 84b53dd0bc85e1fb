"""What is in place for agents, as cells: sites by agents, or agents by the things they need.

Frame, one line per cell: row_id, row (name), column_id, column (title), state (a key of SIGNS),
done, planned (int) and n (int, sites in the row). Where n is above 1, a cell says at how many of
the row's sites that give or plan the agent everything is in place. Rows and columns are drawn in
the order of the frame. `customdata` of each point is [row_id, column_id].
"""

from typing import Any, NamedTuple

import pandas as pd

from readiness.charts.palette import PAGES, STATES, Sign, Theme
from readiness.charts.template import (
    CLEAR,
    KEY_LINE,
    SMALL,
    TEXT,
    UNSEEN,
    Figure,
    empty_figure,
    figure_of,
    key_of,
)
from readiness.charts.wording import count, listed, sentence, wrapped
from readiness.domain.agent_standing import PartState, Standing
from readiness.domain.scoring import State

DENSE = 60
"""At most so many rows are drawn."""
WORDS_FIT = 5
"""Up to this many columns, a cell has room for its word."""


def _sign(like: State, state: Standing | PartState, word: str, symbol: str = "") -> Sign:
    sign = STATES[like]
    return sign._replace(id=state.value, word=word, symbol=symbol or sign.symbol)


SIGNS: dict[str, Sign] = {
    sign.id: sign
    for sign in (
        _sign(State.MET, Standing.IN_PLACE, "In place"),
        _sign(State.PARTLY_MET, Standing.PARTLY, "Partly"),
        _sign(State.NOT_MET, Standing.NOTHING, "Nothing in place"),
        _sign(State.UNANSWERED, Standing.UNKNOWN, "Unknown", "?"),
        _sign(State.NOT_APPLICABLE, Standing.NOT_PLANNED, "Not planned"),
        _sign(State.PARTLY_MET, PartState.TO_COME, "From a later day", "→"),
        _sign(State.LAPSED, PartState.LAPSED, "Check lapsed"),
        _sign(State.NOT_MET, PartState.MISSING, "Missing"),
        _sign(State.UNANSWERED, PartState.UNKNOWN, "To find out", "?"),
        _sign(State.NOT_APPLICABLE, PartState.NOT_NEEDED, "Not needed"),
    )
}


QUIET = frozenset({Standing.NOT_PLANNED.value, PartState.NOT_NEEDED.value})
"""States that nobody has to do anything about: drawn without a fill."""


class Cell(NamedTuple):
    """A line of the frame, and where it is drawn."""

    y: int
    x: int
    row_id: str
    row: str
    column_id: str
    column: str
    state: str
    done: int
    planned: int
    n: int

    @property
    def sign(self) -> Sign:
        return SIGNS[self.state]

    def words(self, *, wide: bool, narrow: bool) -> str:
        """A telephone has room for the sign alone; the table has the rest."""
        if narrow:
            return self.sign.symbol
        if self.n > 1 and self.planned:
            return f"{self.sign.symbol} {self.done}/{self.planned}"
        return self.sign.label if wide else self.sign.symbol

    @property
    def hover(self) -> str:
        said = self.sign.word.lower()
        if self.n > 1 and self.planned:
            said = f"everything in place at {self.done} of {count(self.planned, 'site')}"
        return f"<b>{wrapped(self.row, 40)}</b><br>{wrapped(self.column, 40)}: {said}"


def figure(frame: pd.DataFrame, *, theme: Theme = "light", narrow: bool = False) -> Figure:
    """`narrow` is for telephones: shorter row labels, upright column labels, signs alone."""
    if frame.empty:
        return empty_figure("No agent is given or planned", theme)
    rows, columns = frame.drop_duplicates("row_id"), frame.drop_duplicates("column_id")
    cells = _cells(frame, rows["row_id"].tolist(), columns["column_id"].tolist())
    titles = columns["column"].tolist()
    wide = len(titles) <= WORDS_FIT
    present = [key for key in SIGNS if any(cell.state == key for cell in cells)]
    traces = [
        _trace(
            [cell for cell in cells if cell.state == key],
            {(cell.y, cell.x): cell.words(wide=wide, narrow=narrow) for cell in cells},
            (len(rows), len(titles)),
            theme,
        )
        for key in present
    ]
    key = _key(present, grouped=not narrow and bool((frame["n"] > 1).any()), narrow=narrow)
    names = _names(rows, 14 if narrow else 44)
    return figure_of(
        [*traces, _points(cells)],
        theme,
        **_axes(names, titles, theme, key_lines=len(key), narrow=narrow),
        title=key_of(key, theme),
        hoverdistance=-1,
    )


def _cells(frame: pd.DataFrame, row_ids: list[str], column_ids: list[str]) -> list[Cell]:
    y = {key: place for place, key in enumerate(row_ids)}
    x = {key: place for place, key in enumerate(column_ids)}
    columns = [frame[name].tolist() for name in Cell._fields[2:]]
    return [Cell(y[line[0]], x[line[2]], *line) for line in zip(*columns, strict=True)]


def _trace(
    cells: list[Cell], words: dict[tuple[int, int], str], size: tuple[int, int], theme: Theme
) -> dict[str, Any]:
    """The cells of one state: one fill, one colour of text. `size` is rows and columns."""
    rows, columns = size
    fills: list[list[int | None]] = [[None] * columns for _ in range(rows)]
    texts = [[""] * columns for _ in range(rows)]
    for cell in cells:
        fills[cell.y][cell.x] = 1
        texts[cell.y][cell.x] = words[cell.y, cell.x]
    colours = cells[0].sign.colours(theme)
    fill = CLEAR if cells[0].state in QUIET else colours.fill
    return {
        "type": "heatmap",
        "x": list(range(columns)),
        "y": list(range(rows)),
        "z": fills,
        "text": texts,
        "texttemplate": "%{text}",
        "textfont": {"size": TEXT, "color": colours.on_fill},
        "colorscale": [[0, fill], [1, fill]],
        "zmin": 0,
        "zmax": 1,
        "showscale": False,
        "xgap": 3,
        "ygap": 3,
        "hoverinfo": "skip",
    }


def _points(cells: list[Cell]) -> dict[str, Any]:
    """Unseen points in the middle of the cells: they carry the hover text and the click."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [cell.x for cell in cells],
        "y": [cell.y for cell in cells],
        **UNSEEN,
        "customdata": [[cell.row_id, cell.column_id] for cell in cells],
        "text": [cell.hover for cell in cells],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _names(rows: pd.DataFrame, width: int) -> list[str]:
    """Names of the rows, with the number of sites where a row is a group."""
    return [
        wrapped(name if n == 1 else f"{name} ({n}\xa0sites)", width)
        for name, n in zip(rows["row"].tolist(), rows["n"].tolist(), strict=True)
    ]


def _axes(
    names: list[str], columns: list[str], theme: Theme, *, key_lines: int, narrow: bool
) -> dict[str, Any]:
    """Titles of columns stand upright where there is no room for them side by side."""
    upright = narrow or len(columns) > WORDS_FIT
    titles = [wrapped(title, 60 if narrow else 26) for title in columns]
    longest = max(len(line) for title in titles for line in title.split("<br>"))
    label_height = 7 * longest + 6 if upright else 18 * _lines(titles)
    row_height = max(_lines(names) * 18 + 6, 36 if narrow else 28)
    top = label_height + 20 + KEY_LINE * key_lines
    return {
        "height": row_height * len(names) + top + 4,
        "margin": {"l": 8, "r": 4, "t": top, "b": 4, "pad": 4},
        "xaxis": {
            "side": "top",
            "automargin": False,
            "range": [-0.5, len(columns) - 0.5],
            "tickvals": list(range(len(columns))),
            "ticktext": titles,
            "tickangle": -90 if upright else 0,
            "tickfont": {"size": SMALL, "color": PAGES[theme].text},
        },
        "yaxis": {
            "range": [len(names) - 0.5, -0.5],
            "tickvals": list(range(len(names))),
            "ticktext": names,
            "tickfont": {"size": SMALL if narrow else TEXT, "color": PAGES[theme].text},
        },
    }


def _lines(texts: list[str]) -> int:
    return max(text.count("<br>") + 1 for text in texts)


def _key(present: list[str], *, grouped: bool, narrow: bool) -> list[str]:
    """The signs that are drawn, with their words, line by line."""
    parts = [SIGNS[key].label for key in present]
    if grouped:
        parts.append("3/5: everything at 3 of 5 sites")
    size = 2 if narrow else len(parts)
    return [(" " * 5).join(parts[start : start + size]) for start in range(0, len(parts), size)]


def summary(frame: pd.DataFrame, *, row: str = "site", column: str = "agent") -> str:
    """How many cells are in each state; not planned and not needed are left out."""
    if frame.empty:
        return "No agent is given or planned."
    rows, columns = frame["row_id"].nunique(), frame["column_id"].nunique()
    times = frame.loc[~frame["state"].isin(QUIET), "state"].value_counts()
    said = [f"{SIGNS[key].word.lower()} {times[key]}" for key in SIGNS if key in times.index]
    return sentence(f"{count(columns, column)} at {count(rows, row)}: {listed(said)}")
