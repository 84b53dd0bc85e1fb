"""Agents: what does a site have in place for an agent?"""

import streamlit as st

from readiness.domain.agent_standing import agent_named
from readiness.services import agents, triggers
from readiness.ui import (
    agent_forms,
    agent_parts,
    blocks,
    context,
    guard,
    selection,
    start,
    trigger_parts,
)
from readiness.ui.text import plain
from readiness.views import agents as tables

here = guard.page()

st.title("Agents")
if not here.workspace.sites(here.who):
    start.offer(here)
    st.stop()

blocks.show_notice()
sentence = st.container()
with st.container(horizontal=True):
    site_id = selection.site(here)
    name = agent_parts.choose_agent(here)
view = agents.site_agents(here.workspace, here.who, site_id, here.as_of) if site_id else None
network = context.agents(here)
found = view.agents[name] if view and name else None
if view and found:
    sentence.header(plain(tables.site_sentence(view.report.site.site_name, found)))
else:
    sentence.header(plain(tables.network_sentence(network)))
sentence.caption(agent_parts.NO_ADVICE)

if view:
    agent_parts.of_site(here, view, name)
if view and found:
    agent_parts.parts(here, view, found)
    agent_forms.offer(here, view, found)
agent = agent_named(here.workspace.agents, name) if name else None
if agent:
    agent_parts.label_facts(here, agent, found)
agent_parts.network(here, network)
trigger_parts.in_network(here, triggers.network_triggers(here.workspace, here.who, here.as_of))
