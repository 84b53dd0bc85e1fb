"""In a real browser: the network to the database is cut while somebody types a note."""

from pathlib import Path

from playwright.sync_api import Locator, Page, expect, sync_playwright

from readiness.ledger import moved, open_ledger
from tests.browser.served import serve
from tests.browsers import find_browser
from tests.relays import relay
from tests.servers import running_cluster
from tests.services.fixtures import few_file, server_at
from tests.services.workspaces import NOT_READY

__all__ = ["few_file"]
NOTE = "Letter of 3 May, folder 7"
PATIENCE = 60_000
PICTURES = Path(__file__).parents[2] / "build" / "reliability"


def test_a_note_is_still_in_its_field_and_is_saved_when_the_network_is_back(
    few_file: Path, tmp_path: Path
) -> None:
    program = find_browser()
    assert program is not None, "no Chromium found; `make test` installs it"
    PICTURES.mkdir(parents=True, exist_ok=True)
    with running_cluster() as cluster, relay(cluster.port) as wire:
        name = cluster.new_database()
        with open_ledger(few_file, create=False) as source, moved(source, server_at(cluster, name)):
            pass
        address = cluster.over_network(name).replace(f":{cluster.port}/", f":{wire.port}/")
        with (
            serve(tmp_path / "unused.db", READINESS_DB=address) as app,
            sync_playwright() as playwright,
        ):
            browser = playwright.chromium.launch(executable_path=program)
            page = browser.new_page(viewport={"width": 1280, "height": 720})
            page.set_default_timeout(PATIENCE)
            expect.set_options(timeout=PATIENCE)
            page.goto(f"{app.url}/assess?site={NOT_READY}&show=full&element=E1")
            note = first_note(page)
            note.fill(NOTE)
            wire.cut()
            note.press("Enter")
            expect(page.get_by_text("does not answer")).to_be_visible()
            expect(page.get_by_text("What you typed on this page is kept.")).to_be_visible()
            page.screenshot(path=PICTURES / "cut.png")
            wire.mend()
            page.get_by_role("button", name="Try again").click()
            again = page.get_by_role("button", name="Save again")
            expect(again).to_be_visible()
            expect(page.get_by_label("Where the evidence is").first).to_have_value(NOTE)
            page.screenshot(path=PICTURES / "back.png")
            again.click()
            expect(page.get_by_text("Saved Champion appointed")).to_be_visible()
            page.screenshot(path=PICTURES / "saved.png")
            browser.close()
        with open_ledger(address, create=False) as ledger:
            answers = ledger.history(NOT_READY).responses["C01"]
            assert [answer.evidence for answer in answers].count(NOTE) == 1
            assert ledger.verify() == ()


def first_note(page: Page) -> Locator:
    """The field for where the evidence is, of the first statement."""
    expander = page.get_by_text("Evidence, end date").first
    expander.click()
    field = page.get_by_label("Where the evidence is").first
    expect(field).to_be_visible()
    return field
