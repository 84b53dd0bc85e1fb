"""What it costs a site to lose what it leans on.

The rule. A criterion names in `leans_on` the kinds of resource that it does not hold without.
When everything of a kind that a site names is lost, the criteria that lean on the kind count as
not met. While some of it is left they hold, except where a register answers: then its entries
about what is lost are left out and it answers again; where it has nothing left to say, the
criterion counts as not met. A champion who is lost is replaced by the deputy where the criteria
that lean on a deputy are met: then it is those that no longer hold. A loss never earns points.

Nothing but the criteria that lean on what is lost can move, so what a loss costs is taken off the
site's score: exact, and quick.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import NamedTuple

from readiness.domain.assessment import History, Response
from readiness.domain.framework import Criterion, Exact, Framework, ResourceKind
from readiness.domain.registers.feeding import feeds
from readiness.domain.resources import EntryKey, Resource
from readiness.domain.scoring import (
    NOT_ASSESSED,
    CriterionScore,
    Facts,
    Points,
    SiteScore,
    State,
    facts_on,
    level_of,
    score_criterion,
    score_site,
)


@dataclass(frozen=True, eq=False)
class Standing:
    """A site on a day: its framework, what was recorded up to then, its practice and score."""

    framework: Framework
    known: History
    practice: str
    score: SiteScore

    @classmethod
    def of(cls, framework: Framework, history: History, practice: str, as_of: date) -> "Standing":
        known = history.until(as_of)
        return cls(framework, known, practice, score_site(framework, known, as_of))

    @property
    def site_id(self) -> str:
        return self.score.site_id

    @cached_property
    def by_id(self) -> Mapping[str, CriterionScore]:
        return {scored.criterion.id: scored for scored in self.score.criteria}

    @cached_property
    def facts(self) -> Facts:
        profiles = self.known.profiles
        return facts_on(self.framework, profiles[-1] if profiles else None)


class SiteLoss(NamedTuple):
    """What a loss costs a site. `levels` is how many levels it falls.

    `ready` is true where it loses the highest level; `criteria` are the ids of those that no
    longer hold, or hold less.
    """

    site_id: str
    level_before: str
    level_after: str
    before: Points
    after: Points
    levels: int
    ready: bool
    criteria: tuple[str, ...]

    @property
    def points(self) -> Exact:
        return self.before.earned - self.after.earned


def loss_at(standing: Standing, held: Sequence[Resource], lost: Collection[str]) -> SiteLoss:
    """What it costs a site to lose some (ids) of the resources that it leans on (`held`)."""
    framework, score = standing.framework, standing.score
    worse = _worse(standing, held, lost) if score.assessed else {}
    taken = sum(standing.by_id[key].points_earned - earned for key, (earned, _) in worse.items())
    after = Points(score.points.earned - taken, score.points.possible)
    level = score.level
    if worse:
        passes = not score.failed_gates and not any(failed for _, failed in worse.values())
        level = level_of(framework, after, gates_pass=passes)
    order = [NOT_ASSESSED, *(one.id for one in framework.levels)]
    return SiteLoss(
        standing.site_id,
        score.level,
        level,
        score.points,
        after,
        order.index(score.level) - order.index(level),
        score.level == order[-1] != level,
        tuple(key for key in standing.by_id if key in worse),
    )


def _worse(
    standing: Standing, held: Sequence[Resource], lost: Collection[str]
) -> dict[str, tuple[Exact, bool]]:
    """By criterion that holds less: the points it still earns, and whether its must-have fails."""
    by_kind: dict[ResourceKind, list[Resource]] = defaultdict(list)
    for resource in held:
        by_kind[resource.kind].append(resource)
    gone = {kind for kind, own in by_kind.items() if all(resource.id in lost for resource in own)}
    worse: dict[str, tuple[Exact, bool]] = {}
    for kind, own in by_kind.items():
        left: Iterable[tuple[Criterion, CriterionScore | None]]
        if kind in gone:
            fallen = standing.framework.leaning_on[_fallen(standing, kind, gone)]
            left = [(criterion, None) for criterion in fallen]
        else:
            dropped = [resource.sites[standing.site_id] for resource in own if resource.id in lost]
            left = _asked_again(standing, kind, frozenset().union(*dropped))
        for criterion, scored in left:
            before = standing.by_id[criterion.id]
            known = worse.get(criterion.id, (before.points_earned, before.gate_failed))
            after = _counted(criterion, scored)
            if before.state is not State.NOT_APPLICABLE and (
                after[0] < known[0] or (after[1] and not known[1])
            ):
                worse[criterion.id] = after
    return worse


def _counted(criterion: Criterion, scored: CriterionScore | None) -> tuple[Exact, bool]:
    """Points and failed must-have; not met where nothing is left to count."""
    if scored is None or scored.state is State.NOT_APPLICABLE:
        return 0, criterion.gate
    return scored.points_earned, scored.gate_failed


def _fallen(standing: Standing, kind: ResourceKind, gone: Collection[ResourceKind]) -> ResourceKind:
    """The kind whose criteria no longer hold: a deputy takes the place of a lost champion."""
    deputies = standing.framework.leaning_on[ResourceKind.DEPUTY]
    stands_in = deputies and all(
        standing.by_id[criterion.id].state is State.MET for criterion in deputies
    )
    if kind is ResourceKind.CHAMPION and stands_in and ResourceKind.DEPUTY not in gone:
        return ResourceKind.DEPUTY
    return kind


def _asked_again(
    standing: Standing, kind: ResourceKind, dropped: Collection[EntryKey]
) -> Iterator[tuple[Criterion, CriterionScore | None]]:
    """What registers say without some entries, of the criteria of a kind that they answer.

    `None` where they have nothing left to say. A typed answer that counts instead stays.
    """
    if not dropped:
        return
    day = standing.score.as_of
    criteria = tuple(row for row in standing.framework.leaning_on[kind] if row.fed_by)
    asked = replace(standing.framework, criteria=criteria)
    entries = tuple(
        entry for entry in standing.known.entries if (entry.register, entry.entry_id) not in dropped
    )
    said = feeds(asked, standing.known, day)
    left = feeds(asked, replace(standing.known, entries=entries), day)
    for criterion in criteria:
        before = standing.by_id[criterion.id]
        if criterion.id not in said or said[criterion.id].override or not before.points_earned:
            continue
        if criterion.id not in left:
            yield criterion, None
            continue
        figure = left[criterion.id].figure
        response = Response(
            standing.site_id,
            criterion.id,
            datetime.combine(day, time(), UTC),
            figure.answer,
            figure.numerator,
            figure.denominator,
            figure.evidence_date,
            figure.end_date,
        )
        yield criterion, score_criterion(criterion, response, None, standing.facts, day)


def worst_first(site: SiteLoss) -> tuple[bool, int, Exact, str]:
    return not site.ready, -site.levels, -site.points, site.site_id
