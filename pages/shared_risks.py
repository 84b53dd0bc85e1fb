"""Shared risks: what single loss hurts most?"""

import streamlit as st

from readiness.ui import blocks, context, guard, shared_risk_parts, start
from readiness.ui.text import plain
from readiness.views import shared_risks as views

here = guard.page()

st.title("Shared risks")
if not here.workspace.sites(here.who):
    start.offer(here)
    st.stop()

blocks.show_notice()
view = context.risk_report(here)
st.header(plain(views.sentence(view)))
st.caption(plain(views.in_words(view)))
if not view.risks.losses:
    shared_risk_parts.nothing_shared()
    st.stop()

shared_risk_parts.ranking(here, view)
shared_risk_parts.picture(here, view)
shared_risk_parts.one_resource(here, view)
shared_risk_parts.pairs(here, view)
shared_risk_parts.rule(here)
