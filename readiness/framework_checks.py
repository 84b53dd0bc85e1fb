"""Criteria of a framework: reading one, and what must hold between them."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from readiness.domain.framework import (
    Condition,
    Criterion,
    Exact,
    Formula,
    Framework,
    Kind,
    ResourceKind,
)
from readiness.domain.registers.catalogue import MEASURES
from readiness.domain.registers.triggers import KINDS
from readiness.framework_entries import Entry, listed

_KEYS = {
    "id", "element", "title", "question", "why", "evidence", "kind", "unit", "target",
    "required", "applies_when", "gate", "gate_at", "validity_months", "points", "na_allowed",
    "effort_hours", "lead_days", "depends_on", "basis", "sources", "author", "checked_by",
    "next_review", "retired", "fed_by", "leans_on", "due_after",
}  # fmt: skip
_MOST = {Kind.PERCENT: 100, Kind.HOURS: 168}


@dataclass
class CriterionReader:
    """Reads criteria and remembers where each was, so that ids are unique over all files."""

    framework: Framework
    entries: dict[str, Entry] = field(default_factory=dict)

    def read(self, entry: Entry) -> Criterion:
        entry.allow_only(_KEYS, required=("id", "element", "title", "question", "kind", "points"))
        other = self.entries.get(entry.id)
        if entry.id and other is not None and other.file != entry.file:
            entry.problem("id", f"the id is also used in {other.file}; ids are never reused")
        self.entries.setdefault(entry.id, entry)
        kind = self._kind(entry)
        points = entry.number("points", above=0)
        gate = entry.flag("gate")
        gate_at = entry.number("gate_at", above=0, most=100)
        if gate_at is not None and not gate:
            entry.warn("gate_at", "gate_at has no effect without gate = true")
        return Criterion(
            id=entry.id,
            element=reference(entry, "element", [e.id for e in self.framework.elements]),
            title=entry.text("title"),
            question=entry.text("question"),
            kind=kind,
            points=points or 1,
            requirement=self._requirement(entry, kind),
            applies_when=self._condition(entry),
            gate=gate,
            gate_at=gate_at,
            validity_months=entry.whole_number("validity_months", least=1),
            na_allowed=entry.flag("na_allowed"),
            effort_hours=entry.number("effort_hours", least=0) or 0,
            lead_days=entry.whole_number("lead_days", least=0) or 0,
            depends_on=entry.texts("depends_on"),
            why=entry.text("why"),
            evidence=entry.text("evidence"),
            unit=entry.text("unit"),
            basis=entry.text("basis"),
            sources=entry.texts("sources"),
            author=entry.text("author"),
            checked_by=entry.text("checked_by", may_be_blank=True),
            next_review=entry.day("next_review"),
            retired=entry.flag("retired"),
            fed_by=self._measure(entry, kind),
            leans_on=_resources(entry),
            due_after=self._triggers(entry),
        )

    def _kind(self, entry: Entry) -> Kind:
        word = entry.text("kind")
        if word and word not in list(Kind):
            entry.problem("kind", f"{word!r} is not a kind; use one of {listed(Kind)}")
        return Kind(word) if word in list(Kind) else Kind.CHOICE

    def _measure(self, entry: Entry, kind: Kind) -> str:
        name = entry.text("fed_by") if "fed_by" in entry.table else ""
        measure = MEASURES.get(name)
        if name and (measure is None or kind not in measure.kinds):
            fitting = [one.id for one in MEASURES.values() if kind in one.kinds]
            entry.problem(
                "fed_by", f"{name!r} is no measure for a {kind}; use one of {listed(fitting)}"
            )
        return name

    def _triggers(self, entry: Entry) -> tuple[str, ...]:
        named = tuple(dict.fromkeys(entry.texts("due_after")))
        for word in named:
            if word.strip() and word not in KINDS:
                near = difflib.get_close_matches(word, KINDS, 1)
                hint = f"did you mean {near[0]!r}?" if near else "remove it"
                entry.problem(
                    "due_after", f"{word!r} is no trigger; {hint} (known: {listed(KINDS)})"
                )
        return named

    def _requirement(self, entry: Entry, kind: Kind) -> Exact | Formula | None:
        part = entry.part("required")
        if kind in (Kind.CHOICE, Kind.DATE):
            for key in {"target", "required"} & set(entry.table):
                entry.problem(key, f"a {kind} has no {key}; remove it")
            return None
        most = _MOST.get(kind)
        if part is None:
            if "target" not in entry.table and "required" not in entry.table:
                entry.problem("target", f"a {kind} needs a target; add target = ...")
            return entry.number("target", above=0, most=most)
        if "target" in entry.table:
            entry.problem("required", "give either target or required, not both")
        if "target" in part.table:
            part.allow_only({"target"})
            return part.number("target", above=0, most=most)
        return self._formula(entry, part, kind)

    def _formula(self, entry: Entry, part: Entry, kind: Kind) -> Formula | None:
        part.allow_only({"field", "per_unit", "at_least"}, required=("field", "per_unit"))
        if kind is not Kind.COUNT:
            entry.problem("required", f"a {kind} needs target = ...; a formula is for a count")
        name = self._field(part, "count")
        per_unit = part.number("per_unit", above=0)
        return Formula(name, per_unit or 1, part.number("at_least", least=0) or 0)

    def _condition(self, entry: Entry) -> Condition | None:
        part = entry.part("applies_when")
        if part is None:
            return None
        part.allow_only({"field", "is", "at_least"}, required=("field",))
        if ("is" in part.table) == ("at_least" in part.table):
            part.problem("applies_when", 'give exactly one of is = "..." and at_least = ...')
            return None
        if "at_least" in part.table:
            return Condition(self._field(part, "count"), at_least=part.number("at_least", least=0))
        name = self._field(part, "choice", "text")
        word = part.text("is")
        options = dict(self._options(name))
        if options and word not in options:
            part.problem(
                "applies_when", f"{word!r} is not an option of {name}; use one of {listed(options)}"
            )
        return Condition(name, word=word)

    def _field(self, part: Entry, *types: str) -> str:
        known = {field.id: field.type for field in self.framework.profile_fields}
        name = reference(part, "field", list(known))
        if name in known and known[name] not in types:
            wanted = " or ".join(types)
            part.problem("field", f"profile field {name!r} is a {known[name]}, not a {wanted}")
        return name

    def _options(self, name: str) -> tuple[tuple[str, str], ...]:
        return next((f.options for f in self.framework.profile_fields if f.id == name), ())


def _resources(entry: Entry) -> tuple[ResourceKind, ...]:
    kinds = list(dict.fromkeys(entry.texts("leans_on")))
    for strange in [kind for kind in kinds if kind.strip() and kind not in list(ResourceKind)]:
        entry.problem(
            "leans_on", f"{strange!r} is nothing to lean on; use one of {listed(ResourceKind)}"
        )
    return tuple(ResourceKind(kind) for kind in kinds if kind in list(ResourceKind))


def reference(entry: Entry, key: str, known: list[str]) -> str:
    """A text that has to be one of the ids known; noted with the nearest one where it is not."""
    word = entry.text(key)
    if word and word not in known:
        near = difflib.get_close_matches(word, known, 1)
        hint = f"did you mean {near[0]!r}?" if near else "use one that does"
        entry.problem(key, f"{key} {word!r} does not exist; {hint} (known: {listed(known)})")
    return word


def check_references(
    main: Entry, framework: Framework, elements: Sequence[Entry], criteria: dict[str, Entry]
) -> None:
    """What must hold between the parts: themes, elements, prerequisites and their order."""
    for what in ("theme", "element"):
        if not main.table.get(what):
            main.problem(what, f"there are no {what}s; add at least one [[{what}]]")
    if not criteria:
        main.problem("criterion", "there are no criteria; add an element file with [[criterion]]")
    themes = [theme.id for theme in framework.themes]
    used = [entry.table.get("element") for entry in criteria.values()]
    cores: dict[str, str] = {}
    for element, entry in zip(framework.elements, elements, strict=True):
        if element.theme:
            reference(entry, "theme", themes)
        if element.id not in used:
            entry.warn("id", "it has no criteria")
        if element.core in cores:
            entry.problem(
                "core", f"element {cores[element.core]} is also core = {element.core!r}; keep one"
            )
        if element.core:
            cores.setdefault(element.core, element.id)
    _check_prerequisites(criteria)


def _check_prerequisites(criteria: dict[str, Entry]) -> None:
    graph: dict[str, list[str]] = {}
    for name, entry in criteria.items():
        wanted = entry.table.get("depends_on", [])
        wanted = wanted if isinstance(wanted, list) else []
        names = [other.strip() for other in wanted if isinstance(other, str)]
        for other in names:
            if other and other not in criteria:
                entry.problem(
                    "depends_on",
                    f"depends_on names {other!r}, which does not exist; remove it or mend the id",
                )
        graph[name] = [other for other in names if other in criteria]
    while ring := _ring(graph):
        first, second = ring[:2]
        graph[first].remove(second)
        criteria[first].problem(
            "depends_on",
            f"the criteria wait for each other in a ring ({' needs '.join(ring)}); "
            "remove one of these prerequisites",
        )


def _ring(graph: dict[str, list[str]]) -> list[str]:
    """Criteria that wait for each other, each needing the next; empty where there are none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []
