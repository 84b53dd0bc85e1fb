"""The Plan page: one site, what the reader knows better, what if, and the network."""

from readiness.services import actions
from readiness.services.workspace import Workspace
from tests.app.screens import (
    assert_sound,
    button,
    captions,
    first_sentence,
    labels,
    only_notice,
    opened,
    said,
)
from tests.services.workspaces import EVERYONE, NOT_READY, READY, TODAY


def test_the_sentence_says_items_hours_and_days(few: Workspace) -> None:
    app = opened("plan", {"site": NOT_READY})
    assert_sound(app)
    assert first_sentence(app) == (
        "Millbrook North reaches Ready with 1 item, 8 hours of work, in 21 days at the earliest, "
        "on 13 Dec 2026."
    )
    assert "No other plan takes as few hours" in captions(app)


def test_a_site_of_the_highest_level_has_nothing_to_close(few: Workspace) -> None:
    app = opened("plan", {"site": READY})
    assert_sound(app)
    assert first_sentence(app).endswith("nothing has to be closed for it.")


def test_hours_and_locks_come_from_the_address(few: Workspace) -> None:
    app = opened("plan", {"site": NOT_READY, "own": "C15", "hours_C15": "2.5"})
    assert_sound(app)
    assert "2.5 hours of work" in first_sentence(app)
    app = opened("plan", {"site": NOT_READY, "locked": "C15"})
    assert_sound(app)
    assert first_sentence(app) == (
        "Millbrook North cannot reach Ready. It is locked that would have to be closed: "
        "Tocilizumab doses in reach."
    )


def test_one_click_raises_the_items_as_actions(few: Workspace) -> None:
    app = opened("plan", {"site": NOT_READY})
    button(app, "Raise these as actions").click().run()
    assert_sound(app)
    assert only_notice(app).startswith("Raised 1 action for ")
    found = actions.actions_of(few, EVERYONE, TODAY, [NOT_READY])
    assert [row.criteria for row in found if row.title == "Tocilizumab doses in reach"]
    button(app, "Raise these as actions").click().run()
    assert "has an unfinished action already" in only_notice(app)


def test_what_if_shows_score_must_haves_and_level(few: Workspace) -> None:
    revision = few.ledger.revision()
    app = opened("plan", {"site": NOT_READY, "closed": "C15"})
    assert_sound(app)
    text = " ".join(element.value for element in app.markdown)
    assert "the site becomes Ready" in text
    assert {"Score", "Must\\-haves", "Must-haves", "Level"} & set(labels(app, "metric"))
    assert few.ledger.revision() == revision


def test_the_network_under_a_budget(few: Workspace) -> None:
    app = opened("plan", {"for": "network", "budget": "20"})
    assert_sound(app)
    assert first_sentence(app).startswith("A budget of 20 hours brings 2 more sites to Ready: ")
    assert "Proven" in captions(app)
    assert "1 site not assessed" in captions(app)


def test_a_programme_that_there_is_not_is_left_out(few: Workspace) -> None:
    app = opened("plan", {"for": "network", "shared": "C99"})
    assert_sound(app)
    assert said(app, "error") == []
