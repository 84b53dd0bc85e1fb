"""Actions: someone's promise to close gaps of a site, by a day."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple


class ActionState(StrEnum):
    OPEN = "open"
    DOING = "doing"
    DONE = "done"
    DROPPED = "dropped"


UNFINISHED = (ActionState.OPEN, ActionState.DOING)


class Action(NamedTuple):
    """An action as it is from `recorded_at` (UTC) on: every change records all of it anew.

    `criteria` are the ids of the gaps it is to close, at least one. `reason` says why it was
    dropped, and is "" otherwise; `comment` is what was said with this change.
    """

    action_id: str
    site_id: str
    criteria: tuple[str, ...]
    title: str
    owner: str
    due_on: date
    state: str
    recorded_at: datetime
    reason: str = ""
    comment: str = ""
    recorded_by: str = ""

    @property
    def unfinished(self) -> bool:
        return self.state in UNFINISHED

    def overdue_on(self, day: date) -> bool:
        """Whether it is unfinished after the last day it was promised for."""
        return self.unfinished and day > self.due_on


class Told(NamedTuple):
    """That a digest told a person about something, so that it is told once. Time in UTC."""

    person: str
    about: str
    recorded_at: datetime


def newest(changes: Iterable[Action], day: date) -> tuple[Action, ...]:
    """Every action as it stood at the end of a day, in the order in which they were raised."""
    known: dict[str, Action] = {}
    for change in changes:
        if change.recorded_at.date() <= day:
            known[change.action_id] = change
    return tuple(known.values())


def in_order(actions: Iterable[Action]) -> tuple[Action, ...]:
    """Unfinished before finished, each by due date: what is overdue comes first."""
    return tuple(
        sorted(actions, key=lambda row: (not row.unfinished, row.due_on, row.title, row.action_id))
    )


class Unfinished(NamedTuple):
    """How many actions are unfinished at the end of a day, and how many of them are overdue."""

    day: date
    actions: int
    overdue: int


def burn_down(changes: Iterable[Action], days: Iterable[date]) -> tuple[Unfinished, ...]:
    """What was left to do at the end of each of these days, from all changes."""
    known = tuple(changes)
    found = []
    for day in days:
        left = [action for action in newest(known, day) if action.unfinished]
        overdue = sum(action.overdue_on(day) for action in left)
        found.append(Unfinished(day, len(left), overdue))
    return tuple(found)
