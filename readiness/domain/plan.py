"""The plan of a site: what to close, in which order, to reach a higher level with least work.

What the words mean here:

- *Unmet* on a day is a criterion that applies and is not met in full, for whatever reason. What is
  met today and lapses before the work is done is unmet then, and costs its points, unless the plan
  renews it.
- *Closing* a criterion makes it met in full from the day it is done on, with all its points. What
  is partly met has earned its part, so closing it gives the rest; its hours are not divided. A
  must-have that passes from a share on (`gate_at`) is closed in full too. Whether the evidence of
  closed work has to be renewed again later is no part of the plan.
- *Prerequisites*: a criterion is closed only with all of `depends_on` met on the day on which the
  whole work is done, by themselves or by the plan. One that does not apply counts as met.
- *Time*: all that waits for nothing begins on the as-of date. Each item takes its `lead_days` from
  the day on which the last of its prerequisites in the plan is done. The *critical path* is the
  day on which the last item is done; the level is judged on that day.
- *Work*: the hours of all items, as the framework estimates them or the caller knows better.

A plan has the least hours of all sets that reach the level. Of several, the one that takes fewer
days is first, then the one of fewer items, then the one with the earliest criterion in framework
order. The next best is the least of those sets that take more hours and from which nothing can be
left out. Every plan is scored anew with `scoring.summarise`, the rules of every other figure.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from readiness.domain.framework import Exact, Framework, Level
from readiness.domain.plan_knapsack import Found
from readiness.domain.plan_search import Search
from readiness.domain.plan_stretches import prerequisites_first
from readiness.domain.scoring import NOT_ASSESSED, CriterionScore, SiteScore, State, summarise
from readiness.domain.timeline import ONE_DAY, Timeline

TIES = 10


@dataclass(frozen=True)
class Terms:
    """What holds at a site beside its record: hours of work by criterion id, where they differ
    from the framework's estimate, and the criteria that cannot be closed (locked)."""

    hours: Mapping[str, Exact] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()

    def hours_of(self, framework: Framework) -> list[Exact]:
        """The hours of each criterion in force, in framework order."""
        return [self.hours.get(own.id, own.effort_hours) for own in framework.scored]


@dataclass(frozen=True)
class Item:
    """One criterion of a plan.

    `scored` is it on the as-of date. Work on it lasts from `begins` to `done`, in days after that
    date. `points` is what closing it adds on the day the work is done. Why it is in:
    `must_have` (it would fail), `needed_for` (items that wait for it), `lapses_on` (first day on
    which what is met today no longer is, `None` where it is a gap today); else for its points.
    `critical`: a day lost here is a day lost for the whole.
    """

    scored: CriterionScore
    hours: Exact
    begins: int
    done: int
    points: Exact
    must_have: bool
    needed_for: tuple[str, ...]
    lapses_on: date | None
    critical: bool

    @property
    def id(self) -> str:
        return self.scored.criterion.id


@dataclass(frozen=True)
class Plan:
    """A set of criteria to close, in the order of work, and the site on the day it is done."""

    items: tuple[Item, ...]
    hours: Exact
    days: int
    after: SiteScore

    @property
    def finish(self) -> date:
        return self.after.as_of

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(item.id for item in self.items)

    def done_on(self, item: Item) -> date:
        """The day on which an item is done."""
        return self.finish - timedelta(days=self.days - item.done)


@dataclass(frozen=True)
class Way:
    """The way to one level: the plan, others of the same hours, and the next best.

    `ties` are at most ten, `more_ties` says that there are others. `next_best` is `None` where
    nothing else reaches the level. Without any way `plan` is `None`, and `blocked_by` holds the
    locked criteria: any one of them, unlocked, would open it, or (`together`) only all of them;
    empty where not even closing everything reaches the level.
    """

    level: Level
    plan: Plan | None
    ties: tuple[Plan, ...] = ()
    more_ties: bool = False
    next_best: Plan | None = None
    blocked_by: tuple[str, ...] = ()
    together: bool = False


def ways(
    framework: Framework, line: Timeline, as_of: date, score: SiteScore, terms: Terms
) -> tuple[Way, ...]:
    """The ways to each higher level, the next one first.

    `line` is the timeline of what was recorded up to `as_of`, `score` the site on that day. None
    for a site that is not assessed: what nobody answered may well be in place.
    """
    if score.level == NOT_ASSESSED:
        return ()
    search = Search(framework, line, as_of, terms.hours_of(framework), terms.locked)
    now = [level.id for level in framework.levels].index(score.level)
    return tuple(_way(search, level, terms) for level in framework.levels[now + 1 :])


def closed(scored: CriterionScore) -> CriterionScore:
    """A criterion as it is once it is met in full; one that does not apply stays as it is."""
    if scored.state in (State.MET, State.NOT_APPLICABLE):
        return scored
    return scored._replace(
        state=State.MET,
        fulfilment=1,
        points_earned=scored.points_possible,
        gate_failed=False,
        last_day=None,
        confirmed=False,
    )


def score_with(framework: Framework, score: SiteScore, ids: Collection[str]) -> SiteScore:
    """A site as it would be on the same day with these criteria closed, by the scoring rules."""
    after = _with_closed(score.criteria, ids)
    assessed = score.assessed or any(own.state is State.MET for own in after)
    return summarise(framework, score.site_id, score.as_of, after, assessed)


def _with_closed(
    criteria: Sequence[CriterionScore], ids: Collection[str]
) -> tuple[CriterionScore, ...]:
    return tuple(closed(own) if own.criterion.id in ids else own for own in criteria)


def _way(search: Search, level: Level, terms: Terms) -> Way:
    least = search.least(level.id)
    if least is None:
        return _blocked(search, level, terms)
    ties = search.ties(level.id, least.hours, TIES + 2)
    more = search.next_best(level.id, ties)
    first, *others = [_plan(search, level, terms, found) for found in ties[: TIES + 1]]
    next_best = None if more is None else _plan(search, level, terms, more)
    return Way(level, first, tuple(others), len(ties) > TIES + 1, next_best)


def _blocked(search: Search, level: Level, terms: Terms) -> Way:
    """Which locked criteria stand in the way, alone or together."""

    def opens(key: str) -> bool:
        return search.but_with(locked=terms.locked - {key}).possible(level.id)

    locked = [own.id for own in search.framework.scored if own.id in terms.locked]
    alone = tuple(key for key in locked if opens(key))
    if alone or not search.but_with(locked=()).possible(level.id):
        return Way(level, None, blocked_by=alone)
    unmet = {key for key in locked if search.ever_unmet(key)}
    return Way(level, None, blocked_by=tuple(key for key in locked if key in unmet), together=True)


def _plan(search: Search, level: Level, terms: Terms, found: Found) -> Plan:
    """A set as a plan: in the order of work, with why each item is in, scored anew."""
    framework, line = search.framework, search.line
    finish = search.as_of + timedelta(days=found.days)
    then = line.criteria_at(finish)
    chosen = [place for place in prerequisites_first(framework) if found.chosen >> place & 1]
    ids = [framework.scored[place].id for place in chosen]
    after = summarise(framework, line.site_id, finish, _with_closed(then, ids), assessed=True)
    order = [own.id for own in framework.levels]
    assert order.index(after.level) >= order.index(level.id), "the plan does not reach its level"
    gates = framework.level[after.level].needs_gates
    hours = terms.hours_of(framework)
    times = _times(framework, ids)
    today = line.criteria_at(search.as_of)
    items = [
        Item(
            scored=today[place],
            hours=hours[place],
            begins=times[own.id][0],
            done=times[own.id][1],
            points=own.points - then[place].points_earned,
            must_have=gates and then[place].gate_failed,
            needed_for=_waiting(framework, ids, own.id),
            lapses_on=_lapse(today[place]),
            critical=_critical(framework, ids, times, own.id),
        )
        for place, own in ((place, framework.scored[place]) for place in chosen)
    ]
    items.sort(key=lambda item: (item.begins, item.done))  # of equal ones prerequisites stay first
    return Plan(tuple(items), sum(item.hours for item in items), found.days, after)


def _times(framework: Framework, ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """When work on each begins and is done, in days; `ids` have prerequisites first."""
    times: dict[str, tuple[int, int]] = {}
    for key in ids:
        own = framework.criterion[key]
        begins = max((times[other][1] for other in own.depends_on if other in times), default=0)
        times[key] = (begins, begins + own.lead_days)
    return times


def _waiting(framework: Framework, ids: Sequence[str], key: str) -> tuple[str, ...]:
    """Those of a plan that wait for this one."""
    return tuple(other for other in ids if key in framework.criterion[other].depends_on)


def _critical(
    framework: Framework, ids: Sequence[str], times: Mapping[str, tuple[int, int]], key: str
) -> bool:
    done = times[key][1]
    if done == max(end for _, end in times.values()):
        return True
    return any(
        times[other][0] == done and _critical(framework, ids, times, other)
        for other in _waiting(framework, ids, key)
    )


def _lapse(scored: CriterionScore) -> date | None:
    if scored.state is not State.MET or scored.last_day is None:
        return None
    return scored.last_day + ONE_DAY
