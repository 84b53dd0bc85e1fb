"""Reports as PDF, read back: the figures of the services, and no words of people as markup."""

from dataclasses import replace
from datetime import timedelta
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from readiness.charts.print_signs import print_signs
from readiness.domain.actions import Action
from readiness.domain.explanation import level_title, shown
from readiness.domain.people import Person, Role
from readiness.domain.scoring import SCORING_VERSION
from readiness.exports import network_report, site_summary
from readiness.exports.caution import CAUTION
from readiness.exports.typeset import file_name
from readiness.services import actions
from readiness.services.network import Filters
from readiness.services.reports import (
    NetworkReport,
    SiteSummary,
)
from readiness.services.reports import network_report as network_of
from readiness.services.reports import site_summary as summary_of
from readiness.services.workspace import Workspace
from readiness.views.sentences import day, overview_sentence, site_sentence
from tests.services.fixtures import clock, few, few_file, network, sample_file
from tests.services.workspaces import (
    EVERYONE,
    NEVER_ASSESSED,
    NOT_READY,
    NOW,
    READY,
    TODAY,
    WITH_GAPS,
    framework,
)

__all__ = ["clock", "few", "few_file", "network", "sample_file"]

SINCE = TODAY - timedelta(days=91)
HOSTILE = [
    '#eval("1+1") *bold* _low_ $x^2$ @label <tag> `code` = heading // gone? "quoted" \\',
    '#panic()\n= A heading\n#read("/etc/passwd")',
    "\x00\x1b[31m\u2028\u202egnp.exe",
    "مستشفى الأرز لعلاج الأورام " * 20,
    "🩺" * 500,
    "x" * 5_000,
    "Long and spaced " * 400,
    "",
]


@cache
def signs() -> dict[str, Any]:
    return print_signs(framework())


SURE_ROWS = 7
"""So many rows of what lapses fit beside the gaps of any site of the sample."""


def pages(document: bytes) -> list[str]:
    """The words of each page in one line."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(document)).pages]


def said(document: bytes) -> str:
    return " ".join(pages(document))


def site_pdf(summary: SiteSummary, paper: str = "letter") -> bytes:
    return site_summary.pdf(summary, signs=signs(), paper=paper)


def network_pdf(report: NetworkReport, paper: str = "letter") -> bytes:
    return network_report.pdf(report, signs=signs(), paper=paper)


def everything(workspace: Workspace, filters: Filters | None = None) -> NetworkReport:
    return network_of(workspace, EVERYONE, TODAY, SINCE, filters or Filters())


def named(summary: SiteSummary, text: str) -> SiteSummary:
    """The same with these words wherever people may have typed."""
    site = summary.report.site._replace(site_name=text, practice=text, state=text, region=text)
    promised = Action("A1", site.site_id, ("C01",), text, text, TODAY, "open", NOW)
    return replace(
        summary,
        report=replace(summary.report, site=site),
        actions=(promised,) * 12,
        made_by=text,
    )


@pytest.mark.parametrize("site_id", [READY, NOT_READY, WITH_GAPS])
def test_a_summary_says_what_the_services_say(network: Workspace, site_id: str) -> None:
    summary = summary_of(network, EVERYONE, site_id, TODAY)
    report = summary.report
    (text,) = pages(site_pdf(summary))
    assert site_sentence(report) in text
    assert report.reason in text
    assert f"Score of 100 {shown(report.score.score)}" in text
    assert level_title(report.framework, report.score.level) in text
    failed = len(report.score.failed_gates)
    gates = len(report.framework.gates)
    assert f"Must-haves passed {gates - failed} of {gates}" in text
    for element in (one for one in report.framework.elements if one.core):
        assert shown(report.score.elements[element.id].score) in text
    for gap in report.gaps:
        assert gap.scored.criterion.title in text
        after = f"{shown(gap.score_after)}, {level_title(report.framework, gap.level_after)}"
        assert after in text
    for scored in report.lapsing(90)[:SURE_ROWS]:
        assert scored.criterion.title in text
        assert day(scored.last_day) in text
    assert f"version {report.framework.version}; scoring version {SCORING_VERSION}." in text
    assert f"As of {day(TODAY)}. Made by Ana on {day(TODAY)}." in text
    assert CAUTION in text
    assert "1 of 1" in text


def test_must_haves_come_first_and_the_rest_is_counted_where_not_all_fit(
    network: Workspace,
) -> None:
    summaries = [summary_of(network, EVERYONE, key, TODAY) for key in network.known_sites()]
    most = max(
        (one for one in summaries if one.report.score.assessed),
        key=lambda one: len(one.report.gaps),
    )
    many = replace(most, report=replace(most.report, gaps=most.report.gaps * 3))
    (text,) = pages(site_pdf(many))
    after = text.partition("Gaps, must-haves first")[2]
    left = int(after.partition(" more gaps")[0].rpartition(" ")[2])
    assert 0 < left < len(many.report.gaps)
    first, second = (after.index(gap.scored.criterion.title) for gap in most.report.gaps[:2])
    assert 0 <= first < second


def test_every_site_has_one_page_with_its_own_name_and_with_the_longest(
    network: Workspace,
) -> None:
    for site_id in network.known_sites():
        summary = summary_of(network, EVERYONE, site_id, TODAY)
        (text,) = pages(site_pdf(summary))
        assert summary.report.site.site_name in text
    for site_id in (NOT_READY, WITH_GAPS, NEVER_ASSESSED):
        summary = summary_of(network, EVERYONE, site_id, TODAY)
        for text in ("W" * 400, "Wide Meadow Memorial " * 30):
            assert len(pages(site_pdf(named(summary, text)))) == 1


def test_a_site_that_was_never_assessed_says_so(network: Workspace) -> None:
    summary = summary_of(network, EVERYONE, NEVER_ASSESSED, TODAY)
    (text,) = pages(site_pdf(summary))
    assert "has not been assessed yet" in text
    assert "Not assessed" in text
    assert "Gaps, must-haves first" not in text


@pytest.mark.parametrize("text", HOSTILE)
def test_words_of_people_are_shown_and_never_obeyed(network: Workspace, text: str) -> None:
    summary = named(summary_of(network, EVERYONE, NOT_READY, TODAY), text)
    (read,) = pages(site_pdf(summary))
    assert "root:" not in read
    whole = everything(network)
    rows = tuple(row._replace(site_name=text, state=text) for row in whole.overview.sites)
    sites = {key: site._replace(site_name=text) for key, site in whole.sites.items()}
    promised = Action("A1", NOT_READY, ("C01",), text, text, SINCE, "open", NOW)
    changed = replace(
        whole,
        overview=replace(whole.overview, sites=rows),
        sites=sites,
        actions=(promised,),
        made_by=text,
    )
    assert "root:" not in said(network_pdf(changed))


def test_typst_markup_in_a_name_reads_as_it_was_typed(network: Workspace) -> None:
    summary = named(summary_of(network, EVERYONE, NOT_READY, TODAY), "#eval(1) *b* $x$ @y")
    assert "#eval(1) *b* $x$ @y is Not ready" in said(site_pdf(summary))


@given(st.text(max_size=150))
@settings(max_examples=15, deadline=None)
def test_no_name_breaks_a_summary(network: Workspace, text: str) -> None:
    summary = named(summary_of(network, EVERYONE, NOT_READY, TODAY), text)
    assert len(PdfReader(BytesIO(site_pdf(summary))).pages) == 1


def test_the_report_says_what_the_overview_says(network: Workspace) -> None:
    report = everything(network)
    view = report.overview
    document = network_pdf(report)
    text = said(document)
    assert overview_sentence(view) in text
    for row in view.sites:
        assert row.site_name in text
    for count in view.failed_gates:
        assert f"{view.criterion[count.criterion].title} {count.sites} of 23" in text
    for part in ("Sites by level", "Elements by site", "What moved since 23 Aug 2026"):
        assert text.count(part) == 2  # among the contents, and above its part
    for part in ("What lapses next", "There are no actions yet.", "How the figures are made"):
        assert part in text
    assert CAUTION in text
    assert f"version {view.framework.version}; scoring version {SCORING_VERSION}." in text
    number = len(pages(document))
    assert f"{number} of {number}" in pages(document)[-1]


def test_scores_of_sites_stand_in_the_heatmap_row_of_the_site(network: Workspace) -> None:
    summary = summary_of(network, EVERYONE, READY, TODAY)
    text = said(network_pdf(everything(network)))
    score = shown(summary.report.score.score)
    cells = [shown(points.score) for points in summary.report.score.elements.values()]
    row = text.partition(f"Cedar Falls ● Ready {score} ")[2][:120].split()
    assert [word for word in row if word[0].isdigit()][: len(cells)] == cells


def test_more_sites_than_fit_a_page_are_drawn_together_and_then_each(
    network: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network_report, "MOST_ROWS", 12)
    text = said(network_pdf(everything(network)))
    assert "Elements by practice" in text
    assert text.count("Every site by element") == 2


def test_filters_hold_for_every_part_and_are_named(network: Workspace) -> None:
    report = everything(network, Filters(level=("ready",)))
    chosen = {row.site_id for row in report.overview.sites}
    assert {row.site.site_id for row in report.forecast.sites} == chosen
    assert {row.site.site_id for row in report.forecast.lapses} <= chosen
    assert set(report.sites) == chosen
    text = said(network_pdf(report))
    assert "9 sites of 24, 9 assessed." in text
    assert "Only level: ready." in text


def test_a_network_without_sites_says_so(network: Workspace) -> None:
    text = said(network_pdf(everything(network, Filters(region=("Nowhere",)))))
    assert "No site matches these filters." in text
    assert CAUTION in text


@pytest.mark.parametrize(("paper", "size"), [("letter", (612, 792)), ("a4", (595, 842))])
def test_pages_have_the_size_of_the_paper(
    network: Workspace, paper: str, size: tuple[int, int]
) -> None:
    summary = summary_of(network, EVERYONE, NOT_READY, TODAY)
    for document in (site_pdf(summary, paper), network_pdf(everything(network), paper)):
        for page in PdfReader(BytesIO(document)).pages:
            assert (round(page.mediabox.width), round(page.mediabox.height)) == size


def test_the_same_records_are_the_same_bytes_tagged_and_titled(network: Workspace) -> None:
    summary = summary_of(network, EVERYONE, NOT_READY, TODAY)
    assert site_pdf(summary) == site_pdf(summary_of(network, EVERYONE, NOT_READY, TODAY))
    assert network_pdf(everything(network)) == network_pdf(everything(network))
    for document in (site_pdf(summary), network_pdf(everything(network))):
        reader = PdfReader(BytesIO(document))
        assert reader.metadata is not None
        assert reader.metadata.title
        assert reader.trailer["/Root"].get_object()["/MarkInfo"]["/Marked"]


def test_owners_are_named_only_to_who_sees_names(few: Workspace) -> None:
    actions.raise_action(few, EVERYONE, NOT_READY, ["C15"], "Count the stock", "Rui Alves", TODAY)
    viewer = Person.holding("Vi", Role.VIEWER)
    assert "Rui Alves" in said(site_pdf(summary_of(few, EVERYONE, NOT_READY, TODAY)))
    hidden = said(site_pdf(summary_of(few, viewer, NOT_READY, TODAY)))
    assert "Count the stock" in hidden
    assert "Rui Alves" not in hidden


def test_a_report_names_only_sites_that_its_maker_may_see(few: Workspace) -> None:
    manager = Person.holding("Max", Role.MANAGER, [READY])
    report = network_of(few, manager, TODAY, SINCE, Filters())
    text = said(network_pdf(report))
    assert "Only sites that its maker may see count." in text
    assert "Cedar Falls" in text
    others = [site.site_name for key, site in few.known_sites().items() if key != READY]
    assert [name for name in others if name in text] == []


@pytest.mark.parametrize(
    ("part", "name"),
    [
        ("S001", "readiness_S001_2026-11-22.pdf"),
        ("../../etc", "readiness_etc_2026-11-22.pdf"),
        ('a"b\r\n:c', "readiness_a-b-c_2026-11-22.pdf"),
        ("مستشفى", "readiness_2026-11-22.pdf"),
    ],
)
def test_file_names_are_safe_and_dated(part: str, name: str) -> None:
    assert file_name("readiness", part, str(TODAY)) == name
