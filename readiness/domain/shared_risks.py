"""What several sites lean on, ranked by what its loss would cost today, alone and in pairs."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from readiness.domain.framework import Exact
from readiness.domain.losses import SiteLoss, Standing, loss_at, worst_first
from readiness.domain.resources import Resource, leans_of, resources_of

MOST_PAIRS = 10


@dataclass(frozen=True)
class Loss:
    """What the loss of a resource costs every site that leans on it, the worst first."""

    resource: Resource
    sites: tuple[SiteLoss, ...]

    @cached_property
    def ready(self) -> int:
        """How many sites lose the highest level."""
        return sum(site.ready for site in self.sites)

    @cached_property
    def falls(self) -> int:
        """How many sites fall a level or more, out of the highest or another."""
        return sum(site.levels > 0 for site in self.sites)

    @cached_property
    def points(self) -> Exact:
        return sum(site.points for site in self.sites)


@dataclass(frozen=True)
class PairLoss:
    """Two resources lost together, as it costs the sites that lean on both.

    `ready` and `points` are of all sites, also those that lean on one only. What is beyond: sites
    that lose the highest level by neither loss alone, that fall further than by the worse of the
    two, and points lost beyond the sum of both (fewer than 0 where both cost the same ones).
    """

    first: Resource
    second: Resource
    sites: tuple[SiteLoss, ...]
    ready: int
    points: Exact
    ready_beyond: int
    falls_beyond: int
    points_beyond: Exact


@dataclass(frozen=True)
class SharedRisks:
    """Every resource that two or more sites lean on, ranked, and the pairs that hurt most.

    `single` is how many resources only one site leans on: they are no shared risk.
    """

    losses: tuple[Loss, ...]
    pairs: tuple[PairLoss, ...]
    single: int


def shared_risks(standings: Iterable[Standing], pairs: int = MOST_PAIRS) -> SharedRisks:
    """Rank what sites share by what its loss today costs.

    Most sites that lose the highest level first, then most that fall a level, then points.
    `pairs` is how many pairs are listed at most, of all that some site leans on both of: first
    what they cost beyond both alone (sites, sites that fall further, points), then in all.
    """
    sites = {standing.site_id: standing for standing in standings}
    resources = resources_of(
        lean
        for standing in sites.values()
        for lean in leans_of(standing.known, standing.practice, standing.score.as_of)
    )
    held: dict[str, list[Resource]] = defaultdict(list)
    for resource in resources:
        for site_id in resource.sites:
            held[site_id].append(resource)
    shared = [resource for resource in resources if resource.shared]
    losses = {
        resource.id: Loss(
            resource,
            tuple(
                sorted(
                    (loss_at(sites[key], held[key], {resource.id}) for key in resource.sites),
                    key=worst_first,
                )
            ),
        )
        for resource in shared
    }
    ranked = sorted(losses.values(), key=lambda loss: (-loss.ready, -loss.falls, -loss.points))
    joint = sorted(_pairs(sites, held, losses), key=_hurt, reverse=True)
    return SharedRisks(tuple(ranked), tuple(joint[:pairs]), len(resources) - len(shared))


def _pairs(
    sites: Mapping[str, Standing],
    held: Mapping[str, Sequence[Resource]],
    losses: Mapping[str, Loss],
) -> Iterator[PairLoss]:
    """Every pair of shared resources that some site leans on both of."""
    alone = {key: {site.site_id: site for site in loss.sites} for key, loss in losses.items()}
    joint: dict[tuple[str, str], list[SiteLoss]] = defaultdict(list)
    for site_id, own in held.items():
        shared = [resource.id for resource in own if resource.shared]
        for pair in combinations(shared, 2):
            joint[pair].append(loss_at(sites[site_id], own, pair))
    for (first, second), together in joint.items():
        apart = [(alone[first][site.site_id], alone[second][site.site_id]) for site in together]
        yield _together(losses[first], losses[second], together, apart)


def _together(
    first: Loss,
    second: Loss,
    together: Sequence[SiteLoss],
    apart: Sequence[tuple[SiteLoss, SiteLoss]],
) -> PairLoss:
    ready = {site.site_id for loss in (first, second) for site in loss.sites if site.ready}
    ready_beyond = falls_beyond = 0
    points_beyond: Exact = 0
    for site, (one, other) in zip(together, apart, strict=True):
        ready_beyond += site.ready and not (one.ready or other.ready)
        falls_beyond += site.levels > max(one.levels, other.levels)
        points_beyond += site.points - one.points - other.points
    return PairLoss(
        first.resource,
        second.resource,
        tuple(sorted(together, key=worst_first)),
        len(ready) + ready_beyond,
        first.points + second.points + points_beyond,
        ready_beyond,
        falls_beyond,
        points_beyond,
    )


def _hurt(pair: PairLoss) -> tuple[int, int, Exact, int, Exact]:
    return pair.ready_beyond, pair.falls_beyond, pair.points_beyond, pair.ready, pair.points
