"""The policy is sent with every answer and holds; nothing reaches another host."""

import json
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, leave
from tests.browser.screen import NAVIGATION, PAGES, go, settled, title
from tests.browser.served import App, serve
from tests.browser.watching import Watch

ANSWERS = ["/", "/site", "/healthz", "/_stcore/health", "/app/static/inter-latin-400-normal.woff2"]

INLINE_SCRIPT = """() => {
    const script = document.createElement("script");
    script.textContent = "window.inlineScriptRan = true";
    document.head.append(script);
    return window.inlineScriptRan === true;
}"""
SCRIPT_FROM_ELSEWHERE = """() => new Promise((done) => {
    const script = document.createElement("script");
    script.src = "https://scripts.example/script.js";
    script.onload = () => done("ran");
    script.onerror = () => done("blocked");
    document.head.append(script);
})"""
# Later, in a task of the page's own: what the test itself hands over may always be run.
EVAL = """() => new Promise((done) => setTimeout(() => {
    try {
        done(String((0, eval)("1 + 1")));
    } catch (error) {
        done(error.name);
    }
}, 0))"""


@pytest.mark.parametrize("address", ANSWERS)
def test_every_answer_carries_the_policy(app: App, address: str) -> None:
    with urlopen(app.url + address) as answer:
        headers = answer.headers
    directives = dict(
        part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";")
    )
    assert directives["default-src"] == "'self'"
    assert directives["connect-src"] == "'self'"
    assert directives["object-src"] == "'none'"
    assert directives["frame-ancestors"] == "'none'"
    assert "unsafe" not in directives["script-src"]
    assert "*" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers.get_all("content-security-policy") == [headers["content-security-policy"]]


def test_health_is_answered(app: App) -> None:
    with urlopen(f"{app.url}/healthz") as answer:
        assert json.load(answer) == {"status": "ok"}


def test_a_visit_of_every_page_stays_on_this_computer(open_page: OpenPage) -> None:
    """The watch over `open_page` fails for another host and for a refused script."""
    page = open_page("/site?site=S002")
    for name in ("Assess", "Framework", "Data", "Site", "Network overview"):
        go(page, name)
        expect(page.get_by_role("link", name=name, exact=True)).to_have_attribute(
            "aria-current", "page"
        )
        settled(page)


def test_scripts_that_are_not_the_apps_do_not_run(open_page: OpenPage, watch: Watch) -> None:
    page = open_page("/")
    assert page.evaluate(INLINE_SCRIPT) is False
    watch.forgive("inline script.*Content Security Policy")
    assert page.evaluate(SCRIPT_FROM_ELSEWHERE) == "blocked"
    watch.forgive("scripts.example.*Content Security Policy")
    watch.forgive("^failed: https://scripts.example/script.js")
    watch.forgive("^another host: https://scripts.example/script.js")


def test_text_is_not_run_as_code(open_page: OpenPage) -> None:
    page = open_page("/")
    assert page.evaluate(EVAL) == "EvalError"


@pytest.mark.parametrize("name", ["site", "people"])  # each takes a server of its own
def test_the_first_visitor_of_a_new_server_gets_the_whole_frame(
    open_page: OpenPage, copy_of_sample: Callable[[], Path], name: str
) -> None:
    """Streamlit on its own would run the page's file without the router before it."""
    with serve(copy_of_sample()) as new:
        page = open_page(PAGES[name], app=new)
        links = page.get_by_role("navigation").get_by_role("link")
        expect(links).to_have_text(list(NAVIGATION))
        expect(page.get_by_role("group", name="As-of date")).to_be_visible()
        expect(page.get_by_text("Synthetic sample network")).to_be_visible()
        expect(title(page)).to_have_count(1)
        expect(page.get_by_text("Open this page from the start")).to_have_count(0)
        leave(page)
