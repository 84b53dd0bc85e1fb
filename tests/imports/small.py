"""A small framework with one criterion of each kind, three sites, and rows as text."""

from collections.abc import Mapping
from datetime import UTC, datetime

from readiness.domain.framework import (
    Criterion,
    Element,
    Framework,
    Kind,
    Level,
    ProfileField,
    Theme,
)
from readiness.domain.organisations import Site
from readiness.errors import Problem
from readiness.imports.records import (
    FINDING_COLUMNS,
    RESPONSE_COLUMNS,
    SITE_COLUMNS,
    read_findings,
    read_profiles,
    read_responses,
    read_sites,
)
from readiness.imports.tables import Table, read_table

CRITERIA = (
    Criterion("C01", "E1", "Champion named", "Who?", Kind.CHOICE, 5, na_allowed=True),
    Criterion("C02", "E1", "Doses", "How many?", Kind.COUNT, 5, 2, validity_months=1),
    Criterion("C03", "E1", "Trained", "What share?", Kind.PERCENT, 5, 90, na_allowed=True),
    Criterion("C04", "E1", "Hours covered", "How many?", Kind.HOURS, 5, 168),
    Criterion("C05", "E1", "Minutes away", "How far?", Kind.LIMIT, 5, 60),
    Criterion("C06", "E1", "Drill held", "When?", Kind.DATE, 5, validity_months=12),
    Criterion("C07", "E1", "Old rule", "Is it?", Kind.CHOICE, 5, retired=True),
)
FRAMEWORK = Framework(
    "small",
    "1",
    "Small",
    (Level("not_ready", "Not ready", 0, False), Level("ready", "Ready", 85, True)),
    (
        ProfileField(
            "service_level",
            "Service level",
            "choice",
            "step_up",
            (("step_up", "Step-up at this site"), ("maintenance_only", "Maintenance only")),
        ),
        ProfileField("staff", "Staff", "count", 0),
        ProfileField("agents", "Agents", "text", None),
    ),
    (Theme("t", "Theme"),),
    (Element("E1", "t", "Element", "champion"),),
    CRITERIA,
)
SITES = tuple(
    Site(site_id, f"Site {site_id}", "Practice", "Network", "OH", "Midwest")
    for site_id in ("S1", "S2", "S3")
)
SITE_IDS = [site.site_id for site in SITES]
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)

SITE = dict(zip(SITE_COLUMNS, SITES[0], strict=True))
PROFILE = {"site_id": "S1", "recorded_on": "2026-11-01", "staff": "12"}
RESPONSE = {
    **dict.fromkeys(RESPONSE_COLUMNS, ""),
    "site_id": "S1",
    "criterion_id": "C01",
    "recorded_at": "2026-11-01T10:00:00Z",
    "answer": "yes",
    "evidence_date": "2026-10-01",
}
FINDING = {
    **dict.fromkeys(FINDING_COLUMNS, ""),
    "site_id": "S1",
    "criterion_id": "C01",
    "recorded_at": "2026-11-02",
    "conclusion": "confirmed",
}


def table(text: str | bytes, name: str = "file.csv") -> Table:
    """The one table of a file."""
    (found,) = read_table(name, text.encode() if isinstance(text, str) else text)
    return found


def csv_of(*rows: Mapping[str, str]) -> str:
    """Rows of text as a file, with the columns of the first."""
    lines = [",".join(rows[0])]
    lines += [
        ",".join('"' + cell.replace('"', '""') + '"' for cell in row.values()) for row in rows
    ]
    return "\n".join(lines) + "\n"


def sites(*rows: Mapping[str, str]):
    return read_sites(table(csv_of(*rows), "sites.csv"))


def profiles(*rows: Mapping[str, str]):
    return read_profiles(table(csv_of(*rows), "profiles.csv"), FRAMEWORK, SITE_IDS, latest=NOW)


def responses(*rows: Mapping[str, str]):
    return read_responses(table(csv_of(*rows), "responses.csv"), FRAMEWORK, SITE_IDS, latest=NOW)


def findings(*rows: Mapping[str, str]):
    return read_findings(table(csv_of(*rows), "findings.csv"), FRAMEWORK, SITE_IDS, latest=NOW)


def told(problems: list[Problem] | tuple[Problem, ...]) -> str:
    """Everything that was found, as one text."""
    return "\n".join(str(problem) for problem in problems)
