"""What is recorded, what is refused, and who may record it."""

import re
from datetime import UTC, datetime

import pytest

from readiness.domain.assessment import NOT_APPLICABLE, AssessmentEvent, Batch, History
from readiness.domain.cycle import CycleStep
from readiness.domain.framework import Framework
from readiness.domain.people import Person, Role
from readiness.domain.timeline import Kept, Timeline, timeline
from readiness.errors import ConflictError, NotAllowedError, ReadinessError
from readiness.services import cycle, recording, transfer
from readiness.services import network as network_service
from readiness.services import workspace as workspace_module
from readiness.services.network import Filters
from readiness.services.sites import site_report
from readiness.services.workspace import Workspace
from tests.services.workspaces import (
    EVERYONE,
    FEW,
    IN_PROGRESS,
    NEVER_ASSESSED,
    NOT_READY,
    NOW,
    READY,
    TODAY,
    StandingClock,
    a_site,
    an_answer,
    days,
)

MANAGER = Person.holding("Mia", Role.MANAGER, {NEVER_ASSESSED})
NOBODY = Person.holding("Nil", Role.VIEWER, ())


def newest(workspace: Workspace, site_id: str, criterion_id: str) -> object:
    return workspace.ledger.history(site_id).responses[criterion_id][-1]


# --- Answers ------------------------------------------------------------------------------------


def test_an_answer_is_kept_as_it_was_given_with_the_name_and_the_time(few: Workspace) -> None:
    given = an_answer(
        "C15", "2", evidence_date=TODAY - days(3), end_date=TODAY + days(20),
        evidence="Stock count 17 | *shelf*", recorded_at=datetime(2001, 1, 1, tzinfo=UTC),
        recorded_by="someone else",
    )  # fmt: skip
    assert recording.record_response(few, EVERYONE, given, seen=0) == NOW
    assert few.ledger.history(NEVER_ASSESSED).responses["C15"] == (
        given._replace(recorded_at=NOW, recorded_by="Ana"),
    )
    entry = few.ledger.audit(limit=1)[0]
    assert (entry.recorded_by, entry.recorded_at, entry.action) == ("Ana", NOW, "answer")


def test_an_earlier_answer_stays_in_the_history(few: Workspace, clock: StandingClock) -> None:
    before = few.ledger.history(READY).responses["C01"]
    clock.go_on(minutes=1)
    again = an_answer("C01", "no", site_id=READY)
    recording.record_response(few, EVERYONE, again, seen=len(before))
    after = few.ledger.history(READY).responses["C01"]
    assert after[:-1] == before
    assert after[-1].answer == "no"


def test_the_first_answer_opens_the_first_assessment_and_the_second_does_not(
    few: Workspace, clock: StandingClock
) -> None:
    assert few.ledger.assessments(NEVER_ASSESSED) == ()
    recording.record_response(few, EVERYONE, an_answer("C01", "yes"), seen=0)
    clock.go_on(days=1)
    recording.record_response(few, EVERYONE, an_answer("C02", "yes"), seen=0)
    current = few.framework
    assert few.ledger.assessments(NEVER_ASSESSED) == (
        AssessmentEvent(NEVER_ASSESSED, CycleStep.OPENED, current.id, current.version, NOW, "Ana"),
    )


def test_every_kind_of_answer_that_fits_is_saved(few: Workspace, clock: StandingClock) -> None:
    for criterion, answer, more in (
        ("C01", "yes", {}),
        ("C01", "partly", {"evidence_date": TODAY, "end_date": TODAY}),
        ("C01", "no", {}),
        ("C04", "", {"evidence_date": TODAY}),
        ("C06", "168", {}),
        ("C06", "0", {}),
        ("C15", "12", {}),
        ("C15", "2.5", {}),
        ("C26", "45", {}),
        ("C19", "", {"numerator": "7", "denominator": "9"}),
        ("C19", "", {"numerator": "0", "denominator": "0"}),
        ("C19", "100", {}),
        ("C28", NOT_APPLICABLE, {"na_reason": "No emergency department nearby"}),
    ):
        seen = len(few.ledger.history(NEVER_ASSESSED).responses.get(criterion, ()))
        given = an_answer(criterion, answer, **more)
        now = clock.go_on(seconds=1)
        recording.record_response(few, EVERYONE, given, seen=seen)
        expected = given._replace(recorded_by="Ana", recorded_at=now)
        assert newest(few, NEVER_ASSESSED, criterion) == expected


def test_an_answer_that_does_not_fit_is_not_saved(few: Workspace) -> None:
    revision = few.ledger.revision()
    with pytest.raises(ReadinessError) as caught:
        recording.record_response(few, EVERYONE, an_answer("C15", "plenty"), seen=0)
    assert str(caught.value) == (
        "Tocilizumab doses in reach: Give a number of 0 or more in digits."
    )
    assert few.ledger.revision() == revision
    assert few.ledger.assessments(NEVER_ASSESSED) == ()


def test_an_answer_on_top_of_one_not_seen_is_refused_and_says_whose(
    few: Workspace, clock: StandingClock
) -> None:
    mia = Person.holding("Mia", Role.ADMINISTRATOR)
    recording.record_response(few, mia, an_answer("C01", "yes"), seen=0)
    clock.go_on(minutes=2)
    revision = few.ledger.revision()
    both = (
        "Champion appointed: Mia answered yes at 10:42 UTC, while you were about to. "
        "Yours, no, is not saved: look at both, then answer again."
    )
    with pytest.raises(ConflictError, match=f"^{re.escape(both)}$"):
        recording.record_response(few, EVERYONE, an_answer("C01", "no"), seen=0)
    assert few.ledger.revision() == revision
    recording.record_response(few, EVERYONE, an_answer("C01", "no"), seen=1)
    assert newest(few, NEVER_ASSESSED, "C01").answer == "no"


def test_answers_to_other_criteria_do_not_conflict(few: Workspace) -> None:
    recording.record_response(few, EVERYONE, an_answer("C01", "yes"), seen=0)
    recording.record_response(few, EVERYONE, an_answer("C02", "yes"), seen=0)
    other_site = an_answer("C01", "yes", site_id=IN_PROGRESS)
    seen = len(few.ledger.history(IN_PROGRESS).responses.get("C01", ()))
    recording.record_response(few, EVERYONE, other_site, seen=seen)


# --- Scope --------------------------------------------------------------------------------------


@pytest.mark.parametrize("site_id", [READY, "S999", "", "S001 ", "s001"])
def test_a_foreign_site_is_refused_in_the_words_for_an_unknown_one(
    few: Workspace, site_id: str
) -> None:
    doings = [
        lambda: recording.record_response(
            few, MANAGER, an_answer("C01", "yes", site_id=site_id), seen=9
        ),
        lambda: recording.record_profile(few, MANAGER, site_id, {}),
        lambda: cycle.take_step(few, MANAGER, site_id, CycleStep.OPENED),
        lambda: cycle.take_step(few, MANAGER, site_id, CycleStep.SUBMITTED),
        lambda: site_report(few, MANAGER, site_id, TODAY),
        lambda: few.score(MANAGER, site_id, TODAY),
        lambda: few.site(MANAGER, site_id),
    ]
    revision = few.ledger.revision()
    for do in doings:
        with pytest.raises(NotAllowedError) as caught:
            do()
        assert str(caught.value) == f"There is no site {site_id!r} that you may see."
    assert few.ledger.revision() == revision


def test_an_own_site_is_open_to_a_person_with_a_scope(few: Workspace) -> None:
    recording.record_response(few, MANAGER, an_answer("C01", "yes"), seen=0)
    recording.record_profile(few, MANAGER, NEVER_ASSESSED, {"patients_in_step_up": "3"})
    assert newest(few, NEVER_ASSESSED, "C01").recorded_by == "Mia"
    assert few.score(MANAGER, NEVER_ASSESSED, TODAY).assessed
    assert site_report(few, MANAGER, NEVER_ASSESSED, TODAY).site.site_id == NEVER_ASSESSED


def test_scope_holds_for_the_network_the_filters_and_the_export(few: Workspace) -> None:
    view = network_service.overview(few, MANAGER, TODAY, TODAY - days(91), Filters())
    assert [row.site_id for row in view.sites] == [NEVER_ASSESSED]
    assert view.sites_in_scope == 1
    assert {row.site_id for row in view.elements} == {NEVER_ASSESSED}
    assert (view.failed_gates, view.lapses) == ((), ())
    assert set(few.sites(MANAGER)) == {NEVER_ASSESSED}

    own = few.sites(MANAGER)[NEVER_ASSESSED]
    choices = network_service.choices(few, MANAGER)
    assert (choices["region"], choices["state"]) == ([own.region], [own.state])
    assert choices["practice"] == [own.practice]

    everything = transfer.everything(few.ledger, MANAGER)
    assert [site.site_id for site in everything.sites] == [NEVER_ASSESSED]
    assert everything.responses == ()
    assert {row.site_id for row in everything.profiles} <= {NEVER_ASSESSED}


def test_the_agents_to_filter_by_are_those_of_the_sites_in_scope(few: Workspace) -> None:
    assert network_service.choices(few, EVERYONE)["agent"]
    assert network_service.choices(few, NOBODY)["agent"] == []


def test_a_person_without_sites_sees_nothing(few: Workspace) -> None:
    view = network_service.overview(few, NOBODY, TODAY, TODAY, Filters())
    assert (view.sites, view.sites_in_scope, view.mean_score) == ((), 0, None)
    assert few.sites(NOBODY) == {}
    assert len(transfer.everything(few.ledger, NOBODY)) == 0


# --- Profiles -----------------------------------------------------------------------------------


def test_a_profile_holds_from_today(few: Workspace, clock: StandingClock) -> None:
    """Two patients in step-up need four doses; S001 was asked for fewer yesterday."""
    clock.go_on(days=1)
    before = site_report(few, EVERYONE, READY, TODAY).facts
    recording.record_profile(few, EVERYONE, READY, {"patients_in_step_up": "40"})
    today = clock().date()
    assert site_report(few, EVERYONE, READY, TODAY).facts == before
    assert site_report(few, EVERYONE, READY, today).facts["patients_in_step_up"] == 40
    doses = {s.criterion.id: s for s in few.score(EVERYONE, READY, today).criteria}["C15"]
    assert doses.required == 80
    assert few.ledger.history(READY).profiles[-1].recorded_by == "Ana"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"beds": "3"}, "There is no profile field 'beds'."),
        ({"staff": "-1"}, "Staff who see these patients: give a whole number."),
        ({"staff": "2.5"}, "Staff who see these patients: give a whole number."),
        ({"staff": "٣"}, "Staff who see these patients: give a whole number."),
        ({"staff": "1234567890"}, "Staff who see these patients: give a whole number."),
        ({"service_level": "both"}, "What this site does: 'both' is not one of the choices."),
        ({"champion": "x" * 10_001},
         "Champion (initials or role): shorten it to 10,000 characters."),
        ({"beds": "3", "staff": "few"},
         "There is no profile field 'beds'. Staff who see these patients: give a whole number."),
    ],
)  # fmt: skip
def test_a_profile_that_does_not_fit_is_refused_with_all_its_mistakes(
    few: Workspace, values: dict[str, str], message: str
) -> None:
    revision = few.ledger.revision()
    with pytest.raises(ReadinessError) as caught:
        recording.record_profile(few, EVERYONE, READY, values)
    assert str(caught.value) == message
    assert few.ledger.revision() == revision


# --- Cycles -------------------------------------------------------------------------------------


def test_an_assessment_is_submitted_and_the_next_is_opened(
    few: Workspace, clock: StandingClock
) -> None:
    before = few.ledger.assessments(IN_PROGRESS)
    clock.go_on(minutes=1)
    submitted = cycle.take_step(few, EVERYONE, IN_PROGRESS, CycleStep.SUBMITTED)
    clock.go_on(days=90)
    opened = cycle.take_step(few, EVERYONE, IN_PROGRESS, CycleStep.OPENED)
    current = few.framework
    assert few.ledger.assessments(IN_PROGRESS) == (
        *before,
        AssessmentEvent(
            IN_PROGRESS, CycleStep.SUBMITTED, current.id, current.version, submitted, "Ana"
        ),
        AssessmentEvent(IN_PROGRESS, CycleStep.OPENED, current.id, current.version, opened, "Ana"),
    )


def test_answers_carry_over_into_the_next_assessment(few: Workspace, clock: StandingClock) -> None:
    before = few.score(EVERYONE, READY, TODAY)
    clock.go_on(minutes=1)
    cycle.take_step(few, EVERYONE, READY, CycleStep.OPENED)
    assert few.score(EVERYONE, READY, TODAY) == before


# --- Sites --------------------------------------------------------------------------------------


def test_a_site_is_added_with_the_blanks_around_its_words_taken_away(empty: Workspace) -> None:
    recording.add_site(empty, EVERYONE, a_site("  CEDAR-01 ", " Cedar Falls  "))
    assert empty.sites(EVERYONE) == {"CEDAR-01": a_site()}
    score = empty.score(EVERYONE, "CEDAR-01", TODAY)
    assert not score.assessed


@pytest.mark.parametrize(
    ("site_id", "name", "message"),
    [
        ("", "Cedar", "A site needs an id and a name; fill in both."),
        ("   ", "Cedar", "A site needs an id and a name; fill in both."),
        ("C1", "  ", "A site needs an id and a name; fill in both."),
        ("C 1", "Cedar", "A site's id is one word, such as CEDAR-01; take the spaces out."),
        ("C\u200b1", "Cedar", "A site's id is one word, such as CEDAR-01; take the spaces out."),
        (READY, "Cedar", "There is a site S001 already; choose another id."),
        (f" {READY} ", "Cedar", "There is a site S001 already; choose another id."),
    ],
)
def test_a_site_without_a_word_for_an_id_of_its_own_is_refused(
    few: Workspace, site_id: str, name: str, message: str
) -> None:
    revision = few.ledger.revision()
    with pytest.raises(ReadinessError) as caught:
        recording.add_site(few, EVERYONE, a_site(site_id, name))
    assert str(caught.value) == message
    assert few.ledger.revision() == revision


@pytest.mark.parametrize("site_id", ["NEW-1", READY])
def test_a_person_with_a_scope_adds_no_site_and_learns_of_none(
    few: Workspace, site_id: str
) -> None:
    with pytest.raises(ReadinessError, match=r"^Only a network administrator may add a site"):
        recording.add_site(few, MANAGER, a_site(site_id))
    assert set(few.sites(EVERYONE)) == set(FEW)


# --- Import -------------------------------------------------------------------------------------


def test_an_import_is_written_in_one_step_and_names_its_source(few: Workspace) -> None:
    new = a_site()
    answer = an_answer("C01", "yes", site_id="CEDAR-01", recorded_by="Eve")
    revision = few.ledger.revision()
    number = recording.accept_import(
        few, EVERYONE, Batch(sites=(new,), responses=(answer,)), "two.csv"
    )
    assert number == 2
    assert few.ledger.revision() == revision + 1
    assert few.ledger.audit(limit=1)[0].action == "import two.csv"
    assert newest(few, "CEDAR-01", "C01").recorded_by == "Eve"
    assert few.ledger.assessments("CEDAR-01") == ()


def test_an_import_with_one_bad_record_writes_nothing(few: Workspace) -> None:
    revision = few.ledger.revision()
    batch = Batch(sites=(a_site(),), responses=(an_answer("C01", "yes", site_id="S999"),))
    with pytest.raises(ReadinessError):
        recording.accept_import(few, EVERYONE, batch, "bad.csv")
    assert few.ledger.revision() == revision
    assert set(few.sites(EVERYONE)) == set(FEW)


def test_a_person_with_a_scope_imports_nothing(few: Workspace) -> None:
    revision = few.ledger.revision()
    with pytest.raises(ReadinessError, match=r"^Only a network administrator may import\.$"):
        recording.accept_import(few, MANAGER, Batch(sites=(a_site(),)), "x.csv")
    assert few.ledger.revision() == revision


def test_what_is_exported_imports_again_as_the_same(few: Workspace, empty: Workspace) -> None:
    everything = transfer.everything(few.ledger, EVERYONE)
    recording.accept_import(empty, EVERYONE, everything, "a copy")
    assert transfer.everything(empty.ledger, EVERYONE) == everything
    for site_id in FEW:
        assert empty.score(EVERYONE, site_id, TODAY) == few.score(EVERYONE, site_id, TODAY)


def test_a_save_scores_that_one_site_only(
    few: Workspace, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    scored: list[str] = []

    def counting(version: Framework, history: History, kept: Kept | None = None) -> Timeline:
        scored.append(history.site_id)
        return timeline(version, history, kept)

    monkeypatch.setattr(workspace_module, "timeline", counting)
    clock.go_on(minutes=1)
    recording.record_response(few, EVERYONE, an_answer("C01", "yes"), seen=0)
    few.refresh()
    assert scored == [NEVER_ASSESSED]
    scored.clear()
    few.refresh()
    assert scored == []
    recording.record_profile(few, EVERYONE, NOT_READY, {"staff": "9"})
    few.refresh()
    assert scored == [NOT_READY]
    scored.clear()
    recording.add_site(few, EVERYONE, a_site())
    few.refresh()
    assert scored == ["CEDAR-01"]
