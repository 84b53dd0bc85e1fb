"""A register's answer of every day is the one that its measure gives on that day.

Its words may be those of an earlier day: that they alone change is no new answer.
"""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.domain.assessment import History, Profile
from readiness.domain.registers.catalogue import REGISTERS
from readiness.domain.registers.checking import problems_of
from readiness.domain.registers.entries import STATED, WITHDRAWN, RegisterEntry
from readiness.domain.registers.feeding import fed, feeds
from readiness.domain.registers.measuring import FieldType, RegisterField
from readiness.domain.scoring import score_site
from readiness.domain.timeline import timeline
from tests.domain.entries import entry, fed_by, on

KEPT = ("stock", "equipment", "training", "agreements", "drills", "materials")
WORDS = ("A", " a", "B", "<b>=1+1|", "é")
NUMBERS = ("0", "1", "2", "15", "45", "130", "500")
LAST = 520
"""Days after the first until which every day is looked at."""


def values_of(one: RegisterField) -> st.SearchStrategy[str]:
    """What may stand in a field."""
    if one.type is FieldType.DATE:
        found = st.integers(-400, 500).map(lambda day: str(on(day)))
    elif one.type is FieldType.NUMBER:
        found = st.sampled_from(NUMBERS)
    elif one.type is FieldType.TIME:
        found = st.sampled_from(["06:00", "12:00", "24:00"])
    elif one.type is FieldType.CHOICE:
        found = st.sampled_from([option for option, _ in one.options])
    elif one.type is FieldType.CHOICES:
        options = [option for option, _ in one.options]
        found = st.lists(st.sampled_from(options), min_size=1).map("; ".join)
    else:
        found = st.sampled_from(WORDS)
    return found if one.required else st.just("") | found


def entries_of(register: str) -> st.SearchStrategy[RegisterEntry]:
    fields = REGISTERS[register].fields
    stated = st.fixed_dictionaries({one.id: values_of(one) for one in fields}).filter(
        lambda values: (
            not problems_of(
                REGISTERS[register], {key: text for key, text in values.items() if text}
            )
        )
    )
    keys = st.sampled_from([f"{register}-1", f"{register}-2", f"{register}-3"])
    return st.builds(
        lambda key, values, recorded, state, hour: entry(
            register, key, values, recorded=recorded, state=state, hour=hour
        ),
        keys,
        stated,
        st.integers(0, 40),
        st.sampled_from([STATED, STATED, STATED, WITHDRAWN]),
        st.integers(0, 23),
    )


profiles = st.lists(
    st.builds(
        lambda day, values: Profile("S1", on(day), values),
        st.integers(0, 60),
        st.fixed_dictionaries(
            {
                "agents": st.sampled_from(["", "a; B", "É"]),
                "agents_given": st.sampled_from(["1", "2"]),
                "patients_in_step_up": st.sampled_from(["0", "2"]),
                "staff": st.sampled_from(["", "1", "3"]),
            }
        ),
    ),
    max_size=2,
)


@pytest.mark.parametrize("register", KEPT)
@settings(max_examples=10, deadline=None)
@given(st.data())
def test_every_day_has_the_answer_of_its_measure(register: str, data: st.DataObject) -> None:
    names = ("staff", "training") if register == "training" else (register,)
    recorded = data.draw(st.lists(st.one_of(*map(entries_of, names)), max_size=5))
    history = History.of("S1", profiles=data.draw(profiles), entries=recorded)
    framework = fed_by(register)
    whole = fed(framework, history)
    for offset in range(LAST):
        day = on(offset)
        there = {
            key: (figure.answer, figure.numerator, figure.denominator, figure.evidence_date,
                  figure.end_date)
            for key, (_, figure, _, _) in feeds(framework, history.until(day), day).items()
        }  # fmt: skip
        known = whole.until(day).responses
        assert {key: known[key][-1][3:8] for key in there} == there
        silent = {key: rows[-1] for key, rows in known.items() if key not in there}
        assert all(row.evidence == "The register is empty." for row in silent.values())


@pytest.mark.parametrize("register", KEPT)
@settings(max_examples=5, deadline=None)
@given(st.data())
def test_the_timeline_and_the_score_of_each_day_agree(register: str, data: st.DataObject) -> None:
    names = ("staff", "training") if register == "training" else (register,)
    recorded = data.draw(st.lists(st.one_of(*map(entries_of, names)), max_size=5))
    history = History.of("S1", profiles=data.draw(profiles), entries=recorded)
    line = timeline(fed_by(register), history)
    day = on(-1)
    while day < on(LAST):
        assert line.criteria_at(day) == score_site(fed_by(register), history, day).criteria
        day += timedelta(days=1 if day < on(130) else 3)
