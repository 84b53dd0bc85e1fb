"""The server's log as one JSON object a line, without anything that people typed or are called.

A line has the words that stand in the program and `facts`, which are numbers or words of the
program. What was filled in elsewhere (a value in the message of an error, the text of another
package) may hold anything, so it is left out: what failed is said by its kind and its places.
"""

import json
import logging
import sys
import threading
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import streamlit.logger

from readiness import settings

_OWN = "readiness"
_PACKAGES = "site-packages"
_KINDS = 5


class JsonLines(logging.Formatter):
    """`at`, `level`, `logger`; of the product's own lines `event` and facts; `where` for others;
    `error` and `frames`, innermost last, where something failed."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if record.name.partition(".")[0] == _OWN:
            line["event"] = str(record.msg)  # the text in the program, its gaps not filled
            line |= getattr(record, "facts", {})
        else:
            line["where"] = f"{_place(record.pathname)}:{record.lineno}"
        if record.exc_info and record.exc_info[1] is not None:
            line |= _failure(record.exc_info[1])
        return json.dumps(line, ensure_ascii=True)


def install() -> None:
    """Let everything that is logged, warned of or not caught be written so, from now on."""
    root = logging.getLogger()
    if not any(isinstance(handler.formatter, JsonLines) for handler in root.handlers):
        root.addHandler(_handler())
    for name in list(logging.root.manager.loggerDict):
        for handler in logging.getLogger(name).handlers:
            if isinstance(handler, logging.StreamHandler):
                handler.setFormatter(JsonLines())
    # Streamlit gives each of its loggers a handler of its own, also those that come later.
    streamlit.logger.setup_formatter = _like_the_others
    logging.captureWarnings(True)
    sys.excepthook = _not_caught
    threading.excepthook = _not_caught_in_a_thread


def _handler() -> logging.Handler:
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    return handler


def _like_the_others(logger: logging.Logger) -> None:
    for handler in [h for h in logger.handlers if isinstance(h, logging.StreamHandler)]:
        logger.removeHandler(handler)
    logger.addHandler(_handler())


def _failure(error: BaseException) -> dict[str, Any]:
    """The kinds of an error and of those behind it, and the places of the first."""
    kinds: list[str] = []
    behind: BaseException | None = error
    while behind is not None and len(kinds) < _KINDS:
        kinds.append(type(behind).__name__)
        behind = behind.__cause__ or behind.__context__
    frames = traceback.extract_tb(error.__traceback__)
    return {
        "error": " from ".join(kinds),
        "frames": [f"{_place(f.filename)}:{f.lineno} {f.name}" for f in frames],
    }


def _place(filename: str) -> str:
    """A file without the folders of this machine."""
    path = Path(filename)
    if _PACKAGES in path.parts:
        return "/".join(path.parts[path.parts.index(_PACKAGES) + 1 :])
    if path.is_relative_to(settings.ROOT):
        return path.relative_to(settings.ROOT).as_posix()
    return path.name


def _not_caught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger(_OWN).critical("Not caught", exc_info=(kind, error, trace))


def _not_caught_in_a_thread(given: threading.ExceptHookArgs) -> None:
    if given.exc_value is not None:
        _not_caught(given.exc_type, given.exc_value, given.exc_traceback)
