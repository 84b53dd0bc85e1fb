"""Nothing is cut and nothing scrolls sideways, on a phone and on a laptop."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, TurnTo
from tests.browser.screen import LAPTOP, PAGES, PHONE

SEEN = ("overview", "site", "assess")
"""Looked at on a phone by the accessibility checks, which see every page on a laptop too."""

CASES = [
    *(pytest.param(PAGES[name], PHONE, id=name) for name in PAGES if name not in SEEN),
    *(pytest.param("/site?site=S009", size, id=f"new-{size[0]}") for size in (PHONE, LAPTOP)),
]

SIDEWAYS = """() => [document.scrollingElement, document.querySelector("[data-testid=stMain]")]
    .filter((element) => element.scrollWidth > element.clientWidth)
    .map((element) => `${element.tagName}: ${element.scrollWidth} > ${element.clientWidth}`)"""

# Headings, captions, figures, buttons and the titles of what is folded away. What is left of the
# window is a sidebar that is folded away: nobody sees it, and it is squeezed.
CUT = """() => {
    const words = "h1, h2, h3, summary, summary p, button p, label p, [data-testid=stMetricValue]"
        + ", [data-testid=stMetricValue] *, [data-testid=stMetricLabel], "
        + "[data-testid=stMetricLabel] *, [data-testid=stCaptionContainer] p, "
        + "[data-testid=stMarkdownContainer] p";
    return [...document.querySelectorAll(words)]
        .filter((element) => element.checkVisibility() && element.innerText?.trim())
        .filter((element) => element.getBoundingClientRect().right > 0)
        .filter((element) => element.scrollWidth > element.clientWidth + 1)
        .filter((element) => getComputedStyle(element).display !== "inline")
        .map((element) => `${element.tagName} ${element.innerText.trim().slice(0, 80)}`);
}"""

# The words in a chart, against the edges of the chart.
OUTSIDE = """() => [...document.querySelectorAll("[data-testid=stPlotlyChart]")]
    .filter((chart) => chart.checkVisibility())
    .flatMap((chart) => {
        const edge = chart.getBoundingClientRect();
        return [...chart.querySelectorAll("svg text")]
            .map((text) => [text.textContent, text.getBoundingClientRect()])
            .filter(([, box]) => box.width > 0)
            .filter(([, box]) => box.left < edge.left - 1 || box.right > edge.right + 1
                || box.top < edge.top - 1 || box.bottom > edge.bottom + 1)
            .map(([words]) => words);
    })"""

SMALL = """() => [...document.querySelectorAll("[data-testid=stPlotlyChart] svg text")]
    .filter((text) => text.checkVisibility() && text.textContent.trim())
    .map((text) => [text.textContent, text.getBoundingClientRect().height])
    .filter(([, height]) => height > 0 && height < 9)
    .map(([words, height]) => `${words}: ${height}`)"""


@pytest.mark.parametrize(("address", "size"), CASES)
def test_nothing_is_cut_and_nothing_scrolls_sideways(
    turn_to: TurnTo, address: str, size: tuple[int, int]
) -> None:
    assert_fits(turn_to(address, size=size))


def assert_fits(page: Page) -> None:
    """Nothing is cut, nothing scrolls sideways, nothing is too small to read."""
    assert page.evaluate(SIDEWAYS) == []
    assert page.evaluate(CUT) == []
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate(SMALL) == []


def test_charts_follow_the_window(open_page: OpenPage) -> None:
    page = open_page("/site?site=S002", person="who moves the window")
    charts = page.get_by_test_id("stPlotlyChart")
    wide: str = charts.first.evaluate("(chart) => getComputedStyle(chart).height")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    expect(charts.first).not_to_have_css("height", wide)
    expect(charts).to_have_count(2)
    page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})
    expect(charts.first).to_have_css("height", wide)


def test_nothing_is_cut_in_the_sidebar_of_a_phone(open_page: OpenPage) -> None:
    page = open_page("/data", size=PHONE, person="with the sidebar")
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(page.get_by_text("You are", exact=True)).to_be_in_viewport(ratio=1)
    assert page.evaluate(CUT) == []
