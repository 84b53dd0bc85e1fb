"""How long evidence is good."""

from calendar import monthrange
from datetime import date
from functools import lru_cache


@lru_cache(maxsize=100_000)
def last_day(evidence: date | None, end: date | None, validity_months: int | None) -> date | None:
    """The last day on which evidence is good; `None` where it does not lapse."""
    if end is not None:
        return end
    if evidence is None or validity_months is None:
        return None
    return add_months(evidence, validity_months)


def add_months(day: date, months: int) -> date:
    """Calendar months later, or the last day of that month: 31 January + 1 = 28 or 29 February."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
