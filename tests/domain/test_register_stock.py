"""What the stock of rescue drugs and the equipment checklist say of their criteria."""

from fractions import Fraction

from readiness.domain.framework import Formula
from readiness.domain.registers.catalogue import MEASURES
from readiness.domain.registers.entries import WITHDRAWN, RegisterEntry
from readiness.domain.registers.measuring import Known
from readiness.domain.scoring import State
from tests.domain.entries import FIRST, entry, figure, on, said, states

STEP_UP = {"service_level": "step_up", "patients_in_step_up": "3"}


def stock(
    doses: int,
    *,
    key: str = "fridge",
    minutes: int = 0,
    expires: int = 300,
    counted: int = 0,
    drug: str = "tocilizumab",
    **more: object,
) -> RegisterEntry:
    values = {
        "drug": drug,
        "doses": str(doses),
        "expires_on": str(on(expires)),
        "place": "Fridge",
        "minutes": str(minutes),
        "counted_on": str(on(counted)),
    }
    return entry("stock", key, values, **more)  # type: ignore[arg-type]


def item(name: str, *, present: bool = True, checked: int = 0, **more: object) -> RegisterEntry:
    values = {"item": name, "present": "yes" if present else "no", "checked_on": str(on(checked))}
    expires = str(more.pop("expires", ""))
    return entry("equipment", name, {**values, "expires_on": expires}, **more)  # type: ignore[arg-type]


def test_the_doses_needed_follow_the_patients_now_in_step_up() -> None:
    found = said("C15", [stock(4)], profile=STEP_UP)
    assert found.arithmetic == ("Doses: 4 within 120 minutes, 6 needed for 3 patients in step-up.")
    one = said("C15", [stock(4)], profile={"patients_in_step_up": "1"})
    assert "2 needed for 1 patient in step-up." in one.arithmetic
    assert "minutes, 2 needed." in said("C15", [stock(4)]).arithmetic
    assert states("C15", [stock(4)], [FIRST], profile=STEP_UP) == [State.PARTLY_MET]
    assert states("C15", [stock(6)], [FIRST], profile=STEP_UP) == [State.MET]


def test_the_doses_needed_may_be_parts_and_are_told_exactly() -> None:
    asked = Formula("patients_in_step_up", Fraction(1, 2), 1)
    said_by = MEASURES["stock.doses_in_reach"].figure
    for patients, needed in (("3", "1.5"), ("4", "2"), ("1", "1"), ("2", "1")):
        known = Known(FIRST, (stock(4),), {"patients_in_step_up": patients}, 1, asked)
        found = said_by(known)
        assert found is not None
        assert f"4 within 120 minutes, {needed} needed for {patients} p" in found.arithmetic
    without = said_by(Known(FIRST, (stock(4),), {}, 1, asked))
    assert without is not None
    assert without.arithmetic == "Doses: 4 within 120 minutes, 1 needed."


def test_where_no_dose_can_be_counted_the_answer_is_as_old_as_the_newest_count() -> None:
    entries = [stock(4, expires=10, counted=2), stock(1, expires=12, counted=5, key="b")]
    found = said("C15", entries, on(6))
    assert (found.answer, found.evidence_date) == ("0", on(5))
    assert said("C18", entries, on(6)).arithmetic == "The oldest count of the stock that is listed."


def test_a_dose_that_expires_before_its_count_lapses_is_not_counted() -> None:
    # A count of 1 January is good until 1 February, day 31.
    answers = [said("C15", [stock(4, expires=day)]).answer for day in (30, 31, 32)]
    assert answers == ["0", "4", "4"]


def test_a_line_that_nobody_counted_again_falls_out_when_its_count_lapses() -> None:
    entries = [
        stock(4),
        stock(2, key="pharmacy"),
        stock(2, key="pharmacy", counted=20, recorded=20),
    ]
    assert said("C15", entries, on(31)).answer == "6"
    after = said("C15", entries, on(32))
    assert (after.answer, after.evidence_date) == ("2", on(20))
    assert "4 whose count has lapsed, not counted" in after.arithmetic
    days = [on(day) for day in (31, 32, 51, 52)]
    assert states("C15", entries, days) == [State.MET, State.MET, State.MET, State.LAPSED]
    assert states("C15", entries, days, profile=STEP_UP)[:2] == [State.MET, State.PARTLY_MET]


def test_doses_that_are_too_far_count_for_the_repeat_dose_only() -> None:
    entries = [stock(1), stock(1, key="partner", minutes=480)]
    assert said("C15", entries).answer == "1"
    assert said("C16", entries).answer == "yes"
    assert said("C16", [stock(1), stock(1, key="partner", minutes=481)]).answer == "no"


def test_the_repeat_dose_is_settled_until_fewer_than_two_doses_can_be_relied_on() -> None:
    entries = [stock(1, expires=40), stock(1, key="second", expires=90), stock(0, key="empty")]
    found = said("C16", entries)
    assert (found.answer, found.end_date) == ("yes", on(40))
    days = [on(day) for day in (40, 41)]
    assert states("C16", entries, days, profile=STEP_UP) == [State.MET, State.NOT_MET]
    assert said("C16", entries, on(41)).arithmetic == (
        "1 dose within 8 hours: none is left after the first."
    )
    assert said("C16", entries, on(91)).arithmetic == "0 doses within 8 hours: none is there."


def test_a_repeat_dose_rests_on_the_doses_that_can_be_relied_on_longest() -> None:
    entries = [
        stock(1, expires=20, counted=1, key="soon"),
        stock(1, expires=90, counted=2, key="late"),
        stock(1, expires=60, counted=3, key="next"),
        stock(0, expires=400, key="empty"),
        stock(9, expires=400, minutes=481, key="far"),
    ]
    found = said("C16", entries, on(5))
    assert (found.answer, found.evidence_date, found.end_date) == ("yes", on(2), on(60))
    assert found.arithmetic == "3 doses within 8 hours: the next is there after the first."
    first = said("C16", [stock(2, expires=95, counted=4), *entries], on(5))
    assert (first.evidence_date, first.end_date) == (on(4), on(95))


def test_where_no_repeat_dose_is_left_the_answer_is_as_old_as_the_newest_count() -> None:
    entries = [stock(1, counted=4), stock(0, counted=9, key="b"), stock(0, counted=2, key="c")]
    found = said("C16", entries, on(9))
    assert (found.answer, found.evidence_date, found.end_date) == ("no", on(9), None)


def test_the_count_of_a_repeat_dose_is_good_for_six_months() -> None:
    days = [on(181), on(182)]  # 1 July, 2 July
    assert [said("C16", [stock(2)], day).answer for day in days] == ["yes", "no"]


def test_only_tocilizumab_counts_as_a_dose_but_every_drug_is_checked_for_expiry() -> None:
    entries = [stock(3, drug="corticosteroid", counted=3), stock(4, key="b", counted=9)]
    assert figure("C15", entries[:1], on(9)) is None
    assert said("C15", entries, on(9)).answer == "4"
    assert said("C18", entries, on(9)).evidence_date == on(3)


def test_a_count_says_nothing_before_its_day() -> None:
    entries = [stock(4, counted=5)]
    for key in ("C15", "C16", "C18"):
        assert figure(key, entries, on(4)) is None
        assert figure(key, entries, on(5)) is not None


def test_an_empty_register_says_nothing() -> None:
    gone = [stock(4), stock(4, recorded=1, state=WITHDRAWN), item("Oxygen", state=WITHDRAWN)]
    for key in ("C15", "C16", "C17", "C18"):
        assert figure(key, [], FIRST) is None
        assert figure(key, gone, on(1)) is None


def test_the_checklist_is_the_share_of_items_that_are_there() -> None:
    entries = [item("Oxygen"), item("IV fluids"), item("Monitor", present=False)]
    found = said("C17", entries)
    assert (found.numerator, found.denominator) == ("2", "3")
    assert found.arithmetic == "2 of 3 items on the checklist present."
    assert states("C17", entries, [FIRST]) == [State.PARTLY_MET]


def test_an_item_counts_until_the_day_it_expires() -> None:
    entries = [item("Oxygen"), item("Steroid", expires=on(9))]
    assert [said("C17", entries, on(day)).numerator for day in (9, 10)] == ["2", "1"]
    assert said("C17", entries, on(10)).arithmetic == (
        "1 of 2 items on the checklist present; 1 expired, not counted."
    )
    assert states("C17", entries, [on(9), on(10)]) == [State.MET, State.PARTLY_MET]


def test_a_checklist_is_as_old_as_its_oldest_item_and_counts_an_item_once() -> None:
    entries = [
        item("Oxygen"),
        item("Monitor", checked=10, recorded=10),
        item(" oxygen ", checked=10, recorded=10, present=False),
    ]
    assert said("C17", entries, on(9)).denominator == "1"
    found = said("C17", entries, on(10))
    assert (found.numerator, found.denominator) == ("1", "2")
    assert found.evidence_date == on(10)
    days = [on(41), on(42)]  # 11 February and the day after
    assert states("C17", entries, days) == [State.PARTLY_MET, State.LAPSED]


def test_of_two_lines_about_an_item_the_one_that_was_checked_last_counts() -> None:
    newer = item("Oxygen", present=False, checked=10, recorded=10)
    older = item(" OXYGEN", checked=3, recorded=11)
    assert said("C17", [newer, older], on(11)).numerator == "0"
    assert said("C17", [newer, older], on(11)).evidence_date == on(10)
    same_day = item(" OXYGEN", checked=10, recorded=11)
    assert said("C17", [newer, same_day], on(11)).numerator == "1"
