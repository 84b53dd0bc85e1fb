"""Every artefact says as of when, by which rules and with which caution; most say for whom too.

Tables of records as CSV hold nothing but what imports again: on the Data page their names say the
day and the framework, and the command writes a text file beside them. A survey has no figures, so
that only its framework and the caution stand in it. Scores by the command say nothing of a maker:
they are the same for whoever runs it.
"""

import io
import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import polars
import pytest
from icalendar import Calendar

from readiness.charts.print_signs import print_signs, screen_signs
from readiness.domain.assessment import Batch
from readiness.domain.scoring import SCORING_VERSION
from readiness.exports import (
    about,
    network_html,
    network_report,
    network_slides,
    score_document,
    site_html,
    site_summary,
    tables,
)
from readiness.exports import digest as digests
from readiness.exports.calendar import calendar_file
from readiness.exports.caution import CAUTION, LIMITS
from readiness.exports.fhir import fhir_bundle
from readiness.exports.network_workbook import network_workbook
from readiness.exports.parquet_files import parquet_files
from readiness.exports.redcap import redcap_dictionary
from readiness.services import digest, handover, reports
from readiness.services.network import Filters
from readiness.services.renewals import renewals
from readiness.services.snapshot import snapshot
from readiness.services.workspace import Workspace
from tests.exports import decks
from tests.exports.test_handover import Read
from tests.exports.test_reports import said as words_of
from tests.services.workspaces import EVERYONE, READY, TODAY, days, framework

IN_WORDS, ISO = "22 Nov 2026", "2026-11-22"


def site_pdf(workspace: Workspace) -> str:
    made = reports.site_summary(workspace, EVERYONE, READY, TODAY)
    return words_of(site_summary.pdf(made, signs=print_signs(framework())))


def network_pdf(workspace: Workspace) -> str:
    since = TODAY - days(91)
    made = reports.network_report(workspace, EVERYONE, TODAY, since, Filters())
    return words_of(network_report.pdf(made, signs=print_signs(framework())))


def workbook(workspace: Workspace) -> str:
    content = network_workbook(snapshot(workspace, EVERYONE, TODAY))
    rows = openpyxl.load_workbook(io.BytesIO(content))["Overview"].iter_rows(values_only=True)
    return "\n".join(str(cell) for row in rows for cell in row)


def parquet(workspace: Workspace) -> str:
    files = parquet_files(snapshot(workspace, EVERYONE, TODAY))
    tables = [polars.read_parquet_metadata(io.BytesIO(content))
              for name, content in files.items() if name.endswith(".parquet")]  # fmt: skip
    about = [{key: own[key] for key in own if key != "ARROW:schema"} for own in tables]
    assert all(own == about[0] for own in about)
    return str(list(about[0].values()))


def fhir(workspace: Workspace) -> str:
    content: dict[str, Any] = json.loads(fhir_bundle(snapshot(workspace, EVERYONE, TODAY)))
    asked = content["entry"][0]["resource"]["version"]
    return json.dumps([content["meta"], asked], ensure_ascii=False)


def calendar(workspace: Workspace) -> str:
    content = calendar_file(renewals(workspace, EVERYONE, TODAY, READY))
    read = Calendar.from_ical(content)
    texts = {str(event["description"]) for event in read.walk("VEVENT")}
    assert all(CAUTION in text and "Ana" not in text for text in texts)
    whole = re.sub(r"\\([,;])", r"\1", str(read["X-WR-CALDESC"]))
    assert all(SCORED in text for text in (*texts, whole))
    return whole


SCORED = f"scoring {SCORING_VERSION}."


def slides(workspace: Workspace) -> str:
    since = TODAY - days(91)
    made = reports.network_report(workspace, EVERYONE, TODAY, since, Filters())
    content = network_slides.pptx(made, signs=print_signs(framework()))
    first, *_, last = decks.slides(content)
    for slide in decks.slides(content):
        assert f"scoring version {SCORING_VERSION}." in decks.notes(slide)
        assert "Made by Ana on 22 Nov 2026." in decks.notes(slide)
    return f"{decks.said(first)} {decks.said(last)}"


def network_file(workspace: Workspace) -> str:
    since = TODAY - days(91)
    made = handover.network_handover(workspace, EVERYONE, TODAY, since, Filters())
    return Read(network_html.content(made, signs=screen_signs(framework()))).said


def site_file(workspace: Workspace) -> str:
    made = handover.site_handover(workspace, EVERYONE, READY, TODAY)
    return Read(site_html.content(made, signs=screen_signs(framework()))).said


def records_workbook(workspace: Workspace) -> str:
    content = tables.workbook(Batch(), framework(), about=about.About(TODAY, "Ana", TODAY))
    rows = openpyxl.load_workbook(io.BytesIO(content))["about"].iter_rows(values_only=True)
    return "\n".join(str(cell) for row in rows for cell in row)


def beside_csv(workspace: Workspace) -> str:
    return about.text(about.About(TODAY, "Ana", TODAY), workspace.framework)


def scores(workspace: Workspace) -> str:
    return "".join(score_document.json_document(workspace.framework, TODAY, ()))


def mail(workspace: Workspace) -> str:
    version = f"{workspace.framework.id} {workspace.framework.version}"
    made = digest.Digest("Ana", TODAY, (), (), (), version)
    assert CAUTION in digests.html(made)
    assert version in digests.html(made)
    return digests.text(made)


# How the version of the scoring rules is said, and whether it says for whom it was made.
ARTEFACTS: dict[str, tuple[Callable[[Workspace], str], str, bool]] = {
    "site summary": (site_pdf, "scoring version {}.", True),
    "network report": (network_pdf, "scoring version {}.", True),
    "workbook": (workbook, "Scoring rules\n{}\n", True),
    "parquet": (parquet, "'{}'", True),
    "fhir": (fhir, '"code": "{}"', True),
    "calendar": (calendar, "scoring {}.", True),
    "slides": (slides, "scoring version {}.", True),
    "network, HTML": (network_file, "scoring version {}.", True),
    "site, HTML": (site_file, "scoring version {}.", True),
    "records, XLSX": (records_workbook, "Scoring rules\n{}\n", True),
    "beside records, CSV": (beside_csv, "Scoring rules: {}\r\n", True),
    "scores, JSON": (scores, '"scoring_version": "{}"', False),
    "digest": (mail, "scoring {}.", True),
}


@pytest.mark.parametrize("name", ARTEFACTS)
def test_it_says_as_of_when_by_which_rules_for_whom_and_with_which_caution(
    network: Workspace, name: str
) -> None:
    read, scoring, personal = ARTEFACTS[name]
    said = read(network)
    assert IN_WORDS in said or ISO in said
    assert framework().version in said
    assert scoring.format(SCORING_VERSION) in said
    assert "Ana" in said or not personal
    assert CAUTION in said


def test_a_survey_says_its_framework_and_the_caution() -> None:
    said = redcap_dictionary(framework())
    assert framework().version in said
    assert CAUTION in said


def test_reports_of_the_network_and_handed_over_files_say_what_they_are_not(
    network: Workspace,
) -> None:
    for read in (network_pdf, network_file, site_file, slides, records_workbook, beside_csv):
        assert LIMITS in read(network)


HOSTILE_IDS = ("../../etc/passwd", "CON", "a\r\nb: c", "\u202egnp.exe", "=1+1", "", "x" * 300, "מ")


@pytest.mark.parametrize("site_id", HOSTILE_IDS)
@pytest.mark.parametrize(
    ("name_of", "ending"), [(site_summary.name_of, "pdf"), (site_html.name_of, "html")]
)
def test_names_of_files_of_a_site_are_safe_and_dated(
    name_of: Callable[[str, date], str], ending: str, site_id: str
) -> None:
    name = name_of(site_id, TODAY)
    assert re.fullmatch(rf"readiness_[A-Za-z0-9_-]{{1,80}}\.{ending}", name)
    assert name.endswith(f"{ISO}.{ending}")


def test_names_of_files_of_the_network_are_dated() -> None:
    assert network_report.name_of(TODAY) == "readiness_network_2026-11-22.pdf"
    assert network_html.name_of(TODAY) == "readiness_network_2026-11-22.html"
    assert network_slides.name_of(TODAY) == "readiness_network_2026-11-22.pptx"
