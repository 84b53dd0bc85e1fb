"""Answering: what is chosen or typed is recorded at once, and what does not fit is not."""

from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from readiness.domain.assessment import NOT_APPLICABLE, Batch, Response
from readiness.domain.cycle import CycleStep
from readiness.domain.people import Person, Role
from readiness.services import recording
from readiness.services.sites import site_report
from readiness.services.workspace import Workspace
from tests.app.screens import (
    assert_drawn_in_part,
    assert_sound,
    button,
    first_sentence,
    labels,
    only_notice,
    opened,
    said,
)
from tests.services.workspaces import (
    EVERYONE,
    IN_PROGRESS,
    NEVER_ASSESSED,
    NOT_READY,
    NOW,
    READY,
    TODAY,
    StandingClock,
    an_answer,
    days,
)

SUBMITTED = (
    "This assessment was submitted on 22 Nov 2026 by Network administrator. "
    "A reviewer looks at it next. Answers can still be renewed."
)
UNDO = "To undo, answer again; earlier answers stay in the history."


def answers(workspace: Workspace, site_id: str, criterion_id: str) -> tuple[Response, ...]:
    return workspace.ledger.history(site_id).responses.get(criterion_id, ())


def asking(criterion_id: str, workspace: Workspace, site_id: str = NEVER_ASSESSED) -> AppTest:
    """The page with the element of a criterion."""
    element = workspace.framework.criterion[criterion_id].element
    app = opened("assess", {"site": site_id, "show": "full", "element": element})
    assert_sound(app)
    return app


def control(app: AppTest, kind: str, workspace: Workspace, site_id: str, key: str) -> object:
    """The control of a criterion, as it stands after so many answers: control(…, "C15_answer")."""
    criterion_id, name = key.split("_")
    number = len(answers(workspace, site_id, criterion_id))
    return getattr(app, kind)(key=f"{site_id}_{criterion_id}_{number}_{name}")


# --- Each kind of answer ------------------------------------------------------------------------


def test_a_choice_is_saved_when_it_is_made(few: Workspace) -> None:
    app = asking("C01", few)
    control(app, "radio", few, NEVER_ASSESSED, "C01_answer").set_value("partly").run()
    assert_drawn_in_part(app)
    (saved,) = answers(few, NEVER_ASSESSED, "C01")
    assert saved == Response(
        NEVER_ASSESSED,
        "C01",
        NOW,
        "partly",
        evidence_date=TODAY,
        recorded_by="Network administrator",
    )
    score = few.score(EVERYONE, NEVER_ASSESSED, TODAY)
    assert only_notice(app) == (
        f"Saved Champion appointed. Level: Not assessed → Not ready. "
        f"Score {float(score.score * 10 // 1) / 10:.1f}. {UNDO}"
    )
    assert "partly, saved 22 Nov 2026, 10:42" in "\n".join(said(app, "markdown"))
    assert control(app, "radio", few, NEVER_ASSESSED, "C01_answer").value == "partly"


@pytest.mark.parametrize(("criterion", "typed"), [("C15", "3"), ("C06", "120"), ("C26", "45.5")])
def test_a_number_is_saved_when_it_is_typed(few: Workspace, criterion: str, typed: str) -> None:
    app = asking(criterion, few)
    control(app, "text_input", few, NEVER_ASSESSED, f"{criterion}_answer").input(typed).run()
    assert_drawn_in_part(app)
    (saved,) = answers(few, NEVER_ASSESSED, criterion)
    assert (saved.answer, saved.evidence_date) == (typed, TODAY)
    assert only_notice(app).startswith(f"Saved {few.framework.criterion[criterion].title}. ")


def test_a_percentage_is_saved_by_its_counts_when_both_are_there(few: Workspace) -> None:
    app = asking("C19", few)
    control(app, "text_input", few, NEVER_ASSESSED, "C19_numerator").input("7").run()
    assert answers(few, NEVER_ASSESSED, "C19") == ()
    assert (list(app.success), list(app.error)) == ([], [])
    control(app, "text_input", few, NEVER_ASSESSED, "C19_denominator").input("8").run()
    (saved,) = answers(few, NEVER_ASSESSED, "C19")
    assert (saved.answer, saved.numerator, saved.denominator) == ("", "7", "8")


def test_a_percentage_is_saved_as_one_number(few: Workspace) -> None:
    app = asking("C19", few)
    control(app, "text_input", few, NEVER_ASSESSED, "C19_answer").input("82.5").run()
    (saved,) = answers(few, NEVER_ASSESSED, "C19")
    assert (saved.answer, saved.numerator, saved.denominator) == ("82.5", "", "")


def test_a_percentage_typed_over_counts_takes_their_place_and_back(few: Workspace) -> None:
    app = asking("C19", few)
    control(app, "text_input", few, NEVER_ASSESSED, "C19_numerator").input("1")
    control(app, "text_input", few, NEVER_ASSESSED, "C19_denominator").input("4").run()
    control(app, "text_input", few, NEVER_ASSESSED, "C19_answer").input("90").run()
    newest = answers(few, NEVER_ASSESSED, "C19")[-1]
    assert (newest.answer, newest.numerator, newest.denominator) == ("90", "", "")
    control(app, "text_input", few, NEVER_ASSESSED, "C19_numerator").input("2").run()
    control(app, "text_input", few, NEVER_ASSESSED, "C19_denominator").input("4").run()
    newest = answers(few, NEVER_ASSESSED, "C19")[-1]
    assert (newest.answer, newest.numerator, newest.denominator) == ("", "2", "4")


def test_a_date_is_saved_when_it_is_chosen(few: Workspace) -> None:
    app = asking("C05", few)
    assert control(app, "date_input", few, NEVER_ASSESSED, "C05_dated").value is None
    control(app, "date_input", few, NEVER_ASSESSED, "C05_dated").set_value(TODAY - days(40)).run()
    assert_drawn_in_part(app)
    (saved,) = answers(few, NEVER_ASSESSED, "C05")
    assert (saved.answer, saved.evidence_date) == ("", TODAY - days(40))


def test_not_applicable_is_saved_with_its_reason(few: Workspace) -> None:
    app = asking("C34", few)
    reason = "No wallet cards: patients wear bands"
    control(app, "text_input", few, NEVER_ASSESSED, "C34_na").input(reason).run()
    (saved,) = answers(few, NEVER_ASSESSED, "C34")
    assert (saved.answer, saved.na_reason) == (NOT_APPLICABLE, reason)
    assert f"Not applicable: not applicable: {reason}" in "\n".join(said(app, "markdown"))


def test_an_answer_given_after_not_applicable_takes_its_place(few: Workspace) -> None:
    app = asking("C28", few)
    control(app, "text_input", few, NEVER_ASSESSED, "C28_na").input("No hospital yet").run()
    control(app, "radio", few, NEVER_ASSESSED, "C28_answer").set_value("yes").run()
    newest = answers(few, NEVER_ASSESSED, "C28")[-1]
    assert (newest.answer, newest.na_reason) == ("yes", "")


def test_only_where_the_framework_allows_it_can_something_be_not_applicable(
    few: Workspace,
) -> None:
    app = asking("C01", few)
    reasons = [element.label for element in app.text_input if "Not applicable" in element.label]
    allowed = [row for row in few.framework.criteria_of("E1") if row.na_allowed]
    assert len(reasons) == len(allowed) == 0


def test_evidence_and_end_date_are_added_to_an_answer(few: Workspace, clock: StandingClock) -> None:
    app = asking("C01", few)
    control(app, "text_input", few, NEVER_ASSESSED, "C01_evidence").input("Roster 12").run()
    assert answers(few, NEVER_ASSESSED, "C01") == ()
    control(app, "radio", few, NEVER_ASSESSED, "C01_answer").set_value("yes").run()
    assert answers(few, NEVER_ASSESSED, "C01")[-1].evidence == "Roster 12"
    clock.go_on(minutes=1)
    ending = TODAY + days(30)
    control(app, "date_input", few, NEVER_ASSESSED, "C01_end").set_value(ending).run()
    newest = answers(few, NEVER_ASSESSED, "C01")[-1]
    assert (newest.answer, newest.evidence, newest.end_date) == ("yes", "Roster 12", ending)
    assert "good until 22 Dec 2026" in "\n".join(said(app, "markdown"))


def test_two_controls_changed_at_once_are_saved_without_a_conflict(few: Workspace) -> None:
    app = asking("C01", few)
    control(app, "text_input", few, NEVER_ASSESSED, "C01_evidence").input("Roster 12")
    control(app, "radio", few, NEVER_ASSESSED, "C01_answer").set_value("yes").run()
    (saved,) = answers(few, NEVER_ASSESSED, "C01")
    assert (saved.answer, saved.evidence) == ("yes", "Roster 12")
    assert only_notice(app).startswith("Saved Champion appointed. ")


# --- What does not fit --------------------------------------------------------------------------


def test_what_does_not_fit_is_told_in_one_message_and_not_written(few: Workspace) -> None:
    revision = few.ledger.revision()
    app = opened("assess", {"site": NEVER_ASSESSED})
    for criterion, typed, message in (
        ("C15", "many", "Tocilizumab doses in reach: Give a number of 0 or more in digits."),
        ("C15", "-2", "Tocilizumab doses in reach: Give a number of 0 or more in digits."),
        ("C06", "169", "Hours covered: The most it can be is 168."),
        ("C19", "101", "Clinic staff trained: The most it can be is 100."),
        ("C19", "<b>9</b>", "Clinic staff trained: Give a number of 0 or more in digits."),
    ):
        control(app, "text_input", few, NEVER_ASSESSED, f"{criterion}_answer").input(typed).run()
        assert_sound(app)
        assert only_notice(app) == f"Not saved. {message}"
        assert few.ledger.revision() == revision
    app.run()
    assert (list(app.error), list(app.success)) == ([], [])


def test_more_of_something_than_there_is_of_it_is_refused(few: Workspace) -> None:
    revision = few.ledger.revision()
    app = asking("C19", few)
    control(app, "text_input", few, NEVER_ASSESSED, "C19_numerator").input("9").run()
    control(app, "text_input", few, NEVER_ASSESSED, "C19_denominator").input("8").run()
    assert only_notice(app) == (
        "Not saved. Clinic staff trained: The first count cannot be more than the second."
    )
    assert few.ledger.revision() == revision


def test_an_end_before_the_evidence_is_refused(few: Workspace) -> None:
    app = asking("C01", few)
    control(app, "radio", few, NEVER_ASSESSED, "C01_answer").set_value("yes").run()
    control(app, "date_input", few, NEVER_ASSESSED, "C01_end").set_value(TODAY - days(9)).run()
    assert only_notice(app) == (
        "Not saved. Champion appointed: The end date is before the date of the evidence."
    )
    assert len(answers(few, NEVER_ASSESSED, "C01")) == 1


def test_blanks_are_no_answer(few: Workspace) -> None:
    revision = few.ledger.revision()
    app = asking("C15", few)
    control(app, "text_input", few, NEVER_ASSESSED, "C15_answer").input("   ").run()
    assert (list(app.error), list(app.success)) == ([], [])
    assert few.ledger.revision() == revision


def test_someone_elses_answer_in_between_is_told_and_nothing_is_written(
    few: Workspace, clock: StandingClock
) -> None:
    app = asking("C01", few)
    chosen = control(app, "radio", few, NEVER_ASSESSED, "C01_answer")
    clock.go_on(minutes=1)
    recording.record_response(
        few, Person.holding("Mia", Role.ADMINISTRATOR), an_answer("C01", "no"), seen=0
    )
    chosen.set_value("yes").run()
    assert_sound(app)
    notice = only_notice(app)
    assert notice == (
        "Not saved. Champion appointed: Mia answered no at 10:43 UTC, while you were about to. "
        "Yours, yes, is not saved: look at both, then answer again."
    )
    assert [row.answer for row in answers(few, NEVER_ASSESSED, "C01")] == ["no"]
    control(app, "radio", few, NEVER_ASSESSED, "C01_answer").set_value("yes").run()
    assert [row.answer for row in answers(few, NEVER_ASSESSED, "C01")] == ["no", "yes"]


# --- What is on record already ------------------------------------------------------------------


def test_an_imported_answer_with_old_evidence_and_long_words_can_be_answered_again(
    few: Workspace, clock: StandingClock
) -> None:
    words = "Minutes of the meeting. " * 40
    old = an_answer("C01", "yes", evidence_date=date(1995, 5, 1), end_date=date(2060, 1, 1))
    recording.accept_import(
        few, EVERYONE, Batch(responses=(old._replace(evidence=words.strip()),)), "old.csv"
    )
    clock.go_on(minutes=1)
    app = asking("C01", few)
    control(app, "radio", few, NEVER_ASSESSED, "C01_answer").set_value("partly").run()
    assert_drawn_in_part(app)
    newest = answers(few, NEVER_ASSESSED, "C01")[-1]
    assert newest.answer == "partly"
    assert (newest.evidence_date, newest.end_date) == (old.evidence_date, old.end_date)
    assert newest.evidence == words.strip()


def test_a_change_of_level_is_said_when_it_is_made(few: Workspace, clock: StandingClock) -> None:
    clock.go_on(minutes=1)
    app = asking("C15", few, NOT_READY)
    control(app, "text_input", few, NOT_READY, "C15_answer").input("6").run()
    assert " Level: Not ready → Ready. " in only_notice(app)
    assert few.score(EVERYONE, NOT_READY, TODAY).level == "ready"
    clock.go_on(minutes=1)
    control(app, "text_input", few, NOT_READY, "C15_answer").input("7").run()
    assert "Level:" not in only_notice(app)


def test_what_does_not_apply_to_the_site_is_not_asked(few: Workspace) -> None:
    """Home kits are for sites with patients in step-up."""
    values = {"patients_in_step_up": "0"}
    recording.record_profile(few, EVERYONE, NEVER_ASSESSED, values)
    app = asking("C39", few)
    assert not [text for text in app.text_input if text.key and "_C39_" in text.key]
    assert "Home kits" in said(app, "subheader")


# --- The profile --------------------------------------------------------------------------------


def test_the_profile_is_saved_as_of_today_and_changes_what_is_asked(few: Workspace) -> None:
    app = asking("C15", few, READY)
    number = len(few.ledger.history(READY).profiles)
    app.number_input(key=f"profile_{READY}_patients_in_step_up_{number}").set_value(7)
    button(app, "Save the profile").click().run()
    assert_sound(app)
    assert only_notice(app) == ("Saved the profile as of today. To undo, save it again as it was.")
    profile = few.ledger.history(READY).profiles[-1]
    assert (profile.recorded_on, profile.recorded_by) == (TODAY, "Network administrator")
    assert profile.values["patients_in_step_up"] == "7"
    assert "so 14 today" in "\n".join(said(app, "caption"))


def test_saving_the_profile_untouched_changes_no_figure(few: Workspace) -> None:
    before = few.score(EVERYONE, READY, TODAY)
    app = asking("C15", few, READY)
    button(app, "Save the profile").click().run()
    assert_sound(app)
    assert few.score(EVERYONE, READY, TODAY) == before
    first, second = few.ledger.history(READY).profiles[-2:]
    fields = [field.id for field in few.framework.profile_fields]
    assert [second.values.get(key) for key in fields] == [
        first.values.get(key, "") for key in fields
    ]


# --- Cycles -------------------------------------------------------------------------------------


def test_submitting_names_the_must_haves_that_are_unanswered(
    few: Workspace, clock: StandingClock
) -> None:
    app = opened("assess", {"site": NEVER_ASSESSED})
    assert "Submit the assessment" not in [element.label for element in app.button]
    control(app, "radio", few, NEVER_ASSESSED, "C01_answer").set_value("yes").run()
    report = site_report(few, EVERYONE, NEVER_ASSESSED, TODAY)
    left = [
        scored.criterion.title
        for scored in report.score.criteria
        if scored.criterion.gate and scored.state == "unanswered"
    ]
    assert len(left) > 3
    assert said(app, "warning") == [
        f"{len(left)} must-haves are unanswered: {', '.join(left)}. You can submit all the same."
    ]
    clock.go_on(minutes=5)
    button(app, "Submit the assessment").click().run()
    assert_sound(app)
    assert only_notice(app) == "Submitted. To change an answer, simply answer again."
    assert few.ledger.assessments(NEVER_ASSESSED)[-1].event == CycleStep.SUBMITTED
    assert SUBMITTED in said(app, "info")
    assert "Submit the assessment" not in [element.label for element in app.button]


def test_one_unanswered_must_have_is_named_in_the_singular(few: Workspace) -> None:
    rows = [
        row
        for row in (an_answer(gate.id, "0") for gate in few.framework.gates)
        if row.criterion_id != "C23"
    ]
    fitting = tuple(_fitting(few, row) for row in rows)
    recording.accept_import(few, EVERYONE, Batch(responses=fitting), "answers.csv")
    app = opened("assess", {"site": NEVER_ASSESSED})
    assert said(app, "warning") == [
        "1 must-have is unanswered: Signed hospital agreement. You can submit all the same."
    ]


def _fitting(workspace: Workspace, row: Response) -> Response:
    kind = workspace.framework.criterion[row.criterion_id].kind
    if kind == "date":
        return row._replace(answer="", evidence_date=TODAY)
    return row._replace(answer="no") if kind == "choice" else row


def test_the_next_assessment_asks_to_confirm_each_answer_again(
    few: Workspace, clock: StandingClock
) -> None:
    before = answers(few, READY, "C01")
    app = opened("assess", {"site": READY})
    assert f"{READY}_C01_{len(before)}_again" not in [element.key for element in app.button]
    clock.go_on(days=1)
    app = opened("assess", {"site": READY})
    button(app, "Start the next assessment").click().run()
    assert_sound(app)
    assert only_notice(app) == ("Started the next assessment. Confirm each answer or change it.")
    assert few.ledger.assessments(READY)[-1].event == CycleStep.OPENED
    again = [element for element in app.button if element.label == "Still true: confirm again"]
    asked = [gate for gate in few.framework.gates if answers(few, READY, gate.id)]
    assert len(again) == len(asked)

    clock.go_on(minutes=1)
    app.button(key=f"{READY}_C01_{len(before)}_again").click().run()
    assert_drawn_in_part(app)
    after = answers(few, READY, "C01")
    assert after == (
        *before,
        before[-1]._replace(recorded_at=clock(), recorded_by="Network administrator"),
    )
    assert only_notice(app).startswith("Saved Champion appointed. Score ")
    app.run()
    still = [element for element in app.button if element.label == "Still true: confirm again"]
    assert len(still) == len(asked) - 1


def test_a_site_in_its_first_assessment_has_nothing_to_confirm_again(few: Workspace) -> None:
    app = opened("assess", {"site": IN_PROGRESS})
    assert not [element for element in app.button if element.label.startswith("Still true")]
    assert "Submit the assessment" in [element.label for element in app.button]


def test_progress_counts_answers_and_says_the_level(few: Workspace) -> None:
    app = opened("assess", {"site": IN_PROGRESS})
    score = few.score(EVERYONE, IN_PROGRESS, TODAY)
    (bar,) = app.get("progress")
    assert bar.proto.text.startswith(f"{score.answered} of {score.applicable} answered. Now: ")
    assert bar.proto.text.endswith(" Not ready, score 22.0.")
    assert "criteria to answer" in first_sentence(app)


# --- The reader's clock -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("timezone", "shown"),
    [
        ("America/Chicago", "22 Nov 2026, 04:42"),
        ("Pacific/Kiritimati", "23 Nov 2026, 00:42"),
        ("Etc/Unknown", "22 Nov 2026, 10:42"),
        ("../../etc/passwd", "22 Nov 2026, 10:42"),
    ],
)
def test_the_time_of_an_answer_is_the_readers_or_else_utc(
    few: Workspace, timezone: str, shown: str
) -> None:
    recording.record_response(few, EVERYONE, an_answer("C01", "yes"), seen=0)
    app = opened("assess", {"site": NEVER_ASSESSED}, timezone=timezone)
    assert_sound(app)
    assert f"yes, saved {shown}" in "\n".join(said(app, "markdown"))
    assert few.clock() - NOW == timedelta(0)


# --- Texts that look like a patient's -----------------------------------------------------------

CONTEST = "This is not about a patient: save it all the same"
TYPED = "Chart review, MRN 48213377"
LOOKS_LIKE = '"MRN 48213377" looks like a medical record number. '


def test_a_text_that_looks_like_a_patients_is_kept_but_not_saved(few: Workspace) -> None:
    app = asking("C01", few, READY)
    before = answers(few, READY, "C01")
    control(app, "text_input", few, READY, "C01_evidence").input(TYPED).run()
    assert_sound(app)
    assert answers(few, READY, "C01") == before
    (warning,) = said(app, "warning")
    assert warning.startswith(f"Not saved; your words are kept. {LOOKS_LIKE}")
    assert control(app, "text_input", few, READY, "C01_evidence").value == TYPED
    opened_parts = [part.proto.expanded for part in app.expander if part.label.startswith("Evid")]
    assert opened_parts.count(True) == 1
    assert CONTEST in labels(app, "button")


def test_a_person_may_say_that_a_text_is_not_a_patients(few: Workspace) -> None:
    app = asking("C01", few, READY)
    control(app, "text_input", few, READY, "C01_evidence").input(TYPED).run()
    button(app, CONTEST).click().run()
    assert_drawn_in_part(app)
    assert answers(few, READY, "C01")[-1].evidence == TYPED
    assert few.ledger.audit(limit=1)[0].action == "answer (contested: not a patient's)"
    assert (said(app, "warning"), CONTEST in labels(app, "button")) == ([], False)
    # What is in the record already is not questioned again.
    control(app, "radio", few, READY, "C01_answer").set_value("partly").run()
    assert answers(few, READY, "C01")[-1].answer == "partly"
    assert few.ledger.audit(limit=1)[0].action == "answer"


def test_a_text_put_otherwise_is_saved_without_a_question(few: Workspace) -> None:
    app = asking("C01", few, READY)
    control(app, "text_input", few, READY, "C01_evidence").input(TYPED).run()
    control(app, "text_input", few, READY, "C01_evidence").input("Chart review of May").run()
    assert_drawn_in_part(app)
    assert said(app, "warning") == []
    assert answers(few, READY, "C01")[-1].evidence == "Chart review of May"
    assert few.ledger.audit(limit=1)[0].action == "answer"


def test_a_profile_with_a_text_like_a_patients_is_kept_and_may_be_contested(
    few: Workspace,
) -> None:
    field = next(f for f in few.framework.profile_fields if f.type == "text" and f.id != "agents")
    app = asking("C01", few, READY)
    number = len(few.ledger.history(READY).profiles)
    key = f"profile_{READY}_{field.id}_{number}"
    app.text_input(key=key).input(TYPED)
    button(app, "Save the profile").click().run()
    assert_sound(app)
    assert len(few.ledger.history(READY).profiles) == number
    assert said(app, "warning")[0].startswith(f"Not saved; your words are kept. {LOOKS_LIKE}")
    assert app.text_input(key=key).value == TYPED
    app.checkbox[0].check()
    button(app, "Save the profile").click().run()
    assert_sound(app)
    assert few.ledger.history(READY).profiles[-1].values[field.id] == TYPED
    assert few.ledger.audit(limit=1)[0].action == "profile (contested: not a patient's)"
