"""What a person may do and see, by what they hold."""

from datetime import UTC, date, datetime

import pytest

from readiness.domain.organisations import Site
from readiness.domain.people import (
    WITHDRAWN,
    Grant,
    Holding,
    Permission,
    Person,
    Role,
    holdings,
    in_force,
    standing,
)

DAY = date(2026, 3, 10)
SITES = [
    Site("S1", "One", "P1", "N", "OH", "East"),
    Site("S2", "Two", "P1", "N", "OH", "West"),
    Site("S3", "Three", "P2", "N", "OH", "West"),
]


def person(*held: tuple[Role, frozenset[str] | None]) -> Person:
    return Person("Ana", tuple(Holding(role, sites) for role, sites in held))


def grant(
    role: Role = Role.REVIEWER,
    reach: str = "site",
    of: str = "S1",
    *,
    since: date = DAY,
    until: date | None = None,
    state: str = "granted",
    who: str = "ana@one.example",
) -> Grant:
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    return Grant(who, role, reach, of, since, until, state, moment)


ONE, NONE = frozenset({"S1"}), frozenset[str]()


@pytest.mark.parametrize(
    ("held", "somewhere", "everywhere"),
    [
        ([(Role.MANAGER, ONE)], True, False),
        ([(Role.MANAGER, NONE)], False, False),
        ([(Role.MANAGER, None)], True, True),
        ([(Role.VIEWER, None)], False, False),
        ([(Role.VIEWER, None), (Role.MANAGER, ONE)], True, False),
        ([], False, False),
    ],
)
def test_answering_is_offered_to_whoever_may_anywhere(
    held: list[tuple[Role, frozenset[str] | None]], somewhere: bool, everywhere: bool
) -> None:
    assert person(*held).may_somewhere(Permission.ANSWER) is somewhere
    assert person(*held).may_everywhere(Permission.ANSWER) is everywhere


def test_a_role_holds_at_its_own_sites_only() -> None:
    ana = person((Role.MANAGER, ONE), (Role.VIEWER, None))
    assert ana.may(Permission.ANSWER, "S1")
    assert not ana.may(Permission.ANSWER, "S2")
    assert ana.may(Permission.READ, "S2")
    assert not ana.may(Permission.REVIEW, "S1")


@pytest.mark.parametrize(
    ("held", "signature"),
    [
        ([(Role.MANAGER, ONE)], "Ana"),
        ([(Role.VIEWER, None), (Role.REVIEWER, ONE)], "Ana"),
        ([(Role.VIEWER, None)], "a viewer"),
        ([(Role.VIEWER, None), (Role.VIEWER, ONE)], "a viewer"),
        ([], "someone without a role"),
    ],
)
def test_a_file_is_signed_with_the_name_or_by_the_roles_of_who_sees_none(
    held: list[tuple[Role, frozenset[str] | None]], signature: str
) -> None:
    assert person(*held).signature == signature


def test_whoever_asks_for_it_sees_no_names_and_signs_with_none() -> None:
    ana = person((Role.REVIEWER, None), (Role.VIEWER, None))
    hidden = ana.without_names()
    assert (hidden.name, hidden.holdings, hidden.names_hidden) == ("Ana", ana.holdings, True)
    assert (ana.shown("Rui"), hidden.shown("Rui"), hidden.shown("Rui", "someone")) == (
        "Rui", "", "someone"
    )  # fmt: skip
    assert hidden.signature == "a reviewer and viewer"
    assert ana.shown("", "nobody") == "nobody"


def test_a_person_with_one_role_has_it_at_the_sites_named_or_everywhere() -> None:
    assert Person.holding("Ana", Role.VIEWER).holdings == (Holding(Role.VIEWER, None),)
    some = Person.holding("Ana", Role.VIEWER, ["S1", "S2"])
    assert some.holdings == (Holding(Role.VIEWER, frozenset({"S1", "S2"})),)
    assert Person.holding("Ana", Role.VIEWER, []).holdings == (Holding(Role.VIEWER, NONE),)
    assert (some.name, some.names_hidden) == ("Ana", False)


@pytest.mark.parametrize(
    ("recorded_by", "own"),
    [
        ("Ana Lee (ana@one.example)", True),
        ("Ana Cruz (ANA@one.example)", True),
        ("Ana Lee (RN) (ana@one.example)", True),
        ("ana@one.example", True),
        ("Ana Lee (bea@one.example)", False),
        ("Ana Lee", False),
        ("Ana Lee (night shift)", False),
        ("", False),
    ],
)
def test_who_wrote_something_is_told_by_the_address(recorded_by: str, own: bool) -> None:
    ana = Person("Ana Lee (ana@one.example)", ())
    assert ana.wrote(recorded_by) is own


def test_without_an_address_the_whole_name_decides() -> None:
    assert Person("Ana (night shift)", ()).wrote("ana (Night Shift)")
    assert not Person("Ana (night shift)", ()).wrote("Bea (night shift)")
    assert not Person("(ana@one.example", ()).wrote("ana@one.example")
    assert not Person("", ()).wrote("")


@pytest.mark.parametrize(
    ("since", "until", "holds"),
    [
        (DAY, None, True),
        (DAY, DAY, True),
        (date(2026, 3, 11), None, False),
        (date(2026, 3, 1), date(2026, 3, 9), False),
        (date(2026, 3, 1), date(2026, 3, 11), True),
    ],
)
def test_a_grant_holds_from_its_first_day_to_its_last(
    since: date, until: date | None, holds: bool
) -> None:
    one = grant(since=since, until=until)
    assert in_force([one], DAY) == ((one,) if holds else ())
    assert standing([one]) == (one,)


def test_a_withdrawal_ends_what_was_granted_before_it_with_the_same_role_and_reach() -> None:
    others = [
        grant(Role.VIEWER), grant(of="S2"), grant(reach="practice"), grant(who="bea@one.example")
    ]  # fmt: skip
    withdrawn = grant(state=WITHDRAWN)
    assert standing([grant(), *others, grant(), withdrawn]) == tuple(others)
    again = grant(since=date(2026, 4, 1))
    assert standing([grant(), withdrawn, again]) == (again,)


@pytest.mark.parametrize(
    ("reach", "of", "sites"),
    [
        ("site", "S2", {"S2"}),
        ("practice", "P1", {"S1", "S2"}),
        ("region", "West", {"S2", "S3"}),
        ("region", "P1", set()),
        ("network", "", None),
    ],
)
def test_a_grant_reaches_the_sites_of_its_part(reach: str, of: str, sites: set[str] | None) -> None:
    reached = None if sites is None else frozenset(sites)
    ended = grant(Role.VIEWER, until=date(2026, 3, 9), since=date(2026, 3, 1))
    found = holdings([ended, grant(reach=reach, of=of)], SITES, DAY)
    assert found == (Holding(Role.REVIEWER, reached),)


@pytest.mark.parametrize(
    ("network", "made_up"), [("North (Synthetic)", True), ("(synthetic)", True), ("North", False)]
)
def test_a_made_up_site_says_so_in_the_name_of_its_network(network: str, made_up: bool) -> None:
    assert SITES[0]._replace(network=network).synthetic is made_up
