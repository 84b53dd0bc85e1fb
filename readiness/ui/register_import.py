"""Entries of a register from a file: looked at first, written when accepted; and out again."""

from collections.abc import Sequence

import streamlit as st
from streamlit.typing import UploadedFile

from readiness.domain.people import Permission
from readiness.domain.registers.entries import EntryRow
from readiness.domain.registers.measuring import Register
from readiness.errors import InputError, Problem, ReadinessError
from readiness.exports.registers import register_csv
from readiness.imports.registers import columns_of, read_register
from readiness.imports.tables import read_table
from readiness.services import registers
from readiness.services.registers import SiteRegisters
from readiness.ui import blocks, register_form
from readiness.ui.context import Here
from readiness.ui.text import plain
from readiness.views.problems import problem_table
from readiness.views.sentences import capitalised, count


def offer(here: Here, kept: SiteRegisters, register: Register) -> None:
    """A file in, and the entries in force out as a file that reads back."""
    with st.expander("Bring entries from a file, or take them out"):
        st.download_button(
            "Take these entries out as CSV",
            data=lambda: register_csv(register, kept.entries, names=here.who.sees_names),
            file_name=f"{register.id}_{kept.site.site_id}_{here.as_of}.csv",
            mime="text/csv",
            key=f"register_out_{register.id}",
            on_click="ignore",
        )
        if here.is_today and here.who.may(Permission.ANSWER, kept.site.site_id):
            _bring(here, register)


def _bring(here: Here, register: Register) -> None:
    st.caption(
        plain(
            f"CSV or XLSX with the columns {', '.join(columns_of(register))}; entry_id and "
            "optional ones may be left out. Several sites may be in one file. Nothing is written "
            "until you accept."
        )
    )
    generation = st.session_state.setdefault("register_files", 0)
    file = st.file_uploader(
        "File", type=["csv", "txt", "tsv", "xlsx"], key=f"register_in_{register.id}_{generation}"
    )
    if file is None:
        return
    rows, problems = _read(here, register, file)
    if problems:
        st.error(
            f"{capitalised(count(len(problems), 'problem'))} to mend. Nothing was written: mend "
            "the file and upload it again."
        )
        st.dataframe(
            problem_table(problems), hide_index=True, alt="Every problem with line and column."
        )
    elif rows:
        st.button(
            f"Accept {count(len(rows), 'entry', 'entries')}",
            type="primary",
            key="accept_entries",
            on_click=_accept,
            args=(here, register, rows),
        )
    else:
        st.info("There is nothing to write in this file.")


def _read(
    here: Here, register: Register, file: UploadedFile
) -> tuple[list[EntryRow], Sequence[Problem]]:
    who, sites = here.who, here.workspace.sites(here.who)
    own = [site for site in sites if who.may(Permission.ANSWER, site)]
    try:
        tables = read_table(file.name, file.getvalue())
    except InputError as error:
        return [], error.problems
    rows: list[EntryRow] = []
    problems: list[Problem] = []
    for table in tables:
        read = read_register(table, register, own, today=here.workspace.today)
        rows += read.records
        problems += read.problems
    return rows, problems


def _accept(here: Here, register: Register, rows: Sequence[EntryRow]) -> None:
    try:
        done = registers.accept_entries(here.workspace, here.who, register.id, rows)
    except ReadinessError as error:
        blocks.leave_notice(f"Nothing was written. {error}", good=False, place=register_form.PLACE)
        return
    st.session_state["register_files"] += 1
    blocks.leave_notice(
        f"{register.title}: {done.added} added, {done.changed} changed, "
        f"{done.unchanged} as before.",
        place=register_form.PLACE,
    )
