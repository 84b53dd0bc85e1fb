"""One number: every way to a site's figures leads to the same ones."""

import csv
import io
import json
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from readiness.analytics import questions
from readiness.analytics.store import millionths
from readiness.commands.main import main
from readiness.domain.explanation import level_title, shown
from readiness.domain.timeline import timeline
from readiness.exports.frames import csv_of
from readiness.services import network as network_service
from readiness.services.network import Filters, Overview
from readiness.services.sites import site_report
from readiness.services.workspace import Workspace
from readiness.views import network as network_tables
from readiness.views import site as site_tables
from readiness.views.sentences import score_number
from tests.services.workspaces import (
    DATA,
    EVERYONE,
    FRAMEWORK,
    TODAY,
    days,
    framework,
    histories,
    scores,
)

DAYS = (TODAY - days(200), TODAY, TODAY + days(60))
on_several_dates = pytest.mark.parametrize("day", DAYS, ids=str)


@pytest.fixture(scope="module")
def views(network: Workspace) -> dict[date, Overview]:
    return {
        day: network_service.overview(network, EVERYONE, day, day - days(91), Filters())
        for day in DAYS
    }


def decimal(score: Fraction | None) -> float | None:
    return None if score is None else float(shown(score))


@on_several_dates
def test_the_database_gives_the_figures_of_the_records(network: Workspace, day: date) -> None:
    for site_id, expected in scores(day).items():
        assert network.score(EVERYONE, site_id, day) == expected


@on_several_dates
def test_the_timeline_gives_them(day: date) -> None:
    for site_id, expected in scores(day).items():
        line = timeline(framework(), histories()[site_id])
        step = line.at(day)
        assert (step.level, step.score) == (expected.level, expected.score)
        assert step.failed_gates == expected.failed_gates
        assert (step.answered, step.applicable) == (expected.answered, expected.applicable)
        assert step.element_scores == tuple(p.score for p in expected.elements.values())
        assert line.criteria_at(day) == expected.criteria


@on_several_dates
def test_the_report_of_a_site_gives_them(network: Workspace, day: date) -> None:
    for site_id, expected in scores(day).items():
        report = site_report(network, EVERYONE, site_id, day)
        assert report.score == expected
        step = report.timeline.at(day)
        assert (step.level, step.score) == (expected.level, expected.score)
        table = site_tables.terms(report)
        assert list(table["Points"]) == [float(s.points_earned) for s in expected.criteria]
        assert list(table["Of"]) == [float(s.points_possible) for s in expected.criteria]
        strip = site_tables.strip(report)
        assert [None if value != value else value for value in strip["score"]] == [
            decimal(expected.elements[key].score) for key in strip["element_id"]
        ]


@on_several_dates
def test_the_network_and_its_tables_give_them(views: dict[date, Overview], day: date) -> None:
    view = views[day]
    assert {row.site_id: (row.level, row.score) for row in view.sites} == {
        key: (score.level, millionths(score.score)) for key, score in scores(day).items()
    }
    table = network_tables.sites(view).set_index("site_id")
    for site_id, expected in scores(day).items():
        row = table.loc[site_id]
        assert row["Level"] == level_title(framework(), expected.level)
        if not expected.assessed:
            assert row[["Score", "Must-haves failed"]].isna().all()
            continue
        assert row["Score"] == decimal(expected.score)
        assert row["Must-haves failed"] == len(expected.failed_gates)
        assert row["Answered"] == float(expected.answered_share)
        assert row["Confirmed"] == pytest.approx(float(expected.confirmed_share or 0), abs=1e-6)


@on_several_dates
def test_the_heatmap_gives_the_scores_of_the_elements(
    views: dict[date, Overview], day: date
) -> None:
    frame = network_tables.heatmap(views[day], by="site")
    assert len(frame) == 24 * len(framework().elements)
    for cell in frame.itertuples():
        expected = scores(day)[cell.row_id]
        own = [s for s in expected.criteria if s.criterion.element == cell.element_id]
        score = decimal(expected.elements[cell.element_id].score) if expected.assessed else None
        assert (None if cell.score != cell.score else cell.score) == score
        assert cell.assessed is expected.assessed
        assert cell.gate_failed == (expected.assessed and any(s.gate_failed for s in own))


@on_several_dates
def test_the_download_of_a_table_gives_them(views: dict[date, Overview], day: date) -> None:
    text = csv_of(network_tables.sites(views[day])).decode("utf-8-sig")
    rows = {row["site_id"]: row for row in csv.DictReader(io.StringIO(text))}
    assert set(rows) == set(scores(day))
    for site_id, expected in scores(day).items():
        assert rows[site_id]["Level"] == level_title(framework(), expected.level)
        written = rows[site_id]["Score"]
        assert written == (shown(expected.score) if expected.assessed else "")


def test_a_score_in_millionths_is_shown_as_the_exact_one_is(network: Workspace) -> None:
    for day in DAYS:
        for row in questions.site_rows(network.analytics, day, histories()):
            assert score_number(row.score) == decimal(scores(day)[row.site_id].score)


@on_several_dates
def test_the_command_gives_them(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, day: date
) -> None:
    folder = DATA / "sample"
    files = [
        part
        for kind in ("sites", "responses", "profiles", "findings")
        for part in (f"--{kind}", str(folder / f"{kind}.csv"))
    ]
    command = ["score", "--framework", str(FRAMEWORK), *files, "--as-of", day.isoformat()]
    assert main([*command, "--format", "json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert [site["site_id"] for site in printed["sites"]] == list(scores(day))
    for site in printed["sites"]:
        expected = scores(day)[site["site_id"]]
        assert site["level"] == expected.level
        assert site["score"] == pytest.approx(float(expected.score), rel=1e-15)
        assert site["failed_gates"] == list(expected.failed_gates)
        assert site["answered_share"] == float(expected.answered_share)
        assert {key: value["score"] for key, value in site["elements"].items()} == {
            key: None if points.score is None else float(points.score)
            for key, points in expected.elements.items()
        }
        assert {key: value["state"] for key, value in site["criteria"].items()} == {
            scored.criterion.id: str(scored.state) for scored in expected.criteria
        }
