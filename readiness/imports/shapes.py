"""The shape every file is brought into before anything is read from it: a table of text."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from readiness.errors import Problem

Progress: TypeAlias = Callable[[float], None]
"""Called with the share of a file that has been read, 0 to 1."""

_GUARDED = re.compile(r"'+[=+\-@\t\r]")
"""An apostrophe that keeps a spreadsheet from running the text as a formula."""

_SHOWN = 60


class Row(NamedTuple):
    """One record. `line` is where it begins in its file (in a sheet: the number of the row).

    There are as many cells as the header has names, unless `problems` says otherwise: a problem
    without a column means that the row as a whole cannot be read, one with a column that this
    cell cannot (its text is then "").
    """

    line: int
    cells: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the rows below it. `rows` can be gone through any number of times.

    `name` is for messages: "file.csv" or "file.xlsx [Sheet]". `warnings` are about the file.
    """

    name: str
    header: tuple[str, ...]
    header_line: int
    rows: Iterable[Row]
    warnings: tuple[Problem, ...] = ()


def clean(text: str) -> str:
    """A cell without stray spaces, with plain line ends, without the guarding apostrophe."""
    text = text.strip()
    if text.startswith("'") and _GUARDED.match(text):
        text = text[1:]
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def clean_cells(cells: list[str]) -> tuple[str, ...]:
    """The cells of a row, each as `clean` leaves it; most rows need no more than stripping."""
    together = "".join(cells)
    if "'" in together or "\r" in together:
        return tuple(map(clean, cells))
    return tuple(map(str.strip, cells))


def quoted(text: str) -> str:
    """A cell as messages show it: at most 60 characters, invisible ones spelled out."""
    shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    if not shown.isprintable():
        shown = "".join(
            sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii")
            for sign in shown
        )
    return f'"{shown}"'


def header_of(cells: Iterable[str]) -> tuple[str, ...]:
    """The names of the columns; the empty columns a spreadsheet leaves at the end are dropped."""
    names = [name.strip("\ufeff\u200b ") for name in cells]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def fit(file: str, row: Row, width: int, *, may_be_short: bool) -> Row:
    """The row with exactly `width` cells, or with the problem that it has more or fewer."""
    cells = row.cells
    if len(cells) == width or any(problem.column is None for problem in row.problems):
        return row
    if len(cells) > width:
        for position in range(width, len(cells)):
            if cells[position]:
                message = (
                    f"The row has {_cells(len(cells))} but the header names {width}: "
                    f"{quoted(cells[position])} stands outside the table. Remove it, or put "
                    "quotation marks around a cell that contains the separator."
                )
                problem = Problem(file, message, row.line)
                return Row(row.line, cells[:width], (*row.problems, problem))
        return Row(row.line, cells[:width], row.problems)
    if may_be_short:
        return Row(row.line, cells + ("",) * (width - len(cells)), row.problems)
    message = (
        f"The row has {_cells(len(cells))} but the header names {width}. "
        "Add what is missing; an empty cell still needs its separator."
    )
    return Row(row.line, cells, (*row.problems, Problem(file, message, row.line)))


def below_header(
    rows: Iterator[Row], file: str, width: int, *, may_be_short: bool
) -> Iterator[Row]:
    """The rows after the first, each of the width of the header."""
    next(rows, None)
    for row in rows:
        yield fit(file, row, width, may_be_short=may_be_short)


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"
