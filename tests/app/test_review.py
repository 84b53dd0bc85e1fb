"""The Review page, used by a reviewer."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from readiness.domain.cycle import CycleStep, Stage
from readiness.domain.people import Person, Role
from readiness.domain.scoring import State
from readiness.services import cycle, recording
from readiness.services import review as reviews
from readiness.services.workspace import Workspace
from tests.app.screens import (
    assert_sound,
    button,
    captions,
    first_sentence,
    only_notice,
    opened,
    said,
)
from tests.services.workspaces import (
    EVERYONE,
    NEVER_ASSESSED,
    StandingClock,
    an_answer,
)

SITE = NEVER_ASSESSED


@pytest.fixture
def submitted(few: Workspace, clock: StandingClock) -> Workspace:
    """One site with two answers waits for review."""
    clock.go_on(days=-3)
    recording.record_response(few, EVERYONE, an_answer("C01", "yes"), seen=0)
    recording.record_response(few, EVERYONE, an_answer("C02", "partly"), seen=0)
    cycle.take_step(few, EVERYONE, SITE, CycleStep.SUBMITTED)
    clock.go_on(days=3)
    return few


def reviewing(**query: str) -> AppTest:
    app = opened("review", {"site": SITE, **query})
    assert_sound(app)
    return app


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def control(app: AppTest, kind: str, criterion_id: str, what: str) -> Any:
    """The control of a criterion's only response."""
    (only,) = [one for one in app.get(kind) if one.key == f"{SITE}_{criterion_id}_0_{what}"]
    return only


def test_who_waits_and_for_how_long_is_said_first(submitted: Workspace) -> None:
    app = opened("review")
    assert_sound(app)
    assert first_sentence(app) == (
        "1 site waits for review: Pine Crossing, for 3 days. 3 approved sites have new answers."
    )
    assert list(app.dataframe[0].value["Site"]) == ["Pine Crossing"]


def test_an_empty_queue_says_where_sites_come_from(nothing: Workspace) -> None:
    app = opened("review")
    assert_sound(app)
    assert first_sentence(app) == "No site waits for review."
    assert said(app, "info") == ["Sites come here when they submit their assessment."]


def test_a_site_of_another_region_is_not_in_the_filtered_queue(submitted: Workspace) -> None:
    own = submitted.site(EVERYONE, SITE).region
    other = next(s.region for s in submitted.sites(EVERYONE).values() if s.region != own)
    assert first_sentence(opened("review", {"review_region": other})).startswith("No site waits")
    assert first_sentence(opened("review", {"review_region": own})).startswith("1 site waits")


def test_confirming_is_saved_and_said(submitted: Workspace) -> None:
    app = reviewing()
    assert metrics(app)["Still to review"] == "2"
    control(app, "button", "C01", "confirm").click().run()
    assert_sound(app)
    assert only_notice(app) == (
        "Champion appointed: confirmed. To undo, conclude again; the newest counts."
    )
    assert metrics(app)["Still to review"] == "1"
    (finding,) = submitted.ledger.history(SITE).findings["C01"]
    assert (finding.conclusion, finding.recorded_by) == ("confirmed", "Network administrator")


def test_not_confirming_asks_for_the_reason(submitted: Workspace) -> None:
    app = reviewing()
    control(app, "button", "C01", "doubt").click().run()
    assert only_notice(app) == (
        "Not saved. Say why it is not confirmed, so that the site can mend it."
    )
    assert submitted.ledger.history(SITE).findings == {}


def test_a_site_goes_back_with_the_reason_which_the_manager_reads(submitted: Workspace) -> None:
    app = reviewing()
    assert button(app, "Return to the site").disabled
    control(app, "text_input", "C01", "reason").set_value("The letter is *unsigned*.").run()
    control(app, "button", "C01", "doubt").click().run()
    assert_sound(app)
    score = metrics(app)
    assert score["Score"] != score["Without findings"]
    button(app, "Return to the site").click().run()
    assert_sound(app)
    assert only_notice(app) == "Returned. The site sees each reason."
    assert cycle.stage_of(submitted, EVERYONE, SITE) is Stage.RETURNED
    assert first_sentence(app).startswith("No site waits for review. ")

    element = submitted.framework.criterion["C01"].element
    manager = opened("assess", {"site": SITE, "show": "full", "element": element})
    assert_sound(manager)
    assert "Mend what is named below, then submit it again." in said(manager, "info")[0]
    assert any(
        "**Champion appointed**: The letter is *unsigned*" in text
        for text in said(manager, "markdown")
    )
    assert "Not confirmed by Network administrator: The letter is *unsigned*." in captions(manager)


def test_approving_and_locking_are_steps_of_the_cycle(submitted: Workspace) -> None:
    app = reviewing()
    button(app, "Approve").click().run()
    assert only_notice(app) == "Approved. The assessment stands as it is."
    button(app, "Lock").click().run()
    assert_sound(app)
    assert cycle.stage_of(submitted, EVERYONE, SITE) is Stage.LOCKED
    assess = opened("assess", {"site": SITE, "show": "quick"})
    assert_sound(assess)
    assert "Nothing in it can be changed any more." in said(assess, "info")[0]
    assert list(assess.text_input) == []
    button(assess, "Start the next assessment").click().run()
    assert cycle.stage_of(submitted, EVERYONE, SITE) is Stage.DRAFT


def test_on_another_date_nothing_is_concluded(submitted: Workspace) -> None:
    app = opened("review", {"site": SITE, "asof": "2026-01-01"})
    assert_sound(app)
    assert "Findings are recorded today. Set the as-of date to today to review." in said(
        app, "info"
    )
    assert list(app.button) == []


def test_what_came_after_the_approval_is_named_and_shown_first(
    submitted: Workspace, clock: StandingClock
) -> None:
    button(reviewing(), "Approve").click().run()
    clock.go_on(minutes=1)
    recording.record_response(submitted, EVERYONE, an_answer("C02", "yes"), seen=1)
    app = reviewing()
    assert "Pine Crossing (approved, 1 changed since)" in app.selectbox(key="choice_site").options
    (table,) = [one.value for one in app.dataframe if "Changed since" in one.value.columns]
    own = table[table["Site"] == "Pine Crossing"]
    assert own[["Stage", "Changed since"]].values.tolist() == [["Approved", 1]]
    assert app.radio(key="choice_review").options[1] == "Changed since approval (1)"
    assert app.radio(key="choice_review").value == "renewed"
    assert "1 answer came after the approval." in captions(app)
    (confirm,) = [one for one in app.button if one.label == "Confirm"]
    confirm.click().run()
    assert_sound(app)
    assert only_notice(app).startswith("Deputy named: confirmed.")
    assert app.radio(key="choice_review").options[0] == "To review (1)"


def test_an_own_answer_has_no_button_to_confirm_it(
    submitted: Workspace, clock: StandingClock
) -> None:
    clock.go_on(minutes=1)
    own = Person.holding("Network administrator", Role.ADMINISTRATOR)
    recording.record_response(submitted, own, an_answer("C01", "no"), seen=1)
    app = reviewing()
    assert [one.key for one in app.button if one.label == "Confirm"] == [f"{SITE}_C02_0_confirm"]
    assert "You gave this answer yourself, so another person has to confirm it." in captions(app)


def test_what_the_profile_takes_out_is_shown_as_a_fact(submitted: Workspace) -> None:
    recording.record_profile(submitted, EVERYONE, SITE, {"service_level": "maintenance_only"})
    app = reviewing()
    (table,) = [one.value for one in app.dataframe if "The profile says" in one.value.columns]
    review = reviews.review_of(submitted, EVERYONE, SITE, submitted.today)
    out = [one.criterion for one in review.out_by_profile]
    assert out
    assert list(table["Criterion"]) == [criterion.title for criterion in out]
    assert all(one.state is State.NOT_APPLICABLE for one in review.out_by_profile)
    assert "The profile was stated by Ana; it holds from 22 Nov 2026." in captions(app)
    service = [criterion.applies_when for criterion in out]
    for fact, condition in zip(table["The profile says"], service, strict=True):
        if condition is not None and condition.field == "service_level":
            assert fact == "What this site does: Maintenance only"
    assert all(": " in fact for fact in table["The profile says"])
