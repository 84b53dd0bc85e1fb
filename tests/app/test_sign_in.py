"""Who is let in, as whom, and what they are offered."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from readiness.domain.people import Reach, Role
from readiness.services import access
from readiness.services.workspace import Workspace
from readiness.ui import astray, sign_in
from readiness.ui import claims as claiming
from tests.app.screens import (
    PAGES,
    ROUTER,
    SECONDS,
    TITLES,
    all_elements,
    assert_drawn_in_part,
    assert_sound,
    button,
    first_sentence,
    labels,
    letters,
    opened,
    said,
    title,
    turned_to,
)
from tests.app.test_settings import GOOD
from tests.services.workspaces import (
    EVERYONE,
    FEW,
    NEVER_ASSESSED,
    NOT_READY,
    NOW,
    READY,
    StandingClock,
)

ANA = "ana@network.example"
SECOND = NOW.timestamp()
CLAIMS: dict[str, Any] = {
    "is_logged_in": True,
    "sub": "1234",
    "email": "Ana@Network.example",
    "email_verified": True,
    "name": "Ana Ruiz",
    "iat": SECOND - 60,
    "exp": SECOND + 13 * 3600,
}
WITHHELD = {
    Role.MANAGER: {"review", "people"},
    Role.REVIEWER: {"assess", "people"},
    Role.VIEWER: {"assess", "review", "people"},
    Role.ADMINISTRATOR: set(),
}
OFFERED = {role: [page for page in PAGES if page not in WITHHELD[role]] for role in WITHHELD}
"""To someone who holds the role for the whole network; to others no meeting."""


@pytest.fixture(autouse=True)
def _provider(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)


def visit(user: Mapping[str, Any] | None = None, page: str = "overview", **query: str) -> AppTest:
    """A page in a session of whoever the claims are about; `None` is not signed in."""
    app = AppTest.from_file(str(ROUTER), default_timeout=SECONDS)
    app.user = {"is_logged_in": False} if user is None else dict(user)
    for name, value in query.items():
        app.query_params[name] = value
    return turned_to(app, page)


def holding(workspace: Workspace, role: Role, reach: str = "network", of: str = "") -> AppTest:
    access.give(workspace, EVERYONE, ANA, role, reach, of)
    return visit(CLAIMS)


def drawn(app: AppTest) -> list[tuple[str, str]]:
    """Everything that is drawn, in words."""
    return [
        (element.type, letters(str(getattr(element, "label", "") or element.value)))
        for element in all_elements(app)
        if element.type != "html"
    ]


# --- Claims -------------------------------------------------------------------------------


def test_good_claims_are_believed() -> None:
    assert claiming.why_not(CLAIMS, NOW, 12) == ""


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"email": None}, "did not tell your e-mail address"),
        ({"email": " "}, "did not tell your e-mail address"),
        ({"email": ["a@x"]}, "did not tell your e-mail address"),
        ({"email_verified": False}, "has not verified"),
        ({"email_verified": "false"}, "has not verified"),
        ({"exp": SECOND}, "Your session has ended"),
        ({"exp": 0}, "Your session has ended"),
        ({"exp": None}, "did not say for how long"),
        ({"exp": "9999999999"}, "did not say for how long"),
        ({"exp": True}, "did not say for how long"),
        ({"iat": None}, "did not say for how long"),
        ({"iat": SECOND + 301}, "The clocks"),
        ({"auth_time": SECOND + 301}, "The clocks"),
        ({"iat": SECOND - 12 * 3600}, "Your session has ended"),
        ({"auth_time": SECOND - 12 * 3600}, "Your session has ended"),
    ],
)
def test_other_claims_are_not(changes: dict[str, Any], reason: str) -> None:
    assert reason in claiming.why_not(CLAIMS | changes, NOW, 12)


@pytest.mark.parametrize(
    "changes",
    [
        {"email_verified": None},
        {"exp": SECOND + 0.5},
        {"iat": SECOND + 299},
        {"iat": SECOND - 12 * 3600 + 1},
        {"auth_time": SECOND - 12 * 3600 + 1, "iat": SECOND},
    ],
)
def test_the_last_moment_still_counts(changes: dict[str, Any]) -> None:
    assert claiming.why_not(CLAIMS | changes, NOW, 12) == ""


def test_a_name_is_shown_with_its_address() -> None:
    assert claiming.display_name(CLAIMS) == "Ana Ruiz (Ana@Network.example)"
    assert claiming.display_name({"email": "a@x", "name": " \n"}) == "a@x"
    assert claiming.display_name({"email": "a@x", "name": 7}) == "a@x"


def test_the_log_takes_one_line_for_a_subject() -> None:
    assert "\n" not in claiming.subject({"sub": "x\nINFO all is well"})
    assert len(claiming.subject({"sub": "é" * 500})) <= 120


# --- Who is not let in ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "user"),
    [
        *((page, None) for page in PAGES),
        *(("data", user) for user in ({}, {"email": ANA}, CLAIMS | {"is_logged_in": "yes"})),
    ],
)
def test_whoever_is_not_signed_in_sees_one_button(
    few: Workspace, page: str, user: dict[str, Any] | None
) -> None:
    access.give(few, EVERYONE, ANA, Role.ADMINISTRATOR, "network")
    app = visit(user, page, site=READY)
    assert drawn(app) == [
        ("title", "Bispecific Readiness"),
        ("text", sign_in.ASK),
        ("button", "Sign in"),
    ]


def test_whoever_is_not_signed_in_is_not_told_about_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("This is no database.\n" * 40, "utf-8")
    monkeypatch.setenv("READINESS_DB", str(path))
    assert [kind for kind, _ in drawn(visit())] == ["title", "text", "button"]


@pytest.mark.parametrize("page", PAGES)
def test_whoever_holds_nothing_is_told_whom_to_ask(few: Workspace, page: str) -> None:
    assert drawn(visit(CLAIMS, page, site=READY)) == [
        ("title", "Bispecific Readiness"),
        (
            "text",
            "You are signed in as Ana Ruiz (Ana@Network.example), but nothing is granted to you. "
            "Ask your network administrator.",
        ),
        ("button", "Sign out"),
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"exp": SECOND - 1}, "Your session has ended. Sign in again to go on."),
        ({"iat": SECOND - 12 * 3600}, "Your session has ended. Sign in again to go on."),
        ({"email_verified": False}, "Your identity provider has not verified"),
    ],
)
def test_a_session_that_ended_asks_for_a_new_one(
    few: Workspace, changes: dict[str, Any], sentence: str
) -> None:
    access.give(few, EVERYONE, ANA, Role.ADMINISTRATOR, "network")
    kinds = drawn(visit(CLAIMS | changes, "people"))
    assert [kind for kind, _ in kinds] == ["title", "text", "button"]
    assert kinds[1][1].startswith(sentence)
    assert kinds[2][1] == "Sign in"


def test_the_length_of_a_session_is_a_setting(
    few: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    access.give(few, EVERYONE, ANA, Role.VIEWER, "network")
    earlier = CLAIMS | {"iat": SECOND - 2 * 3600}
    assert title(visit(earlier)) == TITLES["overview"]
    monkeypatch.setenv("READINESS_SESSION_HOURS", "1.5")
    assert title(visit(earlier)) == "Bispecific Readiness"


def test_every_refusal_is_logged_by_the_subject_alone(
    few: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "readiness.sign_in"):
        visit(CLAIMS)
        visit(CLAIMS | {"exp": 0})
    records = [record for record in caplog.records if record.name == "readiness.sign_in"]
    messages = [record.getMessage() for record in records]
    assert messages == [
        "Refused subject '1234': nothing is granted",
        "Refused subject '1234': Your session has ended. Sign in again to go on.",
    ]
    assert not any("ana" in message.lower() for message in messages)


def assert_closed(app: AppTest, page: str) -> None:
    """The page says whom it is for and leads on; nothing else."""
    assert_sound(app)
    assert title(app) == TITLES[page]
    assert first_sentence(app) == f"This page is for {astray.FOR[page]}."
    assert sum(element.type == "page_link" for element in app.main) == 1
    assert {element.type for element in app.main} <= {
        *("main", "title", "header", "markdown", "caption", "page_link", "html")
    }


# --- Who is --------------------------------------------------------------------------------


@pytest.mark.parametrize("role", OFFERED)
def test_each_role_is_offered_its_pages_and_no_other_answers(few: Workspace, role: Role) -> None:
    app = holding(few, role)
    assert_sound(app)
    for page in PAGES:
        app.query_params.clear()
        if page in OFFERED[role]:
            assert_sound(turned_to(app, page))
            assert title(app) == TITLES[page]
        else:
            with pytest.raises(ValueError, match="registered"):  # its file is not even known
                turned_to(app, page)
            assert_closed(visit(CLAIMS, page), page)


def test_whoever_is_signed_in_sees_their_name_and_the_way_out(few: Workspace) -> None:
    app = holding(few, Role.REVIEWER, Reach.SITE, READY)
    sidebar = [letters(caption.value) for caption in app.sidebar.caption]
    assert "Signed in as Ana Ruiz, reviewer." in sidebar
    assert [element.label for element in app.sidebar.button] == ["Sign out"]
    assert sign_in.LOCAL not in sidebar
    assert "You are" not in labels(app, "selectbox")


@pytest.mark.parametrize("role", [Role.MANAGER, Role.REVIEWER, Role.VIEWER])
def test_only_administrators_get_import_backup_and_audit(few: Workspace, role: Role) -> None:
    holding(few, role)
    app = visit(CLAIMS, "data")
    assert_sound(app)
    assert first_sentence(app) == f"You may take out everything recorded for {len(FEW)} sites."
    assert said(app, "subheader") == ["Export", "The network on one date"]
    assert list(app.get("file_uploader")) == []
    assert list(app.dataframe) == []
    assert [element.label for element in app.main.button] == []


def test_someone_with_a_site_sees_nothing_of_others(few: Workspace) -> None:
    app = holding(few, Role.MANAGER, Reach.SITE, READY)
    assert "1 site of 1" in "\n".join(said(app, "caption"))
    turned_to(app, "data")
    assert first_sentence(app) == "You may take out everything recorded for 1 site."
    app = visit(CLAIMS, "site", site=NOT_READY)
    assert len(app.selectbox(key="choice_site").options) == 1


@pytest.mark.parametrize("page", ["overview", "site"])
def test_on_an_empty_database_only_administrators_are_offered_a_beginning(
    nothing: Workspace, page: str
) -> None:
    access.give(nothing, EVERYONE, ANA, Role.VIEWER, "network")
    app = visit(CLAIMS, page)
    assert_sound(app)
    assert first_sentence(app) == "There are no sites yet that you may see."
    assert [element.label for element in app.main.button] == []
    access.give(nothing, EVERYONE, ANA, Role.ADMINISTRATOR, "network")
    assert first_sentence(visit(CLAIMS, page)).startswith("There are no sites yet. Begin")


@pytest.mark.parametrize(("role", "links"), [(Role.MANAGER, 1), (Role.REVIEWER, 0)])
def test_the_way_to_assess_is_shown_to_whoever_may_take_it(
    few: Workspace, role: Role, links: int
) -> None:
    holding(few, role)
    for site in (NOT_READY, NEVER_ASSESSED):
        app = visit(CLAIMS, "site", site=site)
        assert_sound(app)
        ways = [link.proto.page for link in app.get("page_link")]
        assert ways.count("assess") == links


def test_whoever_may_only_read_a_site_is_not_asked_to_answer_for_it(few: Workspace) -> None:
    access.give(few, EVERYONE, ANA, Role.VIEWER, "network")
    access.give(few, EVERYONE, ANA, Role.MANAGER, "site", READY)
    assert len(visit(CLAIMS, "assess", site=READY).radio) > 1
    app = visit(CLAIMS, "assess", site=NOT_READY)
    assert_sound(app)
    assert [element.label for element in app.main.button] == []
    assert "You may read this site but not answer for it." in said(app, "info")[0]


def test_groups_of_the_sign_in_give_what_the_file_says(
    few: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "groups.toml"
    path.write_text(
        '[[grant]]\ngroup = "cedar"\nrole = "practice manager"\nreach = "site"\nof = "S001"\n',
        "utf-8",
    )
    monkeypatch.setenv("READINESS_GROUPS", str(path))
    assert title(visit(CLAIMS | {"groups": ["other"]})) == "Bispecific Readiness"
    app = visit(CLAIMS | {"groups": ["cedar"]})
    assert_sound(app)
    assert "1 site of 1" in "\n".join(said(app, "caption"))


# --- While the page is open ------------------------------------------------------------------


def test_a_grant_that_is_withdrawn_bites_at_the_next_interaction(
    few: Workspace, clock: StandingClock
) -> None:
    grant = access.give(few, EVERYONE, ANA, Role.VIEWER, "network")
    app = visit(CLAIMS)
    assert title(app) == TITLES["overview"]
    clock.go_on(minutes=1)
    access.withdraw(few, EVERYONE, grant)
    app.run()
    assert "nothing is granted to you" in app.text[0].value


def test_a_session_ends_while_the_page_is_open(few: Workspace, clock: StandingClock) -> None:
    app = holding(few, Role.VIEWER)
    clock.go_on(hours=11, minutes=58)
    assert title(app.run()) == TITLES["overview"]
    clock.go_on(minutes=1)
    assert app.run().text[0].value == claiming.ENDED


@pytest.mark.parametrize("end", ["withdrawn", "grant", "session"])
def test_a_button_of_a_page_drawn_before_saves_nothing_after(
    few: Workspace, clock: StandingClock, end: str
) -> None:
    """What a button does runs before the page is drawn anew."""
    until = few.today if end == "grant" else None
    grant = access.give(few, EVERYONE, ANA, Role.ADMINISTRATOR, "network", until=until)
    access.give(few, EVERYONE, "bo@x.example", Role.ADMINISTRATOR, "network")
    app = visit(CLAIMS | {"exp": SECOND + 99 * 3600}, "people")
    app.text_input(key="access_person").input("eve@elsewhere.example")
    if end == "withdrawn":
        access.withdraw(few, EVERYONE, grant)
    else:
        clock.go_on(hours=24)
    before = few.ledger.grants()
    button(app, "Give access").click().run()
    assert few.ledger.grants() == before
    assert [element.label for element in app.button] == [
        "Sign in" if end == "session" else app.button[0].label
    ]
    assert len(app.title) == 1
    assert title(app) == "Bispecific Readiness"


def test_what_is_saved_carries_name_and_address(few: Workspace) -> None:
    holding(few, Role.MANAGER)
    app = visit(CLAIMS, "assess", site=NEVER_ASSESSED)
    radio = next(r for r in app.radio if r.key and r.key.endswith("_answer"))
    radio.set_value("no").run()
    assert_drawn_in_part(app)
    rows = [r for rows in few.ledger.history(NEVER_ASSESSED).responses.values() for r in rows]
    assert rows[-1].recorded_by == "Ana Ruiz (Ana@Network.example)"


# --- Local mode --------------------------------------------------------------------------------


@pytest.fixture
def _local(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in GOOD:
        monkeypatch.delenv(name)


@pytest.mark.usefixtures("_local")
def test_local_mode_begins_as_administrator_and_says_so(few: Workspace) -> None:
    app = opened()
    assert app.selectbox(key="choice_you").value == "administrator"
    assert sign_in.LOCAL in said(app, "caption")
    assert "you" not in app.query_params
    assert "Sign out" not in labels(app, "button")


@pytest.mark.usefixtures("_local")
@pytest.mark.parametrize(
    ("key", "role"),
    [("manager", Role.MANAGER), ("reviewer", Role.REVIEWER), ("viewer", Role.VIEWER)],
)
def test_local_mode_shows_what_another_role_sees(few: Workspace, key: str, role: Role) -> None:
    app = opened()
    app.selectbox(key="choice_you").set_value(key).run()
    assert_sound(app)
    assert app.query_params["you"] in (key, [key])
    for page in PAGES:
        app.query_params.clear()  # as following a link of the navigation does
        if page in OFFERED[role] and (page != "meeting" or role is Role.VIEWER):
            assert_sound(turned_to(app, page))
            assert app.selectbox(key="choice_you").value == key
        else:
            assert_closed(opened(page, {"you": key}), page)
    app.selectbox(key="choice_you").set_value("administrator").run()
    assert "you" not in app.query_params
    assert_sound(turned_to(app, "people"))


@pytest.mark.usefixtures("_local")
@pytest.mark.parametrize("who", ["boss", "", "Viewer of the network"])
def test_local_mode_takes_no_other_name(few: Workspace, who: str) -> None:
    app = opened("people", {"you": who})
    assert_sound(app)
    assert app.selectbox(key="choice_you").value == "administrator"
