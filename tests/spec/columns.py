"""How the columns of the specification are headed and printed."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from readiness.domain.scoring import State
from readiness.domain.wording import counted, day_in_words, number_in_words
from tests.spec.cast import FIELDS
from tests.spec.tables import Recorded, Reviewed, Said, Stated

HEADINGS: Mapping[str, str] = {
    "criterion": "Criterion",
    "criteria": "Criteria",
    "answer": "Answer",
    "service": "What this site does",
    "patients": "Patients now in step-up",
    "evidence": "Evidence date",
    "end": "End date",
    "finding": "Reviewer",
    "recorded": "What was recorded",
    "asked": "Date asked for",
    "must_haves": "Must-haves",
    "state": "State",
    "fulfilment": "Fulfillment",
    "required": "Needed",
    "earned": "Points earned",
    "possible": "Points possible",
    "gate": "Must-have",
    "last_day": "Last good day",
    "score": "Score",
    "element_score": "Score of the element",
    "theme_score": "Score of the theme",
    "level": "Level",
    "failed_gates": "Must-haves that fail",
    "answered": "Answered",
    "applicable": "Applicable",
    "answered_share": "Share answered",
    "points_earned": "Points earned",
    "points_possible": "Points possible",
    "confirmed_points": "Points confirmed",
    "confirmed_share": "Share confirmed",
    "not_applicable_points": "Points not applicable",
    "timeline_score": "Score in the timeline",
    "timeline_level": "Level in the timeline",
    "steps": "Steps",
}
_OPTIONS = {option: title for field in FIELDS for option, title in field.options}


def shown(column: str, value: Any) -> str:
    """A cell of the manual."""
    if column == "answer":
        return "(none)" if value is None else value or "the date"
    if column == "criteria":
        return "<br>".join(value)
    if column == "failed_gates":
        return "<br>".join(value) or "none"
    if column == "recorded":
        return "<br>".join(recorded_in_words(entry) for entry in value) or "nothing"
    if column == "steps":
        return "<br>".join(
            f"{'at first' if day == date.min else 'from ' + day_in_words(day)}: "
            f"{level}, {_number(score)}"
            for day, level, score in value
        )
    if column in ("score", "timeline_score", "element_score", "theme_score"):
        return "no score" if value is None else _number(value)
    if column.endswith("_share") and value is not None:
        return f"{number_in_words(round(100 * value, 1))}%"
    return _plain(value)


def recorded_in_words(entry: Recorded) -> str:
    """One thing that was recorded: "1 Jun 2026: Hours covered: 128 hours"."""
    when = day_in_words(entry.on)
    if isinstance(entry, Stated):
        value = str(entry.value)
        return f"{when}: profile, {entry.fact}: {_OPTIONS.get(value, value)}"
    if entry.hour is not None:
        when += f", {entry.hour}:30"
    if isinstance(entry, Reviewed):
        return f"{when}: {entry.criterion}: {entry.conclusion} by a reviewer"
    return f"{when}: {entry.criterion}: {_answer_in_words(entry)}"


def points_in_words(points: int | Fraction) -> str:
    return counted(points, "points")


def _answer_in_words(said: Said) -> str:
    words = [said.answer] if said.answer else []
    if said.evidence:
        words.append(f"evidence of {day_in_words(said.evidence)}")
    if said.end:
        words.append(f"ends {day_in_words(said.end)}")
    return ", ".join(words)


def _plain(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, date):
        return day_in_words(value)
    if isinstance(value, State):
        return value.replace("_", " ")
    if isinstance(value, int | Fraction):
        return _number(value)
    return _OPTIONS.get(value, str(value).replace("_", " "))


def _number(value: int | Fraction | None) -> str:
    """Exactly: as a decimal number where there is one, else as a fraction with its decimals."""
    if value is None:
        return "no score"
    text = number_in_words(value)
    return f"{text} ({float(value):.2f})" if "/" in text else text
