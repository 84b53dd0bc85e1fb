"""Rows (sites or practices) by elements: where the network is strong and where it is not.

Frame, one line per row and element: row_id, row (name), element_id, element (short title),
core (bool), score (0 to 100, NaN where nothing applies), gate_failed (bool: a must-have of the
element fails; for a group, at one of its sites or more), assessed (bool), n (assessed sites in
the row; 1 for a site). Rows and elements are drawn in the order of the frame, core elements first.

A cell holds the score without decimals, "✕ 62" where a must-have fails, a dash where nothing
applies; a cell that was never assessed is an empty outline. `customdata` of each point is
[row_id, element_id].
"""

from typing import Any

import pandas as pd

from readiness.charts.heatmap_cells import Cell, cells_of, coloured, lefts_of
from readiness.charts.palette import FAILED_MUST_HAVE, LEVELS, NOTHING_APPLIES, PAGES, Theme
from readiness.charts.template import (
    SMALL,
    TEXT,
    UNSEEN,
    Figure,
    empty_figure,
    figure_of,
    key_of,
    label,
    rectangles,
)
from readiness.charts.wording import count, listed, sentence, whole, wrapped

COLUMNS = (
    "row_id",
    "row",
    "element_id",
    "element",
    "core",
    "score",
    "gate_failed",
    "assessed",
    "n",
)
DENSE = 60
"""From this many rows on, rows are lower and their text smaller."""
HEADING = 26
"""Height of the line with the headings, in pixels."""
HEADINGS = ("Core", "Supporting")
KEY = (
    f"{FAILED_MUST_HAVE} a must-have fails",
    f"{NOTHING_APPLIES} nothing applies",
    "empty: not assessed",
)


def figure(
    frame: pd.DataFrame,
    *,
    theme: Theme = "light",
    narrow: bool = False,
    headings: tuple[str, str] = HEADINGS,
) -> Figure:
    """`narrow` is for telephones: shorter row labels, upright element labels.

    `headings` stand above the columns that are core and above the others.
    """
    if frame.empty:
        return empty_figure("No sites to show", theme)
    rows = _first_of_each(frame, ("row_id", "row", "n"))
    elements = _first_of_each(frame, ("element_id", "element", "core"))
    elements.sort(key=lambda element: not element[2])
    ids, titles, core = (list(column) for column in zip(*elements, strict=True))
    lefts = lefts_of(core)
    cells = cells_of(frame, [row_id for row_id, *_ in rows], ids, lefts)
    size = 12 if narrow else SMALL if len(rows) > DENSE else TEXT
    grids = coloured(cells, lefts, len(rows), theme, narrow=narrow, size=size)
    return figure_of(
        [*grids, _points(cells)],
        theme,
        **_axes([(name, n) for _, name, n in rows], titles, lefts, theme, narrow=narrow),
        shapes=_outlines(cells, theme) + _brackets(core, lefts, theme),
        annotations=_headings(core, lefts, theme, headings),
        title=_key(theme, narrow=narrow),
        hoverdistance=-1,
    )


def _first_of_each(frame: pd.DataFrame, columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
    """These columns of the first line of each id (the first column), in the order of the frame.

    As lists: pandas takes longer to set out than so few lines take.
    """
    found: dict[str, tuple[Any, ...]] = {}
    for line in zip(*(frame[name].tolist() for name in columns), strict=True):
        found.setdefault(line[0], line)
    return list(found.values())


def _points(cells: list[Cell]) -> dict[str, Any]:
    """Unseen points in the middle of the cells: they carry the hover text and the click."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [cell.left + 0.5 for cell in cells],
        "y": [cell.place + 0.5 for cell in cells],
        **UNSEEN,
        "customdata": [[cell.row_id, cell.element_id] for cell in cells],
        "text": [_hover(cell) for cell in cells],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _hover(cell: Cell) -> str:
    if not cell.assessed:
        said = LEVELS["not_assessed"].word.lower()
    elif pd.isna(cell.score):
        said = "nothing applies"
    else:
        said = f"{whole(cell.score)} of 100"
    fails = ", a must-have fails" if cell.gate_failed else ""
    return f"<b>{wrapped(cell.row, 40)}</b><br>{wrapped(cell.element, 40)}: {said}{fails}"


def _outlines(cells: list[Cell], theme: Theme) -> list[dict[str, Any]]:
    failed = [cell.box(0.025, 0.07) for cell in cells if cell.gate_failed and cell.assessed]
    unassessed = [cell.box(0.025, 0.09) for cell in cells if not cell.assessed]
    shapes = []
    for boxes, ink, width in (
        (failed, LEVELS["not_ready"].colours(theme).ink, 2.5),
        (unassessed, PAGES[theme].quiet, 1),
    ):
        if boxes:
            shapes.append(
                {"type": "path", "path": rectangles(boxes), "line": {"color": ink, "width": width}}
            )
    return shapes


def _groups(
    core: list[bool], lefts: list[float], headings: tuple[str, str] = HEADINGS
) -> list[tuple[str, float, float]]:
    """Heading, left and right edge of the core and the other columns, where there are any."""
    found = []
    for heading, wanted in zip(headings, (True, False), strict=True):
        edges = [left for left, is_core in zip(lefts, core, strict=True) if is_core is wanted]
        if edges:
            found.append((heading, edges[0], edges[-1] + 1))
    return found


def _brackets(core: list[bool], lefts: list[float], theme: Theme) -> list[dict[str, Any]]:
    line = {"color": PAGES[theme].quiet, "width": 1.5}
    return [
        {"type": "line", "x0": x0 + 0.03, "x1": x1 - 0.03, "y0": 0, "y1": 0, "line": line}
        | {"yref": "y", "ysizemode": "pixel", "yanchor": 0, "y0": 4, "y1": 4}
        for _, x0, x1 in _groups(core, lefts)
    ]


def _headings(
    core: list[bool], lefts: list[float], theme: Theme, headings: tuple[str, str]
) -> list[dict[str, Any]]:
    return [
        label(f"<b>{heading}</b>", x0 + 0.04, 0, size=SMALL, colour=PAGES[theme].quiet)
        | {"xanchor": "left", "yanchor": "bottom", "yshift": 4}
        for heading, x0, _ in _groups(core, lefts, headings)
    ]


def _axes(
    rows: list[tuple[str, int]],
    titles: list[str],
    lefts: list[float],
    theme: Theme,
    *,
    narrow: bool,
) -> dict[str, Any]:
    dense = len(rows) > DENSE
    names = _names(rows, 14 if narrow else 44)
    row_height = max(_lines(names) * 18 + 6, 36 if narrow else 24 if dense else 28)
    if not narrow:
        titles = [wrapped(title, max(10, 100 // len(titles))) for title in titles]
    label_height = 8 * max(map(len, titles)) if narrow else 18 * _lines(titles)
    top = label_height + (52 if narrow else 36)
    header = HEADING / row_height
    return {
        "height": round(row_height * (len(names) + header) + top) + 4,
        "margin": {"l": 8, "r": 4, "t": top, "b": 4, "pad": 4},
        "xaxis": {
            "side": "top",
            "automargin": False,
            "range": [0, lefts[-1] + 1],
            "tickvals": [left + 0.5 for left in lefts],
            "ticktext": titles,
            "tickangle": -90 if narrow else 0,
            "tickfont": {"size": SMALL, "color": PAGES[theme].text},
        },
        "yaxis": {
            "range": [len(names), -header],
            "tickvals": [place + 0.5 for place in range(len(names))],
            "ticktext": names,
            "tickfont": {"size": SMALL if dense or narrow else TEXT, "color": PAGES[theme].text},
        },
    }


def _names(rows: list[tuple[str, int]], width: int) -> list[str]:
    """Names of the rows, with the number of sites where a row is a group."""
    return [
        wrapped(
            name if n == 1 else f"{name} ({count(n, 'site')})".replace(" sites", "\xa0sites"), width
        )
        for name, n in rows
    ]


def _lines(texts: list[str]) -> int:
    return max(text.count("<br>") + 1 for text in texts)


def _key(theme: Theme, *, narrow: bool) -> dict[str, Any]:
    shade = "darker" if theme == "light" else "brighter"
    parts = [*KEY, f"{shade}: higher score"]
    joined = [parts[:2], parts[2:]] if narrow else [parts]
    return key_of(["     ".join(line) for line in joined], theme)


def summary(frame: pd.DataFrame, *, row: str = "site") -> str:
    """How many rows, each of them a `row`, and which elements fail must-haves in most of them."""
    if frame.empty:
        return "There are no sites to show."
    columns = ("row_id", "element", "assessed", "gate_failed")
    cells = list(zip(*(frame[name].tolist() for name in columns), strict=True))
    rows = dict.fromkeys(row_id for row_id, *_ in cells)
    assessed = {row_id for row_id, _, known, _ in cells if known}
    elements = len(_first_of_each(frame, ("element_id",)))
    start = f"scores of {count(elements, 'element')} at {count(len(rows), row)}"
    if not assessed:
        return sentence(f"{start}, none of them assessed")
    failing: dict[str, set[str]] = {}
    for row_id, element, known, fails in cells:
        if known and fails:
            failing.setdefault(element, set()).add(row_id)
    if not failing:
        return sentence(f"{start}, {len(assessed)} assessed; no must-have fails")
    worst = sorted(failing.items(), key=lambda found: -len(found[1]))[:3]
    parts = [f"{name} ({count(len(at), row)})" for name, at in worst]
    return sentence(f"{start}, {len(assessed)} assessed; must-haves fail most in {listed(parts)}")
