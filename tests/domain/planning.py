"""Random sites to plan for, and the plan a second time: every set tried, nothing clever.

The second way is written from the words of `readiness.domain.plan` alone. What is met on a day, and
for how many points, comes from `tests/oracle.py`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations
from typing import Any, NamedTuple

from hypothesis import strategies as st

from readiness.domain.framework import Framework
from readiness.domain.plan import Terms, Way, ways
from readiness.domain.scoring import score_site
from readiness.domain.timeline import timeline
from tests import oracle
from tests.worlds import SITE, World, dates, worlds

WHOLE = Fraction(1)


@dataclass(frozen=True)
class Task:
    """A site to plan for: a world whose criteria take time, work and each other."""

    world: World
    framework: Framework
    as_of: date
    terms: Terms

    def ways(self) -> tuple[Way, ...]:
        known = self.world.history.until(self.as_of)
        score = score_site(self.framework, known, self.as_of)
        return ways(self.framework, timeline(self.framework, known), self.as_of, score, self.terms)


@st.composite
def tasks(draw: st.DrawFn) -> Task:
    world = draw(worlds(most=8))
    hours = st.sampled_from([0, 1, 2, 2, 3, 5, 8, Fraction(5, 2), Fraction(1, 3)])
    criteria = list(world.framework.criteria)
    ids = [criterion.id for criterion in criteria]
    order = draw(st.permutations(range(len(ids))))
    for number, place in enumerate(order):
        before = [ids[other] for other in order[:number]]
        wanted = draw(st.lists(st.sampled_from(before), max_size=2, unique=True)) if before else []
        criteria[place] = replace(
            criteria[place],
            effort_hours=draw(hours),
            lead_days=draw(st.sampled_from([0, 1, 3, 7, 14, 30, 45])),
            depends_on=tuple(wanted),
        )
    if draw(st.booleans()):  # must-haves leave little to choose from
        criteria = [replace(criterion, gate=False) for criterion in criteria]
    *lower, highest = world.framework.levels
    highest = replace(highest, min_score=draw(st.sampled_from([60, Fraction(667, 10), 85, 100])))
    framework = replace(world.framework, criteria=tuple(criteria), levels=(*lower, highest))
    locked = draw(st.lists(st.sampled_from(ids), max_size=2, unique=True))
    own = draw(st.dictionaries(st.sampled_from(ids), hours, max_size=2))
    return Task(world, framework, draw(dates), Terms(own, frozenset(locked)))


class Tried(NamedTuple):
    """A set that reaches a level. Sets of equal hours are in the order in which plans are."""

    hours: Fraction
    days: int
    items: int
    order: tuple[int, ...]
    ids: frozenset[str]


class Facts(NamedTuple):
    """What is true on a day if nobody acts: states, and points earned and possible, by id."""

    states: Mapping[str, str]
    earned: Mapping[str, Fraction]
    possible: Mapping[str, Fraction]


def by_brute_force(task: Task, level: str) -> list[Tried]:
    """All sets that reach a level and of which no part does, the first plan first."""
    facts: dict[int, Facts] = {}
    reaching = [tried for tried in _sets(task) if _reaches(task, tried, level, facts)]
    known = [tried.ids for tried in reaching]
    return sorted(tried for tried in reaching if not any(other < tried.ids for other in known))


def _sets(task: Task) -> Iterator[Tried]:
    scored = task.framework.scored
    own = {criterion.id: criterion for criterion in scored}
    free = [criterion.id for criterion in scored if criterion.id not in task.terms.locked]
    for number in range(len(free) + 1):
        for chosen in combinations(free, number):
            ids = frozenset(chosen)

            def done(key: str, ids: frozenset[str] = ids) -> int:
                before = [other for other in own[key].depends_on if other in ids]
                return own[key].lead_days + max((done(other) for other in before), default=0)

            hours = sum(
                (Fraction(task.terms.hours.get(key, own[key].effort_hours)) for key in ids),
                Fraction(0),
            )
            places = tuple(place for place, row in enumerate(scored) if row.id in ids)
            yield Tried(hours, max((done(key) for key in ids), default=0), number, places, ids)


def _reaches(task: Task, tried: Tried, level: str, facts: dict[int, Facts]) -> bool:
    """Whether it can be done, holds nothing for nothing, and reaches the level when it is done."""
    then = facts.get(tried.days)
    if then is None:
        then = facts[tried.days] = _facts(task, task.as_of + timedelta(days=tried.days))
    own = {criterion.id: criterion for criterion in task.framework.scored}
    good = ("met", "not_applicable")
    for key in tried.ids:
        if then.states[key] in good:
            return False
        for before in own[key].depends_on:
            if before in own and before not in tried.ids and then.states[before] not in good:
                return False
    earned = sum(
        (then.possible[key] if key in tried.ids else then.earned[key] for key in own), Fraction(0)
    )
    possible = sum(then.possible.values(), Fraction(0))
    gates = all(
        key in tried.ids or not _fails(task, key, then) for key, row in own.items() if row.gate
    )
    names = [row.id for row in task.framework.levels]
    reached = 0
    for number, row in enumerate(task.framework.levels):
        enough = 100 * earned / possible >= row.min_score if possible else row.min_score == 0
        if enough and (gates or not row.needs_gates):
            reached = number
    return reached >= names.index(level)


def _fails(task: Task, key: str, then: Facts) -> bool:
    return key in then.states and then.states[f"{key} gate"] == "fails"


def _facts(task: Task, day: date) -> Facts:
    """The record as it is on the as-of date, looked at on a later day."""
    until = task.as_of.isoformat()
    world = task.world

    def known(rows: list[dict[str, str]], column: str) -> list[dict[str, str]]:
        return [row for row in rows if oracle.instant_of(row[column]).date().isoformat() <= until]

    found: dict[str, Any] = oracle.score_site(
        world.plain,
        SITE,
        known(world.responses, "recorded_at"),
        known(world.findings, "recorded_at"),
        known(world.profiles, "recorded_on"),
        day,
    )
    rows = found["criteria"]
    states = {key: row["state"] for key, row in rows.items()}
    for key in found["failed_gates"]:
        states[f"{key} gate"] = "fails"
    return Facts(
        {**{f"{key} gate": "passes" for key in rows}, **states},
        {key: Fraction(row["points_earned"]) for key, row in rows.items()},
        {key: Fraction(row["points_possible"]) for key, row in rows.items()},
    )
