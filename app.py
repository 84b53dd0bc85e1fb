"""The launcher: `streamlit run app.py`, or any ASGI server with `app:app`.

The script that Streamlit runs is readiness/ui/main.py. With the script in another folder than
pages/, Streamlit never serves a page on its own, past the router.
"""

from readiness.ui.server import create_app

app = create_app()
