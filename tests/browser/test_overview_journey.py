"""An administrator filters, opens a site, and hands the address to someone else."""

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.screen import choose, go, main, open_part, sentence, settled, title

AS_OF = re.compile(r"As of \d+ \w+ \d{4}\.")


def what_is_shown(page: Page) -> tuple[str, str, str]:
    """Heading, sentence and as-of date."""
    dated = main(page).get_by_text(AS_OF).inner_text()
    found = AS_OF.search(dated)
    assert found
    return title(page).inner_text(), sentence(page).inner_text(), found.group()


def filter_overview(page: Page) -> None:
    open_part(page, "Filters and comparison")
    choose(page, "Region", "Midwest")
    expect(page.get_by_text("Filtered by Region: Midwest.")).to_be_visible()
    page.keyboard.press("Escape")
    choose(page, "Level", "Not ready")
    expect(page.get_by_text("Level: Not ready")).to_be_visible()
    page.keyboard.press("Escape")
    settled(page)


def open_site(page: Page, name: str) -> None:
    choose(page, "Open a site", name)
    expect(title(page)).to_have_text(name)
    settled(page)


def test_an_address_shows_the_same_to_someone_else(open_page: OpenPage) -> None:
    page = open_page("/")
    filter_overview(page)
    assert "region=Midwest" in page.url
    assert "level=" in page.url
    overview = what_is_shown(page)
    assert what_is_shown(open_page(page.url, person="another")) == overview

    open_site(page, "Stonefield")
    assert "site=S008" in page.url
    site = what_is_shown(page)
    assert what_is_shown(open_page(page.url, person="another")) == site


def test_an_address_with_a_past_date_shows_that_date_to_someone_else(open_page: OpenPage) -> None:
    day = datetime.now(UTC).date() - timedelta(days=60)
    page = open_page(f"/?asof={day}&region=South")
    expect(page.get_by_text("Filtered by Region: South.")).to_be_visible()
    words = f"{day.day} {day:%b} {day.year}"
    assert what_is_shown(page)[2] == f"As of {words}."

    open_site(page, "Oak Landing")
    assert f"asof={day}" in page.url
    site = what_is_shown(page)
    assert site[2] == f"As of {words}."
    other = open_page(page.url, person="another")
    assert what_is_shown(other) == site
    expect(other.get_by_text(f"Looking back: everything is shown as of {words}.")).to_be_visible()
    today = open_page("/site?site=S023", person="another")
    assert what_is_shown(today) != site


def test_a_reload_keeps_filters_and_site(open_page: OpenPage) -> None:
    page = open_page("/")
    filter_overview(page)
    before = what_is_shown(page)
    page.reload()
    assert what_is_shown(settled(page)) == before

    open_site(page, "Elm Prairie")
    before = what_is_shown(page)
    page.reload()
    assert what_is_shown(settled(page)) == before


def test_the_site_stays_in_hand_on_every_page(open_page: OpenPage) -> None:
    page = open_page("/site?site=S005")
    go(page, "Assess")
    expect(title(page)).to_have_text("Assess Elm Prairie")
    go(page, "Framework")
    expect(title(page)).to_have_text("Framework")
    go(page, "Site")
    expect(title(page)).to_have_text("Elm Prairie")
    settled(page)
    assert "site=S005" in page.url


def test_back_and_forward_go_from_site_to_site(open_page: OpenPage) -> None:
    page = open_page("/site?site=S005")
    choose(page, "Site", "Gull Point (Saltmarsh Oncology Partners)")
    expect(title(page)).to_have_text("Gull Point")
    settled(page)
    page.go_back()
    expect(title(page)).to_have_text("Elm Prairie")
    settled(page)
    page.go_forward()
    expect(title(page)).to_have_text("Gull Point")
    assert "site=S010" in settled(page).url


def test_back_from_a_site_leads_to_the_filtered_overview(open_page: OpenPage) -> None:
    page = open_page("/")
    filter_overview(page)
    before = what_is_shown(page)
    open_site(page, "Stonefield")
    page.go_back()
    expect(title(page)).to_have_text("Network overview")
    if "region=" not in settled(page).url:
        page.go_back()  # Streamlit leaves an entry without the filters on the way
    expect(page.get_by_text("Filtered by Region: Midwest; Level: Not ready.")).to_be_visible()
    assert what_is_shown(settled(page)) == before


def test_filters_are_there_again_after_another_page(open_page: OpenPage) -> None:
    page = open_page("/")
    filter_overview(page)
    before = what_is_shown(page)
    go(page, "Framework")
    expect(title(page)).to_have_text("Framework")
    settled(page)
    go(page, "Network overview")
    expect(page.get_by_text("Filtered by Region: Midwest; Level: Not ready.")).to_be_visible()
    assert what_is_shown(settled(page)) == before
