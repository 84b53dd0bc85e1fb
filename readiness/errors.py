"""Errors whose message is meant for the person in front of the screen or the terminal.

Everything derived from `ReadinessError` is shown as it is, without a traceback.
Any other exception is a bug.
"""

from collections.abc import Sequence
from dataclasses import dataclass


class ReadinessError(Exception):
    """Says what is wrong, where, and what to do about it, in one or two sentences."""


class NotAllowedError(ReadinessError):
    """The person asked for something outside their role or scope."""


class ConflictError(ReadinessError):
    """Someone else saved first; nothing was written."""


class StepTakenError(ConflictError):
    """Someone else moved the assessment on first; nothing was written."""


class PrivacyError(ReadinessError):
    """A text looks like it identifies a patient; the person may state that it does not."""


class LedgerError(ReadinessError):
    """The database cannot be used as it is; it was not touched."""


class DamagedError(LedgerError):
    """What is in the database can no longer be read; a backup is needed."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a file: where it is and what to do.

    `line` and `column` count from 1; `None` where the mistake has no such place.
    """

    file: str
    message: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        return f"{place}: {self.message}"


class InputError(ReadinessError):
    """Files that cannot be used; carries every mistake found, not only the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
