"""Actions on a day: the newest of each, what is overdue, the order, and what was left to do."""

from datetime import UTC, date, datetime, timedelta

import pytest

from readiness.domain.actions import Action, Unfinished, burn_down, in_order, newest

DUE = date(2026, 11, 20)
ONE = timedelta(days=1)


def action(
    key: str = "A1", day: date = date(2026, 11, 1), due: date = DUE, state: str = "open"
) -> Action:
    at = datetime(day.year, day.month, day.day, 23, 59, tzinfo=UTC)
    return Action(key, "S1", ("C01",), f"Title {key}", "Ana", due, state, at)


def test_an_action_stands_on_a_day_as_it_was_last_changed_until_then() -> None:
    raised, doing = action(), action(day=date(2026, 11, 5), state="doing")
    done = action(day=date(2026, 11, 9), state="done")
    changes = [raised, action("A2", date(2026, 11, 6)), doing, done]
    changes.sort(key=lambda change: change.recorded_at)
    assert newest(changes, date(2026, 10, 31)) == ()
    assert newest(changes, date(2026, 11, 4)) == (raised,)
    assert newest(changes, date(2026, 11, 5)) == (doing,)
    assert [row.state for row in newest(changes, date(2026, 11, 9))] == ["done", "open"]


def test_of_two_changes_on_one_day_the_later_holds() -> None:
    changes = [action(), action(state="doing"), action(state="open")]
    assert newest(changes, date(2026, 11, 1)) == (changes[-1],)


@pytest.mark.parametrize("state", ["open", "doing"])
def test_an_action_is_overdue_on_the_day_after_it_was_due(state: str) -> None:
    promised = action(state=state)
    assert not promised.overdue_on(DUE)
    assert promised.overdue_on(DUE + ONE)


@pytest.mark.parametrize("state", ["done", "dropped"])
def test_what_is_finished_is_never_overdue(state: str) -> None:
    assert not action(state=state).overdue_on(DUE + 100 * ONE)


def test_overdue_comes_first_and_finished_last() -> None:
    late, later = action("late", due=DUE), action("later", due=DUE + ONE)
    soon = action("soon", due=DUE + 30 * ONE, state="doing")
    done = action("done", due=DUE - 30 * ONE, state="done")
    assert in_order([done, soon, later, late]) == (late, later, soon, done)


def test_the_burn_down_counts_what_is_left_and_what_of_it_is_overdue() -> None:
    changes = [
        action("A1", date(2026, 11, 1), due=date(2026, 11, 3)),
        action("A2", date(2026, 11, 2), due=date(2026, 11, 10)),
        action("A1", date(2026, 11, 5), due=date(2026, 11, 3), state="done"),
        action("A2", date(2026, 11, 6), due=date(2026, 11, 10), state="dropped"),
        action("A2", date(2026, 11, 8), due=date(2026, 11, 7), state="open"),
    ]
    days = [date(2026, 10, 31) + n * ONE for n in range(9)]
    left = [(row.actions, row.overdue) for row in burn_down(changes, days)]
    expected = [(0, 0), (1, 0), (2, 0), (2, 0), (2, 1), (1, 0), (0, 0), (0, 0), (1, 1)]
    assert left == expected
    assert burn_down(changes, days[:1]) == (Unfinished(days[0], 0, 0),)
    assert burn_down([], days)[-1] == Unfinished(days[-1], 0, 0)
