"""How charts sit on a page: the reader's theme, and one way to show a figure."""

from collections.abc import Callable
from typing import Any, Literal

import streamlit as st

from readiness.charts.drawing import Drawing
from readiness.charts.palette import Theme

CONFIG: dict[str, Any] = {
    "displayModeBar": False,
    "responsive": True,
    "doubleClick": False,
    "scrollZoom": False,
}


def current_theme() -> Theme:
    """The theme the reader's browser shows; light until the browser has said."""
    return "dark" if st.context.theme.type == "dark" else "light"


def show_chart(
    figure: Drawing,
    *,
    alt: str,
    key: str,
    on_click: Callable[[], None] | Literal["rerun"] | None = None,
) -> list[Any]:
    """Show a figure as wide as its place; `alt` says in words what it shows.

    With `on_click`, returns the `customdata` of the points that were clicked, as the browser sent
    it: check it before use.
    """
    if on_click is None:
        st.plotly_chart(figure, theme=None, key=key, alt=alt, config=CONFIG)
        return []
    state = st.plotly_chart(
        figure,
        theme=None,
        key=key,
        alt=alt,
        config=CONFIG,
        on_select=on_click,
        selection_mode="points",
    )
    points = state["selection"]["points"]
    return [point["customdata"] for point in points if "customdata" in point]
