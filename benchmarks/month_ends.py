"""The dates that are scored: month-ends, or every day of the whole history."""

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


EVERY_DAY = (HISTORY_ENDS - HISTORY_BEGINS).days


def dates(count: int) -> list[date]:
    """The newest month-ends; for `EVERY_DAY`, all days of the history."""
    if count == EVERY_DAY:
        return [HISTORY_BEGINS + timedelta(days=number) for number in range(count)]
    return month_ends(count)
