"""What the registers of a site say counts as its answer: from when, until when, unless what."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.domain.assessment import Finding, History, Response
from readiness.domain.framework import (
    Criterion,
    Element,
    Formula,
    Framework,
    Kind,
    Level,
    Theme,
)
from readiness.domain.registers.entries import OVERRIDES, STATED, WITHDRAWN, RegisterEntry
from readiness.domain.registers.feeding import fed, feeds
from readiness.domain.scoring import State, score_site
from readiness.domain.timeline import timeline

FIRST = date(2026, 1, 1)
DOSES = Criterion(
    "C15", "E", "Tocilizumab doses in reach", "How many?", Kind.COUNT, 5,
    requirement=2, gate=True, validity_months=1, fed_by="stock.doses_in_reach",
)  # fmt: skip
CHECKED = Criterion(
    "C18", "E", "Expiry log", "When?", Kind.DATE, 1,
    validity_months=1, fed_by="stock.expiry_checked",
)  # fmt: skip
FRAMEWORK = Framework(
    "small", "1", "Small",
    (Level("not_ready", "Not ready", 0, False), Level("ready", "Ready", 85, True)),
    (), (Theme("t", "Theme"),), (Element("E", "t", "Medicines", ""),), (DOSES, CHECKED),
)  # fmt: skip


def at(day: int, hour: int = 9) -> datetime:
    """A time on a day counted from the first."""
    return datetime.combine(FIRST + timedelta(days=day), datetime.min.time(), UTC).replace(
        hour=hour
    )


def stock(
    day: int,
    doses: int,
    *,
    expires: int = 300,
    minutes: int = 0,
    counted: int | None = None,
    key: str = "fridge",
    state: str = STATED,
    hour: int = 9,
) -> RegisterEntry:
    values = {
        "drug": "tocilizumab",
        "doses": str(doses),
        "expires_on": str(FIRST + timedelta(days=expires)),
        "place": "Fridge",
        "minutes": str(minutes),
        "counted_on": str(FIRST + timedelta(days=day if counted is None else counted)),
    }
    return RegisterEntry("S1", "stock", key, state, values, at(day, hour), "Ana")


def overriding(day: int, *, state: str = STATED, hour: int = 12) -> RegisterEntry:
    values = {"criterion": "C15", "reason": "A delivery is on its way"}
    return RegisterEntry("S1", OVERRIDES, "override-C15", state, values, at(day, hour), "Ana")


def typed(day: int, doses: int, hour: int = 9) -> Response:
    return Response(
        "S1", "C15", at(day, hour), str(doses), evidence_date=FIRST, end_date=date(2027, 1, 1)
    )


def doses_counted(history: History, day: int) -> str:
    """What counts as the answer about doses on a day; "" for none."""
    on = FIRST + timedelta(days=day)
    rows = fed(FRAMEWORK, history.until(on), on).responses.get("C15", ())
    return rows[-1].answer if rows else ""


def test_a_register_answers_from_the_day_of_its_first_entry() -> None:
    history = History.of("S1", [typed(0, 1)], entries=[stock(5, 4)])
    assert [doses_counted(history, day) for day in (0, 4, 5, 6)] == ["1", "1", "4", "4"]


def test_an_answer_typed_beside_a_register_is_set_aside_and_said() -> None:
    history = History.of("S1", [typed(9, 7)], entries=[stock(5, 4)])
    assert doses_counted(history, 10) == "4"
    row = fed(FRAMEWORK, history).responses["C15"][-1]
    assert (row.site_id, row.criterion_id, row.recorded_by) == ("S1", "C15", "Ana")
    feed = feeds(FRAMEWORK, history, FIRST + timedelta(days=10))["C15"]
    assert (feed.figure.answer, feed.override) == ("4", None)
    assert feed.typed is not None
    assert feed.typed.answer == "7"


def test_an_override_lets_the_typed_answer_count_until_the_register_is_changed() -> None:
    history = History.of(
        "S1", [typed(7, 9, hour=12)], entries=[stock(5, 4), overriding(7), stock(12, 3)]
    )
    assert [doses_counted(history, day) for day in (6, 7, 11, 12)] == ["4", "9", "9", "3"]
    assert feeds(FRAMEWORK, history, FIRST + timedelta(days=8))["C15"].override == overriding(7)


def test_a_register_that_is_followed_again_answers_again() -> None:
    history = History.of(
        "S1",
        [typed(7, 9, hour=12)],
        entries=[stock(5, 4), overriding(7), overriding(9, state=WITHDRAWN)],
    )
    assert [doses_counted(history, day) for day in (8, 9)] == ["9", "4"]


def answers_of(history: History) -> list[str]:
    """All that counts as the answer about doses within three weeks, one after the other."""
    known = fed(FRAMEWORK, history, FIRST + timedelta(days=20))
    return [row.answer for row in known.responses["C15"]]


def test_what_was_typed_on_the_day_a_register_speaks_or_falls_silent_is_there_once() -> None:
    assert answers_of(History.of("S1", [typed(5, 7)], entries=[stock(5, 4)])) == ["4"]
    silent = [stock(5, 4), stock(8, 4, state=WITHDRAWN)]
    assert answers_of(History.of("S1", [typed(8, 1, hour=12)], entries=silent)) == ["4", "1"]
    assert answers_of(History.of("S1", [typed(9, 1)], entries=silent)) == ["4", "4", "1"]
    assert answers_of(History.of("S1", [typed(1, 2), typed(9, 1)], entries=silent)) == [
        "2", "4", "2", "1"
    ]  # fmt: skip


def test_what_a_register_answers_is_shown_with_how_it_came_about() -> None:
    history = History.of("S1", entries=[stock(5, 4)])
    (row,) = fed(FRAMEWORK, history).responses["C15"][:1]
    assert row.evidence == "Doses: 4 within 120 minutes."
    follows = replace(DOSES, requirement=Formula("patients_in_step_up", 2, 2))
    feed = feeds(replace(FRAMEWORK, criteria=(follows,)), history, FIRST + timedelta(days=5))
    assert feed["C15"].figure.arithmetic == "Doses: 4 within 120 minutes, 2 needed."


def test_what_people_answer_themselves_is_passed_over() -> None:
    by_hand = replace(DOSES, id="C01", fed_by="")
    framework = replace(FRAMEWORK, criteria=(by_hand, DOSES))
    history = History.of("S1", [typed(5, 7)], entries=[stock(5, 4)])
    found = feeds(framework, history, FIRST + timedelta(days=5))
    assert list(found) == ["C15"]
    assert found["C15"].measure.id == "stock.doses_in_reach"
    assert found["C15"].typed == typed(5, 7)
    assert list(fed(framework, history).responses) == ["C15"]


def test_what_was_fed_is_fed_and_holds_no_entries_any_more() -> None:
    history = History.of("S1", [typed(1, 2)], entries=[stock(5, 4), stock(8, 4, state=WITHDRAWN)])
    once = fed(FRAMEWORK, history)
    assert once.entries == ()
    assert fed(FRAMEWORK, once) == once
    untouched = History.of("S1", [typed(1, 2)])
    assert fed(FRAMEWORK, untouched) is untouched


def test_the_override_that_holds_is_the_one_recorded_last() -> None:
    entries = [stock(5, 4), stock(6, 1, key="pharmacy"), overriding(7)]
    history = History.of("S1", [typed(6, 9)], entries=entries)
    feed = feeds(FRAMEWORK, history, FIRST + timedelta(days=8))["C15"]
    assert feed.override == overriding(7)
    assert doses_counted(history, 8) == "9"


def test_a_register_whose_entries_are_all_withdrawn_gives_the_answer_back() -> None:
    history = History.of("S1", [typed(0, 1)], entries=[stock(5, 4), stock(8, 4, state=WITHDRAWN)])
    assert [doses_counted(history, day) for day in (7, 8, 20)] == ["4", "1", "1"]


def test_a_register_that_falls_silent_where_nothing_was_typed_has_lapsed() -> None:
    history = History.of("S1", entries=[stock(5, 4), stock(8, 4, state=WITHDRAWN)])
    states = [
        score_site(FRAMEWORK, history, FIRST + timedelta(days=day)).criteria[0].state
        for day in (4, 7, 8)
    ]
    assert states == [State.UNANSWERED, State.MET, State.LAPSED]


def test_what_counts_once_a_register_is_empty_says_so() -> None:
    history = History.of("S1", entries=[stock(5, 4), stock(8, 4, state=WITHDRAWN)])
    rows = fed(FRAMEWORK, history).responses["C15"]
    assert [row.evidence for row in rows][-1] == "The register is empty."
    assert rows[-1].end_date == FIRST + timedelta(days=7)


def test_doses_that_expire_before_the_count_lapses_or_are_far_away_are_not_counted() -> None:
    entries = [
        stock(0, 4),
        stock(0, 3, expires=20, key="soon"),
        stock(0, 2, minutes=121, key="far"),
        stock(0, 1, minutes=120, key="near"),
    ]
    history = History.of("S1", entries=entries)
    feed = feeds(FRAMEWORK, history, FIRST)["C15"]
    assert feed.figure.answer == "5"
    assert feed.figure.arithmetic == (
        "Doses: 5 within 120 minutes; 3 that expire before the count itself lapses, not counted; "
        "2 farther away, not counted."
    )


def test_a_register_that_nobody_looks_after_lapses_like_any_evidence() -> None:
    history = History.of("S1", entries=[stock(0, 4)])
    states = [
        score_site(FRAMEWORK, history, FIRST + timedelta(days=day)).criteria[0].state
        for day in (0, 31, 32)
    ]
    assert states == [State.MET, State.MET, State.LAPSED]


def test_what_a_register_says_can_be_confirmed_until_it_says_something_else() -> None:
    confirmed = Finding("S1", "C15", at(6), "confirmed", recorded_by="Rui")
    history = History.of("S1", findings=[confirmed], entries=[stock(5, 4), stock(9, 3)])
    shares = [
        score_site(FRAMEWORK, history, FIRST + timedelta(days=day)).criteria[0].confirmed
        for day in (5, 6, 8, 9)
    ]
    assert shares == [False, True, True, False]


entries = st.lists(
    st.builds(
        stock,
        st.integers(0, 40),
        st.integers(0, 4),
        expires=st.integers(0, 60),
        minutes=st.sampled_from([0, 200]),
        key=st.sampled_from(["fridge", "pharmacy"]),
        state=st.sampled_from([STATED, STATED, WITHDRAWN]),
        hour=st.integers(0, 23),
    )
    | st.builds(overriding, st.integers(0, 40), state=st.sampled_from([STATED, WITHDRAWN])),
    max_size=6,
)
answers = st.lists(st.builds(typed, st.integers(0, 40), st.integers(0, 4), st.integers(0, 23)))


@settings(max_examples=150, deadline=None)
@given(entries, answers)
def test_the_timeline_and_the_score_of_each_day_agree_on_what_registers_say(
    recorded: list[RegisterEntry], given_answers: list[Response]
) -> None:
    history = History.of("S1", given_answers, entries=recorded)
    line = timeline(FRAMEWORK, history)
    for days in range(-1, 75):
        day = FIRST + timedelta(days=days)
        assert line.criteria_at(day) == score_site(FRAMEWORK, history, day).criteria


@settings(max_examples=100, deadline=None)
@given(entries, answers, st.integers(0, 60))
def test_what_is_recorded_later_never_changes_what_a_register_said(
    recorded: list[RegisterEntry], given_answers: list[Response], days: int
) -> None:
    history = History.of("S1", given_answers, entries=recorded)
    day = FIRST + timedelta(days=days)
    assert timeline(FRAMEWORK, history.until(day)).criteria_at(day) == timeline(
        FRAMEWORK, history
    ).criteria_at(day)
