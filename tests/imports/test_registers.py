"""Files of registers: read with every mistake named, and written so that they read back."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.domain.registers.catalogue import REGISTERS
from readiness.domain.registers.entries import STATED, WITHDRAWN, EntryRow, RegisterEntry
from readiness.exports.registers import register_csv
from readiness.imports.records import Read
from readiness.imports.registers import columns_of, read_register
from tests.imports.small import NOW, SITE_IDS, csv_of, table, told
from tests.imports.test_round_trip import names

STOCK = {
    "site_id": "S1",
    "drug": "tocilizumab",
    "doses": "4",
    "expires_on": "2027-06-30",
    "place": "Fridge",
    "minutes": "0",
    "counted_on": "2026-11-20",
}
COURSE = {"site_id": "S1", "person": "AB", "course": "crs", "done_on": "2026-01-01"}


def read(register: str, text: str) -> Read[EntryRow]:
    return read_register(table(text), REGISTERS[register], SITE_IDS, today=NOW.date())


def test_a_row_becomes_an_entry_in_the_words_of_the_register() -> None:
    rows = [
        STOCK | {"drug": " Tocilizumab", "doses": "004"},
        STOCK | {"site_id": "S2", "drug": "OTHER"},
    ]
    found = read("stock", csv_of(*rows))
    assert found.problems == []
    assert [(row.site_id, row.entry_id) for row in found.records] == [("S1", ""), ("S2", "")]
    assert found.records[0].values == {key: text for key, text in STOCK.items() if key != "site_id"}
    assert found.records[1].values["drug"] == "other"


def test_words_shown_times_and_several_choices_are_understood() -> None:
    call = {"site_id": "S1", "kind": "test call", "date": "2026-11-01", "hour": "7:30:00",
            "outcome": "Called back", "minutes": "5"}  # fmt: skip
    (row,) = read("drills", csv_of(call)).records
    assert (row.values["kind"], row.values["hour"]) == ("test_call", "07:30")
    person = {"site_id": "S1", "person": "AB", "groups": "Infusion nurses;clinic; infusion"}
    (row,) = read("staff", csv_of(person)).records
    assert row.values == {"person": "AB", "groups": "infusion; clinic"}


def test_every_bad_row_and_column_is_named() -> None:
    rows = [
        STOCK | {"site_id": "S9", "drug": "aspirin", "doses": "-1", "expires_on": "31.12.2026"},
        STOCK,
        STOCK | {"place": "", "counted_on": "2026-11-23"},
    ]
    found = read("stock", csv_of(*rows))
    assert [(problem.line, problem.column) for problem in found.problems] == [
        (2, 1), (2, 2), (2, 3), (2, 4), (4, 5), (4, 7),
    ]  # fmt: skip
    text = told(found.problems)
    assert '"S9" is no site that you may answer for.' in text
    assert "drug cannot be taken: “aspirin” is not one of tocilizumab, corticosteroid" in text
    assert "counted_on cannot be taken: 2026-11-23 is after today, 2026-11-22" in text
    assert "place cannot be taken: fill it in." in text


def test_what_does_not_go_together_is_a_problem_of_the_row() -> None:
    found = read("training", csv_of(COURSE | {"course": "card", "valid_until": ""}))
    (problem,) = found.problems
    assert (problem.line, problem.column) == (2, None)
    assert "a provider card has a last day" in problem.message


def test_columns_that_are_missing_or_unknown_are_named() -> None:
    shorter = {name: text for name, text in STOCK.items() if name != "doses"}
    found = read("stock", csv_of(shorter | {"dosis": "4"}))
    assert found.records == []
    assert 'The column "dosis" is not known. Did you mean "doses"?' in told(found.problems)
    assert "The column doses is missing." in told(found.problems)


def test_a_repeated_row_is_taken_once_and_a_contradiction_is_refused() -> None:
    twice = read("stock", csv_of(STOCK, STOCK | {"place": "FRIDGE "}, STOCK))
    assert len(twice.records) == 1
    assert "Line 2 is about the same entry already" in told(twice.problems)
    assert "repeat line 2: taken once" in told(twice.warnings)
    given = [STOCK | {"entry_id": "a"}, STOCK | {"entry_id": "b"}, STOCK | {"entry_id": "a"}]
    assert [row.entry_id for row in read("stock", csv_of(*given)).records] == ["a", "b"]


def test_an_entry_of_several_sites_has_one_id() -> None:
    rows = [STOCK | {"entry_id": "shared", "site_id": site} for site in ("S1", "S2")]
    found = read("stock", csv_of(*rows))
    assert [row[:2] for row in found.records] == [("S1", "shared"), ("S2", "shared")]


@pytest.mark.parametrize("entry_id", ["a b", "x" * 65])
def test_an_id_that_cannot_be_is_refused(entry_id: str) -> None:
    (problem,) = read("stock", csv_of(STOCK | {"entry_id": entry_id})).problems
    assert "entry_id" in problem.message


def test_a_text_that_looks_like_a_patients_is_refused() -> None:
    (problem,) = read("stock", csv_of(STOCK | {"place": "Fridge, MRN 12345678"})).problems
    assert (problem.line, problem.column) == (2, 5)
    assert "medical record number" in problem.message


def test_a_file_with_a_header_only_says_so() -> None:
    found = read("stock", ",".join(STOCK) + "\n")
    assert (found.records, found.problems) == ([], [])
    assert "There are no rows" in told(found.warnings)


def entry_of(register: str, key: str, values: dict[str, str], state: str = STATED) -> RegisterEntry:
    return RegisterEntry("S1", register, key, state, values, NOW, "Ana")


def test_an_export_leaves_out_what_is_withdrawn_and_persons_where_none_may_be_seen() -> None:
    values = {name: text for name, text in COURSE.items() if name != "site_id"}
    entries = [entry_of("training", "a", values), entry_of("training", "b", values, WITHDRAWN)]
    text = register_csv(REGISTERS["training"], entries, names=True)
    assert text.splitlines() == [
        "site_id,entry_id,person,course,done_on,valid_until",
        "S1,a,AB,crs,2026-01-01,",
    ]
    unnamed = register_csv(REGISTERS["training"], entries, names=False)
    assert "AB" not in unnamed
    assert unnamed.startswith("site_id,entry_id,course,")


@settings(max_examples=100, deadline=None)
@given(st.lists(names.map(lambda text: " ".join(text.split())[:400]).filter(bool), max_size=5))
def test_what_is_exported_reads_back_and_no_cell_can_run(texts: list[str]) -> None:
    entries = [
        entry_of("materials", f"m{number}", {
            "agent": text, "language": f"L{number}", "version": text,
            "reviewed_on": "2026-01-01", "essentials": "fever; number",
        })
        for number, text in enumerate(texts)
    ]  # fmt: skip
    text = register_csv(REGISTERS["materials"], entries, names=True)
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
    found = read("materials", text)
    assert found.problems == []
    assert [(row.entry_id, row.values) for row in found.records] == [
        (entry.entry_id, entry.values) for entry in entries
    ]


@pytest.mark.parametrize("register", REGISTERS)
def test_the_columns_are_the_site_the_id_and_the_fields(register: str) -> None:
    fields = [one.id for one in REGISTERS[register].fields]
    assert columns_of(REGISTERS[register]) == ("site_id", "entry_id", *fields)
