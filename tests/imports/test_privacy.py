"""An import with a text that looks like a patient's names the cell and asks to reword it."""

import pytest

from tests.imports.small import FINDING, PROFILE, RESPONSE, findings, profiles, responses, told

PATIENT = "Chart review, MRN 48213377"
SAID = '"MRN 48213377" looks like a medical record number. Say where the record is kept'


@pytest.mark.parametrize("column", ["evidence", "na_reason"])
def test_a_response_with_a_patients_number_is_a_problem_of_its_cell(column: str) -> None:
    row = RESPONSE | {column: PATIENT}
    read = responses(RESPONSE | {"answer": "no", "recorded_at": "2026-10-30T10:00:00Z"}, row)
    (problem,) = read.problems
    assert (problem.line, problem.column) == (3, list(RESPONSE).index(column) + 1)
    assert problem.message.startswith(f"{column} {SAID}")
    assert problem.message.endswith(" Reword it in the file.")


def test_findings_and_profiles_are_looked_at_too() -> None:
    assert f"reason {SAID}" in told(findings(FINDING | {"reason": PATIENT}).problems)
    assert f"agents {SAID}" in told(profiles(PROFILE | {"agents": PATIENT}).problems)


def test_usual_evidence_is_no_problem() -> None:
    row = RESPONSE | {"evidence": "Protocol 219099999 v4; line 515-555-0134; NDC 50242-135-01"}
    assert responses(row).problems == []
