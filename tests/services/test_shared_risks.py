"""Shared risks of the sample network as its stories tell them, by reader and by date."""

from datetime import date, timedelta

import pytest

from readiness.domain.people import Person, Role
from readiness.domain.scoring import score_site
from readiness.domain.shared_risks import Loss
from readiness.services import registers
from readiness.services.recording import record_profile
from readiness.services.shared_risks import RiskReport, risk_report
from readiness.services.workspace import Workspace
from tests.services.workspaces import DATES, EVERYONE, NOT_READY, READY, TODAY, WITH_GAPS

SALTMARSH = ("S010", "S011", "S012", "S013")


def losses(report: RiskReport) -> dict[str, Loss]:
    return {loss.resource.name: loss for loss in report.risks.losses}


def test_the_hospital_of_two_practices_costs_most_sites_ready(network: Workspace) -> None:
    report = risk_report(network, EVERYONE, TODAY)
    worst = report.risks.losses[0]
    assert worst.resource.name == "Quillmoor General Hospital"
    assert (len(worst.sites), worst.ready, worst.falls, worst.points) == (5, 3, 5, 64)
    names = [report.sites[row.site_id].site_name for row in worst.sites if row.ready]
    assert sorted(names) == ["Hollow Ridge", "River Bend", "Willow Ferry"]
    assert worst.sites[0].criteria == ("C23", "C24", "C25", "C26", "C27", "C28")


def test_one_champion_of_four_sites_with_deputies_costs_each_its_deputy(network: Workspace) -> None:
    loss = losses(risk_report(network, EVERYONE, TODAY))["Regional nurse lead, Saltmarsh"]
    assert sorted(row.site_id for row in loss.sites) == sorted(SALTMARSH)
    assert {(row.criteria, row.points, row.levels) for row in loss.sites} == {(("C02",), 2, 0)}


def test_a_shared_champion_without_a_deputy_costs_a_site_ready(network: Workspace) -> None:
    loss = losses(risk_report(network, EVERYONE, TODAY))["Lead pharmacist, Ridge & River"]
    assert [(row.ready, row.criteria) for row in loss.sites] == [
        (True, ("C01",)),
        (False, ("C02",)),
    ]


def test_only_sites_in_scope_count_also_for_what_is_shared(network: Workspace) -> None:
    two = Person.holding("Mia", Role.MANAGER, {READY, NOT_READY})
    report = risk_report(network, two, TODAY)
    assert set(report.sites) == {READY, NOT_READY}
    assert {name: len(loss.sites) for name, loss in losses(report).items()} == {
        "Ambervale Regional Hospital": 2,
        "Lead physician, Prairie": 2,
    }
    one = risk_report(network, Person.holding("Mia", Role.MANAGER, {READY}), TODAY)
    assert (one.risks.losses, one.risks.pairs, one.risks.single) == ((), (), 2)
    assert risk_report(network, Person("Nobody", ()), TODAY).risks.single == 0


def test_who_sees_no_names_reads_of_numbered_champions(network: Workspace) -> None:
    viewer = Person.holding("Vic", Role.VIEWER)
    report, named = (risk_report(network, who, TODAY) for who in (viewer, EVERYONE))
    assert "Lead pharmacist, Ridge & River" not in repr(report.risks)
    assert "Saltmarsh" not in repr(report.risks)
    champions = [
        row.resource.name for row in report.risks.losses if row.resource.kind == "champion"
    ]
    assert champions == [f"Champion {n}" for n in range(1, len(champions) + 1)]
    assert "Quillmoor General Hospital" in losses(report)
    assert [loss.sites for loss in report.risks.losses] == [
        loss.sites for loss in named.risks.losses
    ]


@pytest.mark.parametrize("day", DATES)
def test_on_any_day_the_scores_are_those_of_the_whole_record(network: Workspace, day: date) -> None:
    for short, whole in zip(
        network.ledger.histories(counting_on=day), network.ledger.histories(), strict=True
    ):
        version = network.framework
        assert score_site(version, short, day) == score_site(version, whole, day)


def test_what_is_recorded_later_does_not_count_before(few: Workspace) -> None:
    before = risk_report(few, EVERYONE, TODAY - timedelta(days=1))
    record_profile(few, EVERYONE, WITH_GAPS, {"partner_hospital": "Mercy"})
    now = risk_report(few, EVERYONE, TODAY)
    assert len(losses(before)["Ambervale Regional Hospital"].sites) == 3
    assert len(losses(now)["Ambervale Regional Hospital"].sites) == 2


def test_stock_shared_through_one_entry_of_the_register_is_a_shared_risk(few: Workspace) -> None:
    values = {
        "drug": "tocilizumab",
        "doses": "40",
        "expires_on": str(TODAY + timedelta(days=300)),
        "place": "County pharmacy",
        "minutes": "40",
        "counted_on": str(TODAY),
    }
    registers.record_entry(few, EVERYONE, "stock", [READY, WITH_GAPS], values)
    loss = losses(risk_report(few, EVERYONE, TODAY))["County pharmacy"]
    assert {row.site_id: row.criteria for row in loss.sites} == {
        READY: ("C15", "C16"),
        WITH_GAPS: ("C15", "C16"),
    }
    for history in few.ledger.histories(counting_on=TODAY):
        whole = few.ledger.history(history.site_id)
        assert score_site(few.framework, history, TODAY) == score_site(few.framework, whole, TODAY)
