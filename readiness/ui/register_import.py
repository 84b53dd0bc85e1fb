"""Entries of a register from a file: looked at first, written when accepted; and out again."""

from collections.abc import Sequence

import streamlit as st
from streamlit.typing import UploadedFile

from readiness.domain.people import Permission
from readiness.domain.registers.entries import EntryRow
from readiness.domain.registers.measuring import Register
from readiness.domain.registers.rota_days import ROTA
from readiness.domain.registers.wall_clock import is_zone
from readiness.errors import InputError, Problem, ReadinessError
from readiness.exports.registers import register_csv
from readiness.exports.typeset import file_name
from readiness.imports.registers import columns_of, read_register
from readiness.imports.rota_calendar import read_rota_calendar
from readiness.imports.tables import read_table
from readiness.services import registers
from readiness.services.registers import SiteRegisters
from readiness.ui import blocks, register_form
from readiness.ui.context import Here
from readiness.ui.text import plain
from readiness.views.problems import left_out_table, problem_table
from readiness.views.sentences import capitalised, count


def offer(here: Here, kept: SiteRegisters, register: Register) -> None:
    """A file in, and the entries in force out as a file that reads back."""
    with st.expander("Bring entries from a file, or take them out"):
        st.download_button(
            "Take these entries out as CSV",
            data=lambda: register_csv(register, kept.entries, names=here.who.sees_names),
            file_name=file_name(register.id, kept.site.site_id, str(here.as_of), ending=".csv"),
            mime="text/csv",
            key=f"register_out_{register.id}",
            on_click="ignore",
        )
        if here.is_today and here.who.may(Permission.ANSWER, kept.site.site_id):
            _bring(here, kept, register)


def _bring(here: Here, kept: SiteRegisters, register: Register) -> None:
    types = ["csv", "txt", "tsv", "xlsx"]
    calendars = register.id == ROTA
    st.caption(
        plain(
            f"CSV or XLSX with the columns {', '.join(columns_of(register))}; entry_id and "
            "optional ones may be left out. Several sites may be in one file. "
            f"{'Or a calendar (.ics) of this site. ' if calendars else ''}"
            "Nothing is written until you accept."
        )
    )
    generation = st.session_state.setdefault("register_files", 0)
    file = st.file_uploader(
        "File",
        type=[*types, "ics"] if calendars else types,
        key=f"register_in_{register.id}_{generation}",
    )
    if file is None:
        return
    if file.name.lower().endswith(".ics"):
        rows, problems = _read_calendar(kept, file)
    else:
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


def _read_calendar(
    kept: SiteRegisters, file: UploadedFile
) -> tuple[list[EntryRow], Sequence[Problem]]:
    """The shifts of a calendar, in the time zone of the site; what is left out is named."""
    zones = [entry.values["time_zone"] for entry in kept.of(ROTA)]
    zone = st.text_input(
        "Time zone of the site", value=zones[-1] if zones else "", placeholder="America/New_York"
    ).strip()
    if not zone:
        st.info("Give the time zone of the site by region and city.")
        return [], []
    if not is_zone(zone):
        return [], [Problem(file.name, f"The time zone “{zone}” is not known.")]
    try:
        found = read_rota_calendar(file.name, file.getvalue(), zone)
    except InputError as error:
        return [], error.problems
    if found.left_out:
        number = count(len(found.left_out), "event")
        st.warning(f"{capitalised(number)} left out, because half of one would be wrong:")
        st.dataframe(
            left_out_table(found.left_out), hide_index=True, alt="Every event that is left out."
        )
    site_id = kept.site.site_id
    return [EntryRow(site_id, one.entry_id, dict(one.values)) for one in found.shifts], []


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
