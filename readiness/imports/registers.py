"""A table of a register -> its entries, with every bad row and column named. Nothing is written.

The columns are site_id and the fields of the register by their ids, the optional ones only where
the file has them. entry_id may be given: rows of several sites with the same one share the entry.
"""

import re
from collections.abc import Iterable
from datetime import date

from readiness.domain.privacy import check_free_text
from readiness.domain.registers.checking import chosen, problem_of, problem_of_id
from readiness.domain.registers.entries import EntryRow
from readiness.domain.registers.measuring import FieldType, Register, RegisterField
from readiness.errors import Problem
from readiness.imports.fields import Fields, Suggestions
from readiness.imports.records import Read, read_rows
from readiness.imports.shapes import Table
from readiness.imports.values import word

SITE_ID = "site_id"
ENTRY_ID = "entry_id"
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::00)?")


def columns_of(register: Register) -> tuple[str, ...]:
    """The columns of a file of a register, the optional ones too."""
    return (SITE_ID, ENTRY_ID, *(one.id for one in register.fields))


def read_register(
    table: Table, register: Register, site_ids: Iterable[str], *, today: date
) -> Read[EntryRow]:
    """The entries in file order, for sites out of `site_ids`.

    A row that repeats an earlier one is taken once; one that says something else of the same
    entry is a problem. What has happened cannot be dated after `today`.
    """
    sites = set(site_ids)
    suggestions = Suggestions(sites)
    first: dict[tuple[str, ...], tuple[EntryRow, int]] = {}

    def convert(fields: Fields) -> EntryRow | None:
        row = _row_of(fields, register, sites, suggestions, today)
        if row is None:
            return None
        known_by = (row.entry_id,) if row.entry_id else ("", *register.known_by(row.values))
        earlier, line = first.setdefault((row.site_id, *known_by), (row, fields.line))
        if line == fields.line:
            return row
        if earlier == row:
            fields.warn(SITE_ID, f"and the rest of this row repeat line {line}: taken once.")
        else:
            _refuse_row(fields, f"Line {line} is about the same entry already. Keep one of them.")
        return None

    optional = [one.id for one in register.fields if not one.required]
    required = [one.id for one in register.fields if one.required]
    return read_rows(table, (SITE_ID, *required), (ENTRY_ID, *optional), convert)


def _row_of(
    fields: Fields, register: Register, sites: set[str], suggestions: Suggestions, today: date
) -> EntryRow | None:
    site_id = fields.texts[SITE_ID]
    if not site_id:
        fields.refuse(SITE_ID, "is empty. Give the id of the site.")
    elif site_id not in sites:
        hint = suggestions.sentence(site_id)
        fields.refuse_text(SITE_ID, f"is no site that you may answer for. {hint}Correct it.")
    entry_id = fields.texts.get(ENTRY_ID, "")
    if wrong := problem_of_id(entry_id):
        fields.refuse_text(ENTRY_ID, wrong)
    values = {}
    for one in register.fields:
        text = _as_stored(one, fields.texts.get(one.id, ""))
        if problem := _wrong(one, text, today):
            fields.refuse(one.id, f"cannot be taken: {problem}")
        elif text:
            values[one.id] = text
    if fields.refused:
        return None
    if register.check is not None and (problem := register.check(values)):
        _refuse_row(fields, problem)
        return None
    return EntryRow(site_id, entry_id, values)


def _wrong(one: RegisterField, text: str, today: date) -> str:
    problem = problem_of(one, text, today)
    if not problem and one.type is FieldType.TEXT and (suspicions := check_free_text(text)):
        return f"{suspicions[0]} Reword it in the file."
    return problem


def _as_stored(one: RegisterField, text: str) -> str:
    """A cell in the words in which the register keeps it; as it is where it does not fit."""
    if one.type is FieldType.CHOICE:
        return _option(one, text)
    if one.type is FieldType.CHOICES:
        return "; ".join(dict.fromkeys(_option(one, part) for part in chosen(text)))
    if one.type is FieldType.NUMBER and text.isascii() and text.isdigit():
        return text.lstrip("0") or "0"
    if one.type is FieldType.TIME and (match := _CLOCK.fullmatch(text)):
        return f"{match[1]:0>2}:{match[2]}"
    return text


def _option(one: RegisterField, text: str) -> str:
    """The option that is meant, by its id or by the words shown for it."""
    for option, title in one.options:
        if word(text) in {word(option), word(title)}:
            return option
    return text


def _refuse_row(fields: Fields, message: str) -> None:
    """Note what is wrong with the row rather than with one of its cells."""
    fields.refused = True
    fields.problems.append(Problem(fields.file, message, fields.line))
