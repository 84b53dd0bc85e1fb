"""Scored sites -> the text of `python -m readiness score`. Numbers are not rounded."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from readiness.domain.framework import Exact, Framework
from readiness.domain.scoring import SCORING_VERSION, Points, SiteScore, whole
from readiness.exports.caution import CAUTION


def json_document(framework: Framework, as_of: date, sites: Iterable[str]) -> Iterator[str]:
    """The JSON text, a piece for each `site_text`: sites are asked for one at a time."""
    head = {
        "framework": framework.id,
        "framework_version": framework.version,
        "scoring_version": SCORING_VERSION,
        "as_of": as_of.isoformat(),
        "caution": CAUTION,
    }
    yield f'{_json(head)[:-1]}, "sites": ['
    separator = "\n"
    for site in sites:
        yield separator + site
        separator = ",\n"
    yield "\n]}\n"


def site_text(score: SiteScore, version: str | None = None) -> str:
    """A site as JSON; `version` is told where each site has a framework version of its own."""
    own = {} if version is None else {"framework_version": version}
    return _json({"site_id": score.site_id, **own, **_site(score)})


def csv_document(framework: Framework, rows: Iterable[Sequence[str]]) -> str:
    """One row for each site; failed must-haves in one cell with spaces between them."""
    from readiness.exports.tables import csv_text  # it loads what writes workbooks

    return csv_text(csv_columns(framework), rows)


def csv_columns(framework: Framework) -> list[str]:
    return [
        *("site_id", "level", "score", "answered_share", "confirmed_share"),
        *("points_earned", "points_possible", "failed_gates"),
        *(f"{element.id}_score" for element in framework.elements),
    ]


def csv_row(framework: Framework, score: SiteScore) -> list[str]:
    """The cells of a site under `csv_columns` of the same framework.

    An element that the site's own framework version does not have is left empty.
    """
    elements = (score.elements.get(element.id) for element in framework.elements)
    return [
        score.site_id,
        score.level,
        _cell(score.score),
        _cell(score.answered_share),
        _cell(score.confirmed_share),
        _cell(score.points.earned),
        _cell(score.points.possible),
        " ".join(score.failed_gates),
        *(_cell(points.score if points else None) for points in elements),
    ]


def _site(score: SiteScore) -> Mapping[str, Any]:
    return {
        "level": score.level,
        "score": _number(score.score),
        "answered_share": _number(score.answered_share),
        "confirmed_share": _number(score.confirmed_share),
        **_points(score.points),
        "failed_gates": score.failed_gates,
        "elements": {
            key: {"score": _number(points.score), **_points(points)}
            for key, points in score.elements.items()
        },
        "criteria": {
            scored.criterion.id: {
                "state": str(scored.state),
                "fulfilment": _number(scored.fulfilment),
                "points_earned": _number(scored.points_earned),
                "points_possible": _number(scored.points_possible),
                "last_day": scored.last_day.isoformat() if scored.last_day else None,
            }
            for scored in score.criteria
        },
    }


def _points(points: Points) -> Mapping[str, int | float | None]:
    return {
        "points_earned": _number(points.earned),
        "points_possible": _number(points.possible),
    }


def _number(value: Exact | None) -> int | float | None:
    """Whole numbers exactly, others as the nearest floating-point number."""
    if value is None:
        return None
    exact = whole(value)
    return exact if isinstance(exact, int) else float(exact)


def _cell(value: Exact | None) -> str:
    return "" if value is None else repr(_number(value))


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
