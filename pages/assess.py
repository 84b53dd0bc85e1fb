"""Assess: answer in minutes."""

import streamlit as st

from readiness.domain.people import Permission
from readiness.ui import cycle, guard, profile_form, response_form, start
from readiness.ui.text import plain
from readiness.views.sentences import assess_sentence

here = guard.page()

heading, report = start.site_in_hand(here, "Assess", "Choose the site to assess.")
heading.title(plain(f"Assess {report.site.site_name}"))
heading.header(assess_sentence(report))
if not here.who.may(Permission.ANSWER, report.site.site_id):
    st.info("You may read this site but not answer for it. Ask your network administrator.")
    st.stop()
cycle.standing(here, report)
if not here.is_today:
    st.info("Answers are recorded today. Set the as-of date to today to answer.")
    st.stop()
if not cycle.may_answer(here, report):
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
