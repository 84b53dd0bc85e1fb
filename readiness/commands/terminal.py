"""What is said to people: results on standard output, everything else on standard error."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from types import TracebackType

from readiness.errors import Problem


def say(text: str) -> None:
    """A line of the result."""
    sys.stdout.write(text + "\n")


def complain(text: str) -> None:
    """A line about what is wrong."""
    sys.stderr.write(text + "\n")


def list_problems(problems: Sequence[Problem]) -> None:
    """Every problem as file:line:column: message, and how many there are."""
    for problem in problems:
        complain(str(problem))
    if len(problems) > 1:
        complain(f"{count(len(problems), 'problem')}; nothing was done.")


def warn(warnings: Iterable[Problem]) -> None:
    """Every warning as file:line:column: warning: message."""
    for warning in warnings:
        complain(marked(warning))


def marked(warning: Problem) -> str:
    """A warning that cannot be taken for a problem."""
    return str(replace(warning, message=f"warning: {warning.message}"))


def count(number: int, one: str, many: str = "") -> str:
    """1 site, 2 sites."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def asks() -> bool:
    """Whether someone is there to answer a question."""
    return sys.stdin is not None and sys.stdin.isatty()


def agreed(question: str) -> bool:
    """Ask; anything but yes is a no."""
    sys.stderr.write(f"{question} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


class ProgressLine:
    """One line on standard error that is rewritten and then taken away; only on a terminal."""

    def __init__(self, *, shown: bool = True) -> None:
        self._shown = shown and sys.stderr.isatty()
        self._line = ""

    def share(self, words: str, share: float) -> None:
        """What is being done and how much of it is done, 0 to 1."""
        if self._shown:
            self._rewrite(f"{words} {min(100, int(100 * share))} %")

    def of(self, words: str, done: int, total: int) -> None:
        """The same, counted in whatever unit."""
        self.share(words, done / total if total else 1.0)

    def __enter__(self) -> "ProgressLine":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._rewrite("")

    def _rewrite(self, line: str) -> None:
        if not self._shown or line == self._line:
            return
        blank = " " * len(self._line)
        sys.stderr.write(f"\r{blank}\r{line}")
        sys.stderr.flush()
        self._line = line
