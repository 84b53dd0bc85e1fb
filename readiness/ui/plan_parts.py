"""Parts of the Plan page about one site."""

from functools import partial

import streamlit as st

from readiness.charts import plan as chart
from readiness.domain.explanation import level_title, shown
from readiness.domain.people import Permission
from readiness.domain.plan import Plan, Terms, Way
from readiness.domain.scoring import State
from readiness.errors import ReadinessError
from readiness.services import plan as plans
from readiness.services.plan import SitePlan
from readiness.services.sites import SiteReport
from readiness.ui import blocks, contest, selection
from readiness.ui.context import ROOT, Here
from readiness.ui.text import plain
from readiness.views import plan as tables
from readiness.views.sentences import count

JUDGED = (
    "The least hours of work that reach the level, on the day the work is done: what lapses before "
    "has to be renewed too. Hours and lead times are the framework's estimates, for you to correct."
)
_DATE = st.column_config.DateColumn(format="D MMM YYYY")
_HOURS = st.column_config.NumberColumn(format="%.4g")
_RAISED = "raised_from_plan"


def whole_network(here: Here) -> bool:
    """Whether the plan of all sites in scope is asked for, not that of one."""
    return selection.wanted("for") == "network" and len(here.workspace.sites(here.who)) > 1


def choose_reach(here: Here) -> None:
    """One site or all in scope, for those who see several; kept in the URL."""
    if len(here.workspace.sites(here.who)) < 2:
        return
    everywhere = here.who.may_everywhere(Permission.READ)
    words = {"site": "One site", "network": "The network" if everywhere else "All my sites"}
    chosen = st.radio(
        "Plan for",
        list(words),
        format_func=words.__getitem__,
        horizontal=True,
        **selection.in_url("for", list(words), default="site"),
    )
    selection.keep("for", chosen)


def terms(report: SiteReport) -> Terms:
    """What the reader knows better: locked items and own hours. In the URL, stored nowhere."""
    own = [
        scored.criterion
        for scored in report.score.criteria
        if report.score.assessed and scored.state is not State.NOT_APPLICABLE
    ]
    titles = {criterion.id: criterion.title for criterion in own}
    if not titles:
        return Terms()
    with st.expander("What you know better: locked items and hours", icon=":material/tune:"):
        st.caption("Part of the address, so that a link shows the same; nothing is stored.")
        locked = st.multiselect(
            "Cannot be done here (locked)",
            list(titles),
            format_func=titles.__getitem__,
            placeholder="Nothing is locked",
            **selection.many_in_url("locked", titles, most=len(titles)),
        )
        selection.keep_many("locked", locked)
        other = st.multiselect(
            "Takes other hours than estimated",
            list(titles),
            format_func=titles.__getitem__,
            placeholder="All as estimated",
            **selection.many_in_url("own", titles, most=len(titles)),
        )
        selection.keep_many("own", other)
        hours = {
            key: selection.hours(
                f"Hours for: {titles[key]}",
                f"hours_{key}",
                report.framework.criterion[key].effort_hours,
            )
            for key in other
        }
    return Terms(hours, frozenset(locked))


def planned(here: Here, report: SiteReport, own: Terms) -> SitePlan:
    """The plan on the page's date; what cannot be is said, and planned without."""
    site_id = report.site.site_id
    try:
        return plans.site_plan(here.workspace, here.who, site_id, here.as_of, own)
    except ReadinessError as error:
        st.error(plain(str(error)))
        return plans.site_plan(here.workspace, here.who, site_id, here.as_of)


def choose_level(view: SitePlan) -> Way | None:
    """The level to reach, kept in the URL; the highest unless chosen otherwise."""
    if len(view.ways) < 2:
        return view.way(None)
    titles = {way.level.id: way.level.title for way in view.ways}
    chosen = st.radio(
        "Level to reach",
        list(titles),
        format_func=titles.__getitem__,
        horizontal=True,
        **selection.in_url("to", list(titles), default=view.ways[-1].level.id),
    )
    selection.keep("to", chosen)
    return view.way(chosen)


def work(here: Here, view: SitePlan, own: Plan) -> None:
    """The order of work as a picture and a table."""
    frame = tables.work(view, own)
    blocks.chart_with_table(
        here,
        key="work",
        title="Order of work",
        note="◆ and the stronger color: on the critical path, where a day lost is lost for all. "
        "The day beside each is when it can be done at the earliest.",
        figure=partial(chart.figure, frame),
        summary=partial(chart.summary, frame),
        table=lambda: tables.items(view, own).drop(columns="Why"),
        columns={"Begin on": _DATE, "Done on": _DATE, "Hours": _HOURS},
        shows=(view.report.site.site_id, repr(view.terms), own.ids),
    )
    st.subheader("Why each is in")
    blocks.table_with_download(
        here,
        key="plan_items",
        table=tables.items(view, own)[["criterion_id", "Close", "Why", "Hours", "Done on"]],
        alt=f"{count(len(own.items), 'item')} in the order of work, with the reason for each.",
        columns={"Done on": _DATE, "Hours": _HOURS},
    )


def others(here: Here, view: SitePlan, way: Way) -> None:
    """Plans of the same hours, and the next best."""
    st.subheader("Other ways")
    st.caption(plain(tables.others_in_words(way)))
    if way.ties or way.next_best:
        blocks.table_with_download(
            here,
            key="other_plans",
            table=tables.others(view, way),
            alt="The plan, others that take the same hours, and the next best, with what differs.",
            columns={"Hours": _HOURS},
        )


def raise_all(here: Here, view: SitePlan, own: Plan) -> None:
    """One click that makes the plan a list of promises; only today, for those who may act."""
    site_id = view.report.site.site_id
    if not (here.is_today and here.who.may(Permission.ACT, site_id)):
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input("Owner", value=here.who.name, max_chars=200, key=f"{_RAISED}_owner")
        st.button(
            "Raise these as actions",
            icon=":material/add_task:",
            on_click=_raise,
            args=(here, site_id, own),
            help="One action for each item, due on the day the plan has it done. Items that have "
            "an unfinished action already are left out.",
        )
    contest.offer(_RAISED, partial(_raise, here, site_id, own, contested=True))
    blocks.show_notice(_RAISED)


def what_if(here: Here, view: SitePlan) -> None:
    """Tick gaps closed, see score, must-haves and level move. Nothing is stored."""
    report = view.report
    if not report.gaps:
        return
    st.subheader("What if")
    titles = {gap.scored.criterion.id: gap.scored.criterion.title for gap in report.gaps}
    chosen = st.multiselect(
        "Gaps taken as closed today",
        list(titles),
        format_func=titles.__getitem__,
        placeholder="Choose gaps",
        **selection.many_in_url("closed", titles, most=len(titles)),
    )
    selection.keep_many("closed", chosen)
    result = plans.what_if(here.workspace, here.who, report.site.site_id, here.as_of, chosen)
    st.write(plain(tables.what_if_sentence(view, result)))
    if chosen:
        before, after = result.before, result.after
        gates = len(report.framework.gates)
        with st.grid(3, min_column_width=150):
            moved = (after.score or 0) - (before.score or 0)
            st.metric("Score", shown(after.score), f"{float(moved):+.1f}", border=True)
            passed = gates - len(after.failed_gates)
            gained = len(before.failed_gates) - len(after.failed_gates)
            st.metric("Must-haves", f"{passed} of {gates}", f"{gained:+d}", border=True)
            title = level_title(report.framework, after.level)
            st.metric("Level", blocks.level_sign(after.level, title), border=True)
    st.caption("Nothing is stored; the address shows the same to someone else.")


def link_to_site(here: Here, view: SitePlan) -> None:
    """The next step is one click away."""
    site = view.report.site
    begin = not view.report.score.assessed and here.who.may(Permission.ANSWER, site.site_id)
    words = "Assess {}" if begin else "Open {}"
    st.page_link(
        ROOT / "pages" / ("assess.py" if begin else "site.py"),
        label=plain(words.format(site.site_name)),
        icon=":material/arrow_forward:",
        query_params={"site": site.site_id},
    )


def _raise(
    here: Here, site_id: str, own: Plan, _changed: str = "", *, contested: bool = False
) -> None:
    contest.drop(_RAISED)
    owner = str(st.session_state.get(f"{_RAISED}_owner") or "")
    try:
        raised = plans.raise_actions(
            here.workspace, here.who, site_id, own, owner, contested=contested
        )
    except contest.REPEATABLE as error:
        contest.keep(_RAISED, error)
        return
    except ReadinessError as error:
        blocks.leave_notice(f"Not saved. {error}", good=False, place=_RAISED)
        return
    left = len(own.items) - len(raised)
    skipped = f" {count(left, 'item').capitalize()} had one already." if left else ""
    blocks.leave_notice(
        f"Raised {count(len(raised), 'action')} for {owner}.{skipped} "
        "To undo, drop them on the page Actions.",
        place=_RAISED,
    )
