"""Forecast: when do we stop being ready?"""

import streamlit as st

from readiness.services.sites import site_report
from readiness.ui import blocks, context, forecast_parts, guard, selection, start
from readiness.ui.text import plain
from readiness.views import forecast_sentences as words
from readiness.views.sentences import capitalised, count, day

here = guard.page()

st.title("Forecast")
if not here.workspace.sites(here.who):
    start.offer(here)
    st.stop()

blocks.show_notice()
opening = st.container()
when = words.when_in_words(here.as_of, here.workspace.today)
site_id = selection.site(here, "All sites")
if site_id is not None:
    report = site_report(here.workspace, here.who, site_id, here.as_of)
    opening.header(plain(words.site_sentence(report, when)))
    if report.score.assessed:
        forecast_parts.site_ahead(here, report)
        forecast_parts.calendar_download(here, site_id)
    st.stop()

view = context.forecast_ahead(here)
opening.header(plain(words.sentence(view, when)))
opening.caption(
    f"{capitalised(count(len(view.sites), 'site'))}, {view.assessed} assessed. Until "
    f"{day(view.until)}, knowing what was recorded by {day(view.as_of)}."
)
if renewed := words.renewed_sentence(view):
    forecast_parts.say_renewed(renewed)
if view.assessed:
    forecast_parts.ready_chart(here, view)
    forecast_parts.loss_table(here, view)
    forecast_parts.week_tables(here, view)
    forecast_parts.calendar_download(here, None)
