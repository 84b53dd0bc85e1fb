"""What is wrong with a file, as a table."""

from collections.abc import Sequence
from typing import Protocol

import pandas as pd

from readiness.errors import Problem


class LeftOut(Protocol):
    """Something of a file that was not taken, and why."""

    @property
    def summary(self) -> str: ...

    @property
    def reason(self) -> str: ...


def problem_table(problems: Sequence[Problem]) -> pd.DataFrame:
    """One row for each problem, with where it is and what to do."""
    return pd.DataFrame(
        {
            "File": [problem.file for problem in problems],
            "Line": [problem.line for problem in problems],
            "Column": [problem.column for problem in problems],
            "What to do": [problem.message for problem in problems],
        }
    )


def left_out_table(left_out: Sequence[LeftOut]) -> pd.DataFrame:
    """One row for each event of a calendar that was not taken, with the reason."""
    return pd.DataFrame(
        {
            "Event": [one.summary for one in left_out],
            "Why it is left out": [one.reason for one in left_out],
        }
    )
