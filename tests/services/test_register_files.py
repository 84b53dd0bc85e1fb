"""Accepting a file of a register, and who lapses next."""

from datetime import timedelta

import pytest

from readiness.domain.people import Person, Role
from readiness.domain.registers.entries import EntryRow
from readiness.domain.registers.training import Due
from readiness.errors import NotAllowedError, PrivacyError, ReadinessError
from readiness.services import registers
from readiness.services.workspace import Workspace
from readiness.views.training import lapses, next_lapse_in_words
from tests.services.test_registers import MANAGER, STOCK
from tests.services.workspaces import EVERYONE, NEVER_ASSESSED, NOT_READY, TODAY, StandingClock

VIEWER = Person.holding("Vi", Role.VIEWER, {NEVER_ASSESSED})


def row(site_id: str = NEVER_ASSESSED, entry_id: str = "", **values: str) -> EntryRow:
    return EntryRow(site_id, entry_id, STOCK | values)


def accept(workspace: Workspace, *rows: EntryRow, who: Person = EVERYONE) -> registers.Accepted:
    return registers.accept_entries(workspace, who, "stock", rows)


def held(workspace: Workspace, site_id: str = NEVER_ASSESSED) -> list[str]:
    """The doses of each entry in force."""
    kept = registers.site_registers(workspace, EVERYONE, site_id, TODAY)
    return sorted(entry.values["doses"] for entry in kept.of("stock"))


def test_a_file_is_one_append_that_opens_the_assessment(few: Workspace) -> None:
    before = few.ledger.revision()
    done = accept(few, row(), row(place="Ward"), row(NOT_READY))
    assert done == registers.Accepted(3, 0, 0)
    assert few.ledger.revision() == before + 1
    assert held(few) == ["4", "4"]
    assert [step.event for step in few.ledger.assessments(NEVER_ASSESSED)] == ["opened"]
    assert few.ledger.audit(1)[0].action == "import into register stock"


def test_importing_again_changes_and_never_duplicates(few: Workspace, clock: StandingClock) -> None:
    accept(few, row(), row(place="Ward"))
    revision = few.ledger.revision()
    assert accept(few, row(), row(place=" ward ")) == registers.Accepted(0, 1, 1)
    assert accept(few, row(), row(place="ward")) == registers.Accepted(0, 0, 2)
    assert few.ledger.revision() == revision + 1
    clock.go_on(minutes=1)
    assert accept(few, row(doses="2")) == registers.Accepted(0, 1, 0)
    assert held(few) == ["2", "4"]


def test_a_file_finds_what_was_typed_in_by_its_keys(few: Workspace, clock: StandingClock) -> None:
    registers.record_entry(few, MANAGER, "stock", [NEVER_ASSESSED], STOCK)
    clock.go_on(minutes=1)
    assert accept(few, row(doses="9")) == registers.Accepted(0, 1, 0)
    assert held(few) == ["9"]


def test_what_was_withdrawn_is_stated_again(few: Workspace, clock: StandingClock) -> None:
    accept(few, row(entry_id="mine"))
    clock.go_on(minutes=1)
    registers.withdraw_entry(few, EVERYONE, "stock", [NEVER_ASSESSED], "mine", seen=1)
    clock.go_on(minutes=1)
    assert accept(few, row(entry_id="mine")) == registers.Accepted(0, 1, 0)
    assert held(few) == ["4"]


def test_one_id_at_two_sites_is_one_shared_entry(few: Workspace) -> None:
    accept(few, row(entry_id="partner"), row(NOT_READY, entry_id="partner"))
    for site_id in (NEVER_ASSESSED, NOT_READY):
        kept = registers.site_registers(few, EVERYONE, site_id, TODAY)
        assert [entry.entry_id for entry in kept.of("stock")] == ["partner"]


def test_nothing_is_written_while_a_row_does_not_fit(few: Workspace) -> None:
    registers.record_entry(
        few, EVERYONE, "equipment", [NEVER_ASSESSED],
        {"item": "Oxygen", "present": "yes", "checked_on": str(TODAY)}, entry_id="taken",
    )  # fmt: skip
    revision = few.ledger.revision()
    tomorrow = str(TODAY + timedelta(days=1))
    with pytest.raises(ReadinessError) as refused:
        accept(few, row(), row(doses="many"), row(entry_id="taken"), row(), row(counted_on=tomorrow,
               place="W"), row(entry_id="a b"))  # fmt: skip
    said = str(refused.value)
    assert "Row 2: Full doses: give a whole number" in said
    assert "Row 3: The entry id belongs to another register of the site." in said
    assert "Row 4: An earlier row is about the same entry." in said
    assert "Row 5: Counted on:" in said
    assert "Row 6: The entry id has spaces" in said
    assert few.ledger.revision() == revision


def test_many_rows_that_do_not_fit_are_counted(few: Workspace) -> None:
    wrong = [row(place=f"Place {number}", doses="x") for number in range(13)]
    with pytest.raises(ReadinessError, match=r"Row 10: .* And 3 more\.$") as refused:
        accept(few, *wrong)
    assert "Row 11" not in str(refused.value)


def test_a_file_that_touches_one_foreign_site_is_refused_whole(few: Workspace) -> None:
    revision = few.ledger.revision()
    with pytest.raises(NotAllowedError):
        accept(few, row(), row(NOT_READY), who=MANAGER)
    assert few.ledger.revision() == revision
    assert accept(few) == registers.Accepted(0, 0, 0)


def test_a_text_like_a_patients_is_refused_unless_it_is_on_record(
    few: Workspace, clock: StandingClock
) -> None:
    suspicious = {"place": "Fridge, MRN 12345678"}
    with pytest.raises(PrivacyError):
        accept(few, row(**suspicious))
    registers.record_entry(
        few, MANAGER, "stock", [NEVER_ASSESSED], STOCK | suspicious, contested=True
    )
    clock.go_on(minutes=1)
    assert accept(few, row(doses="1", **suspicious)) == registers.Accepted(0, 1, 0)


def test_what_has_not_happened_yet_cannot_be_recorded(few: Workspace) -> None:
    ahead = STOCK | {"counted_on": str(TODAY + timedelta(days=1))}
    with pytest.raises(ReadinessError, match=r"Counted on: .* is after today"):
        registers.record_entry(few, MANAGER, "stock", [NEVER_ASSESSED], ahead)


def trained(workspace: Workspace) -> None:
    people = [("AB", "clinic"), ("CD", "infusion")]
    rows = [EntryRow(NEVER_ASSESSED, "", {"person": p, "groups": g}) for p, g in people]
    registers.accept_entries(workspace, EVERYONE, "staff", rows)
    values = {"person": "ab", "course": "crs", "done_on": str(TODAY)}
    rows = [EntryRow(NEVER_ASSESSED, "", values)]
    registers.accept_entries(workspace, EVERYONE, "training", rows)


def test_who_lapses_next_is_named_to_those_who_may_see_names(few: Workspace) -> None:
    trained(few)
    due = registers.training_due(few, MANAGER, NEVER_ASSESSED, TODAY)
    until = TODAY.replace(year=TODAY.year + 1)
    assert due == (
        Due("AB", "competency", None), Due("CD", "card", None), Due("AB", "crs", until),
    )  # fmt: skip
    table = lapses(due, TODAY)
    assert list(table["Person"]) == ["AB", "CD", "AB"]
    assert list(table["State"]) == ["Never taken", "Never taken", "Counts"]
    assert list(lapses(due, until + timedelta(days=1))["State"])[-1] == "Lapsed"
    assert next_lapse_in_words(due, TODAY) == (
        "2 of 3 courses that people need are missing or lapsed; the next that counts today lapses "
        "after 22 Nov 2027."
    )


def test_a_viewer_sees_what_is_due_and_for_nobody_by_name(few: Workspace) -> None:
    trained(few)
    due = registers.training_due(few, VIEWER, NEVER_ASSESSED, TODAY)
    assert "AB" not in repr(due)
    assert list(lapses(due, TODAY).columns) == ["Course", "Counts until", "State"]


def test_a_viewer_is_given_no_person_of_a_register(few: Workspace) -> None:
    trained(few)
    shown = registers.site_registers(few, VIEWER, NEVER_ASSESSED, TODAY)
    assert [dict(entry.values) for entry in shown.of("staff")] in (
        [{"groups": "clinic"}, {"groups": "infusion"}],
        [{"groups": "infusion"}, {"groups": "clinic"}],
    )
    assert not any(word in repr(shown) for word in ("'AB'", "'ab'", "'Ana'"))
    assert shown.feeds["C19"].figure.numerator == "1"


def test_the_sentence_reads_right_for_nobody_one_and_none_ahead() -> None:
    assert next_lapse_in_words((), TODAY) == "Nobody on the staff list needs a course."
    one = (Due("", "crs", None),)
    assert next_lapse_in_words(one, TODAY) == (
        "1 of 1 course that people need is missing or lapsed."
    )
    assert lapses((), TODAY).empty
