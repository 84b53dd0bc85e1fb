"""Framework files (TOML) -> Framework. The loader is the only schema.

Every mistake is collected with its file, the id it belongs to, its line where it can be told,
and what to do. Wording may change freely; ids never change and are never used again.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from readiness.domain.framework import (
    Criterion,
    Element,
    Exact,
    Framework,
    Level,
    ProfileField,
    Theme,
)
from readiness.errors import InputError, Problem
from readiness.framework_checks import CriterionReader, check_references
from readiness.framework_entries import Entry, Findings, listed, tables

MAIN_FILE = "framework.toml"


@dataclass(frozen=True)
class LoadedFramework:
    """A framework, the files it came from, and what its author should look at."""

    framework: Framework
    files: Mapping[str, str]
    warnings: tuple[Problem, ...] = field(default=())


def load_framework(folder: Path) -> Framework:
    """Read a framework folder. Raises `InputError` with every mistake found."""
    return load(read_folder(folder)).framework


def read_folder(folder: Path) -> dict[str, str]:
    """The framework files of a folder as text, by path. Raises `InputError`."""
    if not folder.is_dir():
        raise InputError(
            [Problem(str(folder), "there is no such folder; give the folder of framework.toml")]
        )
    files: dict[str, str] = {}
    problems = []
    for path in sorted(folder.glob("*.toml"), key=_natural):
        try:
            files[str(path)] = path.read_text("utf-8-sig")
        except UnicodeDecodeError:
            problems.append(Problem(str(path), "this is not UTF-8 text; save it as UTF-8"))
        except OSError as error:
            problems.append(Problem(str(path), f"it cannot be read ({error.strerror})"))
    if str(folder / MAIN_FILE) not in files and not problems:
        problems.append(Problem(str(folder), f"there is no {MAIN_FILE}; a framework starts there"))
    if problems:
        raise InputError(problems)
    return files


def load(files: Mapping[str, str]) -> LoadedFramework:
    """Read a framework from its files' texts by path. Raises `InputError`."""
    main_name = next((name for name in files if Path(name).name == MAIN_FILE), None)
    if main_name is None:
        raise InputError([Problem(MAIN_FILE, "it is missing; a framework starts there")])
    findings = Findings()
    parsed = {name: _parse(name, text, findings) for name, text in files.items()}
    if findings.problems:
        raise InputError(findings.problems)
    main = Entry(main_name, files[main_name], "", parsed.pop(main_name) or {}, findings)
    main.allow_only({"id", "version", "title", *_PARTS}, required=("id", "version", "title"))
    levels, elements = list(tables(main, "level")), list(tables(main, "element"))
    framework = Framework(
        id=main.text("id"),
        version=main.text("version"),
        title=main.text("title"),
        levels=tuple(_level(entry) for entry in levels),
        profile_fields=tuple(_profile_field(entry) for entry in tables(main, "profile_field")),
        themes=tuple(_theme(entry) for entry in tables(main, "theme")),
        elements=tuple(_element(entry) for entry in elements),
        criteria=(),
    )
    reader = CriterionReader(framework)
    criteria: list[Criterion] = []
    for name, document in parsed.items():
        page = Entry(name, files[name], "", document or {}, findings)
        page.allow_only({"criterion"})
        criteria.extend(reader.read(entry) for entry in tables(page, "criterion"))
    order = {element.id: place for place, element in enumerate(framework.elements)}
    criteria.sort(key=lambda criterion: order.get(criterion.element, len(order)))
    _check_levels(main, levels, framework.levels)
    check_references(main, framework, elements, reader.entries)
    if findings.problems:
        raise InputError(findings.problems)
    loaded = Framework(**{**vars(framework), "criteria": tuple(criteria)})
    return LoadedFramework(loaded, dict(files), tuple(findings.warnings))


def fingerprint(framework: Framework) -> str:
    """A digest of all that a score depends on; wording, sources and estimates are left out."""
    relevant = {
        "levels": [(level.id, level.min_score, level.needs_gates) for level in framework.levels],
        "fields": [(f.id, f.type, f.default, f.options) for f in framework.profile_fields],
        "elements": [(element.id, element.theme) for element in framework.elements],
        "criteria": [
            [getattr(criterion, name) for name in _SCORED] for criterion in framework.criteria
        ],
    }
    return hashlib.sha256(json.dumps(relevant, default=str).encode()).hexdigest()


_SCORED = (
    "id",
    "element",
    "kind",
    "points",
    "requirement",
    "applies_when",
    "gate",
    "gate_at",
    "validity_months",
    "na_allowed",
    "retired",
)
_PARTS = ("level", "profile_field", "theme", "element")


def _parse(name: str, text: str, findings: Findings) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError) as error:
        # Besides bad TOML: a number too long to read, tables nested too deep.
        what, line, column = str(error), None, None
        if place := re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", what, re.DOTALL):
            what, line, column = place[1], int(place[2]), int(place[3])
        findings.problems.append(
            Problem(name, f"this is not valid TOML ({what}); mend that place first", line, column)
        )
        return None


def _level(entry: Entry) -> Level:
    entry.allow_only(
        {"id", "title", "min_score", "needs_gates"}, required=("id", "title", "min_score")
    )
    score = entry.number("min_score", least=0, most=100)
    if entry.id == "not_assessed":
        entry.problem("id", "not_assessed is what a site without answers is; choose another id")
    return Level(entry.id, entry.text("title"), score or 0, entry.flag("needs_gates"))


def _check_levels(main: Entry, entries: Sequence[Entry], levels: Sequence[Level]) -> None:
    if not levels:
        main.problem("level", "there are no levels; add at least one [[level]], lowest first")
        return
    if levels[0].min_score != 0 or levels[0].needs_gates:
        entries[0].problem(
            "min_score",
            "the first level must have min_score = 0 and no needs_gates, "
            "so that every site has a level; put the lowest level first",
        )
    for entry, (lower, higher) in zip(entries[1:], pairwise(levels), strict=True):
        if higher.min_score < lower.min_score:
            entry.problem(
                "min_score",
                f"its min_score is below that of level {lower.id} before it; "
                "order the levels lowest first",
            )
        elif higher.min_score == lower.min_score and higher.needs_gates <= lower.needs_gates:
            entry.problem(
                "min_score",
                f"it asks no more than level {lower.id}, which no site could then have; "
                "raise its min_score or set needs_gates = true",
            )


def _profile_field(entry: Entry) -> ProfileField:
    entry.allow_only(
        {"id", "title", "type", "options", "option_titles", "default", "help"},
        required=("id", "title", "type"),
    )
    kind = entry.text("type")
    if kind and kind not in ("count", "choice", "text"):
        entry.problem("type", f"{kind!r} is not a type; use count, choice or text")
    options = entry.texts("options")
    titles = entry.texts("option_titles") or options
    if kind == "choice" and not options:
        entry.problem("options", "a choice needs options = [...] with at least one word")
    if kind != "choice" and options:
        entry.problem("options", "only a choice has options; remove them or set type = choice")
    if len(set(options)) != len(options):
        entry.problem("options", "an option stands twice; remove one")
    if len(titles) != len(options):
        entry.problem("option_titles", "give as many option_titles as options")
    return ProfileField(
        entry.id,
        entry.text("title"),
        kind,
        _default(entry, kind, options),
        tuple(zip(options, titles, strict=False)),
        entry.text("help"),
    )


def _default(entry: Entry, kind: str, options: tuple[str, ...]) -> Exact | str | None:
    if kind == "count":
        return entry.number("default", least=0) if "default" in entry.table else 0
    value = entry.text("default", may_be_blank=kind == "text")
    if kind == "choice" and value and value not in options:
        entry.problem(
            "default", f"{value!r} is not one of the options; use one of {listed(options)}"
        )
    return value or None


def _theme(entry: Entry) -> Theme:
    entry.allow_only({"id", "title"}, required=("id", "title"))
    return Theme(entry.id, entry.text("title"))


_CORE = ("", "champion", "after_hours", "hospital", "staff", "education")


def _element(entry: Entry) -> Element:
    entry.allow_only(
        {"id", "theme", "title", "core", "short_title"}, required=("id", "theme", "title")
    )
    title, core = entry.text("title"), entry.text("core", may_be_blank=True)
    if core not in _CORE:
        entry.problem("core", f'{core!r} is not a core element; use {listed(_CORE[1:])} or ""')
    return Element(entry.id, entry.text("theme"), title, core, entry.text("short_title") or title)


def _natural(path: Path) -> tuple[str, int, str]:
    """E2 before E10."""
    name = path.stem.rstrip("0123456789")
    return (name, int(path.stem[len(name) :] or 0), path.stem)
