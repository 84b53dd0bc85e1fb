"""The launcher: `streamlit run app.py`, or any ASGI server with `app:app`.

The script that Streamlit runs is readiness/ui/main.py. With the script in another folder than
pages/, Streamlit never serves a page on its own, past the router. The call stands here because
`streamlit run` looks for it in this file.
"""

import streamlit as st

from readiness.ui import server

app = st.App(
    server.ROUTER,
    secrets=server.secrets(),
    lifespan=server.warm_up,
    routes=server.ROUTES,
    middleware=server.middleware(),
)
