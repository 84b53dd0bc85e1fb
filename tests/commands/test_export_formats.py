"""`export --format`: each shape from the command line, the same bytes, and what is refused."""

import io
import json
from pathlib import Path

import openpyxl
import polars
import pytest

from readiness.exports.tables import KINDS
from tests.commands.calls import call, rows_of
from tests.services.fixtures import few_file
from tests.services.workspaces import FEW, TODAY

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
        options = ("--database", few_file, "--format", shape, "--as-of", TODAY)
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
    assert sorted(path.stem for path in target.iterdir()) == sorted(KINDS)
    recorded = [row["recorded_at"][:10] for row in rows_of(target / "responses.csv")]
    assert "2025" < max(recorded) <= "2026-03-01"


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
