"""What the analytics copy holds, row by row."""

from collections import Counter
from typing import Any

from readiness.analytics.store import Analytics

TABLES = ("site", "fact", "step", "element_step", "criterion_step")


def everything(analytics: Analytics) -> dict[str, Counter[tuple[Any, ...]]]:
    """Every row of every table and how often it is there; the order of rows says nothing."""
    return {name: Counter(analytics.ask(f"FROM {name}")) for name in TABLES}


def assert_same(one: Analytics, other: Analytics) -> None:
    """Both hold the same rows; says which rows only one of them has."""
    left, right = everything(one), everything(other)
    for name in TABLES:
        assert left[name] - right[name] == Counter(), f"rows of {name} that only the first has"
        assert right[name] - left[name] == Counter(), f"rows of {name} that only the second has"
