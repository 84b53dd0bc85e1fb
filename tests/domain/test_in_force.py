"""Which version of a framework holds for a site on a day."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from readiness.domain.assessment import AssessmentEvent
from readiness.domain.cycle import CycleStep
from readiness.domain.in_force import Versions, versions_in_force
from readiness.errors import ReadinessError
from tests.services.small import choice, framework_of

THIRD = replace(framework_of(choice("K1")), version="3")
FIRST, SECOND = replace(THIRD, version="1"), replace(THIRD, version="2")
ALL = Versions(THIRD, {each.version: each for each in (FIRST, SECOND, THIRD)})


def step(
    version: str, day: int, event: str = CycleStep.OPENED, framework: str = "small"
) -> AssessmentEvent:
    moment = datetime(2026, 3, day, 23, 30, tzinfo=UTC)
    return AssessmentEvent("S1", event, framework, version, moment, "Ana")


OPENED = [step("1", 2), step("1", 5), step("2", 9), step("3", 20)]


def test_the_first_version_holds_from_ever_and_the_next_from_its_own_day() -> None:
    assert versions_in_force(OPENED, "small") == [
        (date.min, "1"),
        (date(2026, 3, 9), "2"),
        (date(2026, 3, 20), "3"),
    ]


def test_going_back_to_an_older_version_is_a_change_too() -> None:
    opened = [step("1", 2), step("2", 9), step("1", 20)]
    assert [name for _, name in versions_in_force(opened, "small")] == ["1", "2", "1"]


def test_of_two_versions_opened_on_one_day_the_later_holds() -> None:
    opened = [step("1", 2), step("2", 9), step("3", 9)]
    assert versions_in_force(opened, "small") == [(date.min, "1"), (date(2026, 3, 9), "3")]


def test_other_steps_and_other_frameworks_pin_nothing() -> None:
    steps = [step("2", 9, CycleStep.SUBMITTED), step("2", 10, framework="other")]
    assert versions_in_force(steps, "small") == []
    assert versions_in_force([*OPENED[:1], *steps], "small") == [(date.min, "1")]


@pytest.mark.parametrize(
    ("day", "version"), [(1, "1"), (8, "1"), (9, "2"), (19, "2"), (20, "3"), (31, "3")]
)
def test_a_site_is_measured_against_the_version_of_the_day(day: int, version: str) -> None:
    assert ALL.on(OPENED, date(2026, 3, day)).version == version


def test_a_site_without_an_assessment_is_measured_against_the_newest() -> None:
    assert ALL.on([], date(2026, 3, 1)) is THIRD


def test_without_other_versions_there_is_only_the_newest() -> None:
    assert Versions(THIRD, {}).on(OPENED, date(2026, 3, 1)) is THIRD


def test_a_version_that_is_not_there_is_named() -> None:
    with pytest.raises(ReadinessError, match=r"^Version 2 of the framework small is not among"):
        Versions(THIRD, {"1": FIRST, "3": THIRD}).on(OPENED, date(2026, 3, 10))
    with pytest.raises(ReadinessError, match=r"^Version 3 of the framework small is not among"):
        Versions(THIRD, {"1": FIRST, "2": SECOND}).on(OPENED, date(2026, 3, 20))
