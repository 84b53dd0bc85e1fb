"""The network as a report of some pages: for a board, a payer, an inspector."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from readiness.exports.caution import CAUTION, LIMITS
from readiness.exports.typeset import breakable, file_name, line, typeset
from readiness.services.network import FALL_DAYS, Overview
from readiness.services.reports import NetworkReport
from readiness.views import actions as action_words
from readiness.views import forecast_sentences, meeting
from readiness.views import network as tables
from readiness.views import reports as words
from readiness.views.sentences import day

MOST_ROWS = 36
"""So many rows of the first heatmap fit a page; more sites are drawn together by practice, …"""
MOST_MUST_HAVES = 15
MOST_MOVERS = 40
MOST_ACTIONS = 40
NAME = 60
TITLE = 90


def pdf(report: NetworkReport, *, signs: Mapping[str, Any], paper: str = "letter") -> bytes:
    """A tagged PDF with contents and page numbers. `signs` are the palette's; `paper` is
    letter or a4. Without sites it says so and has no more parts."""
    return typeset("network_report.typ", _data(report, signs), paper)


def name_of(as_of: date) -> str:
    """What the file is called: by the as-of date."""
    return file_name("readiness", "network", str(as_of))


def _data(report: NetworkReport, signs: Mapping[str, Any]) -> dict[str, Any]:
    view = report.overview
    status, movement, lapses, _, _ = meeting.agenda(view, report.actions, (), report.sites)
    by = tables.heatmap_rows(view, MOST_ROWS)
    ahead = report.forecast
    when = f"on {day(view.as_of)}"
    return {
        "signs": signs,
        "title": f"Network report, {day(view.as_of)}",
        "sentence": breakable(line(status.sentence)),
        "covers": breakable(line(words.covers(report), 1_000)),
        "any": bool(view.sites),
        "levels": tables.levels(view).to_dict("records"),
        "by": by,
        "heatmaps": [_heatmap(view, by), *([] if by == "site" else [_heatmap(view, "site")])],
        "must_haves": _must_haves(view),
        "must_haves_all": len(view.failed_gates),
        "movement": {"title": movement.title, "sentence": movement.sentence},
        "movers": _movers(tables.movers(view)),
        "movers_all": len(view.movers),
        "lapses_sentence": f"Within {FALL_DAYS} days: {lapses.sentence}",
        "buckets": tables.lapse_buckets(view).to_dict("records"),
        "forecast": [
            breakable(line(text, 600))
            for text in (
                forecast_sentences.sentence(ahead, when),
                forecast_sentences.renewed_sentence(ahead),
            )
            if text
        ],
        "cliffs": [breakable(line(t, 600)) for t in forecast_sentences.cliff_sentences(ahead)],
        "actions_sentence": action_words.actions_sentence(report.actions, view.as_of),
        "actions": (left := _unfinished(report))[:MOST_ACTIONS],
        "actions_all": len(left),
        "method": [*words.method(view.framework), forecast_sentences.ASSUMES],
        "versions": words.versions(view.framework),
        "made": breakable(line(words.made(report), 120)),
        "caution": CAUTION,
        "limits": LIMITS,
    }


def _heatmap(view: Overview, by: str) -> dict[str, Any]:
    """Titles of the columns, and a row of cells for each site or group, worst first."""
    frame = tables.heatmap(view, by=by)
    beside = _levels_of(view) if by == "site" else {}
    columns = frame.drop_duplicates("element_id")
    rows: dict[str, dict[str, Any]] = {}
    names = ("row_id", "row", "score", "gate_failed", "assessed")
    for row_id, title, score, failed, assessed in zip(*(frame[n] for n in names), strict=True):
        start = {"title": breakable(line(title, NAME)), "cells": [], **beside.get(row_id, {})}
        cells = rows.setdefault(row_id, start)["cells"]
        known = assessed and not pd.isna(score)
        cells.append({"score": f"{score:.1f}" if known else None, "failed": failed and assessed})
    for row in rows.values():
        row["cells"] = [cell | {"band": _number(cell["score"])} for cell in row["cells"]]
    return {
        "by": by,
        "columns": columns["element"].tolist(),
        "core": int(columns["core"].sum()),
        "rows": list(rows.values()),
    }


def _number(score: str | None) -> float | None:
    return None if score is None else float(score)


def _levels_of(view: Overview) -> dict[str, dict[str, str]]:
    """Level and score of each site, as the table of sites says them."""
    scores = tables.sites(view)
    known = zip(scores["site_id"], scores["Score"], strict=True)
    level = {row.site_id: row.level for row in view.sites}
    return {
        key: {"level": level[key], "score": "–" if pd.isna(score) else f"{score:.1f}"}
        for key, score in known
    }


def _must_haves(view: Overview) -> list[dict[str, Any]]:
    frame = tables.failed_gates(view).head(MOST_MUST_HAVES)
    return [
        {
            "title": breakable(line(row["title"], TITLE)),
            "sites": row["sites"],
            "of": row["assessed_sites"],
        }
        for row in frame.to_dict("records")
    ]


def _movers(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            "site": breakable(line(row["site"], NAME)),
            "before": row["level_before"],
            "after": row["level_after"],
            "score_before": _shown(row["score_before"]),
            "score_after": _shown(row["score_after"]),
        }
        for row in frame.head(MOST_MOVERS).to_dict("records")
    ]


def _shown(score: float) -> str:
    return "–" if pd.isna(score) else f"{score:.1f}"


def _unfinished(report: NetworkReport) -> Sequence[dict[str, str]]:
    as_of = report.overview.as_of
    return [
        {
            "due": day(action.due_on),
            "title": breakable(line(action.title, TITLE)),
            "site": breakable(line(report.sites[action.site_id].site_name, NAME)),
            "owner": breakable(line(action.owner, 40)),
            "state": action_words.state_word(action, as_of),
        }
        for action in action_words.chosen(report.actions, action_words.UNFINISHED, as_of)
    ]
