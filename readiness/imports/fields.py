"""One row under the names of its columns, and the mistakes found in it."""

import difflib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple, TypeVar

from readiness.errors import Problem
from readiness.imports.shapes import Row, Table, quoted
from readiness.imports.values import MOST_TEXT, free_text, instant, plain_date

Value = TypeVar("Value")


class Column(NamedTuple):
    """Where a named field stands: the column's number, counted from 1, and its title."""

    number: int
    title: str


@dataclass
class Suggestions:
    """ "Did you mean" for words out of a list. Comparing is slow, so it is done so often only."""

    words: Iterable[str]
    budget: int = 200
    _given: dict[str, str] = field(default_factory=dict)
    _by_lower: dict[str, str] | None = None

    def sentence(self, unknown: str) -> str:
        """'Did you mean "x"? ' or ""."""
        closest = self.closest(unknown)
        return f"Did you mean {quoted(closest)}? " if closest else ""

    def closest(self, unknown: str) -> str:
        """The word that is nearest, "" when none is near."""
        if unknown not in self._given and len(self._given) < self.budget:
            if self._by_lower is None:
                self._by_lower = {known.lower(): known for known in self.words}
            near = difflib.get_close_matches(unknown.lower()[:100], self._by_lower, 1, 0.6)
            self._given[unknown] = self._by_lower[near[0]] if near else ""
        return self._given.get(unknown, "")


@dataclass(slots=True)
class Fields:
    """A row as named texts. Refusing a field notes a problem; a field is refused once only."""

    file: str
    line: int
    texts: dict[str, str]
    columns: Mapping[str, Column]
    problems: list[Problem]
    warnings: list[Problem]
    unreadable: Collection[int | None] = ()
    refused: bool = False

    def refuse(self, name: str, message: str) -> None:
        """Note that a field cannot be taken. `message` follows the name of the column."""
        column = self.columns.get(name)
        self.refused = True
        if column is None:
            self.problems.append(Problem(self.file, f"{name} {message}", self.line))
        elif column.number not in self.unreadable:
            problem = Problem(self.file, f"{column.title} {message}", self.line, column.number)
            self.problems.append(problem)
            self.unreadable = {*self.unreadable, column.number}

    def refuse_text(self, name: str, message: str) -> None:
        """The same; the text of the cell is quoted before `message`."""
        self.refuse(name, f"{quoted(self.texts[name])} {message}")

    def warn(self, name: str, message: str) -> None:
        """Note something that is taken as it is but should be looked at."""
        column = self.columns.get(name)
        title = column.title if column else name
        number = column.number if column else None
        self.warnings.append(Problem(self.file, f"{title} {message}", self.line, number))

    def read(self, name: str, reader: Callable[[str], Value]) -> Value | None:
        """A field read by a function of `values`; `None` when it was refused."""
        try:
            return reader(self.texts[name])
        except ValueError as error:
            self.refuse_text(name, str(error))
            return None

    def text(self, name: str, most: int = MOST_TEXT) -> str:
        """Free text, "" when it is empty or was refused."""
        text = self.texts[name]
        if len(text) <= most and text.isprintable():
            return text
        return self.read(name, lambda cell: free_text(cell, most)) or ""

    def day(self, name: str) -> date | None:
        """A date, `None` when it is empty or was refused."""
        return self.read(name, plain_date) if self.texts[name] else None

    def moment(self, name: str, latest: datetime | None) -> datetime | None:
        """An instant in UTC that must be given, no later than `latest`; `None` when refused."""
        if not self.texts[name]:
            self.refuse(name, "is empty. Say when it was recorded, like 2026-11-22T10:42:00Z.")
            return None
        moment = self.read(name, instant)
        if moment and latest and moment > latest:
            self.refuse_text(name, "is in the future. Give the time at which it was recorded.")
            return None
        return moment


def match_columns(
    table: Table, required: Iterable[str], optional: Iterable[str] = ()
) -> tuple[dict[str, Column], list[Problem], bool]:
    """Columns by field name, the problems of the header, and whether all required are there."""
    needed = tuple(required)
    known = {name.lower(): name for name in (*needed, *optional)}
    found: dict[str, Column] = {}
    problems = []
    unknown = []
    for number, title in enumerate(table.header, 1):
        name = known.get(title.lower())
        if not title:
            message = f"Column {number} has no name. Name it or delete it."
        elif name is None:
            unknown.append(Column(number, title))
            continue
        elif name in found:
            message = (
                f"The column {quoted(title)} is there twice, first as column "
                f"{found[name].number}. Delete one of them."
            )
        else:
            found[name] = Column(number, title)
            continue
        problems.append(Problem(table.name, message, table.header_line, number))
    missing = [name for name in needed if name not in found]
    suggestions = Suggestions([*missing, *(name for name in known.values() if name not in found)])
    for number, title in unknown:
        message = (
            f"The column {quoted(title)} is not known. {suggestions.sentence(title)}"
            "Rename it or delete it."
        )
        problems.append(Problem(table.name, message, table.header_line, number))
    for name in missing:
        message = f"The column {name} is missing. Add it; its cells may be empty where optional."
        problems.append(Problem(table.name, message, table.header_line))
    return found, problems, not missing


def fields_of(
    table: Table,
    row: Row,
    columns: Mapping[str, Column],
    problems: list[Problem],
    warnings: list[Problem],
) -> Fields | None:
    """A row under its names, `None` when the row as a whole cannot be read (its problem noted)."""
    unreadable: Collection[int | None] = ()
    if row.problems:
        problems.extend(row.problems)
        unreadable = {problem.column for problem in row.problems}
        if None in unreadable:
            return None
    cells = row.cells
    texts = {name: cells[column.number - 1] for name, column in columns.items()}
    return Fields(
        table.name, row.line, texts, columns, problems, warnings, unreadable, bool(unreadable)
    )
