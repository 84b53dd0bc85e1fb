"""Compare: who is like us, who can help?"""

import streamlit as st

from readiness.ui import blocks, compare_parts, context, guard, start
from readiness.ui.text import plain
from readiness.views.peers import sentence
from readiness.views.sentences import day

here = guard.page()

st.title("Compare")
if not here.workspace.sites(here.who):
    start.offer(here)
    st.stop()

blocks.show_notice()
opening = st.container()
chosen = compare_parts.choose(here)
if not chosen:
    opening.header("Choose a site to see who is like it and who can help.")
    st.stop()

view = context.compared(here, chosen)
opening.header(plain(sentence(view)))
opening.caption(f"As of {day(here.as_of)}.")
if len(view.columns) > 1:
    compare_parts.elements(here, view)
    compare_parts.criteria(here, view)
if view.first.score.assessed:
    compare_parts.who_helps(here, view)
    compare_parts.standing(here, view)
compare_parts.link_to_site(here, view)
