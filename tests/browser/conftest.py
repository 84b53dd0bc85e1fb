"""A browser, the app with the sample network, and a watch over both."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Literal, Protocol

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from readiness import settings
from readiness.domain.people import Person
from readiness.services import recording
from readiness.services.demo import synthetic_network
from readiness.services.workspace import open_workspace
from tests.browser.screen import LAPTOP, settled
from tests.browser.served import App, serve
from tests.browser.watching import Watch
from tests.browsers import find_browser

PATIENCE = 60_000  # milliseconds; a wait ends as soon as what it waits for is there

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
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
    ) -> Page: ...


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the sample network; copy it, never open it."""
    path = tmp_path_factory.mktemp("sample") / "sample.db"
    workspace = open_workspace(path, settings.FRAMEWORK, settings.AGENTS)
    with workspace.ledger:
        batch = synthetic_network(workspace.framework, today=workspace.today)
        recording.accept_import(workspace, Person("Network administrator"), batch, "the sample")
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


@pytest.fixture
def open_page(browser: Browser, watch: Watch, request: pytest.FixtureRequest) -> Iterator[OpenPage]:
    """Opens an address in a browser of its own, which shares nothing with another, and waits."""
    with ExitStack() as contexts:

        def open_one(
            address: str,
            *,
            app: App | None = None,
            theme: Theme = "light",
            size: tuple[int, int] = LAPTOP,
        ) -> Page:
            url = (app or request.getfixturevalue("app")).url
            width, height = size
            context = contexts.enter_context(
                browser.new_context(
                    base_url=url,
                    color_scheme=theme,
                    viewport={"width": width, "height": height},
                )
            )
            context.set_default_timeout(PATIENCE)
            watch.follow(context, url)
            page = context.new_page()
            page.goto(address)
            return settled(page)

        yield open_one
