"""Every page can be used with a keyboard, a screen reader and weak eyes, in both themes."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe_allowed import ALLOWED
from tests.browser.conftest import OpenPage, Theme
from tests.browser.screen import LAPTOP, PAGES, PHONE, main
from tests.browsers import AXE

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")

# Everything folded away is opened first: what is hidden is not checked.
OPEN_ALL = """() => {
    const folded = document.querySelectorAll("[data-testid=stMain] details:not([open])");
    for (const part of folded) part.querySelector("summary").click();
}"""
CHECK = """async ([rules, allowed]) => {
    const found = await axe.run(document, {
        runOnly: {type: "tag", values: rules},
        rules: {"target-size": {enabled: true}},
        resultTypes: ["violations"],
    });
    const violations = [];
    for (const {id, nodes} of found.violations) {
        for (const node of nodes) {
            const element = document.querySelector(node.target.at(-1));
            const excused = allowed.some(
                ([rule, place]) => rule === id && element && element.closest(place)
            );
            if (!excused) {
                const checks = [...node.any, ...node.all, ...node.none];
                const why = checks.map((check) => check.message).join(" ");
                violations.push(`${id} at ${node.target.join(" ")}: ${node.html} (${why})`);
            }
        }
    }
    return violations;
}"""
HEADINGS = """() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
    .filter((heading) => heading.checkVisibility())
    .map((heading) => Number(heading.tagName[1]))"""

CASES = [
    pytest.param(name, theme, size, id=f"{name}-{theme}-{size[0]}")
    for size in (LAPTOP, PHONE)
    for theme in ("light", "dark")
    for name in PAGES
]


def violations(page: Page) -> list[str]:
    # The script is handed over as text: the page's policy refuses script elements.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(CHECK, [RULES, [[one.rule, one.place] for one in ALLOWED]])
    return found


def open_everything(page: Page) -> None:
    page.evaluate(OPEN_ALL)
    expect(main(page).locator("details:not([open])")).to_have_count(0)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)


@pytest.mark.parametrize(("name", "theme", "size"), CASES)
def test_axe_finds_nothing_of_ours(
    open_page: OpenPage, name: str, theme: Theme, size: tuple[int, int]
) -> None:
    page = open_page(PAGES[name], theme=theme, size=size)
    assert violations(page) == []
    open_everything(page)
    assert violations(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_charts_tables_and_headings_can_be_read_out(open_page: OpenPage, name: str) -> None:
    page = open_page(PAGES[name])
    open_everything(page)
    for chart in page.get_by_test_id("stPlotlyChart").all():
        assert (chart.get_attribute("aria-label") or "").strip()
    for table in page.get_by_test_id("stDataFrame").all():
        region = table.get_by_role("region")
        assert (region.get_attribute("aria-label") or "").strip()
    levels: list[int] = page.evaluate(HEADINGS)
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    assert page.title().strip()
    assert page.locator("html").get_attribute("lang") == "en"


def test_an_empty_start_has_no_violations_either(
    open_page: OpenPage,
) -> None:
    page = open_page("/site")
    expect(page.get_by_text("Choose a site to see")).to_be_visible()
    assert violations(page) == []


def focused(page: Page) -> Locator:
    return page.locator("*:focus")


def name_of(element: Locator) -> str:
    """What a screen reader says first, roughly."""
    said: str = element.evaluate(
        "(node) => node.getAttribute('aria-label') || node.labels?.[0]?.innerText"
        " || node.innerText || ''"
    )
    return " ".join(said.split())


def tab_stops(page: Page, last: str) -> list[str]:
    """What the Tab key reaches from the start of the page up to the one named `last`."""
    stops: list[str] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        stops.append(name_of(focused(page)))
        if stops[-1] == last:
            return stops
    raise AssertionError(f"{last} was not reached: {stops}")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_tab_key_reaches_link_navigation_and_first_control(
    open_page: OpenPage, theme: Theme
) -> None:
    page = open_page("/", theme=theme)
    stops = tab_stops(page, "Filters")
    assert stops[0] == "Skip to main content"
    navigation = ["Network overview", "Site", "Assess", "Framework", "Data"]
    start = stops.index(navigation[0])
    assert stops[start : start + len(navigation)] == navigation
    assert any("As-of date" in stop for stop in stops[start:])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_focus_is_seen(open_page: OpenPage, theme: Theme) -> None:
    page = open_page("/", theme=theme)
    for name in ("Skip to main content", "Network overview", "Site", "Choose date", "Filters"):
        tab_stops(page, name)
        element = focused(page)
        with_focus = picture(page, element)
        element.evaluate("(node) => node.blur()")
        assert picture(page, element) != with_focus, f"the focus on {name} does not show"
        element.focus()


def picture(page: Page, element: Locator) -> bytes:
    """The element and what is drawn around it."""
    handle = element.element_handle()
    box = handle.bounding_box() if handle else None
    if box is None:
        return b""
    left, top = max(0, box["x"] - 6), max(0, box["y"] - 6)
    area = {"x": left, "y": top, "width": box["width"] + 12, "height": box["height"] + 12}
    return page.screenshot(clip=area)  # type: ignore[arg-type]
