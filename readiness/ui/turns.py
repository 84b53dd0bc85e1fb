"""Runs of pages take turns: whoever came first is first, and nobody is held up for long.

A process has one interpreter. Runs side by side share it in slices and each takes as long as all
of them together; one after the other the first is shown at once and the last no later. A run of a
page is some hundredths of a second, and its order is that of the clicks.
"""

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from streamlit.runtime.scriptrunner import ScriptRunner

from readiness.ui import metrics

LONGEST = 0.1
"""Seconds after which a longer run shares with the next: a large plan, a database far away."""


class Turns:
    """One at a time in the order of coming; beside one of more than `longest` the next begins."""

    def __init__(self, longest: float) -> None:
        self._longest = longest
        self._lock = threading.Lock()
        self._line: deque[threading.Condition] = deque()
        self._newest: threading.Condition | None = None  # who was let in last, while it is inside
        self._begun = 0.0

    @contextmanager
    def one(self) -> Iterator[float]:
        """Wait for a turn and take it; gives the seconds waited."""
        came = time.monotonic()
        with self._lock:
            mine = threading.Condition(self._lock)
            self._line.append(mine)
            while (left := self._left(mine)) != 0:
                mine.wait(left)
            self._line.popleft()
            self._newest, self._begun = mine, time.monotonic()
            waited = self._begun - came
            self._call_next()
        try:
            yield waited
        finally:
            with self._lock:
                if self._newest is mine:
                    self._newest = None
                    self._call_next()

    def _left(self, mine: threading.Condition) -> float | None:
        """Seconds until someone in line is let in at the latest; `None`: not before others are."""
        if self._line[0] is not mine:
            return None
        if self._newest is None:
            return 0
        return max(0, self._begun + self._longest - time.monotonic())

    def _call_next(self) -> None:
        if self._line:
            self._line[0].notify()


def take(longest: float = LONGEST) -> None:
    """From now on each run of Streamlit in this process, callbacks included, is a turn.

    Streamlit has no place of its own for it: the method that runs a page is put into another.
    Called again it changes nothing.
    """
    run = ScriptRunner._run_script
    if hasattr(run, "takes_turns"):
        return
    turns = Turns(longest)

    def in_turn(self: ScriptRunner, *given: Any) -> None:
        with turns.one() as waited:
            metrics.WAITS.observe(waited)
            run(self, *given)

    in_turn.takes_turns = True  # type: ignore[attr-defined]
    ScriptRunner._run_script = in_turn  # type: ignore[method-assign, assignment]
