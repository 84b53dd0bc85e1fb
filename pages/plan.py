"""Plan: what is the cheapest way to a higher level?"""

import streamlit as st

from readiness.ui import guard, network_plan_parts, plan_parts, start
from readiness.ui.text import plain
from readiness.views import plan as words

here = guard.page()

if plan_parts.whole_network(here):
    network_plan_parts.show(here)
    st.stop()

heading, report = start.site_in_hand(
    here, "Plan", "Choose a site to see its way to a higher level."
)
plan_parts.choose_reach(here)
view = plan_parts.planned(here, report, plan_parts.terms(report))
way = plan_parts.choose_level(view)
heading.title("Plan")
heading.header(plain(words.sentence(view, way)))
heading.caption(plan_parts.JUDGED)
if way is not None and way.plan is not None:
    plan_parts.work(here, view, way.plan)
    plan_parts.raise_all(here, view, way.plan)
    plan_parts.others(here, view, way)
plan_parts.what_if(here, view)
plan_parts.link_to_site(here, view)
