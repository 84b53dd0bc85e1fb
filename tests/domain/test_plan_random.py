"""The plan against every set tried, on random small frameworks, histories and dates.

`make test` tries a few hundred; `READINESS_EXAMPLES=10000` tries that many.
"""

import os

from hypothesis import given, settings

from readiness.domain.plan import TIES, Plan
from tests.domain.planning import Task, by_brute_force, tasks

EXAMPLES = int(os.environ.get("READINESS_EXAMPLES", "300"))


@settings(max_examples=EXAMPLES, deadline=None)
@given(tasks())
def test_the_plan_is_what_trying_every_set_finds(task: Task) -> None:
    for way in task.ways():
        tried = by_brute_force(task, way.level.id)
        if way.plan is None:
            assert tried == []
            continue
        least = [row for row in tried if row.hours == tried[0].hours]
        assert [row.ids for row in least[: TIES + 1]] == [
            plan.ids for plan in (way.plan, *way.ties)
        ]
        assert way.more_ties == (len(least) > TIES + 1)
        more = tried[len(least) :]
        cheapest = [row for row in more if row.hours == more[0].hours]
        if way.next_best is None:
            assert more == []
        else:
            assert way.next_best.ids in [row.ids for row in cheapest]
        shown = [(plan, row) for plan, row in zip([way.plan, *way.ties], least, strict=False)]
        shown += [(way.next_best, row) for row in cheapest if row.ids == _ids(way.next_best)]
        for plan, row in shown:
            assert (plan.hours, plan.days) == (row.hours, row.days)


def _ids(plan: Plan | None) -> frozenset[str]:
    return plan.ids if plan else frozenset()
