"""One real browser among the people: how long until a person sees that an answer was saved."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from itertools import cycle
from random import Random

from playwright.async_api import BrowserContext, Page, async_playwright, expect

from benchmarks.load.cast import Actor
from benchmarks.load.crowd import THINKING
from benchmarks.load.given import Book, Given
from tests.browsers import find_browser

IN_BROWSER = "Save an answer, seen in a browser"
_PATIENCE = 60_000
_WORDS = ("Yes", "Partly", "No")


async def saves(actor: Actor, url: str, cookie: str, seconds: float, book: Book) -> list[float]:
    """Seconds of each save from the click until "Saved" stands at the answer; [] without browser.

    What was given goes into the book, to be looked up in the ledger with everyone else's.
    """
    program = find_browser()
    if program is None:
        print("  no browser: what a person sees is not measured", flush=True)
        return []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            context = await browser.new_context(viewport={"width": 1280, "height": 720})
            await _sign_in(context, url, cookie)
            page = await context.new_page()
            page.set_default_timeout(_PATIENCE)
            query = f"site={actor.site_id}&show=full&element=E1"
            await page.goto(f"{url}/assess?{query}")
            return [one async for one in _answering(page, actor, seconds, book)]
        finally:
            await browser.close()


async def _sign_in(context: BrowserContext, url: str, cookie: str) -> None:
    pairs = (part.partition("=") for part in cookie.split("; "))
    await context.add_cookies(
        [{"name": name, "value": value, "url": url} for name, _, value in pairs]
    )


async def _answering(page: Page, actor: Actor, seconds: float, book: Book) -> AsyncIterator[float]:
    """Answers one criterion after the other, thinking in between like everyone."""
    random = Random(actor.number)
    until = time.monotonic() + seconds
    await page.locator('[class*="st-key-criterion_"] [role="radiogroup"]').first.wait_for()
    for criterion, word in zip(cycle(await _choices(page)), _words(), strict=False):
        await asyncio.sleep(random.uniform(*THINKING))
        if time.monotonic() >= until:
            return
        card = page.locator(f".st-key-criterion_{criterion}")
        chosen = card.get_by_role("radio", name=word, exact=True)
        saved = card.get_by_test_id("stAlert").filter(has_text="Saved ")
        if await chosen.is_checked() or await saved.count():  # the words would be of before
            continue
        field = card.get_by_label("Where the evidence is")
        await expect(field).to_have_count(1)  # for a moment what is replaced is there too
        evidence = await field.input_value()
        given = Given(actor.signature, actor.site_id, criterion, word.lower(), evidence)
        book.unanswered.append(given)
        begun = time.perf_counter()
        await card.get_by_text(word, exact=True).click()
        await saved.wait_for()
        yield time.perf_counter() - begun
        book.unanswered.remove(given)
        book.acknowledged.append(given)


async def _choices(page: Page) -> list[str]:
    """The criteria on the page that are answered by yes, partly or no."""
    cards = page.locator('[class*="st-key-criterion_"]').filter(has=page.get_by_role("radiogroup"))
    classes = [await card.get_attribute("class") or "" for card in await cards.all()]
    return [
        name.removeprefix("st-key-criterion_")
        for names in classes
        for name in names.split()
        if name.startswith("st-key-criterion_")
    ]


def _words() -> Iterator[str]:
    return cycle(_WORDS)
