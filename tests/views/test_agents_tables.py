"""Agents at sites in words and tables: one thing missing, several, none, and groups of sites."""

from dataclasses import dataclass

import pytest

from readiness.domain.agent_standing import AgentAtSite, at_site
from readiness.services.agents import NetworkAgents, SiteLine
from readiness.views import agents as tables
from tests.domain.test_agent_plans import FIRST, on, plan
from tests.domain.test_agent_standing import FULL, MONTHS, agent


@dataclass
class Row:
    site_id: str
    site_name: str
    practice: str = "Cedar"
    state: str = "IA"
    region: str = "Midwest"


def found(rems: str = "yes", **values: str) -> AgentAtSite:
    stated = plan("Teclistamab", **(FULL | values))
    return at_site("Teclistamab", agent(rems), stated, None, FIRST, MONTHS)


@pytest.mark.parametrize(
    ("rems", "values", "said"),
    [
        ("yes", {}, "all 4 things in place for Teclistamab."),
        (
            "yes",
            {"dosing_location_plan_on": ""},
            "3 of 4 things in place for Teclistamab: the dosing-location plan is missing.",
        ),
        (
            "no",
            {"materials_on": "", "rems_certified_on": ""},
            "2 of 3 things in place for Teclistamab: the patient materials are missing.",
        ),
        (
            "unknown",
            {"order_set_live_on": "", "materials_on": "", "rems_certified_on": ""},
            "1 of 4 things in place for Teclistamab: the order set and the patient materials are "
            "missing; the REMS status is to be found out.",
        ),
        (
            "yes",
            {"order_set_live_on": on(9), "rems_checked_on": on(-300)},
            "2 of 4 things in place for Teclistamab: the check of the REMS certification has "
            "lapsed; the order set comes on 10 Jan 2026.",
        ),
        (
            "yes",
            dict.fromkeys(FULL, ""),
            "none of 4 things in place for Teclistamab: the REMS certification, the order set, the "
            "patient materials and the dosing-location plan are missing.",
        ),
    ],
)
def test_one_sentence_says_what_is_in_place_and_what_is_missing(
    rems: str, values: dict[str, str], said: str
) -> None:
    assert tables.site_sentence("Cedar Falls", found(rems, **values)) == f"Cedar Falls has {said}"


def view(*lines: SiteLine) -> NetworkAgents:
    return NetworkAgents(FIRST, ("Teclistamab",), lines, {"Teclistamab": agent("yes")})


def line(name: str, standing: AgentAtSite | None = None, **place: str) -> SiteLine:
    agents = {"Teclistamab": standing} if standing else {}
    return SiteLine(Row(name, name, **place), agents, tables.Standing.NOT_PLANNED)  # type: ignore[arg-type]


def test_a_group_says_at_how_many_of_its_sites_everything_is_in_place() -> None:
    network = view(
        line("A", found()), line("B", found(materials_on="")), line("C"), line("D", found())
    )
    (row,) = tables.matrix(network, "practice").itertuples()
    assert (row.row, row.state, row.done, row.planned, row.n) == ("Cedar", "partly", 2, 3, 3)
    assert list(tables.matrix(network, "site")["row"]) == ["B", "A", "D"]


def test_rows_are_grouped_only_where_there_are_too_many() -> None:
    network = view(*(line(str(n), found(), practice=str(n // 3)) for n in range(9)))
    assert [tables.grouping(network, most) for most in (9, 8, 3, 2, 0)] == [
        *("site", "practice", "practice", "state", "region"),
    ]


def test_a_network_without_agents_says_so() -> None:
    said = tables.network_sentence(NetworkAgents(FIRST, (), (line("A"),), {}))
    assert said == "No site has recorded an agent that it gives or plans."


def test_one_site_and_one_agent_read_right() -> None:
    assert tables.network_sentence(view(line("A", found()))) == (
        "1 site gives or plans 1 agent; everything is in place for 1 of 1 pair of site and agent."
    )
