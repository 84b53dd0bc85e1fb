"""Text files with separators (CSV and its relatives), read as a stream."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from readiness.errors import InputError, Problem
from readiness.imports.shapes import Progress, Row, Table, below_header, clean_cells, header_of

_SEPARATORS = (",", ";", "\t", "|")
_CHUNK = 1 << 20
_SAMPLE = 1 << 16
_ROWS_BETWEEN_REPORTS = 2_000
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_TOLD_SEPARATOR = re.compile(r'"?sep=([,;\t|])"?\s*', re.IGNORECASE)


def open_bytes(source: bytes | Path) -> BinaryIO:
    """A file or what was uploaded, as a stream of bytes."""
    return io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")


def size_of(source: bytes | Path) -> int:
    """How many bytes there are to read."""
    return len(source) if isinstance(source, bytes) else source.stat().st_size


def read_separated(name: str, source: bytes | Path, on_progress: Progress | None = None) -> Table:
    """The table of a text file. Raises `InputError` when the file is empty or no text."""
    encoding = _encoding(name, source)
    separator, skipped = _separator(source, encoding)
    file = _File(name, source, encoding, separator, skipped, on_progress)
    first = next(file.records(), None)
    if first is None:
        raise InputError([Problem(name, "The file is empty. Export it again with its header.")])
    if first.problems:
        raise InputError(first.problems)
    header = header_of(first.cells)
    if any(_CONTROL.search(cell) for cell in header):
        raise InputError([_no_text(name)])
    warnings: tuple[Problem, ...] = ()
    if encoding == "cp1252":
        message = (
            "The file is not UTF-8 and was read as Windows-1252. Check names with accents; "
            'to be sure, save it as "CSV UTF-8".'
        )
        warnings = (Problem(name, message),)
    return Table(name, header, first.line, _Rows(file, len(header)), warnings)


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    source: bytes | Path
    encoding: str
    separator: str
    skipped: int
    on_progress: Progress | None

    def records(self) -> Iterator[Row]:
        """Every record that is not blank, the header too, of whatever width."""
        size = max(size_of(self.source), 1)
        with open_bytes(self.source) as binary:
            text = io.TextIOWrapper(binary, self.encoding, newline="")
            for _ in range(self.skipped):
                text.readline()
            reader = csv.reader(text, delimiter=self.separator, skipinitialspace=True, strict=True)
            count = 0
            while True:
                line = self.skipped + reader.line_num + 1
                try:
                    cells = clean_cells(next(reader))
                except StopIteration:
                    break
                except csv.Error as error:
                    yield Row(line, (), (self._misquoted(line, str(error)),))
                    if "limit" in str(error):
                        return
                    continue
                if any(cells):
                    yield Row(line, cells)
                count += 1
                if self.on_progress and count % _ROWS_BETWEEN_REPORTS == 0:
                    self.on_progress(min(1.0, binary.tell() / size))
        if self.on_progress:
            self.on_progress(1.0)

    def _misquoted(self, line: int, error: str) -> Problem:
        if "limit" in error:
            message = (
                "A cell of this row is longer than 131,072 characters, or its closing quotation "
                "mark is missing: nothing after this row was read. Add the quotation mark."
            )
        elif "end of data" in error:
            message = (
                "A cell of this row opens with a quotation mark that is never closed. Close it, "
                "or write a quotation mark inside a cell twice."
            )
        else:
            message = (
                "Something stands between the closing quotation mark of a cell and the next "
                "separator. Write a quotation mark inside a cell twice."
            )
        return Problem(self.name, message, line)


@dataclass(frozen=True, slots=True)
class _Rows:
    file: _File
    width: int

    def __iter__(self) -> Iterator[Row]:
        return below_header(self.file.records(), self.file.name, self.width, may_be_short=False)


def _encoding(name: str, source: bytes | Path) -> str:
    with open_bytes(source) as binary:
        head = binary.read(4)
    marked = next((encoding for mark, encoding in _BYTE_ORDER_MARKS if head.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "cp1252"):
        try:
            if _has_nul(source, encoding):
                break
        except UnicodeDecodeError:
            continue
        return encoding
    raise InputError([_no_text(name)])


def _has_nul(source: bytes | Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    with open_bytes(source) as binary:
        while chunk := binary.read(_CHUNK):
            if "\0" in decoder.decode(chunk):
                return True
        return "\0" in decoder.decode(b"", final=True)


def _separator(source: bytes | Path, encoding: str) -> tuple[str, int]:
    """The separator of the header, and how many lines to skip before it."""
    with open_bytes(source) as binary:
        sample = codecs.getincrementaldecoder(encoding)("ignore").decode(binary.read(_SAMPLE))
    if told := _TOLD_SEPARATOR.match(sample.split("\n", 1)[0].split("\r", 1)[0] + "\n"):
        return told[1], 1
    counts = dict.fromkeys(_SEPARATORS, 0)
    inside = False
    for sign in sample.lstrip():
        if sign == '"':
            inside = not inside
        elif inside:
            continue
        elif sign in "\r\n":
            break
        elif sign in counts:
            counts[sign] += 1
    return max(_SEPARATORS, key=lambda separator: counts[separator]), 0


def _no_text(name: str) -> Problem:
    message = (
        "The file is no text, or its text is damaged. Save the table as CSV (UTF-8) or XLSX "
        "and try again."
    )
    return Problem(name, message)
