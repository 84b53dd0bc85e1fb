"""The framework as tables."""

from datetime import date

import pandas as pd

from readiness.domain.agents import Agent, check_due
from readiness.domain.framework import Framework
from readiness.domain.wording import (
    condition_in_words,
    gate_in_words,
    requirement_in_words,
    validity_in_words,
)
from readiness.views.sentences import capitalised, day

_COMPARED = {
    "title": "title",
    "question": "question",
    "requirement": "what is asked for",
    "points": "points",
    "gate": "must-have",
    "gate_at": "must-have share",
    "validity_months": "months it stays good",
    "applies_when": "when it applies",
    "na_allowed": "not applicable allowed",
    "retired": "retired",
}


def criteria(framework: Framework, element_id: str | None = None) -> pd.DataFrame:
    """One row for each criterion in force, of one element or (`None`) of all."""
    rows = framework.criteria_of(element_id) if element_id else framework.scored
    return pd.DataFrame(
        {
            "Criterion": [row.title for row in rows],
            "Element": [framework.element[row.element].title for row in rows],
            "Must-have": [capitalised(gate_in_words(row)) for row in rows],
            "Asked for": [capitalised(requirement_in_words(row, framework)) for row in rows],
            "Applies": [capitalised(condition_in_words(row, framework)) for row in rows],
            "Stays good": [capitalised(validity_in_words(row)) for row in rows],
            "Points": [float(row.points) for row in rows],
            "Basis": [row.basis for row in rows],
            "Sources": [", ".join(row.sources) for row in rows],
            "Author": [row.author for row in rows],
            "Checked by": [row.checked_by or "not yet" for row in rows],
            "Next review": [row.next_review for row in rows],
            "Code": [row.id for row in rows],
        }
    )


def agents(known: tuple[Agent, ...], today: date) -> pd.DataFrame:
    """One row for each fact of each agent, with its source and date."""
    rows = [(agent, fact) for agent in known for fact in agent.facts]
    return pd.DataFrame(
        {
            "Agent": [agent.name for agent, _ in rows],
            "Brand": [agent.brand for agent, _ in rows],
            "Use": [agent.use for agent, _ in rows],
            "Fact": [fact.title for _, fact in rows],
            "Value": [fact.value for _, fact in rows],
            "Note": [fact.note for _, fact in rows],
            "Basis": [fact.basis for _, fact in rows],
            "Source": [fact.source for _, fact in rows],
            "Source date": [fact.source_date for _, fact in rows],
            "Checked on": [day(fact.checked_on) for _, fact in rows],
            "Status": ["check due" if check_due(fact, today) else "checked" for _, fact in rows],
        }
    )


def changes(old: Framework, new: Framework) -> pd.DataFrame:
    """What differs between two versions: criterion, what, before, after."""
    records = []
    for key in dict.fromkeys([*old.criterion, *new.criterion]):
        before, after = old.criterion.get(key), new.criterion.get(key)
        if before is None and after is not None:
            records.append((after.title, "new criterion", "", ""))
        elif after is None and before is not None:
            records.append((before.title, "gone", "", ""))
        elif before is not None and after is not None:
            records += [
                (after.title, words, str(getattr(before, name)), str(getattr(after, name)))
                for name, words in _COMPARED.items()
                if getattr(before, name) != getattr(after, name)
            ]
    return pd.DataFrame(records, columns=["Criterion", "What", "Before", "After"])
