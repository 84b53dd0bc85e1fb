"""Data: in and out."""

import streamlit as st

from readiness.ui import blocks, data_parts, guard, start

here = guard.page()

st.title("Data")
st.header("Bring data in with a preview, take it out whole, and see who changed what.")
blocks.show_notice()

data_parts.import_files(here)
with st.expander("Add one site by hand"):
    start.add_site_form(here)
data_parts.export_files(here)
data_parts.backup(here)
data_parts.audit_log(here)
