"""Network overview: where do we stand?"""

import streamlit as st

from readiness.domain.people import Permission
from readiness.ui import (
    blocks,
    context,
    forecast_parts,
    guard,
    overview_parts,
    report_parts,
    selection,
    start,
)
from readiness.views.sentences import capitalised, count, day, overview_sentence

here = guard.page()

st.title("Network overview")
if not here.workspace.sites(here.who):
    start.offer(here)
    st.stop()

blocks.show_notice()
sentence = st.container()
chosen, since = selection.filters(here)
view = context.overview(here, since, chosen)
sentence.header(overview_sentence(view))
part = "" if here.who.may_everywhere(Permission.READ) else " Only sites that you may see count."
sentence.caption(
    f"{capitalised(count(len(view.sites), 'site'))} of {view.sites_in_scope}, "
    f"{len(view.assessed)} assessed. As of {day(here.as_of)}.{part}"
)
if not view.sites:
    st.info("Take a filter away to see sites again.")
    st.stop()

report_parts.network_files(here, since, chosen)
shows = (since, chosen)
overview_parts.level_chart(here, view, shows)
left, right = st.columns(2, gap="large")
with left:
    overview_parts.must_have_chart(here, view, shows)
with right:
    overview_parts.lapse_chart(here, view, shows)
forecast_parts.link("Forecast: who stops being ready, and when")
overview_parts.element_chart(here, view, shows)
overview_parts.site_table(here, view)
overview_parts.mover_chart(here, view, shows)
overview_parts.not_applicable_table(here, view)
