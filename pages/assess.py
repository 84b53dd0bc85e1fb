"""Assess: answer in minutes."""

from functools import partial

import streamlit as st

from readiness.domain.people import Permission
from readiness.ui import cycle, guard, profile_form, response_form, start
from readiness.ui.sheet import Sheet
from readiness.ui.text import plain
from readiness.views.sentences import assess_sentence

here = guard.page()

heading, report = start.site_in_hand(here, "Assess", "Choose the site to assess.")
sheet = Sheet.newly_drawn(here, report)
heading.title(plain(f"Assess {report.site.site_name}"))
with heading:
    sheet.around("sentence", lambda sheet: st.header(assess_sentence(sheet.report)))
if not here.who.may(Permission.ANSWER, report.site.site_id):
    st.info("You may read this site but not answer for it. Ask your network administrator.")
    st.stop()
sheet.around("standing", cycle.standing)
if not here.is_today:
    st.info("Answers are recorded today. Set the as-of date to today to answer.")
    st.stop()
if not cycle.may_answer(here, report):
    st.stop()

profile_form.offer(here, report)
if cycle.choose_quick_check():
    criteria = report.framework.gates
else:
    criteria = report.framework.criteria_of(sheet.around("element", cycle.choose_element))
for criterion in criteria:
    sheet.criterion(criterion.id, partial(response_form.show, criterion_id=criterion.id))
sheet.around("finish", cycle.finish)
