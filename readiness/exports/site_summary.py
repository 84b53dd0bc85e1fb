"""One site on one page: for a board, a payer, an inspector."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from readiness.exports.caution import CAUTION
from readiness.exports.typeset import breakable, file_name, line, typeset
from readiness.services.network import LAPSE_DAYS
from readiness.services.reports import SiteSummary
from readiness.views import actions as action_words
from readiness.views import reports as words
from readiness.views import site as tables
from readiness.views.sentences import day, site_sentence

MOST_ROWS = 20
"""What lapses and the actions, where gaps leave so much room."""
MOST_SOURCES = 5
NAME = 90
SHORT = 60


def pdf(summary: SiteSummary, *, signs: Mapping[str, Any], paper: str = "letter") -> bytes:
    """A tagged PDF of one page. `signs` are the palette's; `paper` is letter or a4.

    As many rows are shown as fit, must-haves first, and how many more there are.
    """
    return typeset("site_summary.typ", _data(summary, signs), paper)


def name_of(site_id: str, as_of: date) -> str:
    """What the file is called: the site by its id, and the as-of date."""
    return file_name("readiness", site_id, str(as_of))


def _data(summary: SiteSummary, signs: Mapping[str, Any]) -> dict[str, Any]:
    report = summary.report
    name = line(report.site.site_name, NAME)
    named = site_sentence(report).replace(report.site.site_name, name, 1)
    return {
        "signs": signs,
        "title": breakable(name),
        "place": breakable(line(tables.place(report), NAME)),
        "as_of": day(report.as_of),
        "level": report.score.level,
        "assessed": report.score.assessed,
        "sentence": breakable(named),
        "reason": tables.reason(report),
        "standing": tables.standing(report)._asdict(),
        "elements": _elements(tables.strip(report)),
        "gaps": _gaps(tables.gaps(report)),
        "lapse_days": LAPSE_DAYS,
        "lapses": _lapses(tables.lapses(report, LAPSE_DAYS)),
        "lapses_all": len(report.lapsing(LAPSE_DAYS)),
        "actions": _actions(summary),
        "actions_all": len(summary.actions),
        "sources": _sources(words.sources_of_gaps(report)),
        "versions": words.versions(report.framework),
        "made": breakable(line(words.made(summary), NAME)),
        "caution": CAUTION,
    }


def _elements(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            "title": row["title"],
            "score": None if pd.isna(row["score"]) else f"{row['score']:.1f}",
            "state": row["state"],
            "said": _said(row),
        }
        for row in frame.to_dict("records")
    ]


def _said(row: Mapping[Any, Any]) -> str:
    """The state of an element in words, with its must-haves where any is missing."""
    state = str(row["state"])
    if row["gates_failed"]:
        of = "must-have" if row["gates"] == 1 else "must-haves"
        return f"{row['gates_failed']} of {row['gates']} {of} missing"
    return state[:1].upper() + state[1:]


def _gaps(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            "title": breakable(line(row["Gap"], SHORT)),
            "must_have": bool(row["Must-have"]),
            "state": row["State"],
            "points": f"{row['Points to gain']:.1f}",
            "hours": f"{row['Hours of work']:g}",
            "after": f"{row['Score after']}, {row['Level after']}",
        }
        for row in frame.to_dict("records")
    ]


def _lapses(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            "title": breakable(line(row["Criterion"], SHORT)),
            "must_have": bool(row["Must-have"]),
            "last_day": day(row["Last day"]),
        }
        for row in frame.head(MOST_ROWS).to_dict("records")
    ]


def _actions(summary: SiteSummary) -> list[dict[str, str]]:
    return [
        {
            "title": breakable(line(action.title, SHORT)),
            "owner": breakable(line(action.owner, 40)),
            "due": day(action.due_on),
            "state": action_words.state_word(action, summary.report.as_of),
        }
        for action in summary.actions[:MOST_ROWS]
    ]


def _sources(sources: Sequence[str]) -> str:
    more = len(sources) - MOST_SOURCES
    shown = "; ".join(line(source, 140) for source in sources[:MOST_SOURCES])
    return f"{shown}; and {more} more" if more > 0 else shown
