"""The forecast's picture: whole sites, named cliffs, and the same in words."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from readiness.charts import forecast
from readiness.charts.palette import THEMES
from tests.charts import frames

FRAME = pd.DataFrame(
    [
        (date(2026, 11, 22), 9, 9, 9),
        (date(2026, 12, 10), 7, 9, 9),
        (date(2027, 11, 22), 0, 5, 9),
    ],
    columns=list(forecast.COLUMNS),
)
CLIFFS = pd.DataFrame({"day": [date(2026, 12, 10)], "words": ["2 sites"]})


def marks(figure: dict[str, Any]) -> list[str]:
    return [note["text"] for note in figure["layout"]["annotations"]]


def test_each_way_of_renewing_has_a_line_told_apart_by_more_than_colour() -> None:
    lines = forecast.figure(FRAME)["data"]
    assert [line["name"] for line in lines] == [
        "everything renewed",
        "must-haves renewed",
        "nobody acts",
    ]
    assert [line["y"] for line in lines] == [[9, 9, 9], [9, 9, 5], [9, 7, 0]]
    assert len({line["line"]["dash"] for line in lines}) == 3


@pytest.mark.parametrize("most", [1, 2, 5, 9, 24, 264, 700, 5000])
def test_the_axis_begins_at_nothing_and_counts_whole_sites(most: int) -> None:
    axis = forecast.figure(frames.forecast_of(most))["layout"]["yaxis"]
    assert axis["range"][0] == 0
    assert axis["range"][1] > most
    ticks = axis["tickvals"]
    assert 2 <= len(ticks) <= 6
    assert all(isinstance(tick, int) for tick in ticks)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("narrow", [False, True])
def test_cliffs_are_named_at_their_day_on_the_side_with_room(theme: Any, narrow: bool) -> None:
    late = pd.DataFrame(
        {"day": [date(2027, 10, 1)], "words": ["A site of a very long name indeed"]}
    )
    figure = forecast.figure(FRAME, pd.concat([CLIFFS, late]), theme=theme, narrow=narrow)
    assert marks(figure) == [
        "<b>10 Dec 2026</b> 2 sites",
        "<b>1 Oct 2027</b> A site of a very long…",
    ]
    first, last = figure["layout"]["annotations"]
    assert (first["xanchor"], last["xanchor"]) == ("left", "right")
    assert first["y"] < last["y"] < figure["layout"]["yaxis"]["range"][1]


def test_a_hostile_name_is_text() -> None:
    hostile = pd.DataFrame({"day": [date(2026, 12, 10)], "words": ["<b>x</b><script>"]})
    (text,) = marks(forecast.figure(FRAME, hostile))
    assert text == "<b>10 Dec 2026</b> &lt;b&gt;x&lt;/b&gt;&lt;script&gt;"


@pytest.mark.parametrize(
    ("frame", "cliffs", "said"),
    [
        (FRAME.iloc[:0], CLIFFS.iloc[:0], "No site is at the highest level, so none can fall."),
        (
            FRAME,
            CLIFFS,
            "9 sites at the highest level on 22 Nov 2026; on 22 Nov 2027 0 if nobody acts, 5 if "
            "the must-haves are renewed on time, 9 if everything is; most fall on 10 Dec 2026 "
            "(2 sites).",
        ),
        (
            frames.forecast_of(1).assign(nobody_acts=1, must_haves=1),
            CLIFFS.iloc[:0],
            "1 site at the highest level on 22 Nov 2026; on 22 Nov 2027 1 if nobody acts, 1 if "
            "the must-haves are renewed on time, 1 if everything is.",
        ),
    ],
)
def test_the_same_in_words(frame: pd.DataFrame, cliffs: pd.DataFrame, said: str) -> None:
    assert forecast.summary(frame, cliffs) == said
    assert frames.AS_OF + timedelta(days=365) == date(2027, 11, 22)
