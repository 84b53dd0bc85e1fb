"""The one layout template of all figures, and the plain dict they are made of."""

from typing import Any, TypeAlias

from readiness.charts.palette import FONT, LEVELS, PAGES, STATES, Theme
from readiness.domain.scoring import State

Figure: TypeAlias = dict[str, Any]
"""A plotly figure as a plain dict: {"data": [...], "layout": {...}}."""

TEXT = 14
SMALL = 13
LARGE = 18
KEY_LINE = 18
"""The height of a line of a key, in pixels."""

LEGEND_ABOVE: dict[str, Any] = {
    "orientation": "h",
    "x": 0,
    "xanchor": "left",
    "y": 1.02,
    "yanchor": "bottom",
    "traceorder": "normal",
    "itemclick": False,
    "itemdoubleclick": False,
    "font": {"size": TEXT},
}
"""A legend in one line above the chart, which only explains."""
CLEAR = "rgba(0,0,0,0)"
UNSEEN: dict[str, Any] = {
    "marker": {"size": 20, "opacity": 0},
    "selected": {"marker": {"opacity": 0}},
    "unselected": {"marker": {"opacity": 0}},
}
"""Points that are not drawn: they carry the hover text and the click."""
NO_TRACE: dict[str, Any] = {"type": "scatter", "x": [], "y": [], "hoverinfo": "skip"}


def template(theme: Theme) -> dict[str, Any]:
    """Inter, no clutter, nothing to zoom or drag; sits on the page without a background."""
    page = PAGES[theme]
    axis = {
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "fixedrange": True,
        "automargin": True,
        "tickfont": {"size": SMALL, "color": page.quiet},
        "title": {"font": {"size": SMALL, "color": page.quiet}},
        "ticks": "",
        "gridcolor": page.line,
        "linecolor": page.line,
    }
    signs = [LEVELS["ready"], LEVELS["ready_with_gaps"], LEVELS["not_ready"], STATES[State.LAPSED]]
    return {
        "layout": {
            "font": {"family": FONT, "size": TEXT, "color": page.text},
            "paper_bgcolor": CLEAR,
            "plot_bgcolor": CLEAR,
            "colorway": [page.accent, *(sign.colours(theme).fill for sign in signs)],
            "margin": {"l": 8, "r": 8, "t": 8, "b": 8, "pad": 4},
            "hoverlabel": {
                "bgcolor": page.panel,
                "bordercolor": page.line,
                "align": "left",
                "font": {"family": FONT, "size": SMALL, "color": page.text},
            },
            "hovermode": "closest",
            "dragmode": False,
            "showlegend": False,
            "xaxis": axis,
            "yaxis": axis,
            "annotationdefaults": {"showarrow": False, "font": {"color": page.text}},
        }
    }


def figure_of(data: list[dict[str, Any]], theme: Theme, **layout: Any) -> Figure:
    """Traces and the particulars of one chart, on the common template.

    There is always a trace, if an empty one: Streamlit refuses a figure without any.
    """
    return {"data": data or [dict(NO_TRACE)], "layout": {"template": template(theme), **layout}}


def empty_figure(text: str, theme: Theme) -> Figure:
    """What is drawn where there is nothing to draw: the reason, in words."""
    note = label(text, 0.5, 0.5, colour=PAGES[theme].quiet, xref="paper", yref="paper")
    hidden = {"visible": False}
    return figure_of([], theme, height=96, xaxis=hidden, yaxis=hidden, annotations=[note])


def key_of(lines: list[str], theme: Theme) -> dict[str, Any]:
    """What the signs of a chart mean, above it, as its title.

    What is anchored at the top is only the first line, so it is pushed down by the others.
    """
    return {
        "text": "<br>".join(lines),
        "x": 0,
        "xref": "container",
        "xanchor": "left",
        "y": 1,
        "yref": "container",
        "yanchor": "top",
        "pad": {"t": 4 + KEY_LINE * (len(lines) - 1), "l": 2},
        "font": {"size": SMALL, "color": PAGES[theme].quiet},
    }


def label(
    text: str, x: Any, y: Any, *, size: int = TEXT, colour: str = "", **more: Any
) -> dict[str, Any]:
    """A text in the figure, without an arrow."""
    font: dict[str, Any] = {"size": size}
    if colour:
        font["color"] = colour
    return {"text": text, "x": x, "y": y, "showarrow": False, "font": font, **more}


def rectangles(boxes: list[tuple[float, float, float, float]]) -> str:
    """One drawing path through many rectangles (x0, y0, x1, y1): one shape instead of hundreds."""
    return "".join(f"M{x0},{y0}L{x1},{y0}L{x1},{y1}L{x0},{y1}Z" for x0, y0, x1, y1 in boxes)
