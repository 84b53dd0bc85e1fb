"""Data: in and out."""

import streamlit as st

from readiness.domain.people import Permission
from readiness.ui import blocks, data_parts, guard, start
from readiness.views.sentences import count

here = guard.page()
manages = here.who.may_everywhere(Permission.MANAGE)

st.title("Data")
if manages:
    st.header("Bring data in with a preview, take it out whole, and see who changed what.")
else:
    sites = count(len(here.workspace.sites(here.who)), "site")
    st.header(f"You may take out everything recorded for {sites}.")
blocks.show_notice()

if manages:
    data_parts.import_files(here)
    with st.expander("Add one site by hand"):
        start.add_site_form(here)
data_parts.export_files(here)
data_parts.files_of_the_day(here)
if manages:
    data_parts.backup(here)
    data_parts.audit_log(here)
