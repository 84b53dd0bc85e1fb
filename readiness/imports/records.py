"""Tables -> records, with every problem found. Nothing is written.

A problem is a reason not to take the file; a warning is something to look at.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from readiness.domain.assessment import Finding, Profile, Response
from readiness.domain.framework import Framework
from readiness.domain.organisations import Site
from readiness.domain.registers.entries import EntryRow
from readiness.errors import Problem
from readiness.imports.fields import Fields, fields_of, match_columns
from readiness.imports.rows import Known, finding_of, profile_of, response_of, site_of
from readiness.imports.shapes import Table, quoted

Record = TypeVar("Record", Site, Profile, Response, Finding, EntryRow)

SITE_COLUMNS = Site._fields
RESPONSE_COLUMNS = Response._fields
FINDING_COLUMNS = Finding._fields
PROFILE_COLUMNS = ("site_id", "recorded_on")


@dataclass(frozen=True, slots=True)
class Read(Generic[Record]):
    """What was read, in file order, and what was found. Records count only without problems."""

    records: list[Record] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


@dataclass
class Seen(Generic[Record]):
    """The newest record under each key and where it stood, so that repeated rows are noticed.

    The same one is handed from file to file where several are read together.
    """

    newest: dict[Hashable, tuple[Record, str, int]] = field(default_factory=dict)

    def repeats(self, key: Hashable, record: Record, fields: Fields, name: str) -> bool:
        """Whether a record says again what the newest under its key says; either is a warning.

        A record that says something else under the same key is the newer one.
        """
        before = self.newest.get(key)
        if before is not None:
            earlier, file, line = before
            place = f"line {line}" if file == fields.file else f"line {line} of {file}"
            if earlier == record:
                fields.warn(name, f"and the rest of this row repeat {place}: taken once.")
                return True
            fields.warn(
                name,
                f"has another row for the same at the same time in {place}: this later row counts.",
            )
        self.newest[key] = (record, fields.file, fields.line)
        return False


def read_sites(table: Table) -> Read[Site]:
    """Sites in file order. An identical row is taken once; a conflicting one is a problem."""
    first: dict[str, tuple[Site, int]] = {}

    def convert(fields: Fields) -> Site | None:
        site = site_of(fields)
        if site is None:
            return None
        earlier, line = first.setdefault(site.site_id, (site, fields.line))
        if line == fields.line:
            return site
        if earlier == site:
            fields.warn("site_id", f"and the rest of this row repeat line {line}: taken once.")
        else:
            names = [name for name in SITE_COLUMNS if getattr(earlier, name) != getattr(site, name)]
            fields.refuse_text(
                "site_id",
                f"stands in line {line} already, with another {', '.join(names)}. Keep one row.",
            )
        return None

    return read_rows(table, SITE_COLUMNS, (), convert)


def read_profiles(
    table: Table,
    framework: Framework,
    site_ids: Iterable[str],
    *,
    latest: datetime | None = None,
    seen: Seen[Profile] | None = None,
) -> Read[Profile]:
    """Profiles in file order; any profile field may be left out, and `recorded_by` may be given."""
    known = Known(framework, site_ids, latest)
    noted = Seen[Profile]() if seen is None else seen

    def convert(fields: Fields) -> Profile | None:
        profile = profile_of(fields, known)
        return None if profile is None or repeated_profile(profile, fields, noted) else profile

    optional = [*(definition.id for definition in framework.profile_fields), "recorded_by"]
    return read_rows(table, PROFILE_COLUMNS, optional, convert)


def read_responses(
    table: Table,
    framework: Framework,
    site_ids: Iterable[str],
    *,
    latest: datetime | None = None,
    seen: Seen[Response] | None = None,
) -> Read[Response]:
    """Responses in file order. With `latest`, what is recorded later is refused."""
    known = Known(framework, site_ids, latest)
    noted = Seen[Response]() if seen is None else seen

    def convert(fields: Fields) -> Response | None:
        response = response_of(fields, known)
        return None if response is None or repeated_row(response, fields, noted) else response

    return read_rows(table, RESPONSE_COLUMNS, (), convert)


def read_findings(
    table: Table,
    framework: Framework,
    site_ids: Iterable[str],
    *,
    latest: datetime | None = None,
    seen: Seen[Finding] | None = None,
) -> Read[Finding]:
    """Findings in file order. With `latest`, what is recorded later is refused."""
    known = Known(framework, site_ids, latest)
    noted = Seen[Finding]() if seen is None else seen

    def convert(fields: Fields) -> Finding | None:
        finding = finding_of(fields, known)
        return None if finding is None or repeated_row(finding, fields, noted) else finding

    return read_rows(table, FINDING_COLUMNS, (), convert)


def repeated_profile(profile: Profile, fields: Fields, seen: Seen[Profile]) -> bool:
    """Whether the row says again what the newest profile of its site and date says."""
    key = (profile.site_id, profile.recorded_on)
    return seen.repeats(key, profile, fields, "site_id")


RowRecord = TypeVar("RowRecord", Response, Finding)


def repeated_row(record: RowRecord, fields: Fields, seen: Seen[RowRecord]) -> bool:
    """Whether the row says again what the newest of its site, criterion and instant says."""
    key = (record.site_id, record.criterion_id, record.recorded_at)
    return seen.repeats(key, record, fields, "criterion_id")


def read_rows(
    table: Table,
    required: Iterable[str],
    optional: Iterable[str],
    convert: Callable[[Fields], Record | None],
) -> Read[Record]:
    """Every row of a table that `convert` takes, and everything wrong with the header and rows."""
    columns, problems, complete = match_columns(table, required, optional)
    records: list[Record] = []
    warnings = list(table.warnings)
    count = 0
    for row in table.rows:
        count += 1
        fields = fields_of(table, row, columns, problems, warnings)
        if fields is not None and complete:
            record = convert(fields)
            if record is not None:
                records.append(record)
    if not count:
        message = f"There are no rows below the header {quoted(', '.join(table.header))}."
        warnings.append(Problem(table.name, message, table.header_line))
    return Read(records, problems, warnings)
