"""A save replaces the rows of the sites it touched: the copy is as if it were made anew."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest

from readiness.analytics.store import SiteCopy
from readiness.domain.assessment import (
    CONFIRMED,
    NOT_APPLICABLE,
    NOT_CONFIRMED,
    Batch,
    Finding,
    Response,
)
from readiness.domain.cycle import CycleStep
from readiness.domain.framework import Criterion, Kind
from readiness.errors import ReadinessError
from readiness.ledger import one_look
from readiness.services import cycle, recording
from readiness.services.workspace import Workspace
from tests.analytics.tables import assert_same, everything
from tests.services.workspaces import (
    EVERYONE,
    NOW,
    READY,
    StandingClock,
    a_site,
    an_answer,
    days,
    workspace_on,
)


def random_answer(random: Random, criterion: Criterion, site_id: str) -> Response:
    """Something that may be answered to a criterion."""
    evidence = NOW.date() - days(random.randrange(400)) if random.random() < 0.7 else None
    answer = an_answer(criterion.id, site_id=site_id, evidence_date=evidence)
    if criterion.na_allowed and random.random() < 0.2:
        return answer._replace(answer=NOT_APPLICABLE, na_reason="nobody here needs it")
    if criterion.kind is Kind.DATE:
        return answer._replace(evidence_date=NOW.date() - days(random.randrange(700)))
    if criterion.kind is Kind.CHOICE:
        return answer._replace(answer=random.choice(["yes", "partly", "no"]))
    if criterion.kind is Kind.PERCENT and random.random() < 0.5:
        whole = random.randrange(0, 12)
        return answer._replace(numerator=str(random.randint(0, whole)), denominator=str(whole))
    most = {Kind.PERCENT: 100, Kind.HOURS: 168, Kind.LIMIT: 90}.get(criterion.kind, 7)
    return answer._replace(answer=str(random.randint(0, most)))


def append_answer(workspace: Workspace, clock: StandingClock, answer: str) -> int:
    """Recorded about a site without a refresh of the copy; the revision."""
    response = an_answer("C01", answer, site_id=READY)._replace(recorded_at=clock())
    return workspace.ledger.append(
        Batch(responses=(response,)), recorded_by="Ana", recorded_at=clock(), action="answer"
    )


def save_something(random: Random, workspace: Workspace, clock: StandingClock) -> None:
    """One save of any kind, as the pages and the import make them."""
    clock.go_on(hours=random.choice([0.1, 5, 30, 24 * 40]))
    sites = sorted(workspace.sites(EVERYONE))
    site_id = random.choice(sites)
    criterion = random.choice(workspace.framework.scored)
    history = workspace.ledger.history(site_id)
    what = random.choice(["answer"] * 5 + ["finding"] * 2 + ["profile", "cycle", "site", "import"])
    if what == "answer":
        seen = len(history.responses.get(criterion.id, ()))
        answer = random_answer(random, criterion, site_id)
        recording.record_response(workspace, EVERYONE, answer, seen=seen)
    elif what == "finding" and history.responses:
        conclusion = random.choice([CONFIRMED, NOT_CONFIRMED])
        reviewed = random.choice(sorted(history.responses))
        finding = Finding(site_id, reviewed, clock(), conclusion, "seen on site", "Rui")
        recording.accept_import(workspace, EVERYONE, Batch(findings=(finding,)), "review")
    elif what == "profile":
        values = {
            "service_level": random.choice(["step_up", "maintenance_only", "not_yet", ""]),
            "patients_in_step_up": str(random.randrange(4)),
            "agents_given": str(random.randrange(3)),
            "agents": random.choice(["", "One", "One; Two", " Two ;; Three "]),
        }
        recording.record_profile(workspace, EVERYONE, site_id, values)
    elif what == "cycle":
        steps = cycle.steps_for(workspace, EVERYONE, site_id)
        taken = {CycleStep.RETURNED, CycleStep.LOCKED}
        possible = [step for step in steps if step not in taken]
        if possible:
            cycle.take_step(workspace, EVERYONE, site_id, random.choice(possible))
    elif what == "site":
        site = a_site(f"NEW-{len(sites)}", f"New {len(sites)}")
        recording.add_site(workspace, EVERYONE, site)
    elif what == "import":
        several = tuple(
            random_answer(random, criterion, site)._replace(recorded_at=clock())
            for site in random.sample(sites, min(3, len(sites)))
        )
        renamed = a_site(site_id, random.choice(["Renamed", "Renamed again"]))
        batch = Batch(sites=(renamed,), responses=several)
        recording.accept_import(workspace, EVERYONE, batch, "answers.csv")


@pytest.mark.parametrize("seed", range(3))
def test_any_sequence_of_saves_leaves_the_copy_as_a_full_rebuild_makes_it(
    few: Workspace, clock: StandingClock, tmp_path: Path, seed: int
) -> None:
    random = Random(seed)
    for _ in range(12):
        save_something(random, few, clock)
        few.refresh()
    anew = workspace_on(tmp_path / "readiness.db", clock)
    with anew.ledger:
        assert_same(few.analytics, anew.analytics)
        assert few.analytics.revision == anew.analytics.revision
        assert few.sites(EVERYONE) == anew.sites(EVERYONE)


def test_a_network_that_grows_from_nothing_is_as_if_it_were_read_at_once(
    empty: Workspace, clock: StandingClock, tmp_path: Path
) -> None:
    random = Random(11)
    recording.add_site(empty, EVERYONE, a_site())
    for _ in range(15):
        save_something(random, empty, clock)
        empty.refresh()
    anew = workspace_on(tmp_path / "empty.db", clock)
    with anew.ledger:
        assert_same(empty.analytics, anew.analytics)


def test_two_workspaces_on_one_file_see_each_others_saves(
    few: Workspace, clock: StandingClock, tmp_path: Path
) -> None:
    other = workspace_on(tmp_path / "readiness.db", clock)
    with other.ledger:
        clock.go_on(minutes=1)
        seen = len(few.ledger.history(READY).responses["C15"])
        recording.record_response(
            few, EVERYONE, an_answer("C15", "0", site_id=READY, evidence_date=NOW.date()), seen=seen
        )
        few.refresh()
        assert everything(other.analytics) != everything(few.analytics)
        assert other.refresh() == few.analytics.revision
        assert_same(few.analytics, other.analytics)

        clock.go_on(minutes=1)
        recording.add_site(other, EVERYONE, a_site())
        other.refresh()
        few.refresh()
        assert "CEDAR-01" in few.sites(EVERYONE)
        assert_same(few.analytics, other.analytics)


def test_whoever_looks_since_before_a_save_brings_the_copy_to_it_and_nobody_has_to_after_them(
    few: Workspace, clock: StandingClock, tmp_path: Path
) -> None:
    """A page waits for its turn to refresh; by then others saved, and wait behind it."""
    other = workspace_on(tmp_path / "readiness.db", clock)
    with other.ledger, one_look():
        clock.go_on(minutes=1)
        append_answer(few, clock, "no")
        looked_at = other.ledger.revision()
        clock.go_on(minutes=1)
        with ThreadPoolExecutor(1) as elsewhere:  # whose saves this look does not see
            newest = elsewhere.submit(append_answer, few, clock, "yes").result()
        assert other.ledger.revision() == looked_at == newest - 1
        assert other.refresh() == newest
        few.refresh()
        assert_same(few.analytics, other.analytics)


def test_a_save_that_concerns_no_site_changes_no_row(few: Workspace) -> None:
    before = everything(few.analytics)
    few.ledger.record_framework(
        "other-framework", "1", "f" * 64, {"framework.toml": "id = 'other'"},
        recorded_by="Ana", recorded_at=NOW,
    )  # fmt: skip
    few.refresh()
    assert few.analytics.revision == few.ledger.revision()
    assert everything(few.analytics) == before


def test_a_refresh_with_nothing_new_reads_no_history(
    few: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a history was read")

    monkeypatch.setattr(few.ledger, "histories", refuse)
    assert few.refresh() == few.ledger.revision()


def test_a_save_that_is_refused_leaves_the_copy_alone(few: Workspace) -> None:
    before = everything(few.analytics)
    with pytest.raises(ReadinessError):
        recording.record_response(few, EVERYONE, an_answer("C15", "many", site_id=READY), seen=0)
    few.refresh()
    assert everything(few.analytics) == before
    assert few.analytics.revision == few.ledger.revision()


def test_what_a_site_is_called_is_written_anew_only_where_it_may_have_changed(
    few: Workspace, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer changes no name and no profile; a site that comes, or a step of a cycle, may."""
    written: list[set[str]] = []
    put = few.analytics._put

    def noted(copies: list[SiteCopy], tables: Sequence[str]) -> None:
        if copies:
            written.append(set(tables))
        put(copies, tables)

    monkeypatch.setattr(few.analytics, "_put", noted)
    few.refresh()
    written.clear()
    clock.go_on(minutes=1)
    append_answer(few, clock, "no")
    few.refresh()
    recording.add_site(few, EVERYONE, a_site())
    few.refresh()
    clock.go_on(minutes=1)
    append_answer(few, clock, "yes")
    few.refresh()
    answers, site, again = written
    assert answers == again == site - {"site", "fact"}
    assert site == set(everything(few.analytics))


def test_a_site_that_comes_while_a_refresh_looks_is_in_the_next(
    few: Workspace, clock: StandingClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Someone else's save between what a refresh sees first and what it reads then."""
    clock.go_on(minutes=1)
    append_answer(few, clock, "no")
    other = workspace_on(tmp_path / "readiness.db", clock)
    changed_sites = few.ledger.changed_sites

    def meanwhile(since: int) -> frozenset[str]:
        recording.add_site(other, EVERYONE, a_site())
        return changed_sites(since)

    with other.ledger:
        with monkeypatch.context() as patch:
            patch.setattr(few.ledger, "changed_sites", lambda since: _elsewhere(meanwhile, since))
            few.refresh()
        few.refresh()
        assert_same(few.analytics, workspace_on(tmp_path / "readiness.db", clock).analytics)


def _elsewhere(ask: Callable[[int], frozenset[str]], since: int) -> frozenset[str]:
    """Asked in a thread of its own: a save ends the look of the one that saves."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(ask, since).result()


def test_a_refresh_that_breaks_off_is_made_good_by_the_next(
    few: Workspace, clock: StandingClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.go_on(minutes=1)
    append_answer(few, clock, "no")
    with monkeypatch.context() as patch:
        patch.setattr(few.analytics, "_put", _break)
        with pytest.raises(OSError, match="the power went"):
            few.refresh()
    few.refresh()
    anew = workspace_on(tmp_path / "readiness.db", clock)
    with anew.ledger:
        assert_same(few.analytics, anew.analytics)


def _break(*_: object) -> None:
    raise OSError("the power went")
