"""Records -> CSV text and XLSX workbook, such that reading them back gives the same records.

No cell can run as a formula: in CSV a text that a spreadsheet would run is preceded by an
apostrophe, in a workbook it is stored as text. Reading takes exactly that apostrophe away.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, TypeAlias

import xlsxwriter  # type: ignore[import-untyped]

from readiness.domain.assessment import Batch, Finding, Profile, Response
from readiness.domain.framework import Framework
from readiness.domain.organisations import Site
from readiness.errors import ReadinessError
from readiness.exports.about import About, facts
from readiness.exports.workbook_options import CREATED, TEXTS_STAY_TEXTS

_RUNS = re.compile(r"'*[=+\-@\t\r]")
_NEEDS_APOSTROPHE = re.compile(r"'+[=+\-@\t\r]|[\t\r]")
"""Text of a sheet that reading would otherwise take an apostrophe or a space from."""
_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{0,11}[1-9])?")
_NUMBERS = frozenset({"answer", "numerator", "denominator"})
_MOST_DIGITS = 12
_MOST_ROWS = 1_048_575
_LONGEST_CELL = 32_767
ABOUT_SHEET = "about"
_FIRST_SHEET_DATE = date(1900, 3, 1)  # Before it, Excel counts a day that never was.
_TOLD_EVERY = 1_000
_WIDTHS = {"site_name": 32, "evidence": 40, "na_reason": 32, "reason": 40, "recorded_at": 20}

Cell: TypeAlias = str | date | datetime | None
Progress = Callable[[int, int], None]


def sites_csv(sites: Iterable[Site]) -> str:
    """The text of sites.csv."""
    return csv_text(Site._fields, sites)


def profiles_csv(profiles: Iterable[Profile], framework: Framework) -> str:
    """The text of profiles.csv; a last column recorded_by only where a profile says who."""
    return csv_text(*_profile_table(list(profiles), framework))


def responses_csv(responses: Iterable[Response]) -> str:
    """The text of responses.csv."""
    return csv_text(Response._fields, responses)


def findings_csv(findings: Iterable[Finding]) -> str:
    """The text of findings.csv."""
    return csv_text(Finding._fields, findings)


KINDS = ("sites", "profiles", "responses", "findings")
"""The tables that a network is made of, each a file of its own."""


def csv_of(kind: str, batch: Batch, framework: Framework) -> str:
    """The text of one of the `KINDS` of file."""
    if kind == "profiles":
        return profiles_csv(batch.profiles, framework)
    if kind == "sites":
        return sites_csv(batch.sites)
    return responses_csv(batch.responses) if kind == "responses" else findings_csv(batch.findings)


def workbook(
    batch: Batch,
    framework: Framework,
    on_progress: Progress | None = None,
    *,
    about: About | None = None,
) -> bytes:
    """An XLSX file with the sheets sites, profiles, responses and findings.

    With `about` a last sheet says what these are; an import passes over it.
    `on_progress` is called with (rows written, rows) every 1,000; what it raises ends the writing.
    Raises `ReadinessError` when a sheet cannot hold the records.
    """
    stream = io.BytesIO()
    options = {**TEXTS_STAY_TEXTS, "default_date_format": "yyyy-mm-dd"}
    # Not by `with`, which would put the file together even when the writing was ended.
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"title": "Bispecific Readiness", "created": CREATED})
    counts = {f.id for f in framework.profile_fields if f.type == "count"}
    writer = _SheetWriter(book, counts, len(batch), on_progress)
    writer.write("sites", Site._fields, batch.sites)
    writer.write("profiles", *_profile_table(batch.profiles, framework))
    writer.write("responses", Response._fields, batch.responses)
    writer.write("findings", Finding._fields, batch.findings)
    if about:
        _write_about(book, about, framework)
    book.close()
    return stream.getvalue()


def _write_about(book: Any, about: About, framework: Framework) -> None:
    sheet = book.add_worksheet(ABOUT_SHEET)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 90)
    bold = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"num_format": "@", "text_wrap": True, "quote_prefix": True})
    for line, (label, words) in enumerate(facts(about, framework)):
        sheet.write_string(line, 0, label, bold)
        sheet.write_string(line, 1, words[:_LONGEST_CELL], wrapped)
    _for_printing(sheet)


def _for_printing(sheet: Any) -> None:
    """As wide as a page, its name and number below."""
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&8&A&R&8&P of &N")


class _SheetWriter:
    def __init__(
        self, book: Any, counts: set[str], total: int, on_progress: Progress | None
    ) -> None:
        self._book = book
        self._written, self._total, self._report = 0, total, on_progress
        self._numbers = _NUMBERS | counts
        self._bold = book.add_format({"bold": True})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._time = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._text = book.add_format({"num_format": "@"})
        self._quoted = book.add_format({"num_format": "@", "quote_prefix": True})

    def write(self, name: str, columns: Sequence[str], rows: Iterable[Iterable[Cell]]) -> None:
        """One sheet with a frozen header."""
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        _for_printing(sheet)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, _WIDTHS.get(column, 14))
            sheet.write_string(0, place, column, self._bold)
        for line, row in enumerate(rows, 1):
            if line > _MOST_ROWS:
                raise ReadinessError(
                    f"A workbook holds {_MOST_ROWS:,} rows; there are more {name}. Export CSV."
                )
            for place, (column, cell) in enumerate(zip(columns, row, strict=True)):
                if cell is not None and cell != "":
                    self._cell(sheet, line, place, column, cell)
            self._written += 1
            if self._report and self._written % _TOLD_EVERY == 0:
                self._report(self._written, self._total)

    def _cell(self, sheet: Any, line: int, place: int, column: str, cell: Cell) -> None:
        if isinstance(cell, datetime) and _on_the_clock(cell):
            moment = cell.astimezone(UTC).replace(tzinfo=None)
            sheet.write_datetime(line, place, moment, self._time)
        elif isinstance(cell, date) and not isinstance(cell, datetime) and _in_calendar(cell):
            sheet.write_datetime(line, place, cell, self._day)
        elif column in self._numbers and isinstance(cell, str) and _is_number(cell):
            sheet.write_number(line, place, float(cell))
        else:
            text = _text(cell)
            written = f"'{text}" if _NEEDS_APOSTROPHE.match(text) else text
            style = self._quoted if _RUNS.match(text) else self._text
            if sheet.write_string(line, place, written, style) != 0:
                raise ReadinessError(
                    f"The {column} in row {line + 1} of {sheet.get_name()} is longer than a cell "
                    "of a workbook. Export CSV."
                )


def _profile_table(
    profiles: Sequence[Profile], framework: Framework
) -> tuple[tuple[str, ...], list[tuple[Cell, ...]]]:
    """Columns and rows of profiles.csv."""
    fields = [field.id for field in framework.profile_fields]
    signed = any(profile.recorded_by for profile in profiles)
    rows: list[tuple[Cell, ...]] = []
    for profile in profiles:
        values = [profile.values.get(field, "") for field in fields]
        who = [profile.recorded_by] if signed else []
        rows.append((profile.site_id, profile.recorded_on, *values, *who))
    return ("site_id", "recorded_on", *fields, *(["recorded_by"] if signed else [])), rows


def csv_text(columns: Sequence[str], rows: Iterable[Iterable[Cell]]) -> str:
    """Rows as CSV in which no cell can run as a formula."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_guarded(_text(cell)) for cell in row])
    return stream.getvalue()


def _guarded(text: str) -> str:
    return f"'{text}" if _RUNS.match(text) else text


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
    return cell.isoformat() if isinstance(cell, date) else cell


def _is_number(text: str) -> bool:
    """Whether a text is a number that a sheet gives back as the same text."""
    return len(text.replace(".", "")) <= _MOST_DIGITS and bool(_NUMBER.fullmatch(text))


def _on_the_clock(moment: datetime) -> bool:
    """Whether a sheet can hold a time exactly: whole seconds, in its calendar."""
    return moment.microsecond == 0 and moment.astimezone(UTC).date() >= _FIRST_SHEET_DATE


def _in_calendar(day: date) -> bool:
    return day >= _FIRST_SHEET_DATE
