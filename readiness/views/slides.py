"""What slides say: the finding of each in its title, the frames of its charts, and the notes.

Every figure comes from the tables of the overview. A frame is made for one deck: change no frame
that `network` keeps.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

import pandas as pd

from readiness.domain.actions import Action
from readiness.services.network import FALL_DAYS, LAPSE_DAYS, Overview
from readiness.services.reports import NetworkReport
from readiness.views import network as tables
from readiness.views import reports as words
from readiness.views.actions import actions_sentence
from readiness.views.sentences import capitalised, count, day, overview_sentence, ready_in_words

MOST_SOURCES = 6


class Moves(NamedTuple):
    """The rows of `network.movers` whose score rose, fell, or stayed while the level changed."""

    up: pd.DataFrame
    down: pd.DataFrame
    level_only: pd.DataFrame


def status_title(view: Overview) -> str:
    """Where does the network stand?"""
    return ready_in_words(view) if view.assessed else overview_sentence(view).rstrip(".")


def status_notes(view: Overview) -> list[str]:
    rows = tables.levels(view)
    figures = "; ".join(f"{title}: {sites}" for title, sites in _pairs(rows, "title", "sites"))
    return [
        overview_sentence(view),
        f"Sites by level: {figures}; {len(view.sites)} in all.",
        "A site has the highest level whose conditions it fulfills on the date; one without any "
        "answer is not assessed. The sentence counts assessed sites only.",
    ]


def elements(view: Overview) -> pd.DataFrame:
    """title, score, failing, n: the core elements, lowest mean score first.

    `score` is the mean over the assessed sites to which the element applies, `failing` how many
    of the `n` assessed sites fail a must-have of it. All elements where none is a core one.
    """
    frame = tables.heatmap(view, by=tables.WHOLE)
    if frame["core"].any():
        frame = frame[frame["core"]]
    cells = tables.heatmap(view, by="site")
    failed = cells[cells["gate_failed"] & cells["assessed"]]
    failing = failed["element_id"].value_counts()
    frame = frame.assign(failing=frame["element_id"].map(failing).fillna(0).astype(int))
    found = frame[["element_id", "element", "score", "failing", "n"]]
    return found.sort_values("score", kind="stable", na_position="last").reset_index(drop=True)


def elements_title(frame: pd.DataFrame, *, core: bool) -> str:
    """Which element is lowest?"""
    kind = "core element" if core else "element"
    known = frame[frame["score"].notna()]
    if known.empty:
        return f"No {kind} has a score"
    lowest = known["score"].iloc[0]
    first = known.loc[known["score"] == lowest, "element"].tolist()
    if len(first) == len(known) > 1:
        return f"Every {kind} has the same mean score, {lowest:.1f} of 100"
    if len(first) > 1:
        names = f"{', '.join(first[:-1])} and {first[-1]}"
        return f"{names} are the lowest {kind}s, with a mean score of {lowest:.1f} of 100"
    return f"{first[0]} is the lowest {kind}, with a mean score of {lowest:.1f} of 100"


def elements_notes(frame: pd.DataFrame, view: Overview) -> list[str]:
    number = len(view.assessed)
    lines = [
        f"{row['element']}: mean score {_shown(row['score'])}; a must-have of it fails at "
        f"{row['failing']} of {count(number, 'assessed site')}."
        for row in frame.to_dict("records")
    ]
    return [
        *lines,
        "An element is scored from 0 to 100 over its own criteria at each site; the mean is over "
        "the assessed sites to which it applies, rounded down to one decimal.",
    ]


def must_haves_title(view: Overview) -> str:
    """What fails most? Some must-have has to fail."""
    frame = tables.failed_gates(view)
    sites, of = int(frame["sites"].iloc[0]), int(frame["assessed_sites"].iloc[0])
    first = frame.loc[frame["sites"] == sites, "title"].tolist()
    where = f"{sites} of {count(of, 'assessed site')}"
    if len(first) == 1:
        return f"{first[0]} fails at {where}"
    if len(first) == 2:
        return f"{first[0]} and {first[1]} fail most, each at {where}"
    return f"{first[0]} and {len(first) - 1} other must-haves fail most, each at {where}"


def must_haves_notes(view: Overview, most: int) -> list[str]:
    frame = tables.failed_gates(view)
    lines = [
        f"{title}: fails at {sites} of {len(view.assessed)} assessed sites."
        for title, sites in _pairs(frame.head(most), "title", "sites")
    ]
    left = len(frame) - most
    verb = "fails" if left == 1 else "fail"
    more = [f"{count(left, 'more must-have')} {verb} as well."] if left > 0 else []
    return [
        *lines,
        *more,
        "A must-have fails where it is not met, partly met, lapsed, unanswered or not confirmed by "
        "a reviewer; points cannot buy it back.",
    ]


def moves(view: Overview) -> Moves:
    """What moved, by the change of the score as it is shown; no score counts as 0."""
    frame = tables.movers(view)
    change = frame["score_after"].fillna(0) - frame["score_before"].fillna(0)
    level = (change == 0) & (frame["level_before"] != frame["level_after"])
    return Moves(frame[change > 0], frame[change < 0], frame[level])


def movement_title(view: Overview) -> str:
    """What moved since the earlier date?"""
    since = f"since {day(view.since)}"
    moved = moves(view)
    up, down, level = map(len, moved)
    if not up + down + level:
        return f"No site moved {since}"
    levels = sum(was.level != now.level for was, now in view.movers)
    said = f"{capitalised(count(up, 'site'))} rose and {down or 'none'} fell {since}"
    return f"{said}; {levels or 'none'} {'has' if levels == 1 else 'have'} another level"


def level_only(view: Overview) -> str:
    """How many sites changed only their level; "" where none did."""
    number = len(moves(view).level_only)
    has = "has" if number == 1 else "have"
    return f"{count(number, 'site')} {has} another level with the same score" if number else ""


def movement_notes(view: Overview) -> list[str]:
    up, down, level = map(len, moves(view))
    return [
        f"Of {count(len(view.sites), 'site')}, {up or 'none'} with a higher score on "
        f"{day(view.as_of)} than on {day(view.since)}, {down or 'none'} with a lower one, "
        f"{level or 'none'} with another level and the same score.",
        "Both days are scored anew from what was recorded up to each. A site that was not "
        "assessed on one of them counts as 0 there. Largest changes of level first.",
    ]


def lapses_title(view: Overview) -> str:
    """What lapses, and where? Something has to lapse."""
    until = view.as_of + timedelta(days=FALL_DAYS)
    soon = [lapse for lapse in view.lapses if lapse.last_day <= until]
    gates = [lapse for lapse in soon if lapse.gate]
    within = f"within {FALL_DAYS} days"
    if gates:
        verb = "lapses" if len(gates) == 1 else "lapse"
        where = count(len({lapse.site_id for lapse in gates}), "site")
        return f"{capitalised(count(len(gates), 'must-have'))} {verb} {within}, at {where}"
    number = soon or view.lapses
    verb = "lapses" if len(number) == 1 else "lapse"
    said = f"{count(len(number), 'criterion', 'criteria')} {verb}"
    if soon:
        return f"{capitalised(said)} {within}, no must-have among them"
    return f"Nothing lapses {within}; {said} within {LAPSE_DAYS}"


def lapses_notes(view: Overview) -> list[str]:
    lines = [
        f"Last day {row['bucket'][:1].lower()}{row['bucket'][1:]}: "
        f"{count(row['must_haves'], 'must-have')}, {row['others'] or 'no'} others."
        for row in tables.lapse_buckets(view).to_dict("records")
    ]
    return [
        *lines,
        f"{capitalised(count(len(view.lapses), 'last day'))} in all, at "
        f"{count(len({lapse.site_id for lapse in view.lapses}), 'site')}. Evidence is good through "
        "its last day; counted as if nobody renews.",
    ]


def actions_title(actions: Sequence[Action], view: Overview) -> str:
    """Who does what by when? Of unfinished actions how many are overdue."""
    late = sum(action.overdue_on(view.as_of) for action in actions)
    left = sum(action.unfinished for action in actions)
    if not left:
        return "No action is open" if actions else "No action has been raised yet"
    if not late:
        return f"{capitalised(count(left, 'action'))} {_is(left)} unfinished, none is overdue"
    return f"{late} of {count(left, 'unfinished action')} {_is(late)} overdue"


def actions_notes(actions: Sequence[Action], view: Overview) -> list[str]:
    return [
        actions_sentence(actions, view.as_of),
        "An action is overdue from the day after it was due. What is done moves no score until "
        "somebody answers.",
    ]


NO_SITES = "Take a filter away to see sites again."
NOT_ASSESSED = "An assessment starts with the quick check of the must-haves."
NOTHING_MOVES = "No site has been assessed, so there is nothing to compare."
NO_ACTIONS = (
    "Nothing is waiting for anybody.",
    "An action is raised from a gap of a site, with an owner and a day; decisions of a meeting "
    "become actions at once.",
)


def sources(view: Overview) -> list[str]:
    """The sources of the must-haves that fail, each once, those of the most-failed first."""
    gates = (view.criterion[row.criterion] for row in view.failed_gates)
    return list(dict.fromkeys(source for gate in gates for source in gate.sources))


def publishers(view: Overview) -> list[str]:
    """The same by where they were published, so that they can be read on a slide."""
    found = dict.fromkeys(_publisher(source) for source in sources(view))
    left = len(found) - MOST_SOURCES
    return [*list(found)[:MOST_SOURCES], *([f"and {left} more"] if left > 0 else [])]


def closing(report: NetworkReport) -> list[str]:
    """The last lines of the notes of every slide: which sites, which day, which rules."""
    return [words.covers(report), words.versions(report.overview.framework), words.made(report)]


def _publisher(source: str) -> str:
    """The host of an address without its "www."; words as they are."""
    address, scheme, rest = source.partition("://")
    host = rest.partition("/")[0].removeprefix("www.")
    return host if scheme and address in ("http", "https") and host else source


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def _shown(score: float) -> str:
    return "–" if pd.isna(score) else f"{score:.1f}"


def _pairs(frame: pd.DataFrame, first: str, second: str) -> list[tuple[str, int]]:
    return list(zip(frame[first], frame[second], strict=True))
