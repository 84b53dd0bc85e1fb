"""The file to hand over in a real browser: from the disk, offline, by keyboard, in both themes."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from readiness.charts.print_signs import screen_signs
from readiness.exports import network_html, site_html
from readiness.services.handover import network_handover, site_handover
from readiness.services.network import Filters
from tests.browser.conftest import Theme
from tests.browser.screen import LAPTOP, PHONE
from tests.browser.test_accessibility import violations
from tests.services.fixtures import sample_file
from tests.services.workspaces import EVERYONE, NOT_READY, TODAY, framework, workspace_on

__all__ = ["sample_file"]

Open = Callable[..., Page]
SINCE = TODAY - timedelta(days=91)
HOSTILE = "<script>document.title='run'</script>\"><img src=x onerror=\"document.title='run'\">"
OPEN_ALL = "() => document.querySelectorAll('details').forEach((part) => { part.open = true; })"
FITS = "() => document.documentElement.scrollWidth <= window.innerWidth"


@pytest.fixture(scope="module")
def files(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A file of the network, of a site, and of a network where each site has a hostile name."""
    signs: dict[str, Any] = screen_signs(framework())
    folder = tmp_path_factory.mktemp("handover")
    workspace = workspace_on(sample_file)
    with workspace.ledger:
        whole = network_handover(workspace, EVERYONE, TODAY, SINCE, Filters())
        site = site_handover(workspace, EVERYONE, NOT_READY, TODAY)
        network = network_html.content(whole, signs=signs)
        made = {
            "network": network,
            "site": site_html.content(site, signs=signs),
            # As if a name had got in without being escaped.
            "broken": network.replace(b"<bdi>Pecan Hill</bdi>", HOSTILE.encode()),
        }
    for name, content in made.items():
        (folder / f"{name}.html").write_bytes(content)
    return {name: folder / f"{name}.html" for name in made}


@pytest.fixture
def open_file(browser: Browser, files: dict[str, Path]) -> Iterator[Open]:
    """Opens a file in a browser without a network; nothing may be asked for, nothing complain."""
    complaints: list[str] = []
    asked: list[str] = []
    with ExitStack() as opened:

        def open_one(
            name: str,
            *,
            theme: Theme = "light",
            size: tuple[int, int] = LAPTOP,
            scripts: bool = True,
            watched: bool = True,
        ) -> Page:
            width, height = size
            context = opened.enter_context(
                browser.new_context(
                    offline=True,
                    color_scheme=theme,
                    java_script_enabled=scripts,
                    viewport={"width": width, "height": height},
                )
            )
            page = context.new_page()
            if watched:
                page.on("console", lambda message: complaints.append(message.text))
                page.on("pageerror", lambda error: complaints.append(str(error)))
                page.on("request", lambda sent: asked.append(sent.url))
            page.on("dialog", lambda dialog: complaints.append(dialog.message))
            page.goto(files[name].as_uri())
            return page

        yield open_one
        assert complaints == []
        assert set(asked) <= {path.as_uri() for path in files.values()}


def shown_sites(page: Page) -> list[str]:
    return page.locator("table.sites tbody tr:visible th").all_inner_texts()


def column(page: Page, place: int) -> list[str]:
    return page.locator(f"table.sites tbody tr:visible > :nth-child({place})").all_inner_texts()


def test_sites_are_filtered_in_every_part_and_counted(open_file: Open) -> None:
    page = open_file("network")
    count = page.get_by_role("status")
    expect(count).to_have_text("24 of 24 sites shown")
    page.get_by_role("combobox", name="Level").select_option("⊗ Not ready")
    expect(count).to_have_text("8 of 24 sites shown")
    assert set(column(page, 5)) == {"⊗ Not ready"}
    assert page.locator("table.matrix tbody tr:visible").count() == 8
    assert page.locator("details[data-site]:visible").count() == 8
    page.get_by_role("combobox", name="State").select_option("TN")
    expect(count).to_have_text("2 of 24 sites shown")
    page.get_by_role("searchbox").fill("MARBLE  gap")
    expect(count).to_have_text("1 of 24 sites shown")
    assert shown_sites(page) == ["Marble Gap"]
    page.get_by_role("searchbox").fill("nowhere at all")
    expect(count).to_have_text("0 of 24 sites shown")
    expect(page.get_by_text("No site matches.")).to_be_visible()
    page.get_by_role("button", name="Show all").click()
    expect(count).to_have_text("24 of 24 sites shown")
    page.get_by_role("combobox", name="Region").select_option("Midwest")
    assert set(column(page, 4)) == {"Midwest"}
    page.get_by_role("button", name="Show all").click()
    practice = "Juniper Mesa Cancer Care"
    page.get_by_role("combobox", name="Practice").select_option(practice)
    assert set(column(page, 2)) == {practice}


def test_columns_are_sorted_with_the_keyboard_and_say_so(open_file: Open) -> None:
    page = open_file("network")
    table = page.locator("table.sites")
    score = table.get_by_role("columnheader", name="Score")
    score.get_by_role("button").focus()
    for direction, largest_last in (("ascending", True), ("descending", False)):
        page.keyboard.press("Enter")
        expect(score).to_have_attribute("aria-sort", direction)
        told = column(page, 6)
        assert told[-1] == "–"  # without a score, at the end either way
        numbers = [float(text) for text in told[:-1]]
        assert numbers == sorted(numbers, reverse=not largest_last)
    level = table.get_by_role("columnheader", name="Level")
    level.get_by_role("button").click()
    expect(score).not_to_have_attribute("aria-sort", "descending")
    words = list(dict.fromkeys(column(page, 5)))
    assert words == ["○ Not assessed", "⊗ Not ready", "◐ Ready with gaps", "● Ready"]
    fall = table.get_by_role("columnheader", name="Next fall")
    fall.get_by_role("button").click()
    days = table.locator("tbody tr td:last-child").evaluate_all(
        "(cells) => cells.map((cell) => cell.dataset.value).filter(Boolean)"
    )
    assert days == sorted(days)
    assert len(days) > 5


def test_a_name_opens_the_detail_of_its_site(open_file: Open) -> None:
    page = open_file("network")
    detail = page.locator("details", has_text="Millbrook North").first
    expect(detail.get_by_text("Gaps, must-haves first")).to_be_hidden()
    page.get_by_role("link", name="Millbrook North").click()
    expect(detail.get_by_text("Gaps, must-haves first")).to_be_visible()
    expect(detail.locator("li").first).to_contain_text("Must-have")
    expect(detail.locator("li").first).to_contain_text("Tocilizumab doses in reach")
    expect(detail.locator("summary")).to_be_focused()
    page.get_by_role("button", name="Close all").click()
    expect(detail.get_by_text("Gaps, must-haves first")).to_be_hidden()


def test_without_scripts_everything_is_there_to_read(open_file: Open) -> None:
    page = open_file("network", scripts=False)
    assert len(shown_sites(page)) == 24
    assert page.locator("form:visible, button:visible").count() == 0
    assert page.locator("details[data-site]").count() == 24
    site = open_file("site", scripts=False)
    assert site.get_by_role("img").count() == 1
    assert site.locator("table tbody tr").count() > 44


def test_the_policy_stops_what_escaping_would_have_missed(open_file: Open) -> None:
    said: list[str] = []
    page = open_file("broken", watched=False)
    page.on("console", lambda message: said.append(message.text))
    page.reload()
    expect(page.get_by_role("status")).to_have_text("24 of 24 sites shown")
    assert any("Executing inline script violates" in text for text in said)
    assert any("Loading the image" in text for text in said)
    assert page.title() == "Network report, 22 Nov 2026"
    assert page.locator("table.sites img").count() == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ["network", "site"])
def test_axe_finds_nothing_and_a_telephone_scrolls_one_way(
    open_file: Open, name: str, theme: Theme
) -> None:
    page = open_file(name, theme=theme)
    page.evaluate(OPEN_ALL)
    assert violations(page) == []
    assert page.evaluate(FITS)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert page.evaluate(FITS)
    assert violations(page) == []
    background = page.evaluate("() => getComputedStyle(document.documentElement).backgroundColor")
    assert background == ("rgb(255, 255, 255)" if theme == "light" else "rgb(13, 18, 24)")
