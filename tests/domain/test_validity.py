"""The last day on which evidence is good."""

from datetime import date

import pytest

from readiness.domain.validity import add_months


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2023, 12, 31), 2, date(2024, 2, 29)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
        (date(9998, 12, 31), 2, date(9999, 2, 28)),
        (date(9999, 1, 31), 1, date(9999, 2, 28)),
        (date(9999, 12, 1), 1, date.max),
        (date(9999, 1, 1), 600, date.max),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_the_month_and_not_beyond_the_calendar(
    start: date, months: int, last: date
) -> None:
    assert add_months(start, months) == last
