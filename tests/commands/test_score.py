"""`score` prints what the second implementation of the rules computes, in the documented shape."""

import csv
import io
import json
import math
import os
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from readiness.exports.tables import csv_of, workbook
from readiness.framework_files import load_framework
from readiness.services.demo import SAMPLE_ENDS, synthetic_network
from tests.commands.calls import (
    BAKERIES,
    BAKERY,
    FRAMEWORK,
    KINDS,
    SAMPLE,
    call,
    plain_framework,
    rows_of,
    to_score,
    write,
)
from tests.oracle import score_site

DATES = ["2024-12-31", "2025-07-01", "2026-02-28", "2026-11-22", "2027-05-31", "2029-01-01"]
SITE_KEYS = [
    *("site_id", "level", "score", "answered_share", "confirmed_share"),
    *("points_earned", "points_possible", "failed_gates", "elements", "criteria"),
]


@cache
def expected(folder: Path, framework: Path, as_of: str) -> list[dict[str, Any]]:
    """The sites as the second implementation scores them, in the order of the file."""
    rules = plain_framework(framework)
    by_site: dict[str, dict[str, list[dict[str, str]]]] = {}
    for kind in ("responses", "findings", "profiles"):
        for row in rows_of(folder / f"{kind}.csv"):
            row["site_id"] = row["site_id"].removeprefix("'")
            by_site.setdefault(row["site_id"], {}).setdefault(kind, []).append(row)
    scored = []
    for site in rows_of(folder / "sites.csv"):
        own = by_site.get(site["site_id"], {})
        rows = [own.get(kind, []) for kind in ("responses", "findings", "profiles")]
        scored.append(score_site(rules, site["site_id"], *rows, date.fromisoformat(as_of)))
    return scored


def as_numbers(value: Any) -> Any:
    """Fractions as the numbers of JSON, with the order of keys."""
    if isinstance(value, dict):
        return [(key, as_numbers(item)) for key, item in value.items()]
    if isinstance(value, list):
        return [as_numbers(item) for item in value]
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else float(value)
    return value


@pytest.fixture
def bakeries(tmp_path: Path) -> Path:
    write(tmp_path / "rules", BAKERY)
    return write(tmp_path / "files", BAKERIES)


@pytest.mark.parametrize("as_of", DATES)
def test_the_sample_scores_as_the_rules_say(capsys: pytest.CaptureFixture[str], as_of: str) -> None:
    result = call(capsys, *to_score(as_of=as_of))
    assert result.code == 0
    document = json.loads(result.out)
    assert list(document) == [
        *("framework", "framework_version", "scoring_version", "as_of", "caution", "sites")
    ]
    assert document["framework"] == "crs-bispecific"
    assert document["as_of"] == as_of
    assert [list(site) for site in document["sites"]] == [SITE_KEYS] * 24
    assert as_numbers(document["sites"]) == as_numbers(expected(SAMPLE, FRAMEWORK, as_of))


@pytest.mark.parametrize("as_of", ["2026-01-01", "2026-01-31", "2026-02-28", "2026-03-01"])
def test_a_framework_of_others_scores_as_the_rules_say(
    capsys: pytest.CaptureFixture[str], bakeries: Path, as_of: str
) -> None:
    rules = bakeries.with_name("rules")
    result = call(capsys, *to_score(bakeries, rules, as_of=as_of))
    document = json.loads(result.out)
    assert document["framework_version"] == "7"
    assert [site["site_id"] for site in document["sites"]] == ["Zürich-2", "=A1", "empty"]
    assert list(document["sites"][0]["elements"]) == ["H", "A", "N"]
    assert list(document["sites"][0]["criteria"]) == ["H2", "H1", "A1"]
    assert as_numbers(document["sites"]) == as_numbers(expected(bakeries, rules, as_of))


def test_numbers_are_whole_or_full_and_null_where_there_is_none(
    capsys: pytest.CaptureFixture[str], bakeries: Path
) -> None:
    result = call(capsys, *to_score(bakeries, bakeries.with_name("rules"), as_of="2026-02-01"))
    first, second, empty = json.loads(result.out)["sites"]
    assert first["points_possible"] == 6.5
    share = Fraction(200, 7) / 90
    assert first["criteria"]["A1"]["fulfilment"] == float(share)
    assert first["score"] == float(100 * (Fraction(5, 3) + 1 + 3 * share) / Fraction(13, 2))
    assert first["elements"]["N"] == {"score": None, "points_earned": 0, "points_possible": 0}
    assert first["criteria"]["H1"]["last_day"] == "2026-02-28"
    assert second["confirmed_share"] is None
    assert second["criteria"]["A1"]["state"] == "not_applicable"
    assert empty["level"] == "not_assessed"
    assert '"score": null' in result.out
    assert "100.0" not in result.out


def test_every_site_is_a_line_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    lines = call(capsys, *to_score()).out.splitlines()
    assert len(lines) == 1 + 24 + 1
    assert json.loads(lines[1].rstrip(","))["site_id"] == "S001"


def test_csv_holds_the_same_figures(capsys: pytest.CaptureFixture[str], bakeries: Path) -> None:
    for folder, rules in ((SAMPLE, FRAMEWORK), (bakeries, bakeries.with_name("rules"))):
        text = call(capsys, *to_score(folder, rules, shape="csv", as_of="2026-02-01")).out
        table = list(csv.DictReader(io.StringIO(text)))
        sites = json.loads(call(capsys, *to_score(folder, rules, as_of="2026-02-01")).out)["sites"]
        assert len(table) == len(sites)
        for row, site in zip(table, sites, strict=True):
            assert list(row) == [
                *SITE_KEYS[:-2],
                *(f"{element}_score" for element in site["elements"]),
            ]
            assert row["site_id"].removeprefix("'") == site["site_id"]
            assert row["level"] == site["level"]
            assert row["failed_gates"].split() == site["failed_gates"]
            for key in SITE_KEYS[2:7]:
                assert_same(row[key], site[key])
            for element, scored in site["elements"].items():
                assert_same(row[f"{element}_score"], scored["score"])


def assert_same(cell: str, number: float | None) -> None:
    assert (cell == "") if number is None else math.isclose(float(cell), number, rel_tol=0)


def test_no_cell_of_the_csv_runs_as_a_formula(
    capsys: pytest.CaptureFixture[str], bakeries: Path
) -> None:
    text = call(capsys, *to_score(bakeries, bakeries.with_name("rules"), shape="csv")).out
    assert "\n'=A1," in text.replace("\r", "")


def test_profiles_and_findings_may_be_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    result = call(capsys, *to_score(kinds=("sites", "responses")))
    assert result.code == 0
    sites = json.loads(result.out)["sites"]
    assert {site["confirmed_share"] for site in sites} <= {0, None}


def test_warnings_go_beside_the_result(capsys: pytest.CaptureFixture[str]) -> None:
    result = call(capsys, *to_score())
    assert result.err
    assert all(": warning: " in line for line in result.err.splitlines())


def test_output_is_the_same_in_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for shape in ("json", "csv"):
        shown = call(capsys, *to_score(shape=shape)).out
        path = tmp_path / f"scores.{shape}"
        path.write_text("old")
        result = call(capsys, *to_score(shape=shape), "--output", path)
        assert (result.code, result.out) == (0, "")
        assert path.read_bytes().decode() == shown
    assert sorted(file.name for file in tmp_path.iterdir()) == ["scores.csv", "scores.json"]


def test_a_file_that_is_read_is_not_written_over(
    capsys: pytest.CaptureFixture[str], bakeries: Path
) -> None:
    sites = bakeries / "sites.csv"
    before = sites.read_bytes()
    result = call(capsys, *to_score(bakeries, bakeries.with_name("rules")), "--output", sites)
    assert (result.code, result.out) == (1, "")
    assert "one of the files to read" in result.err
    assert sites.read_bytes() == before


def test_a_workbook_may_hold_all_files(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    framework = load_framework(FRAMEWORK)
    batch = synthetic_network(framework, sites=2, today=SAMPLE_ENDS)
    write(tmp_path, {f"{kind}.csv": csv_of(kind, batch, framework) for kind in KINDS})
    book = tmp_path / "all.xlsx"
    book.write_bytes(workbook(batch, framework))
    given = [part for kind in KINDS for part in (f"--{kind}", book)]
    rest = ("--as-of", SAMPLE_ENDS, "--format", "json")
    result = call(capsys, "score", "--framework", FRAMEWORK, *given, *rest)
    assert result.code == 0
    assert result.out == call(capsys, *to_score(tmp_path, as_of=SAMPLE_ENDS.isoformat())).out


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="devices as files")
def test_output_may_go_to_a_device(capsys: pytest.CaptureFixture[str]) -> None:
    result = call(capsys, *to_score(), "--output", "/dev/null")
    assert (result.code, result.out) == (0, "")
    assert not Path("/dev/null").is_file()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with a name")
def test_a_file_may_come_through_a_pipe(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    pipe = tmp_path / "responses"
    os.mkfifo(pipe)
    writer = Thread(target=pipe.write_bytes, args=((SAMPLE / "responses.csv").read_bytes(),))
    writer.start()
    kinds = ("sites", "profiles", "findings")
    result = call(capsys, *to_score(kinds=kinds), "--responses", pipe)
    writer.join()
    assert result.code == 0
    assert result.out == call(capsys, *to_score()).out
