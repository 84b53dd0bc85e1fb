"""Parts of the Data page: import with preview, export, backup, audit log."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, cast

import pandas as pd
import streamlit as st
from streamlit.typing import UploadedFile

from readiness.domain.assessment import Batch
from readiness.errors import Problem, ReadinessError
from readiness.exports import tables as exports
from readiness.exports.about import About
from readiness.exports.fhir import fhir_bundle
from readiness.exports.network_workbook import network_workbook
from readiness.exports.parquet_files import parquet_files, zipped
from readiness.exports.redcap import redcap_dictionary
from readiness.imports.preview import Preview, preview
from readiness.services import recording, transfer, upkeep
from readiness.services.snapshot import Snapshot, snapshot
from readiness.ui import blocks, making
from readiness.ui.context import Here
from readiness.ui.jobs import Tell
from readiness.ui.text import plain
from readiness.views.problems import problem_table
from readiness.views.sentences import capitalised, count, day

_ENDINGS = ["csv", "txt", "tsv", "xlsx", "toml"]
_READING = "Reading {:,} of {:,} sites"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def import_files(here: Here) -> None:
    """Upload, look at what would be written, accept or mend."""
    st.subheader("Import")
    st.write(
        "Sites, profiles, responses and findings as CSV or XLSX, or a survey export with one row "
        "for each site. Nothing is written until you accept."
    )
    generation = st.session_state.setdefault("import_generation", 0)
    files = st.file_uploader(
        "Files; for a survey with column names of its own, add its mapping file (.toml)",
        type=_ENDINGS,
        accept_multiple_files=True,
        key=f"import_{generation}",
    )
    if not files:
        return
    seen = _preview(here, files)
    _show_problems(seen.problems)
    _show_what_comes(seen)
    if seen.acceptable:
        names = ", ".join(file.name for file in files)
        st.button(
            f"Accept {count(len(seen.batch), 'record')}",
            type="primary",
            key="accept_import",
            on_click=_accept,
            args=(here, seen, names),
        )
    elif not seen.problems:
        st.info("There is nothing to write in these files.")


def _preview(here: Here, files: Sequence[UploadedFile]) -> Preview:
    """Read the files once for each upload and each state of the ledger."""
    held = (here.version, tuple(file.file_id for file in files))
    known = st.session_state.get("import_preview")
    if known is not None and known[0] == held:
        return cast(Preview, known[1])
    bar = st.progress(0.0, text="Reading the files …")

    def report(share: float) -> None:
        bar.progress(min(share, 1.0), text="Reading the files …")

    seen = preview(
        [(file.name, file.getvalue()) for file in files],
        here.framework,
        list(here.workspace.sites(here.who).values()),
        now=here.workspace.clock(),
        on_progress=report,
    )
    bar.empty()
    st.session_state["import_preview"] = (held, seen)
    return seen


def _show_problems(problems: Sequence[Problem]) -> None:
    if not problems:
        return
    st.error(
        f"{capitalised(count(len(problems), 'problem'))} to mend. Nothing was written: mend the "
        "files and upload them again."
    )
    st.dataframe(
        problem_table(problems), hide_index=True, alt="Every problem with file, line and column."
    )


def _show_what_comes(seen: Preview) -> None:
    if seen.counts:
        st.dataframe(
            pd.DataFrame(
                {
                    "File": [item.table for item in seen.counts],
                    "Holds": [item.kind for item in seen.counts],
                    "Records": [item.records for item in seen.counts],
                }
            ),
            hide_index=True,
            alt="What each file holds.",
        )
    if seen.new_sites:
        st.write(plain(f"New: {_named([site.site_name for site in seen.new_sites])}."))
    if seen.changed_sites:
        names = [change.after.site_name for change in seen.changed_sites]
        st.write(plain(f"Changed: {_named(names)}."))
    if seen.warnings:
        with st.expander(f"{count(len(seen.warnings), 'remark').capitalize()} on these files"):
            st.dataframe(problem_table(seen.warnings), hide_index=True, alt="Remarks on the files.")


def _named(names: list[str], most: int = 12) -> str:
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{count(len(names), 'site')}, {', '.join(names[:most])}{rest}"


def _accept(here: Here, seen: Preview, names: str) -> None:
    try:
        number = recording.accept_import(here.workspace, here.who, seen.batch, names)
    except ReadinessError as error:
        blocks.leave_notice(f"Nothing was written. {error}", good=False)
        return
    st.session_state["import_generation"] += 1
    blocks.leave_notice(f"Wrote {count(number, 'record')} from {names} in one step.")


def export_files(here: Here) -> None:
    """Everything recorded, in the shape that imports again."""
    st.subheader("Export")
    st.write(
        "Sites, profiles, responses and findings as recorded, in the shape that imports again "
        "without loss. Registers are taken out on their own page."
    )
    if not here.who.sees_names:
        st.caption("Without names of persons; “evidence on file” stands for the words of evidence.")
    stamp = f"{here.workspace.today}_{here.framework.id}-{here.framework.version}"
    files = [making.File("Workbook (XLSX)", f"readiness_{stamp}.xlsx", _XLSX, _workbook)]
    for kind in exports.KINDS:
        make = partial(_csv, kind=kind)
        label = f"{kind.capitalize()} (CSV)"
        files.append(making.File(label, f"{kind}_{stamp}.csv", "text/csv", make))
    making.offer(here, files, "export")


def _everything(here: Here, tell: Tell, until: float) -> Batch:
    reading = making.step(tell, _READING, 0.0, until)
    return transfer.everything(here.workspace.ledger, here.who, reading)


def _workbook(here: Here, tell: Tell) -> bytes:
    batch = _everything(here, tell, 0.2)
    writing = making.step(tell, "Writing {:,} of {:,} records", 0.2, 0.9)
    today = here.workspace.today
    about = About(today, here.who.signature, today)
    return exports.workbook(batch, here.framework, writing, about=about)


def _csv(here: Here, tell: Tell, *, kind: str) -> bytes:
    batch = _everything(here, tell, 0.8)
    tell(0.8, f"Writing {kind}")
    return exports.csv_of(kind, batch, here.framework).encode()


def files_of_the_day(here: Here) -> None:
    """The network on the page's date, for people and for other programs."""
    st.subheader("The network on one date")
    st.write(
        f"Your sites as of {day(here.as_of)}: a workbook to read, in which a cell beside each "
        "score adds its points up again, and data for other programs. The survey asks what the "
        "framework asks; its export can be imported here."
    )
    stamp = f"{here.as_of}_{here.framework.id}-{here.framework.version}"
    files = [
        making.File(label, name.format(stamp), mime, partial(_on_a_date, make=make))
        for label, name, mime, make in _SHAPES
    ]
    making.offer(here, files, "day")
    st.download_button(
        "Survey (REDCap)",
        data=lambda: redcap_dictionary(here.framework).encode(),
        file_name=f"redcap_{here.framework.id}-{here.framework.version}.csv",
        mime="text/csv",
        on_click="ignore",
    )


_SHAPES: tuple[tuple[str, str, str, Callable[[Snapshot, Tell], bytes]], ...] = (
    (
        *("Network workbook (XLSX)", "network_{}.xlsx", _XLSX),
        lambda made, tell: network_workbook(
            made, making.step(tell, "{} of {} sheets written", 0.4, 0.9)
        ),
    ),
    (
        *("Tables (Parquet)", "tables_{}.zip", "application/zip"),
        lambda made, tell: zipped(
            parquet_files(made, making.step(tell, "{} of {} tables written", 0.6, 1.0))
        ),
    ),
    (
        *("Answers (FHIR)", "fhir_{}.json", "application/fhir+json"),
        lambda made, tell: fhir_bundle(
            made, making.step(tell, "Writing {:,} of {:,} sites", 0.6, 1.0)
        ),
    ),
)


def _on_a_date(here: Here, tell: Tell, *, make: Callable[[Snapshot, Tell], bytes]) -> bytes:
    reading = making.step(tell, _READING, 0.0, 0.4)
    return make(snapshot(here.workspace, here.who, here.as_of, reading), tell)


def backup(here: Here) -> None:
    """A copy of the database while it is in use, and a check of what is stored."""
    st.subheader("Backup and check")
    with st.container(horizontal=True):
        st.download_button(
            "Download a backup",
            data=lambda: _backup(here),
            file_name=f"readiness-backup_{here.workspace.today}.db",
            mime="application/vnd.sqlite3",
            on_click="ignore",
        )
        check = st.button("Check the database")
    if check:
        with st.spinner("Reading every row …"):
            problems = upkeep.problems(here.workspace, here.who)
        if problems:
            st.error(plain("; ".join(problems)))
        else:
            st.success("The database is sound and its audit log is unbroken.")


def _backup(here: Here) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "backup.db"
        upkeep.back_up(here.workspace, here.who, path)
        return path.read_bytes()


def audit_log(here: Here) -> None:
    """Who wrote what, newest first."""
    st.subheader("Audit log")
    entries = upkeep.audit(here.workspace, here.who, limit=200)
    st.caption("The newest 200 saves. Each one carries the fingerprint of the one before it.")
    table = pd.DataFrame(
        {
            "When (UTC)": [f"{entry.recorded_at:%Y-%m-%d %H:%M}" for entry in entries],
            "Who": [entry.recorded_by for entry in entries],
            "What": [entry.action for entry in entries],
            "Records": [_counts_in_words(entry.detail) for entry in entries],
            "Revision": [entry.revision for entry in entries],
            "Fingerprint": [entry.hash[:12] for entry in entries],
        }
    )
    blocks.table_with_download(here, key="audit", table=table, alt="The newest saves.")


def _counts_in_words(detail: Mapping[str, Any]) -> str:
    """What a save held: "1 profile, 12 responses"."""
    counts = detail.get("counts", {})
    return ", ".join(count(number, kind) for kind, number in counts.items())
