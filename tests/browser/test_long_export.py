"""A large network: a file is prepared while the page stays of use, cancelled, prepared again."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.screen import settled
from tests.browser.served import App, serve

WORKBOOK = "Prepare network workbook (XLSX)"


@pytest.fixture(scope="module")
def large(copy_of_sample: Callable[[], Path]) -> Iterator[App]:
    """The sample network, for which five sites are already many."""
    with serve(copy_of_sample(), READINESS_SITES_AT_ONCE="5") as running:
        yield running


def prepare(page: Page) -> None:
    page.get_by_role("button", name=WORKBOOK).click()


def test_a_workbook_is_cancelled_prepared_again_and_downloaded(
    open_page: OpenPage, large: App, tmp_path: Path
) -> None:
    page = open_page("/data", app=large)
    prepare(page)
    # It may be ready before it can be cancelled; then cancelling has nothing to end.
    cancel = page.get_by_role("button", name="Cancel", exact=True)
    download = page.get_by_role("button", name=re.compile(r"^Download network_.*\.xlsx"))
    expect(cancel.or_(download)).to_be_visible()
    if cancel.is_visible():
        cancel.click()
        expect(page.get_by_text("cancelled").or_(download)).to_be_visible()
    settled(page)
    prepare(page)
    expect(download).to_be_visible()
    with page.expect_download() as downloading:
        download.click()
    path = tmp_path / downloading.value.suggested_filename
    downloading.value.save_as(path)
    book = openpyxl.load_workbook(path, read_only=True)
    assert book.sheetnames[:3] == ["Overview", "Sites x criteria", "Scores"]
    assert book["Scores"].max_row == 25
