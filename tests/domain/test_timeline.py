"""A site as a step function of the date: worked examples."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

from readiness.domain.assessment import CONFIRMED, NOT_APPLICABLE, Finding, History, Response
from readiness.domain.framework import Element
from readiness.domain.scoring import NOT_ASSESSED, Points, State
from readiness.domain.timeline import Kept, Step, Timeline, splice, timeline
from tests.services.small import choice, framework_of

FIRST = date(2026, 3, 1)
A, B = Element("A", "t", "Element A", ""), Element("B", "t", "Element B", "")
FRAMEWORK = replace(
    framework_of(
        choice("K1", 10, gate=True),
        replace(choice("K2", 6, validity_months=1), element="B"),
        choice("K3", 4, na_allowed=True),
    ),
    elements=(A, B),
)


def on(day: int) -> date:
    return FIRST + timedelta(days=day)


def answer(key: str, day: int, words: str = "yes", **more: object) -> Response:
    moment = datetime(2026, 3, 1, 9, tzinfo=UTC) + timedelta(days=day)
    return Response("S1", key, moment, words, **more)  # type: ignore[arg-type]


def line_of(*rows: Response, findings: tuple[Finding, ...] = ()) -> Timeline:
    return timeline(FRAMEWORK, History.of("S1", rows, findings))


def told(line: Timeline) -> list[tuple[int | None, str, int, int]]:
    """(day from the first, level, points earned, points possible) of every step."""
    return [
        (
            None if step.day == date.min else (step.day - FIRST).days,
            step.level,
            step.earned // step.unit,
            step.possible // step.unit,
        )
        for step in line.steps
    ]


def test_a_site_moves_on_the_days_of_its_answers_and_of_what_lapses() -> None:
    line = line_of(answer("K1", 0), answer("K2", 5, evidence_date=on(0)), answer("K3", 40, "no"))
    assert told(line) == [
        (None, NOT_ASSESSED, 0, 20),
        (0, "ready_with_gaps", 10, 20),
        (5, "ready_with_gaps", 16, 20),
        (32, "ready_with_gaps", 10, 20),
        (40, "ready_with_gaps", 10, 20),
    ]
    assert line.site_id == "S1"


def test_a_step_says_how_much_is_answered_confirmed_and_does_not_apply() -> None:
    confirmed = Finding("S1", "K1", datetime(2026, 3, 3, tzinfo=UTC), CONFIRMED)
    line = line_of(
        answer("K1", 0), answer("K3", 1, NOT_APPLICABLE, na_reason="no"), findings=(confirmed,)
    )
    figures = [
        (step.confirmed, step.not_applicable, step.answered, step.applicable) for step in line.steps
    ]
    assert figures == [(0, 0, 0, 3), (0, 0, 1, 3), (0, 4, 1, 2), (10, 4, 1, 2)]


def test_what_is_confirmed_adds_up() -> None:
    findings = tuple(
        Finding("S1", key, datetime(2026, 3, day, 12, tzinfo=UTC), CONFIRMED)
        for key, day in (("K1", 3), ("K2", 5))
    )
    line = line_of(answer("K1", 0), answer("K2", 0), findings=findings)
    assert [line.at(on(day)).confirmed for day in (1, 2, 3, 4)] == [0, 10, 10, 16]


def test_what_a_criterion_was_is_taken_away_again() -> None:
    confirmed = Finding("S1", "K1", datetime(2026, 3, 3, tzinfo=UTC), CONFIRMED)
    line = line_of(
        answer("K1", 0),
        answer("K3", 0, NOT_APPLICABLE, na_reason="no"),
        answer("K3", 4),
        answer("K1", 6, "no"),
        findings=(confirmed,),
    )
    figures = [
        (step.earned, step.confirmed, step.not_applicable, step.elements[0])
        for step in (line.at(on(day)) for day in (0, 2, 4, 6))
    ]
    assert figures == [
        (10, 0, 4, (10, 10)), (10, 10, 4, (10, 10)), (14, 10, 0, (14, 14)), (4, 0, 0, (4, 14))
    ]  # fmt: skip


def test_where_only_a_last_day_moves_the_site_takes_no_step() -> None:
    line = line_of(answer("K2", 0, evidence_date=on(0)), answer("K2", 5, evidence_date=on(5)))
    assert [change.day for change in line.criteria[1]] == [date.min, on(0), on(5), on(37)]
    assert [step.day for step in line.steps] == [date.min, on(0), on(37)]


def test_an_answer_that_changes_nothing_is_no_change() -> None:
    line = line_of(answer("K1", 0), answer("K1", 5), answer("K1", 9, "no"))
    assert [change.day for change in line.criteria[0]] == [date.min, on(0), on(9)]


def test_a_site_is_assessed_from_its_first_answer_to_what_is_in_force() -> None:
    retired = replace(choice("K9", 5), retired=True)
    framework = replace(FRAMEWORK, criteria=(*FRAMEWORK.criteria, retired))
    rows = [answer("K9", 0), answer("of another version", 1), answer("K1", 4)]
    line = timeline(framework, History.of("S1", rows))
    assert [line.at(on(day)).level for day in (0, 3, 4)] == [
        NOT_ASSESSED, NOT_ASSESSED, "ready_with_gaps"
    ]  # fmt: skip
    assert line.at(on(4)).possible == 20 * line.at(on(4)).unit


def test_points_and_scores_are_those_of_the_site_and_of_each_element() -> None:
    step = line_of(answer("K1", 0), answer("K2", 0, "partly")).at(on(0))
    assert step.points == Points(13, 20)
    assert step.score == 65
    assert step.element_scores == (Fraction(1000, 14), 50)
    assert step.elements == ((10 * step.unit, 14 * step.unit), (3 * step.unit, 6 * step.unit))


def test_points_are_whole_where_a_step_counts_in_parts_of_a_point() -> None:
    step = Step(FIRST, "ready", 4, 6, 10, 0, 0, 1, 1, (), ((6, 10), (0, 0)))
    assert step.points == Points(Fraction(3, 2), Fraction(5, 2))
    assert step.element_scores == (60, None)
    assert step._replace(possible=0).score is None


def test_a_must_have_that_fails_is_named_in_framework_order() -> None:
    framework = replace(
        FRAMEWORK, criteria=(choice("K1", 10, gate=True), choice("K2", 1, gate=True))
    )
    rows = [answer("K1", 0), answer("K2", 1), answer("K1", 2, "no")]
    line = timeline(framework, History.of("S1", rows))
    assert [(step.failed_gates, step.level) for step in line.steps] == [
        (("K1", "K2"), NOT_ASSESSED),
        (("K2",), "not_ready"),
        ((), "ready"),
        (("K1",), "not_ready"),
    ]


def test_each_criterion_is_looked_up_on_any_day() -> None:
    line = line_of(answer("K2", 5, evidence_date=on(0)))
    states = {day: line.criteria_at(on(day))[1].state for day in (-400, 4, 5, 31, 32, 400)}
    assert states == {
        -400: State.UNANSWERED,
        4: State.UNANSWERED,
        5: State.MET,
        31: State.MET,
        32: State.LAPSED,
        400: State.LAPSED,
    }


def test_evidence_that_is_old_when_it_is_recorded_has_lapsed_at_once() -> None:
    line = line_of(answer("K2", 60, evidence_date=on(0)))
    assert line.criteria_at(on(60))[1].state is State.LAPSED
    assert len(line.criteria[1]) == 2


def test_evidence_lapses_no_more_once_it_is_renewed() -> None:
    line = line_of(answer("K2", 0, evidence_date=on(0)), answer("K2", 32, evidence_date=on(32)))
    assert [change.scored.state for change in line.criteria[1][:2]] == [
        State.UNANSWERED, State.MET
    ]  # fmt: skip
    assert line.at(on(31)).earned == line.at(on(32)).earned == 6 * line.at(on(31)).unit
    assert [change.day for change in line.criteria[1]] == [date.min, on(0), on(32), on(63)]


def test_with_what_is_kept_only_what_an_answer_moved_is_worked_out_again() -> None:
    kept: Kept = {}
    rows = (answer("K1", 0), answer("K3", 5))
    before = timeline(FRAMEWORK, History.of("S1", rows), kept)
    history = History.of("S1", (*rows, answer("K3", 10, "no")))
    after = timeline(FRAMEWORK, history, kept)
    assert after == timeline(FRAMEWORK, history)
    same = [one is other for one, other in zip(before.criteria, after.criteria, strict=True)]
    assert same == [True, True, False]


# --- one timeline from several ----------------------------------------------------------------


def test_spliced_each_part_holds_from_its_day_until_the_next_ones() -> None:
    early = line_of(answer("K1", 0), answer("K3", 10), answer("K2", 20))
    late = line_of(answer("K1", 0), answer("K3", 15, "no"), answer("K3", 25, "partly"))
    found = splice([(date.min, early), (on(15), late)])
    assert told(found) == [
        (None, NOT_ASSESSED, 0, 20),
        (0, "ready_with_gaps", 10, 20),
        (10, "ready_with_gaps", 14, 20),
        (15, "ready_with_gaps", 10, 20),
        (25, "ready_with_gaps", 12, 20),
    ]
    assert found.criteria is late.criteria
    assert found.site_id == "S1"


def test_a_part_begins_as_its_timeline_stands_on_its_day() -> None:
    late = line_of(answer("K1", 0), answer("K3", 10))
    found = splice([(date.min, line_of()), (on(12), late), (on(14), late)])
    assert told(found) == [
        (None, NOT_ASSESSED, 0, 20),
        (12, "ready_with_gaps", 14, 20),
        (14, "ready_with_gaps", 14, 20),
    ]
    assert found.at(on(12))._replace(day=on(10)) == late.at(on(12))


def test_what_happens_on_the_day_the_next_part_begins_is_the_next_parts() -> None:
    early = line_of(answer("K1", 0), answer("K3", 10))
    middle = line_of(answer("K1", 0), answer("K3", 10, "partly"), answer("K3", 20))
    late = line_of(answer("K1", 0), answer("K2", 20))
    found = splice([(date.min, early), (on(10), middle), (on(20), late)])
    assert told(found) == [
        (None, NOT_ASSESSED, 0, 20),
        (0, "ready_with_gaps", 10, 20),
        (10, "ready_with_gaps", 12, 20),
        (20, "ready_with_gaps", 16, 20),
    ]
    assert found.criteria is late.criteria


def test_a_single_part_is_the_whole() -> None:
    only = line_of(answer("K1", 0))
    assert splice([(on(5), only)]) is only
