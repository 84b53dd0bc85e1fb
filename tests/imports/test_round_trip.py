"""What is exported reads back as the same records, and no cell can run as a formula."""

# ruff: noqa: DTZ001 - the cells of a sheet, and Hypothesis, want times without a zone

import csv
import io
import zipfile
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.domain.assessment import (
    CHOICES,
    CONFIRMED,
    NOT_APPLICABLE,
    NOT_CONFIRMED,
    Batch,
    Finding,
    Profile,
    Response,
)
from readiness.domain.framework import Criterion, Kind
from readiness.domain.organisations import Site
from readiness.errors import ReadinessError
from readiness.exports.tables import (
    findings_csv,
    profiles_csv,
    responses_csv,
    sites_csv,
    workbook,
)
from readiness.imports.preview import preview
from readiness.imports.records import read_findings, read_profiles, read_responses, read_sites
from readiness.imports.tables import read_table
from tests.imports.small import CRITERIA, FRAMEWORK, NOW, SITE_IDS, SITES, table

HOSTILE = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2",
    "@SUM(A1)",
    "'=quoted",
    "''-twice",
    "\t=tab",
    'say "hi", then; go|on\ttab',
    "line\nbreak",
    "\u202eright to left\u202c שלום",
    "naïve 🧪 名前",
    "_x0041_",
    "007",
    "1e5",
    "TRUE",
    "#N/A",
    "2026-11-22",
    "http://example.org/?a=1",
    "]]>&<b>",
    "{=1}",
]
characters = st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")
texts = st.one_of(
    st.just(""),
    st.sampled_from(HOSTILE),
    st.text(characters | st.sampled_from("\n\t'=+-@\",;"), max_size=40).map(str.strip),
    st.builds(
        "{}{}".format, st.sampled_from("=+-@\t'"), st.text(characters, max_size=9).map(str.rstrip)
    ).filter(str.strip),
)
names = texts.filter(bool)
days = st.dates(date(1900, 1, 1), date(2200, 12, 31))
past = st.dates(date(1901, 1, 1), date(2026, 11, 20))
moments = st.datetimes(datetime(1901, 1, 2), datetime(2026, 11, 20)).map(
    lambda moment: moment.replace(tzinfo=UTC)
) | st.datetimes(datetime(2020, 1, 1), datetime(2026, 11, 20)).map(
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)
ids = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=64
)
sites = st.lists(
    st.builds(Site, ids, names, texts, texts, texts, texts),
    max_size=4,
    unique_by=lambda site: site.site_id,
)
whole = st.integers(0, 10**12 - 1).map(str)
numbers = whole | st.sampled_from(
    ["0", "82.5", "0.000000000001", "99999999999.5", "0.333333333333"]
)
profiles = st.lists(
    st.builds(
        lambda site, day, values, who: Profile(
            site, day, {key: value for key, value in values.items() if value}, who
        ),
        st.sampled_from(SITE_IDS),
        past,
        st.fixed_dictionaries(
            {"service_level": st.sampled_from(["", "step_up"]), "staff": whole, "agents": texts}
        ),
        texts,
    ),
    max_size=4,
    unique_by=lambda profile: (profile.site_id, profile.recorded_on),
)


@st.composite
def one_response(draw: st.DrawFn) -> Response:
    criterion: Criterion = draw(st.sampled_from(CRITERIA))
    answer, numerator, denominator, reason = "", "", "", ""
    if criterion.na_allowed and draw(st.booleans()):
        answer, reason = NOT_APPLICABLE, draw(names)
    elif criterion.kind is Kind.CHOICE:
        answer = draw(st.sampled_from(CHOICES))
    elif criterion.kind is Kind.PERCENT and draw(st.booleans()):
        part, of = sorted(draw(st.tuples(st.integers(0, 50), st.integers(0, 50))))
        numerator, denominator = str(part), str(of)
    elif criterion.kind in {Kind.PERCENT, Kind.HOURS}:
        answer = draw(st.integers(0, 1000).map(lambda tenths: f"{tenths / 10:g}"))
    elif criterion.kind is not Kind.DATE:
        answer = draw(numbers)
    moment = draw(moments)
    evidence = draw(st.dates(date(1900, 1, 1), moment.date()))
    if criterion.kind is not Kind.DATE and draw(st.booleans()):
        evidence = None
    end = draw(st.none() | st.dates(evidence or date(1900, 1, 1), date(2200, 12, 31)))
    return Response(
        draw(st.sampled_from(SITE_IDS)),
        criterion.id,
        moment,
        answer,
        numerator,
        denominator,
        evidence,
        end,
        draw(texts),
        reason,
        draw(texts),
    )


findings = st.lists(
    st.builds(
        lambda site, criterion, moment, reason, who: Finding(
            site, criterion, moment, NOT_CONFIRMED if reason else CONFIRMED, reason, who
        ),
        st.sampled_from(SITE_IDS),
        st.sampled_from([criterion.id for criterion in CRITERIA]),
        moments,
        texts,
        texts,
    ),
    max_size=4,
    unique_by=lambda finding: finding[:3],
)
responses = st.lists(one_response(), max_size=6, unique_by=lambda response: response[:3])
batches = st.builds(lambda *parts: Batch(*map(tuple, parts)), sites, profiles, responses, findings)


def read_back(tables, site_ids):
    sites, profiles, responses, findings = tables
    reads = (
        read_sites(sites),
        read_profiles(profiles, FRAMEWORK, site_ids, latest=NOW),
        read_responses(responses, FRAMEWORK, site_ids, latest=NOW),
        read_findings(findings, FRAMEWORK, site_ids, latest=NOW),
    )
    assert not [problem for read in reads for problem in read.problems]
    return Batch(*(tuple(read.records) for read in reads))


@settings(max_examples=100, deadline=None)
@given(batches)
def test_csv_reads_back_as_the_same_records(batch):
    parts = (
        sites_csv(batch.sites),
        profiles_csv(batch.profiles, FRAMEWORK),
        responses_csv(batch.responses),
        findings_csv(batch.findings),
    )
    assert read_back([table(text) for text in parts], SITE_IDS) == batch
    for text in parts:
        for row in csv.reader(io.StringIO(text)):
            assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@settings(max_examples=60, deadline=None)
@given(batches)
def test_a_workbook_reads_back_as_the_same_records(batch):
    found = read_table("book.xlsx", workbook(batch, FRAMEWORK))
    assert [each.name for each in found] == [
        f"book.xlsx [{name}]" for name in ("sites", "profiles", "responses", "findings")
    ]
    assert read_back(found, SITE_IDS) == batch


RESPONSE = Response(
    "S1",
    "C02",
    datetime(2026, 11, 1, 10, 42, tzinfo=UTC),
    "3",
    evidence_date=date(2026, 10, 1),
    evidence="=HYPERLINK(1)",
)


def test_the_columns_are_those_of_the_files():
    assert responses_csv([RESPONSE]) == (
        "site_id,criterion_id,recorded_at,answer,numerator,denominator,evidence_date,end_date,"
        "evidence,na_reason,recorded_by\r\n"
        "S1,C02,2026-11-01T10:42:00Z,3,,,2026-10-01,,'=HYPERLINK(1),,\r\n"
    )
    assert sites_csv(SITES[:1]) == (
        "site_id,site_name,practice,network,state,region\r\n"
        "S1,Site S1,Practice,Network,OH,Midwest\r\n"
    )
    assert profiles_csv([], FRAMEWORK) == "site_id,recorded_on,service_level,staff,agents\r\n"
    assert findings_csv([]) == "site_id,criterion_id,recorded_at,conclusion,reason,recorded_by\r\n"


def test_a_workbook_has_real_dates_and_numbers_a_frozen_header_and_no_formula():
    content = workbook(Batch(sites=SITES, responses=(RESPONSE,)), FRAMEWORK)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["responses"]
    row = dict(zip((cell.value for cell in sheet[1]), sheet[2], strict=True))
    assert sheet.freeze_panes == "A2"
    assert row["recorded_at"].value == datetime(2026, 11, 1, 10, 42)
    assert row["evidence_date"].value == datetime(2026, 10, 1)
    assert row["answer"].value == 3
    assert row["evidence"].value == "=HYPERLINK(1)"
    assert row["evidence"].quotePrefix
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for part in archive.namelist():
            assert b"<f>" not in archive.read(part)


def test_the_same_records_give_the_same_workbook():
    batch = Batch(sites=SITES, responses=(RESPONSE,))
    assert workbook(batch, FRAMEWORK) == workbook(batch, FRAMEWORK)


def test_a_text_longer_than_a_cell_is_refused_not_cut():
    with pytest.raises(ReadinessError, match="row 2 of responses is longer"):
        workbook(Batch(responses=(RESPONSE._replace(evidence="x" * 40_000),)), FRAMEWORK)


def test_a_network_exported_as_a_workbook_is_accepted_as_a_whole():
    batch = Batch(
        SITES,
        (Profile("S1", date(2026, 1, 1), {"staff": "12"}, "RN"),),
        (RESPONSE,),
        (Finding("S1", "C02", RESPONSE.recorded_at + timedelta(hours=1), CONFIRMED),),
    )
    seen = preview([("network.xlsx", workbook(batch, FRAMEWORK))], FRAMEWORK, [], now=NOW)
    assert seen.acceptable
    assert not seen.warnings
    assert seen.batch == batch
