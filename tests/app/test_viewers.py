"""A viewer sees that there is evidence, and when it is from; not what people wrote in it."""

import pytest

from readiness.domain.assessment import EVIDENCE_ON_FILE
from readiness.domain.cycle import CycleStep
from readiness.domain.people import Person, Role
from readiness.services import cycle, recording, transfer
from readiness.services.sites import site_report
from readiness.services.workspace import Workspace
from tests.app.screens import all_elements, assert_sound, opened
from tests.services.workspaces import EVERYONE, NEVER_ASSESSED, TODAY, an_answer, days

NAME = "Quillfeather"
SITE = NEVER_ASSESSED
MANAGER = Person.holding(f"Mara {NAME}", Role.MANAGER, {SITE})
VIEWER = Person.holding("Val", Role.VIEWER)
PAGES = ("overview", "site", "actions", "compare", "meeting", "framework", "data")


@pytest.fixture
def answered(few: Workspace) -> Workspace:
    """A site whose manager names a person in the evidence."""
    answer = an_answer(
        "C01",
        "yes",
        evidence=f"Letter signed by Mara {NAME}",
        evidence_date=TODAY - days(3),
        end_date=TODAY + days(90),
    )
    recording.record_response(few, MANAGER, answer, seen=0)
    recording.record_response(few, MANAGER, an_answer("C02", "no"), seen=0)
    cycle.take_step(few, MANAGER, SITE, CycleStep.SUBMITTED)
    return few


def test_the_export_of_a_viewer_has_the_dates_of_evidence_without_its_words(
    answered: Workspace,
) -> None:
    everything = transfer.everything(answered.ledger, VIEWER)
    own = {row.criterion_id: row for row in everything.responses if row.site_id == SITE}
    assert own["C01"].evidence == EVIDENCE_ON_FILE
    assert own["C01"].evidence_date == TODAY - days(3)
    assert own["C01"].end_date == TODAY + days(90)
    assert own["C02"].evidence == ""
    assert NAME not in repr(everything)
    assert not any(
        row.recorded_by
        for rows in (everything.responses, everything.findings, everything.profiles)
        for row in rows
    )
    assert not any(event.recorded_by for event in everything.assessments)
    assert NAME in repr(transfer.everything(answered.ledger, EVERYONE))


def test_the_report_of_a_viewer_has_the_same_figures_without_names(answered: Workspace) -> None:
    seen = site_report(answered, VIEWER, SITE, TODAY)
    full = site_report(answered, EVERYONE, SITE, TODAY)
    assert (seen.score, seen.timeline, seen.gaps) == (full.score, full.timeline, full.gaps)
    assert seen.history.responses["C01"][-1].evidence == EVIDENCE_ON_FILE
    assert NAME not in repr(seen.history)
    assert NAME in repr(full.history)


@pytest.mark.parametrize("page", PAGES)
def test_no_page_of_a_viewer_shows_a_name(answered: Workspace, page: str) -> None:
    app = opened(page, {"you": "viewer", "site": SITE})
    assert_sound(app)
    for element in all_elements(app):
        assert NAME not in str(element.proto)
    for table in app.dataframe:
        assert NAME not in table.value.to_string()
