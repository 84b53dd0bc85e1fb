"""Actions as tables: what is listed, how gaps stand, what a change changed, what was left."""

from datetime import UTC, date, datetime, timedelta

import pytest

from readiness.domain.actions import Action
from readiness.services.sites import site_report
from readiness.services.workspace import Workspace
from readiness.views import actions as tables
from tests.services.workspaces import EVERYONE, NOT_READY, TODAY, days

TITLES = {"C01": "Champion appointed", "C15": "Tocilizumab doses in reach"}


def action(key: str = "A1", ago: int = 0, due_in: int = 5, **more: object) -> Action:
    at = datetime(TODAY.year, TODAY.month, TODAY.day, 9, 5, tzinfo=UTC) - timedelta(days=ago)
    fields: dict[str, object] = {"state": "open", "owner": "Mia", "criteria": ("C01", "C15")}
    fields |= {"title": f"Title {key}", "due_on": TODAY + days(due_in)} | more
    return Action(key, NOT_READY, recorded_at=at, recorded_by="Ana", **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("actions", "said"),
    [
        ([], "There are no actions yet."),
        ([action(state="done")], "No action is unfinished; 1 is done or dropped."),
        (
            [action(state="done"), action(state="dropped")],
            "No action is unfinished; 2 are done or dropped.",
        ),
        ([action()], "1 action is unfinished; it is due on 27 Nov 2026: Title A1."),
        ([action(due_in=-1)], "1 action is unfinished; it was due on 21 Nov 2026: Title A1."),
        (
            [action(), action("A2")],
            "2 actions are unfinished, none overdue; the next is due on 27 Nov 2026: Title A1.",
        ),
        (
            [action(due_in=-19), action("A2"), action("A3", state="done")],
            "2 actions are unfinished, 1 overdue; it was due on 3 Nov 2026: Title A1.",
        ),
        (
            [action(due_in=-19), action("A2", due_in=-1)],
            "2 actions are unfinished, 2 overdue; the oldest was due on 3 Nov 2026: Title A1.",
        ),
    ],
)
def test_the_sentence(actions: list[Action], said: str) -> None:
    assert tables.actions_sentence(actions, TODAY) == said


def test_what_is_listed_for_each_choice() -> None:
    every = [action("late", due_in=-1), action("new"), action("done", state="done")]
    every += [action("doing", state="doing"), action("dropped", state="dropped")]
    found = {
        choice: [row.action_id for row in tables.chosen(every, choice, TODAY)]
        for choice in tables.CHOICES
    }
    assert found == {
        "unfinished": ["late", "new", "doing"],
        "overdue": ["late"],
        "open": ["late", "new"],
        "doing": ["doing"],
        "done": ["done"],
        "dropped": ["dropped"],
        "all": ["late", "new", "done", "doing", "dropped"],
    }


def test_no_two_actions_are_chosen_by_the_same_words(network: Workspace) -> None:
    same = [action(key, title="Call") for key in ("A1", "A2")]
    same += [action("A3", title="Call", state="done"), action("A4", title="Call", due_in=6)]
    assert list(tables.labels(same, network.known_sites()).values()) == [
        "Call (Millbrook North, due 27 Nov 2026)",
        "Call (Millbrook North, due 27 Nov 2026) no. 2",
        "Call (Millbrook North, done)",
        "Call (Millbrook North, due 28 Nov 2026)",
    ]


def test_the_table_names_sites_and_gaps(network: Workspace) -> None:
    table = tables.table([action(due_in=-1)], network.known_sites(), TITLES, TODAY)
    (row,) = table.to_dict("records")
    assert row == {
        "action_id": "A1",
        "Due on": TODAY - days(1),
        "Action": "Title A1",
        "Site": "Millbrook North",
        "Owner": "Mia",
        "State": "Open, overdue",
        "Closes": "Champion appointed; Tocilizumab doses in reach",
    }


def test_each_gap_is_closed_or_not_on_the_day_of_the_report(network: Workspace) -> None:
    report = site_report(network, EVERYONE, NOT_READY, TODAY)
    still_open = report.gaps[0].scored.criterion
    open_ids = {gap.scored.criterion.id for gap in report.gaps}
    closed = next(row for row in report.framework.scored if row.id not in open_ids)
    both = action(criteria=(still_open.id, closed.id, "C99"))
    table = tables.gaps_to_close(both, report, {still_open.id: "Open gap"})
    assert list(table["Closed"]) == ["no", "yes", "yes"]
    assert list(table["Gap"]) == ["Open gap", closed.id, "C99"]
    assert table["State"].iloc[2] == "No longer asked"


def test_the_history_says_what_each_change_changed() -> None:
    changes = [
        action(ago=4),
        action(ago=3, state="doing", comment="Asked the board"),
        action(ago=2, state="doing", comment="Asked again"),
        action(ago=1, state="dropped", owner="Rosa", due_in=9, reason="Site closes"),
        action(ago=0, state="dropped", owner="Rosa", due_in=9, reason="Site has closed"),
    ]
    table = tables.history(changes)
    assert list(table["What"]) == [
        "Because: Site has closed",
        "Doing → Dropped; because: Site closes; owner Mia → Rosa; due on 27 Nov 2026 → 1 Dec 2026",
        "Comment",
        "Open → Doing",
        "Raised for Mia, due on 27 Nov 2026",
    ]
    assert list(table["Comment"])[2:4] == ["Asked again", "Asked the board"]
    assert table["When"].iloc[0] == "09:05 UTC, 22 Nov 2026"
    assert set(table["By"]) == {"Ana"}


@pytest.mark.parametrize(("ago", "weeks"), [(0, 4), (30, 5), (400, 12)])
def test_what_was_left_is_counted_by_week_up_to_the_day(ago: int, weeks: int) -> None:
    frame = tables.left_to_do([action(ago=ago, due_in=-1)], TODAY)
    assert len(frame) == weeks + 1
    assert list(frame["day"])[-2:] == [TODAY - days(7), TODAY]
    assert (frame["overdue"].iloc[-1], frame["on_time"].iloc[-1]) == (1, 0)
    if ago == 30:
        assert list(frame["on_time"]) == [0, 1, 1, 1, 1, 0]


def test_without_actions_nothing_was_left() -> None:
    frame = tables.left_to_do([], date(2026, 11, 22))
    assert not frame[["overdue", "on_time"]].to_numpy().any()
