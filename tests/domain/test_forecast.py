"""What comes if nobody acts: worked examples, and the scoring rules asked day by day."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.domain.assessment import History, Response
from readiness.domain.forecast import (
    Forecast,
    ForecastStep,
    Later,
    Renewing,
    Standing,
    forecast,
    horizon,
    standings_from,
    standings_of,
)
from readiness.domain.framework import Framework, Level
from readiness.domain.scoring import NOT_ASSESSED, Points, score_site
from readiness.domain.timeline import timeline
from tests.services.small import choice, framework_of
from tests.services.workspaces import NOW, TODAY, days
from tests.worlds import World, dates, worlds

FRAMEWORK = framework_of(
    choice("K1", 10, gate=True), choice("K2", 50), choice("K3", 30), choice("K4", 10)
)


def answer(key: str, ends_in: int | None = None, words: str = "yes") -> Response:
    end = None if ends_in is None else TODAY + days(ends_in)
    return Response("S1", key, NOW, words, end_date=end)


def ahead(
    *answers: Response, framework: Framework = FRAMEWORK, renewing: Renewing = Renewing.NOTHING
) -> Forecast:
    return forecast_on(framework, History.of("S1", answers), TODAY, renewing)


def forecast_on(
    framework: Framework, history: History, day: date, renewing: Renewing = Renewing.NOTHING
) -> Forecast:
    score = score_site(framework, history, day)
    standings = standings_of(score.criteria)
    return forecast(framework, standings, day, assessed=score.assessed, renewing=renewing)


def told(found: Forecast) -> list[tuple[int, str, list[str], bool]]:
    """(days from today, level, causes, whether a must-have does it) of every loss of level."""
    return [
        ((fall.day - TODAY).days, fall.level, [c.id for c in fall.causes], fall.by_must_have)
        for fall in found.falls
    ]


def test_a_must_have_takes_the_level_with_it_the_day_after_its_last() -> None:
    found = ahead(answer("K1", 10), answer("K2"), answer("K3"), answer("K4"))
    assert told(found) == [(11, "not_ready", ["K1"], True)]
    assert found.fall == found.falls[0]
    assert found.fall.before == "ready"


def test_evidence_that_ends_today_is_good_today() -> None:
    found = ahead(answer("K1", 0), answer("K2"), answer("K3"), answer("K4"))
    assert found.level == "ready"
    assert told(found) == [(1, "not_ready", ["K1"], True)]


def test_points_take_the_level_with_them_where_the_score_no_longer_suffices() -> None:
    found = ahead(answer("K1"), answer("K2"), answer("K3", 40), answer("K4", 20))
    assert [(step.day - TODAY).days for step in found.steps] == [21, 41]
    assert [step.score for step in found.steps] == [90, 60]
    assert told(found) == [(41, "ready_with_gaps", ["K3"], False)]


def test_every_criterion_of_the_day_is_named_where_points_do_it() -> None:
    found = ahead(answer("K1"), answer("K2"), answer("K3", 40), answer("K4", 40))
    assert told(found) == [(41, "ready_with_gaps", ["K3", "K4"], False)]


def test_only_the_must_haves_are_named_where_one_of_them_lapses_with_others() -> None:
    found = ahead(answer("K2", 40), answer("K1", 40), answer("K3"), answer("K4"))
    assert told(found) == [(41, "not_ready", ["K1"], True)]
    assert [c.id for c in found.steps[0].lapsed] == ["K1", "K2"]


def test_a_site_falls_from_one_level_to_the_next() -> None:
    found = ahead(answer("K1", 50), answer("K2"), answer("K3", 20), answer("K4"))
    assert told(found) == [
        (21, "ready_with_gaps", ["K3"], False),
        (51, "not_ready", ["K1"], True),
    ]
    assert found.fall == found.falls[0]


def test_a_score_that_is_just_reached_is_reached() -> None:
    """85 of 100 is Ready, exactly: one third of a point less is not."""
    thirds = framework_of(choice("K1", 85, gate=True), choice("K2", 15))
    assert ahead(answer("K1"), answer("K2", 5), framework=thirds).fall is None
    less = framework_of(choice("K1", 84, gate=True), choice("K2", 16))
    assert told(ahead(answer("K1"), answer("K2", 5), framework=less)) == [
        (6, "ready_with_gaps", ["K2"], False)
    ]


def test_a_level_that_asks_for_no_must_have_is_not_lost_by_one() -> None:
    low, high = Level("low", "Low", 0, False), Level("high", "High", 50, False)
    framework = framework_of(choice("K1", 1, gate=True), choice("K2", 9), levels=(low, high))
    found = ahead(answer("K1", 3), answer("K2", 9), framework=framework)
    assert told(found) == [(10, "low", ["K2"], False)]


def test_a_site_that_is_not_at_its_best_has_no_fall_but_may_lose_what_it_has() -> None:
    found = ahead(answer("K1", 4), answer("K2"))
    assert (found.level, found.fall) == ("ready_with_gaps", None)
    assert told(found) == [(5, "not_ready", ["K1"], True)]


def test_what_is_not_met_has_nothing_to_lose() -> None:
    found = ahead(answer("K1"), answer("K2"), answer("K3"), answer("K4", 5, words="no"))
    assert found.steps == ()


def test_a_site_never_assessed_has_no_forecast() -> None:
    found = ahead()
    assert (found.level, found.steps, found.fall) == (NOT_ASSESSED, (), None)
    assert (found.as_of, found.points) == (TODAY, Points(0, 100))


def test_a_site_is_taken_to_be_assessed_unless_said_otherwise() -> None:
    score = score_site(FRAMEWORK, History.of("S1", [answer("K2", 3)]), TODAY)
    found = forecast(FRAMEWORK, standings_of(score.criteria), TODAY)
    assert (found.level, len(found.steps)) == ("not_ready", 1)


def test_what_changed_on_the_day_itself_is_no_change_to_come() -> None:
    own = FRAMEWORK.criterion["K2"]
    later = (Later(TODAY, 40, 50, False), Later(TODAY + timedelta(days=1), 30, 50, False))
    found = forecast(FRAMEWORK, [Standing(own, 50, 50, False, None, later)], TODAY)
    assert [(step.day - TODAY).days for step in found.steps] == [1]


def test_what_gets_better_or_stays_takes_nothing_with_it() -> None:
    """On the first day nothing changes, on the second one falls and one rises, then one goes."""
    two, three, four = (FRAMEWORK.criterion[key] for key in ("K2", "K3", "K4"))
    first, second, third = (TODAY + timedelta(days=day) for day in (2, 5, 9))
    falls = (Later(first, 50, 50, False), Later(second, Fraction(45, 2), 50, False))
    rises = (Later(second, 30, 30, False), Later(third, 0, 0, False))
    standings = [
        Standing(two, 50, 50, False, None, falls),
        Standing(three, 0, 30, False, None, rises),
        Standing(four, 10, 10, False, None, (Later(second, 10, 10, False),)),
    ]
    found = forecast(FRAMEWORK, standings, TODAY)
    assert (found.as_of, found.points) == (TODAY, Points(60, 90))
    assert [(step.day, step.points, step.score) for step in found.steps] == [
        (second, Points(Fraction(125, 2), 90), Fraction(6250, 90)),
        (third, Points(Fraction(65, 2), 60), Fraction(3250, 60)),
    ]
    assert [[own.id for own in step.lapsed] for step in found.steps] == [["K2"], ["K3"]]


def test_only_evidence_that_is_good_has_a_last_day() -> None:
    score = score_site(FRAMEWORK, History.of("S1", [answer("K2", 9, "no")]), TODAY)
    assert score.criteria[1].last_day is not None
    assert standings_of(score.criteria)[1].last_day is None


def test_renewed_on_time_nothing_is_lost() -> None:
    answers = (answer("K1", 10), answer("K2", 20), answer("K3", 30), answer("K4"))
    assert told(ahead(*answers, renewing=Renewing.EVERYTHING)) == []
    assert told(ahead(*answers, renewing=Renewing.MUST_HAVES)) == [
        (21, "ready_with_gaps", ["K2"], False)
    ]


@pytest.mark.parametrize(
    ("as_of", "last"),
    [
        (date(2026, 11, 22), date(2027, 11, 22)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(9999, 6, 1), date.max),
    ],
)
def test_a_forecast_looks_twelve_calendar_months_ahead(as_of: date, last: date) -> None:
    assert horizon(as_of) == last


def test_evidence_that_is_good_until_the_end_of_the_calendar_never_lapses() -> None:
    held = Response("S1", "K1", NOW, "yes", end_date=date.max)
    assert ahead(held, answer("K2"), answer("K3"), answer("K4")).steps == ()


def test_points_and_score_of_a_step_count_in_parts_of_a_point() -> None:
    step = ForecastStep(TODAY, "ready", 4, 6, 10, ())
    assert (step.points, step.score) == (Points(Fraction(3, 2), Fraction(5, 2)), 60)
    assert step._replace(earned=0, possible=0).score is None


def test_from_a_timeline_it_starts_as_the_day_stands_and_knows_each_later_day() -> None:
    """A register says on which days what changes; here it is lapses and an answer to come."""
    rows = (answer("K1", 10), answer("K2", 0), answer("K3"))
    to_come = answer("K4")._replace(recorded_at=NOW + days(3))
    line = timeline(FRAMEWORK, History.of("S1", [*rows, to_come]))
    found = standings_from(line, TODAY)
    day = TODAY + timedelta(days=1)
    assert [(row.criterion.id, row.earned, row.possible, row.last_day) for row in found] == [
        ("K1", 10, 10, TODAY + timedelta(days=10)),
        ("K2", 50, 50, TODAY),
        ("K3", 30, 30, None),
        ("K4", 0, 10, None),
    ]
    assert [row.later for row in found] == [
        (Later(TODAY + timedelta(days=11), 0, 10, True),),
        (Later(day, 0, 50, False),),
        (),
        (Later(TODAY + timedelta(days=3), 10, 10, False),),
    ]
    assert standings_from(line, day)[1].later == ()
    ahead_of_it = forecast(FRAMEWORK, found, TODAY)
    assert [(step.day - TODAY).days for step in ahead_of_it.steps] == [1, 3, 11]
    assert [step.score for step in ahead_of_it.steps] == [40, 50, 40]


# --- against the scoring rules, day by day -------------------------------------------------------


@settings(max_examples=120, deadline=None)
@given(worlds(), dates)
def test_each_day_ahead_is_as_the_scoring_rules_say(world: World, as_of: date) -> None:
    """Of what was recorded by the date; later records change nothing about it."""
    known = world.history.until(as_of)
    found = forecast_on(world.framework, world.history, as_of)
    assert found == forecast_on(world.framework, known, as_of)
    level, points = found.level, found.points
    steps = {step.day: step for step in found.steps}
    for number in range(120):
        day = as_of + timedelta(days=number)
        if step := steps.pop(day, None):
            level, points = step.level, step.points
        score = score_site(world.framework, known, day)
        assert (score.level, score.points) == (level, points), day
    assert all(day >= as_of + timedelta(days=120) for day in steps)


@settings(max_examples=120, deadline=None)
@given(worlds(), dates)
def test_a_fall_is_the_first_day_of_another_level_and_its_causes_did_it(
    world: World, as_of: date
) -> None:
    known = world.history.until(as_of)
    found = forecast_on(world.framework, world.history, as_of)
    for fall in found.falls:
        eve = score_site(world.framework, known, fall.day - timedelta(days=1))
        then = score_site(world.framework, known, fall.day)
        assert (eve.level, then.level) == (fall.before, fall.level)
        changed = {
            now.criterion.id
            for was, now in zip(eve.criteria, then.criteria, strict=True)
            if (was.points_earned, was.gate_failed) != (now.points_earned, now.gate_failed)
        }
        newly = set(then.failed_gates) - set(eve.failed_gates)
        if world.framework.level[fall.before].needs_gates and newly:
            assert {c.id for c in fall.causes} == newly
        else:
            assert {c.id for c in fall.causes} == changed
        assert fall.by_must_have is bool(world.framework.level[fall.before].needs_gates and newly)


@settings(max_examples=80, deadline=None)
@given(worlds(), dates, st.sampled_from(list(Renewing)))
def test_renewing_never_brings_a_fall_forward(
    world: World, as_of: date, renewing: Renewing
) -> None:
    nobody = forecast_on(world.framework, world.history, as_of)
    renewed = forecast_on(world.framework, world.history, as_of, renewing)
    assert (renewed.level, renewed.points) == (nobody.level, nobody.points)
    if renewed.fall is not None:
        assert nobody.fall is not None
        assert nobody.fall.day <= renewed.fall.day
    if renewing is Renewing.EVERYTHING:
        assert renewed.steps == ()
