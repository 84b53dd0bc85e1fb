"""Works out one example with the product: from what a row gives to what it expects."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from readiness.domain.assessment import Finding, History, Profile, Response
from readiness.domain.framework import Framework
from readiness.domain.scoring import (
    CriterionScore,
    Points,
    SiteScore,
    facts_on,
    level_of,
    newest_finding,
    score_criterion,
    score_site,
)
from readiness.domain.timeline import Timeline, timeline
from tests.spec.cast import FIELDS, LEVEL_TITLES, framework_of
from tests.spec.tables import Recorded, Reviewed, Said, Stated

SITE = "Example site"
ASKED = date(2026, 6, 15)
"""The date asked for where an example names none."""

FACT_OF_COLUMN = {"service": "what this site does", "patients": "patients now in step-up"}
_FIELD_OF_FACT = {field.title.lower(): field.id for field in FIELDS}


def work_out(given: Mapping[str, Any]) -> dict[str, Any]:
    """Every result of an example, by the name of its column."""
    if "must_haves" in given:
        return _level_by_points(given)
    asked = given.get("asked", ASKED)
    framework = framework_of(given.get("criteria") or [given["criterion"]])
    recorded = given["recorded"] if "recorded" in given else _recorded_in_columns(given, asked)
    history = history_of(recorded)
    score = score_site(framework, history, asked)
    line = timeline(framework, history)
    _assert_timeline_agrees(line, score)
    results = _of_site(score) | _of_timeline(framework, line, asked)
    if "element" in given:
        results["element_score"] = score.elements[given["element"]].score
        results["theme_score"] = score.themes[given["theme"]].score
    if "criterion" in given:
        results |= _of_criterion(_score_alone(framework, history, asked))
        assert score.criteria == (_score_alone(framework, history, asked),)
    return results


def history_of(recorded: tuple[Recorded, ...]) -> History:
    """What was recorded, as the product keeps it. Answers at 9:00, reviews at 15:00 unless said."""
    return History.of(
        SITE,
        [_response(entry) for entry in recorded if isinstance(entry, Said)],
        [
            Finding(SITE, entry.criterion, _moment(entry.on, entry.hour, 15), entry.conclusion)
            for entry in recorded
            if isinstance(entry, Reviewed)
        ],
        _profiles([entry for entry in recorded if isinstance(entry, Stated)]),
    )


def _profiles(stated: Sequence[Stated]) -> list[Profile]:
    """A profile per fact stated; facts stated earlier stay, as they do in the form."""
    profiles = []
    values: dict[str, str] = {}
    for entry in stated:
        values = {**values, _FIELD_OF_FACT[entry.fact]: str(entry.value)}
        profiles.append(Profile(SITE, entry.on, values))
    return profiles


def _recorded_in_columns(given: Mapping[str, Any], asked: date) -> tuple[Recorded, ...]:
    """The answer, finding and profile of an example that gives them as columns."""
    on = given.get("evidence") or asked
    recorded: list[Recorded] = [
        Stated(fact, given[column], on)
        for column, fact in FACT_OF_COLUMN.items()
        if column in given
    ]
    if given["answer"] is not None:
        recorded.append(
            Said(given["criterion"], given["answer"], on, given.get("evidence"), given.get("end"))
        )
    if given.get("finding"):
        recorded.append(Reviewed(given["criterion"], given["finding"], on))
    return tuple(recorded)


def _response(said: Said) -> Response:
    answer, numerator, denominator = said.answer, "", ""
    if match := re.fullmatch(r"(\d+) of (\d+)", said.answer):
        answer, (numerator, denominator) = "", match.groups()
    elif match := re.fullmatch(r"([\d.]+)(%| [a-z]+)", said.answer):
        answer = match[1]
    return Response(
        SITE,
        said.criterion,
        _moment(said.on, said.hour, 9),
        answer,
        numerator,
        denominator,
        said.evidence,
        said.end,
    )


def _moment(day: date, hour: int | None, otherwise: int) -> datetime:
    return datetime(
        day.year, day.month, day.day, otherwise if hour is None else hour, 30, tzinfo=UTC
    )


def _score_alone(framework: Framework, history: History, asked: date) -> CriterionScore:
    """The only criterion of a framework, scored by itself."""
    (criterion,) = framework.criteria
    known = history.until(asked)
    responses = known.responses.get(criterion.id, ())
    response = responses[-1] if responses else None
    finding = newest_finding(response, known.findings.get(criterion.id, ()))
    facts = facts_on(framework, known.profiles[-1] if known.profiles else None)
    return score_criterion(criterion, response, finding, facts, asked)


def _level_by_points(given: Mapping[str, Any]) -> dict[str, Any]:
    points = Points(given["points_earned"], given["points_possible"])
    gates_pass = {"all pass": True, "one fails": False}[given["must_haves"]]
    level = level_of(framework_of([]), points, gates_pass=gates_pass)
    return {"score": points.score, "level": LEVEL_TITLES[level]}


def _of_criterion(scored: CriterionScore) -> dict[str, Any]:
    return {
        "state": scored.state,
        "fulfilment": scored.fulfilment,
        "earned": scored.points_earned,
        "possible": scored.points_possible,
        "gate": "fails" if scored.gate_failed else "passed",
        "last_day": scored.last_day,
        "required": scored.required,
    }


def _of_site(score: SiteScore) -> dict[str, Any]:
    return {
        "earned": score.points.earned,
        "possible": score.points.possible,
        "points_earned": score.points.earned,
        "points_possible": score.points.possible,
        "score": score.score,
        "level": LEVEL_TITLES[score.level],
        "failed_gates": score.failed_gates,
        "answered": score.answered,
        "applicable": score.applicable,
        "answered_share": score.answered_share,
        "confirmed_points": score.points_confirmed,
        "confirmed_share": score.confirmed_share,
        "not_applicable_points": score.points_not_applicable,
    }


def _of_timeline(framework: Framework, line: Timeline, asked: date) -> dict[str, Any]:
    steps: list[tuple[date, str, Any]] = []
    for step in line.steps:
        level = LEVEL_TITLES[step.level]
        if not steps or steps[-1][1:] != (level, step.score):
            steps.append((step.day, level, step.score))
    return {
        "steps": tuple(steps),
        "timeline_score": line.at(asked).score,
        "timeline_level": LEVEL_TITLES[line.at(asked).level],
    }


def _assert_timeline_agrees(line: Timeline, score: SiteScore) -> None:
    step = line.at(score.as_of)
    assert line.criteria_at(score.as_of) == score.criteria
    assert (step.level, step.score, step.failed_gates) == (
        score.level,
        score.score,
        score.failed_gates,
    )
