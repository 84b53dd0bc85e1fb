"""Parts of the Actions page."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from readiness.charts import burn_down
from readiness.domain.actions import Action, ActionState, in_order, newest
from readiness.domain.people import Permission
from readiness.services import actions
from readiness.services.sites import SiteReport, site_report
from readiness.ui import action_forms, blocks, selection
from readiness.ui.context import ROOT, Here
from readiness.ui.text import plain
from readiness.views import actions as tables
from readiness.views.sentences import count, day

_DATE = st.column_config.DateColumn(format="D MMM YYYY")


def nothing_yet(here: Here) -> None:
    """How the first one comes about."""
    st.info(f"An action is someone's promise to close gaps. {how_more_come(here)}")
    if here.workspace.sites(here.who):
        st.page_link(ROOT / "pages" / "site.py", label="Choose a site", icon=":material/flag:")
    else:
        overview = ROOT / "pages" / "overview.py"
        st.page_link(overview, label="Begin with sites", icon=":material/flag:")


def how_more_come(here: Here) -> str:
    """Where actions are raised, or by whom for those who may not."""
    if here.who.may_somewhere(Permission.ACT):
        return "Raise actions on the page of a site, under “What to close first”."
    return "Practice managers and network administrators raise actions."


def narrow_down(here: Here, changes: Sequence[Action]) -> tuple[tuple[Action, ...], str]:
    """The changes at one site or of one owner, and the states to list; all kept in the URL.

    Owners are offered to those who see names only. The labels differ from those of the controls
    of one action, so that each can be told from the other where the page is heard.
    """
    now = in_order(newest(changes, here.as_of))
    sites = here.workspace.sites(here.who)
    ids = sorted({row.site_id for row in now}, key=lambda key: (sites[key].site_name, key))
    owners = sorted({row.owner for row in now})
    site_id, owner = None, None
    with st.container(horizontal=True):
        site_id = st.selectbox(
            "Site",
            ids,
            index=None,
            placeholder="All",
            format_func=lambda key: f"{sites[key].site_name} ({key})",
            **selection.in_url("at", ids),
        )
        selection.keep("at", site_id)
        listed = st.selectbox(
            "Show",
            list(tables.CHOICES),
            format_func=tables.CHOICES.__getitem__,
            **selection.in_url("listed", list(tables.CHOICES), default=tables.UNFINISHED),
        )
        selection.keep("listed", listed)
        if here.who.sees_names:
            owner = st.selectbox(
                "Owned by",
                owners,
                index=None,
                placeholder="All",
                **selection.in_url("owner", owners),
            )
            selection.keep("owner", owner)
    kept = {
        row.action_id
        for row in now
        if site_id in (None, row.site_id) and owner in (None, row.owner)
    }
    return tuple(row for row in changes if row.action_id in kept), listed


def list_actions(here: Here, own: Sequence[Action], listed: str) -> None:
    """The actions of one state, overdue first."""
    shown = tables.chosen(own, listed, here.as_of)
    if not shown:
        word = tables.CHOICES[listed].lower()
        st.info("Take a filter away to see more." if listed == tables.ALL else f"None is {word}.")
        return
    titles = actions.criterion_titles(here.workspace)
    blocks.table_with_download(
        here,
        key="actions",
        table=tables.table(shown, here.workspace.sites(here.who), titles, here.as_of),
        alt=f"Table of {count(len(shown), 'action')}, overdue first, then by due date.",
        columns={"Due on": _DATE, "action_id": None},
    )


def open_one(here: Here, own: Sequence[Action], changes: Sequence[Action]) -> None:
    """One action: what it is to close, what has been done, and the controls to change it."""
    words = tables.labels(own, here.workspace.sites(here.who))
    chosen = st.selectbox(
        "Open an action",
        list(words),
        index=None,
        placeholder="Choose an action",
        format_func=words.__getitem__,
        **selection.in_url("action", list(words)),
    )
    selection.keep("action", chosen)
    if chosen is None:
        blocks.show_notice()
        return
    action = next(action for action in own if action.action_id == chosen)
    known = [change for change in changes if change.action_id == chosen]
    report = site_report(here.workspace, here.who, action.site_id, here.as_of)
    with st.container(border=True, key="one_action"):
        st.subheader(plain(action.title))
        word = tables.state_word(action, here.as_of)
        st.write(plain(f"{word}. Owner: {action.owner}. Due on {day(action.due_on)}."))
        _gaps(here, action, report)
        if here.is_today and here.who.may(Permission.ACT, action.site_id):
            action_forms.change_controls(here, action, len(known))
        blocks.show_notice()  # beside the button: the top of the page may be out of sight
        blocks.table_with_download(
            here,
            key="action_history",
            table=tables.history(known),
            alt=f"History of the action: {count(len(known), 'change')}, newest first.",
        )


def left_to_do(here: Here, changes: Sequence[Action], shows: object) -> None:
    """The burn-down."""
    frame = tables.left_to_do(changes, here.as_of)
    blocks.chart_with_table(
        here,
        key="burn_down",
        title="Left to do, week by week",
        figure=partial(burn_down.figure, frame),
        summary=partial(burn_down.summary, frame),
        table=lambda: frame.rename(
            columns={"day": "End of", "overdue": "Overdue", "on_time": "Not yet due"}
        ),
        columns={"End of": _DATE},
        shows=repr(shows),
    )


def _gaps(here: Here, action: Action, report: SiteReport) -> None:
    """Which gaps it is to close, whether they are closed, and where to say so."""
    titles = actions.criterion_titles(here.workspace)
    table = tables.gaps_to_close(action, report, titles)
    still_open = int((table["Closed"] == "no").sum())
    st.dataframe(
        table,
        hide_index=True,
        column_config={"criterion_id": None},
        alt=f"{count(len(table), 'gap')} to close, {still_open or 'none'} still open.",
        key="action_gaps",
    )
    if action.state == ActionState.DONE and still_open:
        verb = "is" if still_open == 1 else "are"
        st.warning(f"Done, and yet {count(still_open, 'gap')} of it {verb} open: answer anew.")
    elif action.unfinished and not still_open:
        st.success("Every gap of it is closed: it can be set to done.")
    st.caption("Done does not change the score; only an answer does.")
    with st.container(horizontal=True):
        ways = [("site", f"The page of {report.site.site_name}", ":material/flag:")]
        if here.who.may(Permission.ANSWER, action.site_id):
            ways.insert(0, ("assess", f"Answer for {report.site.site_name}", ":material/edit:"))
        for page, label, icon in ways:
            st.page_link(
                ROOT / "pages" / f"{page}.py",
                label=plain(label),
                icon=icon,
                query_params={"site": action.site_id},
            )
