"""Files to hand over, read back: figures of the services, no words obeyed, no names if asked."""

import re
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from functools import cache
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from readiness.charts.print_signs import screen_signs
from readiness.domain.actions import Action
from readiness.domain.explanation import level_title, shown
from readiness.domain.people import Person, Role
from readiness.domain.scoring import SCORING_VERSION
from readiness.exports import network_html, site_html
from readiness.exports.caution import CAUTION
from readiness.services import actions
from readiness.services.handover import (
    NetworkHandover,
    SiteHandover,
    network_handover,
    site_handover,
)
from readiness.services.network import Filters
from readiness.services.sites import site_report
from readiness.services.workspace import Workspace
from readiness.views import network as tables
from readiness.views.sentences import day, overview_sentence, percent, site_sentence
from readiness.views.site import STATE_WORDS
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
VIEWER = Person.holding("Vi Stone", Role.VIEWER)
HOSTILE = [
    "<script>document.title='run'</script>",
    '"><img src=x onerror="document.title=1">',
    "</script><!--<script>",
    "</style><style>*{display:none}",
    "' onmouseover=alert(1) x='",
    "{{ 7 * 7 }}{% include 'x' %}",
    "&lt;b&gt; &amp; &#60;",
    "\x00\x1b[31m\u2028\u202egnp.exe",
    "مستشفى الأرز لعلاج الأورام",
    "👩🏽‍⚕️🩺" * 40,
    "x" * 500,
]


class Read(HTMLParser):
    """A file as a browser reads it: tables by what they are called, words, tags and attributes."""

    def __init__(self, document: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.tables: list[list[list[str]]] = []
        self.texts: list[str] = []
        self.raw: dict[str, str] = {}
        self._open: str | None = None
        self._raw = ""
        self.feed(document.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self._open = tag
        elif tag in ("style", "script"):
            self._raw = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._open:
            self._open = None
        if tag == self._raw:
            self._raw = ""

    def handle_data(self, data: str) -> None:
        if self._raw:
            self.raw[self._raw] = self.raw.get(self._raw, "") + data
        elif self._open:
            self.tables[-1][-1][-1] += data
        self.texts.append(data if not self._raw else "")

    @property
    def said(self) -> str:
        return " ".join("".join(self.texts).split())

    def table(self, first: str, columns: int) -> list[list[str]]:
        """The rows under the heads of the table that begins so and has so many columns."""
        (found,) = (rows for rows in self.tables if rows[0][0] == first and len(rows[0]) == columns)
        return found[1:]


@cache
def signs() -> dict[str, Any]:
    return screen_signs(framework())


def network_file(given: NetworkHandover) -> bytes:
    return network_html.content(given, signs=signs())


def site_file(given: SiteHandover) -> bytes:
    return site_html.content(given, signs=signs())


def everything(
    workspace: Workspace, filters: Filters | None = None, *, names: bool = True
) -> NetworkHandover:
    return network_handover(workspace, EVERYONE, TODAY, SINCE, filters or Filters(), names=names)


def one(workspace: Workspace, site_id: str, *, names: bool = True) -> SiteHandover:
    return site_handover(workspace, EVERYONE, site_id, TODAY, names=names)


def promised(text: str) -> Action:
    return Action("A1", NOT_READY, ("C01",), text, text, SINCE, "open", NOW)


def network_named(given: NetworkHandover, text: str) -> NetworkHandover:
    """The same with these words wherever people may have typed."""
    report = given.report
    rows = tuple(
        row._replace(site_name=text, practice=text, state=text, region=text)
        for row in report.overview.sites
    )
    return replace(
        given,
        report=replace(
            report,
            overview=replace(report.overview, sites=rows),
            sites={key: site._replace(site_name=text) for key, site in report.sites.items()},
            actions=(promised(text),),
            made_by=text,
        ),
    )


def site_named(given: SiteHandover, text: str) -> SiteHandover:
    report = given.summary.report
    site = report.site._replace(site_name=text, practice=text, state=text, region=text)
    summary = replace(
        given.summary,
        report=replace(report, site=site),
        actions=(promised(text),),
        made_by=text,
    )
    return replace(given, summary=summary)


def test_the_network_file_says_what_the_overview_says(network: Workspace) -> None:
    made = everything(network)
    view = made.report.overview
    read = Read(network_file(made))
    assert overview_sentence(view) in read.said
    frame = tables.sites(view)
    rows = read.table("Site", 10)
    assert [row[0] for row in rows] == frame["Site"].tolist()
    known = {row.site_id: row for row in view.sites}
    for row, (_, told) in zip(rows, frame.iterrows(), strict=True):
        site = known[told["site_id"]]
        assert row[1:4] == [site.practice, site.state, site.region]
        assert row[4].endswith(f" {told['Level']}")
        score = "–" if told["Score"] != told["Score"] else f"{told['Score']:.1f}"
        assert row[5] == score
        if site.level != "not_assessed":
            assert int(row[6].split()[0]) == site.failed_gates
        assert row[7] == percent(site.answered, site.applicable)
        assert row[8] == percent(site.confirmed, site.earned)
    levels = [(row[0].split(" ", 1)[1], int(row[1])) for row in read.table("Level", 3)]
    counted = tables.levels(view)
    assert levels == list(zip(counted["title"], counted["sites"], strict=True))
    worst = [(row[0], row[1]) for row in read.table("Must-have", 3)]
    assert worst == [
        (view.criterion[row.criterion].title, f"{row.sites} of {len(view.assessed)}")
        for row in view.failed_gates
    ]
    assert CAUTION in read.said
    assert f"version {view.framework.version}; scoring version {SCORING_VERSION}." in read.said
    assert f"Made by Ana on {day(TODAY)}." in read.said


def test_must_haves_that_fail_are_named_at_the_sites_where_they_fail(network: Workspace) -> None:
    rows = {row[0]: row[6] for row in Read(network_file(everything(network))).table("Site", 10)}
    for site_id in network.known_sites():
        report = site_report(network, EVERYONE, site_id, TODAY)
        if report.score.assessed:
            failed = [report.framework.criterion[key].title for key in report.score.failed_gates]
            said = f"{len(failed)} {'; '.join(failed)}" if failed else "0"
            assert rows[report.site.site_name] == said
        else:
            assert rows[report.site.site_name] == "–"


def test_the_next_fall_of_a_site_is_that_of_its_own_forecast(network: Workspace) -> None:
    made = everything(network)
    rows = {row[0]: row[9] for row in Read(network_file(made)).table("Site", 10)}
    falling = 0
    for site_id in network.known_sites():
        report = site_report(network, EVERYONE, site_id, TODAY)
        falls = [fall for fall in report.forecast.falls if fall.day <= made.report.forecast.until]
        falling += bool(falls)
        assert rows[report.site.site_name] == (day(falls[0].day) if falls else "–")
    assert falling > 5


def test_elements_of_a_site_are_numbers_with_a_mark_core_first(network: Workspace) -> None:
    made = everything(network)
    (matrix,) = (
        rows
        for rows in Read(network_file(made)).tables
        if len(rows[0]) == 11 and rows[0][0] == "Site"
    )
    core = [title.endswith(" core") for title in matrix[0][1:]]
    assert core == sorted(core, reverse=True)
    assert sum(core) == 5
    rows = {row[0]: row[1:] for row in matrix[1:]}
    ordered = sorted(framework().elements, key=lambda element: not element.core)
    for site_id in (READY, NOT_READY, WITH_GAPS):
        report = site_report(network, EVERYONE, site_id, TODAY)
        for element, cell in zip(ordered, rows[report.site.site_name], strict=True):
            failed = any(
                scored.gate_failed
                for scored in report.score.criteria
                if scored.criterion.element == element.id
            )
            score = shown(report.score.elements[element.id].score)
            assert cell == (f"✕ must-have fails, {score}" if failed else score)


def test_gaps_of_each_site_are_those_of_its_page_in_the_same_order(network: Workspace) -> None:
    made = everything(network)
    for site_id in network.known_sites():
        report = site_report(network, EVERYONE, site_id, TODAY)
        found = made.gaps.get(site_id, ())
        told = [(gap.criterion.id, gap.state, gap.points_lost, gap.must_have) for gap in found]
        expected = [
            (gap.scored.criterion.id, gap.scored.state, gap.points_lost, gap.must_have)
            for gap in report.gaps
        ]
        assert told == (expected if report.score.assessed else [])


def test_filters_hold_for_the_whole_file_and_without_sites_it_says_so(network: Workspace) -> None:
    read = Read(network_file(everything(network, Filters(level=("ready",)))))
    assert {row[4] for row in read.table("Site", 10)} == {"● Ready"}
    assert "Only level: ready." in read.said
    assert "Pecan Hill" not in read.said
    none = Read(network_file(everything(network, Filters(region=("Nowhere",)))))
    assert "No site matches these filters." in none.said
    assert CAUTION in none.said
    assert none.tables == []


@pytest.mark.parametrize("site_id", [READY, NOT_READY, WITH_GAPS])
def test_the_site_file_says_what_the_site_page_says(network: Workspace, site_id: str) -> None:
    made = one(network, site_id)
    report = made.summary.report
    read = Read(site_file(made))
    assert site_sentence(report) in read.said
    assert report.reason in read.said
    assert f"Score{shown(report.score.score)}" in read.said
    gaps = read.table("Gap", 7)
    assert [row[0] for row in gaps] == [gap.scored.criterion.title for gap in report.gaps]
    assert [row[2].split(" ", 1)[1] for row in gaps] == [
        STATE_WORDS[gap.scored.state] for gap in report.gaps
    ]
    assert [(row[5], row[6]) for row in gaps] == [
        (shown(gap.score_after), level_title(report.framework, gap.level_after))
        for gap in report.gaps
    ]
    assert [bool(row[1]) for row in gaps] == [gap.must_have for gap in report.gaps]
    lapses = read.table("Criterion", 4)
    assert [(row[0], row[2]) for row in lapses] == [
        (scored.criterion.title, day(scored.last_day)) for scored in report.lapsing(90)
    ]
    terms = read.table("Criterion", 10)
    assert [row[0] for row in terms] == [one.criterion.title for one in report.score.criteria]
    assert [row[6] for row in terms] == [
        f"{float(one.points_earned):.1f}" for one in report.score.criteria
    ]
    for element in (one for one in report.framework.elements if one.core):
        assert shown(report.score.elements[element.id].score) in read.said
    assert f"{day(TODAY)}: {shown(report.score.score)}" in read.said  # on the timeline
    for source in {s for gap in report.gaps for s in gap.scored.criterion.sources}:
        assert " ".join(source.split()) in read.said


def test_a_site_that_was_never_assessed_says_so(network: Workspace) -> None:
    read = Read(site_file(one(network, NEVER_ASSESSED)))
    assert "has not been assessed yet" in read.said
    assert read.tables == []


@pytest.mark.parametrize("text", HOSTILE)
def test_words_of_people_are_shown_and_never_obeyed(network: Workspace, text: str) -> None:
    plain_network = Read(network_file(network_named(everything(network), "Name")))
    plain_site = Read(site_file(site_named(one(network, NOT_READY), "Name")))
    made = network_file(network_named(everything(network), text))
    site = site_file(site_named(one(network, NOT_READY), text))
    for document, plain in ((made, plain_network), (site, plain_site)):
        read = Read(document)
        assert [tag for tag, _ in read.tags] == [tag for tag, _ in plain.tags]
        assert [list(given) for _, given in read.tags] == [list(given) for _, given in plain.tags]
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", read.said)
        words = " ".join("".join(c if c.isprintable() else " " for c in text).split())[:190]
        assert words in read.said


@given(st.text(max_size=120))
@example("")
@settings(max_examples=25, deadline=None)
def test_no_name_changes_what_a_file_is_made_of(network: Workspace, text: str) -> None:
    expected = Read(site_file(site_named(one(network, NOT_READY), "Name")))
    read = Read(site_file(site_named(one(network, NOT_READY), text)))
    # A place of which nothing can be printed is left out.
    without = ("bdi",)
    assert [t for t, _ in read.tags if t not in without] == [
        t for t, _ in expected.tags if t not in without
    ]


def test_a_file_names_its_own_style_and_script_and_asks_for_nothing(network: Workspace) -> None:
    for document in (network_file(everything(network)), site_file(one(network, NOT_READY))):
        read = Read(document)
        (policy,) = (
            str(given["content"])
            for tag, given in read.tags
            if tag == "meta" and given.get("http-equiv") == "Content-Security-Policy"
        )
        assert policy.startswith("default-src 'none'; ")
        for tag in ("style", "script"):
            digest = b64encode(sha256(read.raw[tag].encode()).digest()).decode()
            assert f"{tag}-src 'sha256-{digest}';" in policy
            assert "</" not in read.raw[tag]
        for tag, told in read.tags:
            assert tag not in ("img", "iframe", "object", "base", "embed")
            assert not any(name.startswith("on") or name == "style" for name in told)
            for name in ("src", "href", "action", "srcset", "xlink:href"):
                assert str(told.get(name, "#")).startswith(("#", "data:,"))
        assert not re.search(r"@import|url\(|fetch\(|XMLHttp|innerHTML|eval\(", document.decode())


def test_the_same_records_are_the_same_bytes(network: Workspace) -> None:
    assert network_file(everything(network)) == network_file(everything(network))
    assert site_file(one(network, NOT_READY)) == site_file(one(network, NOT_READY))


@pytest.mark.parametrize("names", [True, False])
def test_persons_are_named_only_when_asked_and_never_to_a_viewer(
    few: Workspace, *, names: bool
) -> None:
    ana = Person.holding("Ana Lee (ana@one.example)", Role.ADMINISTRATOR)
    actions.raise_action(few, ana, NOT_READY, ["C15"], "Count the stock", "Rui Alves", TODAY)
    for who, named in ((ana, names), (VIEWER, False)):
        made = network_handover(few, who, TODAY, SINCE, Filters(), names=names)
        site = site_handover(few, who, NOT_READY, TODAY, names=names)
        assert made.named is site.named is named
        for document in (network_file(made), site_file(site)):
            said = Read(document).said
            assert "Count the stock" in said
            assert ("Rui Alves" in said) is named
            assert ("Owner" in said) is named
            assert (who.name in said) is named
            assert f"Made by a {who.roles[0]} on" in said or named
            assert ("Without names of persons." in said) is not named


def test_a_nameless_handover_holds_no_name_at_all(few: Workspace) -> None:
    actions.raise_action(few, EVERYONE, NOT_READY, ["C15"], "Count the stock", "Rui Alves", TODAY)
    site = site_handover(few, EVERYONE, NOT_READY, TODAY, names=False)
    whole = network_handover(few, EVERYONE, TODAY, SINCE, Filters(), names=False)
    owners = [row.owner for row in (*site.summary.actions, *whole.report.actions)]
    assert owners == [actions.NAMELESS, actions.NAMELESS]
    responses = site.summary.report.history.responses.values()
    assert {row.recorded_by for rows in responses for row in rows} == {""}


def test_a_file_names_only_sites_that_its_maker_may_see(few: Workspace) -> None:
    manager = Person.holding("Max", Role.MANAGER, [READY])
    said = Read(network_file(network_handover(few, manager, TODAY, SINCE, Filters()))).said
    assert "Only sites that its maker may see count." in said
    assert "Cedar Falls" in said
    others = [site.site_name for key, site in few.known_sites().items() if key != READY]
    assert [name for name in others if name in said] == []


def test_a_file_of_700_sites_stays_small(network: Workspace) -> None:
    """Made up from the 24 of the sample, with every criterion a gap at each of them."""
    small = everything(network)
    report, view = small.report, small.report.overview
    times = range(30)
    many = [
        (key, f"{key}-{number}") for number in times for key in (row.site_id for row in view.sites)
    ][:700]
    known = {row.site_id: row for row in view.sites}
    most = max(small.gaps.values(), key=len)
    cells = {key: [cell for cell in view.elements if cell.site_id == key] for key in known}
    falls = {row.site.site_id: row for row in report.forecast.sites}
    view = replace(
        view,
        sites=tuple(known[old]._replace(site_id=new) for old, new in many),
        before={new: known[old]._replace(site_id=new, score=1) for old, new in many},
        elements=tuple(c._replace(site_id=new) for old, new in many for c in cells[old]),
        failed_gates=tuple(
            row._replace(sites=700, site_ids=[new for _, new in many]) for row in view.failed_gates
        ),
        lapses=tuple(
            lapse._replace(site_id=new)
            for old, new in many
            for lapse in view.lapses
            if lapse.site_id == old
        ),
        sites_in_scope=700,
    )
    large = replace(
        small,
        gaps={new: most for _, new in many},
        report=replace(
            report,
            overview=view,
            forecast=replace(
                report.forecast,
                sites=tuple(
                    replace(falls[old], site=falls[old].site._replace(site_id=new))
                    for old, new in many
                ),
            ),
            sites={new: report.sites[old]._replace(site_id=new) for old, new in many},
        ),
    )
    document = network_file(large)
    read = Read(document)
    assert len(read.table("Site", 10)) == 700
    frames = [told["class"] for _, told in read.tags if told.get("aria-label") == "Table of sites"]
    assert frames == ["scroll tall"]
    assert len(document) < 5_000_000


@pytest.mark.parametrize(
    ("part", "name"),
    [
        ("S001", "readiness_S001_2026-11-22.html"),
        ("../../etc", "readiness_etc_2026-11-22.html"),
        ('a"b\r\n:c.pdf', "readiness_a-b-c-pdf_2026-11-22.html"),
    ],
)
def test_file_names_are_safe_and_dated(part: str, name: str) -> None:
    assert site_html.name_of(part, TODAY) == name
    assert network_html.name_of(TODAY) == "readiness_network_2026-11-22.html"
