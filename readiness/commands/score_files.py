"""The files that `score` is given -> what is recorded about each site, or every problem found."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeAlias, TypeVar

from readiness.commands.files import source_of
from readiness.domain.assessment import Finding, History, Profile, Response
from readiness.domain.framework import Framework
from readiness.domain.organisations import Site
from readiness.domain.scoring import SiteScore, score_site
from readiness.errors import InputError, Problem
from readiness.framework_files import load, read_folder
from readiness.imports.records import (
    Read,
    Record,
    read_findings,
    read_profiles,
    read_responses,
    read_sites,
)
from readiness.imports.shapes import Table
from readiness.imports.tables import read_table

Progress: TypeAlias = Callable[[str, float], None]
"""Called with the name of a file and the share of it that has been read, 0 to 1."""


@dataclass(frozen=True, slots=True)
class ScoreFiles:
    """A network as its files tell it. Records wait under their site until it is scored."""

    framework: Framework
    sites: tuple[Site, ...]
    responses: dict[str, list[Response]]
    findings: dict[str, list[Finding]]
    profiles: dict[str, list[Profile]]
    warnings: tuple[Problem, ...]

    def scores(self, as_of: date) -> Iterator[SiteScore]:
        """Each site in the order of its file, once: what was recorded about it is then let go."""
        for site in self.sites:
            history = History.of(
                site.site_id,
                self.responses.pop(site.site_id, ()),
                self.findings.pop(site.site_id, ()),
                self.profiles.pop(site.site_id, ()),
            )
            yield score_site(self.framework, history, as_of)


def read_score_files(
    framework_folder: Path, files: Mapping[str, Path], on_progress: Progress
) -> ScoreFiles:
    """Read the files by kind: sites and responses, and profiles and findings where there are any.

    Raises `InputError` with the problems of all files together.
    """
    reader = _Reader(on_progress)
    framework = reader.framework(framework_folder)
    tables = reader.tables(files)
    sites: list[Site] = []
    if "sites" in tables:
        sites = reader.take(read_sites(tables["sites"]))
    responses: list[Response] = []
    profiles: list[Profile] = []
    findings: list[Finding] = []
    if framework is not None:
        named = _named(tables["sites"]) if "sites" in tables else None
        for kind, table in tables.items():
            # Without a list of sites, not each row is to blame.
            known = _named(table) or set() if named is None else named
            if kind == "responses":
                responses = reader.take(read_responses(table, framework, known))
            elif kind == "profiles":
                profiles = reader.take(read_profiles(table, framework, known))
            elif kind == "findings":
                findings = reader.take(read_findings(table, framework, known))
    if reader.problems or framework is None:
        raise InputError(reader.problems)
    return ScoreFiles(
        framework,
        tuple(sites),
        _by_site(responses),
        _by_site(findings),
        _by_site(profiles),
        tuple(reader.warnings),
    )


@dataclass
class _Reader:
    on_progress: Progress
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def framework(self, folder: Path) -> Framework | None:
        try:
            loaded = load(read_folder(folder))
        except InputError as error:
            self.problems.extend(error.problems)
            return None
        self.warnings.extend(loaded.warnings)
        return loaded.framework

    def tables(self, files: Mapping[str, Path]) -> dict[str, Table]:
        """The files that can be read at all."""
        tables = {}
        for kind, path in files.items():
            try:
                report = partial(self.on_progress, path.name)
                found = read_table(str(path), source_of(path), on_progress=report)
                tables[kind] = _table_of(kind, str(path), found)
            except InputError as error:
                self.problems.extend(error.problems)
        return tables

    def take(self, read: Read[Record]) -> list[Record]:
        self.problems.extend(read.problems)
        self.warnings.extend(read.warnings)
        return read.records


def _table_of(kind: str, name: str, tables: list[Table]) -> Table:
    """The only table of a file, or the sheet named after what is looked for."""
    if len(tables) == 1:
        return tables[0]
    for table in tables:
        if table.name.lower().endswith(f"[{kind}]"):
            return table
    message = f"The workbook has no sheet named {kind}. Name one so, or save the sheet as CSV."
    raise InputError([Problem(name, message)])


def _named(table: Table) -> set[str] | None:
    """The sites that a table names, also in rows with a mistake; `None` without such a column."""
    names = [name.lower() for name in table.header]
    if "site_id" not in names:
        return None
    place = names.index("site_id")
    named = {row.cells[place] for row in table.rows if len(row.cells) > place}
    return named - {""}


OfSite = TypeVar("OfSite", Response, Finding, Profile)


def _by_site(records: list[OfSite]) -> dict[str, list[OfSite]]:
    grouped: dict[str, list[OfSite]] = {}
    for record in records:
        grouped.setdefault(record.site_id, []).append(record)
    return grouped
