"""Parts of the People page: who has access, giving it and withdrawing it."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from readiness import settings
from readiness.domain.people import Grant, Reach, Role
from readiness.errors import ReadinessError
from readiness.services import access
from readiness.ui import blocks
from readiness.ui.context import Here
from readiness.views import people as tables
from readiness.views.people import grant_in_words
from readiness.views.sentences import capitalised, count

_DATE = st.column_config.DateColumn(format="D MMM YYYY")
_REACHES = {
    Reach.SITE: "One site",
    Reach.PRACTICE: "All sites of a practice",
    Reach.REGION: "All sites of a region",
    Reach.NETWORK: "The whole network",
}
_LATEST = date(2100, 12, 31)
_GIVING, _WITHDRAWING = "_giving", "_withdrawing"


def how_people_come_in() -> str:
    """What the list below is about, in the way this server runs."""
    provider = settings.provider()
    if provider is None:
        return (
            "This list counts once sign-in is set up. In local mode everyone in front of this "
            "computer may do everything."
        )
    if provider.groups is not None:
        return "Groups of the identity provider may give more; the groups file says what."
    return "People sign in at the identity provider; what they may do here is in this list only."


def access_table(here: Here, grants: Sequence[Grant]) -> None:
    """Who holds what, since when and until when."""
    st.subheader("Who has access")
    if not grants:
        st.info("Give someone access below. Begin with a network administrator.")
        return
    blocks.table_with_download(
        here,
        key="access",
        table=tables.access(grants, access.parts_of_the_network(here.workspace, here.who)),
        alt=f"{capitalised(count(len(grants), 'grant'))}: person, role, for what, and until when.",
        columns={"From": _DATE, "Until": _DATE},
    )


def give_access(here: Here) -> None:
    """A role for a part of the network; nothing is sent to the person."""
    st.subheader("Give access")
    parts = access.parts_of_the_network(here.workspace, here.who)
    person, role = st.columns(2)
    person.text_input(
        "E-mail address",
        key="access_person",
        placeholder="ana@practice.example",
        max_chars=254,
        help="The address under which the identity provider knows them.",
    )
    role.selectbox("Role", list(Role), key="access_role", format_func=capitalised)
    far, part = st.columns(2)
    reach = far.selectbox(
        "For",
        [reach for reach in Reach if reach == Reach.NETWORK or parts[reach]],
        key="access_reach",
        format_func=_REACHES.__getitem__,
    )
    titles = parts.get(reach, {})
    if titles:
        part.selectbox(
            capitalised(reach),
            list(titles),
            key=f"access_{reach}",
            format_func=lambda name: titles.get(name, name),
        )
    _days(here.workspace.today)
    st.button("Give access", type="primary", key="give_access", on_click=_give, args=(here,))
    blocks.show_notice(_GIVING)


def _days(today: date) -> None:
    first, last = st.columns(2)
    for place, label, value, name in (
        (first, "First day", today, "since"),
        (last, "Last day, if it ends", None, "until"),
    ):
        place.date_input(
            label,
            value=value,
            min_value=today,
            max_value=_LATEST,
            format="YYYY-MM-DD",
            key=f"access_{name}",
        )


def withdraw_access(here: Here, grants: Sequence[Grant]) -> None:
    """One grant, at once."""
    if not grants:
        blocks.show_notice(_WITHDRAWING)
        return
    st.subheader("Withdraw access")
    parts = access.parts_of_the_network(here.workspace, here.who)
    words = {_key(grant): grant_in_words(grant, parts) for grant in grants}
    st.selectbox(
        "Access to withdraw",
        list(words),
        index=None,
        placeholder="Choose",
        key="access_withdrawn",
        format_func=lambda key: words.get(key, key),
    )
    st.button("Withdraw", key="withdraw_access", on_click=_withdraw, args=(here,))
    blocks.show_notice(_WITHDRAWING)
    st.caption("It ends at the person's next click. What they recorded stays.")


def roles() -> None:
    """What each role may do."""
    with st.expander("What each role may do"):
        st.dataframe(
            pd.DataFrame(tables.roles()),
            hide_index=True,
            alt="Each role with what it may do: see, answer, submit, review, act, manage.",
        )


def _give(here: Here) -> None:
    state = st.session_state
    reach = str(state.get("access_reach", ""))
    of = "" if reach == Reach.NETWORK else str(state.get(f"access_{reach}") or "")
    since, until = (state.get(f"access_{name}") for name in ("since", "until"))
    try:
        parts = access.parts_of_the_network(here.workspace, here.who)
        grant = access.give(
            here.workspace,
            here.who,
            str(state.get("access_person") or ""),
            str(state.get("access_role", "")),
            reach,
            of,
            since if isinstance(since, date) else None,
            until if isinstance(until, date) else None,
        )
    except ReadinessError as error:
        blocks.leave_notice(f"Nothing was changed. {error}", good=False, place=_GIVING)
        return
    state["access_person"] = ""
    words = grant_in_words(grant, parts)
    blocks.leave_notice(f"Gave access to {words}. To undo, withdraw it below.", place=_GIVING)


def _withdraw(here: Here) -> None:
    chosen = st.session_state.get("access_withdrawn")
    try:
        parts = access.parts_of_the_network(here.workspace, here.who)
        found = access.people_with_access(here.workspace, here.who)
        grant = next((grant for grant in found if _key(grant) == chosen), None)
        if grant is None:
            blocks.leave_notice("Choose whose access to withdraw.", good=False, place=_WITHDRAWING)
            return
        access.withdraw(here.workspace, here.who, grant)
    except ReadinessError as error:
        blocks.leave_notice(f"Nothing was changed. {error}", good=False, place=_WITHDRAWING)
        return
    st.session_state["access_withdrawn"] = None
    words = grant_in_words(grant, parts)
    blocks.leave_notice(f"Withdrew from {words}. To undo, give it again.", place=_WITHDRAWING)


def _key(grant: Grant) -> str:
    """What a withdrawal ends: one role of one person for one part of the network."""
    return "\n".join((grant.person, grant.role, grant.reach, grant.of))
