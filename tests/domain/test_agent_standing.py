"""What a site has in place for an agent, and what it lacks."""

from datetime import date, timedelta

import pytest

from readiness.domain.agent_standing import (
    CERTIFICATION,
    DOSING_PLAN,
    THINGS,
    AgentAtSite,
    Part,
    PartState,
    Standing,
    agent_named,
    at_site,
    rems_fact,
    rems_of,
)
from readiness.domain.agents import Agent, AgentFact
from readiness.domain.registers.agent_plans import CERTIFIED, ORDER_SETS
from readiness.domain.registers.entries import RegisterEntry
from tests.domain.test_agent_plans import FIRST, on, plan

MONTHS = {CERTIFIED: 6, ORDER_SETS: 12}
FULL = {
    "rems_certified_on": on(-30),
    "rems_checked_on": on(-1),
    "order_set_live_on": on(-5),
    "materials_on": on(-5),
    "dosing_location_plan_on": on(-5),
}


def agent(rems: str) -> Agent:
    fact = AgentFact("rems", "REMS program", rems, "S", "https://example.org", "2026", "", FIRST)
    return Agent("tecli", "Teclistamab", "Brand", "A x B", "use", "US", FIRST, "", (fact,))


def stands(
    stated: RegisterEntry | None,
    *,
    rems: str = "yes",
    given: list[str] | None = None,
    day: date = FIRST,
) -> AgentAtSite:
    return at_site("Teclistamab", agent(rems), stated, given, day, MONTHS)


def states(found: AgentAtSite) -> list[str]:
    return [part.state.value for part in found.parts]


def test_everything_in_place_says_since_when_and_until_when() -> None:
    found = stands(plan("Teclistamab", **FULL))
    assert found.standing is Standing.IN_PLACE
    assert not found.lacking
    assert found.parts[0].dated == FIRST - timedelta(days=30)
    assert [part.good_until for part in found.parts] == [
        date(2026, 6, 30), date(2027, 1, 1), None, None,
    ]  # fmt: skip


def test_a_thing_is_missing_to_come_in_place_or_its_check_has_lapsed() -> None:
    stated = plan("Teclistamab", **(FULL | {"order_set_live_on": on(9), "materials_on": ""}))
    assert states(stands(stated)) == ["in place", "from a later day", "missing", "in place"]
    later = stands(stated, day=date(2026, 7, 1))
    assert states(later)[:2] == ["check lapsed", "in place"]
    assert later.standing is Standing.PARTLY


@pytest.mark.parametrize(
    ("labels", "site", "rems"),
    [
        ("yes", "", "yes"),
        ("no", "", "no"),
        ("unknown", "", "unknown"),
        ("unknown", "no", "no"),
        ("unknown", "yes", "yes"),
        ("no", "yes", "yes"),
        ("yes", "no", "yes"),
    ],
)
def test_a_rems_program_is_never_assumed_away(labels: str, site: str, rems: str) -> None:
    stated = plan("Teclistamab", rems=site) if site else plan("Teclistamab")
    assert rems_of(agent(labels), stated) == rems


def test_an_unknown_rems_status_is_a_task_and_not_a_no() -> None:
    stated = plan("Teclistamab", **(FULL | {"rems_certified_on": "", "rems_checked_on": ""}))
    found = stands(stated, rems="unknown")
    assert [part.thing for part in found.lacking] == [CERTIFICATION]
    assert found.lacking[0].state is PartState.UNKNOWN
    assert (len(found.in_place), len(found.needed)) == (3, 4)


def test_without_a_rems_program_three_things_are_needed() -> None:
    stated = plan("Teclistamab", **(FULL | {"rems_certified_on": "", "rems_checked_on": ""}))
    found = stands(stated, rems="no")
    assert (found.standing, len(found.needed)) == (Standing.IN_PLACE, 3)


def test_what_a_site_needs_for_no_agent_is_not_lacking() -> None:
    found = at_site(
        *("Teclistamab", agent("yes"), plan("Teclistamab"), None, FIRST, MONTHS), [DOSING_PLAN]
    )
    assert DOSING_PLAN not in [part.thing for part in found.lacking]


@pytest.mark.parametrize(
    ("stated", "given", "standing", "is_given"),
    [
        (None, ["teclistamab "], Standing.UNKNOWN, True),
        (None, ["Tarlatamab"], Standing.NOT_PLANNED, False),
        (None, None, Standing.UNKNOWN, False),
        (plan("Teclistamab"), None, Standing.NOTHING, True),
        (plan("Teclistamab"), ["Tarlatamab"], Standing.NOTHING, False),
        (plan("Teclistamab", given_since="", planned_start=on(0)), None, Standing.NOTHING, False),
    ],
)
def test_given_is_what_the_profile_names_and_nothing_recorded_is_unknown(
    stated: RegisterEntry | None, given: list[str] | None, standing: Standing, is_given: bool
) -> None:
    found = stands(stated, given=given)
    assert (found.standing, found.given) == (standing, is_given)


def test_an_agent_is_found_by_name_or_id() -> None:
    known = [agent("yes")]
    assert agent_named(known, " teclistamab") is known[0]
    assert agent_named(known, "tecli") is known[0]
    assert agent_named(known, "Tec") is None


def test_what_is_found_names_the_agent_its_plan_and_every_thing_in_order() -> None:
    stated = plan("Teclistamab", **(FULL | {"order_set_live_on": on(9)}))
    found = at_site("Teclistamab", agent("no"), stated, None, FIRST, MONTHS, [DOSING_PLAN])
    assert (found.name, found.plan) == ("Teclistamab", stated)
    assert found.parts == (
        Part(CERTIFICATION, PartState.NOT_NEEDED),
        Part(THINGS[1], PartState.TO_COME, FIRST + timedelta(days=9)),
        Part(THINGS[2], PartState.IN_PLACE, FIRST - timedelta(days=5)),
        Part(DOSING_PLAN, PartState.NOT_NEEDED),
    )


def test_what_the_site_found_out_counts_at_the_site() -> None:
    stated = plan("Teclistamab", rems="no", rems_checked_on=on(-1))
    assert states(stands(stated, rems="unknown"))[0] == "not needed"
    assert states(stands(stated, rems="yes"))[0] == "missing"


def test_a_thing_counts_from_its_own_day_and_its_check_to_its_last() -> None:
    stated = plan("Teclistamab", **(FULL | {"order_set_live_on": on(0)}))
    assert states(stands(stated))[1] == "in place"
    assert states(stands(stated, day=FIRST - timedelta(days=1)))[1] == "from a later day"
    last = date(2027, 1, 1)
    assert [states(stands(stated, day=last + timedelta(days=n)))[1] for n in (0, 1)] == [
        "in place", "check lapsed"
    ]  # fmt: skip


def test_what_nobody_checked_or_is_counted_in_nothing_does_not_lapse() -> None:
    unchecked = plan("Teclistamab", **(FULL | {"rems_checked_on": ""}))
    later = stands(unchecked, day=date(2029, 1, 1))
    assert states(later) == ["in place", "check lapsed", "in place", "in place"]
    assert later.parts[0].good_until is None
    assert later.parts[2].good_until is None


def test_only_the_program_is_unknown_where_labels_say_nothing() -> None:
    nothing = stands(plan("Teclistamab", rems="", rems_checked_on=""), rems="unknown")
    assert states(nothing) == ["to find out", "missing", "missing", "missing"]
    assert states(stands(None)) == ["to find out"] * 4


def test_an_agent_is_given_from_the_day_since_which_it_is() -> None:
    stated = plan("Teclistamab", given_since=on(3))
    days = [FIRST + timedelta(days=n) for n in (2, 3)]
    assert [stands(stated, day=day).given for day in days] == [False, True]
    values = {name: text for name, text in stated.values.items() if name != "given_since"}
    planned = stated._replace(values=values | {"planned_start": on(3)})
    assert stands(planned).given is False


def test_an_agent_that_labels_do_not_know_has_nothing_said_of_it() -> None:
    assert rems_fact(None) is None
    assert rems_of(None, None) == "unknown"
    other = agent("yes")
    bare = Agent(*(getattr(other, name) for name in Agent.__slots__[:-1]), facts=())
    assert rems_fact(bare) is None
    assert rems_of(bare, None) == "unknown"
    assert rems_of(None, plan("X", rems="yes")) == "yes"
    fact = rems_fact(other)
    assert fact is not None
    assert fact.value == "yes"


def test_a_line_that_leaves_its_checks_out_has_nothing_that_lapses() -> None:
    bare = {name: text for name, text in FULL.items() if name != "rems_checked_on"}
    stated = plan("Teclistamab", **bare)
    values = {name: text for name, text in stated.values.items() if name != "checked_on"}
    found = stands(stated._replace(values=values), day=date(2029, 1, 1))
    assert [(part.state, part.good_until) for part in found.parts] == [
        (PartState.IN_PLACE, None)
    ] * 4
