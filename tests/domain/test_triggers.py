"""What sets a site off, and what of it is still open."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from readiness.domain.assessment import History, Profile, Response
from readiness.domain.framework import Condition, Criterion, Framework, Kind
from readiness.domain.registers.entries import STATED, WITHDRAWN, RegisterEntry
from readiness.domain.scoring import score_site
from readiness.domain.triggers import SetOff, Trigger, set_off, triggers_of
from tests.domain.test_agent_plans import FIRST, FRAMEWORK, at, on, plan

ORDERS = replace(FRAMEWORK.criterion["C12"], due_after=("new_agent", "formulary"))
FACTS = Criterion(
    "C13", "E", "Facts checked", "When?", Kind.DATE, 1, due_after=("new_agent",)
)  # fmt: skip
STEPS = Criterion(
    "C27", "E", "Who gives what", "?", Kind.CHOICE, 1, due_after=("new_agent",),
    applies_when=Condition("service_level", word="step_up"),
)  # fmt: skip
SMALL = replace(FRAMEWORK, criteria=(ORDERS, FACTS, STEPS))


def event(day: int, kind: str = "new_agent", recorded: datetime | None = None) -> RegisterEntry:
    values = {"kind": kind, "happened_on": on(day), "what": "Talquetamab", "agent": "Talquetamab"}
    return RegisterEntry("S1", "triggers", f"{kind}-{day}", STATED, values, recorded or at(day))


def answer(name: str, day: int, hour: int = 0, evidence: date | None = None) -> Response:
    moment = at(day) + timedelta(hours=hour)
    return Response("S1", name, moment, "1", evidence_date=evidence)


def on_day(history: History, day: int) -> tuple[SetOff, ...]:
    as_of = FIRST + timedelta(days=day)
    known = history.until(as_of)
    return set_off(SMALL, known, score_site(SMALL, known, as_of))


def still_open(history: History, day: int) -> list[str]:
    return [row.id for one in on_day(history, day) for row in one.open]


STEP_UP = Profile("S1", FIRST, {"service_level": "step_up"})


def test_what_was_answered_before_it_happened_is_open_until_it_is_answered_anew() -> None:
    history = History.of(
        "S1",
        [answer("C12", 0), answer("C13", 0), answer("C13", 12)],
        profiles=[STEP_UP],
        entries=[event(10)],
    )
    assert still_open(history, 9) == []
    assert still_open(history, 10) == ["C12", "C13", "C27"]
    assert still_open(history, 12) == ["C12", "C27"]


def test_only_what_applies_and_names_the_kind_is_due() -> None:
    history = History.of("S1", entries=[event(10), event(11, "formulary"), event(12, "other")])
    due = {one.trigger.kind: [item.criterion.id for item in one.due] for one in on_day(history, 20)}
    assert due == {"other": [], "formulary": ["C12"], "new_agent": ["C12", "C13"]}


def test_the_newest_event_comes_first_and_those_to_come_not_at_all() -> None:
    history = History.of("S1", entries=[event(10), event(15, recorded=at(5)), event(30)])
    assert [one.trigger.happened_on.day for one in on_day(history, 20)] == [16, 11]


def test_a_withdrawn_event_makes_nothing_due() -> None:
    happened = event(10)
    withdrawn = happened._replace(state=WITHDRAWN, values={}, recorded_at=at(11))
    history = History.of("S1", entries=[happened, withdrawn])
    assert len(on_day(history, 10)) == 1
    assert on_day(history, 11) == ()
    assert triggers_of(history.entries) == ()


def test_an_old_proof_recorded_since_confirms_the_answer_anew() -> None:
    history = History.of("S1", [answer("C12", 12, evidence=FIRST)], entries=[event(10)])
    assert "C12" not in still_open(history, 12)


def test_on_its_day_only_what_was_recorded_after_the_event_was_counts() -> None:
    before = answer("C13", 10, hour=-1)
    entries = [event(10)]
    assert "C13" in still_open(History.of("S1", [before], entries=entries), 10)
    after = answer("C13", 10, hour=1)
    assert "C13" not in still_open(History.of("S1", [before, after], entries=entries), 10)


def test_a_figure_of_a_register_that_moves_by_itself_answers_nothing_anew() -> None:
    stated = plan("Teclistamab", 0, order_set_live_on=on(15))
    history = History.of("S1", entries=[stated, event(10)])
    assert "C12" in still_open(history, 16)
    again = stated._replace(recorded_at=datetime(2026, 1, 20, tzinfo=UTC))
    history = History.of("S1", entries=[stated, event(10), again])
    assert "C12" not in still_open(history, 20)


def test_an_answer_that_the_register_sets_aside_does_not_count() -> None:
    stated = plan("Teclistamab", 0, order_set_live_on=on(0))
    history = History.of("S1", [answer("C12", 12)], entries=[stated, event(10)])
    assert "C12" in still_open(history, 12)


def test_triggers_move_no_score() -> None:
    answers = [answer("C12", 0), answer("C13", 0)]
    with_it = History.of("S1", answers, entries=[event(10)])
    without = History.of("S1", answers)
    day = FIRST + timedelta(days=20)
    assert score_site(SMALL, with_it, day) == score_site(SMALL, without, day)


def test_what_a_register_will_say_later_answers_nothing_today() -> None:
    signed = replace(FACTS, fed_by="agreements.signed")
    framework = replace(FRAMEWORK, criteria=(signed,))
    agreements = [
        RegisterEntry(
            "S1", "agreements", name, STATED, {"hospital": name, "starts": on(day)}, at(0)
        )
        for name, day in (("Old", -100), ("Next", 50))
    ]
    history = History.of("S1", entries=[*agreements, event(10)])
    as_of = FIRST + timedelta(days=20)
    known = history.until(as_of)
    (one,) = set_off(framework, known, score_site(framework, known, as_of))
    assert [row.id for row in one.open] == ["C13"]

    assert still_open_of(framework, history, 49) == ["C13"]
    assert still_open_of(framework, history, 50) == []


def still_open_of(framework: Framework, history: History, day: int) -> list[str]:
    as_of = FIRST + timedelta(days=day)
    known = history.until(as_of)
    found = set_off(framework, known, score_site(framework, known, as_of))
    return [row.id for one in found for row in one.open]


def test_evidence_of_the_very_day_may_be_older_than_the_event() -> None:
    signed = replace(FACTS, fed_by="agreements.signed")
    framework = replace(FRAMEWORK, criteria=(signed,))
    values = {"hospital": "Next", "starts": on(10)}
    agreement = RegisterEntry("S1", "agreements", "Next", STATED, values, at(0))
    history = History.of("S1", entries=[agreement, event(10)])
    assert still_open_of(framework, history, 10) == ["C13"]


def test_what_is_answered_at_the_moment_the_event_is_recorded_counts() -> None:
    history = History.of("S1", [answer("C13", 10)], entries=[event(10)])
    assert "C13" not in still_open(history, 10)


def test_an_event_is_read_with_all_that_was_stated_of_it() -> None:
    plain = event(3, "trial")._replace(
        values={"kind": "trial", "happened_on": on(3), "what": "Trial X opens"}
    )
    assert triggers_of([event(10), plain]) == (
        Trigger(
            "new_agent-10", "new_agent", date(2026, 1, 11), "Talquetamab", "Talquetamab", at(10)
        ),
        Trigger("trial-3", "trial", date(2026, 1, 4), "Trial X opens", "", at(3)),
    )


def test_of_events_of_one_day_the_one_recorded_last_comes_first() -> None:
    early = event(10, "trial", recorded=at(10))
    late = event(10, "formulary", recorded=at(11))
    assert [one.kind for one in triggers_of([late, early])] == ["formulary", "trial"]
    assert [one.kind for one in triggers_of([early, late])] == ["formulary", "trial"]


def test_a_kind_is_said_in_words_and_an_unknown_one_as_it_is() -> None:
    known, unknown = (
        triggers_of([event(10, kind)])[0].kind_in_words for kind in ("new_agent", "merger")
    )
    assert (known, unknown) == ("New agent approved or added", "merger")
