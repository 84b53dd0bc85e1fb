"""The program as a shell runs it: start-up, pipes, interruption, encodings, terminals."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from readiness.commands import terminal
from readiness.commands.parser import commands
from readiness.commands.terminal import ProgressLine
from readiness.errors import Problem
from tests.commands.calls import BAKERIES, BAKERY, ROOT, call, command, program, to_score, write

HEAVY = ("pandas", "duckdb", "streamlit", "plotly", "psycopg", "sqlalchemy")


def test_score_loads_no_heavy_library() -> None:
    run = subprocess.run(
        [sys.executable, "-X", "importtime", *command(*to_score())[1:]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert run.returncode == 0
    loaded = {
        line.rpartition("|")[2].strip().partition(".")[0]
        for line in run.stderr.splitlines()
        if line.startswith("import time:")
    }
    assert "readiness" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_every_command_is_listed_and_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    listed = call(capsys, "--help")
    assert listed.code == 0
    assert list(commands()) == [
        *("check-framework", "score", "import", "export", "demo", "digest", "calendar"),
        *("report", "backup", "restore", "verify", "migrate"),
        *("grant", "withdraw"),
    ]
    for name in commands():
        assert f"\n    {name}" in listed.out
        assert call(capsys, name, "--help").out.startswith(f"usage: python -m readiness {name}")


def test_help_is_the_same_on_any_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = call(capsys, "score", "--help").out
    monkeypatch.setenv("COLUMNS", "40")
    assert call(capsys, "score", "--help").out == before


def test_text_is_utf_8_whatever_the_language_settings(tmp_path: Path) -> None:
    rules, files = write(tmp_path / "rules", BAKERY), write(tmp_path / "files", BAKERIES)
    arguments = to_score(files, rules, as_of="2026-02-01")
    run = program(*arguments, LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert run.returncode == 0
    document = json.loads(run.stdout.decode("utf-8"))
    assert document["sites"][0]["site_id"] == "Zürich-2"
    assert b"Z\xc3\xbcrich" in run.stdout


def test_errors_come_without_a_traceback(tmp_path: Path) -> None:
    run = program("verify", "--database", tmp_path / "none.db")
    assert run.returncode == 1
    assert run.stdout == b""
    assert b"Traceback" not in run.stderr


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    with subprocess.Popen(
        command(*to_score()), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.read(10)
        run.stdout.close()
        said = run.stderr.read()
    assert run.returncode == 141
    assert b"Traceback" not in said
    assert b"Exception" not in said
    assert b"Broken" not in said


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with a name")
def test_an_interruption_ends_quietly(tmp_path: Path) -> None:
    pipe = tmp_path / "responses"
    os.mkfifo(pipe)
    # As in a terminal, even where the tests run with interruptions turned off.
    start = (
        "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "runpy.run_module('readiness', run_name='__main__', alter_sys=True)"
    )
    arguments = [*to_score(kinds=("sites",)), "--responses", pipe, "--output", tmp_path / "out"]
    with (
        subprocess.Popen(
            [sys.executable, "-c", start, *map(str, arguments)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as run,
        pipe.open("wb"),
    ):  # it is reading now, and waits for more
        time.sleep(0.2)
        run.send_signal(signal.SIGINT)
        out, said = run.communicate()
    assert (run.returncode, out, said) == (130, b"", b"")
    assert list(tmp_path.iterdir()) == [pipe]


def test_what_the_system_refuses_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    target = tmp_path / "none" / "scores.json"
    result = call(capsys, *to_score(), "--output", target)
    assert (result.code, result.out) == (1, "")
    assert result.err.splitlines()[-1] == f"{target}.partial: No such file or directory."


def test_a_full_disk_is_one_sentence() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with Path("/dev/full").open("w") as full:
        run = subprocess.run(command(*to_score()), cwd=ROOT, stdout=full, stderr=subprocess.PIPE)
    assert run.returncode == 1
    assert run.stderr.splitlines()[-1] == b"No space left on device."


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_one_line_that_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Terminal()
    monkeypatch.setattr("sys.stderr", shown)
    with ProgressLine() as progress:
        for done in range(1, 1001):
            progress.of("Scoring", done, 1000)
    text = shown.getvalue()
    assert text.count("\r") <= 2 * 102
    assert "Scoring 42 %" in text
    assert "\n" not in text
    assert text.endswith("\r" + " " * len("Scoring 100 %") + "\r")


def test_progress_is_for_terminals_only(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.StringIO()
    monkeypatch.setattr("sys.stderr", shown)
    with ProgressLine() as progress:
        progress.of("Scoring", 1, 2)
    assert shown.getvalue() == ""


def test_a_warning_cannot_be_taken_for_a_problem() -> None:
    warning = Problem("a.csv", "looks odd.", 3, 4)
    assert terminal.marked(warning) == "a.csv:3:4: warning: looks odd."
