"""`python -m readiness`: see readiness/commands."""

import os
import sys

from readiness.commands.main import OUTPUT_CLOSED, main


def _plain_text() -> None:
    """Write UTF-8 with line ends as they are, whatever the language settings of the machine."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def _leave_output() -> None:
    """What is still to be written goes nowhere: whoever was reading has gone."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


if __name__ == "__main__":
    _plain_text()
    code = main()
    if code == OUTPUT_CLOSED:
        _leave_output()
    sys.exit(code)
