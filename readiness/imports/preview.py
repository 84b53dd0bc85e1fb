"""Uploaded files -> everything that would be recorded and everything that is wrong with them.

Nothing is written here. A preview is acceptable as a whole or not at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from readiness.domain.assessment import Batch, Finding, Profile, Response, utc
from readiness.domain.framework import Framework
from readiness.domain.organisations import Site
from readiness.errors import InputError, Problem
from readiness.imports.fields import Suggestions
from readiness.imports.records import (
    FINDING_COLUMNS,
    PROFILE_COLUMNS,
    RESPONSE_COLUMNS,
    SITE_COLUMNS,
    Read,
    Record,
    Seen,
    read_findings,
    read_profiles,
    read_responses,
    read_sites,
)
from readiness.imports.separated import size_of
from readiness.imports.shapes import Progress, Table
from readiness.imports.survey import read_survey
from readiness.imports.survey_mapping import DEFAULT_SUFFIXES, SurveyMapping, read_mapping
from readiness.imports.tables import read_table

UNKNOWN = "unknown"
SURVEY = "survey"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "sites": SITE_COLUMNS,
    "profiles": PROFILE_COLUMNS,
    "responses": RESPONSE_COLUMNS,
    "findings": FINDING_COLUMNS,
}
"""The columns that must be there, by kind of table."""

_ORDER = ("sites", SURVEY, "profiles", "responses", "findings", UNKNOWN)
_ENOUGH = 0.6
"""The share of its columns from which on a table is taken for one of a kind."""


class TableCount(NamedTuple):
    """What one table held: its kind (sites, profiles, responses, findings, survey, unknown)."""

    table: str
    kind: str
    records: int


class ChangedSite(NamedTuple):
    """A known site that the files describe otherwise."""

    before: Site
    after: Site


@dataclass(frozen=True, slots=True)
class Preview:
    """What accepting the files would record. The batch counts only without problems.

    `batch.sites` holds the sites that are new or changed; known sites that the files describe as
    they are would change nothing. `counts` is in the order of the files.
    """

    batch: Batch
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    counts: tuple[TableCount, ...]
    new_sites: tuple[Site, ...]
    changed_sites: tuple[ChangedSite, ...]

    @property
    def acceptable(self) -> bool:
        """Whether there is something to record and nothing wrong."""
        return not self.problems and len(self.batch) > 0


def preview(
    files: Sequence[tuple[str, bytes | Path]],
    framework: Framework,
    known_sites: Sequence[Site],
    *,
    now: datetime,
    mapping: SurveyMapping | None = None,
    on_progress: Progress | None = None,
) -> Preview:
    """Read files together: each is known by its header, and sites are read first.

    A file called .toml among them is the mapping of a survey. Anything recorded after `now` is
    refused. `on_progress` gets the share of all files that has been read.
    """
    reader = _Reader(framework, known_sites, utc(now), mapping, on_progress)
    tables = reader.open(files)
    kinds = [kind_of(table, framework, reader.mapping) for table in tables]
    counts: dict[int, TableCount] = {}
    for position in sorted(range(len(tables)), key=lambda place: _ORDER.index(kinds[place])):
        table, kind = tables[position], kinds[position]
        counts[position] = TableCount(table.name, kind, reader.read(table, kind))
    if on_progress:
        on_progress(1.0)
    return reader.preview([counts[position] for position in range(len(tables))])


def kind_of(table: Table, framework: Framework, mapping: SurveyMapping | None = None) -> str:
    """What a table is, by the names in its header."""
    names = {name.lower() for name in table.header}
    kind, share = _closest(names)
    if share < 1 and _is_survey(names, framework, mapping):
        return SURVEY
    return kind if share >= _ENOUGH else UNKNOWN


@dataclass
class _Reader:
    framework: Framework
    known_sites: Sequence[Site]
    now: datetime
    mapping: SurveyMapping | None
    on_progress: Progress | None
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    sites: dict[str, Site] = field(default_factory=dict)
    profiles: list[Profile] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    named_sites: dict[str, None] = field(default_factory=dict)
    done: dict[int, float] = field(default_factory=dict)
    seen_profiles: Seen[Profile] = field(default_factory=Seen)
    seen_responses: Seen[Response] = field(default_factory=Seen)
    seen_findings: Seen[Finding] = field(default_factory=Seen)

    def __post_init__(self) -> None:
        self.named_sites = dict.fromkeys(site.site_id for site in self.known_sites)

    def open(self, files: Sequence[tuple[str, bytes | Path]]) -> list[Table]:
        """The tables of all files; a file that cannot be read is a problem."""
        tables = []
        total = max(sum(_size(source) for _, source in files), 1)
        for position, (name, source) in enumerate(files):
            try:
                if name.lower().endswith(".toml"):
                    self.mapping = read_mapping(name, source, self.framework)
                else:
                    report = self._report(position, _size(source) / total)
                    tables.extend(read_table(name, source, on_progress=report))
            except InputError as error:
                self.problems.extend(error.problems)
        return tables

    def read(self, table: Table, kind: str) -> int:
        """Read one table; how many records it gave."""
        if kind == "sites":
            return self._read_sites(table)
        if kind == SURVEY:
            return self._read_survey(table)
        known = (self.framework, self.named_sites)
        if kind == "profiles":
            profiles = read_profiles(table, *known, latest=self.now, seen=self.seen_profiles)
            return self._take(profiles, self.profiles)
        if kind == "responses":
            responses = read_responses(table, *known, latest=self.now, seen=self.seen_responses)
            return self._take(responses, self.responses)
        if kind == "findings":
            findings = read_findings(table, *known, latest=self.now, seen=self.seen_findings)
            return self._take(findings, self.findings)
        self.problems.append(_unknown(table))
        self.warnings.extend(table.warnings)
        return 0

    def preview(self, counts: Sequence[TableCount]) -> Preview:
        """Everything that was read."""
        before = {site.site_id: site for site in self.known_sites}
        new = tuple(site for site in self.sites.values() if site.site_id not in before)
        changed = tuple(
            ChangedSite(before[site.site_id], site)
            for site in self.sites.values()
            if site.site_id in before and before[site.site_id] != site
        )
        batch = Batch(
            sites=tuple(site for site in self.sites.values() if before.get(site.site_id) != site),
            profiles=tuple(self.profiles),
            responses=tuple(self.responses),
            findings=tuple(self.findings),
        )
        return Preview(
            batch, tuple(self.problems), tuple(self.warnings), tuple(counts), new, changed
        )

    def _read_sites(self, table: Table) -> int:
        read = read_sites(table)
        self.problems.extend(read.problems)
        self.warnings.extend(read.warnings)
        for site in read.records:
            self._add_site(site, table.name)
        names = [name.lower() for name in table.header]
        if "site_id" in names:  # Rows with another mistake name their site all the same.
            place = names.index("site_id")
            self.named_sites.update(
                dict.fromkeys(row.cells[place] for row in table.rows if len(row.cells) > place)
            )
            self.named_sites.pop("", None)
        return len(read.records)

    def _read_survey(self, table: Table) -> int:
        described = {site.site_id: site for site in self.known_sites} | self.sites
        read = read_survey(
            table,
            self.framework,
            tuple(described.values()),
            self.mapping,
            latest=self.now,
            seen_profiles=self.seen_profiles,
            seen_responses=self.seen_responses,
        )
        for site in read.sites:
            self._add_site(site, table.name)
            self.named_sites[site.site_id] = None
        self.problems.extend(read.problems)
        self.warnings.extend(read.warnings)
        self.profiles.extend(read.profiles)
        self.responses.extend(read.responses)
        return len(read.sites) + len(read.profiles) + len(read.responses)

    def _add_site(self, site: Site, file: str) -> None:
        if self.sites.setdefault(site.site_id, site) != site:
            message = (
                f"The site {site.site_id} is described otherwise in another table of this upload. "
                "Keep one of them."
            )
            self.problems.append(Problem(file, message))

    def _take(self, read: Read[Record], kept: list[Record]) -> int:
        kept.extend(read.records)
        self.problems.extend(read.problems)
        self.warnings.extend(read.warnings)
        return len(read.records)

    def _report(self, position: int, weight: float) -> Progress | None:
        """Progress of one file as a part of all; tables are not read in the order of the files."""
        report = self.on_progress
        if report is None:
            return None

        def note(share: float) -> None:
            self.done[position] = max(weight * share, self.done.get(position, 0.0))
            report(min(1.0, sum(self.done.values())))

        return note


def _closest(names: set[str]) -> tuple[str, float]:
    """The kind of table with the largest share of its columns there, and that share."""
    found = {
        kind: (sum(column in names for column in columns) / len(columns), len(columns))
        for kind, columns in COLUMNS.items()
    }
    kind = max(found, key=lambda name: found[name])
    return kind, found[kind][0]


def _is_survey(names: set[str], framework: Framework, mapping: SurveyMapping | None) -> bool:
    if mapping is not None:
        shared = {*mapping.site_id, *mapping.recorded_at, mapping.recorded_by, *mapping.ignore}
        return any(name.lower() in names for name, _ in mapping.names() if name not in shared)
    defaults = {
        key.lower() + suffix for key in framework.criterion for suffix in DEFAULT_SUFFIXES.values()
    }
    return bool(names & defaults) and bool(names & {"record_id", "site_id"})


def _unknown(table: Table) -> Problem:
    names = {name.lower() for name in table.header}
    kind, _ = _closest(names)
    missing = [column for column in COLUMNS[kind] if column not in names]
    suggestions = Suggestions([name for name in table.header if name.lower() not in COLUMNS[kind]])
    listed = ", ".join(
        f"{column} (perhaps {near})" if (near := suggestions.closest(column)) else column
        for column in missing
    )
    message = (
        f"This is no table of sites, profiles, responses or findings, and no survey. It is closest "
        f"to {kind}, but these columns are missing: {listed}. Rename or add them, or give a survey "
        "mapping."
    )
    return Problem(table.name, message, table.header_line)


def _size(source: bytes | Path) -> int:
    try:
        return size_of(source)
    except OSError:
        return 0
