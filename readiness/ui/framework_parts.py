"""Parts of the Framework page."""

import streamlit as st

from readiness.domain.framework import Framework
from readiness.domain.wording import condition_in_words, requirement_in_words, validity_in_words
from readiness.exports import framework_document
from readiness.ui import blocks, selection
from readiness.ui.context import Here
from readiness.ui.text import plain, source_link
from readiness.views import framework as tables
from readiness.views.sentences import capitalised, count, day


def levels(framework: Framework) -> None:
    """What each level asks for, highest first."""
    for level in reversed(framework.levels):
        asks = []
        if level.needs_gates:
            asks.append("every must-have in place")
        if level.min_score:
            asks.append(f"a score of at least {float(level.min_score):g}")
        words = " and ".join(asks) or "everything else"
        st.write(f"{plain(blocks.level_sign(level.id, level.title))}: {plain(words)}")


def choose_element(framework: Framework) -> str | None:
    """One element, or all of them; kept in the URL."""
    titles = {element.id: element.title for element in framework.elements}
    chosen = st.selectbox(
        "Element",
        list(titles),
        index=None,
        format_func=titles.__getitem__,
        placeholder="All elements",
        **selection.in_url("of", list(titles)),
    )
    selection.keep("of", chosen)
    return chosen


def one_criterion(framework: Framework, element_id: str | None) -> None:
    """Everything about one criterion."""
    rows = framework.criteria_of(element_id) if element_id else framework.scored
    titles = {row.id: row.title for row in rows}
    key = st.selectbox(
        "Read one criterion",
        list(titles),
        index=None,
        format_func=titles.__getitem__,
        placeholder="Choose a criterion",
        **selection.in_url("criterion", list(titles)),
    )
    selection.keep("criterion", key)
    if key is None:
        return
    row = framework.criterion[key]
    with st.container(border=True):
        st.write(f"**{plain(row.question)}**")
        st.write(plain(row.why))
        st.write(
            plain(
                f"Asked for: {requirement_in_words(row, framework)}; {validity_in_words(row)}; "
                f"applies {condition_in_words(row, framework)}. Evidence: {row.evidence}."
            )
        )
        needs = ", ".join(framework.criterion[other].title for other in row.depends_on)
        st.caption(
            plain(
                f"{float(row.points):g} points; about {count(int(row.effort_hours), 'hour')} of "
                f"work, {count(row.lead_days, 'day')} of lead time. Needs first: {needs or '–'}."
            )
        )
        review = day(row.next_review)
        st.caption(
            plain(
                f"Basis: {row.basis}. Author: {row.author}. Checked by: "
                f"{row.checked_by or 'not yet'}. Next review: {review}. Code {row.id}."
            )
        )
        for source in row.sources:
            st.write(f":small[{source_link(source)}]")


def agents(here: Here) -> None:
    """Label and REMS facts with source and date."""
    table = tables.agents(here.workspace.agents, here.workspace.today)
    due = int((table["Status"] == "check due").sum())
    unknown = int((table["Basis"] == "unknown").sum())
    st.caption(
        capitalised(
            f"{count(unknown, 'fact')} of {len(table)} unknown, {count(due, 'check')} due. "
            "Label facts go stale: check the current label before relying on any of them."
        )
    )
    blocks.table_with_download(
        here, key="agents", table=table, alt="Facts of each agent with source and date."
    )


def versions(here: Here) -> None:
    """The versions in use, and what differs between two of them."""
    versions = here.workspace.versions
    if len(versions) < 2:
        st.write(f"One version is in use: {plain(here.framework.version)}.")
        return
    names = list(versions)
    left, right = st.columns(2)
    old = left.selectbox("From version", names, index=0)
    new = right.selectbox("To version", names, index=len(names) - 1)
    table = tables.changes(versions[old], versions[new])
    if table.empty:
        st.write("These versions ask for the same.")
    else:
        blocks.table_with_download(
            here, key="changes", table=table, alt=f"Changes from {old} to {new}."
        )


def download(framework: Framework) -> None:
    """The whole framework as a text to read and to print."""
    st.download_button(
        "Download the framework as text",
        data=lambda: framework_document.document(framework),
        file_name=f"{framework.id}-{framework.version}.md",
        mime="text/markdown",
        on_click="ignore",
    )
