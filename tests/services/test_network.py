"""Where the network stands: filters, means, movement, and who falls out next."""

from collections import Counter
from datetime import date
from fractions import Fraction

import pytest

from readiness.analytics.store import MILLION
from readiness.domain.assessment import Batch, Response
from readiness.domain.framework import Kind
from readiness.domain.scoring import NOT_ASSESSED, score_site
from readiness.services import network as network_service
from readiness.services import recording, registers
from readiness.services.network import Filters, Overview
from readiness.services.sites import site_report
from readiness.services.workspace import Workspace
from tests.services.workspaces import (
    DATES,
    EVERYONE,
    NOW,
    READY,
    TODAY,
    a_site,
    an_answer,
    days,
    framework,
)

QUARTER = TODAY - days(91)


def look(
    workspace: Workspace, as_of: date = TODAY, since: date = QUARTER, **filters: tuple[str, ...]
) -> Overview:
    return network_service.overview(workspace, EVERYONE, as_of, since, Filters(**filters))


def profile_of(workspace: Workspace, site_id: str, day: date) -> dict[str, str]:
    stated = [p for p in workspace.ledger.history(site_id).profiles if p.recorded_on <= day]
    return dict(stated[-1].values) if stated else {}


def full(site_id: str, **more: object) -> list[Response]:
    """Every criterion answered as well as can be, with evidence that holds for years."""
    best = {Kind.CHOICE: "yes", Kind.DATE: "", Kind.LIMIT: "0", Kind.HOURS: "168"}
    long = {"evidence_date": TODAY, "end_date": TODAY + days(2000)}
    answers = (
        an_answer(row.id, best.get(row.kind, "100"), site_id=site_id, **{**long, **more})
        for row in framework().scored
    )
    return list(answers)


def add(workspace: Workspace, responses: list[Response]) -> None:
    recording.accept_import(workspace, EVERYONE, Batch(responses=tuple(responses)), "answers")


# --- Filters ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "wanted", "of"),
    [
        ("region", ("South",), lambda row: row.region),
        ("region", ("South", "Mountain"), lambda row: row.region),
        ("state", ("TN",), lambda row: row.state),
        ("practice", ("Juniper Mesa Cancer Care",), lambda row: row.practice),
        ("level", ("ready",), lambda row: row.level),
        ("level", ("not_ready", NOT_ASSESSED), lambda row: row.level),
        ("service_level", ("maintenance_only",), lambda row: row.service_level),
        ("service_level", ("not_yet", "step_up"), lambda row: row.service_level),
    ],
)
@pytest.mark.parametrize("day", [TODAY, TODAY - days(300)], ids=str)
def test_each_filter_keeps_the_sites_that_fit_on_the_date(
    network: Workspace, day: date, name: str, wanted: tuple[str, ...], of: object
) -> None:
    everyone = look(network, day)
    kept = look(network, day, **{name: wanted})
    assert kept.sites == tuple(row for row in everyone.sites if of(row) in wanted)
    assert len(everyone.sites) == 24
    assert kept.sites_in_scope == 24
    ids = {row.site_id for row in kept.sites}
    assert {row.site_id for row in kept.elements} == ids
    assert {row.site_id for row in kept.lapses} <= ids
    assert {row.site_id for row in kept.not_applicable} <= ids
    assert set(kept.before) == ids
    assert kept.falling_out <= ids
    assert all(set(row.site_ids) <= ids for row in kept.failed_gates)


def test_an_agent_is_looked_for_in_the_profile_of_the_date(network: Workspace) -> None:
    day = TODAY - days(300)
    choices = network_service.choices(network, EVERYONE)["agent"]
    assert choices == sorted(set(choices))
    for agent in choices[:3]:
        found = {row.site_id for row in look(network, day, agent=(agent,)).sites}
        assert found == {
            site_id
            for site_id in network.sites(EVERYONE)
            if agent
            in [p.strip() for p in profile_of(network, site_id, day).get("agents", "").split(";")]
        }


def test_filters_are_combined_and_their_words_are_alternatives(network: Workspace) -> None:
    chosen = look(
        network,
        region=("South", "Midwest"),
        level=("ready", "not_ready"),
        service_level=("step_up",),
        state=("TN", "IA"),
    )
    expected = [
        row
        for row in look(network).sites
        if row.region in ("South", "Midwest")
        and row.level in ("ready", "not_ready")
        and row.service_level == "step_up"
        and row.state in ("TN", "IA")
    ]
    assert list(chosen.sites) == expected
    assert len(expected) >= 2


@pytest.mark.parametrize("name", ["region", "state", "practice", "service_level", "agent", "level"])
def test_a_word_that_no_site_has_leaves_none(network: Workspace, name: str) -> None:
    view = look(network, **{name: ("", "nowhere", "'; DROP TABLE site; --", "%", "south")})
    assert (view.sites, view.assessed, view.mean_score, view.movers) == ((), (), None, ())
    assert (view.falling_out, view.failed_gates, view.lapses) == (frozenset(), (), ())
    assert len(network.sites(EVERYONE)) == 24


def test_the_choices_are_the_words_of_the_sites_in_order(network: Workspace) -> None:
    choices = network_service.choices(network, EVERYONE)
    assert choices["region"] == ["Midwest", "Mountain", "Northeast", "South"]
    assert choices["state"] == ["CO", "IA", "ME", "MN", "TN"]
    assert len(choices["practice"]) == 6
    assert "" not in [word for words in choices.values() for word in words]


# --- Figures ------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", [DATES[0], TODAY - days(180), TODAY, TODAY + days(60)], ids=str)
def test_the_mean_is_over_assessed_sites_and_the_others_are_counted_apart(
    network: Workspace, day: date
) -> None:
    view = look(network, day, day - days(91))
    scores = [
        score
        for site_id in network.sites(EVERYONE)
        if (score := network.score(EVERYONE, site_id, day)).assessed
    ]
    assert len(view.assessed) == len(scores)
    assert view.by_level == Counter(row.level for row in view.sites)
    assert sum(view.by_level.values()) == 24
    assert view.by_level[NOT_ASSESSED] == 24 - len(scores)
    if not scores:
        assert view.mean_score is None
    else:
        exact = sum((score.score for score in scores), Fraction()) / len(scores)
        assert 0 <= exact - view.mean_score < Fraction(1, MILLION)


def test_the_mean_of_a_network_without_sites_is_none(empty: Workspace) -> None:
    view = look(empty)
    assert view.mean_score is None
    assert (view.sites, view.before, view.elements, view.by_level) == ((), {}, (), Counter())
    assert (view.movers, view.falling_out, view.sites_in_scope) == ((), frozenset(), 0)
    assert network_service.choices(empty, EVERYONE) == {
        "region": [], "state": [], "practice": [], "agent": []
    }  # fmt: skip


def test_what_fails_lapses_or_does_not_apply_is_told_of_assessed_sites_only(
    network: Workspace,
) -> None:
    view = look(network)
    never = {row.site_id for row in view.sites if row.level == NOT_ASSESSED}
    assert never == {"S009"}
    told = [row.site_id for row in (*view.lapses, *view.not_applicable)]
    told += [site_id for row in view.failed_gates for site_id in row.site_ids]
    assert never.isdisjoint(told)


# --- Falling out --------------------------------------------------------------------------------


@pytest.mark.parametrize("offset", [-200, -30, 0, 40])
def test_who_falls_out_is_who_the_sites_own_page_says(network: Workspace, offset: int) -> None:
    day = TODAY + days(offset)
    view = look(network, day)
    falling = set()
    for row in view.sites:
        fall = site_report(network, EVERYONE, row.site_id, day).fall
        if fall is not None and (fall.day - day).days <= 30:
            falling.add(row.site_id)
    assert view.falling_out == falling


@pytest.mark.parametrize(("ends_in", "falls"), [(0, True), (29, True), (30, False), (31, False)])
def test_a_must_have_that_ends_takes_the_level_with_it(
    empty: Workspace, ends_in: int, falls: bool
) -> None:
    """Good on its last day, so that the level is lost the day after."""
    recording.add_site(empty, EVERYONE, a_site())
    ending = TODAY + days(ends_in)
    add(
        empty,
        [
            row._replace(end_date=ending) if row.criterion_id == "C15" else row
            for row in full("CEDAR-01")
        ],
    )
    view = look(empty)
    fall = site_report(empty, EVERYONE, "CEDAR-01", TODAY).fall
    assert fall is not None
    assert fall.day == ending + days(1)
    assert (view.falling_out == {"CEDAR-01"}) is falls


@pytest.mark.parametrize(("left_out", "falls"), [(14, True), (10, False)])
def test_points_that_lapse_take_the_level_with_them_where_they_are_needed(
    empty: Workspace, left_out: int, falls: bool
) -> None:
    """No must-have lapses here: two points do, and the score no longer reaches 85."""
    recording.add_site(empty, EVERYONE, a_site())
    answers = [
        row._replace(end_date=TODAY + days(20)) if row.criterion_id == "C02" else row
        for row in full("CEDAR-01")
    ]
    spare = left_out
    kept = []
    for row in answers:
        criterion = framework().criterion[row.criterion_id]
        if not criterion.gate and criterion.points <= spare and criterion.id != "C02":
            spare -= criterion.points
        else:
            kept.append(row)
    assert spare == 0
    add(empty, kept)
    report = site_report(empty, EVERYONE, "CEDAR-01", TODAY)
    assert report.score.level == "ready"
    assert report.fall is not None
    assert (report.fall.day == TODAY + days(21)) is falls
    assert (look(empty).falling_out == {"CEDAR-01"}) is falls


def test_what_was_renewed_later_still_counted_as_falling_out_at_the_time(
    empty: Workspace,
) -> None:
    """On a past date nobody knew of the renewal to come."""
    recording.add_site(empty, EVERYONE, a_site())
    past = NOW - days(40)
    first = [
        row._replace(
            recorded_at=past,
            evidence_date=past.date(),
            end_date=TODAY - days(20) if row.criterion_id == "C15" else row.end_date,
        )
        for row in full("CEDAR-01")
    ]
    renewal = an_answer(
        "C15", "100", site_id="CEDAR-01", recorded_at=NOW - days(30), end_date=TODAY + days(900)
    )
    add(empty, [*first, renewal])
    assert look(empty, past.date()).falling_out == {"CEDAR-01"}
    assert look(empty, TODAY - days(30)).falling_out == frozenset()
    assert look(empty).falling_out == frozenset()


# --- Movement -----------------------------------------------------------------------------------


def test_movers_are_the_sites_whose_level_or_score_is_another(network: Workspace) -> None:
    view = look(network)
    for was, now in view.movers:
        assert was.site_id == now.site_id
    moved = {now.site_id: (was, now) for was, now in view.movers}
    assert len(moved) == len(view.movers) > 3
    for site_id in network.sites(EVERYONE):
        before = network.score(EVERYONE, site_id, QUARTER)
        after = network.score(EVERYONE, site_id, TODAY)
        same = (before.level, before.score) == (after.level, after.score)
        assert (site_id in moved) is not same
        if site_id in moved:
            was, now = moved[site_id]
            assert (was.level, now.level) == (before.level, after.level)


def test_moves_of_a_level_come_before_moves_of_the_score_and_large_ones_first(
    network: Workspace,
) -> None:
    order = [NOT_ASSESSED, "not_ready", "ready_with_gaps", "ready"]
    for since in (QUARTER, TODAY - days(400)):
        sizes = [
            (
                abs(order.index(now.level) - order.index(was.level)),
                abs((now.score or 0) - (was.score or 0)),
            )
            for was, now in look(network, since=since).movers
        ]
        assert sizes == sorted(sizes, reverse=True)


def test_nothing_moves_within_a_day_or_where_nobody_acted(network: Workspace) -> None:
    assert look(network, TODAY, TODAY).movers == ()
    assert look(network, date(2015, 3, 1), date(2015, 1, 1)).movers == ()


def test_the_future_of_the_network_is_what_comes_if_nobody_acts(network: Workspace) -> None:
    ahead = TODAY + days(3000)
    view = look(network, ahead)
    for row in view.sites:
        score = score_site(network.framework, network.ledger.history(row.site_id), ahead)
        assert row.level == score.level
        assert row.level in ("not_ready", NOT_ASSESSED)
    assert view.lapses == ()


def test_a_fall_that_no_lapse_but_a_register_brings_is_foreseen(few: Workspace) -> None:
    shift = {
        "kind": "cover",
        "who": "Pool A",
        "from": "00:00",
        "to": "24:00",
        "starts": str(TODAY - days(60)),
        "ends": str(TODAY + days(10)),
        "time_zone": "America/Chicago",
    }
    report = site_report(few, EVERYONE, READY, TODAY)
    for scored in report.lapsing(29):
        given = report.typed[scored.criterion.id]
        renewed = given[-1]._replace(evidence_date=TODAY, end_date=None)
        recording.record_response(few, EVERYONE, renewed, seen=len(given))
    registers.record_entry(few, EVERYONE, "rota", [READY], shift)
    soon = {row.site_id for row in look(few).lapses if (row.last_day - TODAY).days < 30}
    assert READY not in soon
    fall = site_report(few, EVERYONE, READY, TODAY).fall
    assert fall is not None
    assert [criterion.title for criterion in fall.causes] == ["Hours covered"]
    assert fall.day <= TODAY + days(30)
    assert READY in look(few).falling_out
