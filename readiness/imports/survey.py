"""Wide survey exports (one row per site, one column per criterion) -> records.

The rows go through the same checks as the product's own tables; problems point at the line and
the column of the survey.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from readiness.domain.assessment import NOT_APPLICABLE, Profile, Response
from readiness.domain.framework import Framework, Kind
from readiness.domain.organisations import Site
from readiness.errors import Problem
from readiness.imports.fields import Column, Fields, Suggestions, fields_of
from readiness.imports.records import Seen, repeated_profile, repeated_row
from readiness.imports.rows import Known, profile_of, response_of, site_of
from readiness.imports.shapes import Table, quoted
from readiness.imports.survey_mapping import (
    RESPONSE_FIELDS,
    SITE_FIELDS,
    SurveyMapping,
    default_mapping,
)
from readiness.imports.values import word

_BOOKKEEPING = re.compile(r"redcap_.*|.*_complete|.*_timestamp", re.IGNORECASE)
"""Columns a survey program adds for itself."""


@dataclass(frozen=True, slots=True)
class SurveyRead:
    """What a survey says, in the order of its rows. Records count only without problems."""

    sites: list[Site] = field(default_factory=list)
    profiles: list[Profile] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


def read_survey(
    table: Table,
    framework: Framework,
    known_sites: Sequence[Site] = (),
    mapping: SurveyMapping | None = None,
    *,
    latest: datetime | None = None,
    seen_profiles: Seen[Profile] | None = None,
    seen_responses: Seen[Response] | None = None,
) -> SurveyRead:
    """Responses, profiles and sites of a survey; without a mapping by the default names.

    An empty answer is an unanswered criterion and gives no record. A site that is not known is
    taken from the survey where the survey gives its name.
    """
    problems: list[Problem] = []
    warnings = list(table.warnings)
    chosen = mapping or default_mapping(framework)
    columns = _columns(table, chosen, problems, warnings)
    read = SurveyRead(problems=problems, warnings=warnings)
    if problems:
        return read
    known = Known(framework, [site.site_id for site in known_sites], latest)
    survey = _Survey(
        framework=framework,
        mapping=chosen,
        columns=columns,
        site_column=next(name for name in chosen.site_id if name in columns),
        time_column=next((name for name in chosen.recorded_at if name in columns), ""),
        known=known,
        sites={site.site_id: site for site in known_sites},
        read=read,
        seen_profiles=seen_profiles or Seen(),
        seen_responses=seen_responses or Seen(),
    )
    count = 0
    for row in table.rows:
        count += 1
        fields = fields_of(table, row, columns, problems, warnings)
        if fields is not None:
            survey.take(fields)
    if not count:
        message = "There are no rows below the header."
        warnings.append(Problem(table.name, message, table.header_line))
    return read


@dataclass
class _Survey:
    framework: Framework
    mapping: SurveyMapping
    columns: Mapping[str, Column]
    site_column: str
    time_column: str
    known: Known
    sites: dict[str, Site]
    read: SurveyRead
    seen_profiles: Seen[Profile]
    seen_responses: Seen[Response]

    def take(self, row: Fields) -> None:
        """Read everything one row says; a mistake in site, time or person is said once."""
        if not self._take_site(row):
            return
        common = {"site_id": self.site_column}
        if self.time_column:
            common["recorded_at"] = self.time_column
        if self.mapping.recorded_by in self.columns:
            common["recorded_by"] = self.mapping.recorded_by
        fields = self._part(row, common, recorded_at=self.mapping.recorded, recorded_by="")
        self.known.site(fields)
        moment = fields.moment("recorded_at", self.known.latest)
        self.known.person(fields)
        if fields.refused or moment is None:
            return
        self._take_profile(row, common, moment)
        for criterion_id in self.mapping.criteria:
            self._take_response(row, common, criterion_id)

    def _take_site(self, row: Fields) -> bool:
        """Take the site of a row where the row describes one; whether nothing was refused."""
        given = {
            name: column for name, column in self.mapping.site.items() if column in self.columns
        }
        site_id = row.texts[self.site_column]
        before = self.sites.get(site_id)
        if "site_name" not in given or not row.texts[given["site_name"]]:
            return True
        kept = {name: getattr(before, name) if before else "" for name in SITE_FIELDS}
        fields = self._part(row, {"site_id": self.site_column, **given}, **kept)
        site = site_of(fields)
        if site is not None and site != before:
            if before in self.read.sites:
                fields.refuse_text("site_id", "stands above with other facts. Keep one of them.")
            else:
                self.read.sites.append(site)
                self.sites[site_id] = site
                self.known.sites[site_id] = site_id
        return not fields.refused

    def _take_profile(self, row: Fields, common: Mapping[str, str], moment: datetime) -> None:
        given = {
            key: item.column
            for key, item in self.mapping.profile.items()
            if item.column in self.columns
        }
        recorded_on = moment.date().isoformat()
        fields = self._part(row, {**common, **given}, recorded_by="", recorded_on=recorded_on)
        if not any(fields.texts[key] for key in given):
            return
        for key in given:
            text = fields.texts[key]
            fields.texts[key] = self.mapping.profile[key].words.get(word(text), text)
        profile = profile_of(fields, self.known)
        if profile and not repeated_profile(profile, fields, self.seen_profiles):
            self.read.profiles.append(profile)

    def _take_response(self, row: Fields, common: Mapping[str, str], criterion_id: str) -> None:
        given = {
            part: column
            for part, column in self.mapping.criteria[criterion_id].columns.items()
            if column in self.columns
        }
        empty = dict.fromkeys((*RESPONSE_FIELDS, "recorded_by"), "")
        fields = self._part(
            row,
            {**common, **given},
            **{**empty, "recorded_at": self.mapping.recorded, "criterion_id": criterion_id},
        )
        criterion = self.framework.criterion[criterion_id]
        answers = ["answer", "numerator", "denominator"]
        if criterion.kind is Kind.DATE:
            answers.append("evidence_date")
        if not any(fields.texts[name] for name in answers):
            beside = [name for name in given if fields.texts[name]]
            if beside:
                column = fields.columns[beside[0]].title
                fields.warn(
                    next(iter(given)),
                    f"is empty although {column} is given: {criterion_id} is left unanswered.",
                )
            return
        fields.texts["answer"] = self._answer(fields, criterion_id)
        response = response_of(fields, self.known)
        if response and not repeated_row(response, fields, self.seen_responses):
            self.read.responses.append(response)

    def _answer(self, fields: Fields, criterion_id: str) -> str:
        """The answer in the words of the product.

        Words for all criteria leave numbers alone: a 1 in a count is a 1.
        """
        text = fields.texts["answer"]
        code = word(text)
        own = self.mapping.criteria[criterion_id].words
        if code in own:
            return own[code]
        meaning = self.mapping.words.get(code)
        choice = self.framework.criterion[criterion_id].kind is Kind.CHOICE
        if meaning and (choice or (meaning == NOT_APPLICABLE and not code.isdigit())):
            return meaning
        return text

    def _part(self, row: Fields, columns: Mapping[str, str], **otherwise: str) -> Fields:
        """The row under the names of a record; fields without a column have the text given."""
        places = {name: self.columns[column] for name, column in columns.items()}
        texts = {**otherwise, **{name: row.texts[column] for name, column in columns.items()}}
        used = {column.number for column in places.values()}
        unreadable = set(row.unreadable) & used
        return Fields(
            row.file,
            row.line,
            texts,
            places,
            row.problems,
            row.warnings,
            unreadable,
            bool(unreadable),
        )


def _columns(
    table: Table, mapping: SurveyMapping, problems: list[Problem], warnings: list[Problem]
) -> dict[str, Column]:
    """Columns by the name the mapping has for them; notes what does not fit."""
    wanted = {name.lower(): name for name, _ in mapping.names()}
    found: dict[str, Column] = {}
    passed, unknown = [], []
    seen: dict[str, int] = {}

    def note(message: str, number: int | None = None) -> None:
        problems.append(Problem(table.name, message, table.header_line, number))

    for number, title in enumerate(table.header, 1):
        first = seen.setdefault(title.lower(), number)
        if not title:
            note(f"Column {number} has no name. Name it or delete it.", number)
        elif first != number:
            message = f"The column {quoted(title)} is there twice, first as column {first}."
            note(f"{message} Delete one of them.", number)
        elif title.lower() in wanted:
            found[wanted[title.lower()]] = Column(number, title)
        elif _BOOKKEEPING.fullmatch(title):
            passed.append(title)
        else:
            unknown.append(Column(number, title))
    suggestions = Suggestions([name for name in wanted.values() if name not in found])
    for number, title in unknown:
        hint = suggestions.sentence(title)
        message = f"The column {quoted(title)} is not known. {hint}Rename it"
        note(f"{message}, name it in the mapping, or list it there under ignore.", number)
    if passed:
        message = f"Columns of the survey program were passed over: {', '.join(passed)}."
        warnings.append(Problem(table.name, message, table.header_line))
    if mapping.file:
        _check_mapping(table, mapping, found, problems)
    else:
        _check_default(mapping, found, note)
    return found


def _check_mapping(
    table: Table, mapping: SurveyMapping, found: Mapping[str, Column], problems: list[Problem]
) -> None:
    """Every column a mapping file names must be in the survey."""
    suggestions = Suggestions(table.header)
    for column, place in mapping.names():
        if column not in found and place != "ignore":
            message = (
                f"{place} names the column {quoted(column)}, which {table.name} does not have. "
                f"{suggestions.sentence(column)}Correct the mapping."
            )
            problems.append(Problem(mapping.file, message))


def _check_default(
    mapping: SurveyMapping, found: Mapping[str, Column], note: Callable[[str], None]
) -> None:
    """Without a mapping file the site, the time and an answer must have their default names."""
    if not any(name in found for name in mapping.site_id):
        note("The column record_id with the id of the site is missing. Add it, or give a mapping.")
    if not any(name in found for name in mapping.recorded_at):
        note(
            "The column recorded_at with the time of each row is missing. Add it, or give a "
            "mapping with a fixed recorded_at."
        )
    answers = [column for item in mapping.criteria.values() for column in item.columns.values()]
    if not any(column in found for column in answers):
        note("No column is named after a criterion, like c01. Rename them, or give a mapping.")
