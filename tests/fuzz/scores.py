"""The scoring rules on random frameworks and histories, beside their second implementation."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from readiness.domain.framework import Kind
from readiness.domain.scoring import State, score_site
from readiness.domain.timeline import timeline
from tests import oracle
from tests.domain.test_properties import as_plain
from tests.fuzz.edits import Recipe
from tests.worlds import FIRST, SITE, World, world_of, worlds

BEST = {Kind.CHOICE: "yes", Kind.DATE: "", Kind.LIMIT: "0", Kind.PERCENT: "100", Kind.HOURS: "168"}


@st.composite
def histories(draw: st.DrawFn) -> Recipe:
    """A world as rows, a day counted from its first, and an order of the rows."""
    world = draw(worlds(most=9))
    return {
        "framework": _packed(world.plain),
        "responses": world.responses,
        "findings": world.findings,
        "profiles": world.profiles,
        "day": draw(st.integers(-3, 180)),
        "later": draw(st.integers(0, 40)),
        "order": draw(st.integers(0, 10**6)),
    }


def run_histories(recipe: Recipe) -> set[str]:
    rows = (recipe["responses"], recipe["findings"], recipe["profiles"])
    world = world_of(_unpacked(recipe["framework"]), *rows)
    day = FIRST + timedelta(days=recipe["day"])
    score = score_site(world.framework, world.history, day)
    assert as_plain(score) == oracle.score_site(world.plain, SITE, *rows, day)
    line = timeline(world.framework, world.history)
    step = line.at(day)
    assert (step.level, step.score, step.failed_gates) == (
        score.level, score.score, score.failed_gates
    )  # fmt: skip
    assert line.criteria_at(day) == score.criteria
    assert score.score is None or 0 <= score.score <= 100
    for points in (*score.elements.values(), *score.themes.values()):
        assert 0 <= points.earned <= points.possible
    _order_does_not_matter(world, recipe["order"], day)
    _later_records_do_not_matter(world, day, recipe["later"])
    _points_do_not_buy_a_gate(world, day)
    return {score.level, *(str(one.state) for one in score.criteria)} | {
        f"{one.criterion.kind} {one.state}" for one in score.criteria
    }


def _order_does_not_matter(world: World, order: int, day: date) -> None:
    """Between criteria; of one criterion the rows of one instant keep theirs, as the rules say."""
    ids = sorted({row["criterion_id"] for row in world.responses})
    turned = ids[order % (len(ids) + 1) :] + ids[: order % (len(ids) + 1)]
    responses = [row for key in turned for row in world.responses if row["criterion_id"] == key]
    other = world_of(world.plain, responses, world.findings, world.profiles)
    assert score_site(world.framework, other.history, day) == score_site(
        world.framework, world.history, day
    )


def _later_records_do_not_matter(world: World, day: date, later: int) -> None:
    """What is known on a day is a part of what is known on a later one and says the same of it."""
    then, after = world.history.until(day), world.history.until(day + timedelta(days=later))
    for key, rows in then.responses.items():
        assert after.responses[key][: len(rows)] == rows
    expected = score_site(world.framework, world.history, day)
    assert score_site(world.framework, then, day) == expected
    assert score_site(world.framework, after, day) == expected


def _points_do_not_buy_a_gate(world: World, day: date) -> None:
    """With all else answered as well as can be, a failed must-have still keeps its levels away."""
    before = score_site(world.framework, world.history, day)
    if not before.failed_gates:
        return
    answered = [
        {
            "site_id": SITE, "criterion_id": one.criterion.id, "numerator": "", "denominator": "",
            "recorded_at": f"{day.isoformat()}T23:59:59", "evidence_date": day.isoformat(),
            "end_date": "", "answer": BEST.get(one.criterion.kind, "1000"),
        }
        for one in before.criteria
        if one.criterion.id not in before.failed_gates and one.state is not State.NOT_APPLICABLE
    ]  # fmt: skip
    best = world_of(world.plain, [*world.responses, *answered], world.findings, world.profiles)
    after = score_site(world.framework, best.history, day)
    assert set(before.failed_gates) <= set(after.failed_gates)
    levels = {level.id: level for level in world.framework.levels}
    assert after.level == "not_assessed" or not levels[after.level].needs_gates


def _packed(value: Any) -> Any:
    """As JSON can say it: a decimal number is `{"decimal": "2.5"}`."""
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, dict):
        return {key: _packed(each) for key, each in value.items()}
    return [_packed(each) for each in value] if isinstance(value, list) else value


def _unpacked(value: Any) -> Any:
    if isinstance(value, dict):
        if set(value) == {"decimal"}:
            return Decimal(value["decimal"])
        return {key: _unpacked(each) for key, each in value.items()}
    return [_unpacked(each) for each in value] if isinstance(value, list) else value
