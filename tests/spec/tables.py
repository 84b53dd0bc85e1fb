"""The shape of the specification: sections of the manual, their tables, and what was recorded."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, TypeAlias


class Said(NamedTuple):
    """A site answered. `answer` is as people write it: "yes", "4 doses", "82%", "18 of 22"."""

    criterion: str
    answer: str
    on: date
    evidence: date | None = None
    end: date | None = None
    hour: int | None = None


class Reviewed(NamedTuple):
    """A reviewer concluded "confirmed" or "not confirmed"."""

    criterion: str
    conclusion: str
    on: date
    hour: int | None = None


class Stated(NamedTuple):
    """A site stated a fact of its profile: "patients now in step-up" or "what this site does"."""

    fact: str
    value: int | str
    on: date


Recorded: TypeAlias = Said | Reviewed | Stated
Step: TypeAlias = tuple[date, str, int | None]
"""From a day on: level and score."""


@dataclass(frozen=True)
class Table:
    """Worked examples. A row is a label, the values of `given`, then those of `expected`.

    The names of the columns are those of `columns.py`; `same` holds what every row shares.
    """

    heading: str
    says: str
    given: tuple[str, ...]
    expected: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    same: dict[str, Any] = field(default_factory=dict)

    def cases(self) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
        """Label, everything given, everything expected, row by row."""
        split = 1 + len(self.given)
        return [
            (
                row[0],
                {**self.same, **dict(zip(self.given, row[1:split], strict=True))},
                dict(zip(self.expected, row[split:], strict=True)),
            )
            for row in self.rows
        ]


@dataclass(frozen=True)
class Section:
    """A chapter of the manual: a rule in a few sentences, and its tables."""

    heading: str
    says: str
    tables: tuple[Table, ...] = ()
