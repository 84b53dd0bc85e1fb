"""Grants: what they give, to whom, for which sites, from when and until when."""

from datetime import date

import pytest

from readiness.domain.assessment import Batch
from readiness.domain.organisations import Site
from readiness.domain.people import (
    GRANTED,
    Grant,
    Permission,
    Person,
    Reach,
    Role,
)
from readiness.errors import NotAllowedError, ReadinessError
from readiness.services import access, transfer
from readiness.services.workspace import Workspace
from readiness.views.sentences import people_sentence
from tests.services.workspaces import (
    EVERYONE,
    FEW,
    NOW,
    READY,
    TODAY,
    StandingClock,
    a_site,
    days,
)

ANA = "ana@practice.example"
MANAGER = Person.holding("Mia", Role.MANAGER, {READY})
OUTSIDERS = [
    MANAGER,
    Person.holding("Rob", Role.REVIEWER),
    Person.holding("Vic", Role.VIEWER),
    Person.holding("Eva", Role.ADMINISTRATOR, FEW),
    Person("Nil", ()),
]


def give(
    workspace: Workspace, role: Role, reach: str = "network", of: str = "", **more: date
) -> Grant:
    return access.give(workspace, EVERYONE, ANA, role, reach, of, **more)


def ana(workspace: Workspace) -> Person:
    return access.person_of(workspace, ANA)


def add(workspace: Workspace, *sites: Site) -> None:
    workspace.ledger.append(
        Batch(sites=sites), recorded_by="Ana", recorded_at=workspace.clock(), action="add"
    )


# --- What grants give ---------------------------------------------------------------------


def test_without_a_grant_a_person_may_nothing(few: Workspace) -> None:
    assert ana(few) == Person(ANA, ())
    assert few.sites(ana(few)) == {}


def test_an_address_is_the_same_in_any_case_and_with_spaces_around_it(few: Workspace) -> None:
    access.give(few, EVERYONE, "  ANA@Practice.example ", Role.VIEWER, Reach.NETWORK)
    (grant,) = few.ledger.grants()
    assert grant.person == ANA
    assert access.person_of(few, "Ana@practice.EXAMPLE\t").roles == (Role.VIEWER,)


def test_a_name_stands_for_the_address_where_there_is_one(few: Workspace) -> None:
    assert access.person_of(few, ANA, "Ana Ruiz").name == "Ana Ruiz"
    assert access.person_of(few, "Ana@Practice.Example").name == ANA


def test_a_grant_for_a_site_is_for_that_site_only(few: Workspace) -> None:
    give(few, Role.MANAGER, "site", READY)
    assert list(few.sites(ana(few))) == [READY]
    assert ana(few).may(Permission.ANSWER, READY)
    assert not ana(few).may(Permission.REVIEW, READY)
    assert not ana(few).may_everywhere(Permission.READ)


@pytest.mark.parametrize("reach", [Reach.PRACTICE, Reach.REGION])
def test_practice_and_region_follow_the_sites_as_they_are_now(few: Workspace, reach: Reach) -> None:
    add(
        few,
        a_site("N1", practice="Cedar", region="Far"),
        a_site("N2", practice="Oak", region="Off"),
    )
    give(few, Role.REVIEWER, reach, {"practice": "Cedar", "region": "Far"}[reach])
    assert list(few.sites(ana(few))) == ["N1"]
    add(
        few,
        a_site("N2", practice="Cedar", region="Far"),
        a_site("N3", practice="Cedar", region="Far"),
    )
    assert list(few.sites(ana(few))) == ["N1", "N2", "N3"]
    add(few, a_site("N1", practice="Oak", region="Off"))
    assert list(few.sites(ana(few))) == ["N2", "N3"]


def test_the_network_holds_its_new_sites_too(few: Workspace) -> None:
    give(few, Role.VIEWER)
    add(few, a_site("N1"))
    assert list(few.sites(ana(few))) == sorted([*FEW, "N1"])
    assert ana(few).may_everywhere(Permission.READ)


def test_several_grants_add_up(few: Workspace) -> None:
    give(few, Role.MANAGER, "site", READY)
    give(few, Role.VIEWER)
    assert ana(few).roles == (Role.MANAGER, Role.VIEWER)
    assert len(few.sites(ana(few))) == len(FEW)
    assert [key for key in FEW if ana(few).may(Permission.ANSWER, key)] == [READY]


def test_grants_kept_elsewhere_count_as_well(few: Workspace) -> None:
    more = Grant(ANA, Role.VIEWER, Reach.NETWORK, "", date.min, None, GRANTED, NOW)
    assert access.person_of(few, ANA, more=[more]).roles == (Role.VIEWER,)


# --- From when and until when ---------------------------------------------------------------


def test_a_grant_holds_from_its_first_to_its_last_day(few: Workspace, clock: StandingClock) -> None:
    give(few, Role.VIEWER, since=TODAY + days(1), until=TODAY + days(2))
    held = []
    for _ in range(4):
        held.append(bool(ana(few).holdings))
        clock.go_on(days=1)
    assert held == [False, True, True, False]


def test_without_a_day_a_grant_holds_from_today_without_an_end(
    few: Workspace, clock: StandingClock
) -> None:
    grant = give(few, Role.VIEWER)
    assert (grant.since, grant.until, grant.recorded_by) == (TODAY, None, "Ana")
    clock.go_on(days=4000)
    assert ana(few).roles == (Role.VIEWER,)


def test_a_withdrawn_grant_ends_at_once_and_can_be_given_again(
    few: Workspace, clock: StandingClock
) -> None:
    grant = give(few, Role.MANAGER, "site", READY)
    clock.go_on(minutes=1)
    access.withdraw(few, EVERYONE, grant)
    assert ana(few).holdings == ()
    clock.go_on(minutes=1)
    give(few, Role.MANAGER, "site", READY)
    assert ana(few).roles == (Role.MANAGER,)
    assert [g.state for g in access.grants_of(few, EVERYONE)] == ["granted", "withdrawn", "granted"]


def test_a_withdrawal_leaves_other_roles_parts_and_people_alone(few: Workspace) -> None:
    gone = give(few, Role.MANAGER, "site", READY)
    give(few, Role.REVIEWER, "site", READY)
    give(few, Role.MANAGER, "site", "S003")
    access.give(few, EVERYONE, "bo@practice.example", Role.MANAGER, "site", READY)
    access.withdraw(few, EVERYONE, gone)
    assert not ana(few).may(Permission.ANSWER, READY)
    assert ana(few).may(Permission.REVIEW, READY)
    assert ana(few).may(Permission.ANSWER, "S003")
    assert access.person_of(few, "bo@practice.example").may(Permission.ANSWER, READY)


def test_a_withdrawal_ends_the_same_grant_however_often_it_was_given(few: Workspace) -> None:
    first = give(few, Role.VIEWER)
    give(few, Role.VIEWER, since=TODAY + days(10))
    access.withdraw(few, EVERYONE, first)
    assert access.people_with_access(few, EVERYONE) == ()


def test_the_list_holds_what_is_and_what_will_be(few: Workspace, clock: StandingClock) -> None:
    give(few, Role.VIEWER, until=TODAY)
    give(few, Role.REVIEWER, since=TODAY + days(3))
    assert [g.role for g in access.people_with_access(few, EVERYONE)] == ["reviewer", "viewer"]
    clock.go_on(days=1)
    assert [g.role for g in access.people_with_access(few, EVERYONE)] == ["reviewer"]


# --- The last administrator -----------------------------------------------------------------


def test_the_last_administrator_cannot_be_withdrawn(few: Workspace, clock: StandingClock) -> None:
    only = give(few, Role.ADMINISTRATOR)
    access.give(few, EVERYONE, "bo@x.example", Role.ADMINISTRATOR, "site", READY)
    access.give(few, EVERYONE, "cy@x.example", Role.ADMINISTRATOR, "network", since=TODAY + days(1))
    revision = few.ledger.revision()
    with pytest.raises(ReadinessError, match="nobody who may give access"):
        access.withdraw(few, EVERYONE, only)
    assert few.ledger.revision() == revision
    clock.go_on(days=1)
    access.withdraw(few, EVERYONE, only)  # now there is another
    assert not ana(few).may_everywhere(Permission.MANAGE)


# --- What is refused --------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["", "ana", "@practice.example", "ana@", "a@b@c", "  "])
def test_what_is_no_address_is_refused(few: Workspace, address: str) -> None:
    with pytest.raises(ReadinessError, match="is not an e-mail address"):
        access.give(few, EVERYONE, address, Role.VIEWER, "network")


@pytest.mark.parametrize(
    ("role", "reach", "of", "message"),
    [
        ("boss", "network", "", "'boss' is not a role; choose one of practice manager, reviewer"),
        ("viewer", "galaxy", "", "'galaxy' is not a reach; choose one of site, practice, region"),
        ("viewer", "network", READY, "names no part of it"),
        ("viewer", "site", "", "There is no site ''"),
        ("viewer", "site", "S999", "There is no site 'S999'"),
        ("viewer", "practice", READY, f"There is no practice '{READY}'"),
        ("viewer", "region", "", "There is no region ''"),
    ],
)
def test_a_grant_of_nothing_is_refused(
    few: Workspace, role: str, reach: str, of: str, message: str
) -> None:
    add(few, a_site("N1", region="", practice=""))
    with pytest.raises(ReadinessError, match=message):
        access.give(few, EVERYONE, ANA, role, reach, of)
    assert few.ledger.grants() == ()


def test_a_last_day_before_the_first_is_refused(few: Workspace) -> None:
    with pytest.raises(ReadinessError, match="turn them round"):
        give(few, Role.VIEWER, until=TODAY - days(1))


@pytest.mark.parametrize("who", OUTSIDERS, ids=lambda who: who.name)
def test_only_administrators_of_the_network_see_and_change_access(
    few: Workspace, who: Person
) -> None:
    grant = give(few, Role.VIEWER)
    revision = few.ledger.revision()
    for attempt in (
        lambda: access.grants_of(few, who),
        lambda: access.people_with_access(few, who),
        lambda: access.give(few, who, who.name + "@x", Role.ADMINISTRATOR, "network"),
        lambda: access.withdraw(few, who, grant),
    ):
        with pytest.raises(NotAllowedError, match="Only a network administrator may"):
            attempt()
    assert few.ledger.revision() == revision


# --- Around it ---------------------------------------------------------------------------------


def test_there_is_someone_of_each_role_to_try_the_product_as(
    few: Workspace, empty: Workspace
) -> None:
    people = access.sample_people(few)
    assert {key: person.roles for key, person in people.items()} == {
        "administrator": (Role.ADMINISTRATOR,),
        "manager": (Role.MANAGER,),
        "reviewer": (Role.REVIEWER,),
        "viewer": (Role.VIEWER,),
    }
    assert list(few.sites(people["manager"])) == [READY]
    assert 0 < len(few.sites(people["reviewer"])) <= len(FEW)
    assert list(access.sample_people(empty)) == ["administrator"]


def test_what_a_viewer_exports_leaves_out_who_recorded_it(few: Workspace) -> None:
    viewer = Person.holding("Vic", Role.VIEWER)
    theirs, whole = (transfer.everything(few.ledger, who) for who in (viewer, EVERYONE))
    assert len(theirs) == len(whole)
    assert {row.recorded_by for row in theirs.responses + theirs.findings} == {""}
    assert {row.recorded_by for row in theirs.profiles + theirs.assessments} == {""}
    assert all(row.recorded_by for row in whole.responses)


def test_the_sentence_counts_people_and_what_ends_soon(few: Workspace) -> None:
    def sentence() -> str:
        return people_sentence(access.people_with_access(few, EVERYONE), few.today)

    assert sentence() == "Nobody has been given access yet."
    give(few, Role.VIEWER, since=TODAY + days(1))
    assert sentence() == "Nobody has been given access yet."
    give(few, Role.REVIEWER, until=TODAY + days(30))
    give(few, Role.MANAGER, "site", READY, until=TODAY + days(31))
    assert sentence() == "1 person has access; 1 grant ends within 30 days."
    access.give(few, EVERYONE, "bo@x.example", Role.VIEWER, "network", until=TODAY)
    assert sentence() == "2 people have access; 2 grants end within 30 days."


@pytest.mark.parametrize(
    ("name", "recorded_by", "same"),
    [
        ("Mia Lee (mia@one.example)", "Mia Lee (mia@one.example)", True),
        ("Mia Lee (mia@one.example)", "Mia Ortiz (Mia@one.example)", True),
        ("Mia Lee (mia@one.example)", "mia@one.example", True),
        ("Mia Lee (mia@one.example)", "Mia Lee (mia@two.example)", False),
        ("Mia (nights)", "Mia (days)", False),
        ("Mia", "", False),
        ("", "", False),
    ],
)
def test_who_wrote_something_is_told_by_the_address(
    name: str, recorded_by: str, same: bool
) -> None:
    assert Person(name, ()).wrote(recorded_by) is same
