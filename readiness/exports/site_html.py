"""One site as an HTML file that opens offline: level, reason, gaps, timeline, score by term."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from readiness.domain.explanation import shown
from readiness.exports.caution import CAUTION, LIMITS
from readiness.exports.self_contained import NAME, classed, html
from readiness.exports.self_contained import name_of as html_name
from readiness.exports.timeline_drawing import drawing
from readiness.exports.typeset import line
from readiness.services.handover import SiteHandover
from readiness.services.network import LAPSE_DAYS
from readiness.services.reports import SiteSummary
from readiness.services.sites import SiteReport
from readiness.views import actions as action_words
from readiness.views import forecast_sentences
from readiness.views import reports as words
from readiness.views import site as tables
from readiness.views.sentences import day, site_sentence

Signs = Mapping[str, Mapping[str, Any]]
WIDTHS = {"wide": 1180, "narrow": 340}
"""The timeline is drawn for a desk and for a telephone; the style shows one of them."""


def content(given: SiteHandover, *, signs: Signs) -> bytes:
    """The file. `signs` are the palette's for light and dark."""
    return html("handover_site.html.j2", _data(given, signs), signs)


def name_of(site_id: str, as_of: date) -> str:
    """What the file is called: the site by its id, and the as-of date."""
    return html_name("readiness", site_id, str(as_of))


def _data(given: SiteHandover, signs: Signs) -> dict[str, Any]:
    summary, report = given.summary, given.summary.report
    states = classed(signs, "states")
    name = line(report.site.site_name, NAME) or report.site.site_id
    sentence = site_sentence(report).replace(report.site.site_name, name, 1)
    points = report.score.points
    return {
        "title": name,
        "site_id": report.site.site_id,
        "place": line(tables.place(report), NAME),
        "as_of": day(report.as_of),
        "level": classed(signs, "levels")[report.score.level],
        "assessed": report.score.assessed,
        "sentence": sentence,
        "reason": tables.reason(report),
        "standing": tables.standing(report),
        "elements": _elements(tables.strip(report), classed(signs, "elements")),
        "gaps": _rows(tables.gaps(report), states),
        "lapse_days": LAPSE_DAYS,
        "lapses": _rows(tables.lapses(report, LAPSE_DAYS), states),
        "ahead": forecast_sentences.site_sentence(report, f"on {day(report.as_of)}"),
        **_timeline(report, signs),
        "actions": _actions(summary),
        "named": given.named,
        "earned": f"{float(points.earned):.2f}",
        "possible": f"{float(points.possible):g}",
        "score": shown(report.score.score),
        "terms": _rows(tables.terms(report), states),
        "sources": words.sources_of_gaps(report),
        "method": words.method(report.framework),
        "versions": words.versions(report.framework),
        "made": words.made(summary),
        "caution": CAUTION,
        "limits": LIMITS,
    }


def _elements(frame: pd.DataFrame, elements: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "title": row["title"],
            "score": "–" if pd.isna(row["score"]) else f"{row['score']:.1f}",
            "sign": elements[row["state"]],
            "said": row["state"][:1].upper() + row["state"][1:],
            "must_haves": _passing(row["gates"], row["gates_failed"]),
        }
        for row in frame.to_dict("records")
    ]


def _passing(gates: int, failed: int) -> str:
    if not gates:
        return "No must-have"
    return f"{gates - failed} of {gates} must-have{'' if gates == 1 else 's'}"


def _rows(frame: pd.DataFrame, states: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of a table as a template reads them: days and numbers in words, states signed."""
    return [
        {_key(name): _cell(name, value, states) for name, value in row.items()}
        for row in frame.to_dict("records")
    ]


def _key(name: object) -> str:
    """The name of a column as a template writes it."""
    return str(name).lower().replace(" ", "_").replace("-", "_")


def _cell(name: object, value: Any, states: Mapping[str, Any]) -> Any:
    if name == "State":
        return states[value]
    if isinstance(value, date):
        return {"words": day(value), "on": str(value)}
    if pd.isna(value):
        return {"words": day(None), "on": ""}
    return f"{value:.1f}" if isinstance(value, float) else value


def _timeline(report: SiteReport, signs: Signs) -> dict[str, Any]:
    first, last = tables.window(report)
    frame = tables.timeline(report, first, last)
    levels = classed(signs, "levels")
    thresholds = [
        (f"{one.title} from {float(one.min_score):g}", float(one.min_score))
        for one in report.framework.levels
        if one.min_score
    ]
    return {
        "timelines": {
            name: drawing(
                frame, as_of=report.as_of, thresholds=thresholds, levels=levels, width=width
            )
            for name, width in WIDTHS.items()
        },
        "period": f"{day(first)} to {day(last)}",
        "steps": _steps(frame, levels),
    }


def _steps(frame: pd.DataFrame, levels: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Newest first."""
    columns = (frame[name].tolist()[::-1] for name in ("from_day", "level", "score"))
    return [
        {
            "from_day": {"words": day(start), "on": str(start)},
            "level": levels[level],
            "score": "–" if pd.isna(score) else f"{score:.1f}",
        }
        for start, level, score in zip(*columns, strict=True)
    ]


def _actions(summary: SiteSummary) -> list[dict[str, Any]]:
    as_of = summary.report.as_of
    return [
        {
            "due": {"words": day(action.due_on), "on": str(action.due_on)},
            "title": line(action.title, NAME),
            "owner": line(action.owner, NAME),
            "state": action_words.state_word(action, as_of),
        }
        for action in summary.actions
    ]
