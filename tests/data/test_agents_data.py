"""The agents that ship with the product, and what the reader of their file refuses."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from readiness.agent_files import load_agents
from readiness.domain.agents import Agent, AgentFact, check_due
from readiness.errors import InputError, Problem

AGENTS_FILE = Path(__file__).parents[2] / "data" / "agents.toml"
AGENTS = load_agents(AGENTS_FILE)
CHECKED_ON = date(2026, 11, 22)

# step-up days, boxed warning for CRS, REMS, date of the source
EXPECTED = {
    "teclistamab": ("1, 4, 7", "yes", "unknown", "2026-06"),
    "talquetamab": ("1, 4, 7, 10", "yes", "unknown", "2024-03"),
    "elranatamab": ("1, 4, 8", "yes", "yes", "2026-06"),
    "linvoseltamab": ("1, 8, 15", "yes", "yes", "2025-07"),
    "epcoritamab-large-b-cell": ("1, 8, 15, 22", "yes", "no", "2026-06"),
    "epcoritamab-follicular": ("1, 8, 15, 22", "yes", "no", "2026-06"),
    "glofitamab": ("8, 15, 22", "unknown", "no", "2023"),
    "mosunetuzumab-iv": ("1, 8, 15", "yes", "no", "2022-12"),
    "mosunetuzumab-sc": ("unknown", "yes", "no", "2025-12"),
    "tarlatamab": ("1, 8, 15", "yes", "no", "2025-11"),
    "blinatumomab": ("unknown", "yes", "unknown", "2019-05"),
}
OBSERVATION_NOT_FOUND = {"glofitamab", "mosunetuzumab-iv", "mosunetuzumab-sc"}

GOOD_FILE = """
[[agent]]
id = "one"
name = "One"
brand = "Uno"
target = "A x B"
use = "some disease"
jurisdiction = "US"
checked_on = "2026-11-22"

[[agent.fact]]
id = "rems"
title = "REMS program"
value = "yes"
basis = "S"
source = "https://example.org/label"
source_date = "2026-06"
"""


def facts_of(agent: Agent) -> dict[str, AgentFact]:
    return {fact.id: fact for fact in agent.facts}


def test_agents_and_their_facts_are_those_of_the_table() -> None:
    assert {
        agent.id: (
            facts_of(agent)["step_up_days"].value,
            facts_of(agent)["crs_boxed_warning"].value,
            facts_of(agent)["rems"].value,
            max(fact.source_date for fact in agent.facts),
        )
        for agent in AGENTS
    } == EXPECTED


def test_observation_is_unknown_where_no_label_text_was_found() -> None:
    unknown = {one.id for one in AGENTS if facts_of(one)["label_observation"].value == "unknown"}
    assert unknown == OBSERVATION_NOT_FOUND


@pytest.mark.parametrize("agent", AGENTS, ids=lambda agent: agent.id)
def test_every_agent_states_the_same_four_facts(agent: Agent) -> None:
    assert list(facts_of(agent)) == [
        "step_up_days",
        "label_observation",
        "crs_boxed_warning",
        "rems",
    ]
    assert (agent.jurisdiction, agent.checked_on) == ("US", CHECKED_ON)


@pytest.mark.parametrize("agent", AGENTS, ids=lambda agent: agent.id)
def test_an_absence_of_rems_is_marked_as_inferred(agent: Agent) -> None:
    rems = facts_of(agent)["rems"]
    assert (rems.value == "no") == (rems.basis == "I")


@pytest.mark.parametrize("agent", AGENTS, ids=lambda agent: agent.id)
def test_a_fact_has_a_source_or_is_unknown(agent: Agent) -> None:
    for fact in agent.facts:
        if fact.basis in ("S", "I"):
            assert fact.source.startswith(("http://", "https://"))
            assert fact.source_date <= "2026-11"
            assert fact.value != "unknown"
        else:
            assert (fact.basis, fact.value) == ("unknown", "unknown")
            assert (fact.source, fact.source_date) == ("", "")


def test_a_rems_answer_no_says_that_it_rests_on_extracts() -> None:
    for agent in AGENTS:
        rems = facts_of(agent)["rems"]
        if rems.value == "no":
            assert "none mentioned in the label extracts" in rems.note


@pytest.mark.parametrize(
    ("checked_on", "on", "due"),
    [
        (date(2026, 11, 22), date(2026, 11, 22), False),
        (date(2026, 11, 22), date(2027, 5, 22), False),
        (date(2026, 11, 22), date(2027, 5, 23), True),
        (date(2026, 8, 31), date(2027, 2, 28), False),
        (date(2026, 8, 31), date(2027, 3, 1), True),
        (date(2027, 8, 31), date(2028, 2, 29), False),
        (date(2027, 8, 31), date(2028, 3, 1), True),
        (date(2026, 11, 22), date(2020, 1, 1), False),
    ],
)
def test_a_check_is_due_after_six_calendar_months(checked_on: date, on: date, due: bool) -> None:
    agent = replace(AGENTS[0], checked_on=checked_on)
    fact = replace(AGENTS[0].facts[0], checked_on=checked_on)
    assert check_due(agent, on) is due
    assert check_due(fact, on) is due


def problems_of(tmp_path: Path, text: str) -> tuple[Problem, ...]:
    path = tmp_path / "agents.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_agents(path)
    assert {problem.file for problem in caught.value.problems} == {str(path)}
    return caught.value.problems


def test_a_good_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "agents.toml"
    path.write_text(GOOD_FILE, encoding="utf-8")
    fact = AgentFact(
        id="rems",
        title="REMS program",
        value="yes",
        basis="S",
        source="https://example.org/label",
        source_date="2026-06",
        note="",
        checked_on=CHECKED_ON,
    )
    assert load_agents(path) == (
        Agent("one", "One", "Uno", "A x B", "some disease", "US", CHECKED_ON, "", (fact,)),
    )


def test_a_fact_may_have_been_checked_on_a_day_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "agents.toml"
    path.write_text(GOOD_FILE + "checked_on = 2026-12-24\n", encoding="utf-8")
    (agent,) = load_agents(path)
    assert (agent.checked_on, agent.facts[0].checked_on) == (CHECKED_ON, date(2026, 12, 24))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('brand = "Uno"', "", 'agent "one": "brand" is missing; add brand = "..."'),
        ('brand = "Uno"', 'brand = " "', 'agent "one": "brand" is blank; write what it is'),
        ('brand = "Uno"', "brand = 1", '"brand" is not text; put it between quotation marks'),
        ('brand = "Uno"', 'brand = "Uno"\nbrnad = "x"', 'agent "one": unknown key "brnad"'),
        ('id = "one"\n', "", 'agent number 1: "id" is missing'),
        ('id = "one"', 'id = "One!"', 'id is "One!"; use lower-case letters'),
        ("2026-11-22", "2026-02-30", 'checked_on is "2026-02-30"; write a day of the calendar'),
        ("2026-11-22", "22 Nov 2026", 'checked_on is "22 Nov 2026"'),
        ("2026-11-22", "20261122", 'checked_on is "20261122"'),
        ('"2026-11-22"', "2026-11-22T10:00:00", "checked_on is"),
        ('checked_on = "2026-11-22"', "", '"checked_on" is missing'),
        ('basis = "S"', 'basis = "maybe"', 'fact "rems": basis is "maybe"; write one of "S"'),
        ('basis = "S"', 'basis = "unknown"', '"unknown" goes with "unknown" only'),
        ('value = "yes"', 'value = "unknown"', '"unknown" goes with "unknown" only'),
        ('value = "yes"', "", 'agent "one", fact "rems": "value" is missing'),
        ('source_date = "2026-06"', 'source_date = "2026-13"', 'source_date is "2026-13"'),
        ('source_date = "2026-06"', 'source_date = "June"', 'source_date is "June"'),
        ('source_date = "2026-06"', 'source_date = ""', '"source_date" is blank'),
        ("https://example.org/label", "a book", 'source is "a book"; write a link'),
        ("https://example.org/label", "", '"source" is blank'),
        ('use = "some', 'open_question = ""\nuse = "some', '"open_question" is blank'),
        ("[[agent.fact]]", "[agent.fact]", '"fact" is not a list of tables'),
        ("[[agent]]", "colour = 1\n[[agent]]", 'top of the file: unknown key "colour"'),
    ],
)
def test_a_mistake_is_named_with_agent_and_remedy(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert old in GOOD_FILE
    (problem,) = problems_of(tmp_path, GOOD_FILE.replace(old, new, 1))
    assert message in problem.message


def test_every_mistake_is_reported_not_only_the_first(tmp_path: Path) -> None:
    text = GOOD_FILE.replace('"Uno"', '""').replace('"S"', '"T"').replace("2026-06", "soon")
    assert len(problems_of(tmp_path, text)) == 3


def test_an_agent_id_is_used_once(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, GOOD_FILE * 3)
    assert problem.message == 'agent "one": this id is used more than once; give each its own'


def test_a_fact_id_is_used_once_per_agent(tmp_path: Path) -> None:
    fact = GOOD_FILE[GOOD_FILE.index("[[agent.fact]]") :]
    (problem,) = problems_of(tmp_path, GOOD_FILE + fact)
    assert 'agent "one", fact "rems": this id is used more than once' in problem.message


def test_an_agent_without_facts_is_a_mistake(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, GOOD_FILE[: GOOD_FILE.index("[[agent.fact]]")])
    assert problem.message == 'agent "one": there is no "fact"; add at least one'


def test_an_empty_file_is_a_mistake(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, "")
    assert 'there is no "agent"' in problem.message


def test_a_syntax_error_is_placed(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, 'a = 1\nb = "open\n')
    assert "is not valid TOML" in problem.message
    assert (problem.line, problem.column) == (2, 10)


def test_a_date_outside_the_calendar_is_a_mistake(tmp_path: Path) -> None:
    text = GOOD_FILE.replace('"2026-11-22"', "2026-02-30")
    (problem,) = problems_of(tmp_path, text)
    assert "is not valid TOML" in problem.message


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load_agents(tmp_path / "nowhere.toml")


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "agents.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="is no UTF-8 text"):
        load_agents(path)
