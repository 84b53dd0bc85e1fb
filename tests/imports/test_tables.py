"""Files of every origin become the same table of text."""

import codecs
import tracemalloc
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.errors import InputError
from readiness.imports.tables import read_table
from tests.imports.small import table, told

PLAIN = "site_id,site_name\nS1,Café Nord\nS2,Süd\n"
EXPECTED = [(2, ("S1", "Café Nord")), (3, ("S2", "Süd"))]


def rows_of(found):
    return [(row.line, row.cells) for row in found.rows if not row.problems]


def problems_of(found):
    return [problem for row in found.rows for problem in row.problems]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(PLAIN.encode(), id="UTF-8"),
        pytest.param(codecs.BOM_UTF8 + PLAIN.encode(), id="UTF-8 with byte order mark"),
        pytest.param(PLAIN.encode("utf-16"), id="UTF-16 little endian"),
        pytest.param(codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be"), id="UTF-16 big endian"),
        pytest.param(PLAIN.encode("utf-32"), id="UTF-32"),
        pytest.param(PLAIN.replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param(PLAIN.replace("\n", "\r").encode(), id="CR"),
        pytest.param(PLAIN.rstrip().encode(), id="no line end at the end"),
        pytest.param(PLAIN.replace(",", ";").encode(), id="semicolons"),
        pytest.param(PLAIN.replace(",", "\t").encode(), id="tabs"),
        pytest.param(PLAIN.replace(",", "|").encode(), id="bars"),
        pytest.param(
            PLAIN.replace("S1,", ' S1\u00a0, "').replace("Nord", 'Nord"').encode(),
            id="stray spaces",
        ),
        pytest.param(PLAIN.replace("\n", ",,\n").encode(), id="empty columns of a spreadsheet"),
        pytest.param(
            PLAIN.replace("site_id,site_name", " site_id , site_name,").encode(),
            id="spaces and an empty column in the header",
        ),
    ],
)
def test_the_same_table_whatever_the_encoding_and_the_separator(content):
    found = table(content)
    assert found.header == ("site_id", "site_name")
    assert rows_of(found) == EXPECTED
    assert not found.warnings
    assert not problems_of(found)


def test_windows_1252_is_read_and_said():
    found = table(PLAIN.encode("cp1252"))
    assert rows_of(found) == EXPECTED
    assert "Windows-1252" in told(found.warnings)


def test_a_separator_told_by_excel_is_used_and_lines_still_count():
    found = table("sep=;\na;b\n1,5;2\n")
    assert (found.header, found.header_line) == (("a", "b"), 2)
    assert rows_of(found) == [(3, ("1,5", "2"))]


def test_blank_lines_are_passed_over_and_still_count():
    found = table("\n\na,b\n\n1,2\n,\n  \n3,4\n")
    assert found.header_line == 3
    assert rows_of(found) == [(5, ("1", "2")), (8, ("3", "4"))]


def test_a_record_has_the_line_on_which_it_begins():
    found = table('a,b\n"one\ntwo",2\n"x ""y"", z",4\n')
    assert rows_of(found) == [(2, ("one\ntwo", "2")), (4, ('x "y", z', "4"))]


def test_a_separator_in_a_quoted_header_does_not_count():
    assert table('"a;b;c;d",e\n1,2\n').header == ("a;b;c;d", "e")


def test_rows_can_be_gone_through_twice():
    found = table(PLAIN)
    assert rows_of(found) == rows_of(found)


def test_a_header_only_has_no_rows():
    assert rows_of(table("a,b\n")) == []


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a,b\n1,2\n1\n", 3, "1 cell but the header names 2"),
        ("a,b\n1,2,3\n", 2, '"3" stands outside'),
        ('a,b\n1,"2" x\n3,4\n', 2, "closing quotation mark"),
        ('a,b\n1,"2\n3,4\n', 2, "never closed"),
        ('a,b\n1,"' + 140_000 * "x" + "\n", 2, "longer than"),
    ],
    ids=["too short", "too long", "text after a quotation mark", "open quotation", "too much"],
)
def test_a_row_that_cannot_be_read_is_named(text, line, message):
    (problem,) = problems_of(table(text))
    assert problem.line == line
    assert message in problem.message


def test_rows_after_a_misquoted_one_are_read():
    assert rows_of(table('a,b\n1,"2" x\n3,4\n')) == [(3, ("3", "4"))]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"\n \r\n,,\n", "empty"),
        (codecs.BOM_UTF8, "empty"),
        (b"%PDF-1.7\n...", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "old Excel"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"GIF89a", "picture"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"PAR1....", "Parquet"),
        (b"SQLite format 3\x00", "SQLite"),
        (b"\n<!DOCTYPE html><html>", "web page"),
        (codecs.BOM_UTF8 + b"<?xml version='1.0'?>", "XML"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (b"a,b\n1,\x002\n", "no text"),
        ("a,b\n1,\x002\n".encode("utf-16"), "no text"),
        (codecs.BOM_UTF8 + b"a,b\n\xff,2\n", "no text"),
        (b"a,\x01b\n1,2\n", "no text"),
        (b"a,b\n\x81\x8d,2\n", "no text"),
    ],
)
def test_what_is_no_table_is_refused_with_what_it_is(content, message):
    with pytest.raises(InputError, match=message) as caught:
        read_table("responses.csv", content)
    assert caught.value.problems[0].file == "responses.csv"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(InputError, match="cannot be opened"):
        read_table("gone.csv", tmp_path / "gone.csv")


def test_progress_of_a_file_on_disk_runs_to_one(tmp_path: Path):
    path = tmp_path / "many.csv"
    path.write_text("a,b\n" + "1,2\n" * 20_000)
    shares: list[float] = []
    (found,) = read_table("many.csv", path, on_progress=shares.append)
    shares.clear()
    assert sum(1 for _ in found.rows) == 20_000
    assert shares == sorted(shares)
    assert len(shares) > 5
    assert shares[-1] == 1.0


def test_a_large_file_is_read_without_holding_it(tmp_path: Path):
    path = tmp_path / "large.csv"
    path.write_text("site_id,evidence\n" + f"S1,{'x' * 90}\n" * 60_000)
    tracemalloc.start()
    try:
        (found,) = read_table("large.csv", path)
        count = sum(1 for _ in found.rows)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 60_000
    assert path.stat().st_size > 5_500_000
    assert peak < path.stat().st_size


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("'=1+1", "=1+1"),
        ("'-5", "-5"),
        ("''@x", "'@x"),
        ("'\tx", "\tx"),
        ("'plain", "'plain"),
        ("=1+1", "=1+1"),
    ],
)
def test_exactly_the_guarding_apostrophe_is_taken_away(cell, text):
    assert rows_of(table(f'a,b\n"{cell}",2\n')) == [(2, (text, "2"))]


@settings(deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_a_table_or_a_refusal(content):
    for start in (b"", b"a,b\n", codecs.BOM_UTF16_LE, b"PK\x03\x04"):
        with suppress(InputError):
            for found in read_table("any.csv", start + content):
                for row in found.rows:
                    assert row.problems or len(row.cells) == len(found.header)
