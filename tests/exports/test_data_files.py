"""Parquet, FHIR and REDCap: read back with the libraries and the importer that others would use."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import polars
import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.questionnaire import Questionnaire
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse

from readiness.domain.assessment import EVIDENCE_ON_FILE
from readiness.domain.framework import Kind
from readiness.domain.people import Person, Role
from readiness.exports import dictionary, redcap
from readiness.exports.caution import CAUTION
from readiness.exports.fhir import fhir_bundle
from readiness.exports.parquet_files import DICTIONARY, parquet_files, zipped
from readiness.imports.preview import preview
from readiness.services.snapshot import Snapshot, snapshot
from readiness.services.workspace import Workspace
from tests.services.workspaces import EVERYONE, NOW, TODAY, framework

VIEWER = Person.holding("Vic", Role.VIEWER)


@pytest.fixture(scope="module")
def gathered(network: Workspace) -> Snapshot:
    return snapshot(network, EVERYONE, TODAY)


@pytest.fixture(scope="module")
def tables(gathered: Snapshot) -> dict[str, bytes]:
    return parquet_files(gathered)


def read(files: dict[str, bytes], name: str) -> polars.DataFrame:
    return polars.read_parquet(io.BytesIO(files[f"{name}.parquet"]))


# --- Parquet ------------------------------------------------------------------------------


def test_the_dictionary_names_every_column_of_every_table(tables: dict[str, bytes]) -> None:
    listed = list(csv.DictReader(io.StringIO(tables[DICTIONARY].decode())))
    found = [
        (table.name, column)
        for table in dictionary.tables(framework())
        for column in read(tables, table.name).columns
    ]
    assert [(row["table"], row["column"]) for row in listed] == found
    assert all(row["meaning"] for row in listed)
    assert len(tables) == 7


def test_scores_and_criteria_are_those_of_the_scoring_module(
    tables: dict[str, bytes], gathered: Snapshot
) -> None:
    scores = read(tables, "scores")
    for row, site in zip(scores.iter_rows(named=True), gathered.sites, strict=True):
        assert (row["site_id"], row["level"]) == (site.site.site_id, site.score.level)
        assert row["score"] == float(site.score.score or 0)
        assert row["as_of"] == TODAY
    criteria = read(tables, "criteria")
    assert len(criteria) == 24 * 44
    added = criteria.group_by("site_id").agg(polars.col("points_earned").sum())
    both = scores.join(added, on="site_id", suffix="_added")
    assert (both["points_earned"] - both["points_earned_added"]).abs().max() < 1e-9


def test_every_record_is_in_its_table(tables: dict[str, bytes], gathered: Snapshot) -> None:
    responses = read(tables, "responses")
    rows = [r for s in gathered.sites for part in s.recorded.responses.values() for r in part]
    assert responses.rows() == [tuple(row) for row in rows]
    assert len(read(tables, "sites")) == 24
    assert len(read(tables, "profiles")) == sum(len(s.recorded.profiles) for s in gathered.sites)
    assert len(read(tables, "findings")) > 0


def test_parquet_says_of_which_day_it_is_and_is_the_same_bytes(
    tables: dict[str, bytes], gathered: Snapshot
) -> None:
    said = polars.read_parquet_metadata(io.BytesIO(tables["scores.parquet"]))
    assert (said["as_of"], said["framework_version"]) == ("2026-11-22", "2026.1")
    assert said["caution"] == CAUTION
    assert zipped(parquet_files(gathered)) == zipped(tables)
    assert zipfile.ZipFile(io.BytesIO(zipped(tables))).namelist() == list(tables)


def test_who_sees_no_names_finds_none_in_the_tables(network: Workspace) -> None:
    files = parquet_files(snapshot(network, VIEWER, TODAY))
    assert set(read(files, "responses")["recorded_by"]) == {""}
    assert set(read(files, "responses")["evidence"]) <= {"", EVIDENCE_ON_FILE}
    assert b"Vic" not in files["scores.parquet"]


def test_a_past_day_has_what_was_recorded_by_then(network: Workspace) -> None:
    day = TODAY - timedelta(days=200)
    responses = read(parquet_files(snapshot(network, EVERYONE, day)), "responses")
    assert len(responses) > 0
    assert responses["recorded_at"].max().date() <= day


# --- FHIR ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bundle(gathered: Snapshot) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(fhir_bundle(gathered))
    return content


def links(items: list[dict[str, Any]]) -> list[str]:
    return [key for item in items for key in [item["linkId"], *links(item.get("item", []))]]


def test_a_fhir_library_finds_the_bundle_and_all_in_it_valid(
    bundle: dict[str, Any], gathered: Snapshot
) -> None:
    Bundle.model_validate(bundle)
    first, *others = (entry["resource"] for entry in bundle["entry"])
    Questionnaire.model_validate(first)
    for other in others:
        QuestionnaireResponse.model_validate(other)
    assert len(others) == sum(bool(site.answered.responses) for site in gathered.sites)
    assert len({entry["fullUrl"] for entry in bundle["entry"]}) == len(bundle["entry"])


def test_the_library_refuses_what_is_no_questionnaire(bundle: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="status"):
        Questionnaire.model_validate({**bundle["entry"][0]["resource"], "status": 7})


def test_responses_answer_only_what_the_questionnaire_asks(bundle: dict[str, Any]) -> None:
    asked, *answered = (entry["resource"] for entry in bundle["entry"])
    known = links(asked["item"])
    assert len(known) == len(set(known))
    assert {row.id for row in framework().scored} <= set(known)
    for resource in answered:
        assert set(links(resource["item"])) <= set(known)
        assert resource["questionnaire"] == f"{asked['url']}|{asked['version']}"


def test_fhir_carries_day_caution_and_the_answers(
    bundle: dict[str, Any], gathered: Snapshot
) -> None:
    tags = {tag["system"].rpartition(":")[2]: tag for tag in bundle["meta"]["tag"]}
    assert tags["as-of"]["code"] == "2026-11-22"
    assert tags["caution"]["display"] == CAUTION
    site = gathered.sites[0]
    resource = bundle["entry"][1]["resource"]
    assert resource["subject"]["identifier"]["value"] == site.site.site_id
    found = {
        part["linkId"]: part["answer"][0]
        for element in resource["item"]
        for criterion in element["item"]
        for part in criterion["item"]
    }
    for criterion in framework().scored:
        rows = site.answered.responses.get(criterion.id)
        if rows and criterion.kind is Kind.CHOICE:
            assert found[f"{criterion.id}.answer"] == {"valueString": rows[-1].answer}
        elif rows and rows[-1].denominator:
            assert found[f"{criterion.id}.denominator"]["valueDecimal"] == float(
                rows[-1].denominator
            )


def test_fhir_is_the_same_bytes_and_names_nobody_where_names_are_hidden(
    gathered: Snapshot, network: Workspace
) -> None:
    assert fhir_bundle(gathered) == fhir_bundle(gathered)
    hidden = fhir_bundle(snapshot(network, VIEWER, TODAY))
    assert b"Vic" not in hidden
    evidence = [
        part["answer"][0]["valueString"]
        for entry in json.loads(hidden)["entry"][1:]
        for element in entry["resource"]["item"]
        for criterion in element["item"]
        for part in criterion["item"]
        if part["linkId"].endswith(".evidence")
    ]
    assert set(evidence) == {EVIDENCE_ON_FILE}


# --- REDCap -------------------------------------------------------------------------------


def survey_of(snapshot: Snapshot, variables: list[str]) -> tuple[str, list[Any]]:
    """A raw export of a survey in which each site answered as it did, all on one day."""
    codes = {"not applicable": redcap.CODE_NOT_APPLICABLE}
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, [*variables, f"{redcap.FORM}_complete"])
    writer.writeheader()
    expected = []
    for site in snapshot.sites:
        row = {"record_id": site.site.site_id, "recorded_at": f"{NOW:%Y-%m-%d %H:%M:%S}"}
        row |= {name: getattr(site.site, name) for name in site.site._fields[1:]}
        row |= {"recorded_by": "Eve", f"{redcap.FORM}_complete": "2"}
        for key, responses in site.recorded.responses.items():
            newest = responses[-1]._replace(recorded_at=NOW, recorded_by="Eve")
            expected.append(newest)
            given = {
                "": codes.get(newest.answer, newest.answer),
                "_num": newest.numerator,
                "_den": newest.denominator,
                "_date": newest.evidence_date,
                "_end": newest.end_date,
                "_evidence": newest.evidence,
                "_na_reason": newest.na_reason,
            }
            row |= {key.lower() + end: str(value) for end, value in given.items() if value}
        writer.writerow(row)
    return stream.getvalue(), expected


def test_an_export_of_the_survey_imports_with_nothing_lost(gathered: Snapshot) -> None:
    rows = list(csv.DictReader(io.StringIO(redcap.redcap_dictionary(framework()))))
    assert tuple(rows[0]) == redcap.COLUMNS
    variables = [row["Variable / Field Name"] for row in rows]
    text, expected = survey_of(gathered, variables)
    seen = preview([("survey.csv", text.encode())], framework(), [], now=NOW)
    assert seen.problems == ()
    assert [count.kind for count in seen.counts] == ["survey"]
    assert len(seen.batch.sites) == 24
    assert sorted(seen.batch.responses) == sorted(expected)
    assert len(expected) > 500
    assert "not applicable" in {row.answer for row in seen.batch.responses}


def test_variables_are_such_as_redcap_takes() -> None:
    rows = list(csv.DictReader(io.StringIO(redcap.redcap_dictionary(framework()))))
    names = [row["Variable / Field Name"] for row in rows]
    assert names[0] == "record_id"
    assert len(names) == len(set(names))
    for row in rows:
        name = row["Variable / Field Name"]
        assert name.isidentifier()
        assert name == name.lower()
        assert row["Field Type"] in ("text", "notes", "radio")
        assert bool(row["Choices, Calculations, OR Slider Labels"]) == (
            row["Field Type"] == "radio"
        )
    assert CAUTION in rows[1]["Section Header"]
