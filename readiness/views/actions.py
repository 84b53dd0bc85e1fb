"""Actions as a sentence and as tables: frames with fixed, named columns."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pandas as pd

from readiness.domain.actions import Action, ActionState, burn_down
from readiness.domain.organisations import Site
from readiness.services.sites import SiteReport
from readiness.views.sentences import capitalised, count, day
from readiness.views.site import STATE_WORDS

WORDS: Mapping[str, str] = {
    ActionState.OPEN: "Open",
    ActionState.DOING: "Doing",
    ActionState.DONE: "Done",
    ActionState.DROPPED: "Dropped",
}
UNFINISHED = "unfinished"
OVERDUE = "overdue"
ALL = "all"
CHOICES: Mapping[str, str] = {
    UNFINISHED: "Unfinished",
    OVERDUE: "Overdue",
    **{state.value: word for state, word in zip(ActionState, WORDS.values(), strict=True)},
    ALL: "All",
}
WEEKS = 12
_FEWEST = 4


def actions_sentence(actions: Sequence[Action], as_of: date) -> str:
    """Who does what by when, in one sentence. `actions` come in order, overdue first."""
    if not actions:
        return "There are no actions yet."
    left = [action for action in actions if action.unfinished]
    if not left:
        verb = "is" if len(actions) == 1 else "are"
        return f"No action is unfinished; {len(actions)} {verb} done or dropped."
    overdue = sum(action.overdue_on(as_of) for action in left)
    first = left[0]
    when = f"due on {day(first.due_on)}: {first.title}."
    if len(left) == 1:
        return f"1 action is unfinished; it {'was' if overdue else 'is'} {when}"
    opening = f"{count(len(left), 'action')} are unfinished, {overdue or 'none'} overdue"
    if not overdue:
        return f"{opening}; the next is {when}"
    return f"{opening}; {'it' if overdue == 1 else 'the oldest'} was {when}"


def state_word(action: Action, as_of: date) -> str:
    """Its state, and whether it is overdue."""
    word = WORDS[action.state]
    return f"{word}, overdue" if action.overdue_on(as_of) else word


def chosen(actions: Sequence[Action], choice: str, as_of: date) -> tuple[Action, ...]:
    """The actions of one state, or unfinished, overdue or all of them."""
    if choice == ALL:
        return tuple(actions)
    if choice == UNFINISHED:
        return tuple(action for action in actions if action.unfinished)
    if choice == OVERDUE:
        return tuple(action for action in actions if action.overdue_on(as_of))
    return tuple(action for action in actions if action.state == choice)


def labels(actions: Sequence[Action], sites: Mapping[str, Site]) -> dict[str, str]:
    """By id, the words by which an action is chosen; no two are the same."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for action in actions:
        when = f"due {day(action.due_on)}" if action.unfinished else WORDS[action.state].lower()
        words = label = f"{action.title} ({sites[action.site_id].site_name}, {when})"
        number = 1
        while label in taken:
            number += 1
            label = f"{words} no. {number}"
        taken.add(label)
        found[action.action_id] = label
    return found


def table(
    actions: Sequence[Action], sites: Mapping[str, Site], titles: Mapping[str, str], as_of: date
) -> pd.DataFrame:
    """One row for each action, in the order given."""
    return pd.DataFrame(
        {
            "action_id": [action.action_id for action in actions],
            "Due on": [action.due_on for action in actions],
            "Action": [action.title for action in actions],
            "Site": [sites[action.site_id].site_name for action in actions],
            "Owner": [action.owner for action in actions],
            "State": [state_word(action, as_of) for action in actions],
            "Closes": ["; ".join(titles.get(key, key) for key in a.criteria) for a in actions],
        }
    )


def gaps_to_close(action: Action, report: SiteReport, titles: Mapping[str, str]) -> pd.DataFrame:
    """The gaps an action is to close, and how each stands on the report's day."""
    scored = {item.criterion.id: item for item in report.score.criteria}
    standing = [scored.get(key) for key in action.criteria]
    open_gaps = {gap.scored.criterion.id for gap in report.gaps}
    return pd.DataFrame(
        {
            "criterion_id": action.criteria,
            "Gap": [titles.get(key, key) for key in action.criteria],
            "Must-have": ["yes" if item and item.criterion.gate else "" for item in standing],
            "State": [STATE_WORDS[item.state] if item else "No longer asked" for item in standing],
            "Closed": ["no" if key in open_gaps else "yes" for key in action.criteria],
        }
    )


def history(changes: Sequence[Action]) -> pd.DataFrame:
    """What was recorded about one action, newest first. `changes` are all of them, oldest first."""
    before = [None, *changes[:-1]]
    rows = list(zip(before, changes, strict=True))[::-1]
    return pd.DataFrame(
        {
            "When": [f"{change.recorded_at:%H:%M} UTC, {day(change.recorded_at.date())}"
                     for _, change in rows],
            "What": [_what(was, change) for was, change in rows],
            "Comment": [change.comment for _, change in rows],
            "By": [change.recorded_by for _, change in rows],
        }
    )  # fmt: skip


def left_to_do(changes: Sequence[Action], as_of: date) -> pd.DataFrame:
    """day, overdue, on_time: what was unfinished at the end of each week up to a date.

    From the week in which the first was raised, at least four weeks and at most twelve.
    """
    first = min((change.recorded_at.date() for change in changes), default=as_of)
    weeks = min(max((as_of - first).days // 7 + 1, _FEWEST), WEEKS)
    days = [as_of - timedelta(weeks=back) for back in range(weeks, -1, -1)]
    return pd.DataFrame(
        [(row.day, row.overdue, row.actions - row.overdue) for row in burn_down(changes, days)],
        columns=["day", "overdue", "on_time"],
    )


def _what(was: Action | None, now: Action) -> str:
    """What a change changed, in words."""
    if was is None:
        return f"Raised for {now.owner}, due on {day(now.due_on)}"
    parts = []
    if was.state != now.state:
        parts.append(f"{WORDS[was.state]} → {WORDS[now.state]}")
    if now.reason and was.reason != now.reason:
        parts.append(f"because: {now.reason}")
    if was.owner != now.owner:
        parts.append(f"owner {was.owner} → {now.owner}")
    if was.due_on != now.due_on:
        parts.append(f"due on {day(was.due_on)} → {day(now.due_on)}")
    return capitalised("; ".join(parts) or "comment")
