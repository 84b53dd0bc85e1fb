"""Figures read off the screens, each page run as the app runs it."""

import re
from collections.abc import Iterator
from typing import Any

from streamlit.testing.v1 import AppTest

from readiness.domain.gaps import gaps
from readiness.services import meeting
from readiness.services.network import Filters
from tests.app.screens import (
    BELOW_CHARTS,
    assert_sound,
    captions,
    first_sentence,
    letters,
    opened,
    said,
    unfolded,
)
from tests.one_number.figures import (
    NETWORK,
    NONE,
    SINCE,
    Figure,
    Shown,
    number,
    reads,
    scores,
)
from tests.one_number.in_data import (
    SHORT,
    day_of,
    gate_rows,
    heatmap_rows,
    lapse_rows,
    level_rows,
    mover_rows,
    one_decimal,
    site_rows,
    whole,
)
from tests.one_number.on_paper import (
    CRITERIA,
    DAY,
    SCORE,
    WORDS,
    agenda_figures,
    forecast_sentence,
    found,
    iso,
    status_sentence,
)
from tests.services.workspaces import EVERYONE, TODAY, framework

MOST_COMPARED = 6
TABLES = (*BELOW_CHARTS, "strip", "timeline", "compared", "ready_ahead", "work")
"""The tables that are closed at first, on all of these pages."""


def page(name: str, **query: str | list[str]) -> AppTest:
    app = opened(name, {"asof": TODAY.isoformat(), **query}, unfolded(*TABLES))
    assert_sound(app)
    return app


def table(app: AppTest, *columns: str) -> list[dict[str, Any]]:
    """The rows of the first table that has all these columns; none where there is no such table."""
    for frame in app.dataframe:
        if set(columns) <= set(frame.value.columns):
            rows: list[dict[str, Any]] = frame.value.to_dict("records")
            return rows
    return []


@reads(
    "page Overview",
    each_site="level, score, must-haves failed, exact answered share, exact confirmed share, "
    "score of an element, level before, score before",
    network="sites of a level, assessed sites, sites, sites that fail a must-have, "
    "sites that fall out within 30 days, sites of the most-failed must-have, "
    "must-haves that lapse, others that lapse",
)
def overview_page(shown: Shown) -> Iterator[Figure]:
    app = page("overview", since=SINCE.isoformat())
    yield from status_sentence(first_sentence(app))
    caption = found(r"(\d+) sites of (\d+), (\d+) assessed", captions(app))
    yield Figure(NETWORK, "sites", caption[1])
    yield Figure(NETWORK, "sites", caption[2])
    yield Figure(NETWORK, "assessed sites", caption[3])
    yield from level_rows(table(app, "Level", "Sites"), "Level", "Sites")
    gates = table(app, "Must-have", "Of assessed sites")
    yield from gate_rows(gates, "Must-have", "Sites", "Of assessed sites")
    yield from lapse_rows(table(app, "Days left", "Site"), shown)
    yield from site_rows(table(app, "Service level", "Score"), shown)
    names = ("Site", "From", "Score before", "To", "Score after")
    yield from mover_rows(table(app, *names), shown, names)
    yield from heatmap_rows(table(app, "Site", *SHORT), shown)


@reads(
    "page Site",
    each_site="level, score, must-haves passed, answered, confirmed, score of an element, state, "
    "points of a criterion, points possible of a criterion, last day",
)
def site_page(shown: Shown) -> Iterator[Figure]:
    for key in shown.sites:
        app = page("site", site=key)
        metrics = {metric.label: metric.value for metric in app.metric}
        yield Figure(key, "score", metrics["Score"])
        yield Figure(key, "must-haves passed", metrics["Must-haves"])
        yield Figure(key, "answered", metrics["Answered"])
        yield Figure(key, "confirmed", metrics["Confirmed"])
        sentence = first_sentence(app)
        if "has not been assessed yet" in sentence:
            yield Figure(key, "level", "Not assessed")
            continue
        opening = found(rf"is ({WORDS}) with a score of ({SCORE})", sentence)
        yield Figure(key, "level", opening[1])
        yield Figure(key, "score", opening[2])
        if failing := re.search(r"(\d+|no) must-haves? fails?\b", sentence):
            yield Figure(key, "must-haves failed", failing[1].replace("no", "0"))
        for row in table(app, "Title", "Gates"):
            yield Figure(key, "score of an element", one_decimal(row["Score"]), SHORT[row["Title"]])
        for row in table(app, "Asked for", "Points"):
            about = CRITERIA[row["Criterion"]]
            yield Figure(key, "state", row["State"], about)
            yield Figure(key, "points of a criterion", number(row["Points"]), about)
            yield Figure(key, "points possible of a criterion", number(row["Of"]), about)
            yield Figure(key, "last day", day_of(row["Last day"]), about)
        for row in table(app, "Criterion", "Days left"):
            yield Figure(key, "last day", day_of(row["Last day"]), CRITERIA[row["Criterion"]])


@reads("page Compare", each_site="level, score, score of an element, state")
def compare_page(shown: Shown) -> Iterator[Figure]:
    names = {key: site.site_name for key, site in shown.workspace.known_sites().items()}
    titles = {element.title: element.id for element in framework().elements}
    keys = list(shown.sites)
    groups = [keys[start : start + MOST_COMPARED] for start in range(0, len(keys), MOST_COMPARED)]
    if len(groups[-1]) < 2:  # the tables are those of two sites or more
        groups[-1].append(next(key for key in names if key not in groups[-1]))
    for group in groups:
        app = page("compare", sites=group, which="everything")
        scores = {row.pop(""): row for row in table(app, "", names[group[0]])}
        states = table(app, "Criterion", names[group[0]])
        for key in (key for key in group if key in shown.sites):
            yield Figure(key, "level", scores["Level"][names[key]])
            yield Figure(key, "score", scores["Score"][names[key]])
            for title, about in titles.items():
                yield Figure(key, "score of an element", scores[title][names[key]], about)
            for row in states:
                state = re.sub(r"^\W+", "", row[names[key]])
                yield Figure(key, "state", state, CRITERIA[row["Criterion"]])
        first = group[0]
        for row in table(app, "Among", "Score"):
            if row["Among"] == "All assessed sites":
                yield Figure(first, "score", one_decimal(row["Score"]))
            elif row["Among"] in SHORT:
                about = SHORT[row["Among"]]
                yield Figure(first, "score of an element", one_decimal(row["Score"]), about)


@reads(
    "page Meeting",
    network="sites of a level, assessed sites, sites that fail a must-have, "
    "sites that fall out within 30 days, sites of the most-failed must-have, "
    "must-haves that lapse, sites that moved, sites of another level",
)
def meeting_page(shown: Shown) -> Iterator[Figure]:
    held = _meeting(shown)
    parts = [page("meeting", meeting=held, part=part) for part in ("status", "movement", "lapses")]
    text = "\n".join(
        "\n".join([first_sentence(app), *(letters(one.value) for one in app.markdown)])
        for app in parts
    )
    yield from agenda_figures(text, shown)


def _meeting(shown: Shown) -> str:
    """The meeting that is held, or one that is opened now."""
    held = meeting.meetings(shown.workspace, EVERYONE)
    if held:
        return held[0].meeting_id
    return meeting.open_meeting(shown.workspace, EVERYONE, TODAY, SINCE, Filters())


@reads(
    "page Forecast",
    each_site="falls on",
    network="sites of a level, sites, assessed sites, sites that fall out within 30 days, "
    "sites that fall out within a year",
)
def forecast_page(shown: Shown) -> Iterator[Figure]:
    app = page("forecast")
    yield from forecast_sentence(first_sentence(app))
    caption = found(r"(\d+) sites, (\d+) assessed", captions(app))
    yield Figure(NETWORK, "sites", caption[1])
    yield Figure(NETWORK, "assessed sites", caption[2])
    best = framework().levels[-1]
    ahead = table(app, "From", "Nobody acts")
    yield Figure(NETWORK, "sites of a level", whole(ahead[0]["Nobody acts"]), best.id)
    fallen = ahead[0]["Nobody acts"] - ahead[-1]["Nobody acts"]
    yield Figure(NETWORK, "sites that fall out within a year", whole(fallen))
    losses = {
        row["site_id"]: row
        for row in table(app, "Falls on", "Because this lapses")
        if row["From"] == best.title
    }
    for key in shown.sites:
        fall = day_of(losses[key]["Falls on"]) if key in losses else NONE
        yield Figure(key, "falls on", fall)
        if key in losses:
            yield Figure(key, "level", losses[key]["From"])
    yield from _forecast_of_sites(shown)


def _forecast_of_sites(shown: Shown) -> Iterator[Figure]:
    """The page of one site, for each site that may fall and for one that was never assessed."""
    best = framework().levels[-1]
    falling = [key for key in shown.sites if scores()[key].level == best.id]
    for key in falling + [key for key in shown.sites if not scores()[key].assessed]:
        sentence = first_sentence(page("forecast", site=key))
        if "has not been assessed yet" in sentence:
            yield Figure(key, "level", "Not assessed")
            continue
        level = found(rf"is ({WORDS}) today", sentence)[1]
        yield Figure(key, "level", level)
        fall = re.search(rf"from ({DAY})", sentence)
        if level == best.title and fall:
            yield Figure(key, "falls on", iso(fall[1]))


@reads("page Plan", each_site="level, score")
def plan_page(shown: Shown) -> Iterator[Figure]:
    """With a gap taken as closed it says the score now; the level now is the one below the next."""
    for key in shown.sites:
        open_gaps = gaps(framework(), scores()[key])
        app = page("plan", site=key, closed=[gap.scored.criterion.id for gap in open_gaps[-1:]])
        sentence = first_sentence(app)
        if "has not been assessed yet" in sentence:
            yield Figure(key, "level", "Not assessed")
            continue
        text = "\n".join(letters(one.value) for one in app.markdown)
        for score in re.findall(rf"the score goes from ({SCORE}) to {SCORE}", text):
            yield Figure(key, "score", score)
        yield Figure(key, "level", _level_now(app, sentence))
        for row in table(app, "Close", "State now"):
            yield Figure(key, "state", row["State now"], CRITERIA[row["Close"]])


def _level_now(app: AppTest, sentence: str) -> str:
    if own := re.search(rf"is ({WORDS}) on", sentence):
        return own[1]
    titles = [level.title for level in framework().levels]
    reach = [one for one in app.radio if one.label == "Level to reach"]
    lowest = reach[0].options[0] if reach else found(rf"reach(?:es)? ({WORDS})", sentence)[1]
    return titles[titles.index(lowest) - 1]


@reads("page Review", each_site="")
def review_page(shown: Shown) -> Iterator[Figure]:
    """The sites that wait; which they are is not a figure of the scoring module."""
    app = page("review")
    for row in table(app, "Days waiting", "Score"):
        key = row["site_id"]
        if key in shown.sites:
            yield Figure(key, "level", row["Level"])
            yield Figure(key, "score", one_decimal(row["Score"]))
            yield Figure(key, "must-haves failed", whole(row["Must-haves failing"]))
            yield Figure(key, "exact confirmed share", number(row["Confirmed"]))
    assert not said(app, "error")
