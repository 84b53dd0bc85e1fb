"""Which columns of a survey export say what: a mapping file (TOML), or the default names.

site_id = "record_id"            # the column with the site's id
recorded_at = "timestamp"        # a column; or a date or time for all rows: 2026-11-01
recorded_by = "completed_by"     # optional
ignore = ["notes"]               # columns that are passed over

[words]                          # codes of the survey for the words of an answer
"1" = "yes"
"0" = "no"

[criterion.C01]
answer = "champion"              # or numerator, denominator, evidence_date, end_date,
evidence_date = "champion_date"  # evidence, na_reason
words = { "2" = "partly" }       # for this criterion only

[profile]                        # optional: profile field = column
staff = "n_staff"
service_level = { column = "level", words = { "1" = "step_up" } }

[site]                           # optional: field of sites.csv = column
site_name = "site"
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from readiness.domain.assessment import CHOICES, NOT_APPLICABLE
from readiness.domain.framework import Framework
from readiness.domain.organisations import Site
from readiness.errors import InputError, Problem
from readiness.imports.fields import Suggestions
from readiness.imports.shapes import quoted
from readiness.imports.values import instant, word

RESPONSE_FIELDS = (
    "answer",
    "numerator",
    "denominator",
    "evidence_date",
    "end_date",
    "evidence",
    "na_reason",
)
DEFAULT_SUFFIXES = {
    "answer": "",
    "numerator": "_num",
    "denominator": "_den",
    "evidence_date": "_date",
    "end_date": "_end",
    "evidence": "_evidence",
    "na_reason": "_na_reason",
}
SITE_FIELDS = Site._fields[1:]
_TOP = ("site_id", "recorded_at", "recorded_by", "ignore", "words", "criterion", "profile", "site")
_ANSWERS = (*CHOICES, NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class CriterionColumns:
    """Where a criterion's response stands: field of responses.csv -> column."""

    columns: Mapping[str, str]
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProfileColumn:
    """Where a profile field stands, and the survey's codes for its words."""

    column: str
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SurveyMapping:
    """Which column says what. `file` is the mapping's name in messages, "" for the default.

    `recorded_at` names columns, of which the first that exists counts; it is empty where
    `recorded` gives one time for all rows. Codes in `words` are lower case.
    """

    file: str
    site_id: tuple[str, ...]
    recorded_at: tuple[str, ...]
    recorded: str = ""
    recorded_by: str = ""
    ignore: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    criteria: Mapping[str, CriterionColumns] = field(default_factory=dict)
    profile: Mapping[str, ProfileColumn] = field(default_factory=dict)
    site: Mapping[str, str] = field(default_factory=dict)

    def names(self) -> Iterator[tuple[str, str]]:
        """Every column the mapping names, with the place in the mapping that names it."""
        for name in self.site_id:
            yield name, "site_id"
        for name in self.recorded_at:
            yield name, "recorded_at"
        if self.recorded_by:
            yield self.recorded_by, "recorded_by"
        for name in self.ignore:
            yield name, "ignore"
        for key, given in self.criteria.items():
            for part, name in given.columns.items():
                yield name, f"criterion.{key}.{part}"
        for key, profile in self.profile.items():
            yield profile.column, f"profile.{key}"
        for key, name in self.site.items():
            yield name, f"site.{key}"


def default_mapping(framework: Framework) -> SurveyMapping:
    """The names a survey has that was made for this framework; every column may be left out."""
    return SurveyMapping(
        file="",
        site_id=("record_id", "site_id"),
        recorded_at=("recorded_at", "timestamp"),
        recorded_by="recorded_by",
        words={"not_applicable": NOT_APPLICABLE},  # a code of a survey program holds no space
        criteria={
            key: CriterionColumns(
                {part: key.lower() + suffix for part, suffix in DEFAULT_SUFFIXES.items()}
            )
            for key in framework.criterion
        },
        profile={item.id: ProfileColumn(item.id) for item in framework.profile_fields},
        site={name: name for name in SITE_FIELDS},
    )


def read_mapping(name: str, source: bytes | Path, framework: Framework) -> SurveyMapping:
    """A mapping file. Raises `InputError` with every mistake in it."""
    try:
        content = source if isinstance(source, bytes) else source.read_bytes()
        given = tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, OSError, RecursionError) as error:
        message = f"The mapping cannot be read as TOML ({error}). Correct it."
        raise InputError([Problem(name, message)]) from error
    reader = _Reader(name, framework)
    mapping = reader.mapping(given)
    if reader.problems:
        raise InputError(reader.problems)
    return mapping


class _Reader:
    """Takes a mapping apart and notes what is wrong with it."""

    def __init__(self, file: str, framework: Framework) -> None:
        self.file = file
        self.framework = framework
        self.problems: list[Problem] = []

    def mapping(self, given: Mapping[str, Any]) -> SurveyMapping:
        self._known(given, _TOP, "the mapping")
        site_id = self._column(given.get("site_id"), "site_id")
        recorded = given.get("recorded_at")
        fixed = ""
        if isinstance(recorded, (date, datetime)):
            fixed = self._fixed(recorded.isoformat())
        column = self._column(recorded, "recorded_at") if not fixed else ""
        by = given.get("recorded_by")
        ignore = given.get("ignore", [])
        if not isinstance(ignore, list) or not all(isinstance(item, str) for item in ignore):
            self._note('ignore must be a list of columns, like ["notes"].')
            ignore = []
        mapping = SurveyMapping(
            file=self.file,
            site_id=(site_id,),
            recorded_at=(column,) if column else (),
            recorded=fixed,
            recorded_by=self._column(by, "recorded_by") if by is not None else "",
            ignore=tuple(ignore),
            words=self._words(given.get("words", {}), "words", _ANSWERS),
            criteria=self._criteria(self._section(given, "criterion")),
            profile=self._profile(self._section(given, "profile")),
            site=self._site(self._section(given, "site")),
        )
        if not mapping.criteria and not mapping.profile and not mapping.site:
            self._note("The mapping names no criterion. Add a section like [criterion.C01].")
        self._used_twice(mapping)
        return mapping

    def _criteria(self, section: Mapping[str, Any]) -> dict[str, CriterionColumns]:
        self._known(section, self.framework.criterion, "the criteria of this framework")
        found = {}
        for key, given in section.items():
            place = f"criterion.{key}"
            if key not in self.framework.criterion:
                continue
            if isinstance(given, str):
                found[key] = CriterionColumns({"answer": given})
                continue
            if not isinstance(given, dict):
                self._note(f'{place} must be a column or a section, like {{ answer = "c01" }}.')
                continue
            self._known(given, (*RESPONSE_FIELDS, "words"), place)
            columns = {
                part: self._column(given[part], f"{place}.{part}")
                for part in RESPONSE_FIELDS
                if part in given
            }
            if not {"answer", "numerator", "evidence_date"} & columns.keys():
                self._note(f"{place} names no column that answers it. Add answer.")
            words = self._words(given.get("words", {}), f"{place}.words", _ANSWERS)
            found[key] = CriterionColumns(columns, words)
        return found

    def _profile(self, section: Mapping[str, Any]) -> dict[str, ProfileColumn]:
        self._known(section, self.framework.profile_field, "the profile fields of this framework")
        found = {}
        for key, given in section.items():
            definition = self.framework.profile_field.get(key)
            if definition is None:
                continue
            if isinstance(given, dict):
                self._known(given, ("column", "words"), f"profile.{key}")
                column = self._column(given.get("column"), f"profile.{key}.column")
                allowed = tuple(option for option, _ in definition.options) or None
                words = self._words(given.get("words", {}), f"profile.{key}.words", allowed)
                found[key] = ProfileColumn(column, words)
            else:
                found[key] = ProfileColumn(self._column(given, f"profile.{key}"))
        return found

    def _site(self, section: Mapping[str, Any]) -> dict[str, str]:
        self._known(section, SITE_FIELDS, "the fields of a site")
        return {
            key: self._column(section[key], f"site.{key}") for key in SITE_FIELDS if key in section
        }

    def _words(self, given: object, place: str, allowed: tuple[str, ...] | None) -> dict[str, str]:
        """Codes of the survey -> words, `allowed` ones only unless that is `None`."""
        if not isinstance(given, dict):
            self._note(f'{place} must be a section of words, like "1" = "yes".')
            return {}
        found = {}
        for code, meaning in given.items():
            known = word(meaning) if isinstance(meaning, str) else ""
            if allowed is None and known:
                found[word(code)] = meaning
            elif allowed is not None and known in allowed:
                found[word(code)] = known
            else:
                listed = ", ".join(allowed or ())
                hint = Suggestions(allowed or ()).sentence(known)
                self._note(
                    f"{place}: {quoted(str(code))} stands for {quoted(str(meaning))}, which is not "
                    f"known. {hint}Write one of: {listed}."
                )
        return found

    def _section(self, given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        section = given.get(name, {})
        if isinstance(section, dict):
            return section
        self._note(f"{name} must be a section, like [{name}].")
        return {}

    def _column(self, given: object, place: str) -> str:
        if isinstance(given, str) and given.strip():
            return given.strip()
        self._note(f'{place} must name a column of the survey, like {place} = "record_id".')
        return ""

    def _fixed(self, text: str) -> str:
        try:
            return instant(text).isoformat()
        except ValueError as error:
            self._note(f"recorded_at: {quoted(text)} {error}")
            return text

    def _known(self, given: Mapping[str, Any], allowed: Any, place: str) -> None:
        suggestions = Suggestions(tuple(allowed))
        for key in given:
            if key not in allowed:
                hint = suggestions.sentence(key)
                self._note(f"{quoted(key)} is not one of {place}. {hint}Correct or delete it.")

    def _used_twice(self, mapping: SurveyMapping) -> None:
        first: dict[str, str] = {}
        for column, place in mapping.names():
            other = first.setdefault(column.lower(), place)
            if column and other != place:
                self._note(
                    f"{place} names the column {quoted(column)}, as {other} does. A column says "
                    "one thing only; correct one of them."
                )

    def _note(self, message: str) -> None:
        self.problems.append(Problem(self.file, message))
