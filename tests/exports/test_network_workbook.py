"""The workbook of the network: its figures, its checks, and texts that want to be formulas."""

import io
from dataclasses import replace
from datetime import timedelta
from math import floor
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from readiness.domain.assessment import EVIDENCE_ON_FILE, Batch
from readiness.domain.people import Person, Role
from readiness.exports.caution import CAUTION
from readiness.exports.network_workbook import network_workbook
from readiness.services.network import Filters, overview
from readiness.services.snapshot import Snapshot, snapshot
from readiness.services.workspace import Workspace
from readiness.views import network as network_view
from readiness.views import sentences
from tests.offices import recalculated
from tests.services.workspaces import EVERYONE, READY, TODAY, a_site, an_answer

VIEWER = Person.holding("Vic", Role.VIEWER)
NAMES = [
    *("Overview", "Sites x criteria", "Scores", "Criteria", "Gaps", "Actions", "History"),
    "Framework",
]


@pytest.fixture(scope="module")
def gathered(network: Workspace) -> Snapshot:
    return snapshot(network, EVERYONE, TODAY)


@pytest.fixture(scope="module")
def content(gathered: Snapshot) -> bytes:
    return network_workbook(gathered)


@pytest.fixture(scope="module")
def book(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def rows_of(book: Any, name: str) -> list[dict[str, Any]]:
    header, *rows = book[name].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def overview_of(book: Any) -> dict[str, Any]:
    return {row[0]: row[1] for row in book["Overview"].iter_rows(values_only=True) if row[0]}


def test_every_sheet_has_a_frozen_header_and_filters(book: Any) -> None:
    assert book.sheetnames == NAMES
    for name in NAMES[1:]:
        assert book[name].freeze_panes is not None
        assert book[name].auto_filter.ref.startswith("A1:")
        assert "As of 22 Nov 2026" in book[name].oddFooter.left.text
    assert book["Sites x criteria"].conditional_formatting


def test_the_overview_says_of_which_day_by_which_rules_for_whom_and_with_which_caution(
    book: Any, gathered: Snapshot
) -> None:
    said = overview_of(book)
    assert said["In one sentence"] == sentences.overview_sentence(gathered.view)
    assert said["As of"] == said["Written on"] == "22 Nov 2026"
    assert said["Framework"] == "CRS readiness for bispecific antibodies 2026.1"
    assert (said["Scoring rules"], said["Written for"]) == ("1", "Ana")
    assert said["Sites"] == "24, with names of persons"
    assert said["Caution"] == CAUTION


def test_scores_are_those_of_the_overview_screen(book: Any, network: Workspace) -> None:
    view = overview(network, EVERYONE, TODAY, TODAY - timedelta(days=91), Filters())
    frame = network_view.sites(view).set_index("site_id")
    rows = rows_of(book, "Scores")
    assert len(rows) == len(frame) == 24
    for row in rows:
        shown = frame.loc[row["Site id"]]
        assert row["Level"] == shown["Level"]
        score = None if shown["Score"] != shown["Score"] else shown["Score"]
        assert row["Score"] == score
        if row["Answered"] is not None:
            assert row["Answered"] == floor(shown["Answered"] * 100) / 100  # as the screens say


def test_states_gaps_and_history_agree_with_the_scored_sites(book: Any, gathered: Snapshot) -> None:
    for row, site in zip(rows_of(book, "Sites x criteria"), gathered.sites, strict=True):
        assert row["Site id"] == site.site.site_id
        words = [value for key, value in row.items()][3:]
        assert len(words) == len(site.score.criteria) == 44
        assert words.count("Unanswered") == site.score.applicable - site.score.answered
    assert len(rows_of(book, "Gaps")) == sum(len(site.gaps) for site in gathered.sites)
    recorded = sum(
        len(rows)
        for site in gathered.sites
        for part in (site.recorded.responses, site.recorded.findings)
        for rows in part.values()
    )
    assert len(rows_of(book, "History")) == recorded > 1000


def test_who_sees_no_names_gets_none(network: Workspace) -> None:
    book = openpyxl.load_workbook(io.BytesIO(network_workbook(snapshot(network, VIEWER, TODAY))))
    rows = rows_of(book, "History")
    assert {row["Recorded by"] for row in rows} == {None}
    assert {row["Evidence"] for row in rows} == {None, EVIDENCE_ON_FILE}
    assert "Vic" not in overview_of(book).values()


def test_only_sites_in_reach_are_in_it(network: Workspace) -> None:
    who = Person.holding("Max", Role.MANAGER, {READY})
    book = openpyxl.load_workbook(io.BytesIO(network_workbook(snapshot(network, who, TODAY))))
    for name in NAMES[1:-1]:
        assert {row["Site id"] for row in rows_of(book, name)} <= {READY}


def test_the_same_input_is_the_same_bytes(gathered: Snapshot, content: bytes) -> None:
    assert network_workbook(gathered) == content


def test_writing_can_be_stopped_between_sheets(gathered: Snapshot) -> None:
    def stop(done: int, _: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        network_workbook(gathered, stop)


def test_an_empty_network_has_a_workbook(empty: Workspace) -> None:
    content = network_workbook(snapshot(empty, EVERYONE, TODAY))
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    assert rows_of(book, "Scores") == []
    assert overview_of(book)["Check"] == "OK"


hostile = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=30).flatmap(
    lambda text: st.sampled_from(["=", "+", "-", "@", "\t", "\r", "'=", ""]).map(
        lambda lead: f"{lead}{text}."
    )
)


@given(names=st.lists(hostile, min_size=40, max_size=40))
@settings(
    deadline=None, max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_text_runs_as_a_formula(few: Workspace, names: list[str]) -> None:
    made = snapshot(few, EVERYONE, TODAY)
    row = replace(made.sites[3], gaps=())
    rows = [replace(row, site=row.site._replace(site_name=name)) for name in names]
    book = openpyxl.load_workbook(io.BytesIO(network_workbook(replace(made, sites=tuple(rows)))))
    found = [unescape(row["Site"]) for row in rows_of(book, "Scores")]
    assert found == names
    formulas = [cell for sheet in book for line in sheet.iter_rows() for cell in line
                if cell.data_type == "f"]  # fmt: skip
    assert len(formulas) == len(names) + 1
    assert {cell.column_letter for cell in formulas} == {"B", "N"}


@pytest.mark.office
def test_libreoffice_adds_up_every_score_again_and_notices_a_changed_point(
    few: Workspace, tmp_path: Path
) -> None:
    sites = (a_site("A*", "=1+1"), a_site("<5", "Small"))
    answers = tuple(an_answer("C02", "yes", site_id=site.site_id) for site in sites)
    few.ledger.append(
        Batch(sites=sites, responses=answers),
        recorded_by="Ana", recorded_at=few.clock(), action="import",
    )  # fmt: skip
    good, bad = tmp_path / "good.xlsx", tmp_path / "bad.xlsx"
    good.write_bytes(network_workbook(snapshot(few, EVERYONE, TODAY)))
    tampered = openpyxl.load_workbook(good)
    sheet = tampered["Criteria"]
    points = next(cell.column for cell in sheet[1] if cell.value == "Points")
    sheet.cell(2, points).value += 1
    tampered.save(bad)
    read = [openpyxl.load_workbook(path, data_only=True)
            for path in recalculated([good, bad], tmp_path)]  # fmt: skip
    assert [overview_of(book)["Check"] for book in read] == ["OK", "Differs"]
    checks = [[row["Check"] for row in rows_of(book, "Scores")] for book in read]
    assert checks == [["OK"] * 7, ["Differs", *["OK"] * 6]]
    assert "=1+1" in [row["Site"] for row in rows_of(read[0], "Scores")]
