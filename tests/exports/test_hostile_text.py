"""Hostile words in everything that people type break no file, and run nowhere.

Each document holds 100 hostile texts: ten sites with a name, a practice, a network, a state and a
region, and about each site evidence, a reason not to apply, a reviewer's reason, a champion and an
action. Of each kind of file ten are made, so that 1,000 texts are tried;
`READINESS_EXAMPLES=10000` tries that many. All of them pass the ledger, which refuses NUL and half
characters: what it refuses gets into no file.
"""

import csv
import io
import json
import os
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from itertools import count
from pathlib import Path
from typing import Any

import openpyxl
import polars
import pytest
from fhir.resources.R4B.bundle import Bundle
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from pypdf import PdfReader

from readiness.charts.print_signs import print_signs, screen_signs
from readiness.domain.actions import Action
from readiness.domain.assessment import NOT_APPLICABLE, Batch, Finding, Profile
from readiness.domain.organisations import Site
from readiness.errors import ReadinessError
from readiness.exports import digest as digests
from readiness.exports import (
    minutes,
    network_html,
    network_report,
    network_slides,
    site_html,
    site_summary,
)
from readiness.exports import tables as records
from readiness.exports.calendar import calendar_file
from readiness.exports.fhir import fhir_bundle
from readiness.exports.frames import csv_of
from readiness.exports.network_workbook import network_workbook
from readiness.exports.parquet_files import parquet_files
from readiness.exports.typeset import line
from readiness.services import digest, handover, reports
from readiness.services.actions import actions_of
from readiness.services.network import Filters, overview
from readiness.services.renewals import renewals
from readiness.services.snapshot import snapshot
from readiness.services.transfer import everything
from readiness.services.workspace import Workspace
from readiness.views import meeting
from readiness.views import network as network_tables
from tests.exports import decks
from tests.exports.test_handover import Read
from tests.services.workspaces import (
    EVERYONE,
    NOW,
    TODAY,
    StandingClock,
    a_site,
    an_answer,
    copied,
    days,
    framework,
    workspace_on,
)

SITES = 10
TEXTS = 100
EXAMPLES = max(1, int(os.environ.get("READINESS_EXAMPLES", "1000")) // TEXTS)
LONGEST = 10_000  # what the services admit
NOT_ALWAYS = next(row.id for row in framework().scored if row.na_allowed)
LEADS = re.compile(r"[=+\-@\t\r]")
HOSTILE = (
    '=HYPERLINK("https://x.example";"x")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "'=1+1",
    '"; DROP TABLE site; --',
    'quote " comma , semicolon ; newline \n tab \t end',
    "one\r\ntwo\rthree\nfour",
    "Cedar\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:injected",
    "END:VCALENDAR\\n;,:",
    "\u202egnp.exe \u2067x\u2069 \u200f",
    "مستشفى الأرز لعلاج الأورام",
    "👩‍👩‍👧‍👦🩺" * 30,
    "a" + "\u0301" * 200,
    "\u2028\u2029\x85\x0b\x0c\x1b[31m\x07\x01\x7f\ufeff\ufffe\uffff\U0010ffff",
    '#eval("1") *b* _l_ $x^2$ @label <tag> `code` = heading // gone? \\ #read("/etc/passwd")',
    "# Heading\n\n- list\n\n[link](javascript:alert(1)) **bold** ![](https://x.example) | a | b |",
    "<script>alert(1)</script><img src=x onerror=alert(2)> &amp; ]]> <!-- --> <?xml?>",
    "_x0000_ _x000D_ _x0041_",
    "{{7*7}} ${7*7} %s %(x)s {0}",
    "CON",
    "../../etc/passwd",
    "  spaces around  ",
    "x" * 1_000,
    "Long and spaced " * 100,
    "=" * LONGEST,
    "",
)
words = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40),
    st.builds(
        "{}{}".format,
        st.sampled_from(["=", "+", "-", "@", "\t", "\r", "\n", "'=", '"', "<", "\\", "#", "*"]),
        st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20),
    ),
)


class Texts(list[str]):
    """Texts that a failing test shows in short."""

    def __repr__(self) -> str:
        return repr([text if len(text) <= 60 else f"{text[:60]}…({len(text)})" for text in self])


@dataclass
class Typed:
    """A network in which people typed these texts, and what is made of it."""

    workspace: Workspace
    batch: Batch
    texts: list[str]

    @property
    def sites(self) -> tuple[Site, ...]:
        return self.batch.sites

    @cached_property
    def handover(self) -> handover.NetworkHandover:
        since = TODAY - days(91)
        return handover.network_handover(self.workspace, EVERYONE, TODAY, since, Filters())

    @cached_property
    def snapshot(self) -> Any:
        return snapshot(self.workspace, EVERYONE, TODAY)


def batch_of(texts: list[str]) -> Batch:
    """Ten sites with five texts each, and five about each."""
    chosen, about = iter(texts[: TEXTS // 2]), iter(texts[TEXTS // 2 :])
    sites, responses, findings, profiles, actions = [], [], [], [], []
    for number in range(SITES):
        key = f"S{number}"
        name, practice, network, state, region = (next(chosen) for _ in range(5))
        place = {"practice": practice, "network": network, "state": state, "region": region}
        sites.append(a_site(key, name, **place))
        evidence, out, reason, champion, promise = (next(about) for _ in range(5))
        dated = {"evidence_date": TODAY - days(20), "end_date": TODAY + days(number)}
        responses += [
            an_answer("C01", "yes", site_id=key, evidence=evidence, recorded_by=champion, **dated),
            an_answer(NOT_ALWAYS, NOT_APPLICABLE, site_id=key, na_reason=out or "None"),
        ]
        findings.append(Finding(key, "C01", NOW, "not confirmed" if number % 2 else "confirmed",
                                reason or "Why", promise))  # fmt: skip
        profiles.append(Profile(key, TODAY, {"champion": champion}, reason))
        actions.append(Action(f"A{number}", key, ("C01",), promise, champion, TODAY - days(3),
                              "open", NOW, "", out, evidence))  # fmt: skip
    return Batch(
        sites=tuple(sites),
        profiles=tuple(profiles),
        responses=tuple(responses),
        findings=tuple(findings),
        actions=tuple(actions),
    )


@pytest.fixture
def typed(empty_file: Path, tmp_path: Path) -> Any:
    """Records texts in a database of their own; the ledger admits them or the test fails."""
    number = count()

    @contextmanager
    def recorded(texts: list[str]) -> Iterator[Typed]:
        path = copied(empty_file, tmp_path / f"{next(number)}.db")
        workspace = workspace_on(path, StandingClock())
        with workspace.ledger:
            batch = batch_of(texts)
            workspace.ledger.append(batch, recorded_by="Ana", recorded_at=NOW, action="import")
            workspace.refresh()
            yield Typed(workspace, batch, texts)

    return recorded


# --- What gets in -------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["nul\0", "half \ud800", "\udfff"])
@pytest.mark.parametrize("place", ["site_name", "practice", "evidence", "reason", "title"])
def test_what_no_file_could_hold_is_not_admitted(typed: Any, text: str, place: str) -> None:
    texts = [""] * TEXTS
    at = {"site_name": 0, "practice": 1, "evidence": 50, "reason": 52, "title": 54}
    texts[at[place]] = text
    with pytest.raises(ReadinessError, match="cannot be stored"), typed(texts):
        pass


def test_a_text_longer_than_a_cell_is_refused_in_a_sentence_by_workbooks_only(typed: Any) -> None:
    with typed(["x" * 40_000] * TEXTS) as made:
        with pytest.raises(ReadinessError, match="longer than a cell"):
            network_workbook(made.snapshot)
        with pytest.raises(ReadinessError, match="longer than a cell"):
            records.workbook(everything(made.workspace.ledger, EVERYONE), framework())
        assert len(PdfReader(io.BytesIO(pdf_of(made, "S1"))).pages) == 1
        assert "x" * 40_000 in records.csv_of("responses", made.batch, framework())
        assert parquet_files(made.snapshot)
        Bundle(**json.loads(fhir_bundle(made.snapshot)))


# --- Every kind of file -------------------------------------------------------------------------


def pdf_of(made: Typed, site_id: str) -> bytes:
    summary = reports.site_summary(made.workspace, EVERYONE, site_id, TODAY)
    return site_summary.pdf(summary, signs=print_signs(framework()))


def a_summary_is_one_page_that_opens(made: Typed) -> None:
    for site in made.sites[:1]:
        reader = PdfReader(io.BytesIO(pdf_of(made, site.site_id)))
        assert len(reader.pages) == 1
        assert "root:" not in reader.pages[0].extract_text()


def a_report_opens_and_obeys_no_words(made: Typed) -> None:
    report = made.handover.report
    reader = PdfReader(io.BytesIO(network_report.pdf(report, signs=print_signs(framework()))))
    said = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert "Words of caution" in said
    assert "root:" not in said


def workbooks_open_say_what_was_typed_and_compute_only_the_checks(made: Typed) -> None:
    book = openpyxl.load_workbook(io.BytesIO(network_workbook(made.snapshot)))
    overall, *each = formulas(book)
    assert overall.startswith("Overview!B")
    assert each == [f"Scores!N{row}" for row in range(2, SITES + 2)]
    rows = book["Scores"].iter_rows(min_row=2, values_only=True)
    for row, site in zip(rows, made.sites, strict=True):
        assert site.site_name in meant(row[2])
    batch = everything(made.workspace.ledger, EVERYONE)
    book = openpyxl.load_workbook(io.BytesIO(records.workbook(batch, framework())))
    assert formulas(book) == []
    for row, site in zip(
        book["sites"].iter_rows(min_row=2, values_only=True), made.sites, strict=True
    ):
        for cell, text in zip(row, site, strict=True):
            assert text in {unapostrophed(words) for words in meant(cell)}


def meant(cell: str | None) -> set[str]:
    """What a cell may say: openpyxl leaves _x000D_, which stands for a sign, as it is, and also
    takes the escape from such a text that was typed."""
    text = cell or ""
    return {text, re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)}


def formulas(book: Any) -> list[str]:
    return [
        f"{sheet.title}!{cell.coordinate}"
        for sheet in book
        for line in sheet.iter_rows()
        for cell in line
        if cell.data_type == "f"
    ]


def unapostrophed(text: str) -> str:
    """As a reader of this product's files takes it: one apostrophe before what would run goes."""
    return text[1:] if re.match(r"''*[=+\-@\t\r]", text) else text


def csv_reads_back_equal_and_no_cell_begins_as_a_formula_does(made: Typed) -> None:
    batch = everything(made.workspace.ledger, EVERYONE)
    for kind in records.KINDS:
        cells = read_csv(records.csv_of(kind, batch, framework()))
        assert not any(LEADS.match(cell) for row in cells for cell in row)
        if kind == "sites":
            back = [[unapostrophed(cell) for cell in row] for row in cells[1:]]
            assert back == [list(site) for site in made.sites]
        if kind == "findings":
            reasons = [unapostrophed(row[cells[0].index("reason")]) for row in cells[1:]]
            assert reasons == [row.reason for row in made.batch.findings]
    view = overview(made.workspace, EVERYONE, TODAY, TODAY - days(91), Filters())
    shown = (network_tables.sites, network_tables.lapses, network_tables.failed_gates)
    for table in (*(make(view) for make in shown), network_tables.movers(view)):
        cells = read_csv(csv_of(table).decode("utf-8-sig"))
        assert len(cells) == len(table) + 1
        assert not any(LEADS.match(cell) for row in cells for cell in row)


def read_csv(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def parquet_reads_back_equal(made: Typed) -> None:
    files = parquet_files(made.snapshot)
    sites = polars.read_parquet(io.BytesIO(files["sites.parquet"])).rows()
    assert sites == [tuple(site) for site in made.sites]
    reasons = polars.read_parquet(io.BytesIO(files["findings.parquet"]))["reason"].to_list()
    assert reasons == [row.reason for row in made.batch.findings]
    evidence = polars.read_parquet(io.BytesIO(files["responses.parquet"]))
    assert {row.evidence for row in made.batch.responses} == set(evidence["evidence"])


def fhir_is_valid(made: Typed) -> None:
    bundle = Bundle(**json.loads(fhir_bundle(made.snapshot)))
    assert len(bundle.entry) == SITES + 1


def a_calendar_has_its_entries_and_no_others(made: Typed) -> None:
    found = renewals(made.workspace, EVERYONE, TODAY)
    assert found.rows
    content = calendar_file(found)
    calendar = Calendar.from_ical(content)
    events = calendar.walk("VEVENT")
    assert len(events) == len(found.rows)
    assert not any(str(event["summary"]) == "injected" for event in events)
    assert calendar.errors == []
    assert max(map(len, content.split(b"\r\n"))) <= 75


def a_digest_has_a_line_for_each_thing_and_no_tag_of_others(made: Typed) -> None:
    view = overview(made.workspace, EVERYONE, TODAY, TODAY, Filters())
    known = digest.Digest(
        "ana@network.example",
        TODAY,
        tuple(digest._actions(made.workspace, EVERYONE, TODAY)),
        (),
        tuple(digest._lapses(view)),
    )
    lines = digests.text(known).split("\n")
    assert sum(line.startswith("- ") for line in lines) == len(known)
    assert not any(ord(sign) < 32 for line in lines for sign in line)
    tags = Tags()
    tags.feed(digests.html(known))
    assert tags.seen.count("li") == len(known)
    assert set(tags.seen) <= {"html", "head", "meta", "title", "body", "h1", "h2", "ul", "li", "p"}


class Tags(HTMLParser):
    """The tags of a page, as a browser finds them."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)


def minutes_have_their_headings_and_no_others(made: Typed) -> None:
    view = overview(made.workspace, EVERYONE, TODAY, TODAY - days(91), Filters())
    actions = actions_of(made.workspace, EVERYONE, TODAY)
    agenda = meeting.agenda(view, actions, (), made.workspace.sites(EVERYONE))
    parts = [minutes.MinutesPart(part.title, part.sentence, part.lines) for part in agenda]
    parts.append(minutes.MinutesPart("Minutes", "Said", [text[:2_000] for text in made.texts]))
    held = minutes.Minutes(TODAY, made.texts[0], made.texts[1], parts)
    written = minutes.markdown(held)
    assert len(re.findall(r"(?m)^#", written)) == len(parts) + 1
    assert len(re.findall(r"(?m)^- ", written)) == sum(len(part.lines) for part in parts)
    assert "<script>" not in written
    reader = PdfReader(io.BytesIO(minutes.pdf(held)))
    assert "root:" not in "".join(page.extract_text() for page in reader.pages)


def slides_open_and_their_charts_hold_no_formula(made: Typed) -> None:
    content = network_slides.pptx(made.handover.report, signs=print_signs(framework()))
    for slide in decks.slides(content):
        assert decks.notes(slide)
        for chart in decks.charts(slide):
            book = decks.workbook(chart)
            assert {cell.data_type for row in book for cell in row} <= {"s", "n"}
            names = [row[0] for row in book.iter_rows(min_row=2, values_only=True)]
            assert names == decks.figures(chart)[""]
    assert not re.search(rb"hlinkClick|oleObj", b"".join(parts_of(content)))


def parts_of(content: bytes) -> Iterator[bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        yield from (archive.read(name) for name in archive.namelist() if "slides/" in name)


def html_files_are_made_of_their_own_tags_only(made: Typed) -> None:
    signs = screen_signs(framework())
    site = handover.site_handover(made.workspace, EVERYONE, "S1", TODAY)
    files = (site_html.content(site, signs=signs), network_html.content(made.handover, signs=signs))
    for content in files:
        read = Read(content)
        tags = Counter(tag for tag, _ in read.tags)
        assert (tags["script"], tags["style"], tags["html"], tags["main"]) == (1, 1, 1, 1)
        assert not set(tags) & {"img", "iframe", "object", "embed", "base", "b-", "tag"}
        for _, attributes in read.tags:
            assert not any(name.startswith("on") or name == "style" for name in attributes)
            for name in ("href", "src", "action"):
                assert str(attributes.get(name, "#")).startswith(("#", "data:,"))
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", read.said)
    names = [" ".join(row[0].split()) for row in read.table("Site", 10)]
    assert sorted(names) == sorted(
        " ".join((line(one.site_name, 200) or one.site_id).split()) for one in made.sites
    )


KINDS = (
    slides_open_and_their_charts_hold_no_formula,
    html_files_are_made_of_their_own_tags_only,
    a_summary_is_one_page_that_opens,
    a_report_opens_and_obeys_no_words,
    workbooks_open_say_what_was_typed_and_compute_only_the_checks,
    csv_reads_back_equal_and_no_cell_begins_as_a_formula_does,
    parquet_reads_back_equal,
    fhir_is_valid,
    a_calendar_has_its_entries_and_no_others,
    a_digest_has_a_line_for_each_thing_and_no_tag_of_others,
    minutes_have_their_headings_and_no_others,
)


@given(texts=st.lists(words, min_size=TEXTS, max_size=TEXTS).map(Texts))
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # 100 texts take too long to shrink
    suppress_health_check=list(HealthCheck),
)
def test_hostile_words_break_no_file_and_run_nowhere(typed: Any, texts: list[str]) -> None:
    with typed(texts) as made:
        for holds in KINDS:
            holds(made)


@given(text=words)
@settings(max_examples=200, deadline=None)
def test_names_of_files_are_safe(text: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_.-]{1,100}\.pdf", site_summary.name_of(text, TODAY))
    assert site_summary.name_of(text, TODAY).endswith(f"{TODAY}.pdf")
