"""Framework: what are we measured against, and says who?"""

import streamlit as st

from readiness.ui import blocks, framework_parts, guard
from readiness.ui.text import plain
from readiness.views import framework as tables
from readiness.views.sentences import count

here = guard.page()
framework = here.framework

st.title("Framework")
st.header(
    plain(
        f"{count(len(framework.scored), 'criterion', 'criteria')} in "
        f"{count(len(framework.elements), 'element')}; {count(len(framework.gates), 'must-have')} "
        "that points cannot buy back."
    )
)
st.caption(
    plain(
        f"{framework.title}, version {framework.version}. Weights, must-haves and intervals are "
        "the network's judgement [J] unless a source says so [S]."
    )
)
st.subheader("Levels")
framework_parts.levels(framework)

st.subheader("Criteria")
chosen = framework_parts.choose_element(framework)
blocks.table_with_download(
    here,
    key="criteria",
    table=tables.criteria(framework, chosen),
    alt="Every criterion with what is asked for, its points, basis and review dates.",
)
framework_parts.one_criterion(framework, chosen)

st.subheader("Agents")
framework_parts.agents(here)

st.subheader("Versions")
framework_parts.versions(here)
framework_parts.download(framework)
