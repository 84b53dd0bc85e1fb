"""Every artefact says as of when, by which rules and with which caution; most say for whom too.

Tables of records as CSV, and the workbook of them, hold nothing but what imports again; what they
are of stands in their names and in the dictionary that goes with the tables.
"""

import io
import json
from collections.abc import Callable
from typing import Any

import openpyxl
import polars
import pytest
from icalendar import Calendar

from readiness.charts.print_signs import print_signs
from readiness.domain.scoring import SCORING_VERSION
from readiness.exports import digest as digests
from readiness.exports import network_report, site_summary
from readiness.exports.calendar import calendar_file
from readiness.exports.caution import CAUTION
from readiness.exports.fhir import fhir_bundle
from readiness.exports.network_workbook import network_workbook
from readiness.exports.parquet_files import parquet_files
from readiness.services import digest, reports
from readiness.services.network import Filters
from readiness.services.renewals import renewals
from readiness.services.snapshot import snapshot
from readiness.services.workspace import Workspace
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
    texts = {str(event["description"]) for event in Calendar.from_ical(content).walk("VEVENT")}
    assert all(CAUTION in text for text in texts)
    return texts.pop()


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
    "calendar": (calendar, "scoring {}.", False),
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
