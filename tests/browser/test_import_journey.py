"""A bad file is named line by line and writes nothing; mended, it is accepted."""

import re

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.screen import choose, go, notice, rows, settled, title
from tests.browser.served import App

PROBLEMS = "Every problem with file, line and column."
SITES = """site_id,site_name,practice,network,state,region
Q001,Quillback Bay,Saltmarsh Oncology Partners,,ME,Northeast
"""
BAD = """site_id,criterion_id,recorded_at,answer,numerator,denominator,evidence_date,end_date,\
evidence,na_reason,recorded_by
Q001,C01,2026-03-02T09:00:00,yes,,,2026-02-27,,Appointment letter,,Practice manager
Q001,C15,2026-03-02T09:05:00,two,,,2026-03-01,,Stock count,,Practice manager
Q001,C06,2026-03-02T09:10:00,168,,,2026-02-30,,Rota,,Practice manager
"""
MENDED = BAD.replace(",two,", ",2,").replace("2026-02-30", "2026-02-28")


def csv(name: str, text: str) -> FilePayload:
    return {"name": name, "mimeType": "text/csv", "buffer": text.encode()}


def upload(page: Page, *files: FilePayload) -> None:
    page.locator("input[type=file]").set_input_files(list(files))


def saves(page: Page) -> list[str]:
    """The audit log as it stands on the page."""
    newest = rows(page, "The newest saves.")
    expect(newest.nth(1)).to_be_attached()
    return newest.all_text_contents()


def test_a_bad_file_is_named_mended_and_accepted(open_page: OpenPage, app_to_write_in: App) -> None:
    page = open_page("/data", app=app_to_write_in)
    before = saves(page)

    upload(page, csv("sites.csv", SITES), csv("responses.csv", BAD))
    expect(notice(page, "2 problems to mend. Nothing was written")).to_be_visible()
    problems = rows(page, PROBLEMS)
    expect(problems).to_have_count(3)
    # File, line, column, and what to do.
    expect(problems.nth(1).get_by_role("gridcell", include_hidden=True)).to_have_text(
        ["responses.csv", "3", "4", re.compile('^answer "two" is not a number')]
    )
    expect(problems.nth(2).get_by_role("gridcell", include_hidden=True)).to_have_text(
        ["responses.csv", "4", "7", re.compile("^evidence_date")]
    )
    expect(page.get_by_role("button", name="Accept")).to_have_count(0)
    assert saves(page) == before
    elsewhere = open_page("/data", app=app_to_write_in)
    assert saves(elsewhere) == before

    page.get_by_role("button", name="Remove responses.csv").click()
    expect(rows(page, PROBLEMS)).to_have_count(0)
    upload(page, csv("responses.csv", MENDED))
    page.get_by_role("button", name="Accept 4 records").click()
    expect(notice(page, "Wrote 4 records from")).to_be_visible()
    settled(page)
    assert saves(page) != before

    go(page, "Network overview")
    expect(title(page)).to_have_text("Network overview")
    expect(page.get_by_text("25 sites of 25")).to_be_visible()
    choose(page, "Open a site", "Quillback Bay")
    expect(title(page)).to_have_text("Quillback Bay")


@pytest.mark.parametrize("text", ["", "what,is,this\n1,2,3\n"])
def test_a_file_that_is_no_such_table_is_refused(
    open_page: OpenPage, app_to_write_in: App, text: str
) -> None:
    page = open_page("/data", app=app_to_write_in)
    upload(page, csv("unknown.csv", text))
    expect(notice(page, "1 problem to mend. Nothing was written")).to_be_visible()
    expect(rows(page, PROBLEMS).nth(1)).to_contain_text("unknown.csv")
