"""When facts of labels are due to be checked again."""

from datetime import date

import pytest

from readiness.domain.agents import AgentFact, check_due


@pytest.mark.parametrize(
    ("checked", "last"),
    [
        (date(2025, 11, 22), date(2026, 5, 22)),
        (date(2025, 8, 31), date(2026, 2, 28)),
        (date(2026, 1, 1), date(2026, 7, 1)),
    ],
)
def test_a_check_is_good_for_six_calendar_months(checked: date, last: date) -> None:
    fact = AgentFact("f", "Fact", "yes", "S", "", "", "", checked)
    assert not check_due(fact, last)
    assert check_due(fact, date.fromordinal(last.toordinal() + 1))
    assert not check_due(fact, checked)
