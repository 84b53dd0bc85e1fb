"""Assess: answer in minutes."""

import streamlit as st

from readiness.services.sites import site_report
from readiness.ui import blocks, cycle, guard, profile_form, response_form, selection, start
from readiness.ui.text import plain
from readiness.views.sentences import assess_sentence

here = guard.page()

if not here.workspace.sites(here.who):
    st.title("Assess")
    start.offer(here)
    st.stop()

heading = st.container()
site_id = selection.site(here)
if site_id is None:
    heading.title("Assess")
    st.info("Choose the site to assess.")
    st.stop()

report = site_report(here.workspace, here.who, site_id, here.as_of)
heading.title(plain(f"Assess {report.site.site_name}"))
heading.header(assess_sentence(report))
blocks.show_notice()
cycle.standing(here, report)
if not here.is_today:
    st.info("Answers are recorded today. Set the as-of date to today to answer.")
    st.stop()

profile_form.offer(here, report)
quick = cycle.choose_quick_check()
if quick:
    criteria = report.framework.gates
else:
    criteria = report.framework.criteria_of(cycle.choose_element(report))
scored = {item.criterion.id: item for item in report.score.criteria}
for criterion in criteria:
    response_form.show(here, report, scored[criterion.id])
cycle.finish(here, report)
