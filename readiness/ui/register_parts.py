"""The parts of the page Registers: what they say, what they hold, and a form to state it."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from readiness.charts.palette import STATES
from readiness.domain.people import Permission
from readiness.domain.registers.catalogue import REGISTERS
from readiness.domain.registers.entries import RegisterEntry
from readiness.domain.registers.measuring import FieldType, Register
from readiness.domain.scoring import SiteScore
from readiness.services import registers
from readiness.services.registers import SiteRegisters
from readiness.ui import blocks, register_form, register_import, rota_parts, selection
from readiness.ui.context import Here
from readiness.ui.text import plain
from readiness.views import registers as tables
from readiness.views.registers import feed_sentence
from readiness.views.sentences import count
from readiness.views.site import STATE_WORDS
from readiness.views.training import lapses, next_lapse_in_words

_DATE = st.column_config.DateColumn(format="D MMM YYYY")


def says(kept: SiteRegisters, score: SiteScore) -> None:
    """What registers answer on the date and what that is worth, beside what was typed."""
    if not kept.feeds:
        return
    st.subheader("What the registers say")
    for scored in score.criteria:
        feed = kept.feeds.get(scored.criterion.id)
        if feed is not None:
            sign = f"{STATES[scored.state].symbol} {scored.criterion.title}"
            words = f"{sign}: {STATE_WORDS[scored.state].lower()}"
            st.write(f"**{plain(words)}**  \n{plain(feed_sentence(scored.criterion, feed))}")


def _lapses_next(here: Here, kept: SiteRegisters) -> None:
    """Who has to take which course next."""
    due = registers.training_due(here.workspace, here.who, kept.site.site_id, here.as_of)
    st.write(plain(next_lapse_in_words(due, here.as_of)))
    if due:
        blocks.table_with_download(
            here,
            key="training_due",
            table=lapses(due, here.as_of),
            alt="Courses that people need, those due first.",
            columns={"Counts until": _DATE},
        )


PICTURES: dict[str, Callable[[Here, SiteRegisters], None]] = {
    "rota": rota_parts.show,
    "training": _lapses_next,
}
"""What a register shows above its entries, by its id."""


def choose(kept: SiteRegisters) -> Register:
    """The register to look at, kept in the URL."""
    held = {name: len(kept.of(name)) for name in REGISTERS}
    chosen = st.selectbox(
        "Register",
        list(REGISTERS),
        format_func=lambda name: f"{REGISTERS[name].title} ({held[name]})",
        **selection.in_url("register", list(REGISTERS), default=next(iter(REGISTERS))),
    )
    selection.keep("register", chosen)
    return REGISTERS[chosen]


def holds(here: Here, kept: SiteRegisters, register: Register) -> None:
    """The entries in force, and every version of them."""
    st.subheader(plain(register.title))
    st.caption(plain(f"{register.about} {tables.answered_by(kept.framework, register)}"))
    picture = PICTURES.get(register.id)
    if picture is not None:
        picture(here, kept)
    rows = kept.of(register.id)
    names = here.who.sees_names
    if not rows:
        st.info("Nothing is in this register yet.")
    else:
        blocks.table_with_download(
            here,
            key=f"register_{register.id}",
            table=tables.entries(register, rows, names=names),
            alt=f"{register.title}: {count(len(rows), 'entry', 'entries')}.",
            columns=_dates(register),
        )
    recorded = [entry for entry in kept.recorded if entry.register == register.id]
    if len(recorded) > len(rows):
        with st.expander(f"Every change: {len(recorded)}"):
            st.dataframe(
                tables.versions(register, recorded, names=names),
                hide_index=True,
                column_config=_dates(register),
                alt=f"Every change of {register.title}.",
            )


def state(here: Here, kept: SiteRegisters, register: Register) -> None:
    """Forms for a new entry, a change and a file; writing only today, for those who may answer."""
    if here.who.may(Permission.ANSWER, kept.site.site_id):
        if here.is_today:
            rows = {entry.entry_id: entry for entry in kept.of(register.id)}
            with st.expander(f"Add or change {register.one}", expanded=not rows):
                chosen = _choose_entry(here, kept, register, rows)
                register_form.show(here, kept, register, rows.get(chosen))
        else:
            st.info("Entries are recorded today. Set the as-of date to today to add one.")
    register_import.offer(here, kept, register)
    blocks.show_notice(register_form.PLACE)


def _choose_entry(
    here: Here, kept: SiteRegisters, register: Register, rows: dict[str, RegisterEntry]
) -> str:
    """The entry to change; "" for a new one."""
    if not rows:
        return ""
    labels = {
        key: tables.entry_label(register, row, names=here.who.sees_names)
        for key, row in rows.items()
    }
    return st.selectbox(
        "Entry",
        ["", *rows],
        format_func=lambda key: selection.told_apart(labels).get(key, "A new one"),
        key=f"entry_{kept.site.site_id}_{register.id}_{len(kept.recorded)}",
    )


def _dates(register: Register) -> dict[str, Any]:
    titles = [one.title for one in register.fields if one.type is FieldType.DATE]
    return dict.fromkeys([*titles, "Recorded"], _DATE)
