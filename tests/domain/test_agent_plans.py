"""What the register of agents at a site says of order sets, dosing plans and certificates."""

from datetime import UTC, date, datetime, timedelta

import pytest

from readiness.domain.assessment import History, Profile, Response
from readiness.domain.framework import (
    Criterion,
    Element,
    Formula,
    Framework,
    Kind,
    Level,
    ProfileField,
    Theme,
)
from readiness.domain.registers.agent_plans import (
    CERTIFIED,
    DOSING_PLANS,
    ORDER_SETS,
    REGISTER,
    has_come,
    newest_by_agent,
)
from readiness.domain.registers.checking import problems_of
from readiness.domain.registers.entries import STATED, RegisterEntry
from readiness.domain.registers.feeding import feeds
from readiness.domain.scoring import State, score_site
from readiness.domain.timeline import timeline

FIRST = date(2026, 1, 1)


def counting(name: str, measure: str, months: int) -> Criterion:
    return Criterion(
        name, "E", name, "How many?", Kind.COUNT, 2, requirement=Formula("agents_given", 1, 1),
        validity_months=months, fed_by=measure,
    )  # fmt: skip


FRAMEWORK = Framework(
    "small", "1", "Small", (Level("ready", "Ready", 0, False),),
    (ProfileField("agents_given", "Agents given", "count", 0),
     ProfileField("service_level", "Service level", "choice", "none_yet")),
    (Theme("t", "Theme"),),
    (Element("E", "t", "Agents", ""),),
    (counting("C12", ORDER_SETS, 12), counting("C27", DOSING_PLANS, 12),
     counting("C41", CERTIFIED, 6)),
)  # fmt: skip


def at(day: int) -> datetime:
    return datetime.combine(FIRST, datetime.min.time(), UTC) + timedelta(days=day, hours=9)


def on(day: int) -> str:
    return str(FIRST + timedelta(days=day))


def plan(agent: str, day: int = 0, **values: str) -> RegisterEntry:
    stated = {"agent": agent, "given_since": on(-90), "checked_on": on(day)} | values
    return RegisterEntry("S1", "agent_plans", f"plan-{agent}", STATED, stated, at(day), "Ana")


def profile(agents: str, day: int = 0) -> Profile:
    given = str(len([name for name in agents.split(";") if name.strip()]))
    values = {"agents": agents, "agents_given": given}
    return Profile("S1", FIRST + timedelta(days=day), values)


def answers(*entries: RegisterEntry, agents: str = "", day: int = 10) -> dict[str, str]:
    profiles = [profile(agents)] if agents else []
    history = History.of("S1", profiles=profiles, entries=entries)
    found = feeds(FRAMEWORK, history, FIRST + timedelta(days=day))
    return {name: feed.figure.answer for name, feed in found.items()}


def test_each_thing_is_counted_over_the_agents_that_the_profile_names() -> None:
    entries = (
        plan("Teclistamab", order_set_live_on=on(-5), dosing_location_plan_on=on(-5)),
        plan("Tarlatamab", order_set_live_on=on(-5)),
        plan("Talquetamab", order_set_live_on=on(-5), dosing_location_plan_on=on(-5)),
    )
    counted = answers(*entries, agents="teclistamab;  Tarlatamab")
    assert counted == {"C12": "2", "C27": "1", "C41": "0"}


def test_the_arithmetic_names_what_is_counted_and_what_is_lacking() -> None:
    entries = (plan("Teclistamab", order_set_live_on=on(-5)), plan("Tarlatamab"))
    history = History.of("S1", entries=entries)
    said = feeds(FRAMEWORK, history, FIRST)["C12"].figure.arithmetic
    assert said == "Agents given with a live order set: 1 (Teclistamab); without: Tarlatamab."


def test_a_list_that_lacks_an_agent_of_the_profile_says_nothing_yet() -> None:
    stated = plan("Teclistamab", order_set_live_on=on(-5))
    assert answers(stated, agents="Teclistamab; Tarlatamab") == {}
    assert answers(stated, plan("Tarlatamab"), agents="Teclistamab; Tarlatamab")["C12"] == "1"


def test_an_agent_that_is_only_planned_is_counted_nowhere() -> None:
    planned = plan("Tarlatamab", given_since="", planned_start=on(5), order_set_live_on=on(-5))
    assert answers(planned) == {}
    assert answers(planned, agents="Teclistamab") == {}
    assert answers(plan("Teclistamab"), planned)["C12"] == "0"


def test_what_is_dated_ahead_counts_from_its_day_on() -> None:
    live = plan("Teclistamab", order_set_live_on=on(10))
    assert [answers(live, day=day)["C12"] for day in (9, 10)] == ["0", "1"]
    line = timeline(FRAMEWORK, History.of("S1", entries=[live]))
    states = [
        next(row.state for row in line.criteria_at(FIRST + timedelta(days=day))) for day in (9, 10)
    ]
    assert states == [State.NOT_MET, State.MET]


def test_the_answer_is_as_old_as_the_line_that_was_checked_longest_ago() -> None:
    entries = (
        plan("Teclistamab", 20, order_set_live_on=on(-500)),
        plan("Tarlatamab", 0, order_set_live_on=on(0)),
    )
    history = History.of("S1", entries=entries)
    feed = feeds(FRAMEWORK, history, FIRST + timedelta(days=30))["C12"]
    assert feed.figure.evidence_date == FIRST
    last = date(2027, 1, 1)
    states = [
        score_site(FRAMEWORK, history, day).criteria[0].state
        for day in (last, last + timedelta(days=1))
    ]
    assert states == [State.MET, State.LAPSED]


@pytest.mark.parametrize(("found", "answer"), [("", "1"), ("yes", "1")])
def test_a_certificate_counts_where_a_program_is_known_or_not_known(
    found: str, answer: str
) -> None:
    stated = plan("Teclistamab", rems=found, rems_certified_on=on(-30), rems_checked_on=on(-2))
    assert answers(stated)["C41"] == answer


def test_an_agent_without_a_program_is_no_part_of_the_certificates() -> None:
    free = plan("Tarlatamab", rems="no", rems_checked_on=on(-2))
    assert "C41" not in answers(free)
    certified = plan("Teclistamab", rems_certified_on=on(-30), rems_checked_on=on(-2))
    assert answers(free, certified)["C41"] == "1"


def test_certificates_lapse_with_the_oldest_check_of_a_program() -> None:
    entries = (
        plan("Teclistamab", rems_certified_on=on(-300), rems_checked_on=on(0)),
        plan("Elranatamab", rems_certified_on=on(-300), rems_checked_on=on(40)),
    )
    history = History.of("S1", entries=entries)
    days = (date(2026, 7, 1), date(2026, 7, 2))
    states = [score_site(FRAMEWORK, history, day).criteria[2].state for day in days]
    assert states == [State.MET, State.LAPSED]


def test_of_two_lines_on_one_agent_the_newer_counts() -> None:
    older = plan("Teclistamab", 0, order_set_live_on=on(-5))
    newer = plan("teclistamab ", 3)
    assert answers(older, newer)["C12"] == "0"


def test_typed_answers_count_until_the_list_is_complete() -> None:
    typed = Response("S1", "C12", at(0), "2", evidence_date=FIRST)
    history = History.of(
        "S1",
        [typed],
        profiles=[profile("A; B")],
        entries=[plan("A", 2), plan("B", 5, order_set_live_on=on(0))],
    )
    states = [
        score_site(FRAMEWORK, history, FIRST + timedelta(days=day)).criteria[0].state
        for day in (1, 2, 4, 5)
    ]
    assert states == [State.MET, State.MET, State.MET, State.PARTLY_MET]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"given_since": ""}, "Give the planned start"),
        ({"rems": "no"}, "when you found that out"),
        ({"rems_certified_on": on(0)}, "last checked as still active"),
        ({"rems": "yes"}, "when you found that out"),
        (
            {"rems": "no", "rems_certified_on": on(0), "rems_checked_on": on(0)},
            "does not exist; mend one",
        ),
    ],
)
def test_a_line_that_contradicts_itself_is_refused(values: dict[str, str], said: str) -> None:
    stated = {"agent": "A", "given_since": on(0), "checked_on": on(0)} | values
    (problem,) = problems_of(REGISTER, {name: text for name, text in stated.items() if text})
    assert said in problem


@pytest.mark.parametrize(
    "values",
    [
        {"given_since": on(0)},
        {"planned_start": on(5)},
        {"given_since": on(0), "rems": "no", "rems_checked_on": on(0)},
        {"given_since": on(0), "rems": "yes", "rems_checked_on": on(0)},
        {"given_since": on(0), "rems_certified_on": on(0), "rems_checked_on": on(0)},
        {
            "given_since": on(0), "rems": "yes", "rems_certified_on": on(0),
            "rems_checked_on": on(0),
        },
    ],
)  # fmt: skip
def test_a_line_that_agrees_with_itself_is_taken(values: dict[str, str]) -> None:
    assert problems_of(REGISTER, {"agent": "A", "checked_on": on(0)} | values) == []


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("C12", "Agents given with a live order set: 0; without: Teclistamab, Tarlatamab."),
        ("C27", "Agents given with a dosing-location plan: 2 (Teclistamab, Tarlatamab)."),
        ("C41", "Agents given with a REMS certificate: 1 (Teclistamab); without: Tarlatamab."),
    ],
)
def test_each_figure_names_the_agents_that_have_it_and_those_that_have_not(
    key: str, said: str
) -> None:
    entries = (
        plan(
            "Teclistamab",
            dosing_location_plan_on=on(-5),
            rems_certified_on=on(-9),
            rems_checked_on=on(-9),
        ),
        plan("Tarlatamab", dosing_location_plan_on=on(-5)),
    )
    history = History.of("S1", entries=entries)
    assert feeds(FRAMEWORK, history, FIRST)[key].figure.arithmetic == said


def test_the_newest_line_on_an_agent_is_the_one_recorded_last_in_whatever_order() -> None:
    older, newer = plan("Teclistamab", 0), plan("teclistamab ", 3)
    assert newest_by_agent([newer, older]) == {"teclistamab": newer}
    assert newest_by_agent([older, newer]) == {"teclistamab": newer}


def test_a_day_of_a_line_has_come_on_that_day_and_one_that_is_not_given_never() -> None:
    stated = plan("Teclistamab", order_set_live_on=on(3))
    days = [FIRST + timedelta(days=day) for day in (2, 3)]
    assert [has_come(stated, "order_set_live_on", day) for day in days] == [False, True]
    assert has_come(stated, "materials_on", days[1]) is False
