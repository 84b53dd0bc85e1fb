"""What a person sees and does on any page of the app."""

import re

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as TooLate

LAPTOP = (1280, 720)
PHONE = (390, 844)
TELEPHONE = "Mozilla/5.0 (Linux; Android 14) Chrome/140.0.0.0 Mobile Safari/537.36"
"""What the browser of a telephone calls itself."""

POLL = 3_000
TRIES = 20

NAVIGATION = (
    *("Network overview", "Site", "Assess", "Registers", "Review", "Actions", "Plan", "Forecast"),
    *("Shared risks", "Agents", "Compare", "Meeting"),
    *("Framework", "Data", "People"),
)

PAGES = {
    "overview": "/",
    "actions": "/actions",
    "forecast": "/forecast",
    "meeting": "/meeting",
    "data": "/data",
    "people": "/people",
    "framework": "/framework?criterion=C15",
    "site": "/site?site=S002",
    "assess": "/assess?site=S002&show=quick",
    "registers": "/registers?site=S002",
    "review": "/review?site=S004",
    "plan": "/plan?site=S013",
    "compare": "/compare?sites=S002&sites=S001&sites=S009",
    "agents": "/agents?site=S002&of_agent=teclistamab",
    "shared_risks": "/shared_risks?resource=champion-S010-1",
}
"""Those without a site come first: a site stays in hand from one page to the next."""

# As Back and Forward do; over when the script has begun to run. A page that is still busy with what
# was before can miss it, so it is said again.
TURN = """async (address) => {
    const app = document.querySelector("[data-testid=stApp]");
    history.pushState(null, "", address);
    await new Promise((done, refuse) => {
        const say = () => dispatchEvent(new PopStateEvent("popstate"));
        const again = setInterval(say, 5000);
        const late = setTimeout(() => over(() => refuse(new Error("nothing ran"))), 60000);
        const over = (end) => {
            clearInterval(again);
            clearTimeout(late);
            watch.disconnect();
            end();
        };
        const watch = new MutationObserver(() => over(done));
        watch.observe(app, {attributeFilter: ["data-test-script-state"]});
        say();
    });
}"""


def settled(page: Page) -> Page:
    """Wait until the script has run, every part is drawn, and none of them is an error."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    return page


def turn_to(page: Page, address: str) -> Page:
    """Go to another address of the app without loading the app anew."""
    page.evaluate(TURN, address)
    return settled(page)


def title(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def sentence(page: Page) -> Locator:
    """The computed sentence that opens the page."""
    return page.get_by_role("heading", level=2)


def main(page: Page) -> Locator:
    return page.get_by_test_id("stMain")


def notice(page: Page, text: str | re.Pattern[str]) -> Locator:
    """What the last action wrote."""
    return page.get_by_test_id("stAlert").filter(has_text=text)


def go(page: Page, name: str) -> None:
    """Follow a link of the navigation."""
    page.get_by_role("navigation").get_by_role("link", name=name, exact=True).click()


def choose(page: Page, label: str, option: str) -> None:
    """Choose in a select box, by the words a person reads."""
    box = page.get_by_role("combobox", name=label, exact=True)
    words = page.get_by_role("option", name=option, exact=True)
    among_several = page.get_by_test_id("stMultiSelect").filter(has=box)
    chosen = among_several.get_by_text(option, exact=True)
    for _ in range(TRIES):
        box.scroll_into_view_if_needed()
        box.click()
        try:
            words.click(timeout=POLL)
        except TooLate:
            if chosen.count():  # the click was done, and only its end was not seen in time
                return
            continue  # the list closes when the page still moves under it
        return
    raise AssertionError(f"{label} offers no {option}")


def open_part(place: Page | Locator, name: str | re.Pattern[str]) -> None:
    """Open what is folded away under this title."""
    place.get_by_test_id("stExpander").filter(has_text=name).locator("summary").click()


def criterion(page: Page, criterion_id: str) -> Locator:
    """The card of one criterion on the Assess page."""
    return page.locator(f".st-key-criterion_{criterion_id}")


def rows(page: Page, name: str) -> Locator:
    """The rows of a table, by what it says it shows, the heading first.

    The table is a picture; its cells lie in it as text for assistive technology.
    """
    return page.get_by_role("region", name=name, exact=True).locator("canvas [role=row]")
