"""How a server is started: with sign-in, in local mode, or not at all."""

from pathlib import Path

import pytest
import streamlit as st
from starlette.middleware.trustedhost import TrustedHostMiddleware

from readiness import settings
from readiness.errors import ReadinessError
from readiness.ui import metrics, server, sign_in
from readiness.ui.front_door import LocalOnly, OwnPages, ReturnTo

GOOD = {
    "READINESS_ADDRESS": "https://readiness.network.example",
    "READINESS_OIDC_METADATA_URL": "https://id.example/.well-known/openid-configuration",
    "READINESS_OIDC_CLIENT_ID": "readiness",
    "READINESS_OIDC_CLIENT_SECRET": "of the client",
    "READINESS_COOKIE_SECRET": "0123456789abcdef0123456789abcdef",
}


@pytest.fixture
def configure(monkeypatch: pytest.MonkeyPatch) -> "Configure":
    return Configure(monkeypatch)


class Configure:
    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.patch = patch

    def __call__(self, **changes: str | None) -> None:
        for name, value in (GOOD | changes).items():
            if value is None:
                self.patch.delenv(name, raising=False)
            else:
                self.patch.setenv(name, value)


def test_without_any_of_the_settings_it_is_local_mode(configure: Configure) -> None:
    configure(**dict.fromkeys(GOOD, None))
    assert settings.provider() is None
    assert server.secrets() == {}
    assert [door.cls for door in server.middleware()] == [
        *(server.SecurityHeaders, LocalOnly, OwnPages, metrics.Door),
    ]


def test_with_all_of_them_streamlit_is_told_how_to_sign_in(configure: Configure) -> None:
    configure(READINESS_ADDRESS="https://readiness.network.example/")
    auth = server.secrets()["auth"]
    assert auth == {
        "redirect_uri": "https://readiness.network.example/oauth2callback",
        "cookie_secret": GOOD["READINESS_COOKIE_SECRET"],
        "client_id": "readiness",
        "client_secret": "of the client",
        "server_metadata_url": GOOD["READINESS_OIDC_METADATA_URL"],
        "client_kwargs": {"prompt": "login", "scope": "openid email profile"},
    }
    headers, hosts, own, door, back = server.middleware()
    assert (headers.cls, hosts.cls, own.cls, door.cls, back.cls) == (
        server.SecurityHeaders,
        TrustedHostMiddleware,
        OwnPages,
        metrics.Door,
        ReturnTo,
    )
    assert hosts.args == (["readiness.network.example", "localhost", "127.0.0.1"],)
    provider = settings.provider()
    assert provider is not None
    assert (provider.hours, provider.groups, provider.secure) == (12, None, True)


def test_secrets_are_not_shown_where_settings_are(configure: Configure) -> None:
    configure()
    shown = repr(settings.provider())
    assert "of the client" not in shown
    assert GOOD["READINESS_COOKIE_SECRET"] not in shown


@pytest.mark.parametrize("missing", GOOD)
def test_a_part_of_the_settings_names_what_is_missing(configure: Configure, missing: str) -> None:
    configure(**{missing: " "})
    with pytest.raises(SystemExit) as ended:
        server.secrets()
    assert f"Sign-in is set up in part. Missing: {missing}. " in str(ended.value)


def test_a_session_length_alone_is_a_part_too(configure: Configure) -> None:
    configure(**dict.fromkeys(GOOD, None), READINESS_SESSION_HOURS="4")
    with pytest.raises(ReadinessError, match=r"Missing: READINESS_ADDRESS, .*_COOKIE_SECRET\."):
        settings.provider()


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("READINESS_ADDRESS", "readiness.example", "such as https://"),
        ("READINESS_ADDRESS", "http://readiness.example", "such as https://"),
        ("READINESS_ADDRESS", "https://readiness.example/app", "nothing after the name"),
        ("READINESS_ADDRESS", "https://", "such as https://"),
        ("READINESS_ADDRESS", "https://[x", "such as https://"),
        ("READINESS_OIDC_METADATA_URL", "http://id.example/x", "begins with https://"),
        ("READINESS_COOKIE_SECRET", "x" * 31, "32 random characters"),
        ("READINESS_SESSION_HOURS", "long", "a number of hours"),
        ("READINESS_SESSION_HOURS", "0", "a number of hours"),
        ("READINESS_SESSION_HOURS", "-3", "a number of hours"),
        ("READINESS_SESSION_HOURS", "nan", "a number of hours"),
        ("READINESS_SESSION_HOURS", "inf", "a number of hours"),
    ],
)
def test_a_setting_that_cannot_be_right_is_named(
    configure: Configure, name: str, value: str, message: str
) -> None:
    configure(**{name: value})
    with pytest.raises(ReadinessError, match=message) as caught:
        settings.provider()
    assert name in str(caught.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_without_tls_it_runs_on_this_computer_only(configure: Configure, host: str) -> None:
    configure(READINESS_ADDRESS=f"http://{host}:8501")
    provider = settings.provider()
    assert provider is not None
    assert not provider.secure


def test_a_groups_file_adds_its_scope(configure: Configure, tmp_path: Path) -> None:
    path = tmp_path / "groups.toml"
    path.write_text(
        'scope = "groups"\n[[grant]]\ngroup = "g"\nrole = "viewer"\nreach = "network"\n', "utf-8"
    )
    configure(READINESS_GROUPS=str(path))
    assert server.secrets()["auth"]["client_kwargs"]["scope"] == "openid email profile groups"


def test_a_mistake_in_the_groups_file_ends_the_start(configure: Configure, tmp_path: Path) -> None:
    path = tmp_path / "groups.toml"
    path.write_text("", "utf-8")
    configure(READINESS_GROUPS=str(path))
    sign_in.groups.cache_clear()
    with pytest.raises(SystemExit, match=r"does not start\. .*groups\.toml: has no \[\[grant\]\]"):
        server.secrets()


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.0.2.7", "example.org", "", None])
def test_local_mode_does_not_listen_for_other_computers(
    configure: Configure, monkeypatch: pytest.MonkeyPatch, address: str | None
) -> None:
    configure(**dict.fromkeys(GOOD, None))
    monkeypatch.setattr(st, "get_option", {"server.address": address}.__getitem__)
    with pytest.raises(SystemExit, match="no sign-in is set up") as ended:
        server.secrets()
    assert (address or "every address of this computer") in str(ended.value)
    configure()
    assert server.secrets()


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.1", "localhost", "::1"])
def test_local_mode_listens_on_this_computer(
    configure: Configure, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    configure(**dict.fromkeys(GOOD, None))
    monkeypatch.setattr(st, "get_option", {"server.address": address}.__getitem__)
    assert server.secrets() == {}
