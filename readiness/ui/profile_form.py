"""The facts of a site that requirements depend on."""

import streamlit as st

from readiness.domain.framework import ProfileField
from readiness.errors import ReadinessError
from readiness.services import recording
from readiness.services.sites import SiteReport
from readiness.ui import blocks, contest
from readiness.ui.context import Here
from readiness.ui.text import plain
from readiness.views.sentences import day

AGENTS_FIELD = "agents"
_PLACE = "_profile"


def offer(here: Here, report: SiteReport) -> None:
    """The profile in force, and a form to state it anew as of today."""
    stated = report.history.profiles
    when = f"from {day(stated[-1].recorded_on)}" if stated else "not stated yet"
    with (
        st.expander(f"Site profile ({when}): sets what is asked of this site", expanded=not stated),
        st.form(f"profile_{report.site.site_id}_{len(stated)}", border=False),
    ):
        columns = st.columns(2)
        fields = report.framework.profile_fields
        values = {}
        for place, field in enumerate(fields):
            with columns[place % 2]:
                values[field.id] = _ask(here, report, field)
        key = f"profile_{report.site.site_id}_{len(stated)}"
        contested = False
        if contest.reason(key):
            contest.warn(key)
        if contest.about_words(key):
            contested = st.checkbox(contest.LABEL, key=f"{key}_contest")
        if st.form_submit_button("Save the profile"):
            _save(here, report.site.site_id, values, key, contested=contested)
    blocks.show_notice(_PLACE)


def _ask(here: Here, report: SiteReport, field: ProfileField) -> str:
    """One field; its value as the text that is stored."""
    key = f"profile_{report.site.site_id}_{field.id}_{len(report.history.profiles)}"
    value = report.facts[field.id]
    help_text = field.help or None
    if field.type == "count":
        number = st.number_input(
            field.title,
            min_value=0,
            step=1,
            value=int(value or 0),
            key=key,
            help=help_text,
        )
        return str(int(number))
    if field.type == "choice":
        options = [option for option, _ in field.options]
        return st.selectbox(
            field.title,
            options,
            index=options.index(str(value)) if value in options else 0,
            format_func=dict(field.options).__getitem__,
            key=key,
            help=help_text,
        )
    text = "" if value is None else str(value)
    if field.id != AGENTS_FIELD:
        return st.text_input(field.title, text, max_chars=500, key=key, help=help_text)
    given = [part.strip() for part in text.split(";") if part.strip()]
    names = list(dict.fromkeys([*(agent.name for agent in here.workspace.agents), *given]))
    chosen = st.multiselect(field.title, names, given, key=key, help=help_text)
    return "; ".join(chosen)


def _save(here: Here, site_id: str, values: dict[str, str], key: str, *, contested: bool) -> None:
    """Save as of today; a text that looks like a patient's may be contested in the next run."""
    try:
        recording.record_profile(here.workspace, here.who, site_id, values, contested=contested)
    except contest.REPEATABLE as error:
        contest.keep(key, error)
        st.rerun()
    except ReadinessError as error:
        st.error(plain(str(error)))
    else:
        said = "Saved the profile as of today. To undo, save it again as it was."
        blocks.leave_notice(said, place=_PLACE)
        st.rerun()
