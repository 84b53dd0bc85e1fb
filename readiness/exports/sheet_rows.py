"""Rows of a sheet as XML at once: XlsxWriter's own calls take ten times as long for each cell.

A sheet of a large network has half a million cells in a dozen columns, each of one kind. What is
the same in every row (place, format, a text seen before) is put together once. The texts
themselves go through XlsxWriter's table of shared strings, which makes them safe.
"""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any, NamedTuple, TypeAlias
from xml.sax.saxutils import escape

from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from readiness.errors import ReadinessError

MOST_ROWS = 1_048_575
"""How many rows a sheet holds below its header."""
LONGEST_TEXT = 32_767
_FIRST_SHEET_TIME = datetime(1900, 3, 1, tzinfo=UTC)
"""Before it, Excel counts a day that never was."""
_TIME_ZERO = datetime(1899, 12, 30, tzinfo=UTC)
_ONE_DAY = timedelta(days=1)
_RUNS = ("=", "+", "-", "@", "\t", "\r")
_ROWS_AT_ONCE = 500
_TEXT, _NUMBER, _DAY, _TIME, _FORMULA, _NOTHING, _OTHER = range(7)


class Formula(NamedTuple):
    """A formula of the product's own making, never of what people wrote, and its value."""

    text: str
    value: str


Cell: TypeAlias = str | int | float | Fraction | date | datetime | Formula | None
Each = Callable[[], None]
"""Called now and then while rows are written; what it raises ends the writing."""


class Styles(NamedTuple):
    """XlsxWriter's formats for the cells below a header; `quoted` for what looks like a formula."""

    text: Any
    quoted: Any
    day: Any
    time: Any


class RowsSheet(Worksheet):  # type: ignore[misc]
    """A worksheet whose rows below the header are kept as XML, not cell by cell.

    The header is written by XlsxWriter's own calls; `add_rows` gives the rows from 2 on, and no
    other call may write there.
    """

    def __init__(self) -> None:
        super().__init__()
        self._chunks: deque[str] = deque()
        self.dim_rowmax: int | None
        self.dim_colmax: int | None

    def add_rows(
        self,
        rows: Iterable[Sequence[Cell]],
        styles: Styles,
        numbers: Sequence[Any],
        each: Each | None = None,
    ) -> int:
        """Write rows from 2 on; how many.

        `numbers` holds for each column the format of its numbers, `None` for none. `each` is
        called every 500 rows. Raises `ReadinessError` when a sheet cannot hold a row or a text.
        """
        cells = _Cells(self, styles, numbers)
        written = 0
        lines: list[str] = []
        for written, row in enumerate(rows, 1):
            if written > MOST_ROWS:
                raise ReadinessError(f"A sheet holds {MOST_ROWS:,} rows; {self.name} has more.")
            lines.append(cells.line(written + 1, row))
            if len(lines) == _ROWS_AT_ONCE:
                self._keep(lines)
                if each:
                    each()
        self._keep(lines)
        self.dim_rowmax = max(self.dim_rowmax or 0, written)
        self.dim_colmax = max(self.dim_colmax or 0, len(numbers) - 1)
        return written

    def _keep(self, lines: list[str]) -> None:
        chunk = "".join(lines)
        # Texts are counted when they are new; every further use counts in the file as well.
        self.str_table.count += chunk.count(' t="s"')
        self._chunks.append(chunk)
        lines.clear()

    def _write_rows(self) -> None:
        """Called by XlsxWriter when it puts the file together."""
        last, self.dim_rowmax = self.dim_rowmax, 0
        super()._write_rows()
        self.dim_rowmax = last
        while self._chunks:  # let go of one by one: they are most of what a workbook holds
            self.fh.write(self._chunks.popleft())


class _Cells:
    """The cells of one sheet as XML. `_tails` is what follows the place of a text seen before."""

    def __init__(self, sheet: RowsSheet, styles: Styles, numbers: Sequence[Any]) -> None:
        self._sheet = sheet
        self._styles = styles
        self._starts = [f'<c r="{xl_col_to_name(place)}' for place in range(len(numbers))]
        self._numbers = [f'"{_style(style)}><v>' for style in numbers]
        self._day, self._time = (f'"{_style(style)}><v>' for style in (styles.day, styles.time))
        self._tails: dict[Cell, str] = {}
        self._kinds: dict[type, int] = {}

    def line(self, number: int, row: Sequence[Cell]) -> str:
        """One row; `number` as the sheet shows it, from 1."""
        parts = [f'<row r="{number}">']
        add = parts.append
        kinds, tails = self._kinds, self._tails
        for start, style, cell in zip(self._starts, self._numbers, row, strict=True):
            known = type(cell)
            kind = kinds.get(known)
            if kind is None:
                kind = kinds[known] = _kind(known)
            if kind == _TEXT:
                if cell:
                    add(f"{start}{number}{tails.get(cell) or self._new(number, kind, cell)}")
            elif kind == _NUMBER:
                add(f"{start}{number}{style}{float(cell):.16G}</v></c>")  # type: ignore[arg-type]
            elif kind == _DAY:
                add(f"{start}{number}{tails.get(cell) or self._new(number, kind, cell)}")
            elif kind != _NOTHING:
                add(f"{start}{number}{self._new(number, kind, cell)}")
        add("</row>")
        return "".join(parts)

    def _new(self, number: int, kind: int, cell: Any) -> str:
        """What follows the place of a cell; texts and days are kept for the next of the same."""
        if kind == _TIME and cell >= _FIRST_SHEET_TIME:
            return f"{self._time}{(cell - _TIME_ZERO) / _ONE_DAY:.16G}</v></c>"
        if kind == _FORMULA:
            formula, value = escape(cell.text.removeprefix("=")), escape(cell.value)
            return f'" t="str"><f>{formula}</f><v>{value}</v></c>'
        if kind == _DAY and cell >= _FIRST_SHEET_TIME.date():
            tail = f"{self._day}{(cell - _TIME_ZERO.date()).days}</v></c>"
        else:
            tail = self._text(number, str(cell))
        self._tails[cell] = tail
        return tail

    def _text(self, number: int, text: str) -> str:
        if len(text) > LONGEST_TEXT:
            raise ReadinessError(
                f"Row {number} of {self._sheet.get_name()} holds a text that is longer than a "
                "cell of a workbook. Export CSV."
            )
        style = self._styles.quoted if text.startswith(_RUNS) else self._styles.text
        table = self._sheet.str_table
        index = table._get_shared_string_index(text)
        table.count -= 1
        return f'"{_style(style)} t="s"><v>{index}</v></c>'


def _style(style: Any) -> str:
    return "" if style is None else f' s="{style._get_xf_index()}"'


def _kind(known: type) -> int:
    if known is type(None):
        return _NOTHING
    for kind, classes in (
        (_FORMULA, Formula),
        (_TEXT, str),
        (_NUMBER, (int, float, Fraction)),
        (_TIME, datetime),
        (_DAY, date),
    ):
        if issubclass(known, classes):
            return kind
    return _OTHER
