"""Many readers beside one writer: no wrong answer, no missing one."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from readiness.analytics import questions
from readiness.analytics.store import Analytics, Part, SiteCopy
from readiness.services import network as network_service
from readiness.services import recording
from readiness.services.network import Filters
from readiness.services.workspace import Workspace
from tests.services.workspaces import (
    EVERYONE,
    FEW,
    NOW,
    READY,
    TODAY,
    StandingClock,
    an_answer,
    days,
)

READERS = 8


def copies(workspace: Workspace) -> list[SiteCopy]:
    return [
        SiteCopy(
            workspace.sites(EVERYONE)[history.site_id],
            [Part(date.min, workspace.framework, workspace.timeline(history))],
            history.profiles,
        )
        for history in workspace.ledger.histories()
    ]


def test_readers_get_whole_answers_while_sites_are_replaced(network: Workspace) -> None:
    """Each site is put back as it was, over and over: whoever asks must not notice."""
    analytics = Analytics()
    whole = copies(network)
    analytics.replace(whole, revision=1)
    sites = sorted(network.sites(EVERYONE))
    per_reader = [sites[place::READERS] for place in range(READERS)]
    asked = [
        lambda day, own: questions.site_rows(analytics, day, own),
        lambda day, own: sorted(
            questions.element_rows(analytics, day, own), key=lambda row: row[:2]
        ),
        lambda day, own: questions.failed_gates(analytics, day, own),
        lambda day, own: questions.lapses(analytics, day, own, 90),
    ]
    expected = {
        (place, day, number): ask(day, own)
        for place, own in enumerate(per_reader)
        for day in (TODAY, TODAY - days(100))
        for number, ask in enumerate(asked)
    }
    stop = threading.Event()

    def read(place: int) -> list[object]:
        wrong: list[object] = []
        for _ in range(3):
            for day in (TODAY, TODAY - days(100)):
                for number, ask in enumerate(asked):
                    answer = ask(day, per_reader[place])
                    if answer != expected[place, day, number]:
                        wrong.append((place, day, number, answer))
        return wrong

    def write() -> int:
        rounds = 0
        while not stop.is_set():
            analytics.replace(whole[rounds % 3 :: 3], revision=rounds, chunk=2)
            rounds += 1
        return rounds

    with ThreadPoolExecutor(READERS + 1) as pool:
        writing = pool.submit(write)
        try:
            wrong = [found for part in pool.map(read, range(READERS)) for found in part]
        finally:
            stop.set()
        assert writing.result() > 0
    assert wrong == []


def test_readers_of_the_network_get_the_figures_before_or_after_a_save(
    few: Workspace, clock: StandingClock
) -> None:
    """Each save moves the site from Ready to Not ready or back; nothing else is ever seen."""
    levels = ("ready", "not_ready")
    stop = threading.Event()
    ready = threading.Barrier(READERS + 1)

    def read(_: int) -> list[object]:
        wrong: list[object] = []
        ready.wait()
        while not stop.is_set():
            few.refresh()
            view = network_service.overview(few, EVERYONE, TODAY, TODAY - days(91), Filters())
            by_id = {row.site_id: row for row in view.sites}
            if set(by_id) != set(FEW) or by_id[READY].level not in levels:
                wrong.append(view.sites)
        return wrong

    with ThreadPoolExecutor(READERS) as pool:
        readers = [pool.submit(read, number) for number in range(READERS)]
        ready.wait()
        try:
            for number in range(5):
                clock.go_on(seconds=1)
                seen = len(few.ledger.history(READY).responses["C15"])
                doses = "0" if number % 2 == 0 else "99"
                answer = an_answer("C15", doses, site_id=READY, evidence_date=NOW.date())
                recording.record_response(few, EVERYONE, answer, seen=seen)
                few.refresh()
                row = questions.site_rows(few.analytics, TODAY, [READY])[0]
                assert row.level == levels[1 - number % 2]
        finally:
            stop.set()
        assert [found for reader in readers for found in reader.result()] == []


def test_saves_from_several_threads_all_arrive(few: Workspace, clock: StandingClock) -> None:
    clock.go_on(minutes=1)
    criteria = ["C01", "C02", "C08", "C11", "C14", "C16", "C28", "C30"]

    def save(criterion: str) -> None:
        seen = len(few.ledger.history(READY).responses.get(criterion, ()))
        answer = an_answer(criterion, "no", site_id=READY)
        recording.record_response(few, EVERYONE, answer, seen=seen)

    with ThreadPoolExecutor(READERS) as pool:
        list(pool.map(save, criteria))
    few.refresh()
    score = few.score(EVERYONE, READY, TODAY)
    row = questions.site_rows(few.analytics, TODAY, [READY])[0]
    assert [few.ledger.history(READY).responses[key][-1].answer for key in criteria] == ["no"] * 8
    assert (row.level, row.failed_gates) == (score.level, len(score.failed_gates))
    assert few.analytics.revision == few.ledger.revision()
