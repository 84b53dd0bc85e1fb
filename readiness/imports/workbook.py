"""Excel workbooks (XLSX), read as a stream.

The sheets are read from their XML rather than through openpyxl, for what the rows need: one pass
that keeps the exact text, tells a formula without a result from an empty cell, names error cells,
holds one row at a time, and does not trust the coordinates of a hostile file. Which number
formats mean a date is openpyxl's knowledge.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias
from xml.parsers import expat  # Its document types, the way to entity bombs, are refused below.

from openpyxl.styles.numbers import (  # type: ignore[import-untyped]
    BUILTIN_FORMATS,
    is_date_format,
)

from readiness.domain.wording import ABOUT
from readiness.errors import InputError, Problem
from readiness.imports.separated import open_bytes
from readiness.imports.shapes import (
    Progress,
    Row,
    Table,
    below_header,
    clean,
    header_of,
    quoted,
)

_MOST_ROWS = 1_048_576
_MOST_COLUMNS = 16_384
_CHUNK = 1 << 16
_DIGITS = 12
"""Digits of a fraction that are kept: computed cells carry noise in the sixteenth."""

_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    OSError,
    EOFError,
    LookupError,  # a part, a shared text or an encoding that is not there
    ValueError,
    ArithmeticError,
    RuntimeError,
    NotImplementedError,
)

_Event: TypeAlias = tuple[Literal["start", "text", "end"], str, Mapping[str, str]]
_Format: TypeAlias = Literal["plain", "date", "elapsed", "percent"]

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_QUOTED_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_COORDINATE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_EAST_ASIAN_DATES = frozenset({*range(27, 37), *range(50, 59)})


class _Sheet(NamedTuple):
    title: str
    part: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class _Workbook:
    name: str
    source: bytes | Path
    sheets: Sequence[_Sheet]
    shared: Sequence[str]
    formats: Sequence[_Format]
    epoch: datetime


def read_workbook(
    name: str, source: bytes | Path, on_progress: Progress | None = None
) -> list[Table]:
    """One table per visible sheet that has cells, but for one that is about the others.

    Raises `InputError` when there is none.
    """
    try:
        workbook = _open(name, source)
    except _DAMAGE as error:
        raise InputError([_damaged(name)]) from error
    shown = [sheet for sheet in workbook.sheets if not sheet.hidden]
    tables = []
    for position, sheet in enumerate(shown):
        table_name = f"{name} [{sheet.title}]"
        grid = _Grid(workbook, sheet, table_name, position, len(shown), on_progress)
        first = next(grid.records(), None)
        if first is None or first.cells[:1] == (ABOUT,):
            continue
        if first.problems:
            raise InputError(first.problems)
        header = header_of(first.cells)
        tables.append(Table(table_name, header, first.line, _Rows(grid, len(header))))
    if not tables:
        message = "The workbook has no visible sheet with cells. Export the table again."
        raise InputError([Problem(name, message)])
    hidden = tuple(
        Problem(name, f"The hidden sheet {quoted(sheet.title)} was not read.")
        for sheet in workbook.sheets
        if sheet.hidden
    )
    return [replace(tables[0], warnings=hidden), *tables[1:]]


@dataclass(frozen=True, slots=True)
class _Grid:
    workbook: _Workbook
    sheet: _Sheet
    name: str
    position: int
    sheets: int
    on_progress: Progress | None

    def records(self) -> Iterator[Row]:
        """Every row that is not blank, the header too, of whatever width."""
        try:
            with _archive(self.workbook.source) as archive:
                yield from self._rows(archive)
        except _DAMAGE:
            yield Row(1, (), (_damaged(self.name),))

    def _rows(self, archive: zipfile.ZipFile) -> Iterator[Row]:
        number, column = 0, 0
        cells: dict[int, str] = {}
        problems: list[Problem] = []
        kind, style, text, formula, has_value, taken, aside = "n", 0, "", False, False, False, 0
        for event, name, attributes in _events(archive, self.sheet.part, self._report):
            if event == "text":
                if taken and not aside:
                    text += name
            elif event == "start":
                if name == "c":
                    column = _column(attributes.get("r"), column)
                    kind = attributes.get("t", "n")
                    style = int(attributes.get("s", "0"))
                    text, formula, has_value = "", False, False
                elif name in {"v", "t"}:
                    taken = has_value = True
                elif name == "f":
                    formula = True
                elif name == "rPh":
                    aside += 1
                elif name == "row":
                    number = int(attributes.get("r", number + 1))
                    if not 0 < number <= _MOST_ROWS:
                        raise ValueError("a row beyond the last of a sheet")
                    column, cells, problems = 0, {}, []
            elif name in {"v", "t"}:
                taken = False
            elif name == "rPh":
                aside -= 1
            elif name == "c":
                mistake = _mistake(kind, text, formula=formula, has_value=has_value)
                if mistake:
                    problems.append(Problem(self.name, mistake, number, column))
                    cells[column] = ""
                elif text:
                    cells[column] = clean(self._text(kind, style, text))
            elif name == "row" and (problems or any(cells.values())):
                width = max(cells)
                row = tuple(cells.get(place, "") for place in range(1, width + 1))
                yield Row(number, row, tuple(problems))

    def _text(self, kind: str, style: int, text: str) -> str:
        if kind == "s":
            return self.workbook.shared[int(text)]
        if kind in {"str", "inlineStr"}:
            return _unescaped(text)
        if kind == "b":
            return "TRUE" if text.strip() == "1" else "FALSE"
        if kind == "d":
            return text.removesuffix("T00:00:00")
        formats = self.workbook.formats
        shown_as = formats[style] if style < len(formats) else "plain"
        return _number(text, shown_as, self.workbook.epoch)

    def _report(self, share: float) -> None:
        if self.on_progress:
            self.on_progress((self.position + share) / self.sheets)


@dataclass(frozen=True, slots=True)
class _Rows:
    grid: _Grid
    width: int

    def __iter__(self) -> Iterator[Row]:
        return below_header(self.grid.records(), self.grid.name, self.width, may_be_short=True)


def _mistake(kind: str, text: str, *, formula: bool, has_value: bool) -> str:
    """Why a cell cannot be read, "" when it can."""
    if kind == "e":
        return f"The cell holds the error {quoted(text)}. Repair its formula or type the value."
    if formula and (not has_value or (kind == "n" and not text.strip())):
        return (
            "The cell holds a formula without a stored result. Open the workbook in Excel and "
            "save it, or type the value."
        )
    return ""


@lru_cache(maxsize=50_000)
def _number(text: str, shown_as: _Format, epoch: datetime) -> str:
    """A number as the sheet shows it: a date as ISO, 3.0 as "3", 82 % as "82"."""
    value = Decimal(text.strip())
    if not value.is_finite() or abs(value) >= Decimal(10) ** 18:
        raise ValueError("a number no sheet can hold")
    if shown_as == "date":
        return _date(value, epoch)
    if shown_as == "elapsed":
        seconds = round(value * 86_400)
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if shown_as == "percent":
        value *= 100
    whole_digits = max(value.adjusted() + 1, 0)
    rounded = round(value, max(_DIGITS - whole_digits, 0)) if value % 1 else value
    plain = f"{rounded:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain in {"", "-0"} else plain


def _date(value: Decimal, epoch: datetime) -> str:
    days = int(value // 1)
    milliseconds = round((value - days) * 86_400_000)
    if days == 0 and milliseconds:
        return (epoch + timedelta(milliseconds=milliseconds)).time().isoformat()
    if days < 60 and epoch.year == 1899:
        days += 1  # Excel counts a 29 February 1900 that never was.
    moment = epoch + timedelta(days=days, milliseconds=milliseconds)
    return moment.date().isoformat() if not milliseconds else moment.isoformat()


def _column(coordinate: str | None, before: int) -> int:
    """The number of a cell's column; a cell without coordinate stands beside the one before."""
    column = before + 1
    if coordinate is not None:
        match = _COORDINATE.fullmatch(coordinate)
        if not match:
            raise ValueError("a cell without a place in the sheet")
        column = 0
        for letter in match[1]:
            column = 26 * column + ord(letter) - ord("A") + 1
    if column > _MOST_COLUMNS:
        raise ValueError("a column beyond the last of a sheet")
    return column


def _open(name: str, source: bytes | Path) -> _Workbook:
    with _archive(source) as archive:
        sheets, epoch = _sheets(archive)
        parts = set(archive.namelist())
        shared = _shared_texts(archive) if "xl/sharedStrings.xml" in parts else []
        formats = _formats(archive) if "xl/styles.xml" in parts else []
    return _Workbook(name, source, sheets, shared, formats, epoch)


def _sheets(archive: zipfile.ZipFile) -> tuple[list[_Sheet], datetime]:
    parts = {}
    for event, name, attributes in _events(archive, "xl/_rels/workbook.xml.rels"):
        if event == "start" and name == "Relationship":
            target = attributes["Target"]
            if attributes["Type"].endswith("/worksheet"):
                path = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
                parts[attributes["Id"]] = path
    sheets = []
    epoch = datetime(1899, 12, 30)  # noqa: DTZ001 - cells have no time zone
    for event, name, attributes in _events(archive, "xl/workbook.xml"):
        if event != "start":
            continue
        if name == "workbookPr" and attributes.get("date1904") in {"1", "true"}:
            epoch = datetime(1904, 1, 1)  # noqa: DTZ001 - cells have no time zone
        elif name == "sheet":
            key = next(value for label, value in attributes.items() if label.endswith(":id"))
            if key in parts:
                hidden = attributes.get("state", "visible") != "visible"
                sheets.append(_Sheet(attributes["name"], parts[key], hidden))
    return sheets, epoch


def _shared_texts(archive: zipfile.ZipFile) -> list[str]:
    texts, text, taken, aside = [], "", False, 0
    for event, name, _ in _events(archive, "xl/sharedStrings.xml"):
        if event == "text":
            if taken and not aside:
                text += name
        elif name == "rPh":
            aside += 1 if event == "start" else -1
        elif name == "t":
            taken = event == "start"
        elif name == "si":
            if event == "end":
                texts.append(_unescaped(text))
            text = ""
    return texts


def _formats(archive: zipfile.ZipFile) -> list[_Format]:
    """What each cell style makes of a number."""
    codes: dict[int, str] = dict(BUILTIN_FORMATS)
    styles: list[int] = []
    inside = False
    for event, name, attributes in _events(archive, "xl/styles.xml"):
        if name == "cellXfs":
            inside = event == "start"
        elif event == "start" and name == "numFmt" and "numFmtId" in attributes:
            codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif event == "start" and inside and name == "xf":
            styles.append(int(attributes.get("numFmtId", "0")))
    return [_format(number, codes.get(number, "General")) for number in styles]


def _format(number: int, code: str) -> _Format:
    if _ELAPSED.search(code):
        return "elapsed"
    if number in _EAST_ASIAN_DATES or is_date_format(code):
        return "date"
    return "percent" if "%" in _QUOTED_FORMAT.sub("", code) else "plain"


def _events(
    archive: zipfile.ZipFile, part: str, on_progress: Progress | None = None
) -> Iterator[_Event]:
    """The elements and texts of a part, without their namespaces. Document types are refused."""
    events: list[_Event] = []
    none: Mapping[str, str] = {}

    def start(name: str, attributes: dict[str, str]) -> None:
        events.append(("start", name[name.find(":") + 1 :], attributes))

    def end(name: str) -> None:
        events.append(("end", name[name.find(":") + 1 :], none))

    def text(data: str) -> None:
        events.append(("text", data, none))

    def refuse(*_: object) -> None:
        raise ValueError("a workbook has no document type")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse
    size = max(archive.getinfo(part).file_size, 1)
    done = 0
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk, False)
            done += len(chunk)
            yield from events
            events.clear()
            if on_progress:
                on_progress(min(1.0, done / size))
        parser.Parse(b"", True)
    yield from events


def _archive(source: bytes | Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(open_bytes(source) if isinstance(source, bytes) else source)


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _damaged(name: str) -> Problem:
    message = "The workbook is damaged or locked. Open it in Excel, save it again and retry."
    return Problem(name, message)
