"""People: who may do what, and for which sites?"""

import streamlit as st

from readiness.services import access
from readiness.ui import blocks, guard, people_parts
from readiness.ui.text import plain
from readiness.views.sentences import people_sentence

here = guard.page()
grants = access.people_with_access(here.workspace, here.who)

st.title("People")
st.header(plain(people_sentence(grants, here.workspace.today)))
st.caption(people_parts.how_people_come_in())
blocks.show_notice()

people_parts.access_table(here, grants)
people_parts.give_access(here)
people_parts.withdraw_access(here, grants)
people_parts.roles()
