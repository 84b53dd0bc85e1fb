"""Whether what is typed into a register can stand there."""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from readiness.domain.registers.measuring import FieldType, Register, RegisterField

MOST_CHARACTERS = 500
MOST_NUMBER = 100_000
MOST_ID = 64
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")


def tidy(register: Register, values: Mapping[str, str]) -> dict[str, str]:
    """The values of the register's fields, without spaces around them and without the empty."""
    stripped = {one.id: values.get(one.id, "").strip() for one in register.fields}
    return {name: text for name, text in stripped.items() if text}


def problems_of(
    register: Register, values: Mapping[str, str], today: date | None = None
) -> list[str]:
    """Everything that is wrong with tidy values, each in a sentence; empty where nothing is.

    With `today`, something past that is dated later is wrong too.
    """
    unknown = sorted(values.keys() - {one.id for one in register.fields})
    found = [f"{name}: {register.title} has no such field." for name in unknown]
    for one in register.fields:
        problem = problem_of(one, values.get(one.id, ""), today)
        if problem:
            found.append(f"{one.title}: {problem}")
    if not found and register.check is not None and (problem := register.check(values)):
        found.append(problem)
    return found


def problem_of(one: RegisterField, text: str, today: date | None = None) -> str:
    """What is wrong with a field, and what to do; "" where nothing is."""
    if not text:
        return "fill it in." if one.required else ""
    if len(text) > MOST_CHARACTERS:
        return f"shorten it to {MOST_CHARACTERS} characters."
    if one.type is FieldType.NUMBER and not (
        text.isascii() and text.isdigit() and int(text) <= MOST_NUMBER
    ):
        return f"give a whole number from 0 to {MOST_NUMBER:,}, not “{text}”."
    if one.type is FieldType.DATE and not _is_day(text):
        return f"give a date as 2026-11-22, not “{text}”."
    if one.happened and today is not None and date.fromisoformat(text) > today:
        return f"{text} is after today, {today}; give the day on which it was done."
    if one.type is FieldType.TIME and not _TIME.fullmatch(text):
        return f"give a time as 17:30, not “{text}”."
    if one.type in (FieldType.CHOICE, FieldType.CHOICES):
        stored = [option for option, _ in one.options]
        words = chosen(text) if one.type is FieldType.CHOICES else (text,)
        strange = [word for word in words if word not in stored]
        if not words:
            return "choose at least one." if one.required else ""
        if strange:
            return f"“{strange[0]}” is not one of {', '.join(stored)}."
    return ""


def problem_of_id(entry_id: str) -> str:
    """What is wrong with the id that a file gives an entry; "" where nothing is."""
    if len(entry_id) > MOST_ID:
        return f"has more than {MOST_ID} characters. Shorten it."
    if not entry_id.isprintable() or " " in entry_id:
        return "has spaces or invisible characters in it. Leave them out."
    return ""


@lru_cache(maxsize=10_000)
def chosen(text: str) -> tuple[str, ...]:
    """The options in a field of several choices."""
    return tuple(word for part in text.split(";") if (word := part.strip()))


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
