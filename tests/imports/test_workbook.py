"""Workbooks made by the programs people use become the same tables."""

# ruff: noqa: DTZ001 - the cells of a sheet have no time zone

import io
import zipfile
from contextlib import suppress
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.errors import InputError
from readiness.imports import tables
from readiness.imports.tables import read_table
from tests.imports.small import told


def openpyxl_book(*rows, formats=None):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for place, code in (formats or {}).items():
        book.active[place].number_format = code
    return saved(book)


def saved(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def cells_of(content, name="book.xlsx"):
    (found,) = read_table(name, content)
    rows = list(found.rows)
    assert not [problem for row in rows for problem in row.problems]
    return [row.cells for row in rows]


def rewritten(content, part, change):
    """The workbook with one part of it changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for item in old.namelist():
            data = old.read(item)
            new.writestr(item, change(data) if item == part else data)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (3.0, None, "3"),
        (82.5, None, "82.5"),
        (0.1 + 0.2, None, "0.3"),
        (1e-5, None, "0.00001"),
        (123456789012345, None, "123456789012345"),
        (0.82, "0%", "82"),
        (0.825, "0.0%", "82.5"),
        (0.07, "0 %", "7"),
        (5, '0 "50%"', "5"),
        (date(2026, 11, 22), None, "2026-11-22"),
        (datetime(2026, 11, 22), "yyyy-mm-dd hh:mm", "2026-11-22"),
        (datetime(2026, 11, 22, 10, 42, 7), None, "2026-11-22T10:42:07"),
        (46348, "[$-409]d-mmm-yy;@", "2026-11-22"),
        (60.5, "General", "60.5"),
        (59, "yyyy-mm-dd", "1900-02-28"),
        (61, "yyyy-mm-dd", "1900-03-01"),
        (time(10, 42), None, "10:42:00"),
        (timedelta(hours=36), "[h]:mm", "36:00:00"),
        (True, None, "TRUE"),
        (False, None, "FALSE"),
        ("  text\u00a0", None, "text"),
        ("007", None, "007"),
        ("two\nlines", None, "two\nlines"),
    ],
)
def test_a_cell_reads_as_the_sheet_shows_it(value, code, text):
    content = openpyxl_book(["a", "b"], [value, "x"], formats={"A2": code} if code else None)
    assert cells_of(content) == [(text, "x")]


def test_dates_of_the_1904_calendar():
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"date_1904": True, "in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "a")
        sheet.write_datetime(1, 0, date(2026, 11, 22), book.add_format({"num_format": "d.m.yy"}))
    assert cells_of(stream.getvalue()) == [("2026-11-22",)]


def test_text_written_into_the_cells_themselves_is_read():
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write_row(1, 0, ["é <&>", 5])
    assert cells_of(stream.getvalue()) == [("é <&>", "5")]


def test_rich_text_is_joined():
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "a")
        sheet.write_rich_string(1, 0, "one ", book.add_format({"bold": True}), "two", " three")
    assert cells_of(stream.getvalue()) == [("one two three",)]


def test_every_visible_sheet_is_a_table_and_hidden_ones_are_named():
    book = openpyxl.Workbook()
    book.active.title = "sites"
    book.active.append(["site_id"])
    book.create_sheet("empty")
    book.create_sheet("secret").append(["x"])
    book["secret"].sheet_state = "hidden"
    book.create_sheet("more").append(["y"])
    found = read_table("book.xlsx", saved(book))
    assert [each.name for each in found] == ["book.xlsx [sites]", "book.xlsx [more]"]
    assert '"secret" was not read' in told(found[0].warnings)


def test_lines_are_the_rows_of_the_sheet_and_short_rows_are_filled():
    content = openpyxl_book([], ["a", "b", "c", None], [], ["1"], [None, None, 3])
    (found,) = read_table("book.xlsx", content)
    assert (found.header, found.header_line) == (("a", "b", "c"), 2)
    assert [(row.line, row.cells) for row in found.rows] == [
        (4, ("1", "", "")),
        (5, ("", "", "3")),
    ]


def test_a_cell_outside_the_table_is_a_problem():
    (found,) = read_table("book.xlsx", openpyxl_book(["a"], [1, 2]))
    (row,) = found.rows
    assert "outside the table" in told(row.problems)


def test_the_stored_result_of_a_formula_is_read():
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write_formula(1, 0, "=40+2", None, 42)
        sheet.write_formula(1, 1, '="x"&"y"', None, "xy")
    assert cells_of(stream.getvalue()) == [("42", "xy")]


def test_a_formula_without_a_stored_result_and_an_error_are_named_with_their_cell():
    (found,) = read_table("book.xlsx", openpyxl_book(["a", "b", "c"], ["x", "=1+1", "#N/A"]))
    (row,) = found.rows
    assert row.cells == ("x", "", "")
    assert [(problem.line, problem.column) for problem in row.problems] == [(2, 2), (2, 3)]
    assert "formula without a stored result" in row.problems[0].message
    assert '"#N/A"' in row.problems[1].message


def test_a_workbook_called_csv_is_read_as_the_workbook_it_is():
    assert cells_of(openpyxl_book(["a"], ["x"]), "data.csv") == [("x",)]


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (["readme.txt"], "a ZIP archive"),
        (["word/document.xml"], "a Word document"),
        (["content.xml", "mimetype"], "an OpenDocument file"),
        (["xl/workbook.xml", "xl/vbaProject.bin"], "with macros"),
        (["xl/workbook.bin"], "xlsb"),
        (["xl/workbook.xml"], "damaged"),
    ],
)
def test_other_archives_are_refused_with_what_they_are(parts, message):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for part in parts:
            archive.writestr(part, "x")
    with pytest.raises(InputError, match=message):
        read_table("data.csv", stream.getvalue())


def test_a_workbook_without_cells_is_refused():
    with pytest.raises(InputError, match="no visible sheet"):
        read_table("book.xlsx", openpyxl_book())


def test_a_workbook_that_would_fill_the_memory_is_refused(monkeypatch):
    monkeypatch.setattr(tables, "MOST_BYTES", 100_000)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"x" * 200_000)
    assert len(stream.getvalue()) < 1_000
    with pytest.raises(InputError, match="larger than"):
        read_table("bomb.xlsx", stream.getvalue())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'r="A2"', b'r="ZZZZZZ2"'),
        (b'r="A2"', b'r="XFE2"'),
        (b'<row r="2"', b'<row r="99999999999"'),
        (b"</sheetData>", b""),
        (b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet'),
        (b"<v>5</v>", b"<v>1e999</v>"),
        (b"<v>5</v>", b"<v>five</v>"),
        (b"<v>5</v>", b"<v>NaN</v>"),
    ],
)
def test_a_sheet_that_lies_is_damaged_and_no_crash(old, new):
    content = openpyxl_book(["a", "b"], ["x", 5])
    part = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read(part)
    assert old in xml
    content = rewritten(content, part, lambda data: data.replace(old, new))
    try:
        (found,) = read_table("book.xlsx", content)
        problems = [problem for row in found.rows for problem in row.problems]
    except InputError as error:
        problems = list(error.problems)
    assert "damaged" in told(problems)


def test_a_text_that_is_not_there_is_damage():
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.add_worksheet().write_string(0, 0, "a")
    content = rewritten(
        stream.getvalue(), "xl/worksheets/sheet1.xml", lambda data: data.replace(b"<v>0<", b"<v>9<")
    )
    with pytest.raises(InputError, match="damaged"):
        read_table("book.xlsx", content)


CHANGED = openpyxl_book(["a", "b"], ["x", 5], [date(2026, 1, 1), True])
PARTS = ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"]
changes = st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=20)


def changed(content, spots):
    data = bytearray(content)
    for place, value in spots:
        data[int(place * len(data))] = value
    return bytes(data)


@settings(max_examples=150, deadline=None)
@given(changes, st.sampled_from([None, *PARTS]))
def test_a_workbook_with_bytes_changed_is_read_or_refused(spots, part):
    if part is None:
        content = changed(CHANGED, spots)
    else:
        content = rewritten(CHANGED, part, lambda data: changed(data, spots))
    with suppress(InputError):
        for found in read_table("book.xlsx", content):
            for row in found.rows:
                assert row.problems or len(row.cells) == len(found.header)


@pytest.mark.parametrize("part", PARTS)
def test_a_workbook_in_an_encoding_that_does_not_exist_is_refused(part: str) -> None:
    content = rewritten(CHANGED, part, lambda data: b'<?xml version="1.0" encoding="yes"?><a/>')
    with pytest.raises(InputError, match="damaged"):
        list(read_table("book.xlsx", content)[0].rows)


def test_progress_of_a_workbook_runs_to_one():
    shares: list[float] = []
    content = openpyxl_book(["a", "b"], *([number, "x"] for number in range(3000)))
    (found,) = read_table("book.xlsx", content, on_progress=shares.append)
    assert sum(1 for _ in found.rows) == 3000
    assert shares[-1] == 1.0
