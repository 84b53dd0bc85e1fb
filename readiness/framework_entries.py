"""Reading one TOML table with care: every mistake is noted with its place and its remedy."""

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from readiness.domain.framework import Exact
from readiness.errors import Problem

DIGITS = 9
"""Before and after the decimal point: more is a slip of the finger, and slow to compute with."""


@dataclass
class Findings:
    """What was found wrong (problems) or odd (warnings) in a set of files."""

    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def problem(self, file: str, message: str, line: int | None = None) -> None:
        self.problems.append(Problem(file, message, line, 1 if line else None))


@dataclass
class Entry:
    """One table of a file: `label` says which ("criterion C15"), `line` where its header is."""

    file: str
    source: str
    label: str
    table: dict[str, Any]
    findings: Findings
    line: int | None = None

    @property
    def id(self) -> str:
        value = self.table.get("id")
        return value.strip() if isinstance(value, str) else ""

    def problem(self, key: str, message: str) -> None:
        self.findings.problem(self.file, self._says(message), self._line_of(key))

    def warn(self, key: str, message: str) -> None:
        line = self._line_of(key)
        self.findings.warnings.append(Problem(self.file, self._says(message), line, 1))

    def allow_only(self, known: set[str], required: Sequence[str] = ()) -> None:
        """Note unknown keys with the nearest known one, and keys that are missing."""
        for key in self.table:
            if key not in known:
                near = difflib.get_close_matches(key, known, 1)
                hint = f"did you mean {near[0]!r}?" if near else "remove it"
                self.problem(key, f"unknown key {key!r}; {hint} (known: {listed(sorted(known))})")
        for key in required:
            if key not in self.table:
                self.problem(key, f"{key!r} is missing; add {key} = ...")

    def text(self, key: str, *, may_be_blank: bool = False) -> str:
        """The text of a key, "" where it is absent."""
        value = self.table.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.problem(key, f"{key} must be text in quotes, not {written(value)}")
            return ""
        if not value.strip() and not may_be_blank:
            self.problem(key, f"{key} is blank; write it, or remove the key where it is optional")
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty where the key is absent."""
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.problem(key, f'{key} must be a list of texts, as in {key} = ["..."]')
            return ()
        if any(not item.strip() for item in value):
            self.problem(key, f"{key} holds a blank text; write it or remove it")
        return tuple(item.strip() for item in value)

    def flag(self, key: str) -> bool:
        value = self.table.get(key, False)
        if not isinstance(value, bool):
            self.problem(key, f"{key} must be true or false, without quotes, not {written(value)}")
            return False
        return value

    def number(
        self,
        key: str,
        *,
        above: int | None = None,
        least: int | None = None,
        most: int | None = None,
    ) -> Exact | None:
        """An exact number, `None` where the key is absent or the value is noted as wrong."""
        value = self.table.get(key)
        if value is None:
            return None
        finite = isinstance(value, int | Decimal) and not isinstance(value, bool)
        if not finite or (isinstance(value, Decimal) and not value.is_finite()):
            self.problem(key, f"{key} must be a number without quotes, not {written(value)}")
        elif _too_long(value):
            self.problem(
                key, f"{key} has too many digits; use at most {DIGITS} on each side of the point"
            )
        elif above is not None and value <= above:
            self.problem(key, f"{key} must be above {above}, not {value}")
        elif least is not None and value < least:
            self.problem(key, f"{key} must be at least {least}, not {value}")
        elif most is not None and value > most:
            self.problem(key, f"{key} must be at most {most}, not {value}")
        else:
            exact = Fraction(value)
            return exact.numerator if exact.denominator == 1 else exact
        return None

    def whole_number(self, key: str, *, least: int) -> int | None:
        value = self.number(key, least=least)
        if isinstance(value, Fraction):
            self.problem(key, f"{key} must be a whole number, not {written(self.table[key])}")
            return None
        return value

    def day(self, key: str) -> date | None:
        value = self.table.get(key)
        if value is None or type(value) is date:
            return value
        self.problem(key, f"{key} must be a date without quotes, as in {key} = 2027-05-01")
        return None

    def part(self, key: str) -> "Entry | None":
        """A table inside this one, `None` where it is absent."""
        value = self.table.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.problem(key, f'{key} must be a table, as in {key} = {{ field = "...", ... }}')
            return None
        label = f"{self.label}, {key}"
        return Entry(self.file, self.source, label, value, self.findings, self._line_of(key))

    def _says(self, message: str) -> str:
        return f"{self.label}: {message}" if self.label else message

    def _line_of(self, key: str) -> int | None:
        """The line of a key inside this table, else of the table's header."""
        if self.label and self.line is None:
            return None
        lines = self.source.split("\n")
        start = self.line or 0
        for place in range(start, len(lines)):
            if place > start and lines[place].lstrip().startswith("["):
                break
            if re.match(rf"\s*{re.escape(key)}\s*=", lines[place]):
                return place + 1
        return self.line


def tables(page: Entry, key: str) -> Iterator[Entry]:
    """The [[key]] tables of a file, each with its id noted when missing or used twice."""
    value = page.table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        page.problem(key, f"{key} must be written as [[{key}]] tables")
        return
    header = re.compile(rf"\s*\[\[\s*{key}\s*\]\]")
    lines = [n for n, line in enumerate(page.source.split("\n"), 1) if header.match(line)]
    seen: set[str] = set()
    for place, table in enumerate(value):
        line = lines[place] if len(lines) == len(value) else None
        name = table.get("id")
        label = f"{key} {name}" if isinstance(name, str) and name.strip() else f"{key} {place + 1}"
        entry = Entry(page.file, page.source, label, table, page.findings, line)
        entry.text("id")
        if entry.id and entry.id in seen:
            entry.problem("id", f"the id {entry.id!r} is used twice; ids are never reused")
        seen.add(entry.id)
        yield entry


def written(value: object) -> str:
    """A value the way the file has it: true, 2026.1, "text"."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "a table"
    if isinstance(value, int | Decimal) and _too_long(value):
        return "a very long number"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def listed(words: Iterable[str]) -> str:
    """Words as a reader expects them, "none" where there are none."""
    return ", ".join(words) or "none"


def _too_long(value: object) -> bool:
    """Whether a number has too many digits; never spells it out, which could take for ever."""
    if isinstance(value, Decimal):
        if not value.is_finite():
            return False
        return value.adjusted() >= DIGITS or int(value.as_tuple().exponent) < -DIGITS
    return isinstance(value, int) and abs(value) >= 10**DIGITS
