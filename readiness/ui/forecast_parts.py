"""Parts of the Forecast page."""

from datetime import timedelta
from functools import partial

import streamlit as st

from readiness.charts import forecast as chart
from readiness.domain.forecast import horizon
from readiness.exports.calendar import calendar_file
from readiness.services.forecast import NetworkForecast, forecast_of
from readiness.services.renewals import renewals
from readiness.services.sites import SiteReport
from readiness.ui import blocks, making, selection, site_parts
from readiness.ui.context import ROOT, Here
from readiness.ui.jobs import Tell
from readiness.ui.text import plain
from readiness.views import forecast as tables
from readiness.views import forecast_sentences as words
from readiness.views.sentences import count, day

_DATE = st.column_config.DateColumn(format="D MMM YYYY")
_BEFORE = timedelta(days=30)
"""How much of a site's past is shown before the forecast."""


def ready_chart(here: Here, view: NetworkForecast) -> None:
    """Sites of the highest level by day, and the days on which most of them fall."""
    frame, marks = tables.ready_by_day(view), tables.cliff_marks(view)
    best = view.framework.levels[-1].title
    blocks.chart_with_table(
        here,
        key="ready_ahead",
        title=f"Sites {best} by day",
        note="The days on which most sites fall are named.",
        figure=partial(chart.figure, frame, marks),
        summary=partial(chart.summary, frame, marks),
        table=partial(tables.ready_table, view),
        columns={"From": _DATE},
    )
    for text in words.cliff_sentences(view):
        st.write(plain(text))


def loss_table(here: Here, view: NetworkForecast) -> None:
    """Which sites lose a level, when and why."""
    st.subheader("Who falls, and why")
    table = tables.losses(view)
    if table.empty:
        st.write(f"No site loses its level before {day(view.until)}.")
        return
    blocks.table_with_download(
        here,
        key="losses",
        table=table,
        alt=f"{count(len(table), 'loss', 'losses')} of a level, the highest level first.",
        columns={"Falls on": _DATE},
    )


def week_tables(here: Here, view: NetworkForecast) -> None:
    """Falls and lapses by week, and one week in full."""
    st.subheader("Week by week")
    mondays = {monday.isoformat(): monday for monday in tables.week_starts(view)}
    first = tables.first_week_with_news(view).isoformat()
    chosen = st.selectbox(
        "Week",
        list(mondays),
        format_func=lambda key: tables.week_title(view, mondays[key]),
        **selection.in_url("week", list(mondays), default=first),
    )
    selection.keep("week", chosen)
    monday = mondays.get(chosen or first, view.as_of)
    table = tables.week(view, monday)
    if table.empty:
        st.write(f"Nothing lapses in the week of {day(monday)}.")
    else:
        blocks.table_with_download(
            here,
            key="week",
            table=table,
            alt=f"Falls and lapses of the week of {day(monday)}, must-haves first.",
            columns={"Day": _DATE},
        )
    with st.expander("Table: all weeks"):
        blocks.table_with_download(
            here,
            key="weeks",
            table=tables.weeks(view),
            alt="Falls and lapses for each week of the year ahead.",
            columns={"Week of": _DATE},
        )


def site_ahead(here: Here, report: SiteReport) -> None:
    """One site: what renewing would change, its line, its steps."""
    row = forecast_of(report)
    renewed = words.site_renewed_sentence(report, row)
    if renewed:
        say_renewed(renewed)
    last = horizon(report.as_of)
    site_parts.timeline_chart(
        here,
        report,
        (report.as_of - _BEFORE, last),
        key="site_ahead",
        title="The year ahead",
    )
    st.subheader("Each step")
    table = tables.site_steps(row.nobody_acts)
    if table.empty:
        st.write(f"Nothing lapses before {day(last)}.")
        return
    blocks.table_with_download(
        here,
        key="site_steps",
        table=table,
        alt=f"{count(len(table), 'step')} within the year, soonest first.",
        columns={"Renew by": _DATE},
    )
    site_parts.link_to_assess(here, report, "Renew evidence", quick=False)


def say_renewed(text: str) -> None:
    """What renewing on time would change, and what that assumes."""
    st.write(plain(text))
    st.caption(words.ASSUMES)


def calendar_download(here: Here, site_id: str | None) -> None:
    """Everything to renew, as a file that calendars read."""
    st.subheader("Renewals in your calendar")
    st.caption(
        "One entry on each last day, with reminders 30 and 7 days before. Read the file again "
        "after a renewal: entries move, none appears twice."
    )
    files = [
        making.File(
            label,
            f"{name}_{here.as_of}.ics",
            "text/calendar",
            partial(_calendar, site_id=site_id, must_haves_only=gates),
            ":material/event:",
            f"calendar_{name}",
        )
        for label, name, gates in (
            ("Must-haves (.ics)", "must-haves", True),
            ("All renewals (.ics)", "renewals", False),
        )
    ]
    making.offer(here, files, "calendar", sites=1 if site_id else None)


def _calendar(here: Here, tell: Tell, *, site_id: str | None, must_haves_only: bool) -> bytes:
    found = renewals(
        here.workspace,
        here.who,
        here.as_of,
        site_id,
        must_haves_only=must_haves_only,
        on_progress=making.step(tell, "Reading {:,} of {:,} sites", 0.0, 0.7),
    )
    return calendar_file(found, making.step(tell, "Writing {:,} of {:,} entries", 0.7, 1.0))


def link(label: str, site_id: str | None = None) -> None:
    """The way here from other pages."""
    address = {"site": site_id} if site_id else {}
    page = ROOT / "pages" / "forecast.py"
    st.page_link(page, label=label, icon=":material/event_upcoming:", query_params=address)
