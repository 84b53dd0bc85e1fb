"""Site: is my site ready, and what first?"""

from functools import partial

import streamlit as st

from readiness.charts import strip
from readiness.ui import (
    action_forms,
    blocks,
    forecast_parts,
    guard,
    report_parts,
    site_parts,
    start,
    trigger_parts,
)
from readiness.ui.text import plain
from readiness.views import site as tables
from readiness.views.sentences import site_sentence

here = guard.page()

heading, report = start.site_in_hand(
    here, "Site", "Choose a site to see whether it is ready and what to do first."
)
heading.title(plain(report.site.site_name))
heading.header(plain(f"{blocks.level_symbol(report.score.level)} {site_sentence(report)}"))
site_parts.figures(report)
action_forms.unfinished_line(here, report)
report_parts.site_files(here, report)
if not report.score.assessed:
    site_parts.link_to_assess(here, report, "Start the quick check", quick=True)
    st.stop()

frame = tables.strip(report)
blocks.chart_with_table(
    here,
    shows=report.site.site_id,
    key="strip",
    title="The five core elements",
    figure=partial(strip.figure, frame),
    summary=partial(strip.summary, frame),
    table=lambda: frame.drop(columns="element_id").rename(columns=str.capitalize),
)
site_parts.gap_table(here, report)
happened = trigger_parts.at_site(here, report)
action_forms.offer_to_raise(here, report, [row for one in happened for row in one.open])

site_parts.timeline_chart(
    here,
    report,
    tables.window(report),
    key="timeline",
    title="Timeline",
    marks=tables.marks(happened),
)
forecast_parts.link("Forecast: the year ahead, step by step", report.site.site_id)
site_parts.lapse_table(here, report)
site_parts.explanation(here, report)
