"""Meeting: what do we decide today?"""

import streamlit as st

from readiness.services.meeting import meetings
from readiness.ui import blocks, guard, meeting_parts, start
from readiness.views.meeting import DECISIONS

here = guard.page()

if not here.workspace.sites(here.who):
    st.title("Meeting")
    start.offer(here)
    st.stop()

meeting = meeting_parts.choose(here, meetings(here.workspace, here.who))
if meeting is None:
    st.stop()
st.html(meeting_parts.FULL_SCREEN)
parts = meeting_parts.agenda(here, meeting)
shown = meeting_parts.turn_pages(parts)
if shown == meeting_parts.BLANK:
    st.stop()
blocks.show_notice()
part = next(part for part in parts if part.key == shown)
meeting_parts.show(part)
if part.key == DECISIONS:
    meeting_parts.decisions(here, meeting)
    meeting_parts.downloads(here, meeting, parts)
