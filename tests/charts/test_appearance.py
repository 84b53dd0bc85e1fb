"""A figure reaches the page with its words, without a tool bar, in a theme that is known."""

import json

from streamlit.testing.v1 import AppTest

from readiness.charts import levels
from tests.charts import frames


def _page() -> None:
    from readiness.charts import levels, strip
    from readiness.ui.appearance import current_theme, show_chart
    from tests.charts import frames

    frame, tiles = frames.levels(11, 6, 4, 2), frames.strip_of(5)
    theme = current_theme()
    assert theme == "light"
    show_chart(levels.figure(frame, theme=theme), alt=levels.summary(frame), key="levels")
    show_chart(strip.figure(tiles), alt=strip.summary(tiles), key="strip", on_click="rerun")
    show_chart(levels.figure(frames.levels()), alt="No sites", key="empty")


def test_charts_are_shown_with_their_summary_and_without_a_tool_bar() -> None:
    page = AppTest.from_function(_page).run(timeout=20)
    assert not page.exception
    charts = [element.proto for element in page.get("plotly_chart")]
    assert [chart.alt for chart in charts] == [
        levels.summary(frames.levels(11, 6, 4, 2)),
        "2 of 5 core elements in place; Element 2: must-have missing; Element 1: gaps; "
        "Element 3: not assessed.",
        "No sites",
    ]
    assert all(json.loads(chart.config)["displayModeBar"] is False for chart in charts)
    assert all(chart.theme == "" for chart in charts)
