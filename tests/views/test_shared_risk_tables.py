"""Shared risks in words and tables: none, one, several, with and without names."""

from dataclasses import replace
from datetime import timedelta

import pytest

from readiness.domain.people import Person, Role
from readiness.domain.shared_risks import SharedRisks
from readiness.services.shared_risks import RiskReport, risk_report
from readiness.services.workspace import Workspace
from readiness.views import shared_risks as views
from tests.services.workspaces import EVERYONE, READY, TODAY


@pytest.fixture(scope="module")
def report(network: Workspace) -> RiskReport:
    return risk_report(network, EVERYONE, TODAY)


def with_losses(report: RiskReport, *places: int) -> RiskReport:
    chosen = tuple(report.risks.losses[place] for place in places)
    return replace(report, risks=SharedRisks(chosen, (), 1))


def test_the_sentence_names_the_worst_loss_and_counts_the_next(report: RiskReport) -> None:
    assert views.sentence(report) == (
        "If Quillmoor General Hospital dropped out today, 3 sites would lose Ready; "
        "1 more resource would cost 2 or more sites Ready."
    )


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ((), "No two sites that you see name the same champion, hospital, pool or stock."),
        (
            (6,),
            "If the champion Lead pharmacist, Ridge & River dropped out today, 1 site would lose "
            "Ready; no more resources would cost 2 or more sites Ready.",
        ),
        (
            (8,),
            "If Tidemark General Hospital dropped out today, 1 site would fall a level; none of "
            "1 shared resource costs a site Ready.",
        ),
        (
            (9, 10),
            "No site would fall a level by the loss of any of 2 shared resources; the champion "
            "Regional nurse lead, Saltmarsh would cost most points.",
        ),
    ],
)
def test_the_sentence_reads_right_where_less_is_lost(
    report: RiskReport, places: tuple[int, ...], said: str
) -> None:
    assert views.sentence(with_losses(report, *places)) == said


def test_on_another_day_the_sentence_says_which(network: Workspace) -> None:
    past = risk_report(network, EVERYONE, TODAY - timedelta(days=30))
    assert "dropped out on 23 Oct 2026" in views.sentence(past)


def test_what_was_looked_at_is_said_with_what_is_no_shared_risk(report: RiskReport) -> None:
    assert views.in_words(report) == (
        "14 resources that two or more sites lean on; 23 of 24 sites assessed; 7 more resources "
        "are leaned on by one site only and not listed. As of 22 Nov 2026."
    )


def test_bars_and_ranking_add_up(report: RiskReport) -> None:
    bars, table = views.bars(report), views.ranking(report)
    assert (bars["ready"] + bars["falls"] + bars["points"] <= bars["sites"]).all()
    assert table["Resource"].tolist()[:2] == [
        "Quillmoor General Hospital",
        "Harrowfen Medical Center",
    ]
    assert table.iloc[0][["Lose Ready", "Fall a level", "Points lost"]].tolist() == [3, 5, 64.0]


def test_lines_lead_from_each_resource_to_the_practices_of_all_its_sites(
    report: RiskReport,
) -> None:
    links = views.links(report)
    by_resource = links.groupby("resource_id")["sites"].sum().to_dict()
    assert by_resource == {loss.resource.id: len(loss.sites) for loss in report.risks.losses}
    first = links[links["resource"] == "Quillmoor General Hospital"]
    assert dict(zip(first["practice"], first["sites"], strict=True)) == {
        "Ridge & River Cancer Care": 3,
        "Magnolia Bend Oncology": 2,
    }
    assert views.links_table(report).columns[0] == "Resource"


def test_the_sites_of_a_resource_say_what_no_longer_holds(report: RiskReport) -> None:
    champion = next(loss for loss in report.risks.losses if loss.resource.id == "champion-S010-1")
    table = views.sites(report, champion)
    assert table["No longer holds"].tolist() == ["Deputy named"] * 4
    assert table["Score"].tolist()[0] == "91.8"
    assert table["Score without it"].tolist()[0] == "89.8"


def test_pairs_say_whether_they_cost_more_together(report: RiskReport) -> None:
    assert views.pairs_in_words(report) == (
        "No two of them cost any site more together than one by one. Here are the 8 that would "
        "cost most."
    )
    assert len(views.pairs(report)) == 8
    worst = replace(report.risks.pairs[0], ready_beyond=2)
    several = replace(report, risks=replace(report.risks, pairs=(worst,)))
    assert views.pairs_in_words(several) == (
        "The champion Lead pharmacist, Ridge & River and Quillmoor General Hospital together: "
        "2 sites lose Ready that neither loss alone would cost."
    )
    nothing = replace(report, risks=replace(report.risks, pairs=()))
    assert views.pairs_in_words(nothing) == "No site leans on two of these resources."


def test_numbered_persons_are_not_called_champion_twice(network: Workspace) -> None:
    viewer = risk_report(network, Person.holding("Vic", Role.VIEWER), TODAY)
    titles = views.bars(viewer)["title"].tolist()
    assert "Champion 1" in titles
    assert not any("Champion: Champion" in title for title in titles)


def test_one_site_alone_shares_nothing(network: Workspace) -> None:
    report = risk_report(network, Person.holding("Mia", Role.MANAGER, {READY}), TODAY)
    assert views.ranking(report).empty
    assert views.links(report).empty
    assert "2 more resources are leaned on by one site only" in views.in_words(report)
