"""What set a site off: dated events, what they make due again, and what of that is still open.

A trigger moves no score. It says that an answer was given before something happened that it may
not take into account; the answer counts as before until someone gives or confirms it anew.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from readiness.domain.assessment import History
from readiness.domain.framework import Criterion, Framework
from readiness.domain.registers.catalogue import MEASURES
from readiness.domain.registers.entries import RegisterEntry, in_force
from readiness.domain.registers.feeding import Feed, fed, feeds
from readiness.domain.registers.triggers import KINDS, TRIGGERS
from readiness.domain.scoring import SiteScore, State


class Trigger(NamedTuple):
    """An event. `agent` is "" where it is about none; `recorded_at` is in UTC."""

    entry_id: str
    kind: str
    happened_on: date
    what: str
    agent: str
    recorded_at: datetime

    @property
    def kind_in_words(self) -> str:
        return KINDS.get(self.kind, self.kind)


class Due(NamedTuple):
    """A criterion that a trigger made due, and whether nobody has looked at it since."""

    criterion: Criterion
    still_open: bool


class SetOff(NamedTuple):
    """A trigger with what it made due at a site, in framework order."""

    trigger: Trigger
    due: tuple[Due, ...]

    @property
    def open(self) -> tuple[Criterion, ...]:
        return tuple(item.criterion for item in self.due if item.still_open)


def triggers_of(entries: Iterable[RegisterEntry]) -> tuple[Trigger, ...]:
    """The triggers among the entries of a site that are in force, the newest event first."""
    found = [_trigger(entry) for entry in in_force(entries) if entry.register == TRIGGERS]
    return tuple(sorted(found, key=lambda one: (one.happened_on, one.recorded_at), reverse=True))


def set_off(framework: Framework, history: History, score: SiteScore) -> tuple[SetOff, ...]:
    """What happened at a site until the date of the score, the newest first, and what it opens.

    `history` is the one that was recorded, until that date. A criterion that does not apply to
    the site on the date is not due. It is open until it is answered or confirmed anew: by the
    person who answers it, or in the register that does.
    """
    happened = [one for one in triggers_of(history.entries) if one.happened_on <= score.as_of]
    if not happened:
        return ()
    applying = [row.criterion for row in score.criteria if row.state is not State.NOT_APPLICABLE]
    counted = fed(framework, history, score.as_of)
    said = feeds(framework, history, score.as_of)
    return tuple(
        SetOff(
            trigger,
            tuple(
                Due(row, not _looked_at_since(trigger, row, history, counted, said.get(row.id)))
                for row in applying
                if trigger.kind in row.due_after
            ),
        )
        for trigger in happened
    )


def _looked_at_since(
    trigger: Trigger, criterion: Criterion, history: History, counted: History, feed: Feed | None
) -> bool:
    """Whether the answer that counts was given anew, or rests on evidence from after the event.

    A figure of a register may move by itself when a date in it comes; that is nobody's answer, so
    the recording of its entries counts. On the day of the event itself, what was recorded before
    the event was does not count.
    """
    rows = counted.responses.get(criterion.id, ())
    dated = rows[-1].evidence_date if rows else None
    if dated is not None and dated > trigger.happened_on:
        return True
    if feed is not None and feed.override is None:
        registers = MEASURES[criterion.fed_by].registers
        moments = [one.recorded_at for one in history.entries if one.register in registers]
    else:
        moments = [row.recorded_at for row in history.responses.get(criterion.id, ())]
    return any(
        moment.date() > trigger.happened_on
        or (moment.date() == trigger.happened_on and moment >= trigger.recorded_at)
        for moment in moments
    )


def _trigger(entry: RegisterEntry) -> Trigger:
    values = entry.values
    return Trigger(
        entry.entry_id,
        values["kind"],
        date.fromisoformat(values["happened_on"]),
        values["what"],
        values.get("agent", ""),
        entry.recorded_at,
    )
