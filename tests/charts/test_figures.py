"""Every chart draws nothing, one thing, a usual network and the largest one."""

import gc
import json
import weakref
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from plotly.io import to_json
from plotly.tools import return_figure_from_figure_or_data

from readiness.charts import (
    agents,
    burn_down,
    comparison,
    forecast,
    heatmap,
    lapses,
    levels,
    movers,
    pareto,
    plan,
    reach,
    risk_network,
    rota,
    shared_risks,
    strip,
    timeline,
)
from readiness.charts.drawing import Drawing
from readiness.charts.palette import THEMES, Theme
from readiness.charts.template import template
from tests.charts import frames

Draw = Callable[..., dict[str, Any]]


def _timeline(frame: pd.DataFrame, **options: Any) -> dict[str, Any]:
    days = {"as_of": frames.AS_OF, "first": frames.FIRST, "last": frames.LAST}
    marks = [(frames.AS_OF, "A trial opens"), (frames.LAST + timedelta(days=9), "Out of sight")]
    return timeline.figure(frame, thresholds=[("Ready", 85)], marks=marks, **days, **options)


def _reach(frame: pd.DataFrame, **options: Any) -> dict[str, Any]:
    return reach.figure(frame, budget=40.0, **options)


CHARTS: dict[str, tuple[Draw, Callable[[int], pd.DataFrame]]] = {
    "levels": (levels.figure, frames.levels_of),
    "heatmap": (heatmap.figure, frames.heatmap_of),
    "comparison": (comparison.figure, frames.heatmap_of),
    "agents": (agents.figure, frames.agents_of),
    "pareto": (pareto.figure, frames.pareto_of),
    "timeline": (_timeline, frames.timeline_of),
    "strip": (strip.figure, frames.strip_of),
    "lapses": (lapses.figure, frames.lapses_of),
    "movers": (movers.figure, frames.movers_of),
    "burn_down": (burn_down.figure, frames.burn_down_of),
    "forecast": (forecast.figure, frames.forecast_of),
    "plan": (plan.figure, frames.plan_of),
    "reach": (_reach, frames.reach_of),
    "shared_risks": (shared_risks.figure, frames.shared_risks_of),
    "risk_network": (risk_network.figure, frames.risk_network_of),
    "rota": (rota.figure, frames.rota_of),
}


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", frames.SIZES)
@pytest.mark.parametrize("name", CHARTS)
def test_draws_a_valid_figure(name: str, size: int, theme: Theme, narrow: bool) -> None:
    draw, frame_of = CHARTS[name]
    figure = draw(frame_of(size), theme=theme, narrow=narrow)
    assert type(figure) is dict
    assert set(figure) == {"data", "layout"}
    assert figure["layout"]["template"] == template(theme)
    assert figure["layout"]["height"] > 0
    assert return_figure_from_figure_or_data(figure, validate_figure=size < 700)
    assert json.loads(to_json(figure, validate=False))


@pytest.mark.parametrize("name", CHARTS)
def test_an_empty_frame_gives_a_reason_in_words(name: str) -> None:
    draw, frame_of = CHARTS[name]
    figure = draw(frame_of(0))
    assert all(trace["x"] == [] for trace in figure["data"])
    assert figure["layout"]["annotations"][0]["text"]


@pytest.mark.parametrize("name", CHARTS)
def test_the_frame_is_left_as_it_was(name: str) -> None:
    draw, frame_of = CHARTS[name]
    frame = frame_of(24)
    before = frame.copy()
    draw(frame)
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize(
    "module",
    [
        *(levels, heatmap, comparison, pareto, timeline, strip, lapses, movers, burn_down),
        *(forecast, plan, reach),
        *(shared_risks, risk_network),
        rota,
    ],
    ids=lambda m: m.__name__,
)
def test_the_named_columns_are_the_frame(module: Any) -> None:
    frame_of = CHARTS[module.__name__.rpartition(".")[2]][1]
    assert tuple(frame_of(1).columns) == module.COLUMNS


@pytest.mark.parametrize(
    "path", sorted(Path("readiness/charts").glob("*.py")), ids=lambda p: p.name
)
def test_no_chart_uses_what_is_slow_or_belongs_to_another_layer(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "import plotly.express" not in text
    assert "from plotly" not in text
    assert "streamlit" not in text.replace(".streamlit", "")
    assert ".style" not in text


@pytest.mark.parametrize("name", CHARTS)
def test_a_drawing_is_shown_as_its_figure(name: str) -> None:
    draw, frame_of = CHARTS[name]
    figure = draw(frame_of(3), theme="dark", narrow=False)
    shown = return_figure_from_figure_or_data(Drawing(figure), validate_figure=True)
    assert json.loads(to_json(shown, validate=False)) == json.loads(to_json(figure, validate=False))
    assert shown["layout"].get("height") == figure["layout"].get("height")


def test_nothing_of_a_drawing_stays_when_it_is_shown_no_more() -> None:
    """Without Python looking for circles, which stops everybody."""
    drawing = Drawing(heatmap.figure(frames.heatmap_of(24), theme="light", narrow=False))
    gone = weakref.ref(drawing)
    gc.disable()
    try:
        del drawing
        assert gone() is None
    finally:
        gc.enable()


def test_a_tile_says_which_element_was_clicked() -> None:
    data = strip.figure(frames.strip_of(2))["data"]
    assert data[0]["customdata"] == [["E0"], ["E1"]]


def _cells(figure: dict[str, Any]) -> set[str]:
    grids = [trace["text"] for trace in figure["data"] if trace["type"] == "heatmap"]
    return {text for grid in grids for line in grid for text in line if text}


def _one_cell(**changes: Any) -> pd.DataFrame:
    cell = {"row_id": "S1", "row": "Lakeside", "element_id": "E1", "element": "Champion"}
    cell |= {"core": True, "score": 62.4, "gate_failed": False, "assessed": True, "n": 1}
    return pd.DataFrame([cell | changes])


def test_a_cell_says_score_failed_must_have_and_nothing_applies() -> None:
    assert _cells(heatmap.figure(_one_cell())) == {"62"}
    assert _cells(heatmap.figure(_one_cell(gate_failed=True))) == {"<b>✕ 62</b>"}
    assert _cells(heatmap.figure(_one_cell(score=frames.NAN))) == {"–"}
    assert _cells(heatmap.figure(_one_cell(score=99.7))) == {"99"}
    assert _cells(heatmap.figure(_one_cell(score=100.0))) == {"100"}


def test_a_cell_never_assessed_is_an_outline_without_fill_or_text() -> None:
    figure = heatmap.figure(_one_cell(assessed=False, score=frames.NAN))
    assert [trace["type"] for trace in figure["data"]] == ["scatter"]
    assert any(shape["type"] == "path" for shape in figure["layout"]["shapes"])


def test_a_click_on_a_cell_can_be_read() -> None:
    figure = heatmap.figure(frames.heatmap_of(3, 2))
    assert figure["data"][-1]["customdata"][:2] == [["S0", "E0"], ["S0", "E1"]]


def test_core_elements_come_first_with_a_gap_behind_them() -> None:
    axis = heatmap.figure(frames.heatmap_of(2, 4))["layout"]["xaxis"]
    assert axis["ticktext"] == ["Element 0", "Element 2", "Element 1", "Element 3"]
    assert axis["tickvals"] == [0.5, 1.5, 2.5 + 0.3, 3.5 + 0.3]


def test_only_core_or_only_supporting_elements_are_drawn_too() -> None:
    for core in (True, False):
        axis = heatmap.figure(_one_cell(core=core))["layout"]["xaxis"]
        assert axis["tickvals"] == [0.5]


def test_the_heatmap_grows_with_its_rows() -> None:
    heights = [
        heatmap.figure(frames.heatmap_of(size))["layout"]["height"] for size in (5, 24, 60, 700)
    ]
    assert heights == sorted(heights)
    assert heights[1] < 800


def test_names_are_safe_to_show_and_wrapped_not_cut() -> None:
    frame = frames.pareto_of(1).assign(title="<b>Doses</b> & a very long title " * 3)
    notes = pareto.figure(frame)["layout"]["annotations"]
    said = notes[0]["text"]
    assert said.startswith("<b>&lt;b&gt;Doses&lt;/b&gt; &amp; a")
    assert said.count("title") == 3


def test_a_bar_of_the_pareto_starts_at_zero_and_says_its_share() -> None:
    frame = frames.pareto_of(6).assign(assessed_sites=23)
    figure = pareto.figure(frame)
    assert figure["layout"]["xaxis"]["range"] == [0, 23]
    assert figure["data"][1]["x"] == [6, 5, 4, 3, 2, 1]
    assert "✕ 6 of 23 sites" in [note["text"] for note in figure["layout"]["annotations"]]


def test_the_timeline_is_dashed_after_the_as_of_date_only() -> None:
    past, future = _timeline(frames.timeline_of(24))["data"][:2]
    day = frames.AS_OF.isoformat()
    assert (past["line"]["dash"], future["line"]["dash"]) == ("solid", "dot")
    assert max(past["x"]) <= day <= min(future["x"])


def test_the_burn_down_names_as_many_days_as_there_is_room_for() -> None:
    frame = frames.burn_down_of(13)
    wide, narrow = (burn_down.figure(frame, narrow=n)["layout"]["xaxis"] for n in (False, True))
    assert len(wide["ticktext"]) == 13
    assert len(narrow["ticktext"]) == 4
    assert wide["ticktext"][-1] == narrow["ticktext"][-1] == "22 Nov"


def test_levels_of_another_framework_are_drawn() -> None:
    frame = pd.DataFrame({"level": ["gold", "none"], "title": ["Gold", "None"], "sites": [2, 1]})
    assert [trace["name"] for trace in levels.figure(frame)["data"]] == ["Gold", "None"]
    moved = frames.movers_of(1).assign(level_after="gold", level_before="none")
    assert movers.figure(moved, ladder=["none", "gold"])["data"][1]["text"] == ["②"]


def _words(figure: dict[str, Any]) -> list[str]:
    return [note["text"] for note in figure["layout"]["annotations"]]


def test_the_picture_of_a_large_network_keeps_to_what_can_be_read() -> None:
    figure = risk_network.figure(frames.risk_network_of(700), narrow=True)
    names = [text for text in _words(figure) if text.startswith("<b>")]
    assert len(names) == risk_network.RESOURCES + risk_network.PRACTICES
    (rest,) = [text for text in names if "more" in text]
    assert "practices" in rest
    lines = figure["layout"]["shapes"]
    assert len(lines) <= risk_network.RESOURCES * risk_network.PRACTICES
    assert {line["line"].get("dash", "") for line in lines} <= {"", "dot"}


def test_a_line_is_dotted_where_no_site_loses_the_highest_level() -> None:
    frame = frames.risk_network_of(2)  # the first line costs no site, the second one
    lines = risk_network.figure(frame)["layout"]["shapes"]
    assert [line["line"].get("dash") for line in lines] == ["dot", None]


def test_a_practice_and_a_hospital_of_the_same_name_are_told_apart() -> None:
    frame = frames.risk_network_of(1).assign(practice="Saint 0 & partners")
    names = [text for text in _words(risk_network.figure(frame)) if text.startswith("<b>")]
    assert names == [
        "<b>Saint 0 &amp; partners</b><br>0 of 2 sites lose Ready",
        "<b>Saint 0 &amp; partners</b><br>12 sites",
    ]


def test_marks_on_the_timeline_stand_on_their_days_and_not_outside_of_it() -> None:
    marked = _timeline(frames.timeline_of(24))["data"][3]
    assert marked["x"] == [frames.AS_OF.isoformat()]
    assert marked["text"] == ["<b>A trial opens</b><br>22 Nov 2026"]


def test_a_cell_of_agents_says_its_state_or_at_how_many_sites_all_is_in_place() -> None:
    frame = frames.agents_of(3, 2)
    single, grouped = (frame[frame["row_id"] == row] for row in ("S0", "S2"))
    words = {
        text
        for part in (single, grouped)
        for trace in agents.figure(part)["data"][:-1]
        for line in trace["text"]
        for text in line
    }
    assert words == {"", "✓ In place", "◧ Partly", "✕ 0/3", "? 0/3"}


@pytest.mark.parametrize("narrow", [False, True])
def test_an_hour_of_the_rota_has_its_sign_in_its_place(narrow: bool) -> None:
    figure = rota.figure(frames.rota_of(7), narrow=narrow)
    signs = {
        (text, *((row, column) if not narrow else (column, row)))
        for trace in figure["data"]
        if trace["type"] == "heatmap"
        for row, line in enumerate(trace["text"])
        for column, text in enumerate(line)
        if text
    }
    assert len(signs) == 168
    assert {("✓", 0, 0), ("◧", 0, 1), ("✕", 0, 2), ("–", 6, 3)} <= signs
    assert figure["layout"]["title"]["text"].count("✕ nobody on call") == 1


def test_a_rota_without_gaps_has_no_sign_for_them() -> None:
    frame = frames.rota_of(7).assign(state="covered", share=1.0)
    assert rota.figure(frame)["layout"]["title"]["text"] == "✓ somebody on call"


def test_on_a_telephone_a_cell_of_agents_is_its_sign_alone() -> None:
    drawn = agents.figure(frames.agents_of(3, 2), narrow=True)
    words = {text for t in drawn["data"][:-1] for line in t["text"] for text in line}
    assert words == {"", "✓", "◧", "✕", "?"}
    assert "3/5" not in drawn["layout"]["title"]["text"]
