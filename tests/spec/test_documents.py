"""The generated documents are those that the code would write now."""

from pathlib import Path

import pytest

from tests.spec.write_documents import DOCS, DOCUMENTS


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_generated_document_is_current(name: str) -> None:
    path = DOCS / name
    written = path.read_text("utf-8") if path.exists() else ""
    assert written == DOCUMENTS[name](), f"docs/{name} is out of date; run `make docs`"


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if name.endswith(".md")])
def test_a_generated_document_is_plain_markdown(name: str) -> None:
    text = DOCUMENTS[name]()
    assert text.startswith("# ")
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "| None |" not in text
    assert "**None**" not in text
    assert all(line == line.rstrip() for line in text.splitlines())
    assert _widths_agree(text)


def _widths_agree(text: str) -> bool:
    """Every row of a table has as many cells as its head."""
    width = 0
    for line in text.replace("\\|", "").splitlines():
        cells = line.count("|") if line.startswith("|") else 0
        if cells and width and cells != width:
            return False
        width = cells
    return True


def test_paths_are_those_of_the_checkout() -> None:
    assert Path(__file__).parents[2] / "docs" == DOCS
