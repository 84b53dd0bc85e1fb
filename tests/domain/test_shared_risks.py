"""What sites lean on, and what losing it would cost: by hand, and against scoring all anew."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import combinations
from random import Random
from weakref import WeakKeyDictionary

from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.domain.assessment import Finding, History, Profile, Response
from readiness.domain.framework import (
    Kind,
)
from readiness.domain.losses import Standing
from readiness.domain.registers.entries import OVERRIDES, STATED, RegisterEntry
from readiness.domain.resources import leans_of, resources_of
from readiness.domain.scoring import SiteScore, State, score_site, summarise
from readiness.domain.shared_risks import Loss, SharedRisks, shared_risks
from tests.domain.leaning import NOW, TODAY, criterion, framework

CHAMPION = criterion("K1", 4, "champion", gate=True)
DEPUTY = criterion("K2", 2, "deputy")
AGREEMENT = criterion("K3", 6, "hospital", gate=True)
HANDOVER = criterion("K4", 3, "hospital", na_allowed=True)
DOSES = criterion(
    *("K5", 5, "drug_stock"),
    kind=Kind.COUNT,
    requirement=4,
    gate=True,
    gate_at=50,
    validity_months=1,
    fed_by="stock.doses_in_reach",
)
NEXT_DOSE = criterion("K6", 2, "drug_stock")
OTHER = criterion("K7", 20)
FRAMEWORK = framework(CHAMPION, DEPUTY, AGREEMENT, HANDOVER, DOSES, NEXT_DOSE, OTHER)
ALL_MET = {"K1": "yes", "K2": "yes", "K3": "yes", "K4": "yes", "K5": "4", "K6": "yes", "K7": "yes"}


RECORDED: WeakKeyDictionary[Standing, History] = WeakKeyDictionary()
"""All that is recorded of the sites made here, to score them anew from."""


def stock(
    site: str,
    key: str,
    place: str,
    doses: int = 4,
    *,
    drug: str = "tocilizumab",
    expires: int = 300,
) -> RegisterEntry:
    values = {
        "drug": drug,
        "doses": str(doses),
        "expires_on": str(TODAY + timedelta(days=expires)),
        "place": place,
        "minutes": "30",
        "counted_on": str(TODAY - timedelta(days=3)),
    }
    return RegisterEntry(site, "stock", key, STATED, values, NOW, "Ana")


def site(
    key: str,
    profile: Mapping[str, str],
    entries: Iterable[RegisterEntry] = (),
    findings: Iterable[Finding] = (),
    practice: str = "Cedar",
    **answers: str,
) -> Standing:
    """A site where all is met, unless said otherwise; an empty answer is none."""
    given = ALL_MET | answers
    rows = [Response(key, name, NOW, answer) for name, answer in given.items() if answer]
    known = History.of(key, rows, findings, [Profile(key, NOW.date(), profile)], entries)
    standing = Standing.of(FRAMEWORK, known, practice, TODAY)
    RECORDED[standing] = known
    return standing


def loss_of(risks: SharedRisks, name: str) -> Loss:
    (only,) = [loss for loss in risks.losses if loss.resource.name == name]
    return only


def outcome(loss: Loss) -> dict[str, tuple[str, object, tuple[str, ...]]]:
    return {row.site_id: (row.level_after, row.points, row.criteria) for row in loss.sites}


def names(*standings: Standing) -> dict[str, list[str]]:
    """The sites of every resource, by its name."""
    found = resources_of(
        lean for one in standings for lean in leans_of(one.known, one.practice, TODAY)
    )
    return {resource.name: list(resource.sites) for resource in found}


def test_the_only_hospital_takes_all_that_leans_on_one_with_it() -> None:
    risks = shared_risks([site(key, {"partner_hospital": "General"}) for key in ("S1", "S2")])
    assert outcome(loss_of(risks, "General")) == dict.fromkeys(
        ("S1", "S2"), ("not_ready", 9, ("K3", "K4"))
    )


def test_nothing_is_lost_while_another_hospital_remains_until_both_are_lost() -> None:
    both = {"partner_hospital": "General; Mercy"}
    risks = shared_risks(
        [site("S1", both), site("S2", both), site("S3", {"partner_hospital": "Mercy"})]
    )
    assert {row.points for row in loss_of(risks, "General").sites} == {0}
    assert [row.site_id for row in loss_of(risks, "Mercy").sites if row.ready] == ["S3"]
    (pair,) = risks.pairs
    assert (pair.ready, pair.ready_beyond, pair.falls_beyond) == (3, 2, 2)
    assert (pair.points, pair.points_beyond) == (27, 18)
    assert [row.site_id for row in pair.sites] == ["S1", "S2"]


def test_a_pair_that_costs_the_same_together_as_apart_comes_after_one_that_costs_more() -> None:
    first = {"champion": "Lee", "partner_hospital": "General"}
    second = {"champion": "Kim", "partner_hospital": "Mercy; Grace"}
    risks = shared_risks(
        [site("S1", first), site("S2", first), site("S3", second), site("S4", second)]
    )
    assert [(pair.first.name, pair.second.name, pair.ready_beyond) for pair in risks.pairs][:2] == [
        ("Grace", "Mercy", 2),
        ("Lee", "General", 0),
    ]
    assert [pair.points_beyond for pair in shared_risks([*map(_one, "12")], pairs=1).pairs] == [0]


def _one(number: str) -> Standing:
    return site(f"S{number}", {"champion": "Lee", "partner_hospital": "General"})


def test_a_deputy_takes_the_place_of_a_lost_champion_and_has_no_deputy_then() -> None:
    same = {"champion": "Lee"}
    risks = shared_risks([site("S1", same), site("S2", same, K2="partly"), site("S3", same, K2="")])
    assert outcome(loss_of(risks, "Lee")) == {
        "S1": ("ready", 2, ("K2",)),
        "S2": ("not_ready", 4, ("K1",)),
        "S3": ("not_ready", 4, ("K1",)),
    }


def test_champion_and_deputy_lost_together_leave_neither() -> None:
    same = {"champion": "Lee", "deputy": "Kim"}
    risks = shared_risks([site("S1", same), site("S2", same)])
    (pair,) = risks.pairs
    assert (pair.ready, pair.ready_beyond, pair.points, pair.points_beyond) == (2, 2, 12, 4)
    assert pair.sites[0].criteria == ("K1", "K2")


def test_a_must_have_that_failed_before_and_a_site_never_assessed_lose_nothing() -> None:
    same = {"champion": "Lee"}
    never = site("S2", same, **dict.fromkeys(ALL_MET, ""))
    risks = shared_risks([site("S1", same, K1="no", K2="no"), never])
    assert outcome(loss_of(risks, "Lee")) == {
        "S1": ("not_ready", 0, ()),
        "S2": ("not_assessed", 0, ()),
    }


def test_what_is_not_applicable_stays_so() -> None:
    same = {"partner_hospital": "General"}
    risks = shared_risks([site("S1", same, K4="not applicable"), site("S2", same)])
    assert [row.points for row in loss_of(risks, "General").sites] == [9, 6]


def test_the_register_answers_again_without_the_stock_that_is_lost() -> None:
    shared = [("S1", "a", "Depot", 3), ("S2", "a", "Depot", 3)]
    entries = {key: [stock(key, *rest)] for key, *rest in shared}
    entries["S1"].append(stock("S1", "b", "Fridge", 2))
    risks = shared_risks([site(key, {}, own) for key, own in entries.items()])
    # S1 keeps 2 of 4 doses: half of the points, and just what the must-have asks for.
    assert outcome(loss_of(risks, "Depot")) == {
        "S1": ("ready", Fraction(5, 2), ("K5",)),
        "S2": ("not_ready", Fraction(15, 4) + 2, ("K5", "K6")),
    }


def test_a_typed_answer_does_not_come_back_for_stock_that_is_lost() -> None:
    """Other drugs remain in the register; the doses once typed were those that are lost."""
    entries = {
        key: [stock(key, "a", "Depot"), stock(key, f"b{key}", "Fridge", drug="other")]
        for key in ("S1", "S2")
    }
    risks = shared_risks([site(key, {}, own, K5="9") for key, own in entries.items()])
    assert {row.criteria for row in loss_of(risks, "Depot").sites} == {("K5",)}


def test_an_answer_that_counts_instead_of_the_register_stays_while_some_stock_remains() -> None:
    own = {"criterion": "K5", "reason": "A delivery came"}
    over = RegisterEntry("S1", OVERRIDES, "override-K5", STATED, own, NOW + timedelta(hours=1))
    one = [stock("S1", "a", "Depot"), stock("S1", "b", "Fridge", 1), over]
    risks = shared_risks([site("S1", {}, one), site("S2", {}, [stock("S2", "a", "Depot")])])
    assert outcome(loss_of(risks, "Depot"))["S1"] == ("ready", 0, ())


def test_a_loss_never_earns_points() -> None:
    """Without the empty depot that was counted last, the other doses outlive the count."""
    fresh = stock("S1", "a", "Depot", 0)
    old = stock("S1", "b", "Fridge", 4, expires=20)._replace()
    late = {**old.values, "counted_on": str(TODAY - timedelta(days=20))}
    one = [fresh, old._replace(values=late)]
    two = site("S2", {}, [stock("S2", "a", "Depot", 0)])
    risks = shared_risks([site("S1", {}, one), two])
    assert outcome(loss_of(risks, "Depot"))["S1"][1:] == (0, ())


def test_spelling_makes_no_difference_and_the_first_site_says_how_it_is_written() -> None:
    first = site("S1", {"partner_hospital": " St.  Mary "})
    assert names(first, site("S2", {"partner_hospital": "ST. MARY;"})) == {"St. Mary": ["S1", "S2"]}


def test_a_role_names_the_same_person_inside_a_practice_only() -> None:
    lead = {"champion": "Lead nurse"}
    other = site("S3", lead, practice="Elm")
    found = resources_of(
        lean
        for one in (site("S1", lead), site("S2", lead), other)
        for lean in leans_of(one.known, one.practice, TODAY)
    )
    assert [(one.id, list(one.sites)) for one in found] == [
        ("champion-S1-1", ["S1", "S2"]),
        ("champion-S3-1", ["S3"]),
    ]


def test_stock_is_shared_by_its_entry_and_not_by_what_the_place_is_called() -> None:
    first = site("S1", {}, [stock("S1", "a", "Fridge")])
    risks = shared_risks([first, site("S2", {}, [stock("S2", "b", "Fridge")])])
    assert (risks.losses, risks.single) == ((), 2)
    shared = shared_risks([first, site("S2", {}, [stock("S2", "a", "Fridge")])])
    assert [loss.resource.name for loss in shared.losses] == ["Fridge"]


def test_agreements_and_rota_are_read_where_they_are_kept() -> None:
    def entry(key: str, register: str, **values: str) -> RegisterEntry:
        return RegisterEntry(key, register, f"{register}-{key}", STATED, values, NOW)

    both = [
        site(
            key,
            {"partner_hospital": "General"},
            [
                entry(key, "agreements", hospital="Mercy"),
                entry(key, "rota", who="Night pool", until="07:30"),
            ],
        )
        for key in ("S1", "S2")
    ]
    assert names(*both) == {name: ["S1", "S2"] for name in ("General", "Mercy", "Night pool")}


def test_an_entry_whose_last_day_has_passed_is_leaned_on_by_nobody() -> None:
    gone = stock("S1", "a", "Depot", expires=-1)
    assert names(site("S1", {}, [gone])) == {}
    assert names(site("S1", {}, [stock("S1", "a", "Depot", expires=0)])) == {"Depot": ["S1"]}


def test_only_what_was_recorded_up_to_the_day_counts() -> None:
    history = History.of(
        "S1", profiles=[Profile("S1", TODAY + timedelta(days=1), {"champion": "Lee"})]
    )
    assert names(Standing.of(FRAMEWORK, history, "Cedar", TODAY)) == {}


HOSPITALS = ("General", "Mercy", "Grace")
PLACES = ("Depot", "Pharmacy", "Office")


CONCLUSIONS = ("confirmed", "not confirmed")
networks = st.integers(0, 10**9)
"""Seeds: a network of a hundred draws is made quickly by a generator of its own."""


def network_of(seed: int) -> list[Standing]:
    """Two to five sites that lean on the same few people, hospitals and stock places."""
    random = Random(seed)

    def some(names: tuple[str, ...]) -> list[str]:
        return random.sample(names, random.randint(0, 2))

    found = []
    for number in range(random.randint(2, 5)):
        key = f"S{number}"
        profile = {
            "champion": random.choice(["", "Lee", "Kim"]),
            "deputy": random.choice(["", "Ash", "Lou"]),
            "partner_hospital": "; ".join(some(HOSPITALS)),
        }
        answers = {
            name: random.choice(["yes"] * 5 + ["partly", "no", ""])
            for name in ("K1", "K2", "K3", "K6", "K7")
        }
        answers["K4"] = random.choice(["yes", "partly", "not applicable"])
        answers["K5"] = random.choice(["", "2", "4", "9"])
        entries = [
            stock(
                *(key, place, place, random.randint(0, 5)),
                drug=random.choice(["tocilizumab", "tocilizumab", "other"]),
                expires=random.choice([5, 300]),
            )
            for place in some(PLACES)
        ]
        findings = [
            Finding(key, name, NOW + timedelta(days=1), random.choice(CONCLUSIONS))
            for name in some(("K1", "K3", "K5"))
        ]
        found.append(site(key, profile, entries, findings, **answers))
    return found


@settings(max_examples=100, deadline=None)
@given(networks)
def test_every_loss_is_what_scoring_all_anew_without_it_gives(seed: int) -> None:
    by_id = {one.site_id: one for one in network_of(seed)}
    risks = shared_risks(by_id.values(), pairs=1000)
    for loss in risks.losses:
        for row in loss.sites:
            anew = without(by_id[row.site_id], {loss.resource.name})
            assert (row.level_after, row.after) == (anew.level, anew.points), loss.resource
    for pair in risks.pairs:
        lost = {pair.first.name, pair.second.name}
        both = {key: without(one, lost) for key, one in by_id.items()}
        taken = [one.score.points.earned - both[key].points.earned for key, one in by_id.items()]
        assert pair.points == sum(taken)
        assert pair.ready == sum(
            one.score.level == "ready" != both[key].level for key, one in by_id.items()
        )
        for row in pair.sites:
            now = both[row.site_id]
            assert (row.level_after, row.after) == (now.level, now.points)


@settings(max_examples=50, deadline=None)
@given(networks)
def test_the_ranking_is_ordered_and_complete(seed: int) -> None:
    risks = shared_risks(network_of(seed), pairs=1000)
    keys = [(loss.ready, loss.falls, loss.points) for loss in risks.losses]
    assert keys == sorted(keys, reverse=True)
    assert all(len(loss.sites) > 1 for loss in risks.losses)
    of_site: dict[str, set[str]] = {}
    for loss in risks.losses:
        for row in loss.sites:
            of_site.setdefault(row.site_id, set()).add(loss.resource.id)
    wanted = {pair for own in of_site.values() for pair in combinations(sorted(own), 2)}
    assert {tuple(sorted((pair.first.id, pair.second.id))) for pair in risks.pairs} == wanted


def without(one: Standing, lost: set[str]) -> SiteScore:
    """The site scored anew, all of it, from a record in which the lost is not there."""
    profile = one.known.profiles[-1].values
    held = {
        "champion": {profile["champion"]} - {""},
        "deputy": {profile["deputy"]} - {""},
        "hospital": {name for name in profile["partner_hospital"].split("; ") if name},
        "drug_stock": {entry.values["place"] for entry in one.known.entries},
    }
    gone = {kind for kind, named in held.items() if named and named <= lost}
    base = {row.criterion.id: row for row in one.score.criteria}
    if "champion" in gone and "deputy" not in gone and base["K2"].state is State.MET:
        gone = (gone - {"champion"}) | {"deputy"}
    kept = [entry for entry in one.known.entries if entry.values["place"] not in lost]
    failing = {row.id for row in FRAMEWORK.scored if gone.intersection(row.leans_on)}
    fed = len(kept) == len(one.known.entries) or any(
        entry.values["drug"] == "tocilizumab" for entry in kept
    )
    spoke = any(entry.values["drug"] == "tocilizumab" for entry in one.known.entries)
    if spoke and not fed:
        failing.add("K5")
    criteria = []
    known = replace(RECORDED[one], entries=tuple(kept))
    anew = {row.criterion.id: row for row in score_site(FRAMEWORK, known, TODAY).criteria}
    for row in one.score.criteria:
        now = anew[row.criterion.id]
        if row.criterion.id in failing and row.state is not State.NOT_APPLICABLE:
            now = now._replace(
                state=State.NOT_MET,
                points_earned=0,
                points_possible=row.criterion.points,
                gate_failed=row.criterion.gate,
            )
        better = (now.points_earned, not now.gate_failed) >= (
            row.points_earned,
            not row.gate_failed,
        )
        criteria.append(row if better else now)
    return summarise(FRAMEWORK, one.site_id, TODAY, criteria, one.score.assessed)


def test_a_deputy_is_named_on_the_staff_list() -> None:
    def listed(site: str, person: str, groups: str) -> History:
        at = datetime(2026, 1, 1, tzinfo=UTC)
        values = {"person": person, "groups": groups}
        entry = RegisterEntry(site, "staff", f"{site}-{person}", STATED, values, at, "Ana")
        return History.of(site, entries=[entry])

    leans = [
        lean
        for known in (
            listed("S1", "KL", "clinic; deputy"),
            listed("S2", " kl", "deputy"),
            listed("S3", "KL", "clinic"),
        )
        for lean in leans_of(known, "Prairie", TODAY)
    ]
    (deputy,) = resources_of(leans)
    assert (deputy.kind, deputy.name) == ("deputy", "KL")
    assert set(deputy.sites) == {"S1", "S2"}


def test_what_several_entries_of_a_site_name_is_one_thing_with_all_of_them() -> None:
    entries = [stock("S1", "a", "Depot"), stock("S1", "b", " depot "), stock("S1", "c", "Fridge")]
    (depot, fridge) = resources_of(leans_of(History.of("S1", entries=entries), "Cedar", TODAY))
    assert (depot.name, depot.sites) == (
        "Depot", {"S1": frozenset({("stock", "a"), ("stock", "b")})}
    )  # fmt: skip
    assert fridge.sites == {"S1": frozenset({("stock", "c")})}


def test_one_entry_that_two_places_share_gathers_what_each_site_has_of_it() -> None:
    """At the second site it is linked to two entries of the first under the same name."""
    first = History.of("S1", entries=[stock("S1", "a", "Depot"), stock("S1", "b", "Depot")])
    second = History.of("S2", entries=[stock("S2", "b", "Depot"), stock("S2", "z", "Depot")])
    third = History.of("S3", entries=[stock("S3", "z", "Depot")])
    leans = [lean for known in (third, second, first) for lean in leans_of(known, "", TODAY)]
    (depot,) = resources_of(leans)
    assert list(depot.sites) == ["S1", "S2", "S3"]
    assert depot.id == "drug_stock-S1-1"


def test_resources_are_numbered_by_kind_site_and_name() -> None:
    known = History.of(
        "S1",
        profiles=[
            Profile("S1", TODAY, {"champion": "Zoe; Ada", "partner_hospital": "Mercy;General"})
        ],
        entries=[stock("S1", "a", "Shelf"), stock("S1", "b", "Box")],
    )
    other = History.of("S0", profiles=[Profile("S0", TODAY, {"champion": "Zoe"})])
    leans = [*leans_of(known, "Cedar", TODAY), *leans_of(other, "Cedar", TODAY)]
    assert [(one.id, one.name) for one in resources_of(leans)] == [
        ("champion-S0-1", "Zoe"),
        ("champion-S1-1", "Ada"),
        ("hospital-S1-1", "General"),
        ("hospital-S1-2", "Mercy"),
        ("drug_stock-S1-1", "Box"),
        ("drug_stock-S1-2", "Shelf"),
    ]


def test_an_entry_that_names_nothing_or_nobody_of_the_group_is_leaned_on_by_nobody() -> None:
    unnamed = stock("S1", "a", "Depot")
    values = {name: text for name, text in unnamed.values.items() if name != "place"}
    listed = RegisterEntry("S1", "staff", "s", STATED, {"person": "KL"}, NOW)
    known = History.of("S1", entries=[unnamed._replace(values=values), listed])
    assert leans_of(known, "Cedar", TODAY) == ()


def test_a_name_that_a_site_and_a_practice_have_in_common_links_nothing() -> None:
    """A site called as a practice is, and an entry called as a site is, are no link."""
    one = History.of("Cedar", profiles=[Profile("Cedar", TODAY, {"champion": "Lee"})])
    two = History.of("S2", profiles=[Profile("S2", TODAY, {"champion": "Lee"})])
    leans = [*leans_of(one, "", TODAY), *leans_of(two, "Cedar", TODAY)]
    assert [list(found.sites) for found in resources_of(leans)] == [["Cedar"], ["S2"]]


def test_falls_count_sites_that_lose_any_level() -> None:
    """Half of them fall from the highest level by one, one by two, and one by none."""
    same = {"champion": "Lee"}
    sites = [
        site("S1", same), site("S2", same, K2="no"), site("S3", same, K2="no", K7="no"),
        site("S4", same, K1="no"),
    ]  # fmt: skip
    loss = loss_of(shared_risks(sites), "Lee")
    assert sorted((row.site_id, row.levels) for row in loss.sites) == [
        ("S1", 0), ("S2", 2), ("S3", 1), ("S4", 0)
    ]  # fmt: skip
    assert (loss.ready, loss.falls) == (1, 2)
