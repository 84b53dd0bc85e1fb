"""What a site loses with what it leans on: worked examples of one site."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from readiness.domain.assessment import History, Profile, Response
from readiness.domain.framework import (
    Criterion,
    Formula,
    Framework,
    Kind,
    ProfileField,
)
from readiness.domain.losses import SiteLoss, Standing, loss_at, worst_first
from readiness.domain.registers.entries import OVERRIDES, STATED, RegisterEntry
from readiness.domain.resources import leans_of, resources_of
from readiness.domain.scoring import Points
from readiness.domain.shared_risks import shared_risks
from tests.domain import leaning
from tests.domain.leaning import NOW, TODAY, criterion


def doses(key: str = "K1", *leans: str, required: object = 4, **more: object) -> Criterion:
    given = {"validity_months": 1, "fed_by": "stock.doses_in_reach", "gate": True} | more
    return criterion(
        *(key, 10), *(leans or ("drug_stock",)), kind=Kind.COUNT, requirement=required, **given
    )  # fmt: skip


REST = criterion("K9", 20)


FIELDS = (ProfileField("patients", "Patients", "count", 0),)


def framework(*criteria: Criterion) -> Framework:
    return leaning.framework(*criteria, REST, fields=FIELDS)


def day(ago: int) -> str:
    return str(TODAY - timedelta(days=ago))


def entry(
    key: str, register: str, recorded: datetime = NOW, site: str = "S1", **values: str
) -> RegisterEntry:
    return RegisterEntry(site, register, key, STATED, values, recorded, "Ana")


def stock(key: str, number: int, counted: int = 3, **more: str) -> RegisterEntry:
    values = {
        "drug": "tocilizumab", "doses": str(number), "expires_on": day(-300), "place": key,
        "minutes": "30", "counted_on": day(counted),
    }  # fmt: skip
    return entry(key, "stock", **(values | more))


def lost(
    own: Framework,
    entries: Iterable[RegisterEntry],
    *names: str,
    profile: Mapping[str, str] | None = None,
    **answers: str,
) -> SiteLoss:
    """What it costs a site, where all else is met, to lose what is named so."""
    given = {"K9": "yes"} | answers
    rows = [Response("S1", key, NOW, answer) for key, answer in given.items()]
    profiles = [Profile("S1", NOW.date(), profile)] if profile else []
    history = History.of("S1", rows, (), profiles, entries)
    standing = Standing.of(own, history, "Cedar", TODAY)
    held = resources_of(leans_of(standing.known, "Cedar", TODAY))
    assert {one.name for one in held} >= set(names)
    return loss_at(standing, held, {one.id for one in held if one.name in names})


def test_a_loss_says_what_the_site_was_and_is_and_what_did_it() -> None:
    found = lost(framework(doses()), [stock("Depot", 4), stock("Fridge", 2)], "Depot")
    assert found == SiteLoss(
        *("S1", "ready", "not_ready"), Points(30, 30), Points(25, 30), 5, 2, True, ("K1",)
    )


def test_what_is_recorded_on_the_day_itself_is_leaned_on() -> None:
    moment = datetime(2026, 11, 22, 23, tzinfo=UTC)
    history = History.of(
        "S1",
        profiles=[Profile("S1", TODAY, {"champion": "Lee"})],
        entries=[entry("Depot", "stock", moment, drug="other", place="Depot")],
    )
    known = Standing.of(framework(doses()), history, "Cedar", TODAY).known
    assert {lean.name for lean in leans_of(known, "Cedar", TODAY)} == {"Lee", "Depot"}


def test_how_much_is_needed_follows_the_profile_after_a_loss_too() -> None:
    asked = framework(doses(required=Formula("patients", 2, 2)))
    entries = [stock("Depot", 4), stock("Fridge", 2)]
    few = lost(asked, entries, "Depot", profile={"patients": "1"})
    many = lost(asked, entries, "Depot", profile={"patients": "3"})
    none = lost(asked, entries, "Depot")
    assert [loss.points for loss in (few, none)] == [0, 0]
    assert (many.points * 3, many.criteria) == (20, ("K1",))


def test_what_is_left_may_have_been_counted_too_long_ago() -> None:
    found = lost(framework(doses()), [stock("Depot", 4), stock("Fridge", 9, counted=40)], "Depot")
    assert (found.points, found.level_after) == (10, "not_ready")


def test_an_agreement_that_ended_does_not_stand_in_for_the_one_that_is_lost() -> None:
    signed = criterion(
        *("K1", 10), "hospital", kind=Kind.DATE, fed_by="agreements.signed", gate=True
    )
    entries = [
        entry("a", "agreements", hospital="General", starts=day(300)),
        entry("b", "agreements", hospital="Mercy", starts=day(400), ends=day(30)),
    ]
    found = lost(framework(signed), entries, "General", profile={"partner_hospital": "Grace"})
    assert (found.points, found.criteria) == (10, ("K1",))


def test_a_share_is_counted_again_over_those_who_are_left() -> None:
    trained = criterion(
        *("K1", 10), "on_call", kind=Kind.PERCENT, requirement=100,
        fed_by="rota.responders_trained",
    )  # fmt: skip
    shift = {
        "kind": "cover", "from": "00:00", "to": "24:00", "starts": "2026-01-05",
        "time_zone": "America/New_York",
    }  # fmt: skip
    entries = [
        *(entry(who, "rota", who=who, **shift) for who in ("VK", "RM", "TO")),
        *(
            entry(f"t-{who}", "training", person=who, course="crs", done_on=day(20))
            for who in ("VK", "RM")
        ),
    ]
    found = lost(framework(trained), entries, "VK")
    assert (found.before.earned * 3, found.after.earned) == (20 * 3 + 20, 25)


def test_what_leans_on_two_kinds_counts_as_the_worse_of_the_two_losses() -> None:
    both = doses("K1", "hospital", "drug_stock", gate_at=50)
    entries = [stock("Depot", 4), stock("Fridge", 2)]
    profile = {"partner_hospital": "General"}
    own = framework(both)
    assert lost(own, entries, "Depot", profile=profile).points == 5
    assert lost(own, entries, "Depot", profile=profile).level_after == "with_gaps"
    for names in (("Depot", "General"), ("General",)):
        found = lost(own, entries, *names, profile=profile)
        assert (found.points, found.level_after, found.criteria) == (10, "not_ready", ("K1",))


def test_each_criterion_of_a_kind_is_asked_again_by_itself() -> None:
    """One counts as it was typed, one has nothing left to say, one has less."""
    typed = {"criterion": "K1", "reason": "A delivery came"}
    over = entry("o", OVERRIDES, NOW + timedelta(hours=1), **typed)
    again = doses("K2", gate=False)
    next_dose = criterion("K3", 2, "drug_stock", fed_by="stock.repeat_dose")
    entries = [stock("Depot", 4), stock("Fridge", 1, drug="other"), over]
    found = lost(framework(doses(), again, next_dose), entries, "Depot", K1="4")
    assert (found.points, found.criteria) == (12, ("K2", "K3"))
    worthless = lost(framework(doses(required=4), again, next_dose), entries[:2], "Fridge")
    assert (worthless.points, worthless.criteria) == (0, ())


def test_the_site_that_loses_most_comes_first() -> None:
    none = Points(0, 30)

    def site(key: str, ready: bool, levels: int, points: int) -> SiteLoss:
        return SiteLoss(key, "", "", none, none, points, levels, ready, ())

    worst = [
        site("S9", True, 1, 1), site("S1", False, 2, 1), site("S2", False, 1, 9),
        site("S3", False, 1, 4), site("S4", False, 1, 4),
    ]  # fmt: skip
    assert sorted(set(worst), key=worst_first) == worst


# --- several sites ----------------------------------------------------------------------------


def standing(key: str, profile: Mapping[str, str], *criteria: Criterion) -> Standing:
    own = framework(*criteria)
    rows = [Response(key, one.id, NOW, "yes") for one in own.scored]
    history = History.of(key, rows, profiles=[Profile(key, NOW.date(), profile)])
    return Standing.of(own, history, "Cedar", TODAY)


CHAMPION = criterion("K1", 1, "champion")
AGREEMENT = criterion("K2", 10, "hospital", gate=True)


def test_risks_are_ranked_by_sites_that_lose_ready_then_by_falls_then_by_points() -> None:
    low = replace(AGREEMENT, gate=False, points=1)
    sites = [
        standing("S1", {"champion": "Lee", "partner_hospital": "General"}, CHAMPION, low),
        standing("S2", {"champion": "Lee", "partner_hospital": "General"}, CHAMPION, AGREEMENT),
        standing("S3", {"champion": "Kim", "partner_hospital": "Mercy"}, CHAMPION, AGREEMENT),
        standing("S4", {"champion": "Kim", "partner_hospital": "Mercy"}, CHAMPION, AGREEMENT),
        standing("S5", {"champion": "Ash"}, CHAMPION, AGREEMENT),
    ]
    found = shared_risks(sites)
    assert [(one.resource.name, one.ready, one.falls, one.points) for one in found.losses] == [
        ("Mercy", 2, 2, 20),
        ("General", 1, 1, 11),
        ("Lee", 0, 0, 2),
        ("Kim", 0, 0, 2),
    ]
    assert found.single == 1
    assert [site.site_id for site in found.losses[1].sites] == ["S2", "S1"]
    assert [(pair.first.name, pair.second.name) for pair in found.pairs] == [
        ("Kim", "Mercy"), ("Lee", "General")
    ]  # fmt: skip
    assert [site.site_id for site in found.pairs[1].sites] == ["S2", "S1"]
    assert [pair.falls_beyond for pair in found.pairs] == [0, 0]
    assert len(shared_risks(sites, pairs=1).pairs) == 1
