"""What always holds, on random frameworks, histories and dates."""

import random
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.domain.assessment import History
from readiness.domain.framework import Kind
from readiness.domain.scoring import SiteScore, State, score_site
from readiness.domain.timeline import Kept, timeline
from tests import oracle
from tests.worlds import FIRST, LAST, SITE, World, dates, history_of, worlds

DAYS = [FIRST + timedelta(days=days) for days in range(-2, (LAST - FIRST).days + 1)]


def as_plain(score: SiteScore) -> dict[str, Any]:
    """The product's result in the shape of the second implementation's."""
    return {
        "site_id": score.site_id,
        "level": score.level,
        "score": score.score,
        "answered_share": score.answered_share,
        "confirmed_share": score.confirmed_share,
        "points_earned": score.points.earned,
        "points_possible": score.points.possible,
        "failed_gates": list(score.failed_gates),
        "elements": {
            key: {
                "score": points.score,
                "points_earned": points.earned,
                "points_possible": points.possible,
            }
            for key, points in score.elements.items()
        },
        "criteria": {
            scored.criterion.id: {
                "state": str(scored.state),
                "fulfilment": scored.fulfilment,
                "points_earned": scored.points_earned,
                "points_possible": scored.points_possible,
                "last_day": scored.last_day.isoformat() if scored.last_day else None,
            }
            for scored in score.criteria
        },
    }


@settings(max_examples=400, deadline=None)
@given(worlds(), dates)
def test_the_second_implementation_agrees(world: World, as_of: date) -> None:
    expected = oracle.score_site(
        world.plain, SITE, world.responses, world.findings, world.profiles, as_of
    )
    assert as_plain(score_site(world.framework, world.history, as_of)) == expected


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_the_timeline_and_the_as_of_function_agree_on_every_date(world: World) -> None:
    line = timeline(world.framework, world.history)
    for day in DAYS:
        score = score_site(world.framework, world.history, day)
        step = line.at(day)
        assert (step.level, step.score, step.failed_gates) == (
            score.level,
            score.score,
            score.failed_gates,
        )
        assert step.element_scores == tuple(points.score for points in score.elements.values())
        assert step.points == score.points
        assert (step.answered, step.applicable) == (score.answered, score.applicable)
        assert step.confirmed == score.points_confirmed * step.unit
        assert step.not_applicable == score.points_not_applicable * step.unit
        assert line.criteria_at(day) == score.criteria


@settings(max_examples=200, deadline=None)
@given(worlds(), st.data())
def test_a_timeline_with_what_is_kept_of_an_earlier_one_is_as_if_worked_out_anew(
    world: World, data: st.DataObject
) -> None:
    kept: Kept = {}
    responses, findings = len(world.responses), len(world.findings)
    for share in sorted(data.draw(st.lists(st.floats(0, 1), min_size=1, max_size=3))):
        earlier = history_of(
            world.responses[: int(share * responses)], world.findings[: int(share * findings)], ()
        )
        timeline(world.framework, earlier, kept)
    line = timeline(world.framework, world.history, kept)
    assert line == timeline(world.framework, world.history)
    again = timeline(world.framework, world.history, kept)
    assert all(one is other for one, other in zip(line.criteria, again.criteria, strict=True))


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_the_timeline_has_a_step_only_where_something_moved(world: World) -> None:
    line = timeline(world.framework, world.history)
    for before, after in pairwise(line.steps):
        assert before.day < after.day
        assert before[1:] != after[1:]


@given(worlds(), dates)
def test_a_score_is_between_0_and_100(world: World, as_of: date) -> None:
    score = score_site(world.framework, world.history, as_of)
    assert score.score is None or 0 <= score.score <= 100
    for points in (*score.elements.values(), *score.themes.values()):
        assert 0 <= points.earned <= points.possible


@settings(deadline=None)
@given(worlds(), dates, st.integers(0, 5))
def test_one_more_criterion_met_never_lowers_the_score_or_the_level(
    world: World, as_of: date, which: int
) -> None:
    before = score_site(world.framework, world.history, as_of)
    if not before.criteria:
        return
    scored = before.criteria[which % len(before.criteria)]
    if scored.state is State.NOT_APPLICABLE:
        return
    row = {
        "site_id": SITE, "criterion_id": scored.criterion.id, "numerator": "", "denominator": "",
        "recorded_at": f"{as_of.isoformat()}T23:59:59", "evidence_date": as_of.isoformat(),
        "end_date": "", "answer": _good_answer(scored.criterion.kind, scored.criterion.requirement),
    }  # fmt: skip
    after = score_site(
        world.framework,
        history_of([*world.responses, row], world.findings, world.profiles),
        as_of,
    )
    ranks = ["not_assessed", *(level.id for level in world.framework.levels)]
    assert after.score is not None
    assert before.score is None or after.score >= before.score
    if before.assessed:
        assert ranks.index(after.level) >= ranks.index(before.level)


def _good_answer(kind: Kind, requirement: object) -> str:
    if kind is Kind.CHOICE:
        return "yes"
    if kind is Kind.DATE:
        return ""
    return {Kind.LIMIT: "0", Kind.PERCENT: "100", Kind.HOURS: "168"}.get(kind, "1000")


@settings(deadline=None)
@given(worlds(), dates, st.randoms(use_true_random=False))
def test_the_order_of_recording_across_criteria_does_not_matter(
    world: World, as_of: date, shuffler: random.Random
) -> None:
    by_criterion: dict[str, list[dict[str, str]]] = {}
    for row in world.responses:
        by_criterion.setdefault(row["criterion_id"], []).append(row)
    groups = list(by_criterion.values())
    shuffler.shuffle(groups)
    shuffled = [row for group in groups for row in group]
    history = history_of(shuffled, world.findings, world.profiles)
    assert score_site(world.framework, history, as_of) == score_site(
        world.framework, world.history, as_of
    )
    assert (
        timeline(world.framework, history).steps == timeline(world.framework, world.history).steps
    )


@given(worlds(), dates)
def test_what_is_recorded_later_never_changes_a_past_date(world: World, as_of: date) -> None:
    known = world.history.until(as_of)
    assert score_site(world.framework, known, as_of) == score_site(
        world.framework, world.history, as_of
    )


@settings(max_examples=60, deadline=None)
@given(worlds(), dates)
def test_replaying_the_log_one_record_at_a_time_gives_the_same(world: World, as_of: date) -> None:
    replayed = History(SITE)
    rows = sorted(
        (row for group in world.history.responses.values() for row in group),
        key=lambda row: row.recorded_at,
    )
    findings = [row for group in world.history.findings.values() for row in group]
    for count in range(len(rows) + 1):
        replayed = History.of(SITE, rows[:count], findings, world.history.profiles)
    assert score_site(world.framework, replayed, as_of) == score_site(
        world.framework, world.history, as_of
    )


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_a_lapse_happens_exactly_the_day_after_the_last_day(world: World) -> None:
    line = timeline(world.framework, world.history)
    for changes in line.criteria:
        for change in changes:
            if change.scored.state is State.LAPSED:
                assert change.scored.last_day is not None
                assert change.day > change.scored.last_day
            elif change.scored.last_day is not None and change.scored.fulfilment is not None:
                assert change.day <= change.scored.last_day
    for day in DAYS:
        for scored in line.criteria_at(day):
            lapsed = scored.last_day is not None and day > scored.last_day
            if scored.state is not State.NOT_CONFIRMED:
                assert (scored.state is State.LAPSED) == lapsed
