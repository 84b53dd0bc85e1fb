"""An empty database offers three ways to begin, and each leads somewhere."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.screen import go, notice, sentence, settled, title
from tests.browser.served import App, serve


# Named first by a test, it ends last: after the pages that talk to it.
@pytest.fixture
def empty_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    with serve(tmp_path_factory.mktemp("empty") / "empty.db") as running:
        yield running


def test_an_empty_database_offers_three_ways(empty_app: App, open_page: OpenPage) -> None:
    page = open_page("/", app=empty_app)
    expect(sentence(page)).to_have_text("There are no sites yet. Begin in one of three ways.")
    sample = page.get_by_role("button", name="Load the sample network")
    expect(sample).to_be_visible()
    expect(page.get_by_label("Site id")).to_be_visible()

    page.get_by_role("link", name="Import files").click()
    expect(title(page)).to_have_text("Data")
    settled(page)
    go(page, "Network overview")
    expect(title(page)).to_have_text("Network overview")

    sample.click()
    expect(page.get_by_text("24 sites of 24")).to_be_visible()
    expect(notice(page, "Loaded 24 made-up sites.")).to_be_visible()
    settled(page)
    expect(sentence(page)).to_contain_text("assessed sites are Ready")


def test_a_first_site_can_be_added_by_hand(empty_app: App, open_page: OpenPage) -> None:
    page = open_page("/", app=empty_app)
    page.get_by_label("Site id").fill("CEDAR-01")
    page.get_by_label("Site name").fill("Cedar Falls")
    page.get_by_role("button", name="Add this site").click()
    expect(notice(page, "Added Cedar Falls. Next: assess it.")).to_be_visible()
    expect(sentence(page)).to_contain_text("None of 1 site has been assessed yet.")
    go(page, "Site")
    expect(title(page)).to_have_text("Cedar Falls")
