"""The dates that are scored: the last ones of a row of month-ends."""

from datetime import date, timedelta

HISTORY_BEGINS = date(2021, 11, 22)
HISTORY_ENDS = date(2026, 11, 22)
"""Five years of records, made up."""

_LAST = (2026, 10)


def month_ends(count: int) -> list[date]:
    """The newest `count` month-ends of the history, oldest first; 60 cover all five years."""
    ends = []
    year, month = _LAST
    for _ in range(count):
        following = date(year + month // 12, month % 12 + 1, 1)
        ends.append(following - timedelta(days=1))
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return ends[::-1]
