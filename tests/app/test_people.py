"""The People page: who has access, giving it, withdrawing it."""

import pytest

from readiness.domain.people import Role
from readiness.services import access
from readiness.services.workspace import Workspace
from tests.app.screens import (
    assert_sound,
    button,
    captions,
    first_sentence,
    labels,
    opened,
    said,
    title,
)
from tests.services.workspaces import EVERYONE, READY, TODAY, days

ANA = "ana@practice.example"


def test_without_anyone_the_page_asks_for_an_administrator(few: Workspace) -> None:
    app = opened("people")
    assert_sound(app)
    assert title(app) == "People"
    assert first_sentence(app) == "Nobody has been given access yet."
    assert said(app, "info") == ["Give someone access below. Begin with a network administrator."]
    assert "This list counts once sign-in is set up." in captions(app)
    assert "Withdraw" not in labels(app, "button")


def test_the_table_says_who_holds_what_since_when_and_by_whom(few: Workspace) -> None:
    access.give(few, EVERYONE, ANA, Role.MANAGER, "site", READY, until=TODAY + days(5))
    access.give(few, EVERYONE, "bo@x.example", Role.REVIEWER, "region", "Midwest")
    access.give(few, EVERYONE, "cy@x.example", Role.ADMINISTRATOR, "network")
    app = opened("people")
    assert_sound(app)
    assert first_sentence(app) == "3 people have access; 1 grant ends within 30 days."
    frame = app.dataframe[0].value
    assert list(frame.columns) == ["Person", "Role", "For", "From", "Until", "Given by"]
    name = few.known_sites()[READY].site_name
    assert list(frame["For"]) == [f"{name} ({READY})", "Region Midwest", "The whole network"]
    assert list(frame["Role"]) == ["Practice manager", "Reviewer", "Network administrator"]
    assert set(frame["Given by"]) == {"Ana"}
    assert "Download as CSV" in labels(app, "download_button")


def test_access_is_given_for_a_site_with_days(few: Workspace) -> None:
    app = opened("people")
    app.text_input(key="access_person").input("Ana@Practice.example").run()
    app.selectbox(key="access_site").set_value("S003").run()
    app.date_input(key="access_until").set_value(TODAY + days(10)).run()
    button(app, "Give access").click().run()
    assert_sound(app)
    (grant,) = few.ledger.grants()
    assert grant[:6] == (ANA, Role.MANAGER, "site", "S003", TODAY, TODAY + days(10))
    assert grant.recorded_by == "Network administrator"
    (notice,) = said(app, "success")
    assert notice.startswith(f"Gave access to {ANA}: practice manager, ")
    assert notice.endswith("To undo, withdraw it below.")
    assert app.text_input(key="access_person").value == ""
    assert first_sentence(app) == "1 person has access; 1 grant ends within 30 days."


@pytest.mark.parametrize(("reach", "of"), [("region", "Midwest"), ("network", "")])
def test_access_is_given_for_more_than_a_site(few: Workspace, reach: str, of: str) -> None:
    app = opened("people")
    app.text_input(key="access_person").input(ANA).run()
    app.selectbox(key="access_role").set_value(Role.VIEWER).run()
    app.selectbox(key="access_reach").set_value(reach).run()
    if of:
        app.selectbox(key=f"access_{reach}").set_value(of).run()
    button(app, "Give access").click().run()
    assert_sound(app)
    assert [grant[:4] for grant in few.ledger.grants()] == [(ANA, Role.VIEWER, reach, of)]


def test_what_cannot_be_given_is_said_and_what_was_typed_stays(few: Workspace) -> None:
    app = opened("people")
    app.text_input(key="access_person").input("<b>ana</b>").run()
    button(app, "Give access").click().run()
    assert_sound(app)
    assert few.ledger.grants() == ()
    (message,) = said(app, "error")
    assert message == (
        "Nothing was changed. '<b>ana</b>' is not an e-mail address, such as ana@practice.example."
    )
    assert app.text_input(key="access_person").value == "<b>ana</b>"


def test_an_empty_network_takes_people_for_the_whole_of_it(nothing: Workspace) -> None:
    app = opened("people")
    assert_sound(app)
    assert list(app.selectbox(key="access_reach").options) == ["The whole network"]
    app.text_input(key="access_person").input(ANA).run()
    button(app, "Give access").click().run()
    assert len(nothing.ledger.grants()) == 1


def test_access_is_withdrawn_by_choosing_it(few: Workspace) -> None:
    access.give(few, EVERYONE, ANA, Role.VIEWER, "network")
    access.give(few, EVERYONE, "bo@x.example", Role.VIEWER, "network")
    app = opened("people")
    box = app.selectbox(key="access_withdrawn")
    box.set_value("\n".join((ANA, "viewer", "network", ""))).run()
    button(app, "Withdraw").click().run()
    assert_sound(app)
    (notice,) = said(app, "success")
    assert notice == (f"Withdrew from {ANA}: viewer, The whole network. To undo, give it again.")
    assert access.person_of(few, ANA).holdings == ()
    assert access.person_of(few, "bo@x.example").roles == (Role.VIEWER,)
    assert app.selectbox(key="access_withdrawn").value is None


def test_without_a_choice_nothing_is_withdrawn(few: Workspace) -> None:
    access.give(few, EVERYONE, ANA, Role.VIEWER, "network")
    app = opened("people")
    button(app, "Withdraw").click().run()
    assert said(app, "error") == ["Choose whose access to withdraw."]
    assert access.person_of(few, ANA).holdings


def test_the_last_administrator_cannot_be_withdrawn_on_the_page(few: Workspace) -> None:
    access.give(few, EVERYONE, ANA, Role.ADMINISTRATOR, "network")
    app = opened("people")
    app.selectbox(key="access_withdrawn").set_value(
        "\n".join((ANA, "network administrator", "network", ""))
    ).run()
    button(app, "Withdraw").click().run()
    assert "nobody who may give access" in said(app, "error")[0]
    assert access.person_of(few, ANA).roles == (Role.ADMINISTRATOR,)


def test_the_page_says_what_each_role_may_do(few: Workspace) -> None:
    app = opened("people")
    frame = app.dataframe[-1].value
    assert list(frame["Role"]) == [
        "Practice manager",
        "Reviewer",
        "Network administrator",
        "Viewer",
    ]
    assert list(frame["Review answers"]) == ["–", "yes", "yes", "–"]
