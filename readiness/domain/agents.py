"""Bispecific agents: what a label or a REMS program says, with source and date."""

from dataclasses import dataclass
from datetime import date

from readiness.domain.validity import add_months

MONTHS_BETWEEN_CHECKS = 6
"""Label and REMS facts go stale: older checks are due again. The interval is judgment."""

SOURCED = "S"
"""Basis of a fact that a source states."""

INFERRED = "I"
"""Basis of a fact inferred from what a source leaves out."""

UNKNOWN = "unknown"
"""Basis, and value, of a fact for which no source was found."""


@dataclass(frozen=True, slots=True)
class AgentFact:
    """One statement about an agent.

    `value` is the words of the fact, "unknown" where `basis` is "unknown".
    `source` is a link and `source_date` is as exact as the source gives it ("2026-06-15",
    "2026-06" or "2026"); both are "" where nothing was found. `note` is "" for none.
    `checked_on` is the day the fact was last compared with its source.
    """

    id: str
    title: str
    value: str
    basis: str
    source: str
    source_date: str
    note: str
    checked_on: date


@dataclass(frozen=True, slots=True)
class Agent:
    """One agent in one use, under the labels of one jurisdiction.

    The same medicine has one entry per use or form where the label differs.
    `checked_on` holds for every fact that has no such day of its own.
    `open_question` says what nobody has found out yet, "" for nothing.
    """

    id: str
    name: str
    brand: str
    target: str
    use: str
    jurisdiction: str
    checked_on: date
    open_question: str
    facts: tuple[AgentFact, ...]


def check_due(agent_or_fact: Agent | AgentFact, on: date) -> bool:
    """Whether more than 6 calendar months have passed since `checked_on`.

    Checked on 22 November, good on 22 May, due from 23 May. Where the sixth month is too
    short for the day, its last day is the last good one: checked on 31 August, due from
    1 March. Of an agent only its own day counts; ask each fact for the fact's.
    """
    return on > add_months(agent_or_fact.checked_on, MONTHS_BETWEEN_CHECKS)
