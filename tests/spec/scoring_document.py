"""The manual of how a score is made, written from the specification."""

from collections.abc import Iterator, Mapping
from typing import Any

from readiness.domain.framework import Framework
from readiness.domain.scoring import SCORING_VERSION
from readiness.domain.wording import (
    condition_in_words,
    day_in_words,
    gate_in_words,
    requirement_in_words,
    validity_in_words,
)
from tests.spec.cast import framework_of
from tests.spec.columns import HEADINGS, points_in_words, shown
from tests.spec.sections import SECTIONS
from tests.spec.tables import Section, Table
from tests.spec.worked import ASKED

OPENING = f"""\
# How a score is made

Scoring version {SCORING_VERSION}. For a site, a date and a version of the framework, these rules \
give the state of every criterion, the score, the must-haves that fail, and the level.

The rules come with worked examples. Every row of every table is run as a test against the \
product, so this document cannot say what the product does not do. The document is generated: \
change `tests/spec/` and run `make docs`.

The examples use a few criteria with the weights of the framework in use; which criteria and \
weights there are is in [framework.md](framework.md). Where a table names no date, the date asked \
for is {day_in_words(ASKED)}. Fractions are exact; the number in parentheses is rounded for reading.
"""


def document() -> str:
    """The whole of docs/scoring.md."""
    parts = [OPENING, *(_section(section) for section in SECTIONS)]
    return "\n".join(parts)


def _section(section: Section) -> str:
    return "\n".join([f"## {section.heading}\n", f"{section.says}\n", *map(_table, section.tables)])


def _table(table: Table) -> str:
    columns = [HEADINGS[name] for name in (*table.given, *table.expected)]
    lines = [f"### {table.heading}", "", table.says, ""]
    lines += [*_cast(table), ""] if _cast(table) else []
    lines += _shared(table)
    lines.append(_row(["Example", *columns]))
    lines.append("|" + " --- |" * (len(columns) + 1))
    for label, given, expected in table.cases():
        given_cells = [_given(name, given, table) for name in table.given]
        expected_cells = [f"**{shown(name, expected[name])}**" for name in table.expected]
        lines.append(_row([label, *given_cells, *expected_cells]))
    return "\n".join([*lines, ""])


def _given(name: str, given: Mapping[str, Any], table: Table) -> str:
    """A cell; in a table about one criterion, what was recorded need not repeat its title."""
    text = shown(name, given[name])
    cast = _titles(table)
    return text.replace(f": {cast[0]}: ", ": ") if len(cast) == 1 else text


def _titles(table: Table) -> list[str]:
    titles: dict[str, None] = {}
    for _, given, _ in table.cases():
        one = [given["criterion"]] if "criterion" in given else []
        titles.update(dict.fromkeys([*one, *given.get("criteria", ())]))
    return list(titles)


def _cast(table: Table) -> list[str]:
    """The criteria of a table, each with what the framework says about it."""
    return [f"- {line}" for line in _described(framework_of(_titles(table)))]


def _described(framework: Framework) -> Iterator[str]:
    for criterion in framework.criteria:
        facts: list[str] = [
            points_in_words(criterion.points),
            gate_in_words(criterion),
            f"needed: {requirement_in_words(criterion, framework)}",
            validity_in_words(criterion),
        ]
        when = condition_in_words(criterion, framework)
        if when != "always":
            facts.append(f"applies {when}")
        if criterion.na_allowed:
            facts.append("“not applicable” is allowed")
        yield f"*{criterion.title}*: " + "; ".join(fact for fact in facts if fact)


def _shared(table: Table) -> list[str]:
    """What every row shares, where it is not a criterion."""
    lines = []
    for name in ("answer", "recorded"):
        if table.same.get(name):
            told_here = _given(name, table.same, table).replace("<br>", "; ")
            lines.append(f"{HEADINGS[name]}: {told_here}.")
    return [*lines, ""] if lines else []


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
