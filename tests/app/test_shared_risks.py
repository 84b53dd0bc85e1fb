"""Shared risks: what is shown, what is chosen by address, and an action raised from it."""

import pytest

from readiness.domain.people import Person, Role
from readiness.services import actions
from readiness.services.shared_risks import risk_report
from readiness.services.workspace import Workspace
from readiness.ui import sign_in
from readiness.views.shared_risks import sentence
from tests.app.screens import (
    all_elements,
    alternatives,
    assert_sound,
    button,
    captions,
    charts,
    first_sentence,
    labels,
    only_notice,
    opened,
    said,
)
from tests.services.workspaces import EVERYONE, READY, TODAY


def test_the_page_opens_with_its_sentence_charts_and_the_worst_resource(sample: Workspace) -> None:
    app = opened("shared_risks")
    assert_sound(app)
    assert first_sentence(app) == sentence(risk_report(sample, EVERYONE, TODAY))
    assert len(charts(app)) == 2
    assert any("Quillmoor General Hospital" in text for text in alternatives(app)["charts"])
    assert app.selectbox(key="choice_resource").value == "hospital-S018-1"
    assert said(app, "subheader") == [
        "If lost today",
        "Who leans on what",
        "Sites that lean on one resource",
        "Two lost at once",
    ]
    assert "Hospital: Signed hospital agreement" in captions(app)


def test_the_address_chooses_the_resource(sample: Workspace) -> None:
    app = opened("shared_risks", {"resource": "champion-S010-1"})
    assert_sound(app)
    tables = [table.value for table in app.dataframe if "No longer holds" in table.value]
    assert [table["Site"].tolist() for table in tables] == [
        ["Gull Point", "Quarry Wharf", "Fern Island", "Heron Bay"]
    ]
    unknown = opened("shared_risks", {"resource": "nothing"})
    assert unknown.selectbox(key="choice_resource").value == "hospital-S018-1"


def test_an_action_is_raised_at_a_site_for_what_it_would_lose(sample: Workspace) -> None:
    app = opened("shared_risks", {"resource": "hospital-S010-1"})
    (owner,) = [field for field in app.text_input if field.label == "Owner"]
    owner.set_value("Ana")
    button(app, "Raise this action").click().run()
    assert only_notice(app).startswith("Raised Sign an agreement with a second hospital, Ana")
    (action,) = actions.actions_of(sample, EVERYONE, TODAY)
    assert (action.site_id, action.criteria[0]) == ("S010", "C23")
    button(app, "Raise this action").click().run()
    assert only_notice(app).startswith("Not saved. An action needs an owner")


def test_a_viewer_reads_no_names_and_raises_nothing(
    sample: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in, "person", lambda _: Person.holding("Vic", Role.VIEWER))
    app = opened("shared_risks", {"resource": "champion-S010-1"})
    assert_sound(app)
    words = repr([*all_elements(app)]) + repr([table.value for table in app.dataframe])
    assert "nurse lead" not in words
    assert "Champion" in words
    assert "Raise this action" not in labels(app, "button")


def test_who_sees_one_site_is_told_that_nothing_is_shared(
    sample: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in, "person", lambda _: Person.holding("Mia", Role.MANAGER, {READY}))
    app = opened("shared_risks")
    assert_sound(app)
    assert first_sentence(app).startswith("No two sites that you see")
    assert charts(app) == []


def test_in_the_past_nothing_is_raised(sample: Workspace) -> None:
    app = opened("shared_risks", {"asof": "2026-08-01"})
    assert_sound(app)
    assert "dropped out on 1 Aug 2026" in first_sentence(app)
    assert "If lost on that day" in said(app, "subheader")
    assert "Raise this action" not in [one.label for one in app.button]
