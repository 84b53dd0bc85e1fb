"""Keeping a register at a site, and answering otherwise than it does."""

import pytest

from readiness.domain.people import Person, Role
from readiness.domain.scoring import State
from readiness.errors import ConflictError, NotAllowedError, PrivacyError, ReadinessError
from readiness.services import recording, registers
from readiness.services.network import Filters, overview
from readiness.services.sites import site_report
from readiness.services.workspace import Workspace
from tests.services.workspaces import EVERYONE, NEVER_ASSESSED, READY, TODAY, an_answer

MANAGER = Person.holding("Pat", Role.MANAGER, {NEVER_ASSESSED})
STOCK = {
    "drug": "tocilizumab",
    "doses": "4",
    "expires_on": "2027-06-30",
    "place": "Pharmacy fridge",
    "minutes": "0",
    "counted_on": str(TODAY),
}


def test_an_entry_answers_its_criteria_with_the_arithmetic_and_opens_the_assessment(
    few: Workspace,
) -> None:
    registers.record_entry(few, MANAGER, "stock", [NEVER_ASSESSED], STOCK)
    report = site_report(few, MANAGER, NEVER_ASSESSED, TODAY)
    doses = next(row for row in report.score.criteria if row.criterion.id == "C15")
    assert doses.state is State.MET
    newest = report.history.responses["C15"][-1]
    assert (newest.answer, newest.evidence) == ("4", "Doses: 4 within 120 minutes, 2 needed.")
    assert newest.recorded_by == "Pat"
    assert [step.event for step in report.assessments] == ["opened"]


def test_the_network_has_the_same_score_as_the_site(few: Workspace) -> None:
    registers.record_entry(few, MANAGER, "stock", [NEVER_ASSESSED], STOCK)
    report = site_report(few, EVERYONE, NEVER_ASSESSED, TODAY)
    rows = {row.site_id: row for row in overview(few, EVERYONE, TODAY, TODAY, Filters()).sites}
    score, counted_score = report.score.score, rows[NEVER_ASSESSED].score
    assert score
    assert counted_score == 1_000_000 * score.numerator // score.denominator


def test_every_field_that_does_not_fit_is_named_and_nothing_is_saved(few: Workspace) -> None:
    before = few.ledger.revision()
    wrong = {**STOCK, "doses": "four", "expires_on": "31 June", "drug": "aspirin", "place": " "}
    with pytest.raises(ReadinessError) as refused:
        registers.record_entry(few, MANAGER, "stock", [NEVER_ASSESSED], wrong)
    for name in ("Drug:", "Full doses:", "Expires on:", "Where it is kept: fill it in."):
        assert name in str(refused.value)
    assert few.ledger.revision() == before


def test_two_people_who_change_one_entry_do_not_overwrite_each_other(few: Workspace) -> None:
    key = registers.record_entry(few, MANAGER, "stock", [NEVER_ASSESSED], STOCK)
    changed = {**STOCK, "doses": "3"}
    registers.record_entry(few, EVERYONE, "stock", [NEVER_ASSESSED], changed, entry_id=key, seen=1)
    with pytest.raises(ConflictError, match="Changed meanwhile by Ana"):
        registers.withdraw_entry(few, MANAGER, "stock", [NEVER_ASSESSED], key, seen=1)
    kept = registers.site_registers(few, MANAGER, NEVER_ASSESSED, TODAY)
    assert [entry.values["doses"] for entry in kept.of("stock")] == ["3"]
    assert kept.versions(key) == 2


def test_a_typed_answer_counts_only_as_an_override_with_a_reason(few: Workspace) -> None:
    registers.record_entry(few, MANAGER, "stock", [NEVER_ASSESSED], STOCK)
    mine = an_answer("C15", "1", evidence_date=TODAY)
    recording.record_response(few, MANAGER, mine, seen=0)
    assert counted(few) == "4"
    with pytest.raises(ReadinessError, match="Say why"):
        registers.override(few, MANAGER, mine, "  ")
    registers.override(few, MANAGER, mine, "Three doses were recalled")
    assert counted(few) == "1"
    feed = registers.site_registers(few, MANAGER, NEVER_ASSESSED, TODAY).feeds["C15"]
    assert feed.override is not None
    assert feed.override.values["reason"] == "Three doses were recalled"
    registers.follow_again(few, MANAGER, NEVER_ASSESSED, "C15")
    assert counted(few) == "4"


def counted(workspace: Workspace) -> str:
    report = site_report(workspace, MANAGER, NEVER_ASSESSED, TODAY)
    return report.history.responses["C15"][-1].answer


def test_what_no_register_answers_cannot_be_overridden(few: Workspace) -> None:
    with pytest.raises(ReadinessError, match="answer it as usual"):
        registers.override(few, MANAGER, an_answer("C15", "1", evidence_date=TODAY), "Because")


def test_a_shared_entry_needs_a_right_at_every_site_it_names(few: Workspace) -> None:
    with pytest.raises(NotAllowedError):
        registers.record_entry(few, MANAGER, "stock", [NEVER_ASSESSED, READY], STOCK)
    key = registers.record_entry(few, EVERYONE, "stock", [NEVER_ASSESSED, READY], STOCK)
    for site in (NEVER_ASSESSED, READY):
        (entry,) = registers.site_registers(few, EVERYONE, site, TODAY).of("stock")
        assert entry.entry_id == key


def test_a_change_takes_an_entry_away_where_it_is_no_longer_shared(few: Workspace) -> None:
    both = [READY, NEVER_ASSESSED]
    key = registers.record_entry(few, EVERYONE, "stock", both, STOCK)
    assert registers.sites_sharing(few, EVERYONE, key) == (READY, NEVER_ASSESSED)
    assert registers.sites_sharing(few, MANAGER, key) == (NEVER_ASSESSED,)
    with pytest.raises(NotAllowedError):
        registers.record_entry(few, MANAGER, "stock", [NEVER_ASSESSED], STOCK, entry_id=key, seen=1)
    registers.record_entry(few, EVERYONE, "stock", [READY], STOCK, entry_id=key, seen=1)
    assert registers.sites_sharing(few, EVERYONE, key) == (READY,)
    assert registers.site_registers(few, EVERYONE, NEVER_ASSESSED, TODAY).of("stock") == ()


def test_a_text_that_looks_like_a_patients_is_refused_until_it_is_contested(
    few: Workspace,
) -> None:
    suspicious = {**STOCK, "place": "Fridge, MRN 12345678"}
    with pytest.raises(PrivacyError):
        registers.record_entry(few, MANAGER, "stock", [NEVER_ASSESSED], suspicious)
    registers.record_entry(few, MANAGER, "stock", [NEVER_ASSESSED], suspicious, contested=True)
    assert "contested" in few.ledger.audit(1)[0].action


def test_who_has_to_be_trained_moves_the_score_although_the_list_alone_answers_nothing(
    few: Workspace,
) -> None:
    person = {"person": "AB", "groups": "clinic"}
    registers.record_entry(few, MANAGER, "staff", [NEVER_ASSESSED], person)
    before = few.ledger.revision()
    registers.record_entry(few, MANAGER, "staff", [NEVER_ASSESSED], {**person, "person": "CD"})
    assert few.ledger.changed_sites(before) == {NEVER_ASSESSED}
