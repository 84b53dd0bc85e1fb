"""Selections that live in the URL: filters, the site, the date compared with."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import partial
from typing import Any

import streamlit as st

from readiness.domain.explanation import level_title
from readiness.domain.framework import Exact
from readiness.domain.organisations import Site
from readiness.domain.scoring import NOT_ASSESSED, whole
from readiness.services import network
from readiness.services.network import Filters
from readiness.services.plan import MOST_HOURS
from readiness.ui import redrawing
from readiness.ui.context import Here
from readiness.ui.text import plain

_TITLES = {
    "region": "Region",
    "state": "State",
    "practice": "Practice",
    "service_level": "Service level",
    "agent": "Agent given",
    "level": "Level",
}
_ASTRAY = "asked_for_no_site"
NO_SUCH_SITE = (
    "The link leads to a site that is not here or that you may not see. Choose one of yours, or "
    "ask your network administrator."
)


def filters(here: Here) -> tuple[Filters, date]:
    """The filters of the network and the date compared with, both kept in the URL."""
    options = network.choices(here.workspace, here.who)
    titles = _option_titles(here)
    options["service_level"] = list(titles["service_level"])
    options["level"] = list(titles["level"])
    chosen: dict[str, tuple[str, ...]] = {}
    with st.expander("Filters and comparison", icon=":material/filter_list:", expanded=False):
        columns = st.columns(3)
        for place, (name, title) in enumerate(_TITLES.items()):
            words = titles.get(name, {})
            chosen[name] = tuple(
                columns[place % 3].multiselect(
                    title,
                    options[name],
                    key=name,
                    bind="query-params",
                    persist_state="session",
                    placeholder="All",
                    format_func=partial(_word, words),
                )
            )
        since = _since(here)
    active = [
        f"{_TITLES[name]}: {', '.join(titles.get(name, {}).get(v, v) for v in values)}"
        for name, values in chosen.items()
        if values
    ]
    if active:
        st.caption(plain(f"Filtered by {'; '.join(active)}."))
    return Filters(**chosen), since


def _since(here: Here) -> date:
    """The date that movement is measured from: a quarter ago, a half-year or a year."""
    words = {"quarter": "a quarter ago", "half": "half a year ago", "year": "a year ago"}
    chosen = st.radio(
        "Movement since",
        list(words),
        format_func=words.__getitem__,
        horizontal=True,
        **in_url("since", list(words), default="quarter"),
    )
    keep("since", chosen)
    return here.as_of - timedelta(days={"quarter": 91, "half": 182, "year": 365}[chosen])


def site(here: Here, nothing: str = "Choose a site") -> str | None:
    """The site in hand, the same on every page; `None` where there is none.

    `nothing` says what is shown then. A link to a site that is not theirs is told, once for all
    reasons, until they choose another.
    """
    sites = here.workspace.sites(here.who)
    asked = st.query_params.get("site")
    if asked and asked not in sites:
        st.session_state[_ASTRAY] = True
    ordered = sorted(sites, key=lambda key: (sites[key].site_name, key))
    chosen = st.selectbox(
        "Site",
        ordered,
        index=None if len(ordered) > 1 else 0,
        placeholder=nothing,
        format_func=site_labels(sites).__getitem__,
        **in_url("site", ordered),
    )
    keep("site", chosen)
    if chosen is not None:
        st.session_state.pop(_ASTRAY, None)
    elif _ASTRAY in st.session_state:
        st.warning(NO_SUCH_SITE)
    return chosen


def site_labels(sites: Mapping[str, Site]) -> dict[str, str]:
    """Name and practice of each site, by id; no two are the same."""
    return told_apart(
        {key: f"{site.site_name} ({site.practice or key})" for key, site in sites.items()}
    )


def told_apart(labels: Mapping[str, str]) -> dict[str, str]:
    """Labels by id; two that are the same get their id: Streamlit chooses by the label alone."""
    times = Counter(labels.values())
    return {key: f"{text}, {key}" if times[text] > 1 else text for key, text in labels.items()}


def in_url(
    name: str, options: Sequence[str], default: str | None = None, *, everything: bool = False
) -> dict[str, Any]:
    """Arguments for a widget whose choice is an id in the URL, whatever words it shows.

    (Streamlit's own binding writes the words.) Call `keep` with the choice afterwards. In a part
    that is drawn by itself, `everything` has a choice draw the whole page.
    """
    key = f"choice_{name}"
    asked = wanted(name)
    if asked not in options:
        asked = default
    if asked is not None:
        # Also where the state says so already: it may be that of the page before.
        st.session_state[key] = asked
    return {"key": key, "on_change": _to_url, "args": (name, key, everything)}


def wanted(name: str) -> str | None:
    """What the URL asks for, or what was chosen before; it need not be an option."""
    asked = st.query_params.get(name, st.session_state.get(f"kept_{name}"))
    return asked if isinstance(asked, str) else None


def many_in_url(
    name: str, options: Collection[str], *, most: int, default: Sequence[str] = ()
) -> dict[str, Any]:
    """The same for a choice of several ids, in the order chosen. Call `keep_many` afterwards."""
    key = f"choice_{name}"
    asked = st.query_params.get_all(name) or st.session_state.get(f"kept_{name}", default)
    st.session_state[key] = [value for value in dict.fromkeys(asked) if value in options][:most]
    return {"key": key, "on_change": _many_to_url, "args": (name, key)}


def keep_many(name: str, chosen: Sequence[str]) -> None:
    """Show a choice of several in the URL and remember it for the other pages of the session."""
    st.session_state[f"kept_{name}"] = list(chosen)
    if not chosen:
        st.query_params.pop(name, None)
    elif st.query_params.get_all(name) != list(chosen):
        st.query_params[name] = list(chosen)


def hours(title: str, name: str, usual: Exact) -> Exact:
    """A number of hours in quarters, kept in the URL under `name`."""
    chosen = st.number_input(
        title,
        min_value=0.0,
        max_value=float(MOST_HOURS),
        value=float(usual),
        step=0.25 if usual < 1 else 1.0,
        format="%.4g",
        key=name,
        bind="query-params",
    )
    return whole(Fraction(round(chosen * 4), 4))


def keep(name: str, chosen: str | None) -> None:
    """Show a choice in the URL and remember it for the other pages of the session."""
    st.session_state[f"kept_{name}"] = chosen
    if chosen is None:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != chosen:
        st.query_params[name] = chosen


def _to_url(name: str, key: str, everything: bool) -> None:
    keep(name, st.session_state.get(key))
    if everything:
        redrawing.everything_again()


def _many_to_url(name: str, key: str) -> None:
    keep_many(name, st.session_state.get(key, []))


def _word(words: dict[str, str], value: str) -> str:
    return words.get(value, value)


def _option_titles(here: Here) -> dict[str, dict[str, str]]:
    field = here.framework.profile_field.get("service_level")
    levels = [level.id for level in reversed(here.framework.levels)] + [NOT_ASSESSED]
    return {
        "service_level": dict(field.options) if field else {},
        "level": {level: level_title(here.framework, level) for level in levels},
    }
