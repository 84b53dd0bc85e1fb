"""The agenda of a quality meeting: the same words on the screen and in the minutes."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from readiness.analytics.questions import LevelRow, SiteRow
from readiness.domain.actions import Action
from readiness.domain.explanation import level_title
from readiness.domain.meetings import DECISION, MeetingEntry
from readiness.domain.organisations import Site
from readiness.domain.scoring import NOT_ASSESSED
from readiness.services.network import FALL_DAYS, Overview
from readiness.views.sentences import capitalised, count, day, overview_sentence, score_number

MOST = 6
"""So many lines can be read from the other end of a room."""

STATUS, MOVEMENT, LAPSES, OVERDUE, DECISIONS = (
    "status", "movement", "lapses", "overdue", "decisions"
)  # fmt: skip
PARTS = (STATUS, MOVEMENT, LAPSES, OVERDUE, DECISIONS)


class Part(NamedTuple):
    """An item of the agenda: its heading, one sentence, and the lines under it."""

    key: str
    title: str
    sentence: str
    lines: tuple[str, ...]


def meetings_sentence(opened: Sequence[MeetingEntry]) -> str:
    """When the network last met; `opened` are the meetings, the newest first."""
    if not opened:
        return "No meeting has been held yet."
    last = day(opened[0].recorded_at.date())
    if len(opened) == 1:
        return f"1 meeting so far, on {last}."
    return f"{len(opened)} meetings so far; the last was on {last}."


def agenda(
    view: Overview,
    actions: Sequence[Action],
    said: Sequence[MeetingEntry],
    sites: Mapping[str, Site],
) -> tuple[Part, ...]:
    """The items in the order in which they are taken; owners of actions are not named."""
    return (
        _status(view),
        _movement(view),
        _lapses(view),
        _overdue(actions, sites, view.as_of),
        _decisions(said),
    )


def _status(view: Overview) -> Part:
    order = [*(level.id for level in reversed(view.framework.levels)), NOT_ASSESSED]
    levels = ", ".join(
        f"{view.by_level[level]} {level_title(view.framework, level)}"
        for level in order
        if view.by_level[level]
    )
    names = {row.site_id: row.site_name for row in view.sites}
    failing = [
        f"{view.criterion[row.criterion].title}: fails at {count(row.sites, 'site')}, "
        f"{_some([names[site] for site in row.site_ids], 3)}"
        for row in view.failed_gates
    ]
    lines = (levels, *_cut(failing, MOST - 1, "must-have")) if levels else ()
    return Part(STATUS, "Where we stand", overview_sentence(view), lines)


def _movement(view: Overview) -> Part:
    title = f"What moved since {day(view.since)}"
    if not view.movers:
        return Part(MOVEMENT, title, "No site moved.", ())
    lines = []
    changed = 0
    for was, now in view.movers:
        before, after = (level_title(view.framework, row.level) for row in (was, now))
        levels = after if before == after else f"{before} → {after}"
        lines.append(f"{now.site_name}: {levels}, {_score(was)} → {_score(now)}")
        changed += was.level != now.level
    verb = "has" if changed == 1 else "have"
    moved = capitalised(count(len(lines), "site"))
    sentence = f"{moved} moved; {changed or 'none'} {verb} another level."
    return Part(MOVEMENT, title, sentence, _cut(lines, MOST, "site"))


def _lapses(view: Overview) -> Part:
    title = f"What lapses within {FALL_DAYS} days"
    until = view.as_of + timedelta(days=FALL_DAYS)
    soon = [lapse for lapse in view.lapses if lapse.last_day <= until]
    gates = [lapse for lapse in soon if lapse.gate]
    if not soon:
        return Part(LAPSES, title, "Nothing lapses.", ())
    names = {row.site_id: row.site_name for row in view.sites}
    lines = [
        f"{day(lapse.last_day)}: {names[lapse.site_id]}, {view.criterion[lapse.criterion].title}"
        for lapse in gates
    ]
    places = len({lapse.site_id for lapse in gates})
    sentence = f"{capitalised(count(len(soon), 'piece'))} of evidence, no must-have among them."
    if gates:
        verb = "lapses" if len(gates) == 1 else "lapse"
        where = count(places, "site")
        sentence = f"{capitalised(count(len(gates), 'must-have'))} {verb} at {where}."
    return Part(LAPSES, title, sentence, _cut(lines, MOST, "must-have"))


def _overdue(actions: Sequence[Action], sites: Mapping[str, Site], as_of: date) -> Part:
    late = [action for action in actions if action.overdue_on(as_of) and action.site_id in sites]
    left = sum(action.unfinished for action in actions)
    if not late:
        sentence = f"None is overdue; {count(left, 'action')} {'is' if left == 1 else 'are'} open."
        return Part(OVERDUE, "Overdue actions", sentence, ())
    lines = [
        f"{sites[action.site_id].site_name}: {action.title}, due {day(action.due_on)}"
        for action in late
    ]
    verb = "is" if len(late) == 1 else "are"
    sentence = f"{capitalised(count(len(late), 'action'))} of {left} unfinished {verb} overdue."
    return Part(OVERDUE, "Overdue actions", sentence, _cut(lines, MOST, "action"))


def _decisions(said: Sequence[MeetingEntry]) -> Part:
    decided = sum(entry.kind == DECISION for entry in said)
    lines = tuple(
        f"Decided: {entry.text}" if entry.kind == DECISION else entry.text for entry in said
    )
    sentence = f"{capitalised(count(decided, 'decision'))} so far."
    return Part(DECISIONS, "Decisions", sentence, lines)


def _score(row: SiteRow | LevelRow) -> str:
    """A score as screens show it; a dash where there is none."""
    score = score_number(row.score) if row.level != NOT_ASSESSED else None
    return "–" if score is None else f"{score:.1f}"


def _some(names: Sequence[str], most: int) -> str:
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")


def _cut(lines: Sequence[str], most: int, thing: str) -> tuple[str, ...]:
    """As many lines as can be read, and how many are left out."""
    if len(lines) <= most:
        return tuple(lines)
    left = len(lines) - most + 1
    return (*lines[: most - 1], f"… and {left} more {thing if left == 1 else f'{thing}s'}")


def filters_in_words(entry: MeetingEntry) -> Iterator[str]:
    """What the meeting looked at: one text for each filter."""
    for name, values in entry.filters.items():
        yield f"{name.replace('_', ' ')}: {', '.join(values)}"
