"""Every refusal and every tolerance of the four tables, with the place it points at."""

from datetime import UTC, date, datetime

import pytest

from readiness.domain.assessment import Finding, Profile, Response
from readiness.domain.organisations import Site
from readiness.imports.records import (
    FINDING_COLUMNS,
    RESPONSE_COLUMNS,
    SITE_COLUMNS,
    Seen,
    read_responses,
    read_sites,
)
from tests.imports.small import (
    FINDING,
    FRAMEWORK,
    PROFILE,
    RESPONSE,
    SITE,
    SITE_IDS,
    SITES,
    csv_of,
    findings,
    profiles,
    responses,
    sites,
    table,
    told,
)

PERCENT = {"criterion_id": "C03", "answer": ""}
DATE = {"criterion_id": "C06", "answer": "", "evidence_date": "2026-10-01"}


def response(**changes: str) -> dict[str, str]:
    return {**RESPONSE, **changes}


def clean(read):
    """The records of a file without problems and warnings."""
    assert not read.problems, told(read.problems)
    assert not read.warnings, told(read.warnings)
    return read.records


# --- Responses --------------------------------------------------------------------------------


def test_a_full_response_is_read():
    (read,) = clean(
        responses(
            response(
                recorded_at="2026-11-01T10:42:07.5-05:00",
                end_date="2027-10-01",
                evidence="Binder, page 7\n“a; b” \u200fعربي",
                recorded_by="RN",
            )
        )
    )
    assert read == Response(
        "S1",
        "C01",
        datetime(2026, 11, 1, 15, 42, 7, 500_000, UTC),
        "yes",
        evidence_date=date(2026, 10, 1),
        end_date=date(2027, 10, 1),
        evidence="Binder, page 7\n“a; b” \u200fعربي",
        recorded_by="RN",
    )


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({"answer": " YES "}, "yes"),
        ({"answer": "Partly"}, "partly"),
        ({"answer": "no"}, "no"),
        ({"answer": "Not  Applicable", "na_reason": "none given here"}, "not applicable"),
        ({"criterion_id": "C02", "answer": "007"}, "7"),
        ({"criterion_id": "C02", "answer": "3.0"}, "3"),
        ({"criterion_id": "C02", "answer": "0"}, "0"),
        ({"criterion_id": "C02", "answer": "123456789012"}, "123456789012"),
        ({**PERCENT, "answer": "82.50"}, "82.5"),
        ({**PERCENT, "answer": "82 %"}, "82"),
        ({**PERCENT, "answer": "0"}, "0"),
        ({**PERCENT, "answer": "100.0"}, "100"),
        ({"criterion_id": "C04", "answer": "168"}, "168"),
        ({"criterion_id": "C05", "answer": "10000"}, "10000"),
        (DATE, ""),
    ],
)
def test_answers_that_are_taken(changes, answer):
    (read,) = clean(responses(response(**changes)))
    assert (read.answer, read.numerator, read.denominator) == (answer, "", "")


@pytest.mark.parametrize(
    ("answer", "numerator", "denominator", "stored"),
    [
        ("", "38", "40", ("38", "40")),
        ("", "0.50", "01", ("0.5", "1")),
        ("", "0", "0", ("0", "0")),
        ("95", "38", "40", ("38", "40")),
        ("67", "2", "3", ("2", "3")),
        ("66.7%", "2", "3", ("2", "3")),
    ],
)
def test_shares_that_are_taken(answer, numerator, denominator, stored):
    row = response(criterion_id="C03", answer=answer, numerator=numerator, denominator=denominator)
    (read,) = clean(responses(row))
    assert (read.answer, read.numerator, read.denominator) == ("", *stored)


def test_the_date_in_the_answer_of_a_date_is_its_evidence_date():
    row = response(**{**DATE, "answer": "2026-09-30", "evidence_date": ""})
    (read,) = clean(responses(row))
    assert (read.answer, read.evidence_date) == ("", date(2026, 9, 30))


def test_the_same_date_in_the_answer_and_as_evidence_is_taken():
    (read,) = clean(responses(response(**{**DATE, "answer": DATE["evidence_date"]})))
    assert (read.answer, read.evidence_date) == ("", date(2026, 10, 1))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-01", datetime(2026, 11, 1, tzinfo=UTC)),
        ("2026-11-01 10:42", datetime(2026, 11, 1, 10, 42, tzinfo=UTC)),
        ("2026-11-01T10:42:00", datetime(2026, 11, 1, 10, 42, tzinfo=UTC)),
        ("2026-11-01T10:42:00z", datetime(2026, 11, 1, 10, 42, tzinfo=UTC)),
        ("2026-11-01T10:42:00+0530", datetime(2026, 11, 1, 5, 12, tzinfo=UTC)),
        ("2026-10-31T23:00:00-05:00", datetime(2026, 11, 1, 4, tzinfo=UTC)),
        ("2026-11-01T10:42:00.123456789Z", datetime(2026, 11, 1, 10, 42, 0, 123456, UTC)),
        ("2026-11-22T12:00:00Z", datetime(2026, 11, 22, 12, tzinfo=UTC)),
    ],
)
def test_times_that_are_taken_are_in_utc(text, moment):
    (read,) = clean(responses(response(recorded_at=text)))
    assert read.recorded_at == moment
    assert read.recorded_at.tzinfo is UTC


def test_evidence_of_the_day_it_was_recorded_is_judged_in_utc():
    late = {"recorded_at": "2026-10-31T23:00:00-05:00"}
    clean(responses(response(**late, evidence_date="2026-11-01")))
    refused = responses(response(**late, evidence_date="2026-11-02"))
    assert "is after 2026-11-01" in told(refused.problems)


REFUSED = [
    ("unknown site", {"site_id": "S01"}, "site_id", 'not a known site. Did you mean "S1"?'),
    ("no site", {"site_id": ""}, "site_id", "is empty"),
    ("unknown criterion", {"criterion_id": "c01"}, "criterion_id", 'Did you mean "C01"?'),
    ("no criterion", {"criterion_id": ""}, "criterion_id", "is empty"),
    ("unknown word", {"answer": "prtly"}, "answer", 'Did you mean "partly"?'),
    ("a number for a choice", {"answer": "1"}, "answer", "Write yes, partly or no"),
    ("no choice", {"answer": ""}, "answer", "is empty"),
    ("no count", {"criterion_id": "C02", "answer": ""}, "answer", "is empty"),
    ("no percentage", PERCENT, "answer", "a numerator and a denominator"),
    ("a word for a count", {"criterion_id": "C02", "answer": "two"}, "answer", "not a number"),
    ("yes for a count", {"criterion_id": "C02", "answer": "yes"}, "answer", "not a number"),
    ("decimal comma", {**PERCENT, "answer": "82,5"}, "answer", "point: 82.5"),
    ("thousands", {"criterion_id": "C02", "answer": "1,000,000"}, "answer", "commas between"),
    ("exponent", {"criterion_id": "C02", "answer": "1e3"}, "answer", "exponent"),
    ("hexadecimal", {"criterion_id": "C02", "answer": "0x10"}, "answer", "not a number"),
    ("underscore", {"criterion_id": "C02", "answer": "1_000"}, "answer", "not a number"),
    ("other digits", {"criterion_id": "C02", "answer": "٣"}, "answer", "not a number"),
    ("plus sign", {"criterion_id": "C02", "answer": "+5"}, "answer", "plain decimal"),
    ("bare point", {"criterion_id": "C02", "answer": ".5"}, "answer", "plain decimal"),
    ("13 digits", {"criterion_id": "C02", "answer": "1234567890123"}, "answer", "12 digits"),
    ("13 decimals", {**PERCENT, "answer": "0.1234567890123"}, "answer", "12 digits"),
    ("percent sign on a count", {"criterion_id": "C02", "answer": "5%"}, "answer", "percent sign"),
    ("negative", {"criterion_id": "C02", "answer": "-1"}, "answer", "negative"),
    ("negative percentage", {**PERCENT, "answer": "-5%"}, "answer", "negative"),
    ("NaN", {"criterion_id": "C02", "answer": "NaN"}, "answer", "counted with"),
    ("infinite", {"criterion_id": "C02", "answer": "-inf"}, "answer", "counted with"),
    ("above 100", {**PERCENT, "answer": "100.1"}, "answer", "above 100"),
    ("above 168", {"criterion_id": "C04", "answer": "168.5"}, "answer", "168 hours"),
    ("numerator alone", {**PERCENT, "numerator": "3"}, "denominator", "is empty"),
    ("denominator alone", {**PERCENT, "denominator": "3"}, "numerator", "is empty"),
    ("above", {**PERCENT, "numerator": "3", "denominator": "2"}, "numerator", "above its"),
    ("above 0", {**PERCENT, "numerator": "3", "denominator": "0"}, "numerator", "above its"),
    ("negative part", {**PERCENT, "numerator": "-3", "denominator": "2"}, "numerator", "negative"),
    ("NaN part", {**PERCENT, "numerator": "3", "denominator": "nan"}, "denominator", "counted"),
    (
        "share that disagrees",
        {**PERCENT, "answer": "94", "numerator": "38", "denominator": "40"},
        "answer",
        "does not agree with 38 of 40",
    ),
    (
        "share of nothing",
        {**PERCENT, "answer": "0", "numerator": "0", "denominator": "0"},
        "answer",
        "does not agree",
    ),
    ("numerator on a choice", {"numerator": "3"}, "numerator", "does not ask for a share"),
    (
        "denominator on a count",
        {"criterion_id": "C02", "answer": "3", "denominator": "3"},
        "denominator",
        "does not ask for a share",
    ),
    (
        "not applicable where not allowed",
        {"criterion_id": "C02", "answer": "not applicable", "na_reason": "because"},
        "answer",
        "not allowed for C02",
    ),
    ("not applicable without reason", {"answer": "not applicable"}, "na_reason", "is empty"),
    (
        "not applicable with a share",
        {**PERCENT, "answer": "not applicable", "na_reason": "x", "numerator": "3"},
        "numerator",
        "Leave it empty",
    ),
    ("a date without date", {**DATE, "evidence_date": ""}, "evidence_date", "is empty"),
    ("a word for a date", {**DATE, "answer": "yes"}, "answer", "Leave the answer empty"),
    ("no date", {**DATE, "answer": "soon", "evidence_date": ""}, "answer", "YYYY-MM-DD"),
    ("two dates", {**DATE, "answer": "2026-09-09"}, "answer", "another evidence_date"),
    ("answer after", {**DATE, "answer": "2026-11-02", "evidence_date": ""}, "answer", "is after"),
    ("day first", {"evidence_date": "01.10.2026"}, "evidence_date", "YYYY-MM-DD"),
    ("American", {"evidence_date": "10/01/2026"}, "evidence_date", "YYYY-MM-DD"),
    ("basic ISO", {"evidence_date": "20261001"}, "evidence_date", "YYYY-MM-DD"),
    ("week", {"evidence_date": "2026-W40-1"}, "evidence_date", "YYYY-MM-DD"),
    ("time in a date", {"evidence_date": "2026-10-01T00:00"}, "evidence_date", "YYYY-MM-DD"),
    ("30 February", {"evidence_date": "2026-02-30"}, "evidence_date", "does not exist"),
    ("year 1899", {"evidence_date": "1899-12-31"}, "evidence_date", "year 1899"),
    ("year 2201", {"end_date": "2201-01-01"}, "end_date", "year 2201"),
    ("evidence after", {"evidence_date": "2026-11-02"}, "evidence_date", "is after 2026-11-01"),
    ("end before", {**DATE, "end_date": "2026-09-30"}, "end_date", "before its evidence"),
    ("no time", {"recorded_at": ""}, "recorded_at", "is empty"),
    ("no ISO time", {"recorded_at": "1 Nov 2026"}, "recorded_at", "not an ISO 8601"),
    ("24 o'clock", {"recorded_at": "2026-11-01T24:00"}, "recorded_at", "does not exist"),
    ("leap second", {"recorded_at": "2026-10-01T23:59:60Z"}, "recorded_at", "does not exist"),
    ("offset", {"recorded_at": "2026-10-01T10:00+25:00"}, "recorded_at", "does not exist"),
    ("future", {"recorded_at": "2026-11-22T12:00:01Z"}, "recorded_at", "in the future"),
    ("control character", {"evidence": "a\x07b"}, "evidence", "control character (code 7)"),
    ("escape", {"recorded_by": "\x1b[31mred"}, "recorded_by", "control character"),
    ("long text", {"evidence": "x" * 10_001}, "evidence", "10,001 characters"),
]


@pytest.mark.parametrize(
    ("changes", "column", "message"),
    [pytest.param(*case[1:], id=case[0]) for case in REFUSED],
)
def test_refused_with_file_line_and_column(changes, column, message):
    read = responses(RESPONSE, response(**{"evidence_date": "", **changes}))
    (problem,) = read.problems
    assert problem.file == "responses.csv"
    assert problem.line == 3
    assert problem.column == RESPONSE_COLUMNS.index(column) + 1
    assert problem.message.startswith(column)
    assert message in problem.message
    assert len(read.records) == 1


def test_all_mistakes_of_all_rows_are_listed():
    row = response(site_id="S9", answer="ja", recorded_at="now", end_date="x")
    assert len(responses(row, row, row).problems) == 12


def test_a_quoted_cell_is_short_and_shows_no_control_character():
    read = responses(response(answer="\u202e\x1b" + "x" * 500))
    (problem,) = read.problems
    assert r"\u202e\x1bxxx" in problem.message
    assert "…" in problem.message
    assert len(problem.message) < 200
    assert problem.message.isprintable()


WARNED = [
    ("never lapses", {"criterion_id": "C02", "answer": "3", "evidence_date": ""}, "never lapse"),
    ("retired", {"criterion_id": "C07"}, "retired"),
    ("reason without use", {"na_reason": "because"}, "although the answer is not"),
]


@pytest.mark.parametrize(
    ("changes", "message"), [pytest.param(*case[1:], id=case[0]) for case in WARNED]
)
def test_taken_with_a_warning(changes, message):
    read = responses(response(**changes))
    assert not read.problems
    assert len(read.records) == 1
    (warning,) = read.warnings
    assert warning.line == 2
    assert message in warning.message


def test_an_end_date_alone_makes_it_lapse():
    clean(
        responses(response(criterion_id="C02", answer="3", evidence_date="", end_date="2026-12-01"))
    )


def test_an_exact_repetition_is_taken_once_and_names_both_lines():
    read = responses(RESPONSE, response(criterion_id="C04", answer="3"), RESPONSE)
    assert len(read.records) == 2
    assert "responses.csv:4:2: criterion_id and the rest of this row repeat line 2" in told(
        read.warnings
    )


def test_the_later_of_two_rows_at_the_same_time_counts():
    read = responses(RESPONSE, response(answer="no"), RESPONSE)
    assert [record.answer for record in read.records] == ["yes", "no", "yes"]
    assert [warning.line for warning in read.warnings] == [3, 4]
    assert "this later row counts" in read.warnings[0].message


def test_a_repetition_in_another_file_is_noticed():
    seen = Seen[Response]()
    for name, count in (("a.csv", 1), ("b.csv", 0)):
        found = table(csv_of(RESPONSE), name)
        read = read_responses(found, FRAMEWORK, SITE_IDS, seen=seen)
        assert len(read.records) == count
    assert "line 2 of a.csv" in told(read.warnings)


# --- Columns ----------------------------------------------------------------------------------


def test_header_names_may_have_any_case_and_order():
    text = csv_of({f" {key.upper()} ": SITE[key] for key in reversed(SITE)})
    assert clean(read_sites(table(text))) == [SITES[0]]


def test_missing_unknown_double_and_nameless_columns_are_named_with_the_remedy():
    text = "site_id,sitename,practice,Practice,,state,region,network\nS1,a,b,c,d,e,f,g\n"
    read = read_sites(table(text, "sites.csv"))
    assert [(problem.line, problem.column) for problem in read.problems] == [
        (1, 4),
        (1, 5),
        (1, 2),
        (1, None),
    ]
    for part in (
        '"Practice" is there twice, first as column 3',
        "Column 5 has no name",
        '"sitename" is not known. Did you mean "site_name"?',
        "column site_name is missing",
    ):
        assert part in told(read.problems)


def test_rows_of_the_wrong_width_are_listed_with_the_other_mistakes():
    text = csv_of(RESPONSE, response(answer="?")) + "S1,C01\n"
    read = read_responses(table(text), FRAMEWORK, SITE_IDS)
    assert [problem.line for problem in read.problems] == [3, 4]


def test_a_table_without_rows_is_taken_with_a_warning():
    read = read_sites(table(",".join(SITE_COLUMNS) + "\n"))
    assert not read.problems
    assert "no rows" in told(read.warnings)


# --- Sites ------------------------------------------------------------------------------------


def test_sites_are_read_in_file_order_and_may_have_names_only():
    bare = {**dict.fromkeys(SITE_COLUMNS, ""), "site_id": "Z", "site_name": "Zed"}
    assert clean(sites(bare, SITE)) == [Site("Z", "Zed", "", "", "", ""), SITES[0]]


@pytest.mark.parametrize(
    ("changes", "column", "message"),
    [
        ({"site_id": ""}, 1, "is empty"),
        ({"site_id": "S 1"}, 1, "spaces"),
        ({"site_id": "S\u00a01"}, 1, "spaces or invisible"),
        ({"site_id": "S\u200b1"}, 1, "spaces or invisible"),
        ({"site_id": "S\x001".replace("\x00", "\x02")}, 1, "spaces or invisible"),
        ({"site_id": "S" * 65}, 1, "64 characters"),
        ({"site_name": ""}, 2, "is empty"),
        ({"region": "a\x08"}, 6, "control character"),
    ],
)
def test_sites_that_are_refused(changes, column, message):
    (problem,) = sites({**SITE, **changes}).problems
    assert (problem.line, problem.column) == (2, column)
    assert message in problem.message


def test_an_id_of_64_characters_is_taken():
    clean(sites({**SITE, "site_id": "S" * 64}))


def test_an_identical_site_is_taken_once():
    read = sites(SITE, SITE)
    assert (len(read.records), len(read.problems)) == (1, 0)
    assert "repeat line 2" in told(read.warnings)


def test_a_conflicting_site_is_refused():
    (problem,) = sites(SITE, {**SITE, "state": "KY"}).problems
    assert "line 2 already, with another state" in problem.message
    assert problem.line == 3


# --- Profiles ---------------------------------------------------------------------------------


@pytest.mark.parametrize("level", ["step_up", "STEP_UP", "Step-up  at this site"])
def test_a_choice_is_given_by_id_or_title(level):
    row = {"site_id": "S1", "recorded_on": "2026-11-01", "service_level": level}
    assert clean(profiles(row)) == [
        Profile("S1", date(2026, 11, 1), {"service_level": "step_up"}, "")
    ]


def test_profile_fields_may_be_left_out_or_empty():
    row = {
        "site_id": "S1",
        "recorded_on": "2026-11-01",
        "staff": "012",
        "agents": "",
        "recorded_by": "RN",
    }
    assert clean(profiles(row)) == [Profile("S1", date(2026, 11, 1), {"staff": "12"}, "RN")]
    del row["staff"], row["agents"]
    assert clean(profiles(row))[0].values == {}


@pytest.mark.parametrize(
    ("changes", "column", "message"),
    [
        ({"site_id": "S9"}, 1, "not a known site"),
        ({"recorded_on": ""}, 2, "is empty"),
        ({"recorded_on": "2026-13-01"}, 2, "does not exist"),
        ({"recorded_on": "2026-11-23"}, 2, "in the future"),
        ({"staff": "1.5"}, 3, "not a whole number"),
        ({"staff": "-1"}, 3, "negative"),
        ({"staff": "many"}, 3, "not a number"),
        ({"service_level": "stepup"}, 4, 'Did you mean "step_up"?'),
        ({"agents": "x" * 501}, 5, "500 or fewer"),
        ({"agents": "a\x07"}, 5, "control character"),
    ],
)
def test_profiles_that_are_refused(changes, column, message):
    (problem,) = profiles({**PROFILE, "service_level": "", "agents": "", **changes}).problems
    assert (problem.line, problem.column) == (2, column)
    assert message in problem.message


def test_an_unknown_profile_field_is_refused():
    (problem,) = profiles({**PROFILE, "staf": "1"}).problems
    assert (problem.line, problem.column) == (1, 4)


def test_repeated_profiles():
    read = profiles(PROFILE, PROFILE, {**PROFILE, "staff": "13"})
    assert [record.values["staff"] for record in read.records] == ["12", "13"]
    assert [warning.line for warning in read.warnings] == [3, 4]


# --- Findings ---------------------------------------------------------------------------------


def test_findings_are_read():
    no = {**FINDING, "conclusion": "Not  Confirmed", "reason": "No date", "recorded_by": "R"}
    when = datetime(2026, 11, 2, tzinfo=UTC)
    assert clean(findings(FINDING, {**no, "criterion_id": "C02"})) == [
        Finding("S1", "C01", when, "confirmed"),
        Finding("S1", "C02", when, "not confirmed", "No date", "R"),
    ]


@pytest.mark.parametrize(
    ("changes", "column", "message"),
    [
        ({"site_id": "S9"}, "site_id", "not a known site"),
        ({"criterion_id": "C99"}, "criterion_id", "not a criterion"),
        ({"recorded_at": "2027-01-01"}, "recorded_at", "in the future"),
        ({"conclusion": "ok"}, "conclusion", "Write one of them"),
        ({"conclusion": ""}, "conclusion", "Write one of them"),
        ({"conclusion": "not confirmed"}, "reason", "is empty"),
        ({"reason": "\x01"}, "reason", "control character"),
    ],
)
def test_findings_that_are_refused(changes, column, message):
    (problem,) = findings({**FINDING, **changes}).problems
    assert (problem.line, problem.column) == (2, FINDING_COLUMNS.index(column) + 1)
    assert message in problem.message


def test_repeated_findings():
    read = findings(FINDING, FINDING, {**FINDING, "reason": "seen"})
    assert len(read.records) == 2
    assert [warning.line for warning in read.warnings] == [3, 4]


def test_a_retired_criterion_of_a_finding_is_a_warning():
    read = findings({**FINDING, "criterion_id": "C07"})
    assert (len(read.records), len(read.problems), len(read.warnings)) == (1, 0, 1)
