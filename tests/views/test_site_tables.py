"""One site as tables: gaps, terms, lapses, core elements and the window of the timeline."""

from datetime import date

import pytest

from readiness.domain.explanation import shown
from readiness.domain.scoring import State
from readiness.services import recording
from readiness.services.sites import SiteReport, site_report
from readiness.services.workspace import Workspace
from readiness.views import site as tables
from readiness.views.site import window
from tests.services.workspaces import (
    EVERYONE,
    IN_PROGRESS,
    NEVER_ASSESSED,
    NOT_READY,
    READY,
    TODAY,
    WITH_GAPS,
    a_site,
    days,
    framework,
)

SITES = (READY, NOT_READY, WITH_GAPS, NEVER_ASSESSED, IN_PROGRESS)


@pytest.fixture(scope="module")
def reports(network: Workspace) -> dict[str, SiteReport]:
    return {key: site_report(network, EVERYONE, key, TODAY) for key in SITES}


@pytest.mark.parametrize("site_id", SITES)
def test_the_core_elements_are_shown_in_their_order(
    reports: dict[str, SiteReport], site_id: str
) -> None:
    report = reports[site_id]
    frame = tables.strip(report)
    core = [element for element in framework().elements if element.core]
    assert len(core) == 5
    assert list(frame["element_id"]) == [element.id for element in core]
    for row in frame.itertuples():
        own = [s for s in report.score.criteria if s.criterion.element == row.element_id]
        failed = sum(scored.gate_failed for scored in own)
        assert (row.gates, row.gates_failed) == (sum(s.criterion.gate for s in own), failed)
        if not report.score.assessed:
            assert row.state == "not assessed"
        elif failed:
            assert row.state == "must-have missing"
        else:
            lost = any(s.points_earned < s.points_possible for s in own)
            assert row.state == ("gaps" if lost else "in place")


@pytest.mark.parametrize("site_id", SITES)
def test_gaps_are_listed_in_the_order_to_close_them(
    reports: dict[str, SiteReport], site_id: str
) -> None:
    report = reports[site_id]
    frame = tables.gaps(report)
    assert list(frame["criterion_id"]) == [gap.scored.criterion.id for gap in report.gaps]
    assert list(frame["Score after"]) == [shown(gap.score_after) for gap in report.gaps]
    assert list(frame["Must-have"]) == sorted(frame["Must-have"], reverse=True)


@pytest.mark.parametrize("site_id", SITES)
def test_every_criterion_is_a_term_of_the_score(
    reports: dict[str, SiteReport], site_id: str
) -> None:
    report = reports[site_id]
    frame = tables.terms(report)
    assert list(frame["Criterion"]) == [row.title for row in framework().scored]
    assert frame["Points"].sum() == pytest.approx(float(report.score.points.earned))
    assert frame["Of"].sum() == float(report.score.points.possible)
    unanswered = frame["State"] == "Unanswered"
    assert (frame["Answer"][unanswered] == "").all()


def test_every_state_has_its_words() -> None:
    assert set(tables.STATE_WORDS) == set(State)


def test_lapses_are_the_good_evidence_that_ends_soonest_first(
    reports: dict[str, SiteReport],
) -> None:
    for report in reports.values():
        frame = tables.lapses(report, 90)
        assert list(frame["Days left"]) == sorted(frame["Days left"])
        expected = [
            scored.criterion.title
            for scored in report.score.criteria
            if scored.state in (State.MET, State.PARTLY_MET)
            and scored.last_day is not None
            and scored.last_day <= TODAY + days(90)
        ]
        assert sorted(frame["Criterion"]) == sorted(expected)


# --- The timeline -------------------------------------------------------------------------------


def test_the_timeline_covers_its_window_without_a_hole(reports: dict[str, SiteReport]) -> None:
    for report in reports.values():
        first, last = window(report)
        frame = tables.timeline(report, first, last)
        assert frame["from_day"].iloc[0] == first
        assert frame["until_day"].iloc[-1] == last + days(1)
        assert list(frame["from_day"].iloc[1:]) == list(frame["until_day"].iloc[:-1])
        for step in frame.itertuples():
            at = report.timeline.at(step.from_day)
            assert step.level == at.level
            if at.level == "not_assessed":
                assert step.score != step.score
            else:
                assert step.score == float(shown(at.score))


def test_the_step_of_the_date_is_the_score_of_the_page(reports: dict[str, SiteReport]) -> None:
    for report in reports.values():
        frame = tables.timeline(report, *window(report))
        held = frame[(frame["from_day"] <= TODAY) & (frame["until_day"] > TODAY)]
        assert list(held["level"]) == [report.score.level]


@pytest.mark.parametrize("offset", [-700, -100, 0, 200, 2000])
def test_the_window_goes_from_before_the_date_to_half_a_year_after(
    network: Workspace, offset: int
) -> None:
    day = TODAY + days(offset)
    for site_id in SITES:
        first, last = window(site_report(network, EVERYONE, site_id, day))
        assert first <= day
        assert (day - first).days <= 550
        assert last == day + days(180)


def test_a_window_starts_with_the_first_answer_where_that_is_later(empty: Workspace) -> None:
    recording.add_site(empty, EVERYONE, a_site())
    report = site_report(empty, EVERYONE, "CEDAR-01", TODAY)
    assert window(report) == (TODAY - days(550), TODAY + days(180))


def test_a_window_of_one_day_shows_that_day(reports: dict[str, SiteReport]) -> None:
    frame = tables.timeline(reports[READY], TODAY, TODAY)
    assert frame[["from_day", "until_day"]].to_numpy().tolist() == [[TODAY, TODAY + days(1)]]


def test_the_timeline_to_read_is_newest_first(reports: dict[str, SiteReport]) -> None:
    frame = tables.timeline(reports[READY], date(2025, 6, 1), TODAY)
    table = tables.timeline_table(frame)
    assert list(table["From"]) == sorted(frame["from_day"], reverse=True)
