"""Rows of a file beside what is recorded: which entry each is about, and what it would change."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from readiness.domain.registers.entries import WITHDRAWN, EntryRow, RegisterEntry
from readiness.domain.registers.importing import Comparison, compare_rows
from readiness.domain.registers.measuring import FieldType, Register, RegisterField

TODAY = date(2026, 1, 20)
KEYS = Register(
    "keys",
    "Keys",
    "key",
    "Who holds which key.",
    (
        RegisterField("door", "Door"),
        RegisterField("holder", "Holder"),
        RegisterField("given_on", "Given on", FieldType.DATE, happened=True),
        RegisterField("note", "Note", required=False),
    ),
    key=("door", "holder"),
)
FRONT = {"door": "Front", "holder": "Ana", "given_on": "2026-01-05"}
BACK = {"door": "Back", "holder": "Ana", "given_on": "2026-01-05"}


def recorded(
    entry_id: str,
    values: Mapping[str, str] = FRONT,
    day: int = 0,
    *,
    site: str = "S1",
    register: str = "keys",
    state: str = "stated",
) -> RegisterEntry:
    given = values if state == "stated" else {}
    return RegisterEntry(
        site, register, entry_id, state, given, datetime(2026, 1, 6 + day, 9, tzinfo=UTC), "Ana"
    )


def row(values: Mapping[str, str] = FRONT, entry_id: str = "", site: str = "S1") -> EntryRow:
    return EntryRow(site, entry_id, values)


def compared(rows: list[EntryRow], *entries: RegisterEntry) -> Comparison:
    by_site: dict[str, list[RegisterEntry]] = {}
    for one in entries:
        by_site.setdefault(one.site_id, []).append(one)
    return compare_rows(KEYS, rows, by_site, TODAY)


def ids(found: Comparison) -> list[tuple[str, str]]:
    return [(one.site_id, one.entry_id) for one in found.rows]


def test_a_row_that_says_what_is_recorded_changes_nothing() -> None:
    assert compared([row(), row(BACK)], recorded("k1"), recorded("k2", BACK)) == ((), {}, ())


def test_a_row_without_an_id_is_about_the_entry_of_the_same_keys_at_its_site() -> None:
    again = FRONT | {"door": " front ", "holder": "ANA", "note": "copied"}
    entries = (recorded("k1"), recorded("k2", BACK), recorded("k3", site="S2"))
    assert ids(compared([row(again)], *entries)) == [("S1", "k1")]
    assert ids(compared([row(again, site="S2")], *entries)) == [("S2", "k3")]


def test_a_row_with_an_id_is_about_that_entry_whatever_it_says() -> None:
    found = compared([row(BACK, "k1")], recorded("k1"), recorded("k2", BACK))
    assert ids(found) == [("S1", "k1")]
    assert found.rows[0].values == BACK
    assert found.problems == ()


def test_a_new_entry_has_an_id_that_follows_from_its_keys_only() -> None:
    """And stays the same from release to release: else the same file would state it twice."""
    ((_, first),) = ids(compared([row()]))
    ((_, again),) = ids(compared([row(FRONT | {"holder": " ana", "given_on": "2026-01-06"})]))
    assert first == again == "keys-bd88ba5dee09ae611a4b94a9"
    others = [row(BACK), row(site="S2"), row({"door": "Front Ana", "given_on": "2026-01-05"})]
    assert len({first, *(entry_id for _, entry_id in ids(compared(others)))}) == 4


def test_what_a_withdrawn_entry_said_is_stated_anew_with_another_or_its_own_id() -> None:
    gone = (recorded("k1"), recorded("k1", day=2, state=WITHDRAWN))
    ((_, fresh),) = ids(compared([row()], *gone))
    assert fresh.startswith("keys-")
    own = compared([row(FRONT, "k1")], *gone)
    assert (ids(own), own.versions) == ([("S1", "k1")], {("S1", "k1"): 2})


def test_an_entry_of_another_register_with_the_same_words_is_another() -> None:
    ((_, found),) = ids(compared([row()], recorded("o1", register="others")))
    assert found != "o1"


def test_only_the_newest_version_of_an_entry_counts() -> None:
    entries = (recorded("k1"), recorded("k1", FRONT | {"note": "lost"}, 1))
    assert ids(compared([row(FRONT | {"note": "lost"})], *entries)) == []
    assert compared([row()], *entries).versions == {("S1", "k1"): 2}


def test_how_often_each_was_recorded_before_is_by_site_and_entry() -> None:
    entries = (recorded("k1"), recorded("k1", BACK, 1), recorded("k1", site="S2"))
    found = compared([row(FRONT, "k1"), row(BACK, "k1", "S2"), row(BACK, "k9")], *entries)
    assert found.versions == {("S1", "k1"): 2, ("S2", "k1"): 1, ("S1", "k9"): 0}


def test_rows_are_tidied_before_they_are_compared() -> None:
    typed = {"door": " Front ", "holder": "Ana", "given_on": "2026-01-05", "note": "  "}
    assert compared([row(typed)], recorded("k1")).rows == ()
    (changed,) = compared([row(typed | {"note": " new "})], recorded("k1")).rows
    assert changed.values == FRONT | {"note": "new"}


@pytest.mark.parametrize(
    ("stated", "problem"),
    [
        (row(FRONT | {"holder": ""}), "Row 1: Holder: fill it in."),
        (
            row(FRONT | {"given_on": "2026-01-21"}),
            "Row 1: Given on: 2026-01-21 is after today, 2026-01-20; "
            "give the day on which it was done.",
        ),
        (
            row(FRONT, "k 1"),
            "Row 1: The entry id has spaces or invisible characters in it. Leave them out.",
        ),
        (row(FRONT, "k" * 65), "Row 1: The entry id has more than 64 characters. Shorten it."),
        (row(FRONT, "o1"), "Row 1: The entry id belongs to another register of the site."),
    ],
)
def test_what_is_wrong_with_a_row_is_said_with_its_number(stated: EntryRow, problem: str) -> None:
    assert compared([stated], recorded("o1", register="others")).problems == (problem,)


def test_what_was_given_today_and_an_id_of_64_characters_are_no_problem() -> None:
    assert compared([row(FRONT | {"given_on": "2026-01-20"}, "k" * 64)]).problems == ()


def test_two_rows_about_one_entry_are_a_problem_of_the_later_one() -> None:
    rows = [row(), row(BACK), row(FRONT | {"note": "x"}), row(FRONT, site="S2")]
    assert compared(rows).problems == ("Row 3: An earlier row is about the same entry.",)


def test_every_problem_of_every_row_is_said_also_where_nothing_is_new() -> None:
    late = FRONT | {"given_on": "2026-02-01"}
    found = compared([row(late), row(late | {"door": ""}, "k\t2")], recorded("k1", late))
    assert [problem[:30] for problem in found.problems] == [
        "Row 1: Given on: 2026-02-01 is",
        "Row 2: Door: fill it in.",
        "Row 2: Given on: 2026-02-01 is",
        "Row 2: The entry id has spaces",
    ]


def test_an_entry_is_known_by_its_keys_or_else_by_all_that_is_required() -> None:
    assert KEYS.known_by({"door": " Front  door", "note": "x"}) == ("front door", "")
    without = replace(KEYS, key=())
    assert without.known_by(FRONT | {"note": "x"}) == ("front", "ana", "2026-01-05")
    assert replace(KEYS, key=("note",)).known_by(FRONT) == ("",)
