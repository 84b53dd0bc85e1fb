"""Every page can be used with a keyboard, a screen reader and weak eyes, in both themes."""

import itertools
from collections.abc import Mapping

import pytest
from playwright.sync_api import FloatRect, Page, expect

from tests.browser.axe_allowed import ALLOWED
from tests.browser.conftest import OpenPage, Theme, TurnTo
from tests.browser.screen import LAPTOP, NAVIGATION, PAGES, PHONE, go, main, settled, title
from tests.browser.test_layout import assert_fits
from tests.browsers import AXE

ALL = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
COLOURS = {"type": "rule", "values": ["color-contrast"]}
ALL_BUT_COLOURS = ALL | {"without": "color-contrast"}
RULES = {"light": ALL, "dark": COLOURS}
"""What is asked in each theme: between the two only colours differ."""

# Everything folded away is opened first: what is hidden is not checked.
OPEN_ALL = """() => {
    const folded = document.querySelectorAll("[data-testid=stMain] details:not([open])");
    for (const part of folded) part.querySelector("summary").click();
}"""
CHECK = """async ([rules, allowed]) => {
    const found = await axe.run(document, {
        runOnly: rules,
        rules: rules.type !== "tag" ? {} : {
            "target-size": {enabled: true}, "color-contrast": {enabled: !rules.without},
        },
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
HEIGHT = "() => document.querySelector('[data-testid=stMain]').scrollHeight"
HEADINGS = """() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
    .filter((heading) => heading.checkVisibility())
    .map((heading) => Number(heading.tagName[1]))"""
FOCUSED = """() => {
    const element = document.activeElement;
    return element.getAttribute("aria-label") || element.innerText || "";
}"""
MOST_STOPS = 40

OF_A_CHOICE = ("review", "shared_risks", "agents", "compare")
"""Pages that show most only once something is chosen on them."""
CASES = [
    pytest.param(name, theme, size, id=f"{name}-{theme}-{size[0]}")
    for theme, size, names in (
        ("light", LAPTOP, PAGES),
        ("light", PHONE, ("overview", "site", "assess")),
        ("dark", LAPTOP, OF_A_CHOICE),
    )
    for name in names
]


def violations(page: Page, rules: Mapping[str, object] = ALL) -> list[str]:
    # The script is handed over as text: the page's policy refuses script elements. It stays in the
    # page until the app is loaded anew.
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(CHECK, [rules, [[one.rule, one.place] for one in ALLOWED]])
    return found


def open_everything(page: Page) -> None:
    """What the server draws on opening one after the other, as a person would; then the rest."""
    asked = main(page).locator('[class*="_opened"] details')
    closed = asked.and_(page.locator("details:not([open])"))
    empty = asked.and_(page.locator("details[open]")).filter(
        has_not=page.get_by_test_id("stElementContainer")
    )
    while left := closed.count():
        closed.first.locator("summary").click()
        expect(closed).to_have_count(left - 1)
        expect(empty).to_have_count(0)
        settled(page)
    page.evaluate(OPEN_ALL)
    expect(main(page).locator("details:not([open])")).to_have_count(0)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)


def show_all(page: Page, size: tuple[int, int]) -> None:
    """Make the window as high as the page: the contrast of what is out of sight is not checked."""
    height = page.evaluate(HEIGHT)
    page.set_viewport_size({"width": size[0], "height": height})


@pytest.mark.parametrize(("name", "theme", "size"), CASES)
def test_axe_finds_nothing_of_ours(
    turn_to: TurnTo, name: str, theme: Theme, size: tuple[int, int]
) -> None:
    page = turn_to(PAGES[name], theme, size)
    if theme == "light":
        assert_fits(page)
    open_everything(page)
    assert_read_out(page)
    show_all(page, size)
    assert violations(page, RULES[theme]) == []


def assert_read_out(page: Page) -> None:
    """Language, title and headings say where one is; charts and tables say what they show."""
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.title().strip()
    levels: list[int] = page.evaluate(HEADINGS)
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    for chart in page.get_by_test_id("stPlotlyChart").all():
        assert (chart.get_attribute("aria-label") or "").strip()
    for table in page.get_by_test_id("stDataFrame").all():
        named = table.get_by_role("region", include_hidden=True)
        assert (named.get_attribute("aria-label") or "").strip()


@pytest.mark.parametrize(
    ("role", "site", "pages", "theme", "rules"),
    [
        ("manager", "S001", 12, "light", ALL_BUT_COLOURS),
        ("reviewer", "S001", 12, "light", ALL_BUT_COLOURS),
        ("viewer", "S002", 12, "light", ALL_BUT_COLOURS),
        ("administrator", "S002", 15, "dark", COLOURS),
    ],
    ids=["manager", "reviewer", "viewer", "administrator-dark"],
)
def test_axe_finds_nothing_on_any_page_of_a_role(
    open_page: OpenPage,
    role: str,
    site: str,
    pages: int,
    theme: Theme,
    rules: Mapping[str, object],
) -> None:
    """Every page that the role is offered, followed from link to link in one session.

    The colours are those of the theme for every role.
    """
    page = open_page(f"/site?you={role}&site={site}", theme=theme)
    links = page.get_by_role("navigation").get_by_role("link")
    names = [text.strip() for text in links.all_inner_texts()]
    assert len(names) == pages
    for name in names:
        go(page, name)
        expect(links.and_(page.get_by_role("link", name=name, exact=True))).to_have_attribute(
            "aria-current", "page"
        )
        expect(title(page)).to_have_count(1)
        settled(page)
        open_everything(page)
        assert_read_out(page)
        if rules is COLOURS:
            show_all(page, LAPTOP)
        assert (name, violations(page, rules)) == (name, [])


def test_axe_finds_nothing_on_a_page_that_is_closed(open_page: OpenPage) -> None:
    page = open_page("/people?you=viewer&site=S002")
    expect(page.get_by_text("This page is for network administrators.")).to_be_visible()
    assert violations(page) == []


def test_axe_finds_nothing_where_no_site_is_chosen(open_page: OpenPage) -> None:
    page = open_page("/site")
    expect(page.get_by_text("Choose a site to see")).to_be_visible()
    assert violations(page) == []


def tab_stops(page: Page, last: str) -> list[str]:
    """What the Tab key reaches, roughly as it is read out, up to the one that holds `last`."""
    stops: list[str] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stops.append(" ".join(page.evaluate(FOCUSED).split()))
        if last in stops[-1]:
            return stops
    raise AssertionError(f"{last} was not reached: {stops}")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_tab_key_reaches_skip_link_navigation_and_controls(
    open_page: OpenPage, theme: Theme
) -> None:
    page = open_page("/data", theme=theme)
    stops = tab_stops(page, "Upload")
    assert stops[0] == "Skip to main content"
    start = stops.index(NAVIGATION[0])
    assert stops[start : start + len(NAVIGATION)] == list(NAVIGATION)
    assert any("As-of date" in stop for stop in stops[start:])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_focus_is_seen(open_page: OpenPage, theme: Theme) -> None:
    page = open_page("/data", theme=theme)
    for name in ("Skip to main content", *NAVIGATION, "year, As-of date", "Choose date", "Upload"):
        tab_stops(page, name)
        focused = page.evaluate_handle("document.activeElement").as_element()
        assert focused
        box = focused.bounding_box()
        assert box
        area: FloatRect = {  # with what is drawn around it
            "x": max(0.0, box["x"] - 6),
            "y": max(0.0, box["y"] - 6),
            "width": box["width"] + 12,
            "height": box["height"] + 12,
        }
        with_focus = page.screenshot(clip=area)
        focused.evaluate("(element) => element.blur()")
        assert page.screenshot(clip=area) != with_focus, f"the focus on {name} does not show"
        focused.focus()
