"""The framework as a REDCap data dictionary, whose raw export the survey importer reads.

The names of the variables are the importer's default names, and the codes of choices are words
that it knows, so that nothing has to be mapped.
"""

from collections.abc import Iterator, Sequence

from readiness.domain.assessment import CHOICES, NOT_APPLICABLE
from readiness.domain.framework import Criterion, Framework, Kind, ProfileField
from readiness.domain.organisations import Site
from readiness.domain.wording import requirement_in_words
from readiness.exports.caution import CAUTION
from readiness.exports.tables import csv_text

COLUMNS = (
    "Variable / Field Name",
    "Form Name",
    "Section Header",
    "Field Type",
    "Field Label",
    "Choices, Calculations, OR Slider Labels",
    "Field Note",
    "Text Validation Type OR Show Slider Number",
    "Text Validation Min",
    "Text Validation Max",
    "Identifier?",
    "Branching Logic (Show field only if...)",
    "Required Field?",
    "Custom Alignment",
    "Question Number (surveys only)",
    "Matrix Group Name",
    "Matrix Ranking?",
    "Field Annotation",
)
FORM = "readiness"
CODE_NOT_APPLICABLE = "not_applicable"
"""A code of REDCap holds no space."""

_SITE_TITLES = {"site_name": "Name of the site"}
_Row = dict[str, str]


def redcap_dictionary(framework: Framework) -> str:
    """The text of the data dictionary, a variable a row."""
    return csv_text(COLUMNS, ([row.get(name, "") for name in COLUMNS] for row in _rows(framework)))


def _rows(framework: Framework) -> Iterator[_Row]:
    yield _row("record_id", "Id of the site")
    note = f"{framework.title} {framework.version}. {CAUTION}"
    for place, name in enumerate(Site._fields[1:]):
        title = _SITE_TITLES.get(name, name.capitalize())
        yield _row(name, title) | {"Section Header": "" if place else note}
    yield _row("recorded_at", "When this was answered (UTC)", validation="datetime_seconds_ymd")
    yield _row("recorded_by", "Who answered") | {"Identifier?": "y"}
    header = "About the site"
    for field in framework.profile_fields:
        yield _profile(field) | {"Section Header": header}
        header = ""
    for element in framework.elements:
        header = element.title
        for criterion in framework.criteria_of(element.id):
            for row in _criterion(criterion, framework):
                yield row | {"Section Header": header}
                header = ""


def _profile(field: ProfileField) -> _Row:
    if field.type == "choice":
        return _row(field.id, field.title, field.help, choices=field.options)
    whole = "integer" if field.type == "count" else ""
    return _row(field.id, field.title, field.help, validation=whole)


def _criterion(criterion: Criterion, framework: Framework) -> Iterator[_Row]:
    key = criterion.id.lower()
    label = f"{criterion.title}. {criterion.question}"
    asked = f"Needed: {requirement_in_words(criterion, framework)}."
    if criterion.kind is Kind.CHOICE:
        options = [(word, word.capitalize()) for word in CHOICES]
        if criterion.na_allowed:
            options.append((CODE_NOT_APPLICABLE, NOT_APPLICABLE.capitalize()))
        yield _row(key, label, asked, choices=options)
    elif criterion.kind is not Kind.DATE:
        # A field that is checked to be a number has no room for the words.
        words = f" A number, or {CODE_NOT_APPLICABLE}." if criterion.na_allowed else ""
        yield _row(key, label, asked + words, validation="" if words else "number")
        if criterion.kind is Kind.PERCENT:
            yield _row(f"{key}_num", "Or how many", validation="number")
            yield _row(f"{key}_den", "Of how many", validation="number")
    elif criterion.na_allowed:
        yield _row(key, label, f"Empty, or {CODE_NOT_APPLICABLE}.")
    dated = label if criterion.kind is Kind.DATE else "Date of the evidence"
    yield _row(f"{key}_date", dated, validation="date_ymd")
    yield _row(f"{key}_end", "Last day it is good for, if it names one", validation="date_ymd")
    yield _row(f"{key}_evidence", "Evidence, and where it is kept", kind="notes")
    if criterion.na_allowed:
        yield _row(f"{key}_na_reason", "Why it does not apply", kind="notes") | {
            "Branching Logic (Show field only if...)": f"[{key}] = '{CODE_NOT_APPLICABLE}'"
        }


def _row(
    name: str,
    label: str,
    note: str = "",
    *,
    kind: str = "text",
    validation: str = "",
    choices: Sequence[tuple[str, str]] = (),
) -> _Row:
    return {
        "Variable / Field Name": name,
        "Form Name": FORM,
        "Field Type": "radio" if choices else kind,
        "Field Label": label,
        "Choices, Calculations, OR Slider Labels": " | ".join(
            f"{code}, {words.replace('|', '/')}" for code, words in choices
        ),
        "Field Note": note,
        "Text Validation Type OR Show Slider Number": validation,
    }
