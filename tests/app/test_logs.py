"""The JSON log of a process that is given personal and hostile values wherever it logs."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from readiness import settings
from tests.commands.calls import ROOT

PERSONAL = ("Ana Lovelace", "ana.lovelace@practice.example", "MRN 4711-0815", "Cedar Falls")
HOSTILE = ('"}\n{"event": "forged"}', "\x1b[31mred", "\u2028\u202e", "${jndi:ldap://x}")

SCRIPT = """
import logging, sys, threading, warnings
from datetime import UTC, datetime
import streamlit.logger
from readiness.domain.assessment import Batch
from readiness.domain.organisations import Site
from readiness.errors import ReadinessError
from readiness.ledger import open_ledger
from readiness.ui import logs, metrics, sign_in

early = streamlit.logger.get_logger("streamlit.early")
logs.install()
logs.install()
metrics.count(lambda: 0)
late = streamlit.logger.get_logger("streamlit.late")
for number, value in enumerate(sys.argv[2:]):
    def fail():
        try:
            raise KeyError(value)
        except KeyError as error:
            raise ValueError(f"no site {value}") from error
    try:
        fail()
    except ValueError as error:
        early.error("Uncaught app execution", exc_info=error)
        late.error(f"{value} failed", exc_info=True)
        logging.getLogger("readiness.ui").exception("A page failed for %s", value)
        sys.excepthook(*sys.exc_info())
    logging.getLogger("uvicorn.error").error("%s - /site?site=%s", value, value)
    logging.getLogger("asyncio").warning(value)
    warnings.warn(value)
    thread = threading.Thread(target=fail, name=value)
    thread.start()
    thread.join()
    claims = {"sub": value, "email": value, "name": value}
    sign_in._refused(claims, value)
    with open_ledger(sys.argv[1]) as ledger:
        try:
            site = Site(f"S{number}", *[value] * 5)
            ledger.append(
                Batch(sites=(site,)),
                recorded_by=value, recorded_at=datetime.now(UTC), action=value,
            )
        except (ReadinessError, ValueError):
            pass
"""


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("log") / "readiness.db"
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(path), *PERSONAL, *HOSTILE],
        cwd=ROOT,
        env={**os.environ, "READINESS_LOG": "json"},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (0, "")
    return done.stderr


def test_every_line_is_one_object_with_the_same_keys_first(log: str) -> None:
    lines = [json.loads(line) for line in log.splitlines()]
    assert len(lines) >= 9 * len(PERSONAL + HOSTILE)
    for line in lines:
        assert list(line)[:3] == ["at", "level", "logger"]
        assert ("event" in line) is line["logger"].startswith("readiness")
        assert ("where" in line) is not line["logger"].startswith("readiness")
    assert "forged" not in {line.get("event") for line in lines}


def test_nothing_that_people_typed_or_are_called_is_in_the_log(log: str) -> None:
    for value in (*PERSONAL, *HOSTILE, "Lovelace", "4711", "practice.example", "Cedar"):
        assert value not in log
        assert json.dumps(value)[1:-1] not in log


def test_what_failed_is_said_by_its_kinds_and_places(log: str) -> None:
    lines = [json.loads(line) for line in log.splitlines()]
    (first, *_) = [line for line in lines if line["logger"] == "streamlit.early"]
    assert first["error"] == "ValueError from KeyError"
    assert first["frames"][-1].endswith(" fail")
    (own, *_) = [line for line in lines if line["logger"] == "readiness.ui"]
    assert own["event"] == "A page failed for %s"
    events = [line["event"] for line in lines if line["logger"] == "readiness"]
    assert events.count("Not caught") == 2 * len(PERSONAL + HOSTILE)


def test_a_save_is_told_with_its_revision_and_time(log: str) -> None:
    lines = [json.loads(line) for line in log.splitlines()]
    saved = [line for line in lines if line.get("event") == "Saved"]
    assert [line["revision"] for line in saved[: len(PERSONAL)]] == [1, 2, 3, 4]
    assert all(line["seconds"] > 0 for line in saved)


def test_words_of_the_log_stand_in_the_program_and_facts_are_named_there() -> None:
    """A text that is put together before it is logged could hold anything."""
    calls = [
        (path.relative_to(ROOT), node)
        for path in sorted((settings.ROOT / "readiness").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "_LOG"
    ]
    assert {str(Path(path).name) for path, _ in calls} >= {"telling.py", "sign_in.py", "probes.py"}
    for path, call in calls:
        assert isinstance(call.args[0], ast.Constant | ast.Name), (path, call.lineno)
