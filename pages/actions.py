"""Actions: who does what by when?"""

import streamlit as st

from readiness.domain.actions import in_order, newest
from readiness.services import actions
from readiness.ui import action_parts, guard
from readiness.ui.text import plain
from readiness.views.actions import actions_sentence

here = guard.page()

st.title("Actions")
heading = st.container()
everything = actions.changes_of(here.workspace, here.who, here.as_of)
if not everything:
    heading.header(actions_sentence((), here.as_of))
    action_parts.nothing_yet(here)
    st.stop()

changes, listed = action_parts.narrow_down(here, everything)
own = in_order(newest(changes, here.as_of))
heading.header(
    plain(actions_sentence(own, here.as_of)) if own else "No action matches these filters."
)
heading.caption(action_parts.how_more_come(here))

action_parts.list_actions(here, own, listed)
action_parts.open_one(here, own, changes)
action_parts.left_to_do(here, changes, shows=[action.action_id for action in own])
