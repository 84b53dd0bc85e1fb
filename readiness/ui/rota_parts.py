"""The part of the registers' page that looks at a week of the on-call rota."""

from datetime import date, timedelta
from functools import partial

import streamlit as st

from readiness.charts import rota as chart
from readiness.domain.registers.rota_days import ROTA
from readiness.domain.registers.rota_week import RotaWeek, Shift, rota_week, shifts_of
from readiness.domain.registers.wall_clock import monday_of
from readiness.services.registers import SiteRegisters
from readiness.ui import blocks, selection
from readiness.ui.context import Here
from readiness.ui.text import plain
from readiness.views import rota as tables
from readiness.views.sentences import count, day

BEFORE, AFTER = 13, 53
"""Weeks that can be chosen before and after that of the page's date."""


def show(here: Here, registers: SiteRegisters) -> None:
    """Which hours of a week are covered, and when is nobody there?"""
    shifts = shifts_of(registers.of(ROTA))
    if not shifts:
        st.error(f"{chart.SIGNS['gap'].symbol} {tables.NO_ROTA}")
        return
    words = st.container()
    week = _chosen_week(shifts, registers.as_of)
    state, told = (
        ("gap", st.error)
        if not week.covered
        else ("partly", st.warning)
        if week.gaps
        else ("covered", st.success)
    )
    with words:
        sentence = plain(tables.rota_sentence(week, registers.as_of))
        told(f"{chart.SIGNS[state].symbol} {sentence}")
    frame = tables.hours(week)
    blocks.chart_with_table(
        here,
        key="rota_week",
        title="Covered hours of the week",
        note=plain(f"By the clocks of {week.zone}, as the rota stands on {day(registers.as_of)}."),
        figure=partial(chart.figure, frame),
        summary=partial(chart.summary, frame),
        table=partial(tables.by_weekday, week),
        shows=(registers.site.site_id, week.monday),
    )
    _gap_table(here, week)


def _chosen_week(shifts: tuple[Shift, ...], as_of: date) -> RotaWeek:
    """The week in the URL; without one, that of the page's date."""
    now = monday_of(as_of)
    weeks = [now + timedelta(weeks=number) for number in range(-BEFORE, AFTER)]
    options = {monday.isoformat(): rota_week(shifts, monday) for monday in weeks}
    usual = now.isoformat()
    chosen = st.selectbox(
        "Week from Monday",
        list(options),
        format_func=lambda key: tables.week_label(options[key]),
        **selection.in_url("week", list(options), default=usual),
    )
    # The usual week is not kept, so that it goes along with the page's date.
    selection.keep("week", None if chosen == usual else chosen)
    return options[chosen or usual]


def _gap_table(here: Here, week: RotaWeek) -> None:
    st.subheader("When nobody is on call")
    if not week.gaps:
        st.write("No gap in this week.")
        return
    blocks.table_with_download(
        here,
        key="rota_gaps",
        table=tables.gaps(week),
        alt=f"{count(len(week.gaps), 'gap')} of the week, in order.",
    )
