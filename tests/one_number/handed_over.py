"""Figures read off slides and off the HTML files that open offline."""

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from typing import Any

from readiness.charts.print_signs import print_signs, screen_signs
from readiness.exports import network_html, network_slides, site_html
from readiness.services import handover, reports
from readiness.services.network import Filters
from tests.exports import decks
from tests.exports.test_handover import Read
from tests.one_number.figures import NETWORK, NONE, SINCE, STATES, Figure, Shown, number, reads
from tests.one_number.in_data import SHORT, one_decimal, whole
from tests.one_number.on_paper import (
    CRITERIA,
    DAY,
    LEVELS,
    SCORE,
    WORDS,
    forecast_sentence,
    found,
    iso,
    lapse_sentence,
    movement_sentence,
    status_sentence,
)
from tests.services.workspaces import EVERYONE, TODAY, framework

CRITERION = "|".join(sorted(map(re.escape, CRITERIA), key=len, reverse=True))
STATE = "|".join(sorted(STATES.values(), key=len, reverse=True))
BEST = framework().levels[-1].title
Row = list[Any]


@reads(
    "slides (PPTX)",
    network="sites of a level, assessed sites, sites, sites that fail a must-have, "
    "sites that fall out within 30 days, sites that fall out within a year, "
    "sites of the most-failed must-have, mean score of an element, "
    "sites where a must-have of an element fails, must-haves that lapse, others that lapse, "
    "sites of another level, sites that rose, sites that fell",
)
def slides(shown: Shown) -> Iterator[Figure]:
    report = reports.network_report(shown.workspace, EVERYONE, TODAY, SINCE, Filters())
    content = network_slides.pptx(report, signs=print_signs(framework()))
    first, status, elements, must_haves, movement, lapses, *_ = decks.slides(content)
    yield from status_sentence(decks.said(first))
    yield from status_sentence(decks.notes(first))
    yield from covers(decks.said(first))
    yield from _status(status)
    yield from _elements(elements)
    for title, sites in bars(must_haves, "Sites"):
        yield Figure(NETWORK, "sites that fail a must-have", whole(sites), CRITERIA[title])
    yield from _failing(f"{decks.said(must_haves)}\n{decks.notes(must_haves)}")
    yield from _moves(movement, shown)
    yield from _lapses(lapses, shown)


def bars(slide: Any, series: str) -> list[tuple[str, Any]]:
    """The bars of the chart, which must be those of the workbook that opens to edit it."""
    (chart,) = decks.charts(slide)
    drawn = decks.figures(chart)
    names, *rows = zip(*decks.workbook(chart).iter_rows(values_only=True), strict=True)
    edited = {str(row[0]): list(row[1:]) for row in rows}
    assert edited.pop(series) == drawn[series]
    assert list(names[1:]) == drawn[""]
    return list(zip(drawn[""], drawn[series], strict=True))


def covers(text: str) -> Iterator[Figure]:
    """How many sites a report is about."""
    said = found(r"(\d+) sites of (\d+), (\d+) assessed", text)
    yield Figure(NETWORK, "sites", said[1])
    yield Figure(NETWORK, "sites", said[2])
    yield Figure(NETWORK, "assessed sites", said[3])


def _status(slide: Any) -> Iterator[Figure]:
    for title, sites in bars(slide, "Sites"):
        yield Figure(NETWORK, "sites of a level", whole(sites), LEVELS[words(title)])
    yield from status_sentence(decks.said(slide))
    yield from forecast_sentence(decks.said(slide))
    notes = decks.notes(slide)
    for title, sites in re.findall(rf"({WORDS}): (\d+)", notes):
        yield Figure(NETWORK, "sites of a level", sites, LEVELS[title])
    yield Figure(NETWORK, "sites", found(r"(\d+) in all", notes)[1])


def _elements(slide: Any) -> Iterator[Figure]:
    fails = "sites where a must-have of an element fails"
    for title, mean in bars(slide, "Mean score"):
        yield Figure(NETWORK, "mean score of an element", one_decimal(mean), SHORT[title])
    for title, cell in decks.table(slide)[1:]:
        sites, of = cell.split(" of ")
        yield Figure(NETWORK, fails, sites, SHORT[title])
        yield Figure(NETWORK, "assessed sites", of)
    for title, mean, sites, of in re.findall(
        rf"(?m)^(.+): mean score ({SCORE}); .* fails at (\d+) of (\d+) assessed sites?",
        decks.notes(slide),
    ):
        yield Figure(NETWORK, "mean score of an element", mean, SHORT[title])
        yield Figure(NETWORK, fails, sites, SHORT[title])
        yield Figure(NETWORK, "assessed sites", of)


def _failing(text: str) -> Iterator[Figure]:
    for title, sites, of in re.findall(
        rf"({CRITERION}):? fails at (\d+) of (\d+) assessed sites?", text
    ):
        yield Figure(NETWORK, "sites that fail a must-have", sites, CRITERIA[title])
        yield Figure(NETWORK, "assessed sites", of)


def _moves(slide: Any, shown: Shown) -> Iterator[Figure]:
    said = found(
        r"(\d+|No) sites? rose and (\d+|none) fell since .*; (\d+|none) ha(?:ve|s) another level",
        slide.shapes.title.text_frame.text,
    )
    rose, fell, other = (words.replace("none", "0").replace("No", "0") for words in said.groups())
    yield Figure(NETWORK, "sites that rose", rose)
    yield Figure(NETWORK, "sites that fell", fell)
    yield Figure(NETWORK, "sites of another level", other)
    for place, (kind, number_of) in enumerate(
        (("sites that rose", rose), ("sites that fell", fell))
    ):
        (title, _, _), *rows = decks.table(slide, place)
        assert title.endswith(f": {number_of}")
        yield Figure(NETWORK, kind, title.rpartition(": ")[2])
        for name, levels, scores in rows:
            if "→" not in scores:  # how many more there are
                continue
            key = _ids(shown)[name]
            if key in shown.sites:
                before, _, after = levels.partition(" → ")
                yield Figure(key, "level before", words(before))
                yield Figure(key, "level", words(after or before))
                was, _, now = scores.partition(" → ")
                yield Figure(key, "score before", was)
                yield Figure(key, "score", now)


def _lapses(slide: Any, shown: Shown) -> Iterator[Figure]:
    kinds = {"Must-haves": "must-haves that lapse", "Other criteria": "others that lapse"}
    for series, kind in kinds.items():
        for (_, count), limit in zip(bars(slide, series), ("30", "60", "90"), strict=True):
            yield Figure(NETWORK, kind, whole(count), limit)
    soon = found(r"(\d+) must-haves? lapses? within 30 days", decks.said(slide))
    yield Figure(NETWORK, "must-haves that lapse", soon[1], "30")
    for words_of, limit in (("within 30", "30"), ("31 to 60", "60"), ("61 to 90", "90")):
        said = found(rf"{words_of} days: (\d+|no) must-haves?, (\d+|no) others", decks.notes(slide))
        for kind, count in zip(kinds.values(), said.groups(), strict=True):
            yield Figure(NETWORK, kind, count.replace("no", "0"), limit)
    for day, name, title, _ in decks.table(slide)[1:]:
        if title in CRITERIA and _ids(shown)[name] in shown.sites:
            yield Figure(_ids(shown)[name], "last day", iso(day), CRITERIA[title])


def _ids(shown: Shown) -> dict[str, str]:
    return {site.site_name: key for key, site in shown.workspace.known_sites().items()}


def words(signed: str) -> str:
    """Ready of "● Ready"."""
    return signed.partition(" ")[2]


@cache
def signs() -> Any:
    return screen_signs(framework())


@reads(
    "network (HTML)",
    each_site="level, score, must-haves failed, failed must-haves, answered, confirmed, "
    "score of an element, must-have of an element fails, state, points to gain, last day, "
    "level before, score before",
    network="sites of a level, assessed sites, sites, sites that fail a must-have, "
    "sites that fall out within 30 days, sites that fall out within a year, "
    "sites of the most-failed must-have, must-haves that lapse, sites that moved, "
    "sites of another level",
)
def network_file(shown: Shown) -> Iterator[Figure]:
    made = handover.network_handover(shown.workspace, EVERYONE, TODAY, SINCE, Filters())
    content = network_html.content(made, signs=signs())
    read = Read(content)
    yield from status_sentence(read.said)
    yield from covers(read.said)
    yield from movement_sentence(read.said)
    yield from lapse_sentence(read.said)
    yield from forecast_sentence(read.said)
    for level, sites, _ in read.table("Level", 3):
        yield Figure(NETWORK, "sites of a level", sites, LEVELS[words(level)])
    for title, cell, _ in read.table("Must-have", 3):
        sites, of = cell.split(" of ")
        yield Figure(NETWORK, "sites that fail a must-have", sites, CRITERIA[title])
        yield Figure(NETWORK, "assessed sites", of)
    ids = _ids(shown)
    rows = read.table("Site", 10)
    yield Figure(NETWORK, "sites", str(len(rows)))
    for row in rows:
        if ids[row[0]] in shown.sites:
            yield from _site_of_network(ids[row[0]], row)
    matrix = next(rows for rows in read.tables if rows[0][0] == "Site" and len(rows[0]) == 11)
    columns = [SHORT[title.removesuffix(" core")] for title in matrix[0][1:]]
    for name, *cells in matrix[1:]:
        for about, cell in zip(columns, cells, strict=True):
            if ids[name] in shown.sites:
                failed = cell.startswith("✕")
                score = cell.rpartition(" ")[2]
                yield Figure(ids[name], "score of an element", score, about)
                yield Figure(ids[name], "must-have of an element fails", str(failed), about)
    for name, before, after, score_before, score_after in read.table("Site", 5):
        if ids[name] in shown.sites:
            yield Figure(ids[name], "level before", words(before))
            yield Figure(ids[name], "level", words(after))
            yield Figure(ids[name], "score before", score_before)
            yield Figure(ids[name], "score", score_after)
    each = re.findall(r'(?s)<details data-site="\d+">(.*?)</details>', content.decode())
    for row, detail in zip(rows, each, strict=True):
        if ids[row[0]] in shown.sites:
            yield from _detail(ids[row[0]], detail)


def _site_of_network(key: str, row: Row) -> Iterator[Figure]:
    level, score, failed, answered, confirmed, falls = row[4:]
    yield Figure(key, "level", words(level))
    yield Figure(key, "score", score)
    count, _, titles = failed.partition(" ")
    yield Figure(key, "must-haves failed", count)
    if count != NONE:
        ids = [CRITERIA[title] for title in titles.split("; ") if title]
        yield Figure(key, "failed must-haves", " ".join(ids))
    yield Figure(key, "answered", answered)
    yield Figure(key, "confirmed", confirmed)
    if words(level) == BEST:
        yield Figure(key, "falls on", NONE if falls == NONE else iso(falls))


def _detail(key: str, detail: str) -> Iterator[Figure]:
    """What unfolds below a site: its gaps and its next last days."""
    for text in re.findall("<li>(.*?)</li>", detail):
        line = plain(text)
        if gap := re.fullmatch(
            rf"(?:Must-have )?\S ({STATE}) ({CRITERION}), (\d+\.\d) points to gain", line
        ):
            yield Figure(key, "state", gap[1], CRITERIA[gap[2]])
            yield Figure(key, "points to gain", gap[3], CRITERIA[gap[2]])
        else:
            lapse = found(rf"^({DAY}) (?:Must-have )?({CRITERION})$", line)
            yield Figure(key, "last day", iso(lapse[1]), CRITERIA[lapse[2]])


def plain(html: str) -> str:
    """The words between tags."""
    return " ".join(unescape(re.sub("<[^>]+>", " ", html)).split())


@reads(
    "site (HTML)",
    each_site="level, score, must-haves passed, answered, confirmed, score of an element, state, "
    "points of a criterion as shown, points possible of a criterion, last day, points to gain, "
    "points as shown, points possible",
)
def site_file(shown: Shown) -> Iterator[Figure]:
    for key in shown.sites:
        made = handover.site_handover(shown.workspace, EVERYONE, key, TODAY)
        content = site_html.content(made, signs=signs())
        read = Read(content)
        yield from _standing(key, read.said)
        if "has not been assessed yet" in read.said:
            yield Figure(key, "level", "Not assessed")
            continue
        for title, score in re.findall(
            r'<li class="e\d+"><b>(.*?)</b><span class="big">(.*?)</span>', content.decode()
        ):
            yield Figure(key, "score of an element", score, SHORT[unescape(title)])
        for row in read.table("Gap", 7):
            yield Figure(key, "state", words(row[2]), CRITERIA[row[0]])
            yield Figure(key, "points to gain", row[3], CRITERIA[row[0]])
        for title, _, last, _ in read.table("Criterion", 4):
            yield Figure(key, "last day", iso(last), CRITERIA[title])
        for row in read.table("Criterion", 10):
            yield from _term(key, row)


def _standing(key: str, text: str) -> Iterator[Figure]:
    head = found(rf"Score({SCORE})Must-haves(\d+ of \d+|–)Answered(\d+%|–)Confirmed(\d+%|–)", text)
    for place, kind in enumerate(("score", "must-haves passed", "answered", "confirmed"), 1):
        yield Figure(key, kind, head[place])
    if said := re.search(rf"is ({WORDS}) with a score of ({SCORE})", text):
        yield Figure(key, "level", said[1])
        yield Figure(key, "score", said[2])
        yield Figure(key, "score", found(rf"22 Nov 2026: ({SCORE})", text)[1])
        made = found(
            rf"([\d.]+) points earned of ([\d.]+) possible make a score of ({SCORE})", text
        )
        yield Figure(key, "points as shown", made[1])
        yield Figure(key, "points possible", number(float(made[2])))
        yield Figure(key, "score", made[3])


def _term(key: str, row: Row) -> Iterator[Figure]:
    about = CRITERIA[row[0]]
    yield Figure(key, "state", words(row[5]), about)
    yield Figure(key, "points of a criterion as shown", row[6], about)
    yield Figure(key, "points possible of a criterion", number(float(row[7])), about)
    yield Figure(key, "last day", NONE if row[8] == NONE else iso(row[8]), about)
