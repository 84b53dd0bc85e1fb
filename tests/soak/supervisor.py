"""Keeps the app running: whenever it ends, it is started again, as systemd would.

    python -m tests.soak.supervisor PORT

The libraries are loaded once, here, and each start is a fork: what a start costs is then the app
itself. Says `started PID` and `ended` on its standard output; after `ended` it waits for a line, so
that somebody can copy what a killed app left behind before the next one touches it.
"""

import importlib
import os
import sys

_LIBRARIES = (
    *("duckdb", "lxml.etree", "numpy", "openpyxl", "pandas", "plotly.graph_objects"),
    *("prometheus_client", "psycopg", "pyarrow", "sqlalchemy.dialects.postgresql.psycopg"),
    *("streamlit", "streamlit.web.cli", "streamlit.testing.v1", "uvicorn", "xlsxwriter"),
)


def main(port: str) -> None:
    for name in _LIBRARIES:
        importlib.import_module(name)
    while True:
        child = os.fork()
        if child == 0:
            _become_the_app(port)
        print(f"started {child}", flush=True)
        os.waitpid(child, 0)
        print("ended", flush=True)
        if not sys.stdin.readline():
            return


def _become_the_app(port: str) -> None:
    from streamlit.web import cli

    # The pipes belong to the supervisor.
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    sys.argv = ["streamlit", "run", "app.py", "--server.port", port]
    try:
        cli.main()
    finally:
        os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1])
