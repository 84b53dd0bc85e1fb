"""`score --tables`: the tables of `export --format records` score as the network does."""

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from readiness.commands.main import main
from readiness.domain.cycle import CycleStep
from readiness.exports import dictionary
from readiness.exports.record_tables import write_record_tables
from readiness.exports.score_document import site_text
from readiness.services import cycle, records, registers
from readiness.services.workspace import open_workspace
from tests.commands.calls import FRAMEWORK, call, to_score
from tests.services.fixtures import few_file, sample_file
from tests.services.workspaces import (
    AGENTS,
    EVERYONE,
    NEVER_ASSESSED,
    READY,
    TODAY,
    StandingClock,
    copied,
    opened_quickly,
    other_version,
)

__all__ = ["few_file", "sample_file"]

STOCK = {
    "drug": "tocilizumab",
    "doses": "4",
    "expires_on": "2027-06-30",
    "place": "Pharmacy fridge",
    "minutes": "0",
    "counted_on": str(TODAY),
}
DATES = ("2026-03-01", str(TODAY), "2028-01-01")


@pytest.fixture(scope="module")
def database(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, where a register answers for one site."""
    path = copied(sample_file, tmp_path_factory.mktemp("tables") / "sample.db")
    workspace = opened_quickly(path, StandingClock())
    with workspace.ledger:
        registers.record_entry(workspace, EVERYONE, "stock", [NEVER_ASSESSED], STOCK)
    return path


@pytest.fixture(scope="module")
def tables(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("records")
    assert exported(database, folder) == 0
    return folder


def exported(database: Path, folder: Path) -> int:
    return main(
        ["export", "--database", str(database), "--format", "records", str(folder), "--force"]
    )


def scoring(
    folder: Path, *more: object, as_of: object = TODAY, shape: str = "json"
) -> list[object]:
    return ["score", "--tables", folder, "--as-of", as_of, "--format", shape, *more]


@pytest.mark.parametrize("as_of", DATES)
def test_tables_score_as_the_network_they_were_exported_from(
    capsys: pytest.CaptureFixture[str], database: Path, tables: Path, as_of: str
) -> None:
    found = json.loads(call(capsys, *scoring(tables, as_of=as_of)).out)
    workspace = opened_quickly(database, StandingClock())
    with workspace.ledger:
        day = TODAY.fromisoformat(as_of)
        expected = [
            json.loads(
                site_text(
                    workspace.score(EVERYONE, site, day), workspace.framework_on(site, day).version
                )
            )
            for site in workspace.sites(EVERYONE)
        ]
    assert found["sites"] == expected
    assert len(expected) == 24


def test_a_register_answers_in_tables_too(capsys: pytest.CaptureFixture[str], tables: Path) -> None:
    sites = json.loads(call(capsys, *scoring(tables)).out)["sites"]
    stocked = next(site for site in sites if site["site_id"] == NEVER_ASSESSED)
    assert stocked["level"] != "not_assessed"
    assert stocked["criteria"]["C15"]["state"] != "unanswered"


def test_tables_score_as_csv_files_of_the_same_records(
    capsys: pytest.CaptureFixture[str], few_file: Path, tmp_path: Path
) -> None:
    exported(few_file, tmp_path / "tables")
    call(capsys, "export", "--database", few_file, tmp_path / "files")
    for shape in ("json", "csv"):
        files = call(capsys, *to_score(tmp_path / "files", as_of=str(TODAY), shape=shape))
        named = ("--framework", FRAMEWORK)
        made = call(capsys, *scoring(tmp_path / "tables", *named, shape=shape))
        assert (made.code, made.out) == (files.code, files.out)
        assert files.code == 0


def test_each_site_is_held_to_the_version_in_force_for_it(
    capsys: pytest.CaptureFixture[str], few_file: Path, tmp_path: Path
) -> None:
    path = copied(few_file, tmp_path / "few.db")
    change = ("framework.toml", "min_score = 85", "min_score = 100")
    newer = other_version(tmp_path / "second", change, version="2027.1")
    clock = StandingClock()
    clock.go_on(days=1)
    workspace = open_workspace(path, newer, AGENTS, clock=clock)
    with workspace.ledger:
        cycle.take_step(workspace, EVERYONE, READY, CycleStep.OPENED)
        (tmp_path / "tables").mkdir()
        sites = records.recorded_sites(workspace, EVERYONE)
        write_record_tables(tmp_path / "tables", sites, records.framework_files(workspace))
    levels = {}
    for as_of in (TODAY, clock().date()):
        document = json.loads(call(capsys, *scoring(tmp_path / "tables", as_of=as_of)).out)
        assert document["framework_version"] == "2027.1"
        site = next(site for site in document["sites"] if site["site_id"] == READY)
        levels[site["framework_version"]] = site["level"]
    assert len(levels) == 2
    assert len(set(levels.values())) == 2


def test_a_table_of_scores_holds_the_figures_of_the_csv(
    capsys: pytest.CaptureFixture[str], tables: Path, tmp_path: Path
) -> None:
    target = tmp_path / "scores.parquet"
    result = call(capsys, *scoring(tables, "--output", target, shape="parquet"))
    assert (result.code, result.out) == (0, "")
    rows = pq.read_table(target).to_pylist()
    text = call(capsys, *scoring(tables, shape="csv")).out
    stated = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == len(stated) == 24
    for row, cells in zip(rows, stated, strict=True):
        assert row.pop("framework_version")
        assert " ".join(row.pop("failed_gates")) == cells.pop("failed_gates")
        assert row.keys() == cells.keys()
        for name, value in row.items():
            assert cells[name] == ("" if value is None else value) or float(cells[name]) == value
    assert [path.name for path in tmp_path.iterdir()] == ["scores.parquet"]
    again = call(capsys, *scoring(tables, "--output", target, shape="parquet"))
    assert (again.code, "not overwritten" in again.err) == (1, True)


def test_a_table_that_is_read_is_not_written_over(
    capsys: pytest.CaptureFixture[str], tables: Path
) -> None:
    table = tables / "sites.parquet"
    before = table.read_bytes()
    result = call(capsys, *scoring(tables, "--output", table))
    assert (result.code, "one of the files to read" in result.err) == (1, True)
    assert table.read_bytes() == before


def test_a_table_may_be_several_files(
    capsys: pytest.CaptureFixture[str], tables: Path, tmp_path: Path
) -> None:
    for path in tables.iterdir():
        whole = pq.read_table(path)
        (tmp_path / path.stem).mkdir()
        for place in range(0, max(1, len(whole)), 700):
            part = tmp_path / path.stem / f"part-{place:06}.parquet"
            pq.write_table(whole.slice(place, 700), part)
    assert call(capsys, *scoring(tmp_path)).out == call(capsys, *scoring(tables)).out


def test_the_dictionary_names_every_column_of_the_records(tables: Path) -> None:
    found = {path.stem: pq.read_schema(path).names for path in tables.iterdir()}
    listed = {table.name: [field.name for field in table.fields] for table in dictionary.RECORDS}
    assert found == listed


def changed(folder: Path, tables: Path, **changes: pa.Table | None) -> Path:
    """A copy of the tables, of which some are others or left out."""
    for path in tables.iterdir():
        table = changes.get(path.stem, pq.read_table(path))
        if table is not None:
            pq.write_table(table, folder / path.name)
    return folder


def wrong(tables: Path) -> Mapping[str, tuple[dict[str, pa.Table | None], str]]:
    """What may be wrong with tables -> those tables, and what is said of it."""
    responses = pq.read_table(tables / "responses.parquet")
    findings = pq.read_table(tables / "findings.parquet")
    column = responses.schema.get_field_index("answer")
    bad = responses.set_column(column, "answer", pa.array(["perhaps"] * len(responses)))
    strangers = pa.array(["ZZZ"] * len(findings))
    return {
        "missing": ({"responses": None}, "There is no responses.parquet in"),
        "column": ({"responses": responses.drop(["answer"])}, "responses has no column answer."),
        "order": (
            {"responses": responses.take(list(range(len(responses)))[::-1])},
            "responses is not sorted by site_id. Sort it, or use --engine spark.",
        ),
        "stranger": (
            {"findings": findings.set_column(0, "site_id", strangers)},
            "findings tells of 'ZZZ', which is not among the sites.",
        ),
        "type": (
            {"responses": responses.set_column(2, "recorded_at", pa.array([[]] * len(responses)))},
            "responses has a column of another type",
        ),
        "answer": ({"responses": bad}, "S001: "),
        "frameworks": ({"frameworks": None}, "Name one with --framework."),
    }


@pytest.mark.parametrize(
    "what", ["missing", "column", "order", "stranger", "type", "answer", "frameworks"]
)
def test_what_is_wrong_with_tables_is_said(
    capsys: pytest.CaptureFixture[str], tables: Path, tmp_path: Path, what: str
) -> None:
    changes, message = wrong(tables)[what]
    target = tmp_path / "scores.json"
    (tmp_path / "tables").mkdir()
    folder = changed(tmp_path / "tables", tables, **changes)
    result = call(capsys, *scoring(folder, "--output", target))
    assert result.code == 1
    assert message in result.err
    assert not target.exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--engine", "spark"), "need --tables"),
        (("--tables", "x", "--sites", "y"), "--tables stands in the place of --sites"),
        (("--framework", "x"), "required: --sites, --responses"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    capsys: pytest.CaptureFixture[str], options: tuple[str, ...], message: str
) -> None:
    result = call(capsys, "score", *options, "--as-of", TODAY, "--format", "json")
    assert result.code == 2
    assert message in result.err
