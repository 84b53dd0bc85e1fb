"""The network as one HTML file that opens offline: filtered, sorted, each site in detail."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from readiness.exports.caution import CAUTION, LIMITS
from readiness.exports.self_contained import NAME, band, classed, html
from readiness.exports.self_contained import name_of as html_name
from readiness.exports.typeset import line
from readiness.services.handover import NetworkHandover, OpenGap
from readiness.services.network import FALL_DAYS, LAPSE_DAYS, Overview
from readiness.views import actions as action_words
from readiness.views import forecast_sentences, handover, meeting
from readiness.views import network as tables
from readiness.views import reports as words
from readiness.views.sentences import day, overview_sentence, percent
from readiness.views.site import STATE_WORDS

Signs = Mapping[str, Mapping[str, Any]]
NOTHING = "–"
MOST_ROWS = 40
"""So many sites are read down the page; more scroll in a frame under a heading that stays."""


def content(given: NetworkHandover, *, signs: Signs) -> bytes:
    """The file. `signs` are the palette's for light and dark. Without sites it says so."""
    return html("handover_network.html.j2", _data(given, signs), signs)


def name_of(as_of: date) -> str:
    """What the file is called: by the as-of date."""
    return html_name("readiness", "network", str(as_of))


def _data(given: NetworkHandover, signs: Signs) -> dict[str, Any]:
    report, view = given.report, given.report.overview
    _, movement, lapses, overdue, _ = meeting.agenda(view, report.actions, (), report.sites)
    levels = classed(signs, "levels")
    rows = _sites(given, levels)
    when = f"on {day(view.as_of)}"
    ahead = (
        forecast_sentences.sentence(report.forecast, when),
        forecast_sentences.renewed_sentence(report.forecast),
    )
    return {
        "title": f"Network report, {day(view.as_of)}",
        "sentence": overview_sentence(view),
        "covers": words.covers(report),
        "levels": _levels(view, levels),
        "total": len(view.sites),
        "tall": "tall" if len(view.sites) > MOST_ROWS else "",
        "must_haves": _must_haves(view),
        "sites": rows,
        "choices": _choices(rows),
        "elements": _elements(view),
        "matrix": _matrix(view, rows, signs),
        "details": _details(given, rows, classed(signs, "states")),
        "lapse_days": LAPSE_DAYS,
        "movement": movement,
        "movers": _movers(view, levels),
        "ahead": [f"Within {FALL_DAYS} days: {lapses.sentence}", *filter(None, ahead)],
        "overdue": overdue.sentence,
        "actions": _actions(given),
        "named": given.named,
        "failed": signs["light"]["failed"],
        "method": [*words.method(view.framework), forecast_sentences.ASSUMES],
        "versions": words.versions(view.framework),
        "made": words.made(report),
        "caution": CAUTION,
        "limits": LIMITS,
    }


def _levels(view: Overview, levels: Mapping[str, Any]) -> list[dict[str, Any]]:
    frame = tables.levels(view)
    most = max(frame["sites"].max(), 1)
    return [
        {"sign": levels[row["level"]], "sites": row["sites"], "of": 100 * row["sites"] / most}
        for row in frame.to_dict("records")
    ]


def _must_haves(view: Overview) -> list[dict[str, Any]]:
    return [
        {
            "title": row["title"],
            "element": row["element"],
            "sites": row["sites"],
            "all": row["assessed_sites"],
            "of": 100 * row["sites"] / row["assessed_sites"],
        }
        for row in tables.failed_gates(view).to_dict("records")
    ]


def _sites(given: NetworkHandover, levels: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One row for each site, worst first, as the overview has them."""
    report, view = given.report, given.report.overview
    failed = handover.failed_must_haves(view)
    falls = handover.next_falls(report.forecast)
    rank = {row: place for place, row in enumerate(reversed(tables.levels(view)["level"].tolist()))}
    known = {row.site_id: row for row in view.sites}
    assessed = {row.site_id for row in view.assessed}
    frame = tables.sites(view)
    found = []
    for site_id, score in zip(frame["site_id"], frame["Score"], strict=True):
        row = known[site_id]
        fall = falls.get(site_id)
        found.append(
            {
                "site_id": site_id,
                "name": line(row.site_name, NAME) or site_id,
                "practice": line(row.practice, NAME) or NOTHING,
                "state": line(row.state, NAME) or NOTHING,
                "region": line(row.region, NAME) or NOTHING,
                "level": levels[row.level],
                "rank": rank[row.level],
                "score": NOTHING if pd.isna(score) else f"{score:.1f}",
                "assessed": site_id in assessed,
                "failed": failed.get(site_id, []) if site_id in assessed else None,
                "answered": percent(row.answered, row.applicable),
                "confirmed": percent(row.confirmed, row.earned),
                "fall": day(fall[0].day) if fall else NOTHING,
                "fall_on": fall[0].day.isoformat() if fall else "",
                "fall_said": handover.fall_sentence(*fall) if fall else "",
            }
        )
    return found


def _choices(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What each filter can be set to; `column` is the place of what it looks at, from 0."""
    levels = {row["rank"]: f"{row['level']['symbol']} {row['level']['word']}" for row in rows}
    found = [{"title": "Level", "column": 4, "values": [levels[k] for k in sorted(levels)]}]
    for title, column in (("State", 2), ("Region", 3), ("Practice", 1)):
        values = sorted({row[title.lower()] for row in rows})
        found.append({"title": title, "column": column, "values": values})
    return found


def _elements(view: Overview) -> list[dict[str, Any]]:
    """The columns of the matrix, core elements first."""
    ordered = sorted(view.framework.elements, key=lambda element: not element.core)
    return [
        {"title": element.short_title or element.title, "core": bool(element.core)}
        for element in ordered
    ]


def _matrix(
    view: Overview, rows: Sequence[Mapping[str, Any]], signs: Signs
) -> list[list[dict[str, str]]]:
    """The cells of each site, in the order of `rows` and of the columns."""
    frame = tables.heatmap(view, by="site")
    cells: dict[tuple[str, str], dict[str, str]] = {}
    names = ("row_id", "element_id", "score", "gate_failed", "assessed")
    for row_id, element, score, failed, assessed in zip(*(frame[n] for n in names), strict=True):
        known = assessed and not pd.isna(score)
        cells[row_id, element] = {
            "score": f"{score:.1f}" if known else NOTHING,
            "band": band(signs, score) if known else "",
            "failed": "yes" if failed and assessed else "",
        }
    ordered = sorted(view.framework.elements, key=lambda element: not element.core)
    return [[cells[row["site_id"], element.id] for element in ordered] for row in rows]


def _details(
    given: NetworkHandover, rows: Sequence[Mapping[str, Any]], states: Mapping[str, Any]
) -> list[dict[str, Any]]:
    view = given.report.overview
    lapses = handover.lapses_by_site(view)
    return [
        {
            "gaps": [_gap(gap, states) for gap in given.gaps.get(row["site_id"], ())],
            "lapses": [
                {
                    "title": view.criterion[lapse.criterion].title,
                    "must_have": lapse.gate,
                    "last_day": day(lapse.last_day),
                }
                for lapse in lapses.get(row["site_id"], ())
            ],
        }
        for row in rows
    ]


def _gap(gap: OpenGap, states: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": gap.criterion.title,
        "must_have": gap.must_have,
        "state": states[STATE_WORDS[gap.state]],
        "points": f"{float(gap.points_lost):.1f}",
    }


def _movers(view: Overview, levels: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "site": line(row["site"], NAME),
            "before": levels[row["level_before"]],
            "after": levels[row["level_after"]],
            "score_before": _shown(row["score_before"]),
            "score_after": _shown(row["score_after"]),
        }
        for row in tables.movers(view).to_dict("records")
    ]


def _shown(score: float) -> str:
    return NOTHING if pd.isna(score) else f"{score:.1f}"


def _actions(given: NetworkHandover) -> list[dict[str, str]]:
    """The unfinished ones, overdue first."""
    report = given.report
    as_of = report.overview.as_of
    unfinished = action_words.chosen(report.actions, action_words.UNFINISHED, as_of)
    return [
        {
            "due": day(action.due_on),
            "due_on": action.due_on.isoformat(),
            "title": line(action.title, NAME),
            "site": line(report.sites[action.site_id].site_name, NAME),
            "owner": line(action.owner, NAME),
            "state": action_words.state_word(action, as_of),
        }
        for action in unfinished
    ]
