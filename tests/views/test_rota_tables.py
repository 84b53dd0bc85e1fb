"""A week of the rota as tables and in words."""

from datetime import date

import pytest

from readiness.domain.registers.rota_week import RotaWeek, rota_week, shifts_of
from readiness.views import rota as tables
from tests.domain.rota_shifts import rota, values

USUAL, SHORT, LONG = date(2026, 11, 16), date(2027, 3, 8), date(2026, 10, 26)
WEEKDAYS = "mon tue wed thu fri"
ALMOST = (
    values(days=WEEKDAYS),
    values(days="sat", hours="00:00-22:00"),
    values("RM", days="sun", hours="10:00-24:00"),
)
NIGHTS_OPEN = (values(hours="07:00-19:00"),)
LATE = (values(days=WEEKDAYS + " sat"), values(days="sun", hours="01:30-24:00"))
NOBODY = (values(starts="2028-01-03"),)


def week(*stated: dict[str, str], monday: date = USUAL) -> RotaWeek:
    return rota_week(shifts_of(rota(*stated)), monday)


SENTENCES = [
    (ALMOST, USUAL, "156 of 168 hours are covered this week; "
     "nobody Saturday 22:00 to Sunday 10:00."),
    ((values(),), USUAL, "All 168 hours are covered this week."),
    (NOBODY, USUAL, "Nobody is on call this week: 0 of 168 hours are covered."),
    (NIGHTS_OPEN, USUAL, "84 of 168 hours are covered this week; nobody Monday 19:00 to "
     "Tuesday 07:00, and in 7 more gaps."),
    ((values(days="mon", hours="08:00-09:00"),), USUAL, "1 of 168 hours is covered this week; "
     "nobody Monday 09:00 to Sunday 24:00, and in 1 more gap."),
    ((values(),), SHORT, "All 167 hours are covered in the week of 8 Mar 2027 (23-hour day)."),
    (LATE, SHORT, "165 h 30 min of 167 hours are covered in the week of 8 Mar 2027 (23-hour day); "
     "nobody Sunday 00:00 to Sunday 01:30."),
]  # fmt: skip


@pytest.mark.parametrize(("stated", "monday", "words"), SENTENCES)
def test_the_sentence_says_how_much_and_when_nobody(
    stated: tuple[dict[str, str], ...], monday: date, words: str
) -> None:
    assert tables.rota_sentence(week(*stated, monday=monday), date(2026, 11, 22)) == words


def test_each_hour_of_the_week_has_a_state() -> None:
    frame = tables.hours(week(*ALMOST, values(days="sun", hours="00:00-00:30")))
    assert frame.shape == (168, 5)
    assert frame["state"].value_counts().to_dict() == {"covered": 156, "gap": 11, "partly": 1}
    (half,) = frame[frame["state"] == "partly"].itertuples()
    assert (half.weekday, half.hour, half.share) == ("Sunday", 0, 0.5)


def test_an_hour_that_clocks_skip_is_neither_covered_nor_a_gap() -> None:
    frame = tables.hours(week(values(), monday=SHORT))
    (skipped,) = frame[frame["state"] == "skipped"].itertuples()
    assert (skipped.day, skipped.hour) == (date(2027, 3, 14), 2)
    assert frame["share"].isna().sum() == 1
    assert set(tables.hours(week(values(), monday=LONG))["state"]) == {"covered"}


def test_gaps_are_listed_with_their_true_length() -> None:
    assert tables.gaps(week(*ALMOST, monday=SHORT)).values.tolist() == [
        ["Sat 13 Mar 2027, 22:00", "Sun 14 Mar 2027, 10:00", "11 h"]
    ]
    assert tables.gaps(week(*ALMOST, monday=LONG)).values.tolist() == [
        ["Sat 31 Oct 2026, 22:00", "Sun 1 Nov 2026, 10:00", "13 h"]
    ]
    assert tables.gaps(week(values())).empty


def test_a_time_that_comes_twice_says_which_it_is() -> None:
    # By the clocks of Phoenix 23:30 on Saturday is the second 01:30 in New York.
    phoenix = values("Pool", days="sat", hours="23:30-12:00", time_zone="America/Phoenix")
    stated = (values(days=WEEKDAYS + " sat"), values(days="sun", hours="08:00-24:00"), phoenix)
    ((start, end, length),) = tables.gaps(week(*stated, monday=LONG)).values.tolist()
    assert (start, end) == (
        "Sun 1 Nov 2026, 00:00", "Sun 1 Nov 2026, 01:30 (the second time)",
    )  # fmt: skip
    assert length == "2 h 30 min"


def test_each_weekday_to_read() -> None:
    table = tables.by_weekday(week(*ALMOST, monday=SHORT))
    assert table.values.tolist()[4:] == [
        ["Friday 12 Mar 2027", "24", "24", ""],
        ["Saturday 13 Mar 2027", "24", "22", "22:00 to 24:00"],
        ["Sunday 14 Mar 2027", "23", "14", "00:00 to 10:00"],
    ]


def test_a_week_to_choose_says_how_much_is_covered() -> None:
    assert tables.week_label(week(*ALMOST)) == "16 Nov 2026: 156 of 168 hours"
