"""The slides of the network: their figures, their words, and names that want to be formulas."""

import io
import time
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from readiness.charts.print_signs import print_signs
from readiness.domain.actions import Action
from readiness.domain.people import Person, Role
from readiness.domain.scoring import SCORING_VERSION
from readiness.exports import network_slides
from readiness.exports.caution import CAUTION, LIMITS
from readiness.exports.slide_findings import MOST_BARS
from readiness.services import actions
from readiness.services.network import Filters
from readiness.services.reports import NetworkReport, network_report
from readiness.services.workspace import Workspace
from readiness.views import network as tables
from readiness.views.meeting import agenda
from readiness.views.sentences import day, overview_sentence
from tests.exports import decks
from tests.offices import as_pdf, drawn
from tests.services.workspaces import (
    EVERYONE,
    NEVER_ASSESSED,
    NOT_READY,
    NOW,
    READY,
    TODAY,
    framework,
)

SINCE = TODAY - timedelta(days=91)
HOSTILE = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\x00\x0b\ufffe\u202e", ""]


@cache
def signs() -> dict[str, Any]:
    return print_signs(framework())


def everything(
    workspace: Workspace,
    filters: Filters | None = None,
    *,
    since: date = SINCE,
    who: Person = EVERYONE,
) -> NetworkReport:
    return network_report(workspace, who, TODAY, since, filters or Filters())


def pptx(report: NetworkReport, template: Path | None = None) -> bytes:
    return network_slides.pptx(report, signs=signs(), template=template)


def renamed(report: NetworkReport, text: str) -> NetworkReport:
    """The same with these words wherever people may have typed, the framework's titles too."""
    rows = tuple(row._replace(site_name=text) for row in report.overview.sites)
    sites = {key: site._replace(site_name=text) for key, site in report.sites.items()}
    known = {key: replace(row, title=text) for key, row in report.overview.criterion.items()}
    late = Action("A1", NOT_READY, ("C01",), text, text, SINCE, "open", NOW)
    return replace(
        report,
        overview=replace(report.overview, sites=rows, criterion=known),
        sites=sites,
        actions=(late,) * 30,
        made_by=text,
    )


@pytest.fixture(scope="module")
def report(network: Workspace) -> NetworkReport:
    return everything(network)


@pytest.fixture(scope="module")
def content(report: NetworkReport) -> bytes:
    return pptx(report)


@pytest.fixture(scope="module")
def deck(content: bytes) -> list[Any]:
    return decks.slides(content)


def test_titles_say_what_was_found(content: bytes, report: NetworkReport) -> None:
    assert decks.titles(content) == [
        "Network readiness, 22 Nov 2026",
        "9 of 23 assessed sites are Ready",
        "After-hours cover is the lowest core element, with a mean score of 80.0 of 100",
        "Tocilizumab doses in reach fails at 6 of 23 assessed sites",
        "6 sites rose and 17 fell since 23 Aug 2026; 8 have another level",
        "14 must-haves lapse within 30 days, at 14 sites",
        "No action has been raised yet",
        "The figures are what sites state about themselves, scored by fixed rules",
    ]
    status, movement, lapses, *_ = agenda(report.overview, (), (), report.sites)
    assert status.sentence.startswith(decks.titles(content)[1])
    assert movement.sentence == "23 sites moved; 8 have another level."
    assert lapses.sentence == "14 must-haves lapse at 14 sites."


def test_the_first_slide_carries_sentence_day_maker_and_versions(
    deck: list[Any], report: NetworkReport
) -> None:
    words = decks.said(deck[0])
    assert overview_sentence(report.overview) in words
    assert "As of 22 Nov 2026, compared with 23 Aug 2026." in words
    assert "Made by Ana on 22 Nov 2026." in words
    assert f"version 2026.1; scoring version {SCORING_VERSION}." in words
    assert "Some or all of these sites are made up." in words
    assert CAUTION in decks.said(deck[-1])
    assert LIMITS in decks.said(deck[-1])


def test_levels_are_those_of_the_overview(deck: list[Any], report: NetworkReport) -> None:
    frame = tables.levels(report.overview)
    (chart,) = decks.charts(deck[1])
    assert decks.figures(chart) == {
        "": ["● Ready", "◐ Ready with gaps", "⊗ Not ready", "○ Not assessed"],
        "Sites": frame["sites"].tolist(),
    }
    shown = [point.format.fill.fore_color.rgb for point in _points(chart, 4)]
    assert [f"#{colour}".lower() for colour in shown] == [
        signs()["levels"][level]["fill"] for level in frame["level"]
    ]


def _points(chart: Any, number: int) -> list[Any]:
    series = chart.plots[0].series[0]
    return [series.points[place] for place in range(number)]


def test_elements_are_the_means_of_the_overview_lowest_first(
    deck: list[Any], report: NetworkReport
) -> None:
    (chart,) = decks.charts(deck[2])
    found = decks.figures(chart)
    names, scores = found[""], found["Mean score"]
    assert scores == sorted(scores)
    frame = tables.heatmap(report.overview, by="site")
    core = frame[frame["core"] & frame["assessed"]]
    assert set(names) == set(core["element"])
    for name, score in zip(names, scores, strict=True):
        cells = core[core["element"] == name]
        assert abs(cells["score"].mean() - score) < 0.2  # each site's own score was rounded down
        row = next(row for row in decks.table(deck[2]) if row[0] == name)
        assert row[1] == f"{cells['gate_failed'].sum()} of 23"


def test_failed_must_haves_are_those_of_the_overview_most_failed_first(
    deck: list[Any], report: NetworkReport
) -> None:
    (chart,) = decks.charts(deck[3])
    frame = tables.failed_gates(report.overview).head(MOST_BARS)
    assert decks.figures(chart) == {
        "": frame["title"].tolist(),
        "Sites": frame["sites"].tolist(),
    }
    labels = chart.plots[0].data_labels
    assert labels.number_format == '#,##0" of 23"'
    assert labels.show_value


def test_movers_are_those_of_the_overview(deck: list[Any], report: NetworkReport) -> None:
    frame = tables.movers(report.overview).set_index("site")
    for place, sign in ((0, 1), (1, -1)):
        head, *rows = decks.table(deck[4], place)
        assert head[1:] == ["Level", "Score"]
        for name, level, score in (row for row in rows if not row[0].startswith("and ")):
            row = frame.loc[name]
            before = 0 if row["score_before"] != row["score_before"] else row["score_before"]
            assert (row["score_after"] - before) * sign > 0
            assert f"{row['score_after']:.1f}" in score
            assert row["To"] in level
    rows = decks.table(deck[4], 1)
    listed = len(rows) - 2
    assert rows[-1][0] == f"and {17 - listed} more sites"


def test_lapses_are_those_of_the_overview_soonest_first(
    deck: list[Any], report: NetworkReport
) -> None:
    (chart,) = decks.charts(deck[5])
    frame = tables.lapse_buckets(report.overview)
    assert decks.figures(chart) == {
        "": frame["bucket"].tolist(),
        "Must-haves": frame["must_haves"].tolist(),
        "Other criteria": frame["others"].tolist(),
    }
    rows = decks.table(deck[5])[1:-1]
    first = tables.lapses(report.overview).head(len(rows)).to_dict("records")
    assert rows == [
        [day(row["Last day"]), row["Site"], row["Criterion"], row["Must-have"] or "no"]
        for row in first
    ]
    left = len(report.overview.lapses) - len(rows)
    assert decks.table(deck[5])[-1][0] == f"and {left} more last days"


def test_every_chart_is_edited_in_a_workbook_with_the_same_figures(deck: list[Any]) -> None:
    for chart in (chart for slide in deck for chart in decks.charts(slide)):
        shown = decks.figures(chart)
        rows = list(decks.workbook(chart).iter_rows(values_only=True))
        assert rows[0][1:] == tuple(name for name in shown if name)
        assert [row[0] for row in rows[1:]] == shown[""]
        for place, name in enumerate((name for name in shown if name), 1):
            assert [row[place] for row in rows[1:]] == shown[name]


def test_every_chart_and_table_says_what_it_shows(deck: list[Any]) -> None:
    for slide in deck:
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table:
                assert len(shape._element.xpath(".//p:cNvPr")[0].get("descr")) > 30


def test_notes_have_the_source_figures_with_day_and_number(
    deck: list[Any], report: NetworkReport
) -> None:
    for slide in deck:
        assert "24 sites of 24, 23 assessed. As of 22 Nov 2026" in decks.notes(slide)
        assert "scoring version" in decks.notes(slide)
    assert "Ready: 9; Ready with gaps: 6; Not ready: 8; Not assessed: 1; 24 in all." in decks.notes(
        deck[1]
    )
    assert "Tocilizumab doses in reach: fails at 6 of 23 assessed sites." in decks.notes(deck[3])
    assert "https://" in decks.notes(deck[-1])


def test_every_slide_after_the_first_has_its_number_and_the_day(deck: list[Any]) -> None:
    for number, slide in enumerate(deck[1:], 2):
        assert "Network readiness as of 22 Nov 2026" in decks.said(slide)
        (field,) = slide._element.xpath('.//a:fld[@type="slidenum"]')
        assert field.xpath("./a:t")[0].text == str(number)
        first, *_, last = slide.shapes  # in the order in which they are read aloud
        assert first == slide.shapes.title
        assert last._element.xpath('.//a:fld[@type="slidenum"]')


def test_nothing_reaches_beyond_its_slide_and_no_words_stand_on_others(
    content: bytes, network: Workspace
) -> None:
    long = renamed(everything(network), "Wide Meadow Memorial Community Oncology Center " * 3)
    for made in (content, pptx(long)):
        presentation = decks.opened(made)
        for slide in presentation.slides:
            boxes = [
                (shape.left, shape.top, shape.left + shape.width, shape.top + shape.height)
                for shape in slide.shapes
                if shape.has_table or shape.has_chart or not shape.is_placeholder
            ]
            for left, top, right, bottom in boxes:
                assert 0 <= left < right <= presentation.slide_width
                assert 0 <= top < bottom <= presentation.slide_height
            for place, one in enumerate(boxes):
                for other in boxes[place + 1 :]:
                    apart = one[2] <= other[0] or other[2] <= one[0]
                    assert apart or one[3] <= other[1] or other[3] <= one[1]


def test_overdue_actions_come_first_and_what_does_not_fit_is_counted(network: Workspace) -> None:
    many = tuple(
        Action(f"A{place}", NOT_READY, ("C15",), f"Step {place}", "lead nurse",
               TODAY + timedelta(days=place - 3), "open", NOW)
        for place in range(40)
    )  # fmt: skip
    made = pptx(replace(everything(network), actions=many))
    assert decks.titles(made)[6] == "3 of 40 unfinished actions are overdue"
    head, *rows, last = decks.table(decks.slides(made)[6])
    assert head == ["Due on", "Action", "Site", "Owner", "State"]
    assert [row[4] for row in rows[:4]] == ["Open, overdue"] * 3 + ["Open"]
    assert last[0] == f"and {40 - len(rows)} more actions"
    assert 8 <= len(rows) < 40


def test_what_a_network_does_not_have_gets_no_slide(network: Workspace) -> None:
    nobody = Person.holding("Max", Role.MANAGER, [NEVER_ASSESSED])
    for report, finding in (
        (everything(network, Filters(region=("Nowhere",))), "No site matches these filters"),
        (everything(network, who=nobody), "None of 1 site has been assessed yet"),
    ):
        made = pptx(report)
        assert decks.titles(made)[1] == finding
        assert len(decks.titles(made)) == 5
        assert "Left out, as there is nothing to show: core elements" in decks.said(
            decks.slides(made)[-1]
        )
    still = pptx(everything(network, since=TODAY))
    assert "No site moved since 22 Nov 2026" in decks.titles(still)
    calm = everything(network)
    calm = replace(calm, overview=replace(calm.overview, failed_gates=(), lapses=()))
    assert len(decks.titles(pptx(calm))) == 6
    assert "must-haves (none fails), lapses (none within 90 days)" in decks.said(
        decks.slides(pptx(calm))[-1]
    )


def test_owners_are_named_only_to_who_sees_names(few: Workspace) -> None:
    actions.raise_action(few, EVERYONE, NOT_READY, ["C15"], "Count the stock", "Rui Alves", TODAY)
    viewer = Person.holding("Vi", Role.VIEWER)
    for who, named in ((EVERYONE, True), (viewer, False)):
        made = pptx(everything(few, who=who))
        words = "".join(decks.said(slide) + decks.notes(slide) for slide in decks.slides(made))
        assert "Count the stock" in words
        assert ("Rui Alves" in words) is named


def test_only_sites_that_the_maker_may_see_are_named(few: Workspace) -> None:
    made = pptx(everything(few, who=Person.holding("Max", Role.MANAGER, [READY])))
    words = "".join(decks.said(slide) + decks.notes(slide) for slide in decks.slides(made))
    assert "Only sites that its maker may see count." in words
    others = [site.site_name for key, site in few.known_sites().items() if key != READY]
    assert [name for name in others if name in words] == []


@pytest.mark.parametrize("text", HOSTILE)
def test_no_name_runs_as_a_formula_or_breaks_the_file(network: Workspace, text: str) -> None:
    made = pptx(renamed(everything(network), text))
    for slide in decks.slides(made):
        for chart in decks.charts(slide):
            kinds = {cell.data_type for row in decks.workbook(chart) for cell in row}
            assert "f" not in kinds
    if text.startswith("=cmd"):
        (chart,) = decks.charts(decks.slides(made)[3])
        assert set(decks.figures(chart)[""]) == {text}
        assert decks.workbook(chart)["A2"].value == text


@given(st.text(max_size=200))
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_words_break_the_slides(report: NetworkReport, text: str) -> None:
    assert len(decks.slides(pptx(renamed(report, text)))) == 8


def test_the_same_report_is_the_same_bytes_at_any_time(
    report: NetworkReport, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = time.time() + 100_000
    monkeypatch.setattr(time, "time", lambda: later)
    assert pptx(report) == content
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert {part.date_time[0] for part in parts.infolist()} == {1980}
        books = [name for name in parts.namelist() if name.endswith(".xlsx")]
        assert len(books) == 4
        for name in books:
            with zipfile.ZipFile(io.BytesIO(parts.read(name))) as book:
                assert {part.date_time[0] for part in book.infolist()} == {1980}
                assert b"2026-01-01T00:00:00Z" in book.read("docProps/core.xml")


def test_the_file_is_titled_and_dated_by_the_day_it_was_made(content: bytes) -> None:
    about = decks.opened(content).core_properties
    assert about.title == "Network readiness, 22 Nov 2026"
    assert (about.author, about.last_modified_by) == ("Ana", "Ana")
    assert about.created == about.modified
    assert about.created.date() == TODAY
    assert about.comments == CAUTION
    assert network_slides.name_of(TODAY) == "readiness_network_2026-11-22.pptx"


@pytest.mark.office
def test_libreoffice_shows_every_slide_and_each_can_be_drawn(
    content: bytes, report: NetworkReport, network: Workspace, tmp_path: Path
) -> None:
    in_template = pptx(report, decks.template(tmp_path / "network.pptx"))
    for name, made in (("plain", content), ("ours", in_template)):
        path = tmp_path / f"{name}.pptx"
        path.write_bytes(made)
        document = as_pdf(path, tmp_path)
        pages = [" ".join(page.extract_text().split()) for page in PdfReader(document).pages]
        assert len(pages) == 8
        for page, title in zip(pages, decks.titles(made), strict=True):
            assert title in page
        assert "6 of 23" in pages[3]
        assert "Tocilizumab doses in reach" in pages[3]
        for number in (9, 6, 8, 1):
            assert f" {number} " in f" {pages[1]} "
        assert "A slide of the template" not in " ".join(pages)
        pictures = drawn(document, tmp_path)
        assert len(pictures) == 8
        assert min(picture.stat().st_size for picture in pictures) > 2_000
