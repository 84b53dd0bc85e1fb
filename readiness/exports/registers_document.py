"""docs/registers.md: every register, its fields, and the rule by which it answers its criteria."""

import inspect
from collections.abc import Iterable, Iterator

from readiness.domain.framework import Framework
from readiness.domain.registers.catalogue import REGISTERS
from readiness.domain.registers.measuring import FieldType, Measure, Register, RegisterField

_TEXT = """# Registers

A register is a running list of facts that a site keeps. Where a criterion names one of its
measures in `fed_by`, the register answers it, for any date and with its arithmetic; a typed answer
counts instead only with a reason, and until the register is next changed. Where a measure says
nothing, what was typed counts. Evidence lapses by the validity of the criterion, as typed evidence
does. This document is generated; run `make docs` after a change of a register.

A file of a register (CSV or XLSX) has the columns `site_id` and those below; columns of fields that
may be empty can be left out. Without `entry_id` a row is about the entry of its site with the same
*key*, so that importing again changes entries and duplicates none. Rows of several sites with the
same `entry_id` state an entry that the sites share. Dates are written 2026-11-22, times 17:30,
several choices with a semicolon between them.
"""
_TYPES = {
    FieldType.TEXT: "text",
    FieldType.NUMBER: "whole number",
    FieldType.DATE: "date",
    FieldType.TIME: "time",
}


def document(framework: Framework) -> str:
    """The whole page, as Markdown."""
    parts = [_TEXT]
    for register in REGISTERS.values():
        parts.extend(_register(register, framework))
    return "\n".join(parts)


def _register(register: Register, framework: Framework) -> Iterator[str]:
    yield f"## {register.title}\n"
    shared = " One entry may be shared by several sites." if register.shared else ""
    keys = register.key or tuple(one.id for one in register.fields if one.required)
    yield f"{register.about}{shared} Key: {', '.join(f'`{key}`' for key in keys)}.\n"
    rows = (
        (f"`{one.id}`", one.title, _type(one), "" if one.required else "yes", _notes(one))
        for one in register.fields
    )
    yield _table(("Column", "Field", "Stated as", "May be empty", "Note"), rows)
    if register.measures:
        yield _table(
            ("Answers", "Measure", "Rule"),
            (
                (_criteria(one, framework), f"`{one.id}`", inspect.getdoc(one.figure) or "")
                for one in register.measures
            ),
        )


def _criteria(measure: Measure, framework: Framework) -> str:
    fed = [f"{one.title} ({one.id})" for one in framework.scored if one.fed_by == measure.id]
    return ", ".join(fed) or "nothing in this framework"


def _type(one: RegisterField) -> str:
    if one.type not in (FieldType.CHOICE, FieldType.CHOICES):
        return _TYPES[one.type]
    listed = ", ".join(f"`{option}` {title}" for option, title in one.options)
    return f"{'one of' if one.type is FieldType.CHOICE else 'some of'}: {listed}"


def _notes(one: RegisterField) -> str:
    notes = [one.help]
    if one.happened:
        notes.append("Not after today.")
    if one.names_person:
        notes.append("Viewers do not see it.")
    return " ".join(note for note in notes if note)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = tuple(head)
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
