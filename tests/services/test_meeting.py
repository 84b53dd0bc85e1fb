"""Meetings: opened with what is shown, minuted, decided in, reopened as they were."""

from datetime import date

import pytest

from readiness.domain.people import Person, Role
from readiness.errors import NotAllowedError, ReadinessError
from readiness.services import actions, meeting
from readiness.services.network import Filters
from readiness.services.workspace import Workspace
from tests.services.workspaces import EVERYONE, NOT_READY, TODAY, StandingClock, days

SINCE = TODAY - days(91)
WEST = Filters(region=("West", "South"))


@pytest.fixture
def held(few: Workspace, clock: StandingClock) -> str:
    """The id of a meeting that was opened a minute ago."""
    key = meeting.open_meeting(few, EVERYONE, TODAY, SINCE, WEST)
    clock.go_on(minutes=1)
    return key


def only(workspace: Workspace, who: Person = EVERYONE) -> meeting.Meeting:
    (found,) = meeting.meetings(workspace, who)
    return found


def decide(workspace: Workspace, key: str, text: str = "Count the doses weekly") -> object:
    return meeting.decide(
        workspace, EVERYONE, key, text, NOT_READY, ["C15"], "Pharmacy lead", TODAY + days(14)
    )


def test_a_meeting_keeps_what_was_shown(few: Workspace, held: str) -> None:
    kept = only(few)
    assert kept.meeting_id == held
    assert (kept.opened.as_of, kept.opened.since, kept.filters) == (TODAY, SINCE, WEST)
    assert kept.opened.framework_version == few.framework.version
    assert (kept.said, kept.closed) == ((), False)


def test_the_newest_meeting_comes_first(few: Workspace, held: str, clock: StandingClock) -> None:
    clock.go_on(days=30)
    newer = meeting.open_meeting(few, EVERYONE, few.today, TODAY, Filters())
    assert [one.meeting_id for one in meeting.meetings(few, EVERYONE)] == [newer, held]


def test_a_decision_is_an_action_at_once(few: Workspace, held: str, clock: StandingClock) -> None:
    revision = few.ledger.revision()
    raised = decide(few, held)
    assert few.ledger.revision() == revision + 1
    assert actions.actions_of(few, EVERYONE, TODAY) == (raised,)
    (entry,) = only(few).said
    assert (entry.kind, entry.text) == ("decision", "Count the doses weekly")
    assert (entry.action_id, entry.recorded_by) == (raised.action_id, "Ana")
    assert (raised.title, raised.owner) == ("Count the doses weekly", "Pharmacy lead")


def test_a_decision_that_is_no_action_is_not_kept_either(few: Workspace, held: str) -> None:
    revision = few.ledger.revision()
    with pytest.raises(ReadinessError, match="closes at least one gap"):
        meeting.decide(few, EVERYONE, held, "Do it", NOT_READY, [], "Lead", TODAY)
    with pytest.raises(ReadinessError, match="Write down what was said"):
        decide(few, held, "  ")
    with pytest.raises(ReadinessError, match="due today or later"):
        meeting.decide(few, EVERYONE, held, "Do it", NOT_READY, ["C15"], "Lead", None)
    assert few.ledger.revision() == revision


def test_minutes_are_added_until_the_meeting_ends(
    few: Workspace, held: str, clock: StandingClock
) -> None:
    meeting.add_minute(few, EVERYONE, held, "  The board\nwas *told*  ")
    clock.go_on(minutes=1)
    meeting.close(few, EVERYONE, held)
    assert [entry.text for entry in only(few).said] == ["The board was *told*"]
    assert only(few).closed
    for do in (
        lambda: meeting.add_minute(few, EVERYONE, held, "Late"),
        lambda: decide(few, held),
        lambda: meeting.close(few, EVERYONE, held),
    ):
        with pytest.raises(ReadinessError, match="This meeting is closed"):
            do()


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "Write down what was said"), (" \n", "Write down"), ("x" * 2_001, "longer than 2,000")],
)
def test_a_minute_that_says_nothing_or_too_much_is_refused(
    few: Workspace, held: str, text: str, said: str
) -> None:
    with pytest.raises(ReadinessError, match=said):
        meeting.add_minute(few, EVERYONE, held, text)
    assert only(few).said == ()


def test_a_meeting_that_does_not_exist_is_refused(few: Workspace, held: str) -> None:
    with pytest.raises(NotAllowedError, match="There is no meeting 'M0' that you may see"):
        meeting.add_minute(few, EVERYONE, "M0", "Here")


@pytest.mark.parametrize("since", [TODAY, TODAY + days(1)])
def test_a_meeting_compares_with_an_earlier_day(few: Workspace, since: date) -> None:
    with pytest.raises(ReadinessError, match="compares with an earlier day"):
        meeting.open_meeting(few, EVERYONE, TODAY, since, Filters())


def test_a_viewer_of_the_network_reads_meetings_without_names(few: Workspace, held: str) -> None:
    viewer = Person.holding("Val", Role.VIEWER)
    assert only(few, viewer).opened.recorded_by == ""
    assert meeting.meetings(few, Person.holding("Mia", Role.MANAGER, {NOT_READY})) == ()
    with pytest.raises(NotAllowedError, match="Only a network administrator may hold a meeting"):
        meeting.add_minute(few, viewer, held, "Here")
