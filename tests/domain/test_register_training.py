"""Who is trained, counted against the staff list, and who lapses next."""

import pytest

from readiness.domain.registers.catalogue import REGISTERS
from readiness.domain.registers.checking import problems_of
from readiness.domain.registers.entries import WITHDRAWN, RegisterEntry
from readiness.domain.registers.training import CURRENT_MONTHS, Due, due
from readiness.domain.scoring import State
from tests.domain.entries import FIRST, entry, fed_by, figure, on, said, states


def person(name: str, groups: str = "clinic", *, until: str = "", **more: object) -> RegisterEntry:
    values = {"person": name, "groups": groups, "until": until}
    key = str(more.pop("key", f"staff-{name}"))
    return entry("staff", key, values, **more)  # type: ignore[arg-type]


def course(
    name: str, kind: str = "crs", done: int = 0, until: str = "", **more: object
) -> RegisterEntry:
    values = {"person": name, "course": kind, "done_on": str(on(done)), "valid_until": until}
    key = str(more.pop("key", f"{name}-{kind}-{done}"))
    return entry("training", key, values, **more)  # type: ignore[arg-type]


def share(key: str, entries: list[RegisterEntry], day: int = 0) -> tuple[str, str]:
    found = said(key, entries, on(day))
    return found.numerator, found.denominator


def test_people_without_training_are_in_the_denominator() -> None:
    entries = [person("AB"), person("CD"), person("EF"), course("AB"), course("CD")]
    assert share("C19", entries) == ("2", "3")
    assert said("C19", entries).arithmetic == (
        "2 of 3 clinic staff on the staff list hold current CRS and neurotoxicity training."
    )
    assert share("C22", entries) == ("0", "3")
    assert states("C19", entries, [FIRST]) == [State.PARTLY_MET]
    assert states("C22", entries, [FIRST]) == [State.NOT_MET]


def test_a_course_counts_from_its_day_to_twelve_months_later() -> None:
    entries = [person("AB"), course("AB", done=3)]
    assert [share("C19", entries, day)[0] for day in (2, 3, 368, 369)] == ["0", "1", "1", "0"]
    days = [on(2), on(3), on(368), on(369)]
    assert states("C19", entries, days) == [
        State.NOT_MET, State.MET, State.MET, State.NOT_MET,
    ]  # fmt: skip


def test_a_course_with_a_last_day_counts_until_that_day_shorter_or_longer() -> None:
    short = [person("AB"), course("AB", until=str(on(30)))]
    assert [share("C19", short, day)[0] for day in (30, 31)] == ["1", "0"]
    assert states("C19", short, [on(30), on(31)]) == [State.MET, State.NOT_MET]
    long = [person("AB"), course("AB", until=str(on(700)))]
    assert states("C19", long, [on(699), on(700), on(701)]) == [
        State.MET, State.MET, State.NOT_MET,
    ]  # fmt: skip


def test_the_course_that_lasts_longest_counts_whichever_was_recorded_last() -> None:
    entries = [person("AB"), course("AB", done=200, recorded=200), course("AB", recorded=210)]
    assert share("C19", entries, 400) == ("1", "1")
    entries = [person("AB"), course("AB", until=str(on(900))), course("AB", done=5, recorded=5)]
    assert share("C19", entries, 800) == ("1", "1")


def test_a_person_is_one_person_however_typed_and_however_often_listed() -> None:
    entries = [
        person("AB 1", key="1"),
        person(" ab  1", "infusion", key="2"),
        person("CD"),
        course("Ab 1"),
        course("aB 1", done=1, recorded=1),
    ]
    assert share("C19", entries, 1) == ("1", "2")
    assert share("C21", entries, 1) == ("0", "1")


def test_only_infusion_nurses_need_a_card_and_it_ends_on_its_day() -> None:
    entries = [
        person("AB"),
        person("CD", "clinic; infusion"),
        person("EF", "infusion"),
        course("CD", "card", until=str(on(10))),
    ]
    assert [share("C21", entries, day) for day in (10, 11)] == [("1", "2"), ("0", "2")]
    assert states("C21", entries, [on(10), on(11)]) == [State.PARTLY_MET, State.NOT_MET]


def test_nothing_is_said_of_a_group_with_nobody_in_it() -> None:
    entries = [person("AB"), course("AB", "card", until=str(on(10)))]
    assert figure("C21", entries) is None
    assert figure("C19", [course("AB")]) is None
    assert figure("C19", []) is None
    assert states("C21", entries, [FIRST]) == [State.UNANSWERED]


def test_someone_who_leaves_counts_until_the_last_day() -> None:
    entries = [person("AB"), person("CD", until=str(on(4))), course("AB")]
    assert [share("C19", entries, day) for day in (4, 5)] == [("1", "2"), ("1", "1")]
    assert states("C19", entries, [on(4), on(5)]) == [State.PARTLY_MET, State.MET]


def test_a_withdrawn_course_or_person_no_longer_counts() -> None:
    entries = [
        person("AB"), person("CD"), course("AB"),
        person("CD", recorded=2, state=WITHDRAWN),
        course("AB", recorded=4, state=WITHDRAWN),
    ]  # fmt: skip
    assert states("C19", entries, [on(1), on(2), on(4)]) == [
        State.PARTLY_MET, State.MET, State.NOT_MET,
    ]  # fmt: skip


def test_what_does_not_agree_is_said() -> None:
    entries = [person("AB"), person("OC", "on_call"), course("AB"), course("OC"), course("XY")]
    assert said("C19", entries, profile={"staff": "26"}).arithmetic == (
        "1 of 1 clinic staff on the staff list hold current CRS and neurotoxicity training; the "
        "profile says 26 people; not counted: 1 person with the course who are not on it."
    )
    assert "profile" not in said("C19", entries, profile={"staff": "1"}).arithmetic


def test_each_share_says_whom_and_what_it_counts() -> None:
    entries = [
        person("AB", "clinic; infusion"),
        course("AB", "card", until=str(on(10))),
        course("AB", "competency"),
        course("CD", "competency"),
        course("EF", "competency"),
    ]
    assert said("C21", entries).arithmetic == (
        "1 of 1 infusion nurses on the staff list hold a valid provider card."
    )
    assert said("C22", entries).arithmetic == (
        "1 of 1 clinic staff on the staff list have passed a check that counts; not counted: "
        "2 people with the course who are not on it."
    )


def test_the_evidence_is_as_new_as_the_newest_course_and_ends_with_the_last() -> None:
    entries = [
        person("AB"), person("CD"), person("EF"),
        course("AB", done=3), course("CD", until=str(on(500))), course("EF", done=-400),
    ]  # fmt: skip
    found = said("C19", entries, on(5))
    assert (found.numerator, found.evidence_date, found.end_date) == ("2", on(3), on(500))
    none = said("C19", entries[:3], on(5))
    assert (none.numerator, none.evidence_date, none.end_date) == ("0", None, None)


def test_of_two_courses_of_a_person_the_later_line_counts_only_if_it_lasts_longer() -> None:
    entries = [person("AB"), course("AB"), course("AB", done=4, until=str(on(365)), recorded=4)]
    assert said("C19", entries, on(5)).evidence_date == on(0)
    longer = [*entries, course("AB", done=2, until=str(on(366)), recorded=5)]
    assert said("C19", longer, on(5)).evidence_date == on(2)


def test_a_course_that_is_due_counts_to_its_last_day() -> None:
    one = Due("AB", "crs", on(5))
    assert [one.counts_on(on(day)) for day in (4, 5, 6)] == [True, True, False]
    assert not one._replace(last_day=None).counts_on(FIRST)


def test_a_course_may_end_on_its_own_day() -> None:
    given = {"person": "AB", "course": "card", "done_on": "2026-01-01"}
    assert problems_of(REGISTERS["training"], given | {"valid_until": "2026-01-01"}) == []


def test_a_course_that_was_done_at_the_end_of_the_calendar_ends_with_it() -> None:
    entries = [person("AB"), course("AB")]
    far = course("AB", key="far")
    last = far._replace(values={**far.values, "done_on": "9999-12-31"})
    assert states("C19", [*entries, last], [FIRST]) == [State.MET]


def test_the_sentence_names_nobody() -> None:
    hostile = "<b>=1+1 | Dr. Zed"
    entries = [person(hostile), course(hostile), course("Other " + hostile)]
    for key in ("C19", "C22"):
        assert "Zed" not in said(key, entries).arithmetic
    assert share("C19", entries) == ("1", "1")


def test_who_lapses_next_begins_with_those_who_never_took_a_course() -> None:
    staff = [person("AB"), person("CD", "infusion"), person("EF", "on_call"), person("ZZ", "clinic",
             until=str(on(1)))]  # fmt: skip
    training = [
        course("ab", done=1),
        course("AB", "competency", until=str(on(20))),
        course("EF", until=str(on(5))),
        course("EF", "card", until=str(on(2))),
    ]
    assert due(staff, training, on(6)) == (
        Due("CD", "card", None),
        Due("EF", "crs", on(5)),
        Due("AB", "competency", on(20)),
        Due("AB", "crs", on(366)),
    )
    assert due([], training, on(6)) == ()


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"course": "card"}, "a provider card has a last day"),
        ({"course": "crs", "valid_until": "2025-12-31"}, "before the day of the course"),
        ({"course": "dance"}, "is not one of crs, card, competency"),
    ],
)
def test_a_course_that_cannot_be_is_refused(values: dict[str, str], wrong: str) -> None:
    given = {"person": "AB", "done_on": "2026-01-01", **values}
    (problem,) = problems_of(REGISTERS["training"], given)
    assert wrong in problem


def test_a_course_that_is_still_to_come_is_refused_where_the_day_is_known() -> None:
    given = {"person": "AB", "course": "crs", "done_on": "2026-01-02"}
    assert problems_of(REGISTERS["training"], given, on(1)) == []
    (problem,) = problems_of(REGISTERS["training"], given, on(0))
    assert problem == (
        "Done on: 2026-01-02 is after today, 2026-01-01; give the day on which it was done."
    )


def test_somebody_on_the_staff_list_is_in_a_group() -> None:
    wrong = problems_of(REGISTERS["staff"], {"person": "AB", "groups": " ; "})
    assert wrong == ["Groups: choose at least one."]


def test_a_course_counts_as_long_as_evidence_of_what_it_answers() -> None:
    asked = {one.fed_by: one.validity_months for one in fed_by("training").criteria}
    assert asked["training.staff_trained"] == CURRENT_MONTHS
    assert asked["training.competency_shown"] == CURRENT_MONTHS
