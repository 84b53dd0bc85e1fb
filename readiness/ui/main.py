"""The router: one navigation, one as-of date, one frame around every page."""

from datetime import date
from pathlib import Path
from typing import Any

import streamlit as st

from readiness.domain.people import Permission, Person
from readiness.errors import LedgerError, ReadinessError
from readiness.ledger import one_look
from readiness.services.workspace import Workspace
from readiness.settings.recovery import with_offer
from readiness.ui import astray, blocks, context, guard, held, metrics, sign_in, window
from readiness.ui.context import Here
from readiness.ui.text import plain
from readiness.views.sentences import day

PAGES = context.ROOT / "pages"
FAVICON = Path(__file__).parent / "static" / "favicon.svg"
SITE_PAGE = st.Page(PAGES / "site.py", title="Site", url_path="site")
_TODAY = "today_when_last_drawn"
NAVIGATION = [
    st.Page(PAGES / "overview.py", title="Network overview", default=True),
    SITE_PAGE,
    st.Page(PAGES / "assess.py", title="Assess", url_path="assess"),
    st.Page(PAGES / "registers.py", title="Registers", url_path="registers"),
    st.Page(PAGES / "review.py", title="Review", url_path="review"),
    st.Page(PAGES / "actions.py", title="Actions", url_path="actions"),
    st.Page(PAGES / "plan.py", title="Plan", url_path="plan"),
    st.Page(PAGES / "forecast.py", title="Forecast", url_path="forecast"),
    st.Page(PAGES / "shared_risks.py", title="Shared risks", url_path="shared_risks"),
    st.Page(PAGES / "agents.py", title="Agents", url_path="agents"),
    st.Page(PAGES / "compare.py", title="Compare", url_path="compare"),
    st.Page(PAGES / "meeting.py", title="Meeting", url_path="meeting"),
    st.Page(PAGES / "framework.py", title="Framework", url_path="framework"),
    st.Page(PAGES / "data.py", title="Data", url_path="data"),
    st.Page(PAGES / "people.py", title="People", url_path="people"),
]
_ADDRESSES = frozenset(page.url_path for page in NAVIGATION)


def main(run: metrics.Run) -> None:
    st.set_page_config("Bispecific Readiness", str(FAVICON), layout="wide")
    st.html(blocks.STYLES)
    try:
        sign_in.require()
        workspace = context.workspace(context.database())
        revision = workspace.ledger.revision()
        person = sign_in.person(workspace)
    except sign_in.OutsideError as outside:
        # None of them is run.
        st.navigation([*NAVIGATION, *astray.unknown(NAVIGATION)], position="hidden")
        sign_in.show(outside)
        st.stop()
    except ReadinessError as error:
        st.navigation(NAVIGATION, expanded=True)
        st.title("The database cannot be used")
        held.explain(error, with_offer(error))
        st.stop()
    held.give_back()
    try:
        _show(run, workspace, person, revision)
    except LedgerError as error:  # the database went away while the page was drawn
        held.explain(error, str(error))


def _show(
    run: metrics.Run, workspace: Workspace, person: Person | sign_in.SignedIn, revision: int
) -> None:
    """Navigation, the frame around every page, and the page."""
    open_to_them = offered(person if isinstance(person, Person) else person())
    closed = [astray.closed(page) for page in NAVIGATION if page not in open_to_them]
    page = st.navigation([*open_to_them, *closed, *astray.unknown(NAVIGATION)], expanded=True)
    with st.sidebar:
        as_of = _as_of(workspace.today)
        st.caption(f"Framework {plain(workspace.framework.version)}.")
        sign_in.say_who(workspace, person)
        window.watch()
    if page.url_path in _ADDRESSES:  # else whatever somebody typed
        run.page = page.url_path or "overview"
    here = Here(workspace, person, as_of, (context.database(), revision), run.page)
    _say_what_is_shown(here)
    guard.let_in(here)
    page.run()


def offered(who: Person) -> list[Any]:
    """The pages for someone's roles; whom the others are for, `astray.FOR` says.

    No other runs, by whatever address it is asked for.
    """
    withheld = set()
    if not who.may_somewhere(Permission.ANSWER):
        withheld.add("assess")
    if not who.may_somewhere(Permission.REVIEW):
        withheld.add("review")
    if not who.may_everywhere(Permission.READ):
        withheld.add("meeting")
    if not who.may_everywhere(Permission.MANAGE):
        withheld.add("people")
    return [page for page in NAVIGATION if page.url_path not in withheld]


def _as_of(today: date) -> date:
    """The date everything is shown for; who stands on today stays on it past midnight."""
    before = st.session_state.get(_TODAY, today)
    if before != today and st.session_state.get("asof") == before:
        st.session_state["asof"] = today
    st.session_state[_TODAY] = today
    chosen = st.date_input(
        "As-of date",
        value=today,
        min_value=date(2015, 1, 1),
        max_value=date(today.year + 3, 12, 31),
        format="YYYY-MM-DD",
        key="asof",
        bind="query-params",
        help="Every number is true for this date: past, today, or ahead if nobody acts.",
    )
    return chosen if isinstance(chosen, date) else today


def _say_what_is_shown(here: Here) -> None:
    sites = here.workspace.sites(here.who).values()
    made_up = sum(site.synthetic for site in sites)
    if made_up:
        which = "every site is" if made_up == len(sites) else f"{made_up} of {len(sites)} sites are"
        st.caption(f":material/science: Synthetic sample network: {which} made up.")
    if not here.is_today:
        when = "Looking ahead" if here.as_of > here.workspace.today else "Looking back"
        st.info(f"{when}: everything is shown as of {day(here.as_of)}.")


with metrics.run() as this_run, one_look():
    main(this_run)
