"""Entries of registers as tests state them, and what the criteria of the product make of them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from readiness.domain.assessment import History, Profile, Response
from readiness.domain.framework import Criterion, Framework
from readiness.domain.registers.catalogue import MEASURES, REGISTERS
from readiness.domain.registers.checking import problems_of
from readiness.domain.registers.entries import STATED, RegisterEntry, in_force
from readiness.domain.registers.measuring import Figure, Known
from readiness.domain.scoring import State, score_site
from readiness.domain.timeline import timeline
from readiness.framework_files import load_framework

FIRST = date(2026, 1, 1)
"""A Thursday, on which the entries of these tests are recorded unless they say otherwise."""
FRAMEWORK = Path(__file__).parents[2] / "data" / "frameworks" / "crs-bispecific"


def on(day: int) -> date:
    """A day counted from the first."""
    return FIRST + timedelta(days=day)


def entry(
    register: str,
    key: str,
    values: Mapping[str, str],
    *,
    recorded: int = 0,
    state: str = STATED,
    hour: int = 9,
) -> RegisterEntry:
    """An entry as it would be admitted; values that are "" are left out."""
    given = {name: text for name, text in values.items() if text} if state == STATED else {}
    if state == STATED:
        assert problems_of(REGISTERS[register], given) == []
    moment = datetime.combine(on(recorded), time(hour), UTC)
    return RegisterEntry("S1", register, key, state, given, moment, "Ana")


@cache
def fed_by(register: str) -> Framework:
    """The product's framework with only the criteria that a register answers by itself or helps."""
    fed = tuple(
        one
        for one in framework().criteria
        if one.fed_by and register in MEASURES[one.fed_by].registers
    )
    return replace(framework(), criteria=fed)


def figure(
    key: str,
    entries: Iterable[RegisterEntry],
    day: date = FIRST,
    profile: Mapping[str, str] | None = None,
) -> Figure | None:
    """What registers say of a criterion of the product on a day."""
    asked = _criteria()[key]
    given = tuple(sorted(entries, key=lambda one: one.recorded_at))
    return MEASURES[asked.fed_by].figure(
        Known(day, in_force(given), profile or {}, asked.validity_months, asked.requirement)
    )


def said(
    key: str,
    entries: Iterable[RegisterEntry],
    day: date = FIRST,
    profile: Mapping[str, str] | None = None,
) -> Figure:
    """The same, where they say something."""
    found = figure(key, entries, day, profile)
    assert found is not None
    return found


def states(
    key: str,
    entries: Iterable[RegisterEntry],
    days: Iterable[date],
    *,
    profile: Mapping[str, str] | None = None,
    typed: Iterable[Response] = (),
) -> list[State]:
    """The state of a criterion of the product on each day, by the score and by the timeline."""
    asked = replace(framework(), criteria=(_criteria()[key],))
    profiles = [Profile("S1", FIRST, profile)] if profile else []
    history = History.of("S1", typed, profiles=profiles, entries=entries)
    line, days = timeline(asked, history), list(days)
    found = [score_site(asked, history, day).criteria[0].state for day in days]
    assert found == [line.criteria_at(day)[0].state for day in days]
    return found


@cache
def framework() -> Framework:
    return load_framework(FRAMEWORK)


def _criteria() -> Mapping[str, Criterion]:
    return framework().criterion
