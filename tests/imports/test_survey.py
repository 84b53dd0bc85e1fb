"""Wide survey exports become the records of the product, with problems at their own cells."""

from datetime import UTC, date, datetime

import pytest

from readiness.domain.assessment import Profile, Response
from readiness.domain.organisations import Site
from readiness.errors import InputError
from readiness.imports.survey import read_survey
from readiness.imports.survey_mapping import read_mapping
from tests.imports.small import FRAMEWORK, NOW, SITES, csv_of, table, told

MAPPING = """
site_id = "record_id"
recorded_at = "timestamp"
recorded_by = "who"
ignore = ["notes"]

[words]
"1" = "yes"
"0" = "no"
"n/a" = "not applicable"

[criterion.C01]
answer = "champion"
evidence_date = "champion_date"
na_reason = "champion_why"
words = { "2" = "partly" }

[criterion.C02]
answer = "doses"

[criterion.C03]
numerator = "trained"
denominator = "all_staff"

[profile]
staff = "n_staff"
service_level = { column = "level", words = { "1" = "step_up", "2" = "maintenance_only" } }

[site]
site_name = "name"
"""
ROW = {
    "record_id": "S1",
    "timestamp": "2026-11-01 10:42",
    "who": "RN",
    "notes": "anything",
    "champion": "2",
    "champion_date": "2026-10-01",
    "champion_why": "",
    "doses": "1",
    "trained": "38",
    "all_staff": "40",
    "n_staff": "12",
    "level": "1",
    "name": "",
}
WHEN = datetime(2026, 11, 1, 10, 42, tzinfo=UTC)


def mapping(text=MAPPING):
    return read_mapping("map.toml", text.encode(), FRAMEWORK)


def read(*rows, text=MAPPING, sites=SITES):
    chosen = mapping(text) if text else None
    found = table(csv_of(*rows), "survey.csv")
    return read_survey(found, FRAMEWORK, sites, chosen, latest=NOW)


def test_a_mapped_row_gives_responses_and_a_profile():
    survey = read(ROW)
    assert not survey.problems, told(survey.problems)
    assert survey.responses == [
        Response("S1", "C01", WHEN, "partly", evidence_date=date(2026, 10, 1), recorded_by="RN"),
        Response("S1", "C02", WHEN, "1", recorded_by="RN"),
        Response("S1", "C03", WHEN, "", "38", "40", recorded_by="RN"),
    ]
    assert survey.profiles == [
        Profile("S1", date(2026, 11, 1), {"staff": "12", "service_level": "step_up"}, "RN")
    ]
    assert survey.sites == []
    assert "will never lapse" in told(survey.warnings)


def test_words_for_all_criteria_leave_a_number_alone_and_codes_may_have_any_case():
    survey = read({**ROW, "champion": "N/A", "champion_why": "No bispecifics", "doses": "0"})
    assert [response.answer for response in survey.responses] == ["not applicable", "0", ""]


def test_empty_answers_are_unanswered():
    empty = dict.fromkeys(
        ("champion", "champion_date", "doses", "trained", "all_staff", "n_staff", "level"), ""
    )
    survey = read({**ROW, **empty})
    assert (survey.responses, survey.profiles, survey.problems) == ([], [], [])


def test_evidence_without_an_answer_is_a_warning():
    survey = read({**ROW, "champion": ""})
    assert [response.criterion_id for response in survey.responses] == ["C02", "C03"]
    assert "survey.csv:2:5: champion is empty although champion_date is given" in told(
        survey.warnings
    )


def test_one_date_may_hold_for_all_rows():
    text = MAPPING.replace('"timestamp"', "2026-11-01T10:42:00Z")
    row = {key: value for key, value in ROW.items() if key != "timestamp"}
    assert {response.recorded_at for response in read(row, text=text).responses} == {WHEN}


def test_a_new_site_is_taken_from_the_survey_and_a_known_one_keeps_what_is_not_asked():
    survey = read({**ROW, "record_id": "S9", "name": "Nine"}, {**ROW, "name": "Renamed"})
    assert survey.sites == [
        Site("S9", "Nine", "", "", "", ""),
        SITES[0]._replace(site_name="Renamed"),
    ]
    assert not survey.problems


@pytest.mark.parametrize(
    ("changes", "column", "message"),
    [
        ({"record_id": "S01"}, 1, 'record_id "S01" is not a known site. Did you mean "S1"?'),
        ({"record_id": "S 9", "name": "Nine"}, 1, "spaces"),
        ({"timestamp": "[not completed]"}, 2, "timestamp"),
        ({"timestamp": ""}, 2, "is empty"),
        ({"timestamp": "2027-01-01"}, 2, "in the future"),
        ({"who": "\x01"}, 3, "control character"),
        ({"champion": "3"}, 5, 'champion "3" is not an answer here'),
        ({"champion_date": "soon"}, 6, "YYYY-MM-DD"),
        ({"champion": "n/a"}, 7, "champion_why is empty"),
        ({"doses": "-1"}, 8, "negative"),
        ({"trained": "41"}, 9, "above its denominator"),
        ({"all_staff": ""}, 10, "is empty"),
        ({"n_staff": "1.5"}, 11, "whole number"),
        ({"level": "3"}, 12, "not one of its words"),
    ],
)
def test_a_mistake_is_told_once_at_the_cell_of_the_survey(changes, column, message):
    (problem,) = read({**ROW, **changes}).problems
    assert (problem.file, problem.line, problem.column) == ("survey.csv", 2, column)
    assert message in problem.message


def test_repeated_rows_are_taken_once():
    survey = read(ROW, ROW)
    assert (len(survey.responses), len(survey.profiles)) == (3, 1)
    assert "repeat line 2" in told(survey.warnings)


def test_unknown_and_missing_columns_are_named():
    row = {("champoin" if key == "champion" else key): value for key, value in ROW.items()}
    survey = read({**row, "redcap_event_name": "x", "form_complete": "2"})
    assert '"champoin" is not known. Did you mean "champion"?' in told(survey.problems)
    assert 'map.toml: criterion.C01.answer names the column "champion", which survey.csv' in told(
        survey.problems
    )
    assert "redcap_event_name, form_complete" in told(survey.warnings)
    assert not survey.responses


def test_double_and_nameless_columns_are_named():
    text = csv_of(ROW).replace("notes", "WHO", 1).replace("doses", "", 1)
    survey = read_survey(table(text), FRAMEWORK, SITES, mapping())
    assert '"WHO" is there twice' in told(survey.problems)
    assert "Column 8 has no name" in told(survey.problems)


def test_the_default_names_need_no_mapping():
    survey = read(
        {
            "record_id": "S1",
            "timestamp": "2026-11-01T10:42:00Z",
            "c01": "Yes",
            "c01_evidence": "Letter",
            "c03_num": "38",
            "c03_den": "40",
            "c06_date": "2026-10-01",
            "c06_end": "2027-10-01",
            "staff": "12",
            "site_name": "Site S1",
            "my_form_complete": "2",
        },
        text="",
    )
    assert not survey.problems, told(survey.problems)
    assert survey.responses == [
        Response("S1", "C01", WHEN, "yes", evidence="Letter"),
        Response("S1", "C03", WHEN, "", "38", "40"),
        Response(
            "S1", "C06", WHEN, "", evidence_date=date(2026, 10, 1), end_date=date(2027, 10, 1)
        ),
    ]
    assert survey.profiles == [Profile("S1", date(2026, 11, 1), {"staff": "12"})]


def test_codes_are_not_guessed_without_a_mapping():
    row = {"record_id": "S1", "timestamp": "2026-11-01", "c01": "1"}
    assert "not an answer here" in told(read(row, text="").problems)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"timestamp": "2026-11-01", "c01": "yes"}, "column record_id"),
        ({"record_id": "S1", "c01": "yes"}, "column recorded_at"),
        ({"record_id": "S1", "timestamp": "2026-11-01"}, "named after a criterion"),
        ({"record_id": "S1", "timestamp": "x", "c01": "yes", "c01_dat": "x"}, '"c01_date"'),
    ],
)
def test_what_the_default_names_lack_is_told(row, message):
    assert message in told(read(row, text="").problems)


def test_a_survey_without_rows_is_a_warning():
    survey = read_survey(table("record_id,timestamp,c01\n"), FRAMEWORK, SITES)
    assert (survey.problems, len(survey.warnings)) == ([], 1)


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("site_id = ", ["cannot be read as TOML"]),
        ('recorded_at = "t"\ncriterion.C01 = "a"', ["site_id must name a column"]),
        ('site_id = "r"\ncriterion.C01 = "a"', ["recorded_at must name a column"]),
        (MAPPING + "\n[criterion.C99]\nanswer = 'x'", ['"C99" is not one of the criteria']),
        (MAPPING.replace("[site]", "[sites]"), ['"sites"', 'Did you mean "site"?']),
        (MAPPING.replace("numerator", "numerater"), ['Did you mean "numerator"?', "answers it"]),
        (MAPPING.replace('"2" = "partly"', '"2" = "party"'), ['Did you mean "partly"?']),
        (MAPPING.replace('"step_up"', '"stepup"'), ['Did you mean "step_up"?']),
        (MAPPING.replace("staff =", "staf ="), ['Did you mean "staff"?']),
        (MAPPING.replace("site_name", "site_nam"), ['Did you mean "site_name"?']),
        (MAPPING.replace('["notes"]', '"notes"'), ["ignore must be a list"]),
        (MAPPING.replace('"doses"', '"champion"'), ["A column says one thing only"]),
        (MAPPING.replace('"doses"', "5"), ["criterion.C02.answer must name a column"]),
        (MAPPING.replace('"timestamp"', "1800-01-01"), ["year 1800"]),
        ('site_id = "a"\nrecorded_at = "b"', ["names no criterion"]),
        ('site_id = "a"\nrecorded_at = "b"\ncriterion = 5', ["criterion must be a section"]),
        (
            'site_id = "a"\nrecorded_at = "b"\nwords = 5\ncriterion.C01 = 3',
            ["words must be", "criterion.C01 must be"],
        ),
    ],
)
def test_mistakes_of_a_mapping_are_problems_of_the_mapping(text, messages):
    with pytest.raises(InputError) as caught:
        mapping(text)
    for message in messages:
        assert message in str(caught.value)
    assert {problem.file for problem in caught.value.problems} == {"map.toml"}
