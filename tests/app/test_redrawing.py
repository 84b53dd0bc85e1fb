"""What is drawn after a save: only what it moved, and that as on a page drawn anew."""

import pytest
from prometheus_client import CollectorRegistry
from streamlit.testing.v1 import AppTest

from readiness.errors import LedgerError
from readiness.services.workspace import Workspace
from readiness.ui import metrics, response_form
from readiness.ui.sheet import Sheet
from tests.app.screens import (
    assert_drawn_in_part,
    assert_sound,
    button,
    first_sentence,
    opened,
    said,
)
from tests.services.workspaces import NEVER_ASSESSED

ADDRESS = {"site": NEVER_ASSESSED, "show": "full", "element": "E1"}


def answering(app: AppTest, criterion_id: str, number: int, answer: str) -> AppTest:
    return app.radio(key=f"{NEVER_ASSESSED}_{criterion_id}_{number}_answer").set_value(answer).run()


def standing(app: AppTest) -> list[object]:
    """What the page says of the whole site: sentence, progress, answers by element."""
    element = next(one for one in app.selectbox if one.label == "Element")
    (progress,) = app.get("progress")
    return [first_sentence(app), progress.proto.text, element.options]


def runs(page: str) -> float:
    registry: CollectorRegistry = metrics.REGISTRY
    return registry.get_sample_value("readiness_page_seconds_count", {"page": page}) or 0.0


def test_a_save_says_of_the_whole_site_what_a_page_drawn_anew_says(few: Workspace) -> None:
    app = opened("assess", ADDRESS)
    before = standing(app)
    answering(app, "C01", 0, "yes")
    assert_drawn_in_part(app)
    after = standing(app)
    assert after != before
    assert after == standing(opened("assess", ADDRESS))
    assert button(app, "Submit the assessment")


def test_a_second_save_counts_the_first(few: Workspace) -> None:
    app = opened("assess", ADDRESS)
    answering(app, "C01", 0, "yes")
    answering(app, "C01", 1, "no")
    assert_drawn_in_part(app)
    assert app.radio(key=f"{NEVER_ASSESSED}_C01_2_answer").value == "no"
    assert standing(app) == standing(opened("assess", ADDRESS))


def test_another_element_draws_the_page(few: Workspace) -> None:
    app = opened("assess", ADDRESS)
    element = next(one for one in app.selectbox if one.label == "Element")
    element.set_value("E2").run()
    assert_sound(app)
    asked = [criterion.title for criterion in few.framework.criteria_of("E2")]
    heads = " ".join(said(app, "subheader"))
    assert all(title in heads for title in asked)


def test_each_part_that_is_drawn_counts_as_a_run_of_its_page(few: Workspace) -> None:
    app = opened("assess", ADDRESS)
    before = runs("assess")
    answering(app, "C01", 0, "yes")
    assert runs("assess") == before + 5  # criterion, sentence, progress, elements, the end


def test_a_part_whose_database_is_away_leaves_it_to_the_page(
    few: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    show, asked = response_form.show, []

    def falter(sheet: Sheet, criterion_id: str) -> None:
        asked.append(criterion_id)
        if asked.count("C01") == 2 and criterion_id == "C01":
            raise LedgerError("The database does not answer.")
        show(sheet, criterion_id)

    monkeypatch.setattr(response_form, "show", falter)
    app = opened("assess", ADDRESS)
    answering(app, "C01", 0, "yes")
    assert_sound(app)  # the page as a whole
    assert few.ledger.history(NEVER_ASSESSED).responses["C01"]


def test_a_page_whose_database_went_away_while_a_part_was_drawn_says_so(
    few: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_sheet: Sheet, criterion_id: str) -> None:
        raise LedgerError(f"The database does not answer for {criterion_id}.")

    monkeypatch.setattr(response_form, "show", fail)
    app = opened("assess", ADDRESS)
    (told,) = said(app, "error")
    assert told.startswith("The database does not answer for C01.")
    assert button(app, "Try again")
