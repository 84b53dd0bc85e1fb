"""What hospital agreements say of their criteria before, while and after they are in force."""

import pytest

from readiness.domain.registers.catalogue import REGISTERS
from readiness.domain.registers.checking import problems_of
from readiness.domain.registers.entries import WITHDRAWN, RegisterEntry
from readiness.domain.scoring import State
from tests.domain.entries import FIRST, entry, figure, on, said, states

ALL = ("C23", "C24", "C25", "C26")
NAMED = {
    "admitting_service": "Hematology",
    "direct_admit_route": "Gate B",
    "direct_admit_phone": "555-0100",
    "who_decides": "Fellow on call",
}


def agreement(
    starts: int = 0,
    ends: int | None = None,
    *,
    key: str = "first",
    doses: int | None = None,
    confirmed: int = 0,
    minutes: int | None = None,
    checked: int | None = None,
    names: int = 4,
    recorded: int = 0,
    state: str = "stated",
) -> RegisterEntry:
    values = {
        "hospital": "St. Elsewhere",
        "starts": str(on(starts)),
        "ends": "" if ends is None else str(on(ends)),
        **dict(list(NAMED.items())[:names]),
        "travel_minutes": "" if minutes is None else str(minutes),
        "checked_on": "" if checked is None else str(on(checked)),
        "stock_doses": "" if doses is None else str(doses),
        "stock_confirmed_on": "" if doses is None else str(on(confirmed)),
    }
    return entry("agreements", key, values, recorded=recorded, state=state)


def test_an_agreement_is_in_force_from_its_first_day_to_its_last() -> None:
    entries = [agreement(10, 40, doses=4, confirmed=5, minutes=45)]
    for key in ALL:
        assert figure(key, entries, on(9)) is None
        days = [on(day) for day in (9, 10, 40, 41)]
        assert states(key, entries, days) == [
            State.UNANSWERED, State.MET, State.MET, State.LAPSED,
        ]  # fmt: skip
    assert said("C23", entries, on(41)).arithmetic == "The last agreement ended on 10 Feb 2026."
    assert said("C24", entries, on(41)).arithmetic == (
        "4 of 4 items named. The agreement has ended."
    )


def test_the_signature_is_good_for_24_months_where_no_end_is_given() -> None:
    entries = [agreement(0)]
    days = [on(730), on(731)]  # 1 and 2 January 2028
    assert states("C23", entries, days) == [State.MET, State.LAPSED]


def test_of_several_agreements_the_one_that_lasts_longest_counts_as_signed() -> None:
    entries = [agreement(0, 100), agreement(20, 60, key="second"), agreement(300, 600, key="next")]
    found = said("C23", entries, on(30))
    assert (found.evidence_date, found.end_date) == (on(0), on(100))
    assert found.arithmetic == "2 agreements in force; the one that lasts longest counts."
    days = [on(day) for day in (100, 101, 299, 300, 600, 601)]
    assert states("C23", entries, days) == [
        State.MET, State.LAPSED, State.LAPSED, State.MET, State.MET, State.LAPSED,
    ]  # fmt: skip


def test_the_agreement_that_names_fewest_items_counts() -> None:
    entries = [agreement(0, 100), agreement(0, 50, key="second", names=3)]
    assert said("C24", entries).arithmetic == "3 of 4 items named, the fewest of 2 agreements."
    assert states("C24", entries, [on(50), on(51)]) == [State.PARTLY_MET, State.MET]
    assert said("C24", [agreement(names=0)]).answer == "0"


def test_the_items_are_as_old_as_the_day_on_which_they_were_last_read() -> None:
    days = [on(365), on(366)]
    assert states("C24", [agreement(0, 900)], days) == [State.MET, State.LAPSED]
    read = [agreement(0, 900), agreement(0, 900, checked=200, recorded=200)]
    assert states("C24", read, [*days, on(565), on(566)]) == [
        State.MET, State.MET, State.MET, State.LAPSED,
    ]  # fmt: skip


def test_the_fewest_doses_of_the_hospitals_count_and_as_old_as_the_oldest_confirmation() -> None:
    entries = [agreement(doses=6), agreement(key="second", doses=2, confirmed=20, recorded=20)]
    found = said("C25", entries, on(20))
    assert (found.answer, found.evidence_date) == ("2", on(0))
    assert found.arithmetic == (
        "2 doses confirmed by the hospital pharmacy, the fewest of 2 agreements."
    )
    assert states("C25", entries, [on(90), on(91)]) == [State.MET, State.LAPSED]


def test_a_hospital_that_confirmed_nothing_counts_as_none_beside_one_that_did() -> None:
    assert said("C25", [agreement(doses=6), agreement(key="second")]).answer == "0"
    assert figure("C25", [agreement(), agreement(key="second")]) is None
    later = [agreement(doses=6, confirmed=5)]
    assert figure("C25", later, on(4)) is None
    assert said("C25", later, on(5)).answer == "6"


def test_the_longest_travel_time_that_is_allowed_counts() -> None:
    entries = [agreement(minutes=45), agreement(0, 9, key="second", minutes=75)]
    assert said("C26", entries).arithmetic == (
        "75 minutes to the hospital at most, the longest of 2 agreements."
    )
    assert states("C26", entries, [on(9), on(10)]) == [State.NOT_MET, State.MET]
    assert figure("C26", [agreement()]) is None
    assert said("C26", [agreement(minutes=0)]).answer == "0"


def test_a_single_agreement_is_compared_with_no_other() -> None:
    entries = [agreement(0, 100, doses=0, minutes=45)]
    assert [said(key, entries).arithmetic for key in ALL] == [
        "1 agreement in force.",
        "4 of 4 items named.",
        "0 doses confirmed by the hospital pharmacy.",
        "45 minutes to the hospital at most.",
    ]
    assert said("C25", entries).answer == "0"


def test_an_agreement_without_an_end_lasts_as_long_as_its_signature_is_good() -> None:
    entries = [agreement(0), agreement(10, 900, key="second")]
    assert said("C23", entries, on(20)).evidence_date == on(10)
    entries = [agreement(0), agreement(10, 700, key="second")]
    assert said("C23", entries, on(20)).evidence_date == on(0)


def test_what_a_pharmacy_confirms_later_counts_as_none_until_then() -> None:
    entries = [agreement(doses=6), agreement(key="second", doses=2, confirmed=9, recorded=0)]
    assert [said("C25", entries, on(day)).answer for day in (8, 9)] == ["0", "2"]


def test_the_travel_time_is_as_old_as_the_day_on_which_it_was_last_read() -> None:
    entries = [agreement(minutes=45, checked=20, recorded=20)]
    days = [on(day) for day in (19, 20, 30)]
    assert [said("C26", entries, day).evidence_date for day in days] == [on(0), on(20), on(20)]
    before = [agreement(10, minutes=45, checked=5)]
    assert said("C26", before, on(30)).evidence_date == on(10)


def test_an_empty_register_says_nothing() -> None:
    gone = [agreement(minutes=5, doses=3), agreement(recorded=1, state=WITHDRAWN)]
    for key in ALL:
        assert figure(key, []) is None
        assert figure(key, gone, on(1)) is None
        assert states(key, gone, [FIRST, on(1)])[1] is State.LAPSED


def test_the_sentences_hold_nothing_that_people_typed() -> None:
    hostile = {"hospital": "=cmd|<script>", "starts": str(FIRST), "who_decides": "Dr. Zed"}
    entries = [entry("agreements", "x", {**hostile, "travel_minutes": "5"})]
    for key in ("C23", "C24", "C26"):
        assert "Zed" not in said(key, entries).arithmetic
        assert "script" not in said(key, entries).arithmetic


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"ends": "2025-12-31"}, "before the day on which the agreement starts"),
        ({"stock_doses": "3"}, "give the number and the day"),
        ({"stock_confirmed_on": "2026-01-01"}, "give the number and the day"),
        ({"travel_minutes": "-3"}, "give a whole number"),
    ],
)
def test_an_agreement_that_cannot_be_is_refused(values: dict[str, str], wrong: str) -> None:
    (problem,) = problems_of(
        REGISTERS["agreements"], {"hospital": "A", "starts": "2026-01-01", **values}
    )
    assert wrong in problem
