"""Who is in front of the screen: signed in at the identity provider, or chosen in local mode."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from readiness import settings
from readiness.domain.people import Person
from readiness.errors import NotAllowedError
from readiness.group_files import Groups, load_groups
from readiness.services import access
from readiness.services.workspace import Workspace
from readiness.ui import claims as claiming
from readiness.ui import selection
from readiness.ui.text import plain

LOCAL = "Local mode: no sign-in, this computer only."
USUAL = "administrator"
ASK = "Sign in to see how ready your sites are."
_LOG = logging.getLogger("readiness.sign_in")


class OutsideError(NotAllowedError):
    """Nobody is let in. `again`: signing in (once more) may help; else only others can."""

    def __init__(self, sentence: str, *, again: bool = True) -> None:
        super().__init__(sentence)
        self.again = again


@dataclass
class SignedIn:
    """Whoever the claims of a sign-in are about.

    Called, it says what they hold at that moment: also in the callbacks that run before a page is
    drawn anew, so that a grant that was withdrawn, or a session that ended, counts there too.
    """

    workspace: Workspace
    provider: settings.Provider
    claims: Mapping[str, Any]
    _known: tuple[tuple[int, date], Person] | None = field(default=None, repr=False)

    def __call__(self) -> Person:
        name = claiming.display_name(self.claims)
        if claiming.why_not(self.claims, self.workspace.clock(), self.provider.hours):
            return Person(name, ())
        # Grants name practices and regions too: what they stand for is in the sites.
        state = (self.workspace.ledger.last_change("access", "site"), self.workspace.today)
        if self._known is None or self._known[0] != state:
            address = access.tidy_address(claiming.address(self.claims))
            more = groups(self.provider.groups).grants(address, self.claims)
            self._known = state, access.person_of(self.workspace, address, name, more)
        return self._known[1]


@cache
def groups(path: Path | None) -> Groups:
    """What groups stand for; read once, as everything else a server is started with."""
    return Groups() if path is None else load_groups(path)


def require() -> None:
    """Raises `OutsideError` where people have to sign in and this one has not."""
    if settings.provider() is not None and not _claims():
        raise OutsideError(ASK)


def person(workspace: Workspace) -> Person | SignedIn:
    """Who looks. Raises `OutsideError` for whom nothing may be drawn."""
    provider = settings.provider()
    if provider is None:
        people = access.sample_people(workspace)
        return people.get(selection.wanted("you") or USUAL, people[USUAL])
    claims = _claims()
    if not claims:
        raise OutsideError(ASK)
    reason = claiming.why_not(claims, workspace.clock(), provider.hours)
    if reason:
        _refused(claims, reason)
        raise OutsideError(reason)
    signed_in = SignedIn(workspace, provider, claims)
    if not signed_in().holdings:
        _refused(claims, "nothing is granted")
        raise OutsideError(
            f"You are signed in as {claiming.display_name(claims)}, but nothing is granted to "
            "you. Ask your network administrator.",
            again=False,
        )
    return signed_in


def say_who(workspace: Workspace, who: Person | SignedIn) -> None:
    """In the sidebar: who looks, and the way out; in local mode a choice of whom to look as."""
    if isinstance(who, SignedIn):
        claims, person = who.claims, who()
        name = claiming.told_name(claims) or person.name
        st.caption(
            plain(f"Signed in as {name}, {', '.join(person.roles)}."),
            help=plain(claiming.address(claims)),
        )
        st.button("Sign out", key="sign_out", icon=":material/logout:", on_click=st.logout)
        return
    people = access.sample_people(workspace)
    chosen = st.selectbox(
        "You are",
        list(people),
        format_func=lambda key: people[key].name if key in people else key,
        help="There is no sign-in in local mode. Choose whom to try the product as.",
        **selection.in_url("you", list(people), default=USUAL),
    )
    selection.keep("you", None if chosen == USUAL else chosen)
    st.caption(LOCAL)


def show(outside: OutsideError) -> None:
    """The page of whom nothing else is shown."""
    st.title("Bispecific Readiness")
    st.text(str(outside))  # as Markdown, addresses would become links
    if outside.again:
        st.button("Sign in", key="sign_in", type="primary", on_click=st.login)
    else:
        st.button("Sign out", key="sign_out", on_click=st.logout)


def _claims() -> dict[str, Any]:
    """What the signed cookie says; empty for whoever is not signed in."""
    user = st.user.to_dict()
    return user if user.get("is_logged_in") is True else {}


def _refused(claims: Mapping[str, Any], reason: str) -> None:
    _LOG.warning("Refused subject %s: %s", claiming.subject(claims), reason)
