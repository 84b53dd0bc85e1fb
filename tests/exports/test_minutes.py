"""Minutes as they leave the screen: what people typed stands in them as text."""

from datetime import date
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from readiness.exports.minutes import CAUTION, Minutes, MinutesPart, markdown, pdf

HOSTILE = '#read("/etc/passwd") *bold* $x$ @label [link](http://x) <b>tag</b> `code` = heading'


def minutes(*lines: str, sentence: str = "1 decision so far.") -> Minutes:
    part = MinutesPart("Decisions", sentence, lines)
    return Minutes(date(2026, 11, 22), "As of 22 Nov 2026.", "Made by Ana.", [part])


def words(document: bytes) -> str:
    """The words of all pages in one line."""
    pages = PdfReader(BytesIO(document)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_pdf_says_what_was_decided_when_and_with_which_caution() -> None:
    text = words(pdf(minutes("Decided: renew the agreement")))
    for said in ("Quality meeting, 22 Nov 2026", "As of 22 Nov 2026.", "Made by Ana."):
        assert said in text
    assert "1 decision so far." in text
    assert "Decided: renew the agreement" in text
    assert CAUTION in text
    assert "1 of 1" in text


def test_the_same_minutes_are_the_same_bytes() -> None:
    assert pdf(minutes("One", "Two")) == pdf(minutes("One", "Two"))
    assert pdf(minutes("One")) != pdf(minutes("Two"))


def test_the_pdf_has_a_title_a_language_and_a_structure_to_read_out() -> None:
    reader = PdfReader(BytesIO(pdf(minutes("One"))))
    assert reader.metadata is not None
    assert reader.metadata.title == "Quality meeting, 22 Nov 2026"
    root = reader.trailer["/Root"].get_object()
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith("en")


def test_markup_in_what_people_typed_is_shown_and_not_obeyed() -> None:
    text = words(pdf(minutes(HOSTILE, sentence=HOSTILE)))
    assert '#read("/etc/passwd") *bold* $x$ @label' in text
    assert "root:" not in text
    written = markdown(minutes(HOSTILE))
    assert "\\*bold\\*" in written
    assert "\\<b\\>tag\\</b\\>" in written
    assert "\\[link\\]\\(http://x\\)" in written


def test_many_lines_go_on_over_the_page() -> None:
    document = pdf(minutes(*(f"Line {number} of the minutes" for number in range(120))))
    assert len(PdfReader(BytesIO(document)).pages) > 2
    assert "Line 119 of the minutes" in words(document)


@given(st.lists(st.text(max_size=200), max_size=4))
@settings(max_examples=40, deadline=None)
def test_no_text_breaks_the_document(lines: list[str]) -> None:
    assert pdf(minutes(*lines)).startswith(b"%PDF")
    assert markdown(minutes(*lines)).startswith("# Quality meeting")


@pytest.mark.parametrize("text", ["\u202egnp.exe", "🩺" * 500, "\x00\x1b[31m", "x" * 20_000])
def test_odd_texts_do_not_break_the_document_either(text: str) -> None:
    assert pdf(minutes(text)).startswith(b"%PDF")
    assert markdown(minutes(text)).endswith("Made by Ana.\n")
