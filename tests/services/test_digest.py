"""The digest: by range, within the reader's scope, and each thing once."""

from datetime import date

import pytest

from readiness.domain.people import Person, Role
from readiness.domain.timeline import ONE_DAY
from readiness.errors import NotAllowedError, ReadinessError
from readiness.services import access, recording
from readiness.services.actions import NAMELESS, change_action, raise_action
from readiness.services.digest import Digest, digest_for, mark_told, recipients
from readiness.services.sites import site_report
from readiness.services.workspace import Workspace
from tests.services.workspaces import (
    EVERYONE,
    FEW,
    NOT_READY,
    READY,
    TODAY,
    StandingClock,
    days,
)

MIA = "mia@practice.example"
VIC = "vic@practice.example"


def give(workspace: Workspace, address: str, role: Role, site_id: str = "") -> None:
    reach = "site" if site_id else "network"
    access.give(workspace, EVERYONE, address, role, reach, site_id)


def digest(workspace: Workspace, address: str = MIA, as_of: object = None) -> Digest:
    return digest_for(workspace, EVERYONE, address, as_of or workspace.today)  # type: ignore[arg-type]


def promise(workspace: Workspace, site_id: str = NOT_READY, due_in: int = 3) -> str:
    due_on = workspace.today + days(due_in)
    criteria = [workspace.framework.scored[0].id]
    return raise_action(
        workspace, EVERYONE, site_id, criteria, f"Due in {due_in}", "Rosa Diaz", due_on
    ).action_id


def renew(workspace: Workspace, about: str, end: date) -> None:
    """What lapses has new evidence, with an end date of its own."""
    _, site_id, criterion_id, _ = about.split("/")
    responses = workspace.ledger.history(site_id).responses[criterion_id]
    renewed = responses[-1]._replace(evidence_date=TODAY, end_date=end)
    recording.record_response(workspace, EVERYONE, renewed, seen=len(responses))


def test_everyone_with_access_today_gets_one(few: Workspace) -> None:
    assert recipients(few, EVERYONE) == ()
    give(few, VIC, Role.VIEWER)
    give(few, "Mia@Practice.example ", Role.MANAGER, READY)
    give(few, MIA, Role.MANAGER, NOT_READY)
    gone = access.give(few, EVERYONE, "old@practice.example", Role.VIEWER, "network")
    access.withdraw(few, EVERYONE, gone)
    access.give(
        few, EVERYONE, "new@practice.example", Role.VIEWER, "network", since=TODAY + ONE_DAY
    )
    assert recipients(few, EVERYONE) == (MIA, VIC)


def test_only_the_network_administrator_sends_digests(few: Workspace) -> None:
    give(few, MIA, Role.MANAGER, READY)
    reviewer = Person.holding("Rui", Role.REVIEWER)
    for refused in (
        lambda: recipients(few, reviewer),
        lambda: digest_for(few, reviewer, MIA, TODAY),
        lambda: mark_told(few, reviewer, digest(few)),
    ):
        with pytest.raises(NotAllowedError, match="send digests"):
            refused()


def test_nobody_without_access_gets_one(few: Workspace) -> None:
    with pytest.raises(ReadinessError, match=r"zoe@practice\.example has no access today"):
        digest(few, " Zoe@practice.example")


def test_it_tells_what_the_page_of_each_site_tells(few: Workspace) -> None:
    give(few, VIC, Role.VIEWER)
    told = digest(few, VIC)
    expected = [
        (report.site.site_name, scored.criterion.title, scored.criterion.gate, scored.last_day)
        for report in (site_report(few, EVERYONE, key, TODAY) for key in FEW)
        for scored in report.lapsing(30)
    ]
    assert len(expected) > 3
    assert sorted(row[1:] for row in told.lapses) == sorted(expected)
    must_haves = [row.must_have for row in told.lapses]
    assert must_haves == sorted(must_haves, reverse=True)


def test_a_site_that_falls_is_told_with_its_last_day(few: Workspace, clock: StandingClock) -> None:
    give(few, VIC, Role.VIEWER)
    fall = site_report(few, EVERYONE, READY, TODAY).fall
    assert fall is not None
    while few.today + days(31) < fall.day:
        assert digest(few, VIC).falls == ()
        clock.go_on(days=1)
    (falls,) = digest(few, VIC, fall.day - days(30)).falls
    assert (falls.last_day, falls.level) == (fall.day - ONE_DAY, "Ready")
    assert falls.site_name == site_report(few, EVERYONE, READY, TODAY).site.site_name


def test_a_manager_is_told_of_the_own_site_only(few: Workspace) -> None:
    give(few, MIA, Role.MANAGER, READY)
    promise(few, NOT_READY)
    promise(few, READY, 4)
    told = digest(few)
    name = few.known_sites()[READY].site_name
    assert {row.site_name for row in (*told.lapses, *told.falls, *told.actions)} == {name}
    assert [row.title for row in told.actions] == ["Due in 4"]


def test_actions_are_told_when_due_within_a_week_and_again_when_overdue(
    few: Workspace, clock: StandingClock
) -> None:
    give(few, MIA, Role.MANAGER, NOT_READY)
    promise(few, due_in=7)
    promise(few, due_in=8)
    finished = promise(few, due_in=1)
    change_action(
        few, EVERYONE, finished, seen=1, state="done", owner="Rosa", due_on=TODAY + ONE_DAY
    )
    first = digest(few)
    assert [(row.title, row.overdue) for row in first.actions] == [("Due in 7", False)]
    mark_told(few, EVERYONE, first)
    clock.go_on(days=8)
    again = digest(few)
    assert [(row.title, row.overdue) for row in again.actions] == [
        ("Due in 7", True),
        ("Due in 8", False),
    ]


def test_what_was_told_is_told_once(few: Workspace) -> None:
    give(few, MIA, Role.MANAGER, NOT_READY)
    give(few, VIC, Role.VIEWER)
    promise(few)
    first = digest(few)
    assert len(first) > 1
    assert digest(few) == first  # only what is marked as told was told
    mark_told(few, EVERYONE, first)
    assert len(digest(few)) == 0
    assert [row.title for row in digest(few, VIC).actions] == ["Due in 3"]
    before = few.ledger.revision()
    mark_told(few, EVERYONE, digest(few))
    assert few.ledger.revision() == before


def test_days_without_a_digest_are_caught_up(few: Workspace, clock: StandingClock) -> None:
    give(few, VIC, Role.VIEWER)
    promise(few, due_in=28)
    first = digest(few, VIC)
    mark_told(few, EVERYONE, first)
    renew(few, first.lapses[0].about, TODAY + days(45))
    would_have_been_told: set[str] = set()
    for _ in range(28):
        clock.go_on(days=1)
        would_have_been_told.update(digest(few, VIC).about)
    late = digest(few, VIC)
    assert would_have_been_told == set(late.about)
    assert late.actions
    assert late.lapses


def test_evidence_that_was_renewed_is_told_of_its_new_day(few: Workspace) -> None:
    give(few, VIC, Role.VIEWER)
    first = digest(few, VIC)
    mark_told(few, EVERYONE, first)
    last_day, end = str(first.lapses[0].last_day), TODAY + days(20)
    assert last_day != str(end)
    renew(few, first.lapses[0].about, end)
    told = [row.about for row in digest(few, VIC).lapses]
    assert told == [first.lapses[0].about.replace(last_day, str(end))]


def test_a_viewer_is_not_told_names(few: Workspace) -> None:
    give(few, VIC, Role.VIEWER)
    give(few, MIA, Role.MANAGER, NOT_READY)
    promise(few)
    assert [row.owner for row in digest(few, VIC).actions] == [NAMELESS]
    assert [row.owner for row in digest(few).actions] == ["Rosa Diaz"]


def test_a_day_ahead_can_be_looked_at(few: Workspace) -> None:
    give(few, MIA, Role.MANAGER, NOT_READY)
    promise(few, due_in=20)
    assert digest(few).actions == ()
    assert [row.overdue for row in digest(few, as_of=TODAY + days(30)).actions] == [True]


def test_a_network_without_anything_to_tell_tells_nothing(empty: Workspace) -> None:
    give(empty, VIC, Role.VIEWER)
    assert len(digest(empty, VIC)) == 0
    assert digest(empty, VIC).about == ()
