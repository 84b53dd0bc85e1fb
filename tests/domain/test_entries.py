"""Entries of registers: their fields as they are read, and which of them hold."""

from datetime import UTC, date, datetime

from readiness.domain.registers.entries import WITHDRAWN, RegisterEntry, in_force
from readiness.domain.registers.measuring import Known, dates_in, days_in

NOW = datetime(2026, 1, 1, 9, tzinfo=UTC)


def entry(key: str, state: str = "stated", register: str = "keys", **values: str) -> RegisterEntry:
    return RegisterEntry("S1", register, key, state, values, NOW)


def test_a_field_is_read_as_what_it_is_and_an_empty_one_as_nothing() -> None:
    one = entry("k", on="2026-03-04", number="12", zero="0", who="  Ana  LEE ", empty="")
    assert (one.day("on"), one.day("empty"), one.day("missing")) == (date(2026, 3, 4), None, None)
    assert (one.number("number"), one.number("zero")) == (12, 0)
    assert (one.number("empty"), one.number("missing")) == (None, None)
    assert (one.named("who"), one.named("empty"), one.named("missing")) == ("ana lee", "", "")


def test_the_newest_version_of_each_entry_holds_unless_it_is_withdrawn() -> None:
    first, other = entry("a", n="1"), entry("b")
    newer, elsewhere = entry("a", n="2"), entry("a", register="doors")
    gone = entry("b", WITHDRAWN)
    assert in_force([first, other, newer, elsewhere]) == (newer, other, elsewhere)
    assert in_force([first, other, gone, newer]) == (newer,)
    assert in_force([other, gone, other]) == (other,)


def test_the_dates_of_entries_and_the_days_after_them() -> None:
    entries = [entry("a", since="2026-03-04", until="9999-12-31"), entry("b", until="2026-02-28")]
    assert list(dates_in(entries, ["since", "until"])) == [
        date(2026, 3, 4), date.max, date(2026, 2, 28)
    ]  # fmt: skip
    assert list(days_in(entries, iter(["since", "until"]))) == [
        date(2026, 3, 4), date(2026, 3, 5), date.max, date(2026, 2, 28), date(2026, 3, 1)
    ]  # fmt: skip


def test_what_is_known_is_looked_up_by_register_and_good_for_so_many_months() -> None:
    keys, doors = entry("a"), entry("b", register="doors")
    known = Known(date(2026, 3, 4), (keys, doors), {}, 1)
    assert (known.of("keys"), known.of("other")) == ((keys,), ())
    assert known.good_until(date(2026, 1, 31)) == date(2026, 2, 28)
    days = [date(2026, 2, 3), date(2026, 2, 4), date(2026, 3, 4), date(2026, 3, 5)]
    assert [known.is_good(day) for day in days] == [False, True, True, False]
    assert known._replace(validity_months=None).good_until(date(2026, 1, 31)) == date.max
