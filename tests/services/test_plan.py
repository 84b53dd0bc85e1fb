"""Plans of the sample network, actions raised from them, and what if."""

from datetime import timedelta

import pytest

from readiness.domain.assessment import Batch
from readiness.domain.network_plan import Programme
from readiness.domain.people import Person, Role
from readiness.domain.plan import Plan, Terms
from readiness.errors import NotAllowedError, ReadinessError
from readiness.services import actions, plan
from readiness.services.demo_places import CURATED
from readiness.services.workspace import Workspace
from tests.services.workspaces import EVERYONE, NEVER_ASSESSED, NOT_READY, READY, TODAY

NAMES = {place.story: place.site_name for place in CURATED}


def told(workspace: Workspace, story: str) -> plan.SitePlan:
    """The plan of the site with a story."""
    sites = workspace.sites(EVERYONE).values()
    (site,) = [site for site in sites if site.site_name == NAMES[story]]
    return plan.site_plan(workspace, EVERYONE, site.site_id, TODAY)


def to_ready(view: plan.SitePlan) -> Plan:
    way = view.way("ready")
    assert way is not None
    assert way.plan is not None
    return way.plan


def must_haves(own: Plan) -> set[str]:
    return {item.id for item in own.items if item.must_have}


def test_the_agreement_that_lapsed_is_the_critical_path(network: Workspace) -> None:
    own = to_ready(told(network, "fell back when the hospital agreement lapsed"))
    critical = [item.id for item in own.items if item.critical]
    assert critical == ["C23", "C25"]
    assert own.days == 134
    renewed = {item.id for item in own.items if item.lapses_on and item.lapses_on <= own.finish}
    assert "C15" in renewed  # the stock count does not last until the agreement is signed


def test_doses_for_the_third_patient_are_all_that_is_missing(network: Workspace) -> None:
    own = to_ready(told(network, "high score, doses short for the third patient"))
    assert [item.id for item in own.items] == ["C15"]
    assert own.hours == 8


def test_nights_and_the_stock_count_are_both_closed(network: Workspace) -> None:
    own = to_ready(told(network, "stock count forgotten, nights uncovered"))
    assert must_haves(own) == {"C06", "C15"}


def test_cover_and_training_behind_need_all_four(network: Workspace) -> None:
    own = to_ready(told(network, "cover and training behind"))
    assert must_haves(own) >= {"C06", "C15", "C19", "C20"}
    assert next(item for item in own.items if item.id == "C06").needed_for == ("C20",)


def test_the_rota_that_was_not_confirmed_is_in_the_plan(network: Workspace) -> None:
    assert "C06" in must_haves(to_ready(told(network, "reviewer did not confirm the rota")))


def test_a_site_without_a_hospital_begins_with_the_agreement(network: Workspace) -> None:
    own = to_ready(told(network, "no hospital yet"))
    assert {"C15", "C23", "C25", "C41"} <= must_haves(own)
    agreement = next(item for item in own.items if item.id == "C23")
    assert (agreement.begins, agreement.critical) == (0, True)


def test_one_step_short_of_the_score_takes_one_item(network: Workspace) -> None:
    view = told(network, "one step short of the score")
    own = to_ready(view)
    assert len(own.items) == 1
    assert must_haves(own) == set()
    assert own.hours <= 3


def test_every_story_of_a_gap_has_a_plan_that_reaches_its_level(network: Workspace) -> None:
    for site_id in network.sites(EVERYONE):
        for way in plan.site_plan(network, EVERYONE, site_id, TODAY).ways:
            assert way.plan is not None
            for own in filter(None, (way.plan, *way.ties, way.next_best)):
                assert own.after.level in ("ready", way.level.id)


def test_sites_that_are_ready_or_not_assessed_have_no_way(network: Workspace) -> None:
    assert plan.site_plan(network, EVERYONE, READY, TODAY).ways == ()
    assert plan.site_plan(network, EVERYONE, NEVER_ASSESSED, TODAY).ways == ()


def test_hours_and_criteria_that_cannot_be_are_refused(few: Workspace) -> None:
    for terms in (Terms({"C15": -1}), Terms({"C99": 1}), Terms(locked=frozenset({"C99"}))):
        with pytest.raises(ReadinessError):
            plan.site_plan(few, EVERYONE, NOT_READY, TODAY, terms)


def test_one_action_for_each_item_due_when_the_plan_has_it_done(few: Workspace) -> None:
    own = to_ready(plan.site_plan(few, EVERYONE, NOT_READY, TODAY))
    raised = plan.raise_actions(few, EVERYONE, NOT_READY, own, "Ben")
    assert [(row.criteria, row.due_on) for row in raised] == [
        ((item.id,), own.done_on(item)) for item in own.items
    ]
    assert raised[0].title == "Tocilizumab doses in reach"
    found = actions.actions_of(few, EVERYONE, TODAY, [NOT_READY])
    assert {row.action_id for row in raised} <= {row.action_id for row in found}


def test_what_has_an_action_already_is_not_raised_again(few: Workspace) -> None:
    own = to_ready(plan.site_plan(few, EVERYONE, NOT_READY, TODAY))
    plan.raise_actions(few, EVERYONE, NOT_READY, own, "Ben")
    with pytest.raises(ReadinessError, match="has an unfinished action already"):
        plan.raise_actions(few, EVERYONE, NOT_READY, own, "Ben")


def test_a_plan_can_be_raised_for_a_site_of_the_own_scope_only(few: Workspace) -> None:
    own = to_ready(plan.site_plan(few, EVERYONE, NOT_READY, TODAY))
    other = Person.holding("Mia", Role.MANAGER, [READY])
    with pytest.raises(NotAllowedError):
        plan.raise_actions(few, other, NOT_READY, own, "Ben")


def test_what_if_stores_nothing(few: Workspace) -> None:
    revision = few.ledger.revision()
    view = plan.what_if(few, EVERYONE, NOT_READY, TODAY, ["C15"])
    assert (view.before.level, view.after.level) == ("not_ready", "ready")
    assert few.ledger.revision() == revision
    assert plan.what_if(few, EVERYONE, NOT_READY, TODAY, []).after == view.before


def test_a_budget_brings_the_cheapest_sites_first(network: Workspace) -> None:
    needs = plan.network_needs(network, EVERYONE, TODAY)
    assert len(needs.ready) == 9
    assert needs.not_assessed == (NEVER_ASSESSED,)
    found = needs.plan(20)
    assert [row.need.hours for row in found.taken] == sorted(row.need.hours for row in found.taken)
    assert found.hours <= 20
    assert found.taken[-1].spent + found.dearer[0].need.hours > 20
    for row in (*found.taken, *found.dearer):
        own = to_ready(plan.site_plan(network, EVERYONE, row.site_id, TODAY))
        assert own.hours == row.need.hours


def test_a_training_for_all_is_carried_out_where_it_pays(network: Workspace) -> None:
    """Four sites cannot be reached without training their staff; 24 hours at each on its own."""
    alone = plan.network_needs(network, EVERYONE, TODAY).plan(10_000)
    shared = plan.network_needs(network, EVERYONE, TODAY, [Programme("C19", 30, 1)]).plan(10_000)
    assert len(shared.taken) == len(alone.taken)
    assert [own.criterion_id for own in shared.programmes] == ["C19"]
    assert shared.hours < alone.hours
    assert shared.proven


def test_managers_plan_their_own_sites_only(network: Workspace) -> None:
    mia = Person.holding("Mia", Role.MANAGER, [NOT_READY, READY])
    needs = plan.network_needs(network, mia, TODAY)
    assert set(needs.sites) == {NOT_READY, READY}
    assert [row.site_id for row in needs.plan(1_000).taken] == [NOT_READY]


def test_programmes_that_cannot_be_are_refused(few: Workspace) -> None:
    for programmes in (
        [Programme("C19", 1), Programme("C19", 2)],
        [Programme("C99", 1)],
        [Programme("C19", -1)],
    ):
        with pytest.raises(ReadinessError):
            plan.network_needs(few, EVERYONE, TODAY, programmes)


def test_a_past_date_is_planned_with_what_was_known_then(few: Workspace) -> None:
    day = TODAY - timedelta(days=30)
    before = plan.site_plan(few, EVERYONE, NOT_READY, day)
    few.ledger.append(Batch(), recorded_by="", recorded_at=few.clock(), action="nothing")
    assert before.report.as_of == day
    assert all(way.plan is None or way.plan.finish >= day for way in before.ways)
