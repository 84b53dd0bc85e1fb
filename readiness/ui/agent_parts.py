"""Parts of the Agents page."""

from datetime import date
from functools import partial

import streamlit as st

from readiness.charts import agents as chart
from readiness.charts.palette import STATES
from readiness.domain.agent_standing import AgentAtSite, PartState, rems_fact, rems_of
from readiness.domain.agents import Agent, check_due
from readiness.services.agents import NetworkAgents, SiteAgents
from readiness.ui import blocks, selection
from readiness.ui.context import ROOT, Here
from readiness.ui.text import plain, source_link
from readiness.views import agents as tables
from readiness.views import framework as framework_tables
from readiness.views.sentences import count, day

NO_ADVICE = (
    "This page records what labels say and what sites have planned. It gives no treatment advice: "
    "the current label and the clinicians who treat decide."
)
_FACT_COLUMNS = [
    *("Fact", "Value", "Basis", "Checked on", "Status", "Source", "Source date", "Note"),
]
_SIGNS = {key: sign.label for key, sign in chart.SIGNS.items()}
_STATES = {str(state): sign.label for state, sign in STATES.items()}
_REMS = {"yes": "✓ yes", "no": "– no", "unknown": "? unknown"}


def choose_agent(here: Here) -> str | None:
    """One agent of the label facts, kept in the URL by its id."""
    names = {agent.id: agent.name for agent in here.workspace.agents}
    chosen = st.selectbox(
        "Agent",
        list(names),
        index=None,
        placeholder="Choose an agent",
        format_func=names.__getitem__,
        **selection.in_url("of_agent", list(names)),
    )
    selection.keep("of_agent", chosen)
    return names.get(chosen or "")


def of_site(here: Here, view: SiteAgents, name: str | None) -> None:
    """The agents of the site, thing by thing."""
    frame = tables.things(view, name)
    blocks.chart_with_table(
        here,
        key="agent_things",
        title=f"What {view.report.site.site_name} has for each agent",
        figure=partial(chart.figure, frame),
        summary=partial(chart.summary, frame, row="agent", column="thing"),
        table=partial(tables.things_table, frame, _SIGNS),
        shows=(view.report.site.site_id, name),
    )
    if missing := tables.unlisted(view):
        st.info(
            plain(
                f"Nothing is recorded yet for {tables.listed(missing)}. The criteria about agents "
                "are counted from this list once every agent that is given is in it; until then "
                "typed answers count."
            )
        )


def parts(here: Here, view: SiteAgents, found: AgentAtSite) -> None:
    """One agent at the site: what is in place, since when, what is missing; and the site itself."""
    site = view.report.site
    st.subheader(plain(f"{found.name} at {site.site_name}"))
    plan = found.plan.values if found.plan is not None else {}
    said = [f"Given since {_day(plan['given_since'])}"] if plan.get("given_since") else []
    said += (
        [f"Start planned for {_day(plan['planned_start'])}"] if plan.get("planned_start") else []
    )
    if found.given and not plan.get("given_since"):
        said.append("Given, as the profile says")
    st.write(plain(f"{'. '.join([*said, tables.standing_in_words(view)])}"))
    blocks.table_with_download(
        here,
        key="agent_parts",
        table=tables.parts_table(view, found, _SIGNS, _STATES),
        alt=tables.site_sentence(site.site_name, found),
    )
    st.page_link(
        ROOT / "pages" / "site.py",
        label=plain(f"Open {site.site_name}: gaps in order"),
        icon=":material/flag:",
        query_params={"site": site.site_id},
    )


def label_facts(here: Here, agent: Agent, found: AgentAtSite | None) -> None:
    """What labels say about an agent, by whom and when it was checked; the REMS status first."""
    st.subheader(plain(f"What labels say about {agent.name}"))
    st.caption(
        plain(f"{agent.brand}, {agent.target}, for {agent.use}. Labels: {agent.jurisdiction}.")
    )
    _rems(agent, found)
    table = framework_tables.agents((agent,), here.workspace.today)
    due = sum(check_due(fact, here.workspace.today) for fact in agent.facts)
    blocks.table_with_download(
        here,
        key="agent_facts",
        table=table[_FACT_COLUMNS],
        alt=f"{count(len(table), 'fact')} about {agent.name} with source and date.",
        columns={
            "Fact": st.column_config.TextColumn(width=280),
            "Source": st.column_config.LinkColumn(),
        },
    )
    verb = "is" if due < 2 else "are"
    st.caption(
        f"{due or 'None'} of {count(len(table), 'fact')} {verb} due for a check. Label facts go "
        "stale: read the current label before relying on any of them."
    )
    if agent.open_question:
        st.caption(plain(f"Not found out yet: {agent.open_question}."))


def _rems(agent: Agent, found: AgentAtSite | None) -> None:
    plan = found.plan if found is not None else None
    fact = rems_fact(agent)
    told = fact.value if fact is not None else "unknown"
    checked = f", checked on {day(fact.checked_on)}" if fact is not None else ""
    st.write(f"**REMS program, by the label facts: {_REMS.get(told, plain(told))}**{checked}.")
    own = plan.values.get("rems", "") if plan is not None else ""
    if plan is not None and own:
        when = _day(plan.values["rems_checked_on"])
        st.write(plain(f"The site found out: {own}, checked on {when}."))
    if rems_of(agent, plan) == "unknown":
        st.warning(
            "Whether a REMS program applies is not known. This is a task, not a no: find out from "
            "the REMS list of the FDA or the manufacturer, and record it."
        )
    elif own and told not in ("unknown", own):
        st.warning("The two differ; a program that either knows of counts until that is settled.")
    if fact is not None and fact.source:
        st.write(f":small[{source_link(fact.source)}]")


def network(here: Here, view: NetworkAgents) -> None:
    """Sites by agents; by practice, state or region where there are too many for one picture."""
    if not view.names:
        return
    by = tables.grouping(view, chart.DENSE)
    frame = tables.matrix(view, by)
    blank = sum(not line.agents for line in view.sites)
    left = f" Left out: {count(blank, 'site')} without an agent." if blank else ""
    blocks.chart_with_table(
        here,
        key="agent_matrix",
        title=f"Agents across the network, {by} by {by}",
        note=f"Where most is lacking comes first.{left} The table has every site.",
        figure=partial(chart.figure, frame),
        summary=partial(chart.summary, frame, row=by),
        table=partial(tables.matrix_table, view, _SIGNS),
    )
    if asked := tables.rems_to_find_out(view):
        st.info(plain(f"REMS status to find out and record: {tables.listed(asked)}."))


def lacking_in_short(found: AgentAtSite) -> str:
    """After a save: how much is in place now."""
    done = sum(part.state is PartState.IN_PLACE for part in found.parts)
    return f"{done} of {count(len(found.needed), 'thing')} in place"


def _day(text: str) -> str:
    return day(date.fromisoformat(text))
