"""Plans worked out by hand, on criteria of the framework in use."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from readiness.domain.assessment import History, Response
from readiness.domain.framework import Framework, Kind, Level
from readiness.domain.plan import Plan, Terms, Way, closed, score_with, ways
from readiness.domain.scoring import NOT_ASSESSED, CriterionScore, State, score_site
from readiness.domain.timeline import timeline
from tests.services.small import choice, framework_of
from tests.services.workspaces import framework as in_use

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
GOOD = {
    Kind.CHOICE: "yes",
    Kind.COUNT: "9",
    Kind.PERCENT: "100",
    Kind.HOURS: "168",
    Kind.LIMIT: "1",
}


def only(*ids: str, score: int = 85) -> Framework:
    """The framework in use with a few of its criteria; Ready asks for `score`."""
    whole = in_use()
    *lower, ready = whole.levels
    criteria = tuple(own for own in whole.criteria if own.id in ids)
    return replace(whole, criteria=criteria, levels=(*lower, replace(ready, min_score=score)))


def ways_of(
    framework: Framework, terms: Terms | None = None, /, **answers: str | tuple[str, int]
) -> dict[str, Way]:
    """The ways of a site that gave these answers today, met where it gave none.

    An answer with a number is good for so many more days.
    """
    now = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC)
    responses = []
    for own in framework.scored:
        answer = answers.get(own.id, GOOD.get(own.kind, ""))
        text, ends = answer if isinstance(answer, tuple) else (answer, None)
        if text != "missing":
            end = None if ends is None else TODAY + timedelta(days=ends)
            responses.append(Response("S", own.id, now, text, "", "", TODAY, end))
    history = History.of("S", responses)
    score = score_site(framework, history, TODAY)
    line = timeline(framework, history)
    return {way.level.id: way for way in ways(framework, line, TODAY, score, terms or Terms())}


def plan_of(framework: Framework, terms: Terms | None = None, /, **answers: object) -> Plan:
    plan = ways_of(framework, terms, **answers)["ready"].plan
    assert plan is not None
    return plan


def ids(plan: Plan) -> list[str]:
    return [item.id for item in plan.items]


def test_a_failed_must_have_is_closed_whatever_the_score() -> None:
    plan = plan_of(only("C01", "C02", "C15"), C15="1")
    assert ids(plan) == ["C15"]
    (item,) = plan.items
    assert (plan.hours, plan.days, item.must_have, item.critical) == (8, 21, True, True)
    assert plan.finish == date(2026, 12, 13)
    assert plan.after.level == "ready"


def test_what_depends_on_another_waits_for_it() -> None:
    """Agreement 120 days, then the check that the hospital can treat CRS, 14 more."""
    plan = plan_of(only("C05", "C23", "C25"), C23="missing", C25="missing")
    first, second = plan.items
    assert (first.id, first.begins, first.done) == ("C23", 0, 120)
    assert (second.id, second.begins, second.done) == ("C25", 120, 134)
    assert first.needed_for == ("C25",)
    assert plan.days == 134
    assert plan.hours == 63


def test_a_prerequisite_that_is_met_does_not_delay() -> None:
    plan = plan_of(only("C23", "C25"), C25="missing")
    assert ids(plan) == ["C25"]
    assert plan.days == 14


def test_a_cheaper_item_is_not_chosen_without_its_prerequisite() -> None:
    """One point is missing. A caregiver check takes 4 hours, but only after the checklist's 6."""
    framework = only("C01", "C37", "C38", score=70)
    assert ids(plan_of(framework, C37="no", C38="missing")) == ["C37"]
    whole = only("C01", "C37", "C38", score=100)
    assert ids(plan_of(whole, C37="no", C38="missing")) == ["C37", "C38"]


def test_what_lapses_before_the_work_is_done_is_renewed_in_the_plan() -> None:
    """Hours covered take 45 days; the stock count is good for ten."""
    plan = plan_of(only("C06", "C15"), C06="128", C15=("9", 10))
    assert ids(plan) == ["C15", "C06"]
    stock = plan.items[0]
    assert stock.lapses_on == TODAY + timedelta(days=11)
    assert stock.must_have
    assert not stock.critical
    assert plan.hours == 38


def test_evidence_is_still_good_on_the_day_the_work_is_done() -> None:
    assert ids(plan_of(only("C06", "C15"), C06="128", C15=("9", 45))) == ["C06"]
    assert ids(plan_of(only("C06", "C15"), C06="128", C15=("9", 44))) == ["C15", "C06"]


def test_quick_work_may_cost_less_than_slow_work_that_outlasts_evidence() -> None:
    """Two points are missing. One hour of slow work would let the stock lapse: 8 hours more."""
    framework = only("C15", "C31", "C43", "C44", "C09", score=90)
    plan = plan_of(framework, C15=("9", 20), C31="missing", C44="missing")
    assert plan.days <= 20
    assert "C15" not in ids(plan)


def test_what_is_partly_met_gives_the_rest_of_its_points() -> None:
    framework = only("C02", "C33", "C37", score=80)
    way = ways_of(framework, C33="2", C37="no")["ready"]
    assert way.plan is not None
    item = way.plan.items[0]
    assert item.points == item.scored.points_possible - item.scored.points_earned
    assert way.plan.after.score >= 80


def test_a_must_have_that_passes_from_a_share_on_is_no_item_of_ready_with_gaps() -> None:
    """Trained staff pass from 80 percent and are met from 90."""
    framework = only("C19", "C15")
    assert ids(plan_of(framework, C19="82", C15="1")) == ["C15"]
    plan = plan_of(framework, C19="70")
    assert plan.after.criteria[0].fulfilment == 1


def test_own_hours_change_the_plan() -> None:
    framework = only("C15", "C31", "C44", score=75)
    assert ids(plan_of(framework, C31="missing", C44="missing")) == ["C31"]
    plan = plan_of(framework, Terms({"C31": 4}), C31="missing", C44="missing")
    assert ids(plan) == ["C44"]
    assert plan.hours == 3


def test_a_locked_must_have_blocks_and_is_named() -> None:
    way = ways_of(only("C15", "C31"), Terms(locked=frozenset({"C15", "C31"})), C15="1")["ready"]
    assert way.plan is None
    assert way.blocked_by == ("C15",)
    assert not way.together


def test_a_locked_prerequisite_blocks_what_waits_for_it() -> None:
    terms = Terms(locked=frozenset({"C23"}))
    way = ways_of(only("C05", "C23", "C25"), terms, C23="missing", C25="missing")["ready"]
    assert way.blocked_by == ("C23",)


def test_locked_items_that_block_only_together_are_named_together() -> None:
    terms = Terms(locked=frozenset({"C15", "C19"}))
    way = ways_of(only("C15", "C19"), terms, C15="1", C19="10")["ready"]
    assert (way.blocked_by, way.together) == (("C15", "C19"), True)


def test_a_locked_item_that_lapses_before_the_work_is_done_blocks() -> None:
    terms = Terms(locked=frozenset({"C15"}))
    way = ways_of(only("C06", "C15"), terms, C06="128", C15=("9", 10))["ready"]
    assert way.blocked_by == ("C15",)


def test_plans_of_the_same_hours_are_ties_and_the_quicker_comes_first() -> None:
    """Two points are missing: a meeting (4 hours, 14 days) or wallet cards (4 hours, 30 days)."""
    framework = only("C01", "C04", "C32", "C34", score=80)
    way = ways_of(framework, C04="missing", C34="0")["ready"]
    assert way.plan is not None
    assert ids(way.plan) == ["C04"]
    assert [ids(tie) for tie in way.ties] == [["C34"]]
    assert not way.more_ties
    assert way.next_best is None


def test_the_next_best_costs_more_and_leaves_nothing_out() -> None:
    framework = only("C01", "C15", "C31", "C44", score=84)
    way = ways_of(framework, C31="missing", C44="missing")["ready"]
    assert way.plan is not None
    assert way.next_best is not None
    assert ids(way.plan) == ["C31"]
    assert ids(way.next_best) == ["C44"]


def test_more_than_ten_ties_are_said_to_be_more() -> None:
    copies = [f"X{number}" for number in range(13)]
    pattern = in_use().criterion["C31"]
    framework = only("C01")
    criteria = (*framework.criteria, *(replace(pattern, id=key, title=key) for key in copies))
    framework = replace(framework, criteria=criteria)
    earned = 4 + 2 * 12
    *lower, ready = framework.levels
    exactly = replace(ready, min_score=85)
    framework = replace(framework, levels=(*lower, exactly))
    way = ways_of(framework, **dict.fromkeys(copies, "missing"))["ready"]
    assert earned * 100 >= 85 * 30
    assert len(way.ties) == 10
    assert way.more_ties


def test_ten_ties_are_all_of_them_where_there_are_no_more() -> None:
    """Any one of so many criteria brings the missing points, for the same hours."""
    for number, told, more in ((11, 10, False), (12, 10, True), (10, 9, False), (2, 1, False)):
        own = framework_of(
            choice("K0", 85 * number), *(choice(f"K{n + 1}", 15) for n in range(number))
        )
        high = replace(own.levels[-1], min_score=85 + Fraction(15, number))
        own = replace(own, levels=(*own.levels[:-1], high))
        missing = {f"K{n + 1}": "missing" for n in range(number)}
        way = ways_of(own, **missing)["ready"]
        assert (len(way.ties), way.more_ties) == (told, more)


def test_what_lapses_while_a_chain_is_worked_on_is_renewed_in_the_plan() -> None:
    framework = framework_of(
        choice("K1", 10, lead_days=10),
        choice("K2", 10, lead_days=5, depends_on=("K1",)),
        choice("K3", 10, gate=True, lead_days=1),
        choice("K4", 70),
    )
    everything = replace(framework, levels=_asking(framework, 100))
    lapsing = {"K1": "missing", "K2": "missing", "K3": ("yes", 11)}
    assert plan_of(everything, **lapsing).ids == {"K1", "K2", "K3"}
    assert plan_of(everything, **(lapsing | {"K3": ("yes", 15)})).ids == {"K1", "K2"}
    assert plan_of(everything, **(lapsing | {"K3": ("yes", 14)})).ids == {"K1", "K2", "K3"}


def test_what_takes_no_days_is_done_today_while_all_else_is_good() -> None:
    framework = framework_of(choice("K1", 50), choice("K2", 50, gate=True, lead_days=9))
    plan = plan_of(framework, K1="missing", K2=("yes", 0))
    assert (plan.ids, plan.days, plan.finish) == ({"K1"}, 0, TODAY)


@pytest.mark.parametrize(
    ("hours", "next_best"), [(3, {"K5"}), (4, {"K2"}), (5, {"K2"}), (60, {"K2"})]
)
def test_the_next_best_may_end_after_something_has_lapsed(hours: int, next_best: set[str]) -> None:
    """K3 lapses on the third day. K5 takes five days and makes up for it."""
    framework = framework_of(
        choice("K0", 70),
        choice("K1", 10, hours=1),
        choice("K2", 10, hours=4),
        choice("K3", 10, hours=20, lead_days=5),
        choice("K5", 20, hours=hours, lead_days=5),
    )
    own = replace(framework, levels=_asking(framework, 75))
    missing = dict.fromkeys(("K1", "K2", "K5"), "missing")
    way = ways_of(own, **missing, K3=("yes", 2))["ready"]
    assert way.plan is not None
    assert way.plan.ids == {"K1"}
    assert way.next_best is not None
    assert way.next_best.ids == next_best or (hours == 4 and way.next_best.ids == {"K5"})


def test_the_next_best_is_looked_for_no_longer_once_must_haves_alone_take_more() -> None:
    framework = framework_of(
        choice("K0", 70, gate=True, hours=50, lead_days=5),
        choice("K1", 10, hours=1),
        choice("K2", 10, hours=4),
        choice("K3", 10),
    )
    own = replace(framework, levels=_asking(framework, 90))
    way = ways_of(own, K0=("yes", 2), K1="missing", K2="missing")["ready"]
    assert way.plan is not None
    assert way.next_best is not None
    assert (way.plan.ids, way.next_best.ids) == ({"K1"}, {"K2"})


def test_what_lapses_later_is_no_part_of_a_plan_that_is_done_before() -> None:
    """Renewing K3 takes no hours, and still the set with it is no tie."""
    framework = framework_of(
        choice("K0", 80),
        choice("K1", 10, hours=1),
        choice("K3", 10, hours=0, lead_days=5),
    )
    own = replace(framework, levels=_asking(framework, 95))
    way = ways_of(own, K1="missing", K3=("yes", 2))["ready"]
    assert way.plan is not None
    assert (way.plan.ids, way.ties, way.next_best) == ({"K1"}, (), None)


def test_a_locked_item_is_named_where_everything_just_reaches_the_level() -> None:
    framework = framework_of(choice("K1", 50), choice("K2", 50))
    own = replace(framework, levels=_asking(framework, 100))
    way = ways_of(own, Terms(locked=frozenset({"K1"})), K1="no", K2="no")["ready"]
    assert (way.plan, way.blocked_by, way.together) == (None, ("K1",), False)


def test_half_a_point_too_few_is_too_few() -> None:
    framework = framework_of(
        choice("K0", 840), choice("K1", 5), choice("K2", 10, hours=9), choice("K3", 145, hours=99)
    )
    missing = dict.fromkeys(("K1", "K2", "K3"), "missing")
    assert plan_of(framework, **missing).ids == {"K2"}


def test_beyond_a_dozen_ties_the_next_best_still_takes_more_hours() -> None:
    cheap = [choice(f"K{number}", 10, hours=1) for number in range(1, 16)]
    framework = framework_of(choice("K0", 840), *cheap, choice("K16", 10, hours=2))
    own = replace(framework, levels=_asking(framework, 85))
    way = ways_of(own, **{key: "missing" for key in own.criterion if key != "K0"})["ready"]
    assert way.plan is not None
    assert way.next_best is not None
    assert (len(way.ties), way.more_ties, way.plan.ids) == (10, True, {"K1"})
    assert way.next_best.ids == {"K16"}


def test_each_item_says_when_why_and_how_much() -> None:
    framework = framework_of(
        choice("K1", 10, gate=True, hours=3, lead_days=5),
        choice("K2", 10, hours=2, lead_days=4, depends_on=("K1",)),
        choice("K3", 40, hours=1, lead_days=2),
        choice("K4", 40),
    )
    everything = replace(framework, levels=_asking(framework, 100))
    plan = plan_of(everything, K1="partly", K2="missing", K3=("yes", 6))
    assert (plan.hours, plan.days, plan.finish) == (6, 9, date(2026, 12, 1))
    assert plan.after.site_id == "S"
    told = [
        (item.id, item.begins, item.done, item.points, item.must_have, item.needed_for,
         item.lapses_on, item.critical)
        for item in plan.items
    ]  # fmt: skip
    assert told == [
        ("K3", 0, 2, 40, False, (), date(2026, 11, 29), False),
        ("K1", 0, 5, 5, True, ("K2",), None, True),
        ("K2", 5, 9, 10, False, (), None, True),
    ]
    done = [plan.done_on(item) for item in plan.items]
    assert done == [date(2026, 11, 24), date(2026, 11, 27), date(2026, 12, 1)]


def test_only_what_is_met_today_is_said_to_lapse() -> None:
    framework = framework_of(choice("K1", 50), choice("K2", 50))
    (item,) = plan_of(framework, K1=("partly", 3)).items
    assert (item.id, item.lapses_on) == ("K1", None)


def test_only_a_must_have_that_would_fail_is_said_to_be_one() -> None:
    """What is partly met and passes its gate is closed for its points."""
    framework = framework_of(
        choice("K1", 10, gate=True, gate_at=50, hours=1), choice("K2", 50, gate=True)
    )
    (item,) = plan_of(replace(framework, levels=_asking(framework, 100)), K1="partly").items
    assert (item.id, item.must_have, item.points) == ("K1", False, 5)


def test_where_no_level_asks_for_must_haves_none_is_the_reason() -> None:
    framework = framework_of(choice("K1", 50, gate=True), choice("K2", 50))
    low, *_, high = _asking(framework, 90)
    levels = (low, replace(high, needs_gates=False))
    (item,) = plan_of(replace(framework, levels=levels), K1="no").items
    assert (item.id, item.must_have) == ("K1", False)


def _asking(framework: Framework, score: int) -> tuple[Level, ...]:
    *lower, high = framework.levels
    return (*lower, replace(high, min_score=score))


def test_a_day_lost_is_lost_for_the_whole_only_on_the_way_to_the_last_item() -> None:
    """K1 and K2 are done on the same day; only K1 has something waiting that ends last."""
    framework = framework_of(
        choice("K1", 10, lead_days=5),
        choice("K2", 10, lead_days=5),
        choice("K3", 10, lead_days=9, depends_on=("K1",)),
        choice("K4", 10, lead_days=1, depends_on=("K2", "K5")),
        choice("K5", 10, lead_days=8),
        choice("K6", 10, lead_days=14),
    )
    everything = replace(framework, levels=_asking(framework, 100))
    plan = plan_of(everything, **dict.fromkeys(("K1", "K2", "K3", "K4", "K5"), "missing"))
    assert {item.id for item in plan.items if item.critical} == {"K1", "K3"}
    also = plan_of(everything, **dict.fromkeys(everything.criterion, "no"))
    assert {item.id for item in also.items if item.critical} == {"K1", "K3", "K6"}


def test_closed_is_met_in_full_from_then_on_and_confirmed_by_nobody() -> None:
    own = choice("K1", 10, gate=True)
    lapsed = CriterionScore(own, State.LAPSED, None, 0, 10, True, TODAY, True)
    assert closed(lapsed) == CriterionScore(own, State.MET, 1, 10, 10, False, None, False)
    met = CriterionScore(own, State.MET, 1, 10, 10, False, TODAY, True)
    assert closed(met) is met
    without = CriterionScore(own, State.NOT_APPLICABLE, None, 0, 0, False)
    assert closed(without) is without


def test_what_if_something_was_closed_at_a_site_that_nobody_assessed() -> None:
    framework = framework_of(choice("K1", 10), choice("K2", 10))
    score = score_site(framework, History("S"), TODAY)
    assert score_with(framework, score, []).level == NOT_ASSESSED
    after = score_with(framework, score, ["K1"])
    assert (after.level, after.site_id, after.as_of) == ("ready_with_gaps", "S", TODAY)
    answered = History.of("S", [Response("S", "K1", NOON, "no")])
    worthless = score_with(framework, score_site(framework, answered, TODAY), [])
    assert worthless.assessed


def test_a_site_that_was_never_assessed_has_no_plan() -> None:
    framework = only("C01", "C15")
    history = History("S")
    score = score_site(framework, history, TODAY)
    assert ways(framework, timeline(framework, history), TODAY, score, Terms()) == ()


def test_a_site_of_the_highest_level_has_no_plan() -> None:
    assert ways_of(only("C01", "C15")) == {}


@pytest.mark.parametrize("closed", [[], ["C15"], ["C15", "C06"], ["C01"]])
def test_what_if_is_the_score_of_the_same_criteria_answered_in_full(closed: list[str]) -> None:
    framework = only("C01", "C06", "C15")
    now = datetime(2026, 11, 22, tzinfo=UTC)
    given = {"C01": "yes", "C06": "128", "C15": "1"}
    rows = [Response("S", key, now, text, "", "", TODAY) for key, text in given.items()]
    better = [Response("S", key, now, {"C01": "yes"}.get(key, "168"), "", "", TODAY)
              for key in closed]  # fmt: skip
    before = score_site(framework, History.of("S", rows), TODAY)
    after = score_site(framework, History.of("S", [*rows, *better]), TODAY)
    found = score_with(framework, before, closed)
    assert (found.level, found.points, found.failed_gates, found.elements) == (
        after.level,
        after.points,
        after.failed_gates,
        after.elements,
    )
