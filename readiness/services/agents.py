"""Agents at sites: what is in place for each, by what the sites state and what labels say.

It records preparation and gives no treatment advice.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from readiness.analytics import questions
from readiness.analytics.questions import SiteRow
from readiness.domain.agent_standing import (
    DOSING_PLAN,
    THINGS,
    AgentAtSite,
    Standing,
    agent_named,
    at_site,
)
from readiness.domain.agents import Agent
from readiness.domain.framework import Condition, Criterion, Framework
from readiness.domain.people import Person
from readiness.domain.registers.agent_plans import (
    AGENT_PLANS,
    AGENTS_FIELD,
    agents_named,
    key_of,
    newest_by_agent,
)
from readiness.domain.registers.entries import RegisterEntry, in_force
from readiness.domain.scoring import State
from readiness.services import registers
from readiness.services.sites import SiteReport, site_report
from readiness.services.workspace import Workspace, walled


@dataclass(frozen=True)
class SiteAgents:
    """Every agent that a site gives or plans on a date, by name, as the site stated them.

    `report` is the site on that date. `criteria` are those that count each thing, by its id.
    `versions` is how often each entry was recorded, by the entry's id. `sources` are the label
    facts by the agent's name, `None` where there are none.
    """

    report: SiteReport
    agents: Mapping[str, AgentAtSite]
    criteria: Mapping[str, Criterion]
    versions: Mapping[str, int]
    sources: Mapping[str, Agent | None]


@dataclass(frozen=True)
class SiteLine:
    """A site of the network on a date, with the agents it gives or plans.

    `others` is where every other agent stands there: not planned, or unknown where the site's
    profile names no agents.
    """

    row: SiteRow
    agents: Mapping[str, AgentAtSite]
    others: Standing

    def standing(self, name: str) -> Standing:
        found = self.agents.get(name)
        return found.standing if found is not None else self.others


@dataclass(frozen=True, eq=False)
class NetworkAgents:
    """The sites that `who` may see and their agents; the same only as itself.

    `names` are the agents that any of them gives or plans; `sources` the label facts of those.
    """

    as_of: date
    names: tuple[str, ...]
    sites: tuple[SiteLine, ...]
    sources: Mapping[str, Agent | None]


@walled
def site_agents(workspace: Workspace, who: Person, site_id: str, as_of: date) -> SiteAgents:
    """The agents of one site; agents that it does not plan are there too, after its own.

    Raises `NotAllowedError`.
    """
    report = site_report(workspace, who, site_id, as_of)
    recorded = [
        entry
        for entry in workspace.ledger.register(AGENT_PLANS, [site_id])
        if entry.recorded_at.date() <= as_of
    ]
    framework = report.framework
    criteria = _criteria(framework)
    profiles = report.history.profiles
    given = agents_named(profiles[-1].values if profiles else {}) or None
    plans = _plans(workspace, recorded)
    months = {row.fed_by: row.validity_months for row in criteria.values()}
    own = [row for row in report.score.criteria if row.state is State.NOT_APPLICABLE]
    out = [row.criterion.id for row in own if row.criterion.applies_when is not None]
    counting = criteria.get(DOSING_PLAN.id)
    not_needed = [DOSING_PLAN] if counting is not None and counting.id in out else []
    names = _names(workspace, [*(given or ()), *(plan.values["agent"] for plan in plans.values())])
    names += [agent.name for agent in workspace.agents if agent.name not in names]
    sources = {name: agent_named(workspace.agents, name) for name in names}
    return SiteAgents(
        report,
        {
            name: at_site(
                name, sources[name], plans.get(key_of(name)), given, as_of, months, not_needed
            )
            for name in names
        },
        criteria,
        {key: sum(one.entry_id == key for one in recorded) for key in _ids(recorded)},
        sources,
    )


@walled
def network_agents(workspace: Workspace, who: Person, as_of: date) -> NetworkAgents:
    """The agents of every site that `who` may see, on a date."""
    workspace.refresh()
    scope = workspace.sites(who)
    recorded: dict[str, list[RegisterEntry]] = {key: [] for key in scope}
    for entry in workspace.ledger.register(AGENT_PLANS, scope):
        if entry.recorded_at.date() <= as_of:
            recorded[entry.site_id].append(entry)
    given = questions.facts_on(workspace.analytics, as_of, AGENTS_FIELD, scope)
    criteria = _criteria(workspace.framework)
    months = {row.fed_by: row.validity_months for row in criteria.values()}
    without_plan = _without_dosing_plan(workspace, criteria, as_of, scope)
    known = {agent.name: agent for agent in workspace.agents}
    lines = []
    for row in questions.site_rows(workspace.analytics, as_of, scope):
        named = given.get(row.site_id)
        plans = _plans(workspace, recorded[row.site_id])
        own = _names(workspace, [*(named or ()), *(one.values["agent"] for one in plans.values())])
        out = [DOSING_PLAN] if row.site_id in without_plan else []
        agents = {
            name: at_site(name, known.get(name), plans.get(key_of(name)), named, as_of, months, out)
            for name in own
        }
        others = Standing.UNKNOWN if named is None and not plans else Standing.NOT_PLANNED
        lines.append(SiteLine(row, agents, others))
    names = tuple(_names(workspace, [name for line in lines for name in line.agents]))
    sources = {name: known.get(name) for name in names}
    return NetworkAgents(as_of, names, tuple(lines), sources)


@walled
def state_agent(
    workspace: Workspace,
    who: Person,
    site_id: str,
    values: Mapping[str, str],
    *,
    entry_id: str = "",
    seen: int = 0,
    contested: bool = False,
) -> str:
    """State what a site has for an agent; returns the entry's id. Raises as `record_entry` does.

    The agent is recorded by the name that label facts and profiles use, whichever was given.
    """
    known = agent_named(workspace.agents, values.get("agent", ""))
    named = {**values, "agent": known.name} if known is not None else values
    return registers.record_entry(
        *(workspace, who, AGENT_PLANS, [site_id], named),
        entry_id=entry_id,
        seen=seen,
        contested=contested,
    )


def _criteria(framework: Framework) -> dict[str, Criterion]:
    """The criterion that counts each thing, by the thing's id, where there is one."""
    counted = {row.fed_by: row for row in framework.scored if row.fed_by}
    return {thing.id: counted[thing.measure] for thing in THINGS if thing.measure in counted}


def _plans(workspace: Workspace, recorded: Collection[RegisterEntry]) -> dict[str, RegisterEntry]:
    """The newest entry in force of each agent, by the key of its name."""
    if not recorded:
        return {}
    newest = newest_by_agent(in_force(recorded)).values()
    return {key_of(_name(workspace, plan.values["agent"])): plan for plan in newest}


def _names(workspace: Workspace, stated: Collection[str]) -> list[str]:
    """Names of agents, each once, in the order of the label facts and then as stated."""
    named = {key_of(name): name for name in (_name(workspace, one) for one in stated)}
    ordered = [agent.name for agent in workspace.agents if key_of(agent.name) in named]
    return [*ordered, *(name for name in named.values() if name not in ordered)]


def _name(workspace: Workspace, stated: str) -> str:
    known = agent_named(workspace.agents, stated)
    return known.name if known is not None else stated


def _ids(recorded: Collection[RegisterEntry]) -> dict[str, None]:
    return dict.fromkeys(entry.entry_id for entry in recorded)


def _without_dosing_plan(
    workspace: Workspace, criteria: Mapping[str, Criterion], day: date, sites: Collection[str]
) -> set[str]:
    """The sites that need no dosing-location plan: the criterion does not apply to them."""
    counting = criteria.get(DOSING_PLAN.id)
    if counting is None or counting.applies_when is None or counting.applies_when.word is None:
        return set()
    condition: Condition = counting.applies_when
    said = questions.facts_on(workspace.analytics, day, condition.field, sites)
    return {site_id for site_id, values in said.items() if condition.word not in values}
