"""A comparison as tables and words; the columns of sites stand in the order chosen.

A table is made once for each comparison and shared: never change one in place.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from readiness.domain.explanation import level_title, shown
from readiness.domain.framework import Criterion
from readiness.domain.scoring import CriterionScore, State
from readiness.services.comparison import Comparison
from readiness.views.network import HEATMAP_COLUMNS

KEPT = 16
GROUPS = {
    "some": "Some lack",
    "all": "All have",
    "none": "None has",
    "everything": "Everything",
}
"""What criteria are sorted into, by whether the sites to which they apply meet them."""


class CriterionRow(NamedTuple):
    """A criterion and its state at each site; `None` where a site's framework lacks it.

    `group` is some, all or none of the assessed sites; "" where it applies to none of them.
    """

    criterion: Criterion
    element: str
    cells: tuple[CriterionScore | None, ...]
    group: str


def site_names(view: Comparison) -> list[str]:
    """A heading for each site: its name, with the id where two have the same."""
    names = [column.site.site_name for column in view.columns]
    often = Counter(names)
    return [
        name if often[name] == 1 else f"{name} ({column.site.site_id})"
        for name, column in zip(names, view.columns, strict=True)
    ]


@lru_cache(maxsize=KEPT)
def heatmap(view: Comparison) -> pd.DataFrame:
    """The heatmap's frame with an element a row and a site a column; `core` marks the first."""
    records = []
    for element in view.first.framework.elements:
        for place, (name, column) in enumerate(zip(site_names(view), view.columns, strict=True)):
            points = column.score.elements.get(element.id)
            score = points.score if points else None
            own = [row for row in column.score.criteria if row.criterion.element == element.id]
            records.append(
                {
                    "row_id": element.id,
                    "row": element.short_title or element.title,
                    "element_id": column.site.site_id,
                    "element": name,
                    "core": place == 0,
                    "score": None if score is None else float(shown(score)),
                    "gate_failed": any(row.gate_failed for row in own),
                    "assessed": column.score.assessed,
                    "n": 1,
                }
            )
    return pd.DataFrame(records, columns=HEATMAP_COLUMNS).astype({"score": float})


@lru_cache(maxsize=KEPT)
def scores(view: Comparison) -> pd.DataFrame:
    """Level, score and each element in rows; a column for each site. Text, as screens show it."""
    elements = view.first.framework.elements
    table = {
        "": ["Level", "Score", *(element.title for element in elements)],
    }
    for name, column in zip(site_names(view), view.columns, strict=True):
        score = column.score
        parts = [score.elements.get(element.id) for element in elements]
        numbers = [shown(part.score) if part and score.assessed else "–" for part in parts]
        level = level_title(column.framework, score.level)
        table[name] = [level, shown(score.score) if score.assessed else "–", *numbers]
    return pd.DataFrame(table)


@lru_cache(maxsize=KEPT)
def criterion_rows(view: Comparison) -> tuple[CriterionRow, ...]:
    """Every criterion of the sites' frameworks, in the order of the first one's."""
    by_site = [{row.criterion.id: row for row in column.score.criteria} for column in view.columns]
    criteria: dict[str, tuple[Criterion, str]] = {}
    for column in view.columns:
        for scored in column.score.criteria:
            title = column.framework.element[scored.criterion.element].title
            criteria.setdefault(scored.criterion.id, (scored.criterion, title))
    rows = []
    for key, (criterion, element) in criteria.items():
        cells = tuple(own.get(key) for own in by_site)
        known = [
            cell for cell, column in zip(cells, view.columns, strict=True) if column.score.assessed
        ]
        rows.append(CriterionRow(criterion, element, cells, _group(known)))
    return tuple(rows)


def _group(cells: Sequence[CriterionScore | None]) -> str:
    asked = [cell.state for cell in cells if cell and cell.state is not State.NOT_APPLICABLE]
    met = sum(state is State.MET for state in asked)
    if not asked:
        return ""
    return "all" if met == len(asked) else "some" if met else "none"


def criteria(view: Comparison, group: str, words: Mapping[State, str]) -> pd.DataFrame:
    """The criteria of a group, must-haves first, with the state at each site in `words`."""
    rows = [row for row in criterion_rows(view) if group in (row.group, "everything")]
    rows.sort(key=lambda row: not row.criterion.gate)
    table = {
        "Criterion": [row.criterion.title for row in rows],
    }
    for place, name in enumerate(site_names(view)):
        cells = [row.cells[place] for row in rows]
        table[name] = [words[cell.state] if cell else "Not asked" for cell in cells]
    table["Must-have"] = ["yes" if row.criterion.gate else "" for row in rows]
    table["Element"] = [row.element for row in rows]
    return pd.DataFrame(table)


def criteria_in_words(view: Comparison) -> str:
    """How many criteria all, some or none of the assessed sites meet."""
    groups = Counter(row.group for row in criterion_rows(view))
    parts = [
        f"{groups['all']} that all have",
        f"{groups['some']} that some lack",
        f"{groups['none']} that none has",
    ]
    text = f"Criteria: {', '.join(parts)}"
    if groups[""]:
        text += f"; {groups['']} that apply to none"
    names = zip(site_names(view), view.columns, strict=True)
    never = [name for name, column in names if not column.score.assessed]
    if never:
        verb = "is" if len(never) == 1 else "are"
        text += f". {', '.join(never)} {verb} not assessed, and left out of this"
    return f"{text}."
