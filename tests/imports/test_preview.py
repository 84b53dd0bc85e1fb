"""A preview says everything an upload would record and everything that is wrong with it."""

import pytest

from readiness.imports.preview import ChangedSite, kind_of, preview
from readiness.imports.survey_mapping import read_mapping
from tests.imports.small import (
    FINDING,
    FRAMEWORK,
    NOW,
    PROFILE,
    RESPONSE,
    SITE,
    SITES,
    csv_of,
    table,
    told,
)

MAPPING = b'site_id = "site_id"\nrecorded_at = 2026-11-01\n[criterion.C01]\nanswer = "champion"\n'


def seen(*contents, sites=(), **options):
    files = [(f"file{number}.csv", text.encode()) for number, text in enumerate(contents, 1)]
    return preview(files, FRAMEWORK, sites, now=NOW, **options)


def test_sites_of_an_upload_are_known_to_the_files_before_them():
    found = seen(csv_of(FINDING), csv_of(RESPONSE), csv_of(PROFILE), csv_of(SITE))
    assert found.acceptable, told(found.problems)
    assert found.counts == (
        ("file1.csv", "findings", 1),
        ("file2.csv", "responses", 1),
        ("file3.csv", "profiles", 1),
        ("file4.csv", "sites", 1),
    )
    assert len(found.batch) == 4
    assert found.new_sites == (SITES[0],)


def test_sites_that_are_known_are_changed_or_left_alone():
    moved = {**SITE, "site_id": "S2", "site_name": "Site S2", "region": "West"}
    found = seen(csv_of(SITE, moved), sites=SITES)
    after = SITES[1]._replace(region="West")
    assert found.batch.sites == (after,)
    assert found.changed_sites == (ChangedSite(SITES[1], after),)
    assert found.new_sites == ()


def test_known_sites_alone_are_nothing_to_accept():
    found = seen(csv_of(SITE), sites=SITES)
    assert not found.problems
    assert not found.acceptable


def test_one_problem_anywhere_refuses_everything():
    found = seen(csv_of(SITE), csv_of({**RESPONSE, "answer": "?"}))
    assert not found.acceptable
    assert len(found.problems) == 1


def test_a_site_with_a_mistake_is_known_to_its_responses_all_the_same():
    found = seen(csv_of({**SITE, "site_name": ""}), csv_of(RESPONSE))
    assert [problem.file for problem in found.problems] == ["file1.csv"]


def test_problems_of_all_files_are_listed():
    found = preview(
        [("a.pdf", b"%PDF-1.7"), ("b.csv", b""), ("c.csv", csv_of({**SITE, "x": ""}).encode())],
        FRAMEWORK,
        [],
        now=NOW,
    )
    assert [problem.file for problem in found.problems] == ["a.pdf", "b.csv", "c.csv"]


def test_sites_described_twice_must_agree():
    found = seen(csv_of(SITE), csv_of({**SITE, "state": "KY"}))
    assert "described otherwise" in told(found.problems)
    assert seen(csv_of(SITE), csv_of(SITE)).acceptable


def test_the_same_file_twice_is_taken_once():
    found = seen(csv_of(RESPONSE), csv_of(RESPONSE), sites=SITES)
    assert len(found.batch.responses) == 1
    assert "line 2 of file1.csv" in told(found.warnings)


def test_the_future_begins_now():
    found = seen(csv_of({**RESPONSE, "recorded_at": "2026-11-22T12:00:01Z"}), sites=SITES)
    assert "in the future" in told(found.problems)


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (",".join(SITE), "sites"),
        ("Site_ID,SITE_NAME,practice,network", "sites"),
        ("site_id,recorded_on", "profiles"),
        ("site_id,recorded_on,staff,agents", "profiles"),
        (",".join(RESPONSE), "responses"),
        (",".join(RESPONSE).replace("answer", "anwser"), "responses"),
        (",".join(FINDING), "findings"),
        ("record_id,timestamp,c01,c02", "survey"),
        ("site_id,recorded_at,c01_num", "survey"),
        ("site_id,colour", "unknown"),
        ("a,b,c", "unknown"),
    ],
)
def test_a_table_is_known_by_its_header(header, kind):
    assert kind_of(table(header + "\n"), FRAMEWORK) == kind


def test_an_unknown_table_is_told_what_it_is_closest_to():
    found = seen("site_id,recorded,staff\nS1,2026-11-01,3\n", sites=SITES)
    message = told(found.problems)
    assert "closest to profiles" in message
    assert "recorded_on (perhaps recorded)" in message


def test_a_survey_with_its_mapping():
    survey = "site_id,champion\nS1,yes\n"
    mapping = read_mapping("map.toml", MAPPING, FRAMEWORK)
    found = seen(survey, sites=SITES, mapping=mapping)
    assert found.acceptable, told(found.problems)
    assert found.counts == (("file1.csv", "survey", 1),)


def test_a_mapping_may_be_one_of_the_files():
    files = [("survey.csv", b"site_id,champion\nS1,yes\n"), ("map.toml", MAPPING)]
    assert preview(files, FRAMEWORK, SITES, now=NOW).acceptable


def test_a_mapping_with_mistakes_is_a_problem():
    files = [("survey.csv", b"site_id,champion\nS1,yes\n"), ("map.toml", b"x")]
    found = preview(files, FRAMEWORK, SITES, now=NOW)
    assert "map.toml" in told(found.problems)


def test_a_mapping_does_not_turn_the_other_tables_into_surveys():
    mapping = read_mapping("map.toml", MAPPING, FRAMEWORK)
    found = seen(csv_of(RESPONSE), csv_of(SITE), csv_of(PROFILE), mapping=mapping)
    assert [count.kind for count in found.counts] == ["responses", "sites", "profiles"]


def test_progress_rises_to_one():
    shares: list[float] = []
    rows = [
        {**RESPONSE, "recorded_at": f"2026-10-01T10:{n // 60:02}:{n % 60:02}Z"} for n in range(3000)
    ]
    found = seen(csv_of(*rows), csv_of(SITE), sites=SITES, on_progress=shares.append)
    assert len(found.batch.responses) == 3000
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_nothing_is_nothing():
    assert not seen().acceptable
