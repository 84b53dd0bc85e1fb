"""agents.toml -> agents. Every mistake is reported at once, with the agent and what to do."""

import re
import tomllib
from collections.abc import Collection, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from readiness.domain.agents import INFERRED, SOURCED, UNKNOWN, Agent, AgentFact
from readiness.errors import InputError, Problem

AGENT_TEXTS = ("id", "name", "brand", "target", "use", "jurisdiction")
AGENT_KEYS = (*AGENT_TEXTS, "checked_on", "open_question", "fact")
FACT_TEXTS = ("id", "title", "value", "basis")
FACT_KEYS = (*FACT_TEXTS, "source", "source_date", "note", "checked_on")
BASES = (SOURCED, INFERRED, UNKNOWN)

_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_LINK = re.compile(r"(?:https?://|doi:)\S+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SOURCE_DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)$")
_NO_DATE = date.min  # stands in for a date that was reported as a mistake


def load_agents(path: Path) -> tuple[Agent, ...]:
    """The agents of the file, in its order.

    Raises `InputError` with every mistake found; nothing is returned from a file with one.
    """
    mistakes: list[str] = []
    agents = _agents(_document(path), mistakes)
    if mistakes:
        raise InputError([Problem(str(path), mistake) for mistake in mistakes])
    return agents


def _document(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        problem = Problem(str(path), f"cannot be read ({error.strerror}); check path and rights")
    except UnicodeDecodeError:
        problem = Problem(str(path), "is no UTF-8 text; save it as UTF-8")
    except ValueError as error:  # a syntax error, or a date that is not in the calendar
        problem = _syntax_problem(path, str(error))
    raise InputError([problem])


def _syntax_problem(path: Path, message: str) -> Problem:
    place = _PLACE.search(message)
    line, column = (int(place[1]), int(place[2])) if place else (None, None)
    told = _PLACE.sub("", message)
    return Problem(str(path), f"is not valid TOML: {told}; correct it there", line, column)


def _agents(document: dict[str, Any], mistakes: list[str]) -> tuple[Agent, ...]:
    top = _Table(document, "top of the file", mistakes)
    top.refuse_unknown_keys(("agent",))
    agents = tuple(_agent(values, number, mistakes) for number, values in top.tables("agent"))
    mistakes += [
        f'agent "{name}": this id is used more than once; give each its own'
        for name in _repeated(agent.id for agent in agents)
    ]
    return agents


def _agent(values: dict[str, Any], number: int, mistakes: list[str]) -> Agent:
    where = f"agent {_name(values, number)}"
    table = _Table(values, where, mistakes)
    table.refuse_unknown_keys(AGENT_KEYS)
    texts = {key: table.text(key) for key in AGENT_TEXTS}
    table.refuse_bad_id(texts["id"])
    checked_on = table.day("checked_on")
    open_question = table.optional_text("open_question")
    facts = tuple(
        _fact(fact, f"{where}, fact {_name(fact, position)}", checked_on, mistakes)
        for position, fact in table.tables("fact")
    )
    mistakes += [
        f'{where}, fact "{name}": this id is used more than once; keep one'
        for name in _repeated(fact.id for fact in facts)
    ]
    return Agent(**texts, checked_on=checked_on, open_question=open_question, facts=facts)


def _fact(values: dict[str, Any], where: str, checked_on: date, mistakes: list[str]) -> AgentFact:
    """A fact; it was checked when its agent was, unless it says otherwise."""
    table = _Table(values, where, mistakes)
    table.refuse_unknown_keys(FACT_KEYS)
    texts = {key: table.text(key) for key in FACT_TEXTS}
    table.refuse_bad_id(texts["id"])
    return AgentFact(
        **texts,
        **_source(table, texts["value"], texts["basis"]),
        note=table.optional_text("note"),
        checked_on=table.day("checked_on") if "checked_on" in values else checked_on,
    )


def _source(table: "_Table", value: str, basis: str) -> dict[str, str]:
    """Source and its date: required where a source says it, else both may be ""."""
    if basis and basis not in BASES:
        table.report(f'basis is "{basis}"; write one of ' + ", ".join(f'"{b}"' for b in BASES))
    if basis in BASES and value and (basis == UNKNOWN) != (value == UNKNOWN):
        table.report(f'value is "{value}" and basis "{basis}"; "unknown" goes with "unknown" only')
    may_be_blank = basis == UNKNOWN
    source = table.text("source", may_be_blank=may_be_blank)
    source_date = table.text("source_date", may_be_blank=may_be_blank)
    if source and not _LINK.fullmatch(source):
        table.report(f'source is "{source}"; write a link that starts with https:// or doi:')
    if source_date and not _is_source_date(source_date):
        table.report(
            f'source_date is "{source_date}"; write it like "2026-06-15", "2026-06" or "2026"'
        )
    return {"source": source, "source_date": source_date}


class _Table:
    """One TOML table, read key by key; what is wrong with it goes to `mistakes`."""

    def __init__(self, values: dict[str, Any], where: str, mistakes: list[str]) -> None:
        self.values = values
        self.where = where
        self.mistakes = mistakes

    def report(self, mistake: str) -> None:
        self.mistakes.append(f"{self.where}: {mistake}")

    def refuse_unknown_keys(self, known: Collection[str]) -> None:
        for key in self.values:
            if key not in known:
                self.report(f'unknown key "{key}"; correct it to one of {", ".join(known)}')

    def refuse_bad_id(self, name: str) -> None:
        if name and not _SLUG.fullmatch(name):
            self.report(f'id is "{name}"; use lower-case letters, digits, "-" and "_" only')

    def text(self, key: str, *, may_be_blank: bool = False) -> str:
        """The text of the key without outer spaces; "" where it was a mistake."""
        if key not in self.values:
            self.report(f'"{key}" is missing; add {key} = "..."')
            return ""
        value = self.values[key]
        if not isinstance(value, str):
            self.report(f'"{key}" is not text; put it between quotation marks')
            return ""
        if not value.strip() and not may_be_blank:
            self.report(f'"{key}" is blank; write what it is')
        return value.strip()

    def optional_text(self, key: str) -> str:
        """The text of the key, "" where the key is left out."""
        return self.text(key) if key in self.values else ""

    def day(self, key: str) -> date:
        """A date, written 2026-11-22 with or without quotation marks."""
        value = self.values.get(key)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if isinstance(value, str) and _is_day(value):
            return date.fromisoformat(value)
        if value is None:
            self.report(f'"{key}" is missing; add {key} = "2026-11-22"')
        else:
            self.report(f'{key} is "{value}"; write a day of the calendar like "2026-11-22"')
        return _NO_DATE

    def tables(self, key: str) -> list[tuple[int, dict[str, Any]]]:
        """The tables under [[key]], each with its position counted from 1; at least one."""
        values = self.values.get(key, [])
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            self.report(f'"{key}" is not a list of tables; head each with double square brackets')
            return []
        if not values:
            self.report(f'there is no "{key}"; add at least one')
        return list(enumerate(values, start=1))


def _name(values: dict[str, Any], number: int) -> str:
    """How to point at a table: its id, or its position where it has none."""
    name = values.get("id")
    return f'"{name.strip()}"' if isinstance(name, str) and name.strip() else f"number {number}"


def _repeated(names: Iterable[str]) -> list[str]:
    """The names that occur more than once, each once; blank ones are reported elsewhere."""
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return [name for name, count in counts.items() if name and count > 1]


def _is_source_date(text: str) -> bool:
    """Whether it is a year, a month or a day of the calendar, in ISO 8601."""
    return bool(_SOURCE_DATE.fullmatch(text)) and _is_day(f"{text}-01-01"[:10])


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return bool(_DAY.fullmatch(text))
