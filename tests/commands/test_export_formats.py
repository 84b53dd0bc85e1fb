"""`export --format`: each shape from the command line, the same bytes, and what is refused."""

import io
import json
from pathlib import Path

import openpyxl
import polars
import pytest

from readiness.commands.main import main
from readiness.exports.about import NAME
from readiness.exports.tables import KINDS
from readiness.imports.tables import read_table
from tests.commands.calls import call, rows_of
from tests.services.fixtures import few_file
from tests.services.workspaces import FEW, READY, TODAY

__all__ = ["few_file"]

SHAPES = {
    "workbook": "network.xlsx",
    "parquet": "tables",
    "fhir": "readiness.json",
    "redcap": "survey.csv",
    "csv": "folder",
    "xlsx": "everything.xlsx",
}


def content(path: Path) -> dict[str, bytes]:
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    return {file.name: file.read_bytes() for file in files}


@pytest.mark.parametrize(("shape", "name"), SHAPES.items())
def test_each_shape_is_written_twice_the_same(
    capsys: pytest.CaptureFixture[str], few_file: Path, tmp_path: Path, shape: str, name: str
) -> None:
    written = []
    for folder in ("first", "second"):
        target = tmp_path / folder / name
        options = ["--database", few_file, "--format", shape]
        options += [] if shape == "redcap" else ["--as-of", TODAY]
        code, out, _ = call(capsys, "export", *options, target)
        assert code == 0
        assert out.endswith(f"to {target}.\n")
        written.append(content(target))
    assert written[0] == written[1]


def test_the_workbook_the_tables_and_fhir_are_of_the_day_that_was_asked_for(
    capsys: pytest.CaptureFixture[str], few_file: Path, tmp_path: Path
) -> None:
    for shape in ("workbook", "parquet", "fhir"):
        options = ("--database", few_file, "--format", shape, "--as-of", "2026-03-01")
        assert call(capsys, "export", *options, tmp_path / SHAPES[shape]).code == 0
    book = openpyxl.load_workbook(tmp_path / "network.xlsx")
    assert "1 Mar 2026" in [row[1].value for row in book["Overview"].iter_rows()]
    scores = polars.read_parquet(io.BytesIO((tmp_path / "tables/scores.parquet").read_bytes()))
    assert sorted(scores["site_id"]) == sorted(FEW)
    assert {str(day) for day in scores["as_of"]} == {"2026-03-01"}
    bundle = json.loads((tmp_path / "readiness.json").read_text("utf-8"))
    assert bundle["meta"]["tag"][0]["code"] == "2026-03-01"


def test_csv_of_a_day_leaves_out_what_was_recorded_later(
    capsys: pytest.CaptureFixture[str], few_file: Path, tmp_path: Path
) -> None:
    target = tmp_path / "then"
    options = ("--database", few_file, "--as-of", "2026-03-01")
    assert call(capsys, "export", *options, target).code == 0
    assert sorted(path.name for path in target.iterdir()) == sorted(
        [NAME, *(f"{kind}.csv" for kind in KINDS)]
    )
    recorded = [row["recorded_at"][:10] for row in rows_of(target / "responses.csv")]
    assert "2025" < max(recorded) <= "2026-03-01"


@pytest.mark.parametrize("ending", ["pdf", "html", "pptx"])
def test_reports_are_those_of_the_command_report(
    capsys: pytest.CaptureFixture[str], few_file: Path, tmp_path: Path, ending: str
) -> None:
    made, same = tmp_path / f"made.{ending}", tmp_path / f"same.{ending}"
    known = ("--database", few_file, "--as-of", TODAY, "--since", "2026-01-31", "--without-names")
    assert call(capsys, "export", *known, made) == (0, f"Wrote {made}.\n", "")
    assert call(capsys, "report", *known, "--output", same).code == 0
    assert made.read_bytes() == same.read_bytes()


@pytest.mark.parametrize("options", [(), ("--site", READY)])
def test_pages_of_one_site_and_calendars_are_those_of_their_own_commands(
    capsys: pytest.CaptureFixture[str], few_file: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    known = ("--database", few_file, "--as-of", TODAY, *options)
    for command, ending, more in (
        ("report", "pdf", ("--paper", "a4")),
        ("report", "html", ()),
        ("calendar", "ics", ("--must-haves",)),
    ):
        made, same = tmp_path / f"made.{ending}", tmp_path / f"same.{ending}"
        result = call(capsys, "export", *known, *more, "--format", ending, made)
        assert (result.code, result.err) == (0, "")
        assert result.out.endswith(f"{made}.\n")
        assert call(capsys, command, *known, *more, "--output", same).code == 0
        assert made.read_bytes() == same.read_bytes()
        assert call(capsys, "export", *known, *more, made).code == 1
        assert call(capsys, "export", *known, *more, "--force", made).code == 0


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("a.pptx", ["--site", READY], "--site is for pdf, html and ics. Leave it out for pptx."),
        ("a.xlsx", ["--site", READY], "--site is for pdf, html and ics. Leave it out for xlsx."),
        ("a.html", ["--paper", "a4"], "--paper is for pdf. Leave it out for html."),
        ("a.pdf", ["--template", "t.pptx"], "--template is for pptx. Leave it out for pdf."),
        ("a.pdf", ["--must-haves"], "--must-haves is for ics. Leave it out for pdf."),
        ("a.ics", ["--since", "2026-01-31"], "--since is for pdf, html and pptx."),
        ("folder", ["--without-names"], "--without-names is for pdf, html and pptx."),
        ("a.csv", ["--format", "redcap", "--as-of", "2026-01-31"], "Leave it out for redcap."),
        ("a.pdf", ["--site", READY, "--since", "2026-01-31"], "--since is for the network."),
        ("a.pdf", ["--format", "html"], "a.pdf does not end in .html. Name a file that does."),
        ("a.html", ["--format", "ics"], "a.html does not end in .ics. Name a file that does."),
    ],
)
def test_an_option_that_would_do_nothing_is_refused_in_one_sentence(
    capsys: pytest.CaptureFixture[str],
    few_file: Path,
    tmp_path: Path,
    name: str,
    options: list[str],
    words: str,
) -> None:
    result = call(capsys, "export", "--database", few_file, *options, tmp_path / name)
    assert (result.code, result.out) == (1, "")
    assert words in result.err
    assert len(result.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


class Terminal(io.StringIO):
    """Standard error where somebody watches."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("name", "shape"),
    [("a.xlsx", "workbook"), ("tables", "parquet"), ("a.json", "fhir"), ("a.xlsx", "xlsx"),
     ("a.pdf", "pdf"), ("a.html", "html"), ("a.pptx", "pptx"), ("a.ics", "ics")],
)  # fmt: skip
def test_a_terminal_is_told_how_far_reading_and_writing_are(
    few_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, shape: str
) -> None:
    monkeypatch.setattr("readiness.exports.tables._TOLD_EVERY", 100)
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    arguments = ["export", "--database", few_file, "--format", shape, tmp_path / name]
    assert main([str(argument) for argument in arguments]) == 0
    said = terminal.getvalue()
    assert "Reading " in said
    assert "Writing " in said
    assert said.rpartition("\r")[2] == ""  # the line is taken away


@pytest.mark.parametrize(
    ("shape", "name", "words"),
    [
        ("workbook", "network.csv", "does not end in .xlsx. Name a file that does."),
        ("fhir", "folder", "does not end in .json. Name a file that does."),
        ("redcap", "survey.xlsx", "does not end in .csv. Name a file that does."),
        ("parquet", "taken", "is a file. Name a folder."),
    ],
)
def test_a_place_that_does_not_fit_the_shape_is_refused(
    capsys: pytest.CaptureFixture[str],
    few_file: Path,
    tmp_path: Path,
    shape: str,
    name: str,
    words: str,
) -> None:
    (tmp_path / "taken").write_text("mine")
    result = call(capsys, "export", "--database", few_file, "--format", shape, tmp_path / name)
    assert result.code == 1
    assert words in result.err
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_a_workbook_of_records_says_what_it_is_on_a_sheet_that_an_import_passes_over(
    capsys: pytest.CaptureFixture[str], few_file: Path, tmp_path: Path
) -> None:
    target = tmp_path / "everything.xlsx"
    assert call(capsys, "export", "--database", few_file, target).code == 0
    book = openpyxl.load_workbook(target)
    assert book.sheetnames == [*KINDS, "about"]
    assert "no treatment advice" in str(list(book["about"].values))
    tables = read_table("everything.xlsx", target.read_bytes())
    assert [table.name for table in tables] == [f"everything.xlsx [{kind}]" for kind in KINDS]
    assert call(capsys, "import", "--database", tmp_path / "new.db", "--yes", target).code == 0
