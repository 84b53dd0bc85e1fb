"""What every engine under the ledger does."""

import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from readiness.domain.actions import Action, Told
from readiness.domain.assessment import AssessmentEvent, Finding, Profile, Response
from readiness.domain.meetings import MeetingEntry
from readiness.domain.organisations import Site
from readiness.domain.people import Grant
from readiness.errors import ConflictError, LedgerError, ReadinessError, StepTakenError
from readiness.ledger import Ledger, open_ledger, restore, schema
from readiness.ledger.engines import writing
from tests.ledger.conftest import at, finding, of_files, profile, response, save, site, stock

ROOT = Path(__file__).parents[2]
HOSTILE = [
    "",
    " ",
    "'; DROP TABLE response; --",
    '"quoted" \\ back\\slash % _ ? :name {brace} \\u0000',
    "line\nbreak\r\n\ttab \x1b[31m \x7f",
    '=HYPERLINK("http://x")',
    "naïve – 日本語 – עברית – 👩‍⚕️ – e\u0301 – \u202egnp.exe – \ufeff – \U0010ffff",
    "0001.50",
    "x" * 1_000_000,
]


def event(minutes: float, what: str = "opened", site_id: str = "S1") -> AssessmentEvent:
    return AssessmentEvent(site_id, what, "crs", "2026.1", at(minutes), "Ana")


def grant(minutes: float = 0, person: str = "ana@one.example", **more: object) -> Grant:
    fields: dict[str, object] = {
        "role": "reviewer",
        "reach": "region",
        "of": "South",
        "since": date(2026, 1, 1),
        "until": date(2026, 12, 31),
        "state": "granted",
    }
    return Grant(person, **{**fields, **more}, recorded_at=at(minutes), recorded_by="Nadia")


def action(minutes: float = 0, action_id: str = "A1", **more: object) -> Action:
    fields: dict[str, object] = {
        "site_id": "S1",
        "criteria": ("C01", "C15"),
        "title": "Name a champion",
        "owner": "Ana",
        "due_on": date(2026, 2, 28),
        "state": "open",
    }
    return Action(action_id, **{**fields, **more}, recorded_at=at(minutes), recorded_by="Ana")


def told(about: str = "S1/C15/2026-02-28", person: str = "ana@one.example") -> Told:
    return Told(person, about, at(0))


def entry(minutes: float = 0, kind: str = "opened", **more: object) -> MeetingEntry:
    shown = (date(2026, 1, 2), date(2025, 10, 3), {"region": ("South", "West")}, "2026.1")
    return MeetingEntry("M1", kind, *shown, at(minutes), recorded_by="Nadia", **more)


# --- what goes in comes out


def test_every_field_of_every_record_comes_back_as_it_was_stated(ledger: Ledger) -> None:
    full = Response(
        "S1",
        "C09",
        datetime(2026, 3, 1, 23, 59, 59, 999999, tzinfo=UTC),
        "",
        "017",
        "20.0",
        date(2024, 2, 29),
        date(9999, 12, 31),
        "Protocol v3, https://x.example/?a=1&b=2",
        "",
        "Ana Lima",
    )
    refused = finding(criterion_id="C09", minutes=200_000, conclusion="not confirmed", reason="No")
    facts = Profile("S1", date(2026, 1, 1), {"b": "2", "a": "", "ä": "é"}, "Rui")
    step = event(5)
    save(ledger, full, refused, facts, step)
    history = ledger.history("S1")
    assert history.site_id == "S1"
    assert history.responses == {"C09": (full,)}
    assert history.findings == {"C09": (refused,)}
    assert history.profiles == (facts,)
    assert ledger.assessments("S1") == (step,)
    stored = history.responses["C09"][0]
    assert type(stored) is Response
    assert stored.recorded_at.tzinfo is UTC
    assert type(history.findings["C09"][0]) is Finding


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_texts_come_back_letter_for_letter(ledger: Ledger, words: str) -> None:
    key = words[:500]  # an index of PostgreSQL has a limit
    odd = Response("S1", key or "-", at(1), words, words, words, None, None, words, words, words)
    place = Site(f"S3{key}", words, words, words, words, words)
    save(ledger, place, odd, profile("S2", **{"field": words, words: "x"}), recorded_by=words)
    assert ledger.history("S1").responses[key or "-"] == (odd,)
    assert place in ledger.sites()
    assert ledger.history("S2").profiles[0].values == {"field": words, words: "x"}
    assert ledger.audit(1)[0].recorded_by == words
    assert ledger.verify() == ()


@pytest.mark.parametrize("words", ["a\0b", "half \ud83d", "\udc80"])
def test_texts_no_database_can_hold_are_refused_whole(ledger: Ledger, words: str) -> None:
    with pytest.raises(ReadinessError, match=r"C02.*cannot be stored.*nothing was saved"):
        save(ledger, response(), response(criterion_id="C02")._replace(evidence=words))
    assert ledger.revision() == 1
    assert ledger.history("S1").responses == {}


def test_order_within_a_history_is_the_order_of_recording(ledger: Ledger) -> None:
    save(ledger, response(minutes=3, answer="partly"), response(minutes=1, answer="no"))
    save(ledger, response(minutes=3, answer="yes"))
    answers = [stored.answer for stored in ledger.history("S1").responses["C01"]]
    assert answers == ["no", "partly", "yes"]


def test_a_ledger_reopened_holds_the_same(ledger: Ledger, target: str | Path) -> None:
    save(ledger, response(), finding())
    with open_ledger(target, create=False) as other:
        assert other.history("S1") == ledger.history("S1")
        assert other.revision() == ledger.revision() == 2


# --- sites


def test_sites_are_the_newest_versions_in_order_of_id(ledger: Ledger) -> None:
    save(ledger, site("S0"), site("S1", "New name"), site("Z"))
    assert [(one.site_id, one.site_name) for one in ledger.sites()] == [
        ("S0", "A site"),
        ("S1", "New name"),
        ("S2", "A site"),
        ("Z", "A site"),
    ]


def test_a_site_that_says_nothing_new_is_not_stored_again(ledger: Ledger) -> None:
    assert save(ledger, site("S1")) == 1
    assert save(ledger, site("S1"), site("S2", "Changed")) == 2
    assert ledger.changed_sites(1) == {"S2"}
    assert save(ledger, site("S2")) == 3, "going back to an earlier wording is a change"


# --- histories


def test_histories_come_in_site_order_and_leave_out_no_site(ledger: Ledger) -> None:
    more = [site(f"T{number:03}") for number in range(450)]
    save(ledger, *more, response("T100"), response("T449"), profile("S2"))
    histories = list(ledger.histories())
    assert [history.site_id for history in histories] == [one.site_id for one in ledger.sites()]
    assert len(histories) == 452
    assert [one.site_id for one in histories if one.responses] == ["T100", "T449"]
    assert histories[1].profiles == (profile("S2"),)


def test_histories_of_chosen_sites(ledger: Ledger) -> None:
    save(ledger, response("S2"))
    assert [history.site_id for history in ledger.histories(["S2"])] == ["S2"]
    assert [history.site_id for history in ledger.histories(["S2", "S1", "S2"])] == ["S1", "S2"]
    assert list(ledger.histories([])) == []
    with pytest.raises(ReadinessError, match="“S9” is not known"):
        list(ledger.histories(["S1", "S9"]))
    with pytest.raises(ReadinessError, match="“S9” is not known"):
        ledger.history("S9")


def test_what_counts_on_a_day_is_the_newest_recorded_until_its_end(ledger: Ledger) -> None:
    to_midnight = 16 * 60  # from 8 o'clock
    first, last = response(minutes=0), response(minutes=to_midnight - 0.001, answer="no")
    later = response(minutes=to_midnight, answer="partly")
    other = response(criterion_id="C02", minutes=1)
    old, new = finding(minutes=1), finding(minutes=2, conclusion="not confirmed", reason="No")
    save(ledger, first, other, old, new, profile(), profile(days=9, beds="3"), last, later)
    (history,) = ledger.histories(["S1"], counting_on=at(0).date())
    assert history.responses == {"C01": (last,), "C02": (other,)}
    assert history.findings == {"C01": (new,)}
    assert history.profiles == ledger.history("S1").profiles
    (after,) = ledger.histories(["S1"], counting_on=at(to_midnight).date())
    assert after.responses["C01"] == (later,)
    (before,) = ledger.histories(["S1"], counting_on=at(-3000).date())
    assert (before.responses, before.findings) == ({}, {})


def test_histories_show_one_moment_while_others_save(ledger: Ledger) -> None:
    save(ledger, *(site(f"T{number:03}") for number in range(450)))
    running: Iterator = ledger.histories()
    next(running)
    save(ledger, response("T449"))
    assert not any(history.responses for history in running)
    assert ledger.history("T449").responses
    abandoned = ledger.histories()
    next(abandoned)
    del abandoned


def test_assessments_of_one_site_or_all(ledger: Ledger) -> None:
    steps = (event(1), event(2, "submitted"), event(1, site_id="S2"))
    save(ledger, *steps)
    assert ledger.assessments() == steps
    assert ledger.assessments("S2") == steps[2:]
    assert ledger.assessments("S9") == ()


# --- revision


def test_the_revision_moves_by_one_with_every_save(target: str | Path) -> None:
    with open_ledger(target) as ledger:
        assert ledger.revision() == 0
        assert save(ledger, site("S1")) == 1
        assert save(ledger, response(), response(criterion_id="C02")) == 2
        assert ledger.revision() == 2


def test_an_empty_batch_writes_nothing(ledger: Ledger) -> None:
    assert save(ledger) == 1
    assert len(ledger.audit()) == 1


@pytest.mark.parametrize(
    "record", [site("S2", "x"), profile("S2"), response("S2"), event(1, site_id="S2")]
)
def test_changed_sites_are_those_recorded_about_since(ledger: Ledger, record: object) -> None:
    before = ledger.revision()
    save(ledger, response("S1"))
    between = ledger.revision()
    save(ledger, record)
    assert ledger.changed_sites(0) == {"S1", "S2"}
    assert ledger.changed_sites(before) == {"S1", "S2"}
    assert ledger.changed_sites(between) == {"S2"}
    assert ledger.changed_sites(ledger.revision()) == frozenset()


def test_a_finding_changes_its_site(ledger: Ledger) -> None:
    revision = save(ledger, response("S2"))
    save(ledger, finding("S2"))
    assert ledger.changed_sites(revision) == {"S2"}


# --- conflict


def test_saving_on_what_was_not_seen_is_refused_and_says_what_it_is(ledger: Ledger) -> None:
    save(ledger, response(minutes=1))
    save(ledger, Response("S1", "C01", at(2), "partly", recorded_by="Bea"))
    with pytest.raises(ConflictError) as refused:
        save(
            ledger,
            response(minutes=3),
            response(criterion_id="C02"),
            seen={("S1", "C01"): 1, ("S1", "C02"): 0},
        )
    for said in ("C01 of S1", "“partly”", "Bea", "2026-01-01 08:02"):
        assert said in str(refused.value)
    assert "C02" not in str(refused.value)
    assert "C02" not in ledger.history("S1").responses
    assert ledger.revision() == 3


def test_saving_on_what_was_seen_continues(ledger: Ledger) -> None:
    save(ledger, response(minutes=1), seen={("S1", "C01"): 0})
    save(ledger, response(minutes=2), seen={("S1", "C01"): 1})
    save(ledger, response(minutes=3))
    assert len(ledger.history("S1").responses["C01"]) == 3


def test_of_many_writers_who_saw_the_same_one_wins(ledger: Ledger) -> None:
    outcomes: list[str] = []

    def write(number: int) -> None:
        try:
            save(ledger, response(answer=str(number)), seen={("S1", "C01"): 0})
            outcomes.append("saved")
        except ConflictError:
            outcomes.append("conflict")

    in_threads(write, 8)
    assert sorted(outcomes) == ["conflict"] * 7 + ["saved"]
    assert len(ledger.history("S1").responses["C01"]) == 1


def test_of_two_connections_that_take_the_same_step_one_is_recorded(
    ledger: Ledger, target: str | Path
) -> None:
    """Both have read the same stage when they write."""
    save(ledger, event(0), event(1, "submitted"))
    both_have_read = threading.Barrier(2)
    said: list[str] = []

    def take(number: int) -> None:
        step = event(2 + number, ("approved", "returned")[number])._replace(
            recorded_by=("Ana", "Bea")[number]
        )
        with open_ledger(target, create=False) as own:
            steps = len(own.assessments("S1"))
            both_have_read.wait()
            try:
                save(own, step, seen_steps={"S1": steps})
                said.append("saved")
            except StepTakenError as refused:
                said.append(str(refused))

    in_threads(take, 2)
    *_, last = ledger.assessments("S1")
    assert len(ledger.assessments("S1")) == 3
    at_minute = {"approved": "08:02", "returned": "08:03"}[last.event]
    assert sorted(said, reverse=True) == [
        "saved",
        f"The assessment of S1 was {last.event} meanwhile by {last.recorded_by} on "
        f"2026-01-01 {at_minute} UTC. Nothing of yours was saved; look at it, then decide again.",
    ]
    assert ledger.verify() == ()


def test_what_depends_on_a_stage_is_refused_when_a_step_was_taken(ledger: Ledger) -> None:
    save(ledger, event(0), response(minutes=0))
    save(ledger, finding(minutes=1), seen_steps={"S1": 1, "S2": 0})
    save(ledger, event(2, "submitted"))
    before = ledger.revision()
    with pytest.raises(StepTakenError, match="S1 was submitted meanwhile by Ana"):
        save(ledger, finding(minutes=3), seen_steps={"S1": 1})
    assert ledger.revision() == before


# --- what is refused


@pytest.mark.parametrize(
    "record", [profile("S9"), response("S9"), finding("S9"), event(1, site_id="S9")]
)
def test_a_record_of_an_unknown_site_is_refused(ledger: Ledger, record: object) -> None:
    with pytest.raises(ReadinessError, match=r"“S9”.*Nothing was saved"):
        save(ledger, response("S1"), record)
    assert ledger.revision() == 1
    assert ledger.history("S1").responses == {}


def test_a_site_may_come_in_the_same_batch(ledger: Ledger) -> None:
    save(ledger, site("S9"), response("S9"), finding("S9"), profile("S9"), event(1, site_id="S9"))
    assert ledger.history("S9").findings


@pytest.mark.parametrize(
    ("later", "earlier", "said"),
    [
        (response(minutes=10), response(minutes=9), "response on C01 of S1 of 2026-01-01 08:09"),
        (finding(minutes=10), finding(minutes=9), "finding on C01 of S1"),
        (profile(days=10), profile(days=9), "profile on S1 of 2026-01-10"),
        (event(10), event(9, "submitted"), "step of the assessment on S1"),
    ],
)
def test_nothing_is_put_before_what_is_there(
    ledger: Ledger, later: object, earlier: object, said: str
) -> None:
    first = [] if isinstance(later, Response) else [response(minutes=0)]
    revision = save(ledger, *first, later)
    with pytest.raises(ReadinessError, match=f"{said}.*older than the newest.*past dates"):
        save(ledger, response("S2"), earlier)
    assert ledger.revision() == revision
    assert ledger.history("S2").responses == {}


def test_the_same_time_is_not_earlier(ledger: Ledger) -> None:
    for _ in range(2):
        save(ledger, response(minutes=1), profile(), event(1))
    for _ in range(2):
        save(ledger, finding(minutes=1))
    assert len(ledger.history("S1").responses["C01"]) == 2
    assert len(ledger.history("S1").findings["C01"]) == 2


def test_the_order_of_one_criterion_does_not_bind_another(ledger: Ledger) -> None:
    save(ledger, response(minutes=10))
    save(ledger, response(minutes=1, criterion_id="C02"), response("S2", minutes=1))
    assert ledger.revision() == 3


def test_a_finding_needs_a_response_at_or_before_it(ledger: Ledger) -> None:
    save(ledger, response(minutes=5))
    for lone in (finding(minutes=4), finding(criterion_id="C02"), finding("S2", minutes=9)):
        with pytest.raises(ReadinessError, match=r"no response.*Nothing was saved"):
            save(ledger, lone)
    save(ledger, finding(minutes=5))


def test_a_finding_is_stored_with_the_response_it_is_about(ledger: Ledger) -> None:
    save(ledger, response(minutes=1), response(minutes=5))
    save(ledger, finding(minutes=3))
    save(ledger, response(minutes=8), finding(minutes=6), response(minutes=7), finding(minutes=9))
    with ledger._engine.connect() as connection:
        about = connection.execute(
            text("SELECT response_version FROM finding ORDER BY version")
        ).scalars()
        assert list(about) == [1, 2, 4]


def test_a_response_is_not_put_under_a_finding_about_an_older_one(ledger: Ledger) -> None:
    save(ledger, response(minutes=1), finding(minutes=5))
    for minutes in (3, 5):
        with pytest.raises(ReadinessError, match="not after the finding"):
            save(ledger, response(minutes=minutes))
    save(ledger, response(minutes=5.1))


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (response(answer="not applicable"), "not applicable needs a reason"),
        (finding(conclusion="not confirmed"), "not confirmed needs a reason"),
        (finding(conclusion="perhaps"), "confirmed or not confirmed"),
        (event(1, "closed"), "one of the cycle"),
        (
            response()._replace(evidence_date=date(2026, 1, 2), end_date=date(2026, 1, 1)),
            "end date is before",
        ),
        (response(criterion_id=""), "nothing was saved"),
    ],
)
def test_the_database_refuses_what_makes_no_sense(
    ledger: Ledger, record: object, said: str
) -> None:
    save(ledger, response())
    with pytest.raises(ReadinessError, match=said):
        save(ledger, response("S2"), record)
    assert ledger.revision() == 2


@pytest.mark.parametrize(
    "moment",
    [datetime(2026, 1, 1), datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=2)))],  # noqa: DTZ001
)
def test_a_time_that_is_not_utc_is_a_bug_of_the_caller(ledger: Ledger, moment: datetime) -> None:
    with pytest.raises(ValueError, match="UTC"):
        save(ledger, response(), recorded_at=moment)
    with pytest.raises(ValueError, match="UTC"):
        save(ledger, response()._replace(recorded_at=moment))
    assert ledger.revision() == 1


def test_a_batch_is_saved_whole_or_not_at_all(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(done: int, total: int) -> None:
        if done > 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        save(ledger, site("S3"), profile("S3"), response("S3"), finding("S3"), on_progress=stop)
    assert ledger.revision() == 1
    assert len(ledger.sites()) == 2
    assert len(ledger.audit()) == 1
    assert save(ledger, response()) == 2
    assert ledger.verify() == ()


def test_a_large_batch_reports_its_progress(ledger: Ledger) -> None:
    many = [response(criterion_id=f"C{number % 50}", minutes=number) for number in range(6_000)]
    steps: list[tuple[int, int]] = []
    save(ledger, *many, on_progress=lambda done, total: steps.append((done, total)))
    assert steps == [(2_000, 6_000), (4_000, 6_000), (6_000, 6_000)]
    assert sum(map(len, ledger.history("S1").responses.values())) == 6_000


# --- access, actions and what was told


def test_grants_come_back_by_person_in_the_order_of_recording(ledger: Ledger) -> None:
    first = grant()
    endless = grant(1, "zoe@one.example", role="viewer", reach="network", of="", until=None)
    ended = grant(2, state="withdrawn")
    save(ledger, first, endless)
    save(ledger, ended)
    assert ledger.grants() == (first, endless, ended)
    assert ledger.grants("ana@one.example") == (first, ended)
    assert ledger.grants("nobody@one.example") == ()
    assert ledger.verify() == ()


@pytest.mark.parametrize(
    "more",
    [{"state": "given"}, {"reach": "network"}, {"of": ""}, {"person": ""}],
    ids=["unknown state", "network with a name", "region without a name", "nobody"],
)
def test_a_grant_that_makes_no_sense_is_refused(ledger: Ledger, more: dict[str, str]) -> None:
    with pytest.raises(ReadinessError, match="cannot be stored"):
        save(ledger, grant(**more))
    assert ledger.grants() == ()


def test_every_change_of_an_action_is_kept_whole(ledger: Ledger) -> None:
    raised = action()
    doing = action(1, state="doing", comment="Asked the board <b>twice</b>", criteria=("C01",))
    elsewhere = action(2, "A2", site_id="S2", state="dropped", reason="Site closes")
    save(ledger, raised)
    save(ledger, elsewhere, doing)
    assert ledger.actions() == (raised, doing, elsewhere)
    assert ledger.actions(["S2"]) == (elsewhere,)
    assert ledger.actions([]) == ()
    assert ledger.changed_sites(1) == frozenset()
    assert ledger.verify() == ()


@pytest.mark.parametrize("more", [{"state": "late"}, {"state": "dropped"}, {"action_id": ""}])
def test_an_action_that_makes_no_sense_is_refused(ledger: Ledger, more: dict[str, str]) -> None:
    with pytest.raises(ReadinessError, match="cannot be stored"):
        save(ledger, action(**more))
    assert ledger.actions() == ()


def test_an_action_that_someone_else_changed_first_is_not_changed_blindly(ledger: Ledger) -> None:
    save(ledger, action(), seen_actions={"A1": 0})
    save(ledger, action(1, state="doing"), seen_actions={"A1": 1})
    before = ledger.revision()
    with pytest.raises(ConflictError, match=r"by Ana on .*: “Name a champion” is now doing"):
        save(ledger, action(2, state="done"), seen_actions={"A1": 1})
    assert ledger.revision() == before
    save(ledger, action(2, state="done"), seen_actions={"A1": 2})
    assert [change.state for change in ledger.actions()] == ["open", "doing", "done"]


def test_an_action_of_an_unknown_site_is_refused_by_name(ledger: Ledger) -> None:
    with pytest.raises(ReadinessError, match="Not among the known sites: “S9”"):
        save(ledger, action(site_id="S9"))


def test_a_change_older_than_the_newest_is_refused(ledger: Ledger) -> None:
    save(ledger, action(5), grant(5))
    with pytest.raises(ReadinessError, match=r"change of the action on A1 .* is older"):
        save(ledger, action(4))
    with pytest.raises(ReadinessError, match=r"grant on ana@one\.example .* is older"):
        save(ledger, grant(4))


def test_what_was_told_is_told_once(ledger: Ledger) -> None:
    save(ledger, told(), told("S1/C16/2026-02-28"), told(person="zoe@one.example"))
    before = ledger.revision()
    save(ledger, told())
    assert ledger.revision() == before
    assert ledger.told("ana@one.example") == {"S1/C15/2026-02-28", "S1/C16/2026-02-28"}
    assert ledger.told("nobody@one.example") == frozenset()


def test_a_meeting_comes_back_entry_by_entry(ledger: Ledger) -> None:
    opened, minute = entry(), entry(1, "minute", text="Ask the <board>")
    decided = entry(2, "decision", text="Renew the agreement", action_id="A1")
    save(ledger, opened)
    save(ledger, decided, minute)
    assert ledger.meetings() == (opened, minute, decided)
    with pytest.raises(ReadinessError, match="cannot be stored"):
        save(ledger, entry(3, "adjourned"))
    assert ledger.verify() == ()


def test_an_entry_of_a_register_comes_back_version_by_version(ledger: Ledger) -> None:
    versions = (stock(), stock(1, values={"doses": "3"}), stock(2, state="withdrawn", values={}))
    for version in versions:
        save(ledger, version)
    other = stock(1, "pharmacy")
    save(ledger, other)
    assert ledger.history("S1").entries == (versions[0], versions[1], other, versions[2])
    assert ledger.changed_sites(ledger.revision() - 1) == {"S1"}
    with pytest.raises(ReadinessError, match="cannot be stored"):
        save(ledger, stock(3, state="lost"))
    assert ledger.verify() == ()


def test_an_entry_that_someone_else_changed_first_is_not_changed_blindly(ledger: Ledger) -> None:
    save(ledger, stock(), seen_entries={("S1", "fridge"): 0})
    save(ledger, stock(1), seen_entries={("S1", "fridge"): 1})
    before = ledger.revision()
    with pytest.raises(ConflictError, match="Changed meanwhile by Ana"):
        save(ledger, stock(2), seen_entries={("S1", "fridge"): 1})
    assert ledger.revision() == before


def test_a_finding_without_a_response_needs_a_register_at_the_site(ledger: Ledger) -> None:
    with pytest.raises(ReadinessError, match="no response recorded at or before it"):
        save(ledger, finding(criterion_id="C15", minutes=3))
    save(ledger, stock(1))
    save(ledger, finding(criterion_id="C15", minutes=3))
    assert [row.conclusion for row in ledger.history("S1").findings["C15"]] == ["confirmed"]
    assert ledger.verify() == ()


# --- append-only


@pytest.mark.parametrize("change", ["update", "delete", "replace or truncate"])
def test_the_database_itself_refuses_to_change_or_remove(ledger: Ledger, change: str) -> None:
    records = (response(), finding(), profile(), event(1), grant(), action(), told(), entry())
    save(ledger, *records, stock())
    ledger.record_framework("crs", "1", "f", {}, recorded_by="Ana", recorded_at=at(1))
    with ledger._engine.connect() as connection:
        for table in schema.APPEND_ONLY:
            name, column = table.name, list(table.columns)[-2].name
            statements = {
                "update": f"UPDATE {name} SET {column} = {column}",
                "delete": f"DELETE FROM {name}",
                "replace or truncate": {
                    "sqlite": f"INSERT OR REPLACE INTO {name} SELECT * FROM {name}",
                    "postgresql": f"TRUNCATE {name} CASCADE",
                }[connection.dialect.name],
            }
            before = connection.execute(table.select()).all()
            assert before, name
            with pytest.raises(DBAPIError, match="append-only"):
                connection.execute(text(statements[change]))
            connection.rollback()
            assert connection.execute(table.select()).all() == before
    assert ledger.verify() == ()


# --- frameworks


def test_a_framework_version_is_kept_once_and_for_ever(ledger: Ledger) -> None:
    files = {"framework.toml": 'id = "crs"\n', "E1.toml": "é"}
    kept = {"recorded_by": "Ana", "recorded_at": at(0)}
    assert ledger.record_framework("crs", "2026.2", "abc", files, **kept) == 2
    assert ledger.record_framework("crs", "2026.2", "abc", files, **kept) == 2
    assert ledger.record_framework("crs", "2026.10", "def", {}, **kept) == 3
    assert ledger.record_framework("other", "2026.2", "ghi", {}, **kept) == 4
    with pytest.raises(LedgerError, match=r"2026\.2 .*crs.*Raise `version` in framework\.toml"):
        ledger.record_framework("crs", "2026.2", "zzz", files, **kept)
    stored = ledger.frameworks()
    assert [(one.framework_id, one.framework_version) for one in stored] == [
        ("crs", "2026.2"),
        ("crs", "2026.10"),
        ("other", "2026.2"),
    ]
    assert stored[0].files == files
    assert (stored[0].fingerprint, stored[0].recorded_at) == ("abc", at(0))
    assert ledger.changed_sites(1) == frozenset()
    assert ledger.verify() == ()


# --- audit


def test_the_audit_says_who_when_and_how_much(ledger: Ledger) -> None:
    save(ledger, response(), finding(), response("S2"), recorded_by="Zoë", action="import x.csv")
    newest, first = ledger.audit()
    assert (newest.revision, newest.recorded_by, newest.action) == (2, "Zoë", "import x.csv")
    assert newest.recorded_at == at(0)
    assert newest.detail == {"counts": {"response": 2, "finding": 1}}
    assert newest.previous_hash == first.hash != newest.hash
    assert first.previous_hash == "0" * 64


def test_the_audit_is_read_in_pages_newest_first(ledger: Ledger) -> None:
    for number in range(5):
        save(ledger, response(minutes=number))
    assert [entry.revision for entry in ledger.audit(2)] == [6, 5]
    assert [entry.revision for entry in ledger.audit(3, before=5)] == [4, 3, 2]
    assert ledger.audit(3, before=1) == ()


def test_a_sound_ledger_verifies_and_reports_its_progress(ledger: Ledger) -> None:
    save(ledger, response(), finding(), profile(), event(1))
    steps: list[tuple[int, int]] = []
    assert ledger.verify(lambda done, total: steps.append((done, total))) == ()
    assert steps == [(1, 2), (2, 2)]


TAMPERING = {
    "UPDATE response SET answer = 'no' WHERE site_id = 'S1'": "saved under audit entry 2",
    "UPDATE finding SET reason = ' '": "saved under audit entry 3",
    "UPDATE site SET site_name = 'x' WHERE site_id = 'S2'": "saved under audit entry 1",
    "DELETE FROM finding": "saved under audit entry 3",
    "UPDATE profile SET revision = 2": "saved under audit entry 2",
    "INSERT INTO profile VALUES ('S2', 1, '2026-01-01', '{}', '', 9)": "revision 9",
    "DELETE FROM audit WHERE revision = 4": "misses entry 4",
    "DELETE FROM audit WHERE revision = 2": "misses entry 2",
    "DELETE FROM audit": "misses entries 1 to 4",
    "UPDATE audit SET recorded_by = 'x' WHERE revision = 2": "audit entry 2 .* was changed",
    "UPDATE audit SET hash = previous_hash WHERE revision = 3": "audit entry 4 .* does not follow",
    "UPDATE counter SET revision = 3": "counter says 3",
    "UPDATE audit SET recorded_by = x'ff' WHERE revision = 1": "never written by this program",
    "UPDATE response SET answer = x'ff'": "never written by this program",
    "SELECT 1": "lost its protection",
}


@pytest.mark.parametrize("statement", TAMPERING)
def test_verify_names_what_was_tampered_with(
    ledger: Ledger, tmp_path: Path, statement: str
) -> None:
    save(ledger, response(), response("S2"))
    save(ledger, finding(), profile())
    save(ledger, response(minutes=5))
    if ledger._engine.dialect.name == "postgresql":
        if "x'ff'" in statement:
            return  # the server itself refuses what is no text
        problems = tampered_with_on_a_server(ledger, statement)
    else:
        problems = tampered_with_in_a_copy(ledger, tmp_path / "copy.db", statement)
        assert ledger.verify() == ()
    assert any(re.search(TAMPERING[statement], said) for said in problems)


def tampered_with_on_a_server(ledger: Ledger, statement: str) -> tuple[str, ...]:
    """What is found after someone who owns the tables has changed them."""
    with writing(ledger._engine).begin() as connection:
        for table in schema.APPEND_ONLY:
            connection.exec_driver_sql(f"ALTER TABLE {table.name} DISABLE TRIGGER USER")
            connection.exec_driver_sql(f"ALTER TABLE {table.name} NO FORCE ROW LEVEL SECURITY")
        connection.exec_driver_sql(statement)
    return ledger.verify()


def tampered_with_in_a_copy(ledger: Ledger, copy: Path, statement: str) -> tuple[str, ...]:
    ledger.backup(copy)
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement)
    with open_ledger(copy) as tampered:
        return tampered.verify()


# --- many at once


def in_threads(work: object, count: int) -> None:
    errors: list[BaseException] = []

    def run(number: int) -> None:
        try:
            work(number)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_threads_lose_nothing_and_read_only_what_they_asked_for(ledger: Ledger) -> None:
    revisions: list[int] = []

    def work(number: int) -> None:
        for turn in range(6):
            revisions.append(save(ledger, response("S1", f"C{number}", turn, f"{number}-{turn}")))
            mine = ledger.history("S1").responses[f"C{number}"]
            assert [one.answer for one in mine] == [f"{number}-{done}" for done in range(turn + 1)]
            assert len(ledger.sites()) == 2

    in_threads(work, 12)
    assert sorted(revisions) == list(range(2, 74))
    assert ledger.verify() == ()


def start_writer(target: str | Path, criterion_id: str, saves: int) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.ledger.writer", str(target), criterion_id, str(saves)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def killed_after(writer: subprocess.Popen, saves: int) -> int:
    """Kill a writer when it has told of so many saves; the last answer that it told of."""
    told = [writer.stdout.readline() for _ in range(saves)]
    writer.send_signal(signal.SIGKILL)
    told += writer.stdout.readlines()
    writer.wait(timeout=60)
    writer.stdout.close()
    return max(int(line.split()[1]) for line in told if line.endswith("\n"))


def test_processes_that_make_and_write_a_ledger_at_once_lose_nothing(target: str | Path) -> None:
    writers = [start_writer(target, f"C{number}", 40) for number in range(2)]
    revisions = []
    for writer in writers:
        said, _ = writer.communicate(timeout=60)
        assert writer.returncode == 0
        revisions += [int(line.split()[0]) for line in said.splitlines()]
    assert sorted(revisions) == list(range(2, 82))
    with open_ledger(target, create=False) as ledger:
        assert len(ledger.sites()) == 2
        for history in ledger.histories():
            for number in range(2):
                answers = [one.answer for one in history.responses[f"C{number}"]]
                assert answers == [str(turn) for turn in range(40)]
        assert ledger.revision() == 81
        assert ledger.verify() == ()


# --- backup and restore


def test_a_backup_taken_while_others_write_is_one_moment(ledger: Ledger, tmp_path: Path) -> None:
    save(ledger, *(response(criterion_id=f"C{n % 40}", minutes=n) for n in range(1_500)))
    stop = threading.Event()
    pages: list[tuple[int, int]] = []

    def write() -> None:
        number = 5_000
        while not stop.is_set():
            save(ledger, response("S2", minutes=number), response("S2", "C02", minutes=number))
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            before = ledger.revision()
            copy = tmp_path / f"copy {number}.db"
            ledger.backup(copy, lambda done, total: pages.append((done, total)))
            with open_ledger(copy, create=False) as other:
                assert before <= other.revision() <= ledger.revision()
                assert other.verify() == ()
                both = other.history("S2").responses
                assert len(both.get("C01", ())) == len(both.get("C02", ()))
    finally:
        stop.set()
        writer.join()
    assert pages[-1][0] == pages[-1][1]
    assert ledger.revision() > 5
    assert sorted(path.name for path in tmp_path.glob("copy*")) == [
        "copy 0.db",
        "copy 1.db",
        "copy 2.db",
    ]


def test_a_backup_never_overwrites(ledger: Ledger, tmp_path: Path) -> None:
    taken = tmp_path / "taken.db"
    taken.write_text("mine")
    with pytest.raises(LedgerError, match="exists already"):
        ledger.backup(taken)
    assert taken.read_text() == "mine"
    with pytest.raises(LedgerError, match="Name another folder"):
        ledger.backup(tmp_path / "no" / "such" / "folder.db")


@of_files
def test_a_restored_backup_is_the_ledger_of_then(
    ledger: Ledger, target: str | Path, tmp_path: Path
) -> None:
    save(ledger, response())
    copy = tmp_path / "copy.db"
    ledger.backup(copy)
    content = copy.read_bytes()
    save(ledger, response(minutes=1))
    ledger.close()
    kept = restore(copy, Path(target))
    with open_ledger(target) as restored, open_ledger(kept) as old:
        assert restored.revision() == 2
        assert old.revision() == 3
        assert save(restored, response(minutes=2)) == 3
    assert copy.read_bytes() == content
    assert kept.parent == tmp_path
    assert kept.name.startswith("ledger.replaced-20")
    assert not list(tmp_path.glob("*.restoring*"))


def test_a_backup_can_be_restored_where_there_was_nothing(ledger: Ledger, tmp_path: Path) -> None:
    ledger.backup(tmp_path / "copy.db")
    elsewhere = tmp_path / "new folder" / "ledger.db"
    assert restore(tmp_path / "copy.db", elsewhere) is None
    with open_ledger(elsewhere, create=False) as restored:
        assert restored.sites() == ledger.sites()


@of_files
@pytest.mark.parametrize("where", ["this process", "another process"])
def test_restoring_over_a_ledger_in_use_is_refused(
    ledger: Ledger, target: str | Path, tmp_path: Path, where: str
) -> None:
    ledger.backup(tmp_path / "copy.db")
    code = (
        "import sys; from readiness.ledger import *; x = open_ledger(sys.argv[1]); print(); input()"
    )
    other = None
    if where == "another process":
        ledger.close()
        other = subprocess.Popen(
            [sys.executable, "-c", code, str(target)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        other.stdout.readline()
    try:
        before = Path(target).read_bytes()
        with pytest.raises(LedgerError, match="open in another program; nothing was restored"):
            restore(tmp_path / "copy.db", Path(target))
        assert Path(target).read_bytes() == before
    finally:
        if other is not None:
            other.communicate("\n", timeout=60)
    assert not list(tmp_path.glob("*restoring*"))
    assert not list(tmp_path.glob("*replaced*"))
    assert save(ledger, response()) == 2


@of_files
def test_a_backup_that_was_tampered_with_is_not_restored(
    ledger: Ledger, target: str | Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    ledger.backup(copy)
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER site_no_update")
        connection.execute("UPDATE site SET region = 'x'")
    ledger.close()
    before = Path(target).read_bytes()
    with pytest.raises(LedgerError, match=r"not sound and is not used.*audit entry 1"):
        restore(copy, Path(target))
    assert Path(target).read_bytes() == before


@of_files
def test_a_damaged_ledger_can_be_replaced_by_a_backup(
    ledger: Ledger, target: str | Path, tmp_path: Path
) -> None:
    ledger.backup(tmp_path / "copy.db")
    ledger.close()
    Path(target).write_bytes(b"gone" * 1000)
    kept = restore(tmp_path / "copy.db", Path(target))
    assert kept.read_bytes() == b"gone" * 1000
    with open_ledger(target) as restored:
        assert restored.verify() == ()


@of_files
def test_a_log_that_was_left_behind_is_not_read_with_a_restored_ledger(
    ledger: Ledger, target: str | Path, tmp_path: Path
) -> None:
    ledger.backup(tmp_path / "copy.db")
    save(ledger, response())
    log = Path(f"{target}-wal").read_bytes()
    ledger.close()
    Path(target).unlink()
    Path(f"{target}-wal").write_bytes(log)
    assert restore(tmp_path / "copy.db", Path(target)) is None
    with open_ledger(target) as restored:
        assert restored.revision() == 1
        assert restored.verify() == ()


@of_files
def test_restoring_what_is_not_there_or_over_a_folder_is_refused(
    ledger: Ledger, target: str | Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    with pytest.raises(LedgerError, match="There is no backup"):
        restore(copy, tmp_path / "new.db")
    ledger.backup(copy)
    with pytest.raises(LedgerError, match="is a folder"):
        restore(copy, tmp_path)
    with pytest.raises(LedgerError, match="same file"):
        restore(copy, copy)
    (tmp_path / "empty.db").touch()
    with pytest.raises(LedgerError, match=r"empty\.db is an empty database"):
        restore(tmp_path / "empty.db", tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()


@of_files
def test_a_plain_copy_with_its_log_can_be_restored(
    ledger: Ledger, target: str | Path, tmp_path: Path
) -> None:
    for ending in ("", "-wal"):
        shutil.copy(f"{target}{ending}", tmp_path / f"plain.db{ending}")
    restore(tmp_path / "plain.db", tmp_path / "again.db")
    with open_ledger(tmp_path / "again.db") as restored:
        assert restored.sites() == ledger.sites()
