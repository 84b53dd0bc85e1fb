"""A framework as a document for people (Markdown): docs/framework.md is one."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from readiness.domain.framework import Criterion, Element, Exact, Framework, Level, ProfileField
from readiness.domain.wording import (
    condition_in_words,
    counted,
    day_in_words,
    gate_in_words,
    number_in_words,
    requirement_in_words,
    triggers_in_words,
    validity_in_words,
)

GENERATED = (
    "This document is generated from the framework files; change those and run `make docs`. "
    "How a score is made from it is in [scoring.md](scoring.md)."
)
BASIS = "Basis: [S] a source says it; [J] judgment, to be confirmed by the clinicians who use it."


def document(framework: Framework) -> str:
    """The whole framework, themes and elements in its own order, retired criteria last."""
    parts = [
        f"# {_text(framework.title)}",
        f"Version {_text(framework.version)} <small>{_text(framework.id)}</small>. "
        f"{_size(framework)}.",
        GENERATED,
        "## Levels",
        "A site has the highest level whose conditions hold.",
        _table(["Level", "Score", "Must-haves"], map(_level, framework.levels)),
    ]
    if framework.profile_fields:
        parts += [
            "## Facts about a site",
            "They decide which criteria apply and how much is needed. The default holds where "
            "nothing is stated.",
            _table(
                ["Fact", "Stated as", "Default", "Note"],
                map(_profile_field, framework.profile_fields),
            ),
        ]
    parts += ["## Overview", _overview(framework)]
    if any("[S]" in c.basis or "[J]" in c.basis for c in framework.criteria):
        parts.append(_text(BASIS))
    for theme in framework.themes:
        parts.append(f"## {_text(theme.title)}")
        for element in framework.elements:
            if element.theme == theme.id:
                parts += _element(element, framework)
    retired = [criterion for criterion in framework.criteria if criterion.retired]
    if retired:
        parts += [
            "## Retired",
            "No longer asked and no longer scored. Their ids are never used again.",
            "\n".join(f"- {_named(criterion)}" for criterion in retired),
        ]
    return "\n\n".join(parts) + "\n"


def _size(framework: Framework) -> str:
    points = sum((criterion.points for criterion in framework.scored), start=0)
    return ", ".join(
        [
            counted(len(framework.themes), "themes"),
            counted(len(framework.elements), "elements"),
            counted(len(framework.scored), "criteria").replace("1 criteria", "1 criterion"),
            counted(len(framework.gates), "must-haves"),
            counted(points, "points"),
        ]
    )


def _level(level: Level) -> list[str]:
    score = "any" if level.min_score == 0 else f"at least {number_in_words(level.min_score)}"
    return [_titled(level.title, level.id), score, "all passed" if level.needs_gates else "–"]


def _profile_field(field: ProfileField) -> list[str]:
    stated = {"count": "a number", "text": "text"}.get(field.type, "")
    default = field.default
    words = dict(field.options)
    return [
        _titled(field.title, field.id),
        stated or _text(", ".join(words.values())),
        _text(words.get(default, default)) if isinstance(default, str) else _amount(default),
        _text(field.help) or "–",
    ]


def _amount(value: Exact | None) -> str:
    return "–" if value is None else number_in_words(value)


def _overview(framework: Framework) -> str:
    titles = {theme.id: theme.title for theme in framework.themes}
    rows = []
    for element in framework.elements:
        criteria = framework.criteria_of(element.id)
        rows.append(
            [
                _titled(element.title, element.id),
                _text(titles[element.theme]),
                "core" if element.core else "supporting",
                str(len(criteria)),
                str(sum(criterion.gate for criterion in criteria)),
                number_in_words(sum((criterion.points for criterion in criteria), start=0)),
            ]
        )
    return _table(["Element", "Theme", "Kind", "Criteria", "Must-haves", "Points"], rows)


def _element(element: Element, framework: Framework) -> Iterator[str]:
    core = "Core element." if element.core else "Supporting element."
    yield f"### {_titled(element.title, element.id)}"
    yield core
    for criterion in framework.criteria_of(element.id):
        yield f"#### {_named(criterion)}"
        yield _summary(criterion)
        yield f"**{_text(criterion.question)}**"
        yield _table(["", ""], _facts(criterion, framework))


def _summary(criterion: Criterion) -> str:
    gate = gate_in_words(criterion)
    points = counted(criterion.points, "points")
    return f"**{gate[0].upper()}{gate[1:]}** · {points}" if gate else points[0].upper() + points[1:]


def _facts(criterion: Criterion, framework: Framework) -> Iterator[list[str]]:
    before = [_named(framework.criterion[name]) for name in criterion.depends_on]
    not_applicable = "may be said, with a reason" if criterion.na_allowed else ""
    condition = condition_in_words(criterion, framework)
    facts = {
        "Why": _text(criterion.why),
        "Evidence asked for": _text(criterion.evidence),
        "Needed": _text(requirement_in_words(criterion, framework)),
        "Applies": _text(condition) if condition != "always" else "",
        "Not applicable": not_applicable,
        "Validity": validity_in_words(criterion),
        "Effort": counted(criterion.effort_hours, "hours") if criterion.effort_hours else "",
        "Lead time": counted(criterion.lead_days, "days") if criterion.lead_days else "",
        "Needs first": "<br>".join(before),
        "To be looked at again after": _text(triggers_in_words(criterion)),
        "Basis": _text(criterion.basis),
        "Sources": "<br>".join(_link(source) for source in criterion.sources),
        "Author": _text(criterion.author),
        "Checked by": _text(criterion.checked_by) or "not yet checked",
        "Next review": day_in_words(criterion.next_review) if criterion.next_review else "",
    }
    return ([name, value] for name, value in facts.items() if value)


def _named(criterion: Criterion) -> str:
    return _titled(criterion.title, criterion.id)


def _titled(title: str, code: str) -> str:
    return f"{_text(title)} <small>{_text(code)}</small>"


def _link(source: str) -> str:
    """A web address or DOI as a link named by its site; anything else as text."""
    if source.lower().startswith("doi:"):
        return f"[{_text(source)}](<https://doi.org/{_address(source[4:].strip())}>)"
    if re.match(r"https?://\S+$", source):
        host = urlsplit(source).netloc.removeprefix("www.")
        return f"[{_text(host)}](<{_address(source)}>)"
    return _text(source)


def _address(text: str) -> str:
    for char, code in (("<", "%3C"), (">", "%3E"), ("|", "%7C"), ("\\", "%5C"), (" ", "%20")):
        text = text.replace(char, code)
    return text


def _table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(re.sub(r" +", " ", f"| {' | '.join(cells)} |") for cells in lines)


def _text(text: str) -> str:
    """Words as they are: nothing in them acts as Markdown or HTML, and they stay on one line."""
    return re.sub(r"([\\`*_<>|\[\]#])", r"\\\1", " ".join(text.split()))
