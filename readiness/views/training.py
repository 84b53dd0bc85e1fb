"""Who lapses next, as a table."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from readiness.domain.registers.training import COURSES, Due
from readiness.domain.wording import counted
from readiness.views.sentences import day as in_words


def lapses(due: Sequence[Due], as_of: date) -> pd.DataFrame:
    """One row for each course that someone needs, those due first.

    Without the column of persons where nobody is named. "Counts until" is `None` for a course
    that was never taken; "State" says in words what is true on the as-of date.
    """
    table = pd.DataFrame(
        {
            "Person": [one.person for one in due],
            "Course": [dict(COURSES)[one.course] for one in due],
            "Counts until": [one.last_day for one in due],
            "State": [_state(one, as_of) for one in due],
        }
    )
    return table if any(one.person for one in due) else table.drop(columns="Person")


def next_lapse_in_words(due: Sequence[Due], as_of: date) -> str:
    """The sentence above the table; it names nobody."""
    if not due:
        return "Nobody on the staff list needs a course."
    missing = sum(not one.counts_on(as_of) for one in due)
    ahead = [one.last_day for one in due if one.counts_on(as_of) and one.last_day]
    said = (
        f"{missing} of {counted(len(due), 'courses')} that people need "
        f"{'is' if missing == 1 else 'are'} missing or lapsed"
    )
    if not ahead:
        return f"{said}."
    return f"{said}; the next that counts today lapses after {in_words(min(ahead))}."


def _state(one: Due, as_of: date) -> str:
    if one.last_day is None:
        return "Never taken"
    return "Counts" if one.counts_on(as_of) else "Lapsed"
