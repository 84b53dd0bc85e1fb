"""Comparing sites: the same figures as everywhere, and nothing of sites that are out of scope."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from readiness.analytics.store import millionths
from readiness.domain.assessment import Batch
from readiness.domain.framework import Framework
from readiness.domain.peers import Position, Withheld
from readiness.domain.people import Person, Role
from readiness.domain.scoring import State
from readiness.errors import NotAllowedError, ReadinessError
from readiness.services.comparison import MOST, Comparison, compare
from readiness.services.sites import site_report
from readiness.services.workspace import Workspace
from tests.services.workspaces import (
    DATES,
    EVERYONE,
    FEW,
    IN_PROGRESS,
    NEVER_ASSESSED,
    NOT_READY,
    READY,
    TODAY,
    WITH_GAPS,
    framework,
    only,
    sample,
    workspace_on,
    write_file,
)

MANAGER = Person.holding("Mia", Role.MANAGER, {NOT_READY})
PEOPLE = {
    "administrator": EVERYONE,
    "viewer": Person.holding("Vic", Role.VIEWER),
    "reviewer": Person.holding("Rea", Role.REVIEWER, {NOT_READY, READY, WITH_GAPS}),
    "manager": MANAGER,
}


def walked(value: Any) -> Iterator[Any]:
    """Everything inside a result; frameworks are the same for all and left out."""
    if isinstance(value, Framework):
        return
    if is_dataclass(value):
        for part in fields(value):
            yield from walked(getattr(value, part.name))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from walked(key)
            yield from walked(inner)
    elif isinstance(value, (tuple, list, set, frozenset)):
        for inner in value:
            yield from walked(inner)
    else:
        yield value


# --- The same figures as everywhere -------------------------------------------------------------


@pytest.mark.parametrize("day", DATES, ids=str)
def test_every_figure_is_that_of_the_site_page(network: Workspace, day: date) -> None:
    chosen = (NOT_READY, READY, NEVER_ASSESSED, IN_PROGRESS, WITH_GAPS, "S013")
    view = compare(network, EVERYONE, chosen, day)
    assert tuple(column.site.site_id for column in view.columns) == chosen
    for column in view.columns:
        report = site_report(network, EVERYONE, column.site.site_id, day)
        assert column.score == report.score
        assert column.framework is report.framework
        assert column.service_level == report.facts["service_level"]
    own = site_report(network, EVERYONE, NOT_READY, day)
    assert tuple(row.gap for row in view.help) == own.gaps


def expected(own: Fraction | None, others: list[Fraction | None]) -> Position | Withheld:
    scores = [millionths(score) for score in others if score is not None]
    mine = millionths(own)
    if len(scores) < 5 or mine is None:
        return Withheld.TOO_FEW if mine is not None else Withheld.NOTHING_APPLIES
    higher = sum(score > mine for score in scores if score is not None)
    return Position(len(scores), 100 * (len(scores) - higher) // len(scores), higher + 1)


@pytest.mark.parametrize("day", DATES, ids=str)
@pytest.mark.parametrize("site_id", [READY, NOT_READY, IN_PROGRESS])
def test_a_site_stands_among_the_assessed_sites_of_the_day(
    network: Workspace, day: date, site_id: str
) -> None:
    view = compare(network, EVERYONE, (site_id,), day)
    reports = {key: site_report(network, EVERYONE, key, day) for key in network.sites(EVERYONE)}
    own = reports.pop(site_id)
    peers = [report for report in reports.values() if report.score.assessed]
    if not own.score.assessed:
        assert {view.network, view.like_it, *view.elements.values()} == {Withheld.NOT_ASSESSED}
        return
    assert view.network == expected(own.score.score, [peer.score.score for peer in peers])
    level = own.facts["service_level"]
    alike = [peer.score.score for peer in peers if peer.facts["service_level"] == level]
    assert view.like_it == expected(own.score.score, alike)
    for key, standing in view.elements.items():
        scores = [peer.score.elements[key].score for peer in peers]
        assert standing == expected(own.score.elements[key].score, scores)


def test_who_has_what_is_missing_meets_it_on_the_day(network: Workspace) -> None:
    view = compare(network, EVERYONE, (NOT_READY,), TODAY)
    reports = {key: site_report(network, EVERYONE, key, TODAY) for key in network.sites(EVERYONE)}
    assert view.help
    assert not view.hides
    for row in view.help:
        key = row.gap.scored.criterion.id
        having = {
            (site_id, scored.confirmed)
            for site_id, report in reports.items()
            for scored in report.score.criteria
            if scored.criterion.id == key and scored.state is State.MET
        }
        assert {(site.site_id, site.confirmed) for site in row.sites} == having
        confirmed = [site.confirmed for site in row.sites]
        assert confirmed == sorted(confirmed, reverse=True)
        assert row.others is None


def test_the_site_that_meets_most_gaps_is_asked_first(network: Workspace) -> None:
    advisers = compare(network, EVERYONE, (IN_PROGRESS,), TODAY).advisers
    assert advisers
    order = [(-adviser.meets, -adviser.confirmed) for adviser in advisers]
    assert order == sorted(order)
    assert IN_PROGRESS not in {adviser.site_id for adviser in advisers}
    assert NEVER_ASSESSED not in {adviser.site_id for adviser in advisers}


# --- What is asked for --------------------------------------------------------------------------


@pytest.mark.parametrize("chosen", [(), (READY, READY), tuple(f"S{n:03}" for n in range(1, 8))])
def test_one_to_six_different_sites_are_compared(
    network: Workspace, chosen: tuple[str, ...]
) -> None:
    assert MOST == 6
    with pytest.raises(ReadinessError, match="Choose one to 6 sites, each once"):
        compare(network, EVERYONE, chosen, TODAY)


@pytest.mark.parametrize("place", [0, 1])
def test_a_foreign_site_is_refused_like_an_unknown_one(network: Workspace, place: int) -> None:
    messages = []
    for other in (READY, "S999"):
        chosen = [NOT_READY]
        chosen.insert(place, other)
        with pytest.raises(NotAllowedError) as refused:
            compare(network, MANAGER, chosen, TODAY)
        messages.append(str(refused.value).replace(other, "X"))
    assert messages[0] == messages[1]


def test_who_may_nothing_compares_nothing(network: Workspace) -> None:
    with pytest.raises(NotAllowedError):
        compare(network, Person("Nobody", ()), (READY,), TODAY)


# --- What is told of sites out of scope ---------------------------------------------------------


@pytest.mark.parametrize("day", DATES, ids=str)
@pytest.mark.parametrize("role", PEOPLE)
def test_a_result_names_only_sites_that_the_reader_may_see(
    network: Workspace, role: str, day: date
) -> None:
    who = PEOPLE[role]
    view = compare(network, who, (NOT_READY,), day)
    seen = network.sites(who)
    texts = {part for part in walked(view) if isinstance(part, str)}
    foreign = [site for key, site in network.known_sites().items() if key not in seen]
    assert len(foreign) == 24 - len(seen)
    assert texts.isdisjoint({site.site_id for site in foreign})
    assert texts.isdisjoint({site.site_name for site in foreign})


def renamed(batch: Batch, names: dict[str, str]) -> Batch:
    """The same network with the ids of sites exchanged in everything but the list of sites."""
    return replace(
        batch,
        **{
            part.name: tuple(
                row._replace(site_id=names.get(row.site_id, row.site_id))
                for row in getattr(batch, part.name)
            )
            for part in fields(batch)
            if part.name in ("profiles", "responses", "findings", "assessments")
        },
    )


def everything_of(view: Comparison) -> list[str]:
    return [repr(part) for part in walked(view)]


def test_a_manager_cannot_tell_which_other_site_has_what(
    network: Workspace, tmp_path: Path
) -> None:
    others = [site.site_id for site in sample().sites if site.site_id != NOT_READY]
    turned = dict(zip(others, [*others[1:], others[0]], strict=True))
    other = workspace_on(write_file(tmp_path / "turned.db", renamed(sample(), turned)))
    with other.ledger:
        view = compare(other, MANAGER, (NOT_READY,), TODAY)
        admin = compare(other, EVERYONE, (NOT_READY,), TODAY)
    told = everything_of(compare(network, MANAGER, (NOT_READY,), TODAY))
    assert everything_of(view) == told
    assert everything_of(admin) != everything_of(compare(network, EVERYONE, (NOT_READY,), TODAY))


def test_a_manager_is_told_percentiles_without_ranks_and_shares_of_others(
    network: Workspace,
) -> None:
    view = compare(network, MANAGER, (NOT_READY,), TODAY)
    whole = compare(network, EVERYONE, (NOT_READY,), TODAY)
    assert isinstance(view.network, Position)
    assert isinstance(whole.network, Position)
    assert view.network == whole.network._replace(rank=None)
    # Two assessed sites have another service level: they would be told apart.
    assert view.like_it is Withheld.WOULD_SINGLE_OUT
    assert isinstance(whole.like_it, Position)
    assert view.hides
    for row, full in zip(view.help, whole.help, strict=True):
        assert row.sites == ()
        assert row.others is not None
        assert row.others.at_least <= len(full.sites) <= row.others.at_most
        assert row.others.of == 22


@pytest.mark.parametrize("number", range(8))
def test_of_few_peers_nothing_is_told(tmp_path: Path, number: int) -> None:
    assessed = [s.site_id for s in sample().sites if s.site_id not in (NOT_READY, NEVER_ASSESSED)]
    chosen = [NOT_READY, NEVER_ASSESSED, *assessed[:number]]
    small = workspace_on(write_file(tmp_path / "small.db", only(sample(), chosen)))
    with small.ledger:
        view = compare(small, MANAGER, (NOT_READY,), TODAY)
    figures = [view.network, *view.elements.values()]
    assert all(isinstance(figure, Position) for figure in figures) is (number >= 5)
    if number < 5:
        assert {*figures, view.like_it} == {Withheld.TOO_FEW}
    assert all((row.others is None) is (number < 6) for row in view.help)
    assert all(row.sites == () for row in view.help)


def test_few_sites_can_still_be_compared_by_who_may_see_them(few: Workspace) -> None:
    view = compare(few, EVERYONE, FEW[:3], TODAY)
    assert [column.score.site_id for column in view.columns] == list(FEW[:3])
    assert view.network is Withheld.TOO_FEW
    assert framework().scored[0] == view.columns[0].score.criteria[0].criterion


def test_a_reviewer_of_all_but_a_few_learns_nothing_of_those(network: Workspace) -> None:
    """The percentile among all, less what the reviewer sees, would tell of the hidden ones."""
    for hidden in (1, 4, 5):
        ids = sorted(network.known_sites())
        foreign = [key for key in ids if key not in (NOT_READY, NEVER_ASSESSED)][:hidden]
        who = Person.holding("Rea", Role.REVIEWER, set(ids) - set(foreign))
        view = compare(network, who, (NOT_READY,), TODAY)
        assert isinstance(view.network, Position) is (hidden >= 5)
        assert all(row.others is None for row in view.help)
        assert {site.site_id for row in view.help for site in row.sites}.isdisjoint(foreign)
