"""Every table that leaves the product as data, column by column: one source for all of them."""

from collections.abc import Iterator
from typing import NamedTuple

from readiness.domain.framework import Framework
from readiness.exports.caution import CAUTION
from readiness.exports.tables import csv_text

TEXT, DAY, TIME, NUMBER, WHOLE, TRUTH = (
    *("text", "date", "time (UTC)", "number", "whole number", "true or false"),
)


class Field(NamedTuple):
    """A column of a table."""

    name: str
    type: str
    meaning: str


class DataTable(NamedTuple):
    """A table: one row for each of what `holds` says."""

    name: str
    holds: str
    fields: tuple[Field, ...]


_SITE_ID = Field("site_id", TEXT, "The id of the site.")
_CRITERION_ID = Field("criterion_id", TEXT, "The id of the criterion in the framework.")
_RECORDED_AT = Field("recorded_at", TIME, "When it was recorded.")
_RECORDED_BY = Field("recorded_by", TEXT, "Who recorded it; empty for readers without names.")

SITES = DataTable(
    "sites",
    "site",
    (
        _SITE_ID,
        Field("site_name", TEXT, "Its name."),
        Field("practice", TEXT, "The practice it belongs to."),
        Field("network", TEXT, "Its network; “(synthetic)” marks made-up sites."),
        Field("state", TEXT, "The state it is in."),
        Field("region", TEXT, "The region, as the network divides itself."),
    ),
)
RESPONSES = DataTable(
    "responses",
    "response that people recorded up to the date",
    (
        _SITE_ID,
        _CRITERION_ID,
        _RECORDED_AT,
        Field("answer", TEXT, "yes, partly, no, not applicable, or a number as it was given."),
        Field("numerator", TEXT, "For a percentage given as a part of a whole: the part."),
        Field("denominator", TEXT, "The whole."),
        Field("evidence_date", DAY, "The date of the evidence."),
        Field("end_date", DAY, "The last day the evidence is good for, where it names one."),
        Field("evidence", TEXT, "What the evidence is and where it is kept."),
        Field("na_reason", TEXT, "Why the criterion does not apply."),
        _RECORDED_BY,
    ),
)
FINDINGS = DataTable(
    "findings",
    "finding of a reviewer up to the date",
    (
        _SITE_ID,
        _CRITERION_ID,
        _RECORDED_AT,
        Field("conclusion", TEXT, "confirmed or not confirmed."),
        Field("reason", TEXT, "Why."),
        _RECORDED_BY,
    ),
)
CRITERIA = DataTable(
    "criteria",
    "criterion at a site on the date",
    (
        _SITE_ID,
        _CRITERION_ID,
        Field("criterion", TEXT, "The title of the criterion."),
        Field("element", TEXT, "The title of its element."),
        Field("must_have", TRUTH, "Whether it is a must-have."),
        Field("state", TEXT, "met, partly_met, not_met, lapsed, not_confirmed, unanswered or "
              "not_applicable."),
        Field("must_have_failed", TRUTH, "Whether it fails as a must-have."),
        Field("fulfilment", NUMBER, "0 to 1; empty where the state leaves nothing to weigh."),
        Field("points_earned", NUMBER, "Points earned."),
        Field("points_possible", NUMBER, "Points possible."),
        Field("last_day", DAY, "The last day on which the evidence is good."),
        Field("confirmed", TRUTH, "Whether a reviewer confirmed the newest response."),
    ),
)  # fmt: skip
SCORES = DataTable(
    "scores",
    "site on the date",
    (
        _SITE_ID,
        Field("as_of", DAY, "The date of the score."),
        Field("framework", TEXT, "The id of the framework."),
        Field("framework_version", TEXT, "The version the site is measured against."),
        Field("scoring_version", TEXT, "The version of the scoring rules."),
        Field("level", TEXT, "The id of the level, or not_assessed."),
        Field("score", NUMBER, "0 to 100, not rounded; screens show one decimal, rounded down."),
        Field("points_earned", NUMBER, "Points earned."),
        Field("points_possible", NUMBER, "Points possible."),
        Field("must_haves_failed", WHOLE, "How many must-haves fail."),
        Field("answered_share", NUMBER, "Criteria answered of those that apply, 0 to 1."),
        Field("confirmed_share", NUMBER, "Points confirmed of points earned, 0 to 1."),
    ),
)
_FIELD_VALUES = "field_values"
_RECORDED_PROFILES = DataTable(
    "profiles",
    "profile of a site",
    (
        _SITE_ID,
        Field("recorded_on", DAY, "The day from which these facts hold."),
        Field(_FIELD_VALUES, TEXT, "The profile fields by their ids, in people's words, as JSON."),
        _RECORDED_BY,
    ),
)
_REGISTER_ENTRIES = DataTable(
    "register_entries",
    "version of an entry in a register of a site; the newest counts",
    (
        _SITE_ID,
        Field("register", TEXT, "The id of the register; triggers and overrides among them."),
        Field("entry_id", TEXT, "The id of the entry, the same in all its versions."),
        Field("state", TEXT, "stated or withdrawn."),
        Field(_FIELD_VALUES, TEXT, "The fields of the entry by their ids, as JSON."),
        _RECORDED_AT,
        _RECORDED_BY,
    ),
)
_ASSESSMENTS = DataTable(
    "assessments",
    "step of the assessment of a site; opened pins the framework version",
    (
        _SITE_ID,
        Field("event", TEXT, "opened, submitted, returned, approved or locked."),
        Field("framework", TEXT, "The id of the framework."),
        Field("framework_version", TEXT, "The version that is pinned."),
        _RECORDED_AT,
        _RECORDED_BY,
    ),
)
_FRAMEWORKS = DataTable(
    "frameworks",
    "file of a framework version",
    (
        Field("framework", TEXT, "The id of the framework."),
        Field("framework_version", TEXT, "The version."),
        Field("file", TEXT, "The name of the file."),
        Field("content", TEXT, "Its text."),
        Field("place", WHOLE, "Its place in the list; the newest version comes last."),
    ),
)
RECORDS = (
    *(SITES, _RECORDED_PROFILES, RESPONSES, FINDINGS),
    *(_REGISTER_ENTRIES, _ASSESSMENTS, _FRAMEWORKS),
)
"""The tables of `export --format records`: everything that scores, sorted by site."""
_COLUMNS = ("table", "row_for_each", "column", "type", "meaning")


def profiles(framework: Framework) -> DataTable:
    """The table of profiles: a column for each profile field, in the words people gave."""
    fields = (Field(field.id, TEXT, f"{field.title}.") for field in framework.profile_fields)
    when = Field("recorded_on", DAY, "The day from which these facts hold.")
    name = "profile that holds from a day up to the date"
    return DataTable("profiles", name, (_SITE_ID, when, *fields, _RECORDED_BY))


def tables(framework: Framework) -> tuple[DataTable, ...]:
    """Every table, in the order in which one leans on another."""
    return (SITES, profiles(framework), RESPONSES, FINDINGS, CRITERIA, SCORES)


def dictionary_csv(framework: Framework) -> str:
    """One row for each column of each table."""
    return csv_text(_COLUMNS, (list(row) for row in _rows(framework)))


def document(framework: Framework) -> str:
    """The dictionary to read."""
    lines = [
        "# The data dictionary",
        "",
        "The tables of `python -m readiness export --format parquet` and of the Data page, one",
        "Parquet file each. Texts are as they were recorded; dates have no time zone; an empty",
        "cell is null. The same as [a table](data_dictionary.csv).",
        "",
        CAUTION,
    ]
    for table in tables(framework):
        lines += _described(table)
    lines += [
        "",
        "# The tables of records",
        "",
        "What `python -m readiness export --format records` writes and `score --tables` reads:",
        "everything that scores, without an end date, sorted by `site_id`. `sites`, `responses`",
        "and `findings` have the columns above; then there are these.",
    ]
    for table in RECORDS:
        if table not in (SITES, RESPONSES, FINDINGS):
            lines += _described(table)
    return "\n".join([*lines, ""])


def _described(table: DataTable) -> list[str]:
    return [
        *("", f"## {table.name}", "", f"One row for each {table.holds}.", ""),
        *("| Column | Type | Meaning |", "| --- | --- | --- |"),
        *(f"| `{field.name}` | {field.type} | {field.meaning} |" for field in table.fields),
    ]


def _rows(framework: Framework) -> Iterator[tuple[str, ...]]:
    for table in tables(framework):
        for field in table.fields:
            yield (table.name, table.holds, *field)
