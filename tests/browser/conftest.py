"""A browser, the app with the sample network, and a watch over both."""

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Literal, Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from readiness import settings
from readiness.domain.people import Person, Role
from readiness.services import recording
from readiness.services.demo import synthetic_network
from readiness.services.workspace import open_workspace
from tests.browser import screen
from tests.browser.screen import LAPTOP, PHONE, TELEPHONE, settled
from tests.browser.served import App, port_for_a_server, serve
from tests.browser.signing_in import Provider, Visit, provide
from tests.browser.watching import Watch
from tests.browsers import find_browser

EMPTY = "about:blank"
PATIENCE = 60_000  # milliseconds; a wait ends as soon as what it waits for is there

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-gpu-compositing",
    "--disable-threaded-animation",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

Theme = Literal["light", "dark"]


class OpenPage(Protocol):
    def __call__(
        self,
        address: str,
        *,
        app: App | None = None,
        theme: Theme = "light",
        size: tuple[int, int] = LAPTOP,
        person: str = "one",
    ) -> Page: ...


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the sample network; copy it, never open it."""
    path = tmp_path_factory.mktemp("sample") / "sample.db"
    workspace = open_workspace(path, settings.FRAMEWORK, settings.AGENTS)
    with workspace.ledger:
        batch = synthetic_network(workspace.framework, today=workspace.today)
        recording.accept_import(
            workspace,
            Person.holding("Network administrator", Role.ADMINISTRATOR),
            batch,
            "the sample",
        )
    return path


@pytest.fixture(scope="session")
def copy_of_sample(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    def copy() -> Path:
        return Path(shutil.copy(sample, tmp_path_factory.mktemp("database")))

    return copy


@pytest.fixture(scope="session")
def app(copy_of_sample: Callable[[], Path]) -> Iterator[App]:
    """The app that tests only read in."""
    with serve(copy_of_sample()) as running:
        yield running


@pytest.fixture(scope="module")
def app_to_write_in(copy_of_sample: Callable[[], Path]) -> Iterator[App]:
    """An app of the module's own."""
    with serve(copy_of_sample()) as running:
        yield running


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    # Not longer than these tests: it keeps an event loop running in this thread.
    with sync_playwright() as running:
        expect.set_options(timeout=PATIENCE)
        yield running


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=find_browser(), args=list(ARGUMENTS))
    yield browser
    browser.close()


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Whatever the test is about: no error, no failed request, no other host."""
    watching = Watch()
    yield watching
    assert watching.complaints == []


class Profiles:
    """Browser profiles; no two share cookies or anything else.

    They are kept, and so are their tabs: a new tab has a process of its own, which compiles all
    scripts anew, so that it takes twice the time to load the app.
    """

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self._kept: dict[tuple[str, Theme, tuple[int, int]], BrowserContext] = {}
        self._free: dict[BrowserContext, list[Page]] = defaultdict(list)

    def of(self, person: str, theme: Theme, size: tuple[int, int]) -> BrowserContext:
        key = (person, theme, size)
        if key not in self._kept:
            width, height = size
            self._kept[key] = self.browser.new_context(
                color_scheme=theme,
                viewport={"width": width, "height": height},
                user_agent=TELEPHONE if size == PHONE else None,
            )
            self._kept[key].set_default_timeout(PATIENCE)
        return self._kept[key]

    @contextmanager
    def tab(
        self, person: str, theme: Theme, size: tuple[int, int], showing: str = EMPTY
    ) -> Iterator[Page]:
        """A tab that no test uses, rather one in which an address below `showing` is open."""
        context = self.of(person, theme, size)
        free = self._free[context]
        page = next((page for page in free if page.url.startswith(showing)), None)
        if page is None:
            page = free[-1] if free else context.new_page()
        if page in free:
            free.remove(page)
            page.set_viewport_size({"width": size[0], "height": size[1]})
        yield page
        if not page.is_closed():
            free.append(page)


@pytest.fixture(scope="package")
def profiles(browser: Browser) -> Profiles:
    return Profiles(browser)  # they close with the browser


def leave(page: Page) -> None:
    """End what a tab shows, and its session with it; what a test put there is gone."""
    if not page.is_closed() and page.url != EMPTY:
        page.evaluate("() => sessionStorage.clear()")
        page.goto(EMPTY)


@pytest.fixture
def open_page(
    profiles: Profiles, watch: Watch, request: pytest.FixtureRequest
) -> Iterator[OpenPage]:
    """Opens an address in the browser of one person or another; waits until it is drawn."""
    with ExitStack() as opened:

        def open_one(
            address: str,
            *,
            app: App | None = None,
            theme: Theme = "light",
            size: tuple[int, int] = LAPTOP,
            person: str = "one",
        ) -> Page:
            url = (app or request.getfixturevalue("app")).url
            page = opened.enter_context(profiles.tab(person, theme, size))
            opened.enter_context(watch.following(page, url))
            opened.callback(leave, page)
            page.goto(url + address.removeprefix(url))
            return settled(page)

        yield open_one


class TurnTo(Protocol):
    def __call__(
        self, address: str, theme: Theme = "light", size: tuple[int, int] = LAPTOP
    ) -> Page: ...


@pytest.fixture
def turn_to(profiles: Profiles, app: App, watch: Watch) -> Iterator[TurnTo]:
    """Shows an address in a page that stays open from test to test, for tests that only look.

    Loading the app takes the browser several times as long as turning to another address.
    """
    with ExitStack() as opened:

        def turn(address: str, theme: Theme = "light", size: tuple[int, int] = LAPTOP) -> Page:
            page = opened.enter_context(profiles.tab("one", theme, size, showing=f"{app.url}/"))
            opened.enter_context(watch.following(page, app.url))
            if page.url.startswith(f"{app.url}/"):
                return screen.turn_to(page, address)
            page.goto(app.url + address)
            return settled(page)

        yield turn


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with port_for_a_server() as port, provide(tmp_path_factory.mktemp("provider"), port) as running:
        yield running


@pytest.fixture(scope="package")
def emptied() -> list[BrowserContext]:
    """Profiles of visitors of tests before, without whatever a page had put there."""
    return []


@pytest.fixture
def visitor(
    browser: Browser, emptied: list[BrowserContext], app: App, provider: Provider, watch: Watch
) -> Iterator[Visit]:
    """A browser profile of its own, in which nobody has signed in yet."""
    watch.also(provider.url)
    with ExitStack() as followed, ExitStack() as opened:

        def visit() -> BrowserContext:
            context = emptied.pop() if emptied else browser.new_context()
            context.set_default_timeout(PATIENCE)
            opened.callback(emptied.append, context)
            opened.callback(empty, context, app.url, provider.url)

            def follow(page: Page) -> None:
                followed.enter_context(watch.following(page, app.url))

            context.on("page", follow)
            opened.callback(context.remove_listener, "page", follow)
            for page in context.pages:
                follow(page)
            return context

        yield visit


def empty(context: BrowserContext, *addresses: str) -> None:
    """Leave one tab, with nothing in it, and nothing of what these addresses had kept."""
    for page in context.pages[1:]:
        page.close()
    context.clear_cookies()
    for page in context.pages:
        session = context.new_cdp_session(page)
        for address in addresses:
            kept = {"origin": address, "storageTypes": "all"}
            session.send("Storage.clearDataForOrigin", kept)
        session.detach()
        leave(page)
