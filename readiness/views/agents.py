"""Agents at sites as tables and sentences."""

from collections.abc import Mapping, Sequence

import pandas as pd

from readiness.domain.agent_standing import (
    CERTIFICATION,
    THINGS,
    AgentAtSite,
    Part,
    PartState,
    Standing,
    rems_of,
)
from readiness.domain.explanation import level_title
from readiness.services.agents import NetworkAgents, SiteAgents, SiteLine
from readiness.services.triggers import NetworkTrigger
from readiness.views.sentences import capitalised, count, day

MATRIX_COLUMNS = ("row_id", "row", "column_id", "column", "state", "done", "planned", "n")
GROUPINGS = ("site", "practice", "state", "region")
_PLURAL = frozenset({"materials"})
_TO_DO = {
    PartState.MISSING: "Put it in place, then state its day",
    PartState.UNKNOWN: "State what is in place",
    PartState.LAPSED: "Look again, and state the day",
}


def listed(words: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def site_sentence(site_name: str, found: AgentAtSite) -> str:
    """What does a site have in place for an agent, and what not?"""
    if found.plan is None:
        if found.given:
            return (
                f"{site_name} gives {found.name}, and nothing is recorded of what it has in place "
                "for it."
            )
        if found.standing is Standing.UNKNOWN:
            return f"It is not recorded whether {site_name} gives or plans {found.name}."
        return f"{site_name} neither gives nor plans {found.name}."
    needed, done = len(found.needed), len(found.in_place)
    if not found.lacking:
        every = f"all {needed} things" if needed > 1 else "the only thing needed"
        return f"{site_name} has {every} in place for {found.name}."
    has = f"{done or 'none'} of {count(needed, 'thing')}"
    return f"{site_name} has {has} in place for {found.name}: {lacking_in_words(found.lacking)}."


def lacking_in_words(parts: Sequence[Part]) -> str:
    """ "the order set and the dosing-location plan are missing; the check of … has lapsed"."""
    said = []
    missing = [part.thing for part in parts if part.state is PartState.MISSING]
    if missing:
        verb = "are" if len(missing) > 1 or missing[0].id in _PLURAL else "is"
        said.append(f"{listed([f'the {thing.title}' for thing in missing])} {verb} missing")
    for part in parts:
        if part.state is PartState.LAPSED:
            said.append(f"the check of the {part.thing.title} has lapsed")
        elif part.state is PartState.TO_COME:
            verb = "come" if part.thing.id in _PLURAL else "comes"
            said.append(f"the {part.thing.title} {verb} on {day(part.dated)}")
        elif part.state is PartState.UNKNOWN:
            said.append("the REMS status is to be found out")
    return "; ".join(said)


def network_sentence(view: NetworkAgents) -> str:
    """Where do agents stand in the network, and what is to be found out?"""
    standings = [one.standing for line in view.sites for one in line.agents.values()]
    sites = sum(bool(line.agents) for line in view.sites)
    if not standings:
        return "No site has recorded an agent that it gives or plans."
    done = standings.count(Standing.IN_PLACE)
    unknown = standings.count(Standing.UNKNOWN)
    verb = "gives or plans" if sites == 1 else "give or plan"
    cases = count(len(standings), "pair of site and agent", "pairs of site and agent")
    said = [
        f"{capitalised(count(sites, 'site'))} {verb} {count(len(view.names), 'agent')}",
        f"everything is in place for {done or 'none'} of {cases}",
    ]
    if unknown:
        said.append(f"for {unknown} nothing is recorded")
    if asked := rems_to_find_out(view):
        said.append(f"the REMS status of {count(len(asked), 'agent')} has to be found out")
    return "; ".join(said) + "."


def rems_to_find_out(view: NetworkAgents) -> list[str]:
    """The agents given or planned whose label facts do not say whether a REMS program applies."""
    return [name for name in view.names if rems_of(view.sources[name], None) == "unknown"]


def grouping(view: NetworkAgents, most: int) -> str:
    """What a row of the matrix stands for, so that there are not too many of them."""
    lines = [line for line in view.sites if line.agents]
    for by in GROUPINGS[:-1]:
        if len({_group(line, by) for line in lines}) <= most:
            return by
    return GROUPINGS[-1]


def matrix(view: NetworkAgents, by: str) -> pd.DataFrame:
    """row_id, row, column_id, column, state, done, planned, n: agents at sites or groups of them.

    `planned` is at how many of the row's `n` sites the agent is given or planned, `done` at how
    many of those everything is in place. Rows where most is lacking come first; sites that
    neither give nor plan an agent are left out.
    """
    groups: dict[tuple[str, str], list[SiteLine]] = {}
    for line in view.sites:
        if line.agents:
            groups.setdefault(_group(line, by), []).append(line)
    rows = sorted(groups.items(), key=lambda item: (-_lacking(item[1]), item[0][1], item[0][0]))
    records = []
    for (row_id, title), members in rows:
        for name in view.names:
            own = [line.agents[name].standing for line in members if name in line.agents]
            done = own.count(Standing.IN_PLACE)
            records.append(
                (row_id, title, name, name, _together(own), done, len(own), len(members))
            )
    return pd.DataFrame(records, columns=list(MATRIX_COLUMNS))


def matrix_table(view: NetworkAgents, signs: Mapping[str, str]) -> pd.DataFrame:
    """Every site with every agent, in words, to read and to download; by the site's name."""
    records = []
    for line in view.sites:
        said = {name: signs[line.standing(name)] for name in view.names}
        place = {"site_id": line.row.site_id, "Site": line.row.site_name}
        records.append({**place, "Practice": line.row.practice, **said})
    return pd.DataFrame(records, columns=["site_id", "Site", "Practice", *view.names])


def things(view: SiteAgents, also: str | None) -> pd.DataFrame:
    """The same columns as `matrix`: what a site has for each agent it gives or plans.

    `also` is an agent that is shown although the site neither gives nor plans it.
    """
    own = [
        found
        for found in view.agents.values()
        if found.given or found.plan is not None or found.name == also
    ]
    records = []
    for found in own:
        for part in found.parts:
            done = int(part.state is PartState.IN_PLACE)
            title = capitalised(part.thing.title)
            agent = (found.name, found.name)
            records.append((*agent, part.thing.id, title, _state(found, part), done, 1, 1))
    return pd.DataFrame(records, columns=list(MATRIX_COLUMNS))


def things_table(frame: pd.DataFrame, signs: Mapping[str, str]) -> pd.DataFrame:
    """The same to read: one row for each agent, a column for each thing."""
    rows: dict[str, dict[str, str]] = {}
    columns = (frame[name] for name in ("row", "column", "state"))
    for row, column, state in zip(*columns, strict=True):
        rows.setdefault(row, {"Agent": row})[column] = signs[state]
    titles = [capitalised(thing.title) for thing in THINGS]
    return pd.DataFrame(list(rows.values()), columns=["Agent", *titles])


def parts_table(
    view: SiteAgents, found: AgentAtSite, signs: Mapping[str, str], states: Mapping[str, str]
) -> pd.DataFrame:
    """What a site has for one agent, thing by thing, beside the criterion that counts it."""
    scored = {row.criterion.id: row for row in view.report.score.criteria}
    records = []
    for part in found.parts:
        criterion = view.criteria.get(part.thing.id)
        told = states[scored[criterion.id].state] if criterion else ""
        records.append(
            {
                "What": capitalised(part.thing.title),
                "State": signs[_state(found, part)],
                "Since": day(part.dated),
                "Good until": day(part.good_until),
                "To do": "" if found.standing is Standing.NOT_PLANNED else _to_do(part),
                "Counts for": f"{criterion.title}: {told}" if criterion else "",
            }
        )
    return pd.DataFrame(records)


def standing_in_words(view: SiteAgents) -> str:
    """The level of the site and the must-haves that fail, whatever the agent."""
    report = view.report
    title = level_title(report.framework, report.score.level)
    if not report.score.assessed:
        return f"{report.site.site_name} has not been assessed yet."
    failed = [report.framework.criterion[key].title for key in report.score.failed_gates]
    verb = "fails" if len(failed) == 1 else "fail"
    gates = f"{count(len(failed), 'must-have')} {verb}: {listed(failed)}" if failed else ""
    return f"{report.site.site_name} is {title} as a site; {gates or 'every must-have passes'}."


def unlisted(view: SiteAgents) -> list[str]:
    """Agents that the profile names and the register does not list yet."""
    return [one.name for one in view.agents.values() if one.given and one.plan is None]


def triggers(rows: Sequence[NetworkTrigger], sites: int, names: Mapping[str, str]) -> pd.DataFrame:
    """Events, newest first; `sites` is how many there are, `names` what they are called."""
    return pd.DataFrame(
        {
            "On": [row.trigger.happened_on for row in rows],
            "What happened": [row.trigger.kind_in_words for row in rows],
            "Where": [where(row, sites, names) for row in rows],
            "In words": [row.trigger.what for row in rows],
            "Agent": [row.trigger.agent for row in rows],
        }
    )


def where(row: NetworkTrigger, sites: int, names: Mapping[str, str]) -> str:
    """ "Cedar Falls", "3 sites" or "every site"."""
    if len(row.site_ids) == 1:
        return names[row.site_ids[0]]
    return "every site" if len(row.site_ids) == sites else count(len(row.site_ids), "site")


def _state(found: AgentAtSite, part: Part) -> str:
    """The state of a thing; nobody has to find anything out for an agent that is not planned."""
    return (Standing.NOT_PLANNED if found.standing is Standing.NOT_PLANNED else part.state).value


def _to_do(part: Part) -> str:
    if part.thing is CERTIFICATION and part.state is PartState.UNKNOWN:
        return "Find out the REMS status, and record it"
    return _TO_DO.get(part.state, "")


def _together(standings: Sequence[Standing]) -> str:
    """The standing of an agent at several sites as one."""
    kinds = set(standings)
    if len(kinds) < 2:
        return next(iter(kinds), Standing.NOT_PLANNED).value
    if kinds & {Standing.IN_PLACE, Standing.PARTLY}:
        return Standing.PARTLY.value
    return Standing.UNKNOWN.value


def _lacking(lines: Sequence[SiteLine]) -> int:
    standings = [one.standing for line in lines for one in line.agents.values()]
    return len(standings) - standings.count(Standing.IN_PLACE)


def _group(line: SiteLine, by: str) -> tuple[str, str]:
    if by == "site":
        return line.row.site_id, line.row.site_name
    name = str(getattr(line.row, by)) or f"No {by}"
    return name, name
