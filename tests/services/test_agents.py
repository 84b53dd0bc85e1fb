"""Agents at sites: stating what is in place, at one site and across the network."""

import pytest

from readiness.domain.agent_standing import DOSING_PLAN, PartState, Standing
from readiness.domain.people import Person, Role
from readiness.domain.registers.agent_plans import agents_named
from readiness.errors import NotAllowedError, ReadinessError
from readiness.services import agents, recording
from readiness.services.workspace import Workspace
from readiness.views import agents as tables
from tests.services.workspaces import (
    EVERYONE,
    FEW,
    NOT_READY,
    READY,
    TODAY,
    days,
)

MANAGER = Person.holding("Pat", Role.MANAGER, {READY})
AGO = str(TODAY - days(10))
FULL = {
    "given_since": AGO,
    "rems_certified_on": AGO,
    "rems_checked_on": AGO,
    "order_set_live_on": AGO,
    "materials_on": AGO,
    "dosing_location_plan_on": AGO,
    "checked_on": str(TODAY),
}


def given_at(workspace: Workspace, site_id: str) -> tuple[str, ...]:
    return agents_named(workspace.ledger.history(site_id).profiles[-1].values)


def counted(workspace: Workspace, site_id: str) -> dict[str, str]:
    report = agents.site_agents(workspace, EVERYONE, site_id, TODAY).report
    return {key: feed.figure.answer for key, feed in report.feeds.items()}


def test_the_list_answers_three_criteria_once_every_agent_given_is_in_it(few: Workspace) -> None:
    named = given_at(few, READY)
    level = agents.site_agents(few, MANAGER, READY, TODAY).report.score.level
    for name in named[:-1]:
        agents.state_agent(few, MANAGER, READY, {"agent": name, **FULL})
    assert counted(few, READY) == {}
    assert agents.site_agents(few, MANAGER, READY, TODAY).report.score.level == level
    agents.state_agent(few, MANAGER, READY, {"agent": named[-1], **FULL})
    assert counted(few, READY) == dict.fromkeys(("C12", "C27", "C41"), str(len(named)))


def test_an_agent_is_recorded_by_its_name_whichever_way_it_is_given(few: Workspace) -> None:
    key = agents.state_agent(few, MANAGER, READY, {"agent": "epcoritamab-follicular", **FULL})
    found = agents.site_agents(few, MANAGER, READY, TODAY).agents[
        "Epcoritamab (follicular lymphoma)"
    ]
    assert found.plan is not None
    assert (found.plan.entry_id, found.plan.values["agent"]) == (key, found.name)


def test_a_line_can_be_stated_anew_and_the_past_keeps_what_it_said(few: Workspace) -> None:
    few.clock.go_on(days=-3)  # type: ignore[attr-defined]
    first = {"agent": "Glofitamab", "planned_start": str(TODAY), "checked_on": AGO}
    key = agents.state_agent(few, MANAGER, READY, first)
    few.clock.go_on(days=3)  # type: ignore[attr-defined]
    changed = {**first, "order_set_live_on": AGO}
    agents.state_agent(few, MANAGER, READY, changed, entry_id=key, seen=1)
    view = agents.site_agents(few, MANAGER, READY, TODAY)
    assert view.versions[key] == 2
    assert view.agents["Glofitamab"].standing is Standing.PARTLY
    before = agents.site_agents(few, MANAGER, READY, TODAY - days(1)).agents["Glofitamab"]
    assert before.standing is Standing.NOTHING


def test_what_contradicts_itself_is_refused(few: Workspace) -> None:
    with pytest.raises(ReadinessError, match="planned start"):
        agents.state_agent(few, MANAGER, READY, {"agent": "A", "checked_on": AGO})
    with pytest.raises(NotAllowedError):
        agents.state_agent(few, MANAGER, NOT_READY, {"agent": "A", **FULL})


def test_the_network_and_the_site_say_the_same_of_every_agent(few: Workspace) -> None:
    agents.state_agent(few, EVERYONE, READY, {"agent": given_at(few, READY)[0], **FULL})
    planned = {"agent": "Glofitamab", "planned_start": AGO, "checked_on": AGO}
    agents.state_agent(few, EVERYONE, NOT_READY, planned)
    network = agents.network_agents(few, EVERYONE, TODAY)
    assert {line.row.site_id for line in network.sites} == set(FEW)
    for line in network.sites:
        own = agents.site_agents(few, EVERYONE, line.row.site_id, TODAY).agents
        for name in network.names:
            assert own[name].standing is line.standing(name), (line.row.site_name, name)
            if name in line.agents:
                assert own[name] == line.agents[name]


def test_a_site_without_step_up_needs_no_dosing_plan(few: Workspace) -> None:
    recording.record_profile(
        few, EVERYONE, READY, {"service_level": "maintenance_only", "agents": "Tarlatamab"}
    )
    found = agents.site_agents(few, EVERYONE, READY, TODAY).agents["Tarlatamab"]
    part = next(part for part in found.parts if part.thing is DOSING_PLAN)
    assert part.state is PartState.NOT_NEEDED
    lines = agents.network_agents(few, EVERYONE, TODAY).sites
    (line,) = [line for line in lines if line.row.site_id == READY]
    assert line.agents["Tarlatamab"] == found


def test_only_sites_that_a_reader_may_see_are_in_the_network(few: Workspace) -> None:
    agents.state_agent(few, EVERYONE, NOT_READY, {"agent": "Rare agent", **FULL})
    view = agents.network_agents(few, MANAGER, TODAY)
    assert [line.row.site_id for line in view.sites] == [READY]
    assert "Rare agent" not in view.names


def test_the_stories_of_the_sample_network_stand_in_the_matrix(network: Workspace) -> None:
    view = agents.network_agents(network, EVERYONE, TODAY)
    names = {line.row.site_name: tuple(line.agents) for line in view.sites}
    assert names["Cedar Falls"][-1] == "Tarlatamab"
    before = agents.network_agents(network, EVERYONE, TODAY - days(230))
    hub = next(line for line in before.sites if line.row.site_name == "Cedar Falls")
    assert "Tarlatamab" not in hub.agents  # added 210 days ago
    assert tables.rems_to_find_out(view) == ["Teclistamab", "Talquetamab"]
    given = sum(len(line.agents) for line in view.sites)
    assert tables.network_sentence(view) == (
        f"22 sites give or plan 9 agents; everything is in place for none of {given} pairs of "
        f"site and agent; for {given} nothing is recorded; the REMS status of 2 agents has to be "
        "found out."
    )
