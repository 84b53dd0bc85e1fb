"""A site is measured against the version its assessment was opened under; the past stays."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest

from readiness.analytics import questions
from readiness.analytics.store import millionths
from readiness.domain.assessment import Batch, History
from readiness.domain.cycle import CycleStep
from readiness.domain.framework import Framework
from readiness.domain.scoring import SiteScore, score_site
from readiness.domain.timeline import Timeline, splice, timeline
from readiness.errors import ReadinessError
from readiness.services import cycle, recording
from readiness.services import network as network_service
from readiness.services.network import Filters
from readiness.services.sites import site_report
from readiness.services.workspace import Workspace, open_workspace
from tests.services.fixtures import few_place
from tests.services.workspaces import (
    AGENTS,
    DATES,
    EVERYONE,
    FRAMEWORK,
    NEVER_ASSESSED,
    READY,
    TODAY,
    WITH_GAPS,
    StandingClock,
    a_site,
    an_answer,
    days,
    framework,
    framework_with,
    other_version,
    sample,
)
from tests.views.frames import tables_of

CHANGES = (
    ("E4.toml", "points = 5", "points = 9"),
    ("E1.toml", 'title = "Deputy named"', 'title = "Deputy named"\ngate = true'),
    ("E4.toml", 'title = "Expiry log"', 'title = "Expiry log"\nvalidity_month = 1'),
)
NEW_ELEMENT = """
[[element]]
id = "E11"
theme = "workflows"
title = "Interpreters"
short_title = "Interpreters"
core = ""

[[element]]
id = "E9"
"""
NEW_CRITERION = """
[[criterion]]
id = "C45"
element = "E11"
title = "Interpreter on call"
question = "Can an interpreter be reached at night?"
why = "A caller must be understood."
evidence = "Contract"
kind = "choice"
gate = true
validity_months = 12
points = 4
na_allowed = false
effort_hours = 2
lead_days = 7
depends_on = []
basis = "[J]"
sources = ["https://example.org/interpreters"]
author = "Ana"
checked_by = ""
next_review = 2027-05-01
retired = false
"""

Opening = Callable[[Path], Workspace]


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A version with other points, one more must-have, one more element and criterion."""
    folder = other_version(
        tmp_path_factory.mktemp("versions") / "second",
        *CHANGES[:2],
        ("framework.toml", '\n[[element]]\nid = "E9"\n', NEW_ELEMENT),
        version="2027.1",
    )
    (folder / "E11.toml").write_text(NEW_CRITERION, "utf-8")
    return folder


@pytest.fixture
def opening(
    request: pytest.FixtureRequest, few_file: Path, tmp_path: Path, clock: StandingClock
) -> Iterator[Opening]:
    """Opens the few sites, as often as needed, with the framework of any folder."""
    with few_place(request, few_file, tmp_path) as place, ExitStack() as ledgers:

        def opened(folder: Path) -> Workspace:
            workspace = open_workspace(place, folder, AGENTS, clock=clock)
            ledgers.enter_context(workspace.ledger)
            workspace.refresh()
            return workspace

        yield opened


def by_itself(workspace: Workspace, version: Framework, site_id: str, day: date) -> SiteScore:
    return score_site(version, workspace.ledger.history(site_id), day)


def assert_one_number(workspace: Workspace, site_id: str, day: date, expected: SiteScore) -> None:
    """Score, timeline, report, analytics and tables say the same of a site on a date."""
    score = workspace.score(EVERYONE, site_id, day)
    report = site_report(workspace, EVERYONE, site_id, day)
    step = workspace.timeline(workspace.ledger.history(site_id)).at(day)
    assert score == expected
    assert report.score == expected
    assert report.framework is workspace.framework_on(site_id, day)
    assert (step.level, step.score, step.failed_gates) == (
        expected.level,
        expected.score,
        expected.failed_gates,
    )
    known = report.timeline.at(day)
    assert (known.level, known.points, known.failed_gates) == (
        expected.level,
        expected.points,
        expected.failed_gates,
    )
    row = questions.site_rows(workspace.analytics, day, [site_id])[0]
    assert (row.level, row.score) == (expected.level, millionths(expected.score))
    assert (row.answered, row.applicable) == (expected.answered, expected.applicable)
    assert row.failed_gates == len(expected.failed_gates)


def assert_same_details(workspace: Workspace, site_id: str, day: date, expected: SiteScore) -> None:
    """Elements, failed must-haves and what does not apply are those of the version in force."""
    analytics = workspace.analytics
    elements = questions.element_rows(analytics, day, [site_id])
    assert {row.element: row.score for row in elements} == {
        key: millionths(points.score) for key, points in expected.elements.items()
    }
    failing = [row.criterion for row in questions.failed_gates(analytics, day, [site_id])]
    assert sorted(failing) == sorted(expected.failed_gates)
    marked = [row.criterion for row in questions.not_applicable(analytics, day, [site_id])]
    assert sorted(marked) == sorted(
        scored.criterion.id for scored in expected.criteria if scored.state == "not_applicable"
    )


def test_an_assessment_that_is_under_way_keeps_its_version(opening: Opening, second: Path) -> None:
    old = opening(FRAMEWORK).framework
    workspace = opening(second)
    assert workspace.framework.version == "2027.1"
    assert set(workspace.versions) == {old.version, "2027.1"}
    for day in DATES[::3]:
        assert_one_number(workspace, READY, day, by_itself(workspace, old, READY, day))


def test_a_site_that_was_never_assessed_is_measured_against_the_newest(
    opening: Opening, second: Path
) -> None:
    workspace = opening(second)
    for day in (TODAY - days(30), TODAY, TODAY + days(30)):
        expected = by_itself(workspace, workspace.framework, NEVER_ASSESSED, day)
        assert_one_number(workspace, NEVER_ASSESSED, day, expected)
        assert_same_details(workspace, NEVER_ASSESSED, day, expected)
    assert "C45" in workspace.score(EVERYONE, NEVER_ASSESSED, TODAY).failed_gates


def test_the_first_answer_pins_the_version_of_that_day(
    opening: Opening, second: Path, clock: StandingClock
) -> None:
    first = opening(FRAMEWORK)
    recording.record_response(first, EVERYONE, an_answer("C01", "yes"), seen=0)
    clock.go_on(days=30)
    workspace = opening(second)
    expected = by_itself(workspace, first.framework, NEVER_ASSESSED, clock().date())
    assert_one_number(workspace, NEVER_ASSESSED, clock().date(), expected)


@pytest.mark.parametrize(
    "opening", ["file", pytest.param("server", marks=pytest.mark.postgres)], indirect=True
)
def test_the_next_assessment_is_opened_under_the_newest_version_and_the_past_stays(
    opening: Opening, second: Path, clock: StandingClock
) -> None:
    first = opening(FRAMEWORK)
    old = first.framework
    before = {day: first.score(EVERYONE, READY, day) for day in DATES[:7:2]}
    clock.go_on(days=1)
    workspace = opening(second)
    cycle.take_step(workspace, EVERYONE, READY, CycleStep.OPENED)
    workspace.refresh()
    tomorrow = clock().date()
    for day, expected in before.items():
        assert workspace.score(EVERYONE, READY, day) == expected
        assert workspace.framework_on(READY, day).version == old.version
        assert_one_number(workspace, READY, day, expected)
    for day in (tomorrow, tomorrow + days(40), tomorrow + days(3000)):
        expected = by_itself(workspace, workspace.framework, READY, day)
        assert expected.points.possible != by_itself(workspace, old, READY, day).points.possible
        assert_one_number(workspace, READY, day, expected)
    assert "C45" in workspace.score(EVERYONE, READY, tomorrow).failed_gates


def test_elements_and_criteria_of_a_past_date_are_those_of_the_version_then_in_force(
    opening: Opening, second: Path, clock: StandingClock
) -> None:
    opening(FRAMEWORK)
    clock.go_on(days=1)
    workspace = opening(second)
    cycle.take_step(workspace, EVERYONE, WITH_GAPS, CycleStep.OPENED)
    workspace.refresh()
    for day in (TODAY - days(200), TODAY - days(60), TODAY, TODAY + days(1), TODAY + days(90)):
        expected = workspace.score(EVERYONE, WITH_GAPS, day)
        assert_one_number(workspace, WITH_GAPS, day, expected)
        assert_same_details(workspace, WITH_GAPS, day, expected)


def test_a_network_with_sites_of_two_versions_can_be_looked_at(
    opening: Opening, second: Path, clock: StandingClock
) -> None:
    opening(FRAMEWORK)
    clock.go_on(days=1)
    workspace = opening(second)
    cycle.take_step(workspace, EVERYONE, READY, CycleStep.OPENED)
    for day in (TODAY - days(60), clock().date(), TODAY + days(200)):
        view = network_service.overview(workspace, EVERYONE, day, day - days(91), Filters())
        assert {row.site_id: row.level for row in view.sites} == {
            site_id: workspace.score(EVERYONE, site_id, day).level
            for site_id in workspace.sites(EVERYONE)
        }
        assert tables_of(view)


def test_a_criterion_that_a_version_no_longer_has_can_still_be_looked_at(
    opening: Opening, tmp_path: Path
) -> None:
    """Ids should be retired, not removed; if one is removed, nothing breaks."""
    opening(FRAMEWORK)
    folder = other_version(tmp_path / "shorter", version="2027.2")
    file = folder / "E4.toml"
    head, *blocks = file.read_text("utf-8").split("[[criterion]]")
    kept = [block for block in blocks if 'id = "C15"' not in block and 'id = "C18"' not in block]
    file.write_text("[[criterion]]".join([head, *kept]), "utf-8")
    for other in folder.glob("E*.toml"):
        text = other.read_text("utf-8")
        other.write_text(text.replace('"C15"', "").replace('"C18"', ""), "utf-8")
    workspace = opening(folder)
    view = network_service.overview(workspace, EVERYONE, TODAY, TODAY - days(91), Filters())
    assert "C15" in [row.criterion for row in view.failed_gates]
    assert "Tocilizumab doses in reach" in list(tables_of(view)["failed_gates"]["title"])


def test_what_was_recorded_before_the_first_assessment_is_measured_as_the_first(
    opening: Opening, second: Path, clock: StandingClock
) -> None:
    """Imported answers come without an assessment; the first one to be opened is theirs."""
    first = opening(FRAMEWORK)
    old = [row._replace(site_id="OLD-1") for row in sample().responses if row.site_id == READY]
    recording.accept_import(
        first, EVERYONE, Batch(sites=(a_site("OLD-1"),), responses=tuple(old)), "old.csv"
    )
    clock.go_on(days=1)
    seen = sum(row.criterion_id == "C01" for row in old)
    answer = an_answer("C01", "yes", site_id="OLD-1")
    recording.record_response(first, EVERYONE, answer, seen=seen)
    clock.go_on(days=1)
    workspace = opening(second)
    for day in (TODAY - days(100), TODAY, clock().date(), TODAY + days(100)):
        expected = by_itself(workspace, first.framework, "OLD-1", day)
        assert_one_number(workspace, "OLD-1", day, expected)


def test_a_program_still_running_with_the_old_files_follows_a_site_to_the_new_version(
    opening: Opening, second: Path, clock: StandingClock
) -> None:
    running = opening(FRAMEWORK)
    updated = opening(second)
    clock.go_on(days=1)
    cycle.take_step(updated, EVERYONE, READY, CycleStep.OPENED)
    running.refresh()
    day = clock().date()
    assert running.score(EVERYONE, READY, day) == updated.score(EVERYONE, READY, day)
    assert_one_number(running, READY, day, updated.score(EVERYONE, READY, day))


def test_a_version_that_was_never_recorded_is_named(few: Workspace) -> None:
    with pytest.raises(ReadinessError, match=r"Version 1999\.1 of the framework crs-bispecific"):
        few.version("1999.1")


def test_changed_files_under_the_same_version_are_refused(opening: Opening, tmp_path: Path) -> None:
    opening(FRAMEWORK)
    folder = other_version(tmp_path / "same", CHANGES[0], version=framework().version)
    with pytest.raises(ReadinessError, match=r"Raise `version` in framework\.toml"):
        opening(folder)


# --- Splicing -----------------------------------------------------------------------------------


def lines(site_id: str) -> tuple[Timeline, Timeline]:
    """A site's timeline under the framework, and under one that asks for half the elements."""
    history = Batch(responses=tuple(r for r in sample().responses if r.site_id == site_id))
    whole = framework()
    half = tuple(c for c in whole.criteria if c.element in ("E1", "E4", "E5"))
    smaller = framework_with(whole, version="half", criteria=half)
    known = History.of(site_id, history.responses)
    return timeline(whole, known), timeline(smaller, known)


def test_one_part_alone_is_the_whole_timeline() -> None:
    whole, _ = lines(READY)
    assert splice([(date.min, whole)]) is whole


@pytest.mark.parametrize("offset", [-3000, -200, -17, 0, 40, 3000])
def test_each_part_holds_from_its_day_until_the_day_before_the_next(offset: int) -> None:
    whole, smaller = lines(READY)
    change = TODAY + days(offset)
    joined = splice([(date.min, whole), (change, smaller)])
    for day in (*DATES, change - days(1), change, change + days(1), date.min, date.max):
        part = smaller if day >= change else whole
        assert joined.at(day)[1:] == part.at(day)[1:], day
    starts = [step.day for step in joined.steps]
    assert starts == sorted(set(starts))
    assert starts[0] == date.min


def test_several_parts_are_joined_in_their_order() -> None:
    whole, smaller = lines(READY)
    back = TODAY - days(30)
    again = TODAY - days(5)
    joined = splice([(date.min, whole), (back, smaller), (again, whole)])
    for day in DATES:
        part = smaller if back <= day < again else whole
        assert joined.at(day)[1:] == part.at(day)[1:], day
