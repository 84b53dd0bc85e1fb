"""Frames of the Review page."""

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from readiness.domain.explanation import level_title
from readiness.domain.framework import Condition, Criterion, Formula, Framework
from readiness.domain.wording import condition_in_words, stated_in_words
from readiness.services.review import Changed, Item, Review, Waiting
from readiness.views.sentences import day, score_number


def queue(waiting: Sequence[Waiting], framework: Framework, today: date) -> pd.DataFrame:
    """The sites that wait, the longest first. Shares are 0 to 1, `None` where nothing is earned."""
    rows = [one.row for one in waiting]
    return pd.DataFrame(
        {
            "site_id": [row.site_id for row in rows],
            "Site": [row.site_name for row in rows],
            "Practice": [row.practice for row in rows],
            "Region": [row.region for row in rows],
            "Submitted": [one.event.recorded_at.date() for one in waiting],
            "Days waiting": [(today - one.event.recorded_at.date()).days for one in waiting],
            "Level": [level_title(framework, row.level) for row in rows],
            "Score": [score_number(row.score) for row in rows],
            "Must-haves failing": [row.failed_gates for row in rows],
            "Confirmed": [row.confirmed / row.earned if row.earned else None for row in rows],
        }
    )


def changed(
    sites: Sequence[Changed], framework: Framework, criteria: Mapping[str, Criterion]
) -> pd.DataFrame:
    """The sites with answers given since their approval, most of them first; must-haves by name."""
    rows = [one.row for one in sites]
    return pd.DataFrame(
        {
            "site_id": [row.site_id for row in rows],
            "Site": [row.site_name for row in rows],
            "Region": [row.region for row in rows],
            "Stage": [one.stage.capitalize() for one in sites],
            "Approved": [one.event.recorded_at.date() for one in sites],
            "Changed since": [len(one.criteria) for one in sites],
            "Must-haves among them": [
                ", ".join(criteria[key].title for key in one.criteria if criteria[key].gate)
                for one in sites
            ],
            "Level": [level_title(framework, row.level) for row in rows],
        }
    )


def out_by_profile(review: Review) -> pd.DataFrame:
    """The criteria that the profile takes out, each with the fact that does, and its points."""
    framework, rows = review.report.framework, review.out_by_profile
    return pd.DataFrame(
        {
            "Criterion": [scored.criterion.title for scored in rows],
            "The profile says": [_fact(review, scored.criterion) for scored in rows],
            "Applies": [condition_in_words(scored.criterion, framework) for scored in rows],
            "Must-have": ["yes" if scored.criterion.gate else "" for scored in rows],
            "Points left out": [float(scored.criterion.points) for scored in rows],
        }
    )


def _fact(review: Review, criterion: Criterion) -> str:
    """The field of the profile that decides, and what stands in it."""
    by = criterion.applies_when or criterion.requirement
    if not isinstance(by, Condition | Formula):
        return ""
    field = review.report.framework.profile_field[by.field]
    value = review.report.facts[field.id]
    stated = dict(field.options).get(str(value), str(value)) if value is not None else "not stated"
    return f"{field.title}: {stated}"


def earlier(item: Item, *, names: bool) -> pd.DataFrame:
    """What the site stated before, the newest first; who stated it only with `names`."""
    rows = item.before[::-1]
    columns = {
        "Recorded": [row.recorded_at.date() for row in rows],
        "Answer": [stated_in_words(item.scored.criterion, row) for row in rows],
        "Date of the evidence": [day(row.evidence_date) for row in rows],
        "Evidence": [row.evidence for row in rows],
    }
    return pd.DataFrame(columns | ({"By": [row.recorded_by for row in rows]} if names else {}))
