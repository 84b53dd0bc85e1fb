"""Every figure of the analytics copy is the one that scoring a site by itself gives."""

from datetime import date

import pytest

from readiness.analytics import questions
from readiness.analytics.store import END, MILLION, Analytics, millionths
from readiness.domain.scoring import State
from readiness.services.network import LAPSE_DAYS
from readiness.services.workspace import Workspace
from tests.analytics.tables import TABLES
from tests.services.workspaces import DATES, EVERYONE, days, framework, histories, scores

GOOD = (State.MET, State.PARTLY_MET)


on_several_dates = pytest.mark.parametrize("day", DATES, ids=str)


@on_several_dates
def test_site_rows_are_what_scoring_says(network: Workspace, day: date) -> None:
    rows = questions.site_rows(network.analytics, day, histories())
    assert {row.site_id for row in rows} == set(histories())
    for row in rows:
        score = scores(day)[row.site_id]
        ends = [
            scored.last_day
            for scored in score.criteria
            if scored.state in GOOD and scored.last_day is not None
        ]
        assert row.level == score.level
        assert row.score == millionths(score.score)
        assert row.failed_gates == len(score.failed_gates)
        assert (row.answered, row.applicable) == (score.answered, score.applicable)
        assert row.earned == millionths(score.points.earned)
        assert row.confirmed == millionths(score.points_confirmed)
        assert row.not_applicable == millionths(score.points_not_applicable)
        assert row.next_lapse == min(ends, default=None)


@on_several_dates
def test_site_rows_carry_the_site_and_its_service_level(network: Workspace, day: date) -> None:
    for row in questions.site_rows(network.analytics, day, histories()):
        assert row[:6] == tuple(network.sites(EVERYONE)[row.site_id])
        stated = [
            profile.values.get("service_level")
            for profile in histories()[row.site_id].profiles
            if profile.recorded_on <= day
        ]
        assert row.service_level == ((stated[-1] if stated else None) or "step_up")


@on_several_dates
def test_element_rows_are_what_scoring_says(network: Workspace, day: date) -> None:
    rows = questions.element_rows(network.analytics, day, histories())
    assert len(rows) == len(histories()) * len(framework().elements)
    for row in rows:
        score = scores(day)[row.site_id]
        own = [scored for scored in score.criteria if scored.criterion.element == row.element]
        assert row.score == millionths(score.elements[row.element].score)
        assert row.failed_gates == sum(scored.gate_failed for scored in own)


@on_several_dates
def test_failed_must_haves_are_counted_as_scoring_fails_them(network: Workspace, day: date) -> None:
    found = questions.failed_gates(network.analytics, day, histories())
    assert {row.criterion: row.site_ids for row in found} == {
        gate.id: failing
        for gate in framework().gates
        if (failing := [key for key, s in scores(day).items() if gate.id in s.failed_gates])
    }
    assert [row.sites for row in found] == sorted((row.sites for row in found), reverse=True)
    assert all(row.sites == len(row.site_ids) for row in found)


@on_several_dates
@pytest.mark.parametrize("ahead", [0, 30, LAPSE_DAYS])
def test_lapses_are_the_last_days_of_what_is_good(
    network: Workspace, day: date, ahead: int
) -> None:
    found = questions.lapses(network.analytics, day, histories(), ahead)
    expected = {
        (key, scored.criterion.id, scored.last_day, scored.criterion.gate)
        for key, score in scores(day).items()
        for scored in score.criteria
        if scored.state in GOOD
        and scored.last_day is not None
        and day <= scored.last_day <= day + days(ahead)
    }
    assert len(found) == len(set(found))
    assert set(found) == expected


@on_several_dates
def test_not_applicable_is_what_scoring_leaves_out(network: Workspace, day: date) -> None:
    found = questions.not_applicable(network.analytics, day, histories())
    assert len(found) == len(set(found))
    assert set(found) == {
        (key, scored.criterion.id)
        for key, score in scores(day).items()
        for scored in score.criteria
        if scored.state is State.NOT_APPLICABLE
    }


@on_several_dates
def test_sites_are_found_by_what_their_profile_says_on_the_date(
    network: Workspace, day: date
) -> None:
    for agent in questions.values_of(network.analytics, "agents", histories()):
        expected = set()
        for key, history in histories().items():
            stated = [p.values for p in history.profiles if p.recorded_on <= day]
            given = stated[-1].get("agents", "") if stated else ""
            if agent in [part.strip() for part in given.split(";")]:
                expected.add(key)
        found = questions.sites_with(network.analytics, day, "agents", [agent], histories())
        assert found == expected


def test_only_the_sites_asked_for_are_answered_for(network: Workspace) -> None:
    day = DATES[6]
    some = ["S002", "S017"]
    analytics = network.analytics
    assert {row.site_id for row in questions.site_rows(analytics, day, some)} == set(some)
    assert {row.site_id for row in questions.element_rows(analytics, day, some)} == set(some)
    assert {row.site_id for row in questions.lapses(analytics, day, some, 365)} <= set(some)
    assert {row.site_id for row in questions.not_applicable(analytics, day, some)} <= set(some)
    met = questions.met(analytics, day, some, ["C01", "C15"])
    assert {row.site_id for row in met} <= set(some)
    assert {row.criterion for row in met} <= {"C01", "C15"}
    assert questions.met(analytics, day, some, []) == []
    for row in questions.failed_gates(analytics, day, some):
        assert set(row.site_ids) <= set(some)
    assert questions.site_rows(analytics, day, ["nowhere", "S001' OR '1'='1"]) == []


def test_each_row_ends_where_the_next_begins(network: Workspace) -> None:
    keys = {
        "step": "site_id",
        "element_step": "site_id, element",
        "criterion_step": "site_id, criterion",
    }
    for table, key in keys.items():
        wrong = network.analytics.ask(
            f"""SELECT count(*) FROM (
                SELECT from_day, until_day, lead(from_day) OVER ages AS following
                FROM {table} WINDOW ages AS (PARTITION BY {key} ORDER BY from_day)
            ) WHERE until_day <> coalesce(following, $end) OR from_day >= until_day""",
            {"end": END},
        )
        assert wrong == [(0,)], table
        first = network.analytics.ask(
            f"SELECT DISTINCT first FROM "
            f"(SELECT min(from_day) AS first FROM {table} GROUP BY {key})"
        )
        assert first == [(date.min,)], table


def test_millionths_are_rounded_down() -> None:
    assert millionths(None) is None
    assert millionths(scores(DATES[6])["S001"].score) == 97_955_555
    assert MILLION == 1_000_000


def test_an_empty_copy_answers_with_nothing(empty: Workspace) -> None:
    for analytics in (empty.analytics, Analytics()):
        day = DATES[6]
        assert questions.site_rows(analytics, day, []) == []
        assert questions.site_rows(analytics, day, ["S001"]) == []
        assert questions.element_rows(analytics, day, []) == []
        assert questions.failed_gates(analytics, day, []) == []
        assert questions.lapses(analytics, day, [], 90) == []
        assert questions.not_applicable(analytics, day, []) == []
        assert questions.sites_with(analytics, day, "agents", ["One"], ["S001"]) == set()
        assert questions.values_of(analytics, "agents", ["S001"]) == []
        assert all(analytics.ask(f"SELECT count(*) FROM {name}") == [(0,)] for name in TABLES)
