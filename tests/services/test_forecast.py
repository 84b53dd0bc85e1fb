"""The forecast of a network: what each site's own page says, of any date, and only in scope."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from readiness.domain.assessment import Batch
from readiness.domain.cycle import CycleStep
from readiness.domain.forecast import Renewing
from readiness.domain.people import Person, Role
from readiness.domain.scoring import NOT_ASSESSED, score_site
from readiness.services import cycle, recording, registers
from readiness.services.demo_places import CURATED
from readiness.services.forecast import NetworkForecast, SiteForecast, network_forecast
from readiness.services.sites import site_report
from readiness.services.workspace import Workspace, open_workspace
from tests.services.test_network import full
from tests.services.workspaces import (
    AGENTS,
    EVERYONE,
    FRAMEWORK,
    NEVER_ASSESSED,
    NOT_READY,
    NOW,
    READY,
    TODAY,
    StandingClock,
    a_site,
    an_answer,
    copied,
    days,
    other_version,
)

PAST_AND_AHEAD = [-400, -200, -91, -36, 0, 40, 400]


def look(workspace: Workspace, as_of: date = TODAY, who: Person = EVERYONE) -> NetworkForecast:
    return network_forecast(workspace, who, as_of)


def by_story(view: NetworkForecast) -> dict[str, SiteForecast]:
    stories = {place.site_name: place.story for place in CURATED}
    return {stories[row.site.site_name]: row for row in view.sites}


# --- One number ---------------------------------------------------------------------------------


@pytest.mark.parametrize("offset", PAST_AND_AHEAD)
def test_a_site_has_the_same_forecast_here_and_on_its_own_page(
    network: Workspace, offset: int
) -> None:
    day = TODAY + days(offset)
    for row in look(network, day).sites:
        report = site_report(network, EVERYONE, row.site.site_id, day)
        assert row.nobody_acts == report.forecast


@pytest.mark.parametrize("offset", PAST_AND_AHEAD)
def test_the_steps_are_those_of_the_timeline_of_what_was_known(
    network: Workspace, offset: int
) -> None:
    day = TODAY + days(offset)
    for row in look(network, day).sites:
        report = site_report(network, EVERYONE, row.site.site_id, day)
        ahead = {step.day: step for step in row.nobody_acts.steps}
        later = {s.day: s for s in report.timeline.steps if s.day > day}
        assert set(later) == set(ahead)
        for when, step in ahead.items():
            assert (later[when].level, later[when].score) == (step.level, step.score)


def test_the_number_of_sites_on_each_day_is_that_of_the_scoring_rules(network: Workspace) -> None:
    view = look(network)
    fallen = view.fallen(Renewing.NOTHING)
    histories = list(network.ledger.histories())
    for offset in range(0, 120, 7):
        day = TODAY + days(offset)
        levels = [score_site(network.framework, known, day).level for known in histories]
        lost = sum(number for when, number in fallen.items() if when <= day)
        assert levels.count("ready") == len(view.ready) - lost


# --- The stories of the sample ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("story", "ends_in", "title"),
    [
        ("agreement ends within 30 days", 17, "Signed hospital agreement"),
        ("stock count to be renewed within 30 days", 20, "Tocilizumab doses in reach"),
        ("rota ends within 30 days", 26, "Hours covered"),
        ("supply letter ends within 60 days", 52, "Tocilizumab doses in reach"),
    ],
)
def test_the_stories_of_the_sample_are_told(
    network: Workspace, story: str, ends_in: int, title: str
) -> None:
    fall = by_story(look(network))[story].nobody_acts.fall
    assert fall is not None
    assert fall.day == TODAY + days(ends_in + 1)
    assert [criterion.title for criterion in fall.causes] == [title]
    assert fall.by_must_have


def test_a_fall_that_has_happened_was_forecast_before_it(network: Workspace) -> None:
    story = "fell back when the hospital agreement lapsed"
    before = by_story(look(network, TODAY - days(36)))[story].nobody_acts.fall
    assert before is not None
    assert before.day == TODAY - days(35)
    assert [criterion.title for criterion in before.causes] == ["Signed hospital agreement"]
    after = by_story(look(network))[story].nobody_acts
    assert (after.level, after.fall) == ("not_ready", None)


def test_the_network_of_the_sample_in_figures(network: Workspace) -> None:
    view = look(network)
    assert (len(view.sites), view.assessed, len(view.ready)) == (24, 23, 9)
    assert view.until == date(TODAY.year + 1, TODAY.month, TODAY.day)
    soon = [sum(loss.fall.day <= TODAY + days(n) for loss in view.falls) for n in (30, 60, 90)]
    assert soon == [3, 6, 9]
    assert [loss.site.site_name for loss in view.falls[:2]] == ["Gull Point", "Willow Ferry"]
    assert view.fallen(Renewing.NOTHING).total() == 9
    assert view.fallen(Renewing.EVERYTHING) == Counter()


def test_renewing_the_must_haves_alone_puts_falls_off(network: Workspace) -> None:
    view = look(network)
    nothing, some = view.fallen(Renewing.NOTHING), view.fallen(Renewing.MUST_HAVES)
    for offset in range(366):
        day = TODAY + days(offset)
        lost = [sum(n for when, n in c.items() if when <= day) for c in (nothing, some)]
        assert lost[1] <= lost[0]
    assert min(some) > min(nothing)


# --- What is told ---------------------------------------------------------------------------------


def test_lapses_come_soonest_first_and_must_haves_before_others(network: Workspace) -> None:
    view = look(network)
    keys = [(lapse.last_day, not lapse.criterion.gate) for lapse in view.lapses]
    assert keys == sorted(keys)
    assert all(view.as_of <= lapse.last_day <= view.until for lapse in view.lapses)
    never = [lapse for lapse in view.lapses if lapse.site.site_id == NEVER_ASSESSED]
    assert never == []


def test_a_manager_sees_own_sites_only(network: Workspace) -> None:
    who = Person.holding("Mia", Role.MANAGER, {READY})
    view = look(network, who=who)
    assert [row.site.site_id for row in view.sites] == [READY]
    assert {lapse.site.site_id for lapse in view.lapses} == {READY}


def test_an_empty_network_has_an_empty_forecast(empty: Workspace) -> None:
    view = look(empty)
    assert (view.sites, view.ready, view.falls, view.lapses) == ((), (), (), ())


def test_a_site_never_assessed_stays_so(network: Workspace) -> None:
    (row,) = [row for row in look(network).sites if row.site.site_id == NEVER_ASSESSED]
    assert (row.nobody_acts.level, row.nobody_acts.steps) == (NOT_ASSESSED, ())


def test_a_renewal_moves_the_fall(few: Workspace, clock: StandingClock) -> None:
    before = look(few)
    (row,) = before.ready
    fall = row.nobody_acts.fall
    assert fall is not None
    clock.go_on(hours=1)
    for criterion in fall.causes:
        seen = len(few.ledger.history(READY).responses[criterion.id])
        renewed = (
            few.ledger.history(READY)
            .responses[criterion.id][-1]
            ._replace(
                recorded_at=clock(), evidence_date=TODAY, end_date=TODAY + timedelta(days=300)
            )
        )
        recording.record_response(few, EVERYONE, renewed, seen=seen)
    (again,) = look(few).ready
    assert again.nobody_acts.fall is not None
    assert again.nobody_acts.fall.day > fall.day


def test_what_a_register_will_say_is_forecast_too(few: Workspace) -> None:
    stock = {
        "drug": "tocilizumab",
        "doses": "40",
        "expires_on": str(TODAY + days(50)),
        "place": "Fridge",
        "minutes": "0",
        "counted_on": str(TODAY),
    }
    registers.record_entry(few, EVERYONE, "stock", [READY], stock)
    row = next(row for row in look(few).sites if row.site.site_id == READY)
    report = site_report(few, EVERYONE, READY, TODAY)
    assert row.nobody_acts == report.forecast
    fall = report.forecast.fall
    assert fall is not None
    assert fall.day == report.fall.day
    history = few.ledger.history(READY)
    for offset in range(0, 120, 3):
        day = TODAY + days(offset)
        steps = [step for step in report.forecast.steps if step.day <= day]
        level = steps[-1].level if steps else report.forecast.level
        assert level == score_site(report.framework, history, day).level


def test_what_was_recorded_later_is_not_known_on_a_past_date(empty: Workspace) -> None:
    """The agreement was renewed 30 days ago; 40 days ago nobody could know."""
    recording.add_site(empty, EVERYONE, a_site())
    past = NOW - days(40)
    first = [
        row._replace(
            recorded_at=past,
            evidence_date=past.date(),
            end_date=TODAY - days(20) if row.criterion_id == "C23" else row.end_date,
        )
        for row in full("CEDAR-01")
    ]
    renewal = an_answer(
        "C23", "yes", site_id="CEDAR-01", recorded_at=NOW - days(30), end_date=TODAY + days(900)
    )
    recording.accept_import(empty, EVERYONE, Batch(responses=(*first, renewal)), "answers")
    (known_then,) = look(empty, past.date()).falls
    assert known_then.fall.day == TODAY - days(19)
    assert look(empty, TODAY - days(30)).falls == ()
    assert look(empty).falls == ()


def test_the_version_of_the_day_holds_for_what_lies_ahead(
    few_file: Path, tmp_path: Path, clock: StandingClock
) -> None:
    """A later version gives the expiry log a shorter validity; an older date keeps the older."""
    path = copied(few_file, tmp_path / "readiness.db")
    change = ("E4.toml", "points = 5", "points = 9")
    newer = other_version(tmp_path / "second", change, version="2027.1")
    clock.go_on(days=1)
    workspace = open_workspace(path, newer, AGENTS, clock=clock)
    with workspace.ledger:
        old = open_workspace(path, FRAMEWORK, AGENTS, clock=clock)
        with old.ledger:
            expected = {row.site.site_id: row.nobody_acts for row in look(old).sites}
        cycle.take_step(workspace, EVERYONE, READY, CycleStep.OPENED)
        today = {row.site.site_id: row.nobody_acts for row in look(workspace, clock().date()).sites}
        assert today[READY].framework.version == "2027.1"
        assert today[NOT_READY].framework.version == expected[NOT_READY].framework.version
        before = {row.site.site_id: row.nobody_acts for row in look(workspace, TODAY).sites}
        for site_id in (READY, NOT_READY):
            assert before[site_id].steps == expected[site_id].steps
