"""Parts of the Site page."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

import streamlit as st

from readiness.charts import timeline
from readiness.domain.explanation import shown
from readiness.domain.people import Permission
from readiness.domain.scoring import NOT_ASSESSED
from readiness.services.sites import SiteReport
from readiness.ui import blocks
from readiness.ui.context import ROOT, Here
from readiness.ui.text import plain
from readiness.views import site as tables
from readiness.views.sentences import count, day

LAPSE_DAYS = 90
_DATE = st.column_config.DateColumn(format="D MMM YYYY")
_POINTS = st.column_config.NumberColumn(format="%.1f")


def figures(report: SiteReport) -> None:
    """Level, score and what always stands beside them."""
    standing = tables.standing(report)
    with st.grid(4, min_column_width=150):
        st.metric("Score", standing.score, border=True)
        st.metric("Must-haves", standing.must_haves, border=True)
        st.metric("Answered", standing.answered, border=True)
        st.metric(
            "Confirmed",
            standing.confirmed,
            border=True,
            help="The share of the points earned that a reviewer has confirmed.",
        )
    st.write(plain(tables.reason(report)))
    st.caption(f"{plain(tables.place(report))}. As of {day(report.as_of)}.")


def gap_table(here: Here, report: SiteReport) -> None:
    """What to close, in order."""
    st.subheader("What to close first")
    table = tables.gaps(report)
    if table.empty:
        st.success("No gaps: every criterion that applies is met.")
        return
    st.caption("Must-haves first, then the most points for an hour of work.")
    blocks.table_with_download(
        here,
        key="gaps",
        table=table,
        alt=f"{count(len(table), 'gap')}, must-haves first.",
        columns={"Points to gain": _POINTS},
    )
    link_to_assess(here, report, "Answer or renew evidence", quick=False)
    st.page_link(
        ROOT / "pages" / "plan.py",
        label="The least work to a higher level",
        icon=":material/route:",
        query_params={"site": report.site.site_id},
    )


def lapse_table(here: Here, report: SiteReport) -> None:
    """What lapses next."""
    st.subheader(f"What lapses within {LAPSE_DAYS} days")
    table = tables.lapses(report, LAPSE_DAYS)
    if table.empty:
        st.write(f"Nothing lapses before {day(report.as_of + timedelta(days=LAPSE_DAYS))}.")
        return
    blocks.table_with_download(
        here,
        key="site_lapses",
        table=table,
        alt=f"{count(len(table), 'criterion', 'criteria')} lapsing, soonest first.",
        columns={"Last day": _DATE},
    )


def explanation(here: Here, report: SiteReport) -> None:
    """The score, term by term."""
    points = report.score.points
    with st.expander("How this score is made, term by term"):
        st.write(
            plain(
                f"{float(points.earned):.2f} points earned of {float(points.possible):g} possible "
                f"make a score of {shown(report.score.score)}. Unanswered, lapsed and not "
                "confirmed criteria stay in with 0 points; not applicable ones are left out."
            )
        )
        blocks.table_with_download(
            here,
            key="terms",
            table=tables.terms(report),
            alt="Every criterion with its answer, state and points.",
            columns={"Last day": _DATE, "Points": _POINTS, "Of": _POINTS},
        )


def link_to_assess(here: Here, report: SiteReport, label: str, *, quick: bool) -> None:
    """The next step is one click away, for whoever may take it."""
    if not here.who.may(Permission.ANSWER, report.site.site_id):
        return
    address = {"site": report.site.site_id} | ({"show": "quick"} if quick else {})
    st.page_link(
        ROOT / "pages" / "assess.py",
        label=label,
        icon=":material/edit:",
        query_params=address,
    )


def timeline_chart(
    here: Here,
    report: SiteReport,
    window: tuple[date, date],
    *,
    key: str,
    title: str,
    marks: Sequence[tuple[date, str]] = (),
) -> None:
    """Level and score over a window of days, and the `marks` in it."""
    first, last = window
    steps = tables.timeline(report, first, last)
    note = f"After {day(report.as_of)}: what comes if nobody acts."
    levels = report.framework.levels
    blocks.chart_with_table(
        here,
        shows=report.site.site_id,
        key=key,
        title=title,
        note=f"{note} ▲ marks what set things off." if marks else note,
        figure=partial(
            timeline.figure,
            steps,
            as_of=report.as_of,
            first=first,
            last=last,
            thresholds=[(one.title, float(one.min_score)) for one in levels if one.min_score],
            ladder=[NOT_ASSESSED, *(one.id for one in levels)],
            marks=marks,
        ),
        summary=partial(timeline.summary, steps, as_of=report.as_of, marks=marks),
        table=partial(tables.timeline_table, steps),
    )
