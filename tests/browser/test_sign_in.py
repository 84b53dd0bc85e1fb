"""Sign-in against a certified OpenID implementation: who gets in, as whom, and who does not."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from readiness.domain.people import Role
from readiness.services import access
from tests.browser.screen import NAVIGATION, go, sentence, settled, title
from tests.browser.served import App, serve
from tests.browser.signing_in import (
    COMMAND_LINE,
    NADIA,
    Provider,
    Visit,
    changing,
    give_cookie,
    login_address,
    opened,
    sign_in,
)
from tests.browser.watching import Watch


@pytest.fixture(scope="module")
def app(
    copy_of_sample: Callable[[], Path], provider: Provider, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[App]:
    database = copy_of_sample()
    groups = tmp_path_factory.mktemp("groups") / "groups.toml"
    groups.write_text(
        'scope = "groups"\n[[grant]]\ngroup = "readiness-viewers"\nrole = "viewer"\n'
        'reach = "network"\n',
        "utf-8",
    )
    with changing(database) as workspace:
        access.give(workspace, COMMAND_LINE, NADIA, Role.ADMINISTRATOR, "network")
        access.give(workspace, COMMAND_LINE, "mia@cedar.example", Role.MANAGER, "site", "S002")
    more = provider.settings() | {"READINESS_GROUPS": str(groups)}
    with serve(database, provider.app_port, **more) as running:
        yield running


def assert_outside(page: Page, text: str) -> None:
    """One sentence, one button, and nothing around them."""
    expect(page.get_by_text(text)).to_be_visible()
    settled(page)
    expect(title(page)).to_have_text("Bispecific Readiness")
    expect(page.get_by_test_id("stMain").get_by_role("button")).to_have_count(1)
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(sentence(page)).to_have_count(0)


def links(page: Page) -> list[str]:
    return page.get_by_role("navigation").get_by_role("link").all_text_contents()


def test_an_administrator_signs_in_where_they_wanted_to_go_and_out_again(
    app: App, visitor: Visit
) -> None:
    page = opened(visitor(), f"{app.url}/site?site=S002&asof=2026-10-01")
    assert_outside(page, "Sign in to see how ready your sites are.")
    sign_in(page, "Nadia Admin")
    expect(title(page)).to_have_text("Millbrook North")
    assert page.url.startswith(f"{app.url}/site?")
    assert {"site=S002", "asof=2026-10-01"} <= set(page.url.partition("?")[2].split("&"))
    assert links(page) == list(NAVIGATION)
    go(page, "People")
    expect(sentence(page)).to_have_text("2 people have access; no grants end within 30 days.")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Leave").click()
    assert_outside(page, "Sign in to see how ready your sites are.")
    assert page.context.cookies(app.url) == [] or all(
        not cookie["name"].startswith("_streamlit_user") for cookie in page.context.cookies(app.url)
    )


def test_a_manager_sees_their_site_and_no_other(app: App, visitor: Visit, watch: Watch) -> None:
    page = sign_in(opened(visitor(), f"{app.url}/data"), "Mia Manager")
    assert links(page) == [
        name for name in NAVIGATION if name not in ("Review", "Meeting", "People")
    ]
    expect(sentence(page)).to_have_text("You may take out everything recorded for 1 site.")
    page.goto(f"{app.url}/people")
    expect(sentence(page)).to_have_text("This page is for network administrators.")
    settled(page)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text("Who has access")).to_have_count(0)
    page.get_by_role("link", name="Go to the network overview").click()
    expect(title(page)).to_have_text("Network overview")
    page.goto(f"{app.url}/peple")
    expect(sentence(page)).to_have_text("There is no page at the address “peple”.")
    settled(page)
    expect(page.get_by_role("dialog")).to_have_count(0)
    watch.forgive("404 .*/peple/_stcore")


def test_a_group_makes_a_viewer_and_another_group_makes_nobody(app: App, visitor: Visit) -> None:
    page = sign_in(opened(visitor(), f"{app.url}/data"), "Vera Viewer")
    assert links(page) == [
        name for name in NAVIGATION if name not in ("Assess", "Review", "People")
    ]
    expect(sentence(page)).to_have_text("You may take out everything recorded for 24 sites.")

    page = opened(visitor(), f"{app.url}/data")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Nils Nobody").click()
    assert_outside(page, "but nothing is granted to you. Ask your network administrator.")


def test_cookies_that_are_forged_or_old_let_nobody_in(app: App, visitor: Visit) -> None:
    forged = visitor()
    give_cookie(forged, app.url, secret="another secret of 32 characters, or more", email=NADIA)
    assert_outside(opened(forged, f"{app.url}/people"), "Sign in to see how ready your sites are.")

    elsewhere = visitor()
    give_cookie(elsewhere, app.url, email=NADIA, exp=0)
    assert_outside(opened(elsewhere, f"{app.url}/people"), "Your session has ended.")

    good = visitor()  # or the others would prove nothing
    give_cookie(good, app.url, email=NADIA)
    expect(title(opened(good, f"{app.url}/people"))).to_have_text("People")


def test_a_grant_withdrawn_while_the_tab_is_open_ends_it_at_the_next_click(
    app: App, visitor: Visit
) -> None:
    with changing(app.database) as workspace:
        grant = access.give(workspace, COMMAND_LINE, "bo@x.example", Role.VIEWER, "network")
        context = visitor()
        give_cookie(context, app.url, email="bo@x.example")
        page = opened(context, f"{app.url}/data")
        expect(title(page)).to_have_text("Data")
        access.withdraw(workspace, COMMAND_LINE, grant)
    go(page, "Framework")
    assert_outside(page, "You are signed in as bo@x.example, but nothing is granted to you.")


@pytest.mark.parametrize("forged", ["", "state", "code", "nonce"])
def test_a_callback_that_was_not_asked_for_lets_nobody_in(
    app: App, visitor: Visit, forged: str
) -> None:
    """Each step of a sign-in by itself, so that one can be tampered with; without, it succeeds."""
    context = visitor()

    def next_address(address: str) -> str:
        answer = context.request.get(address, max_redirects=0)
        assert answer.status in (302, 303), (address, answer.status, answer.text())
        return urljoin(address, answer.headers["location"])

    def tampered(address: str, name: str) -> str:
        assert f"{name}=" in address
        return address.replace(f"{name}=", f"{name}=x") if forged == name else address

    asked = tampered(next_address(login_address(app.url)), "nonce")
    resumed = next_address(f"{next_address(asked)}/nadia")
    callback = tampered(tampered(next_address(resumed), "state"), "code")
    assert callback.startswith(f"{app.url}/oauth2callback?")
    assert next_address(callback) == f"{app.url}/"
    names = {cookie["name"] for cookie in context.cookies(app.url)}
    assert ("_streamlit_user" in names) is (not forged)


def test_only_its_own_name_is_answered(app: App, visitor: Visit) -> None:
    request = visitor().request
    assert request.get(f"{app.url}/healthz").status == 200
    foreign = request.get(f"{app.url}/healthz", headers={"Host": "elsewhere.example"})
    assert (foreign.status, foreign.text()) == (400, "Invalid host header")
