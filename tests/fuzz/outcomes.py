"""What a run of a target came to, in a few words: two runs of one outcome teach the same."""

import re
from collections.abc import Iterable

from readiness.errors import Problem

_QUOTED = re.compile(r"[\"“'‘][^\"”'’]*[\"”'’]")
_NUMBERS = re.compile(r"\d+")
_KEPT = 90


def shape(message: str) -> str:
    """A message without what it quotes and counts."""
    return _NUMBERS.sub("1", _QUOTED.sub("…", message))[:_KEPT]


def shapes(problems: Iterable[Problem]) -> set[str]:
    """The shapes of problems, each of which must say something and name a place that can be."""
    found = set()
    for problem in problems:
        assert problem.message.strip()
        assert problem.file
        assert problem.line is None or problem.line >= 1, problem
        assert problem.column is None or problem.column >= 1, problem
        str(problem).encode()  # can be shown and printed
        found.add(shape(problem.message))
    return found
