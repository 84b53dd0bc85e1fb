"""How many of those on call are trained: the rota matched with a training register."""

from datetime import date, datetime, timedelta

import pytest

from readiness.domain.assessment import History
from readiness.domain.framework import Criterion, Element, Framework, Kind, Level, Theme
from readiness.domain.registers import feeding
from readiness.domain.registers.entries import RegisterEntry
from readiness.domain.registers.measuring import FieldType, Known, Register, RegisterField
from readiness.domain.registers.rota_responders import RESPONDERS_TRAINED
from readiness.domain.scoring import State, score_site
from readiness.domain.timeline import timeline
from tests.domain.rota_shifts import RECORDED, rota, values

DAY = date(2026, 11, 18)
SUNDAY = date(2026, 11, 22)
TRAINING = Register(
    "training",
    "Training",
    "record",
    "Who was trained in what.",
    (
        RegisterField("person", "Who", names_person=True),
        RegisterField("course", "Course"),
        RegisterField("done_on", "Done on", FieldType.DATE),
        RegisterField("valid_until", "Valid until", FieldType.DATE, required=False),
    ),
)
TRAINED = Criterion(
    "C20", "E", "After-hours responders trained", "What share?", Kind.PERCENT, 4,
    requirement=100, gate=True, validity_months=12, fed_by=RESPONDERS_TRAINED.id,
)  # fmt: skip
FRAMEWORK = Framework(
    "small", "1", "Small",
    (Level("not_ready", "Not ready", 0, False), Level("ready", "Ready", 85, True)),
    (), (Theme("t", "Theme"),), (Element("E", "t", "Staff", ""),), (TRAINED,),
)  # fmt: skip


@pytest.fixture(autouse=True)
def with_training(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both registers and their measure, as the catalogue has them once there is a training one."""
    monkeypatch.setitem(feeding.REGISTERS, "training", TRAINING)
    monkeypatch.setitem(feeding.MEASURES, RESPONDERS_TRAINED.id, RESPONDERS_TRAINED)


def trained(
    person: str,
    done: str = "2026-06-01",
    until: str = "",
    course: str = "crs",
    *,
    at: datetime = RECORDED,
) -> RegisterEntry:
    stated = {"person": person, "course": course, "done_on": done}
    stated |= {"valid_until": until} if until else {}
    return RegisterEntry("S1", "training", f"{person}-{course}", "stated", stated, at, "Ana")


DAYS = values("VK", hours="07:00-19:00")
NIGHTS = values("RM", hours="19:00-07:00")
SHARES = [
    ("both trained", [DAYS, NIGHTS], [trained("VK"), trained("RM")], "2 of 2"),
    ("one of two", [DAYS, NIGHTS], [trained("VK")], "1 of 2"),
    ("however the initials are typed", [DAYS], [trained(" vk ")], "1 of 1"),
    ("another course does not count", [DAYS], [trained("VK", course="other")], "0 of 1"),
    ("valid until that day", [DAYS], [trained("VK", until="2026-11-18")], "1 of 1"),
    ("lapsed the day before", [DAYS], [trained("VK", until="2026-11-17")], "0 of 1"),
    ("twelve months ago to the day", [DAYS], [trained("VK", "2025-11-18")], "1 of 1"),
    ("a day longer ago", [DAYS], [trained("VK", "2025-11-17")], "0 of 1"),
    ("trained that day", [DAYS], [trained("VK", "2026-11-18")], "1 of 1"),
    ("to be trained tomorrow", [DAYS], [trained("VK", "2026-11-19")], "0 of 1"),
    ("a pool is one responder", [values("Nurse line"), NIGHTS],
     [trained("Nurse line"), trained("RM")], "2 of 2"),
    ("two shifts of one person count once", [DAYS, values("VK", hours="19:00-07:00")],
     [trained("VK")], "1 of 1"),
    ("someone not on call this week is left out", [DAYS, NIGHTS | {"starts": "2026-11-23"}],
     [trained("VK")], "1 of 1"),
    ("someone away all week is left out",
     [DAYS, NIGHTS, values("RM", kind="exception", starts="2026-11-15", ends="2026-11-22")],
     [trained("VK")], "1 of 1"),
    ("who only stands in counts",
     [DAYS, values("TO", kind="extra", starts="2026-11-20", ends="2026-11-20")],
     [trained("VK")], "1 of 2"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("shifts", "records", "share"), [row[1:] for row in SHARES], ids=[row[0] for row in SHARES]
)
def test_the_share_of_those_on_call_who_are_trained(
    shifts: list[dict[str, str]], records: list[RegisterEntry], share: str
) -> None:
    figure = RESPONDERS_TRAINED.figure(Known(DAY, (*rota(*shifts), *records), {}, 12))
    assert figure is not None
    assert f"{figure.numerator} of {figure.denominator}" == share
    assert figure.arithmetic == (
        f"{share} on call this week have current CRS training; a pool counts as one."
    )
    assert figure.evidence_date == RECORDED.date()


def test_nobody_on_call_is_not_met_rather_than_not_applicable() -> None:
    history = History.of("S1", entries=[*rota(DAYS | {"ends": "2026-11-15"}), trained("VK")])
    scored = score_site(FRAMEWORK, history, DAY).criteria[0]
    assert (scored.state, scored.gate_failed) == (State.NOT_MET, True)
    known = Known(DAY, (*rota(DAYS | {"ends": "2026-11-15"}), trained("VK")), {}, 12)
    figure = RESPONDERS_TRAINED.figure(known)
    assert figure is not None
    assert (figure.arithmetic, figure.answer, figure.evidence_date) == (
        "Nobody is on call this week.", "0", RECORDED.date()
    )  # fmt: skip


def test_one_register_without_the_other_says_nothing() -> None:
    assert RESPONDERS_TRAINED.figure(Known(DAY, rota(DAYS), {}, 12)) is None
    assert RESPONDERS_TRAINED.figure(Known(DAY, (trained("VK"),), {}, 12)) is None


def test_no_name_of_a_person_is_in_what_the_register_says() -> None:
    figure = RESPONDERS_TRAINED.figure(Known(DAY, (*rota(DAYS), trained("VK")), {}, 12))
    assert figure is not None
    assert "VK" not in figure.arithmetic


def test_the_share_follows_rota_and_training_from_day_to_day() -> None:
    entries = [
        *rota(DAYS, NIGHTS | {"starts": "2026-12-09"}),
        trained("VK", "2025-12-30"),
        trained("RM", until="2027-01-20"),
    ]
    history = History.of("S1", entries=entries)
    line = timeline(FRAMEWORK, history)
    changes = [(change.day, change.scored.fulfilment) for change in line.criteria[0]]
    days = {day for day, _ in changes}
    assert {date(2026, 12, 31), date(2027, 1, 21)} <= days
    for number in range(-1, 120):
        day = RECORDED.date() + timedelta(days=number)
        assert line.criteria_at(day) == score_site(FRAMEWORK, history, day).criteria


def test_training_with_a_last_day_is_looked_at_on_no_other_day() -> None:
    days = RESPONDERS_TRAINED.days
    assert days is not None
    of_training = [set(days([one])) for one in (trained("VK"), trained("VK", until="2027-03-01"))]
    assert of_training == [
        {date(2026, 12, 2), date(2027, 6, 2), date(2028, 6, 2), date(2029, 6, 2)}, set()
    ]  # fmt: skip
    assert set(days([trained("VK", "9999-12-31")])) == set()
