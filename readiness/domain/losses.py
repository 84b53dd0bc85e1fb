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
from dataclasses import dataclass, field, replace
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

Worse = dict[str, tuple[Exact, bool]]
"""By criterion that holds less: the points it still earns, and whether its must-have fails."""


@dataclass(frozen=True, eq=False)
class Standing:
    """A site on a day: its framework, profiles and registers up to then, practice and score.

    Responses and findings are in the score and not kept: a large network has many of them.
    `known_losses` keeps what was worked out, by kind of what falls and ids of what is lost.
    """

    framework: Framework
    known: History
    practice: str
    score: SiteScore
    known_losses: dict[tuple[ResourceKind, frozenset[str]], Worse] = field(default_factory=dict)

    @classmethod
    def of(cls, framework: Framework, history: History, practice: str, as_of: date) -> "Standing":
        known = History(
            history.site_id,
            profiles=tuple(row for row in history.profiles if row.recorded_on <= as_of),
            entries=tuple(row for row in history.entries if row.recorded_at.date() <= as_of),
        )
        return cls(framework, known, practice, score_site(framework, history, as_of))

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
    """What a loss costs a site: `points` earned less, and how many `levels` it falls.

    `ready` is true where it loses the highest level; `criteria` are the ids of those that no
    longer hold, or hold less.
    """

    site_id: str
    level_before: str
    level_after: str
    before: Points
    after: Points
    points: Exact
    levels: int
    ready: bool
    criteria: tuple[str, ...]


def loss_at(standing: Standing, held: Sequence[Resource], lost: Collection[str]) -> SiteLoss:
    """What it costs a site to lose some (ids) of the resources that it leans on (`held`)."""
    framework, score = standing.framework, standing.score
    worse = _worse(standing, held, lost) if score.assessed else {}
    taken = sum(standing.by_id[key].points_earned - earned for key, (earned, _) in worse.items())
    after, level = score.points, score.level
    if worse:
        after = Points(score.points.earned - taken, score.points.possible)
        passes = not score.failed_gates and not any(failed for _, failed in worse.values())
        level = level_of(framework, after, gates_pass=passes)
    order = [NOT_ASSESSED, *(one.id for one in framework.levels)]
    return SiteLoss(
        standing.site_id,
        score.level,
        level,
        score.points,
        after,
        taken,
        order.index(score.level) - order.index(level),
        score.level == order[-1] != level,
        tuple(key for key in standing.by_id if key in worse),
    )


def _worse(standing: Standing, held: Sequence[Resource], lost: Collection[str]) -> Worse:
    """What holds less. Each kind by itself, and asked only once: most pairs are of two kinds."""
    by_kind: dict[ResourceKind, list[Resource]] = defaultdict(list)
    for resource in held:
        by_kind[resource.kind].append(resource)
    own_lost = {
        kind: frozenset(resource.id for resource in own if resource.id in lost)
        for kind, own in by_kind.items()
    }
    gone = {kind for kind, own in by_kind.items() if len(own_lost[kind]) == len(own)}
    worse: Worse = {}
    for kind, own in by_kind.items():
        if not own_lost[kind]:
            continue
        fallen = _fallen(standing, kind, gone)
        key = (fallen, own_lost[kind])
        if key not in standing.known_losses:
            standing.known_losses[key] = _worse_of_kind(standing, kind, fallen, own, lost, gone)
        for name, (earned, fails) in standing.known_losses[key].items():
            other, also = worse.get(name, (earned, fails))
            worse[name] = (min(earned, other), fails or also)
    return worse


def _worse_of_kind(
    standing: Standing,
    kind: ResourceKind,
    fallen: ResourceKind,
    own: Sequence[Resource],
    lost: Collection[str],
    gone: Collection[ResourceKind],
) -> Worse:
    left: Iterable[tuple[Criterion, CriterionScore | None]]
    if kind in gone:
        left = [(criterion, None) for criterion in standing.framework.leaning_on[fallen]]
    else:
        dropped = [resource.sites[standing.site_id] for resource in own if resource.id in lost]
        left = _asked_again(standing, kind, frozenset().union(*dropped))
    worse: Worse = {}
    for criterion, scored in left:
        before = standing.by_id[criterion.id]
        after = _counted(criterion, scored)
        if before.state is not State.NOT_APPLICABLE and (
            after[0] < before.points_earned or (after[1] and not before.gate_failed)
        ):
            worse[criterion.id] = after
    return worse


def _counted(criterion: Criterion, scored: CriterionScore | None) -> tuple[Exact, bool]:
    """Points and whether the must-have fails; not met where nothing is left to count."""
    if scored is None or scored.state is State.NOT_APPLICABLE:
        return 0, criterion.gate
    return scored.points_earned, scored.gate_failed


def _fallen(standing: Standing, kind: ResourceKind, gone: Collection[ResourceKind]) -> ResourceKind:
    """The kind whose criteria no longer hold: a deputy takes the place of a lost champion."""
    if kind is not ResourceKind.CHAMPION or kind not in gone or ResourceKind.DEPUTY in gone:
        return kind
    deputies = standing.framework.leaning_on[ResourceKind.DEPUTY]
    met = all(standing.by_id[criterion.id].state is State.MET for criterion in deputies)
    return ResourceKind.DEPUTY if deputies and met else kind


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
