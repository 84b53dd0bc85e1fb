"""What is wrong with a file, as a table."""

from collections.abc import Sequence

import pandas as pd

from readiness.errors import Problem


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
