"""Addresses that lead nowhere for whoever follows them: pages not open to them, or none at all.

Streamlit would show the start with a dialog over it. So such an address gets a page of its own
that is in no menu and says so. The file of a page that is not open is not even known to Streamlit.
"""

from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from readiness.ui import guard
from readiness.ui.context import ROOT, Here
from readiness.ui.text import plain

FOR = {
    "assess": "practice managers and network administrators",
    "review": "reviewers and network administrators",
    "meeting": "people who may see the whole network",
    "people": "network administrators",
}
"""Whom a page is for, where it is not for everyone; by its address."""
_LONGEST = 60


def closed(page: Any) -> Any:
    """What stands at the address of a page that is not open to someone."""

    def say() -> None:
        here = guard.page()
        st.title(plain(page.title))
        st.header(f"This page is for {FOR[page.url_path]}.")
        _lead_on(here)

    return st.Page(say, title=page.title, url_path=page.url_path, visibility="hidden")


def unknown(pages: Collection[Any]) -> list[Any]:
    """What stands at the address that the browser is at, if none of these pages does."""
    address = urlsplit(st.context.url or "").path.strip("/")
    if not address or "/" in address or address in {page.url_path for page in pages}:
        return []

    def say() -> None:
        guard.page()
        st.title("No such page")
        short = address if len(address) <= _LONGEST else f"{address[:_LONGEST]}…"
        st.header(plain(f"There is no page at the address “{short}”."))
        _to_the_start()

    return [st.Page(say, title="No such page", url_path=address, visibility="hidden")]


def _lead_on(here: Here) -> None:
    roles = " and ".join(here.who.roles)
    st.write(f"You are here as {roles}. If you need it, ask your network administrator.")
    _to_the_start()


def _to_the_start() -> None:
    st.page_link(ROOT / "pages" / "overview.py", label="Go to the network overview")
