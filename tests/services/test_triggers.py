"""Recording what sets sites off, and what of it is still open at a site."""

import pytest

from readiness.domain.people import Person, Role
from readiness.errors import NotAllowedError, PrivacyError, ReadinessError
from readiness.services import agents, recording, registers, triggers
from readiness.services.sites import site_report
from readiness.services.workspace import Workspace
from tests.services.workspaces import (
    EVERYONE,
    FEW,
    NEVER_ASSESSED,
    NOT_READY,
    READY,
    TODAY,
    StandingClock,
    an_answer,
    days,
)

MANAGER = Person.holding("Pat", Role.MANAGER, {READY})
APPROVED = {
    "kind": "new_agent",
    "happened_on": str(TODAY),
    "what": "Talquetamab was added",
    "agent": "Talquetamab",
}


def still_open(workspace: Workspace, site_id: str = READY) -> list[str]:
    report = site_report(workspace, EVERYONE, site_id, workspace.today)
    found = triggers.site_triggers(workspace, EVERYONE, report)
    return [row.id for one in found for row in one.open]


def test_a_new_agent_opens_its_criteria_until_they_are_answered_anew(
    few: Workspace, clock: StandingClock
) -> None:
    triggers.record_trigger(few, MANAGER, READY, APPROVED)
    assert still_open(few) == ["C12", "C13", "C27", "C32", "C41"]
    clock.go_on(hours=1)
    dated = an_answer("C13", evidence_date=TODAY, site_id=READY)
    seen = len(few.ledger.history(READY).responses["C13"])
    recording.record_response(few, MANAGER, dated, seen=seen)
    assert still_open(few) == ["C12", "C27", "C32", "C41"]


def test_it_moves_no_score_and_opens_no_assessment(few: Workspace) -> None:
    before = {site: few.score(EVERYONE, site, TODAY) for site in FEW}
    triggers.record_everywhere(few, EVERYONE, APPROVED)
    assert {site: few.score(EVERYONE, site, TODAY) for site in FEW} == before
    assert few.ledger.assessments(NEVER_ASSESSED) == ()
    assert still_open(few, NOT_READY)


def test_what_is_network_wide_is_one_event_at_every_site(few: Workspace) -> None:
    key = triggers.record_everywhere(few, EVERYONE, APPROVED)
    (row,) = triggers.network_triggers(few, EVERYONE, TODAY)
    assert (row.trigger.entry_id, row.site_ids, row.versions) == (key, FEW, 1)
    (own,) = triggers.network_triggers(few, MANAGER, TODAY)
    assert own.site_ids == (READY,)
    with pytest.raises(NotAllowedError, match="Only a network administrator"):
        triggers.record_everywhere(few, MANAGER, APPROVED)


def test_events_come_newest_first_and_not_before_they_were_known(
    few: Workspace, clock: StandingClock
) -> None:
    triggers.record_trigger(few, MANAGER, READY, APPROVED)
    clock.go_on(days=1)
    earlier = {**APPROVED, "happened_on": str(TODAY - days(9)), "what": "Earlier"}
    triggers.record_trigger(few, MANAGER, READY, earlier)
    said = [
        [row.trigger.what for row in triggers.network_triggers(few, EVERYONE, day)]
        for day in (TODAY - days(1), TODAY, TODAY + days(1))
    ]
    assert said == [[], ["Talquetamab was added"], ["Talquetamab was added", "Earlier"]]


def test_an_event_that_was_taken_back_opens_nothing(few: Workspace) -> None:
    triggers.record_everywhere(few, EVERYONE, APPROVED)
    (row,) = triggers.network_triggers(few, EVERYONE, TODAY)
    registers.withdraw_entry(
        *(few, EVERYONE, "triggers", row.site_ids, row.trigger.entry_id), seen=row.versions
    )
    assert triggers.network_triggers(few, EVERYONE, TODAY) == ()
    assert still_open(few) == []


def test_an_event_without_words_or_about_a_patient_is_refused(few: Workspace) -> None:
    with pytest.raises(ReadinessError, match="In words: fill it in"):
        triggers.record_trigger(few, MANAGER, READY, {**APPROVED, "what": " "})
    with pytest.raises(PrivacyError):
        triggers.record_trigger(few, MANAGER, READY, {**APPROVED, "what": "MRN 12345678"})


def test_an_event_everywhere_is_no_reason_to_score_every_site_again(few: Workspace) -> None:
    before = few.ledger.revision()
    triggers.record_everywhere(few, EVERYONE, APPROVED)
    assert few.ledger.changed_sites(before) == frozenset()
    stated = {"agent": "A", "planned_start": str(TODAY), "checked_on": str(TODAY)}
    agents.state_agent(few, EVERYONE, READY, stated)
    assert few.ledger.changed_sites(before) == {READY}
    few.refresh()
    assert few.analytics.revision == few.ledger.revision()
