"""One site as tables: frames with fixed, named columns, for the charts and for reading."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

import pandas as pd

from readiness.domain.assessment import Response
from readiness.domain.explanation import level_title, shown
from readiness.domain.scoring import NOT_ASSESSED, CriterionScore, State
from readiness.domain.timeline import ONE_DAY
from readiness.domain.triggers import SetOff
from readiness.domain.wording import requirement_in_words, stated_in_words
from readiness.services.sites import SiteReport
from readiness.views.sentences import percent

STATE_WORDS = {
    State.MET: "Met",
    State.PARTLY_MET: "Partly met",
    State.NOT_MET: "Not met",
    State.LAPSED: "Lapsed",
    State.NOT_CONFIRMED: "Not confirmed",
    State.UNANSWERED: "Unanswered",
    State.NOT_APPLICABLE: "Not applicable",
}


class Standing(NamedTuple):
    """What always stands beside a level, in words; a dash where there is nothing to say."""

    score: str
    must_haves: str
    answered: str
    confirmed: str


def standing(report: SiteReport) -> Standing:
    """Score, must-haves that pass, and the shares answered and confirmed."""
    score = report.score
    gates = len(report.framework.gates)
    return Standing(
        shown(score.score) if score.assessed else "–",
        f"{gates - len(score.failed_gates)} of {gates}" if score.assessed else "–",
        percent(score.answered, score.applicable),
        percent(score.points_confirmed, score.points.earned),
    )


def reason(report: SiteReport) -> str:
    """Why the level, and what is left out as not applicable."""
    out = report.score.points_not_applicable
    points = "point" if out == 1 else "points"
    note = f" {float(out):g} {points} left out as not applicable." if out else ""
    return f"{report.reason}{note}"


def place(report: SiteReport) -> str:
    """Practice, state and region, as far as they are known."""
    site = report.site
    return ", ".join(filter(None, (site.practice, site.state, site.region)))


def strip(report: SiteReport) -> pd.DataFrame:
    """element_id, title, score, gates, gates_failed, state: the core elements, in order."""
    framework = report.framework
    records = []
    for element in framework.elements:
        if not element.core:
            continue
        own = [s for s in report.score.criteria if s.criterion.element == element.id]
        score = report.score.elements[element.id].score
        gates = sum(scored.criterion.gate for scored in own)
        failed = sum(scored.gate_failed for scored in own)
        records.append(
            {
                "element_id": element.id,
                "title": element.short_title or element.title,
                "score": None if score is None else float(shown(score)),
                "gates": gates,
                "gates_failed": failed,
                "state": _element_state(report, own, failed),
            }
        )
    columns = ["element_id", "title", "score", "gates", "gates_failed", "state"]
    return pd.DataFrame(records, columns=columns).astype({"score": float})


def gaps(report: SiteReport) -> pd.DataFrame:
    """The gaps in the order to close them, with what closing each one alone would do."""
    rows = report.gaps
    framework = report.framework
    return pd.DataFrame(
        {
            "criterion_id": [gap.scored.criterion.id for gap in rows],
            "Gap": [gap.scored.criterion.title for gap in rows],
            "Must-have": ["yes" if gap.must_have else "" for gap in rows],
            "State": [STATE_WORDS[gap.scored.state] for gap in rows],
            "Points to gain": [float(gap.points_lost) for gap in rows],
            "Hours of work": [float(gap.scored.criterion.effort_hours) for gap in rows],
            "Score after": [shown(gap.score_after) for gap in rows],
            "Level after": [level_title(framework, gap.level_after) for gap in rows],
        }
    )


def terms(report: SiteReport) -> pd.DataFrame:
    """The score term by term: every criterion in framework order."""
    rows = report.score.criteria
    titles = report.framework.element
    return pd.DataFrame(
        {
            "Element": [titles[scored.criterion.element].title for scored in rows],
            "Criterion": [scored.criterion.title for scored in rows],
            "Must-have": ["yes" if scored.criterion.gate else "" for scored in rows],
            "Asked for": [requirement_in_words(s.criterion, report.framework) for s in rows],
            "Answer": [_answer(report, scored) for scored in rows],
            "State": [STATE_WORDS[scored.state] for scored in rows],
            "Points": [float(scored.points_earned) for scored in rows],
            "Of": [float(scored.points_possible) for scored in rows],
            "Last day": [scored.last_day for scored in rows],
            "Confirmed": ["yes" if scored.confirmed else "" for scored in rows],
        }
    )


def lapses(report: SiteReport, days: int) -> pd.DataFrame:
    """What lapses within so many days, soonest first."""
    rows = report.lapsing(days)
    return pd.DataFrame(
        {
            "Criterion": [scored.criterion.title for scored in rows],
            "Must-have": ["yes" if scored.criterion.gate else "" for scored in rows],
            "Last day": [scored.last_day for scored in rows],
            "Days left": [
                (scored.last_day - report.as_of).days if scored.last_day else None
                for scored in rows
            ],
        }
    )


def window(report: SiteReport) -> tuple[date, date]:
    """From a year and a half before the date, or the first answer, to half a year after it."""
    earliest = report.as_of - timedelta(days=550)
    first = next(
        (step.day for step in report.timeline.steps if step.level != NOT_ASSESSED), earliest
    )
    return max(earliest, min(first, report.as_of)), report.as_of + timedelta(days=180)


def timeline(report: SiteReport, first: date, last: date) -> pd.DataFrame:
    """from_day, until_day, score, level, title: the steps between two dates, both included."""
    inside = [step for step in report.timeline.steps if first < step.day <= last]
    steps = [report.timeline.at(first)._replace(day=first), *inside]
    ends = [*(step.day for step in inside), last + ONE_DAY]
    records = [
        {
            "from_day": step.day,
            "until_day": end,
            "score": _step_score(step.level, step.score),
            "level": step.level,
            "title": level_title(report.framework, step.level),
        }
        for step, end in zip(steps, ends, strict=True)
    ]
    return pd.DataFrame(records).astype({"score": float})


def marks(happened: Sequence[SetOff]) -> list[tuple[date, str]]:
    """Day and words of each event that set the site off, oldest first."""
    return [(one.trigger.happened_on, one.trigger.what) for one in reversed(happened)]


def timeline_table(frame: pd.DataFrame) -> pd.DataFrame:
    """The timeline to read: one row for each step, newest first."""
    table = frame[["from_day", "title", "score"]].iloc[::-1]
    return table.rename(columns={"from_day": "From", "title": "Level", "score": "Score"})


def _step_score(level: str, score: Fraction | None) -> float | None:
    return None if level == NOT_ASSESSED or score is None else float(shown(score))


def _element_state(report: SiteReport, own: Sequence[CriterionScore], failed: int) -> str:
    if not report.score.assessed:
        return "not assessed"
    if failed:
        return "must-have missing"
    lost = any(scored.points_earned < scored.points_possible for scored in own)
    return "gaps" if lost else "in place"


def _answer(report: SiteReport, scored: CriterionScore) -> str:
    responses = report.history.responses.get(scored.criterion.id)
    return answer_in_words(scored, responses[-1]) if responses else ""


def answer_in_words(scored: CriterionScore, response: Response) -> str:
    """What a site answered, as a person would say it."""
    return stated_in_words(scored.criterion, response, scored.required)
