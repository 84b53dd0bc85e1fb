"""Pieces that several pages show: a chart with its table, a level, a notice after a save."""

from collections.abc import Callable, Hashable
from typing import Any

import pandas as pd
import streamlit as st

from readiness.charts.drawing import Drawing
from readiness.charts.palette import LEVELS, Theme
from readiness.charts.template import Figure
from readiness.exports.frames import csv_of
from readiness.ui import redrawing
from readiness.ui.appearance import current_theme, show_chart
from readiness.ui.context import Here
from readiness.ui.keeping import keep
from readiness.ui.text import plain
from readiness.ui.window import is_narrow

# The parts of a date are 24 pixels wide and high at least: a narrow 11 would be too small to hit.
# What watches the window shows nothing, and takes no room.
STYLES = """<style>
[data-testid="stDateInput"] [role="spinbutton"] {
  min-width: 24px; min-height: 24px; line-height: 24px; text-align: center; padding-inline: 0; }
.st-key-window_watch { display: none; }
</style>"""
_NOTICE = "readiness_notice"
_CHARTS = 64
"""Charts that are kept: those of some ten overviews. After a save they are drawn anew."""


def chart_with_table(
    here: Here,
    *,
    key: str,
    title: str,
    figure: Callable[..., Figure],
    summary: Callable[[], str],
    table: Callable[[], pd.DataFrame],
    columns: dict[str, Any] | None = None,
    note: str = "",
    shows: Hashable = None,
) -> None:
    """A titled chart; below it the same figures as a table that can be downloaded.

    `figure` takes `theme` and `narrow`; `summary` says in words what it shows. What that is,
    besides the page's date, revision and reader (filters, a site), is `shows`: a chart of the same
    is drawn once for each theme and width. `table` is asked only by whoever opens it.
    """
    st.subheader(title)
    if note:
        st.caption(note)
    drawn = (key, here.version, here.who, here.as_of, here.workspace.today, shows)
    alt = _summed_up(drawn, summary)
    drawing = _drawn(drawn, current_theme(), is_narrow(), figure)
    show_chart(drawing, alt=alt, key=f"{key}_chart")

    def below() -> None:
        table_with_download(here, key=key, table=table(), alt=alt, columns=columns)

    when_opened(here, f"Table: {title[0].lower()}{title[1:]}", below, key=key)


def when_opened(
    here: Here,
    label: str,
    draw: Callable[[], None],
    *,
    key: str,
    icon: str | None = None,
) -> None:
    """A part of the page that is closed at first, and drawn by whoever opens it, by itself."""
    opened = f"{key}_opened"

    def part() -> None:
        with st.expander(label, key=opened, icon=icon, on_change="rerun") as place:
            if place.open:
                draw()

    redrawing.part(here, opened, part)


@keep(_CHARTS)
def _drawn(key: Hashable, theme: Theme, narrow: bool, _figure: Callable[..., Figure]) -> Drawing:
    del key
    return Drawing(_figure(theme=theme, narrow=narrow))


@keep(_CHARTS)
def _summed_up(key: Hashable, _summary: Callable[[], str]) -> str:
    del key
    return _summary()


def table_with_download(
    here: Here,
    *,
    key: str,
    table: pd.DataFrame,
    alt: str,
    columns: dict[str, Any] | None = None,
) -> None:
    """A table without index, and the same as CSV."""
    config = {"site_id": None, "criterion_id": None} | (columns or {})
    st.dataframe(
        table, hide_index=True, column_config=config, placeholder="–", alt=alt, key=f"{key}_table"
    )
    name = f"{key}_{here.as_of}_{here.framework.id}-{here.framework.version}.csv"
    st.download_button(
        "Download as CSV",
        data=lambda: csv_of(table),
        file_name=name,
        mime="text/csv",
        key=f"{key}_download",
        on_click="ignore",
    )


def level_sign(level: str, title: str) -> str:
    """A level as symbol and word, the same everywhere."""
    return f"{level_symbol(level)} {title}"


def level_symbol(level: str) -> str:
    """The sign of a level; levels of other frameworks share one."""
    return LEVELS[level].symbol if level in LEVELS else "◇"


def leave_notice(text: str, *, good: bool = True, place: str = "") -> None:
    """Say something after the run that a save starts: at the top, or at a place of the page."""
    st.session_state[_NOTICE + place] = (text, good)


def show_notice(place: str = "") -> None:
    """What the last save wrote, or why it did not."""
    text, good = st.session_state.pop(_NOTICE + place, ("", True))
    if text:
        (st.success if good else st.error)(plain(text))
