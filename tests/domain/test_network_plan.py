"""The plan of a network against every choice of sites and programmes tried."""

from collections.abc import Mapping
from fractions import Fraction
from itertools import chain, combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.domain.network_plan import Need, On, Programme, SiteNeeds, network_plan
from readiness.domain.plan import Terms, ways
from readiness.domain.scoring import score_site
from readiness.domain.timeline import timeline
from tests.domain.planning import Task, tasks


def needing(**hours: int) -> dict[str, object]:
    """Sites that take so many hours, whichever programmes are carried out."""
    return {site: lambda _, own=own: Need(own, frozenset()) for site, own in hours.items()}


def test_the_cheapest_sites_come_first_as_long_as_the_budget_lasts() -> None:
    plan = network_plan(needing(A=30, B=10, C=25, D=10), 46)
    assert [(row.site_id, row.spent) for row in plan.taken] == [("B", 10), ("D", 20), ("C", 45)]
    assert [(row.site_id, row.spent) for row in plan.dearer] == [("A", 75)]
    assert plan.hours == 45
    assert plan.proven
    assert plan.bound == 3


def test_a_budget_below_the_cheapest_site_reaches_none() -> None:
    plan = network_plan(needing(A=30), 29)
    assert plan.taken == ()
    assert plan.hours == 0


def test_sites_without_a_way_are_told_apart() -> None:
    plan = network_plan({"A": lambda _: None, **needing(B=3)}, 100)
    assert plan.no_way == ("A",)
    assert [row.site_id for row in plan.taken] == ["B"]


TRAINING = frozenset({"C19"})


def trained(own: int, shared: int) -> object:
    """A site that needs the training and 5 hours of other work."""
    return lambda on: Need(5 + (shared if "C19" in on else own), TRAINING)


def test_a_training_for_all_pays_once_enough_sites_need_it() -> None:
    programme = [Programme("C19", 40, 2)]
    few = network_plan({"A": trained(24, 2)}, 61, programme)
    assert few.programmes == ()
    assert [row.spent for row in few.taken] == [29]
    many = network_plan({site: trained(24, 2) for site in "ABC"}, 61, programme)
    assert many.programmes == (Programme("C19", 40, 2),)
    assert [row.spent for row in many.taken] == [47, 54, 61]
    assert many.shared_hours == 40


def test_a_programme_that_no_site_makes_use_of_is_not_carried_out() -> None:
    plan = network_plan(needing(A=5), 100, [Programme("C19", 1)])
    assert plan.programmes == ()
    assert plan.hours == 5


def test_of_equal_choices_the_one_with_fewer_programmes_is_taken() -> None:
    plan = network_plan({"A": trained(5, 0)}, 100, [Programme("C19", 5)])
    assert (plan.programmes, plan.hours) == ((), 10)


def test_a_plan_says_which_budget_it_is_for() -> None:
    assert network_plan(needing(A=30), 46).budget == 46
    assert network_plan(needing(A=30), 46, FIVE).budget == 46


FIVE = [Programme(f"P{number}", 30) for number in range(5)]
BOTH = frozenset({"P0", "P1"})


def both(on: On) -> Need:
    """A site that takes 24 hours for each of two criteria, unless a programme closes it."""
    return Need(24 * len(BOTH - on), BOTH)


def test_up_to_four_programmes_are_tried_in_every_combination() -> None:
    """Neither of these two pays alone, so no single step leads to both."""
    plan = network_plan(dict.fromkeys("ABC", both), 60, FIVE[:4])
    assert [row.site_id for row in plan.taken] == ["A", "B", "C"]
    assert [own.criterion_id for own in plan.programmes] == ["P0", "P1"]
    assert (plan.proven, plan.bound, plan.hours) == (True, 3, 60)


def test_with_more_programmes_what_is_not_proven_is_said_with_what_it_could_be_at_most() -> None:
    needs = {**dict.fromkeys("ABC", both), "X": lambda _: None}
    plan = network_plan(needs, 60, FIVE)
    assert [row.spent for row in plan.taken] == [48]
    assert [row.site_id for row in plan.dearer] == ["B", "C"]
    assert (plan.programmes, plan.no_way) == ((), ("X",))
    assert (plan.proven, plan.bound) == (False, 3)
    assert not network_plan(dict.fromkeys("ABC", both), 0, FIVE).proven
    assert network_plan(dict.fromkeys("ABC", both), 0, FIVE).bound == 3
    enough = network_plan(needs, 1000, FIVE)
    assert (enough.proven, enough.bound) == (True, 3)


def test_with_more_programmes_they_are_added_one_after_the_other_while_that_helps() -> None:
    cheap = [own._replace(hours=10) for own in FIVE]
    plan = network_plan(dict.fromkeys("ABC", both), 60, cheap)
    assert [own.criterion_id for own in plan.programmes] == ["P0", "P1"]
    assert (len(plan.taken), plan.hours, plan.proven) == (3, 20, True)


def needing_by(hours: Mapping[str, int]) -> object:
    """A site that takes so many hours with the programmes of each of these numbers."""
    return lambda on: Need(hours.get("".join(sorted(key[1] for key in on)), 99), frozenset(on))


def test_with_more_programmes_one_takes_the_place_of_another_or_is_left_out() -> None:
    free = [own._replace(hours=0) for own in FIVE]
    swapped = {"": 90, "0": 50, "1": 60, "01": 45, "12": 10}
    plan = network_plan({"A": needing_by(swapped)}, 100, free)
    assert ([own.criterion_id for own in plan.programmes], plan.hours) == (["P1", "P2"], 10)
    left_out = {"": 90, "0": 50, "1": 60, "01": 45, "012": 40, "12": 30, "2": 95}
    plan = network_plan({"A": needing_by(left_out)}, 100, free)
    assert ([own.criterion_id for own in plan.programmes], plan.hours) == (["P1", "P2"], 30)


costs = st.sampled_from([1, 2, 3, 5, 8, Fraction(5, 2)])


@st.composite
def networks(draw: st.DrawFn) -> tuple[dict[str, object], list[Programme], int]:
    number = draw(st.integers(0, 3))
    programmes = [
        Programme(f"P{n}", draw(st.integers(0, 9)), draw(st.integers(0, 1))) for n in range(number)
    ]
    needs = {}
    for site in range(draw(st.integers(1, 5))):
        own = {row.criterion_id: draw(costs) for row in programmes if draw(st.booleans())}
        needs[f"S{site}"] = _site(draw(costs), own, programmes)
    return needs, programmes, draw(st.integers(0, 40))


def _site(rest: Fraction, own: Mapping[str, Fraction], programmes: list[Programme]) -> object:
    shared = {row.criterion_id: row.site_hours for row in programmes}

    def need(on: On) -> Need:
        hours = [min(cost, shared[key]) if key in on else cost for key, cost in own.items()]
        return Need(rest + sum(hours), frozenset(own))

    return need


def subsets(whole: list[object]) -> list[tuple[object, ...]]:
    return list(chain.from_iterable(combinations(whole, n) for n in range(len(whole) + 1)))


@settings(max_examples=300, deadline=None)
@given(networks())
def test_no_choice_of_sites_and_programmes_reaches_more(network: tuple) -> None:
    needs, programmes, budget = network
    best = 0
    for chosen in subsets(programmes):
        on = frozenset(row.criterion_id for row in chosen)
        for sites in subsets(list(needs)):
            hours = sum(row.hours for row in chosen) + sum(needs[site](on).hours for site in sites)
            if hours <= budget:
                best = max(best, len(sites))
    plan = network_plan(needs, budget, programmes)
    assert len(plan.taken) == best
    assert plan.hours <= budget
    assert plan.proven


@settings(max_examples=150, deadline=None)
@given(networks(), st.integers(0, 3))
def test_the_heuristic_never_claims_more_than_its_bound(network: tuple, more: int) -> None:
    needs, programmes, budget = network
    many = [*programmes, *(Programme(f"Q{n}", 1) for n in range(2 + more))]
    plan = network_plan(needs, budget, many)
    assert len(plan.taken) <= plan.bound
    if len(many) > 4 and len(plan.taken) < plan.bound:
        assert not plan.proven


@settings(max_examples=100, deadline=None)
@given(tasks(), st.lists(st.booleans(), min_size=8, max_size=8), st.integers(0, 2))
def test_what_a_site_needs_is_the_plan_at_the_hours_of_its_programmes(
    task: Task, which: list[bool], site_hours: int
) -> None:
    known = task.world.history.until(task.as_of)
    line = timeline(task.framework, known)
    score = score_site(task.framework, known, task.as_of)
    ids = [row.id for row in task.framework.scored][:3]
    programmes = [Programme(key, 5, site_hours) for key in ids]
    for level in task.framework.levels[1:]:
        needs = SiteNeeds(task.framework, line, task.as_of, level.id, programmes)
        for chosen in subsets(ids):
            own = {
                key: min(site_hours, task.framework.criterion[key].effort_hours) for key in chosen
            }
            found = ways(task.framework, line, task.as_of, score, Terms(own))
            expected = {way.level.id: way.plan and way.plan.hours for way in found}
            if level.id in expected:
                need = needs(frozenset(chosen))
                assert (need and need.hours) == expected[level.id]
