"""Rows of a file beside what is recorded: which entry each is about, and what it would change."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from readiness.domain.registers.checking import problem_of_id, problems_of, tidy
from readiness.domain.registers.entries import STATED, EntryRow, RegisterEntry, in_force
from readiness.domain.registers.measuring import Register

Recorded = Mapping[str, Sequence[RegisterEntry]]
"""Every version of every entry of the registers of a site, by site, in the order of recording."""
Key = tuple[str, str]


class Comparison(NamedTuple):
    """What rows would change. They count only without problems.

    `rows` are those that say something new, tidy and each with the id of its entry; `versions`
    is how often each of these was recorded before, by site and entry id.
    """

    rows: tuple[EntryRow, ...]
    versions: Mapping[Key, int]
    problems: tuple[str, ...]


def compare_rows(
    register: Register, rows: Sequence[EntryRow], recorded: Recorded, today: date
) -> Comparison:
    """The rows of a file beside what is recorded of their sites.

    A row is about the entry of its id or, where it gives none, about the one at its site that has
    the same keys; where there is none either, it states a new one, whose id follows from its keys.
    """
    ids = {
        (entry.site_id, *register.known_by(entry.values)): entry.entry_id
        for entries in recorded.values()
        for entry in in_force(entries)
        if entry.register == register.id
    }
    stated = [
        _with_id(register, row._replace(values=tidy(register, row.values)), ids) for row in rows
    ]
    versions: dict[Key, int] = {}
    newest: dict[Key, RegisterEntry] = {}
    for entries in recorded.values():
        for entry in entries:
            key = entry.site_id, entry.entry_id
            versions[key], newest[key] = versions.get(key, 0) + 1, entry
    changed = tuple(row for row in stated if not _says_the_same(newest.get(row[:2]), row))
    return Comparison(
        changed,
        {row[:2]: versions.get(row[:2], 0) for row in changed},
        tuple(_problems(register, stated, newest, today)),
    )


def _with_id(register: Register, row: EntryRow, ids: Mapping[tuple[str, ...], str]) -> EntryRow:
    if row.entry_id:
        return row
    known_by = (row.site_id, *register.known_by(row.values))
    digest = sha256("\0".join((register.id, *known_by)).encode()).hexdigest()
    return row._replace(entry_id=ids.get(known_by, f"{register.id}-{digest[:24]}"))


def _says_the_same(entry: RegisterEntry | None, row: EntryRow) -> bool:
    return entry is not None and entry.state == STATED and entry.values == row.values


def _problems(
    register: Register,
    rows: Sequence[EntryRow],
    newest: Mapping[Key, RegisterEntry],
    today: date,
) -> Iterator[str]:
    seen: set[Key] = set()
    for number, row in enumerate(rows, 1):
        found = problems_of(register, row.values, today)
        if wrong := problem_of_id(row.entry_id):
            found.append(f"The entry id {wrong}")
        if row[:2] in newest and newest[row[:2]].register != register.id:
            found.append("The entry id belongs to another register of the site.")
        if row[:2] in seen:
            found.append("An earlier row is about the same entry.")
        seen.add(row[:2])
        yield from (f"Row {number}: {problem}" for problem in found)
