"""What a person reaches at the most, by what they hold."""

import pytest

from readiness.domain.people import Holding, Person, Role
from readiness.domain.scope import EVERYTHING, Scope, scope_of

ONE, TWO, BOTH, NONE = (frozenset(each) for each in (["S1"], ["S2"], ["S1", "S2"], []))
Held = tuple[Role, frozenset[str] | None]


@pytest.mark.parametrize(
    ("held", "reads", "writes", "manages"),
    [
        ([], NONE, NONE, False),
        ([(Role.VIEWER, ONE)], ONE, NONE, False),
        ([(Role.VIEWER, None)], None, NONE, False),
        ([(Role.MANAGER, ONE)], ONE, ONE, False),
        ([(Role.REVIEWER, ONE), (Role.MANAGER, TWO)], BOTH, BOTH, False),
        ([(Role.VIEWER, None), (Role.MANAGER, ONE)], None, ONE, False),
        ([(Role.MANAGER, ONE), (Role.REVIEWER, None)], None, None, False),
        ([(Role.MANAGER, NONE)], NONE, NONE, False),
        ([(Role.ADMINISTRATOR, BOTH)], BOTH, BOTH, False),
        ([(Role.ADMINISTRATOR, None)], None, None, True),
        ([(Role.ADMINISTRATOR, ONE), (Role.MANAGER, None)], None, None, False),
    ],
)
def test_someone_reaches_what_they_hold(
    held: list[Held], reads: frozenset[str] | None, writes: frozenset[str] | None, manages: bool
) -> None:
    person = Person("Ana", tuple(Holding(role, sites) for role, sites in held))
    found = scope_of(person)
    assert found == Scope(reads, writes, manages)
    assert found.manages is manages


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (EVERYTHING, EVERYTHING, EVERYTHING),
        (EVERYTHING, Scope(ONE, NONE), Scope(ONE, NONE, manages=False)),
        (Scope(BOTH, ONE), Scope(TWO, None), Scope(TWO, ONE)),
        (Scope(ONE, None), Scope(TWO, TWO), Scope(NONE, TWO)),
        (Scope(None, None, manages=True), Scope(None, None), Scope(None, None)),
    ],
)
def test_together_two_scopes_reach_what_both_do(one: Scope, other: Scope, both: Scope) -> None:
    assert one.within(other) == other.within(one) == both
