"""Files of many sites: prepared in the background, with progress, cancelled, told when it fails."""

import threading
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from readiness.errors import ReadinessError
from readiness.services.workspace import Workspace
from readiness.ui import jobs, making
from readiness.ui.context import Here
from readiness.ui.jobs import Job, Queue, State, Tell
from tests.app.screens import assert_sound, button, labels, opened, said, unfolded
from tests.services.workspaces import EVERYONE

WAIT = 60.0
PREPARE = "Prepare report as PDF"


class Gate:
    """A maker that goes on only when it is let, so that a test sees it at work."""

    def __init__(self, content: bytes = b"content") -> None:
        self.content = content
        self.at_work = threading.Event()
        self.go_on = threading.Event()

    def __call__(self, tell: Tell) -> bytes:
        tell(0.5, "Reading 1 of 2 sites")
        self.at_work.set()
        assert self.go_on.wait(WAIT)
        tell(0.9, "Reading 2 of 2 sites")
        return self.content


def ended(job: Job) -> Job:
    assert job.wait(WAIT)
    return job


def test_a_job_tells_how_far_it_is_and_keeps_what_it_made() -> None:
    gate, queue = Gate(), Queue()
    job = Job(gate)
    queue.add(job)
    assert gate.at_work.wait(WAIT)
    assert (job.state, job.told) == (State.RUNNING, (0.5, "Reading 1 of 2 sites"))
    gate.go_on.set()
    assert (ended(job).state, job.content) == (State.DONE, b"content")


def test_a_cancelled_job_ends_at_its_next_step_and_keeps_nothing() -> None:
    gate, queue = Gate(), Queue()
    job = Job(gate)
    queue.add(job)
    assert gate.at_work.wait(WAIT)
    job.cancel()
    assert not job.busy
    gate.go_on.set()
    assert (ended(job).state, job.content) == (State.CANCELLED, b"")
    assert job.told == (0.5, "Reading 1 of 2 sites")


def test_what_was_made_is_let_go_when_it_is_not_wanted_any_more() -> None:
    job, queue = Job(lambda _: b"large"), Queue()
    queue.add(job)
    assert ended(job).content == b"large"
    job.cancel()
    assert (job.state, job.content) == (State.DONE, b"")


def test_a_mistake_is_told_in_its_own_words_and_an_accident_is_not(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def refuse(_: Tell) -> bytes:
        raise ReadinessError("A sheet holds 5 rows.")

    def break_down(_: Tell) -> bytes:
        raise ZeroDivisionError("secret")

    queue = Queue()
    refused, broken = Job(refuse), Job(break_down)
    for job in (refused, broken):
        queue.add(job)
        assert ended(job).state is State.FAILED
    assert refused.why == "A sheet holds 5 rows."
    assert broken.why == "The file could not be made. The server's log says why."
    assert "ZeroDivisionError" in caplog.text


def test_a_second_job_waits_for_the_first_and_then_runs() -> None:
    first, second = Gate(b"1"), Gate(b"2")
    queue = Queue()
    one, two = Job(first), Job(second)
    queue.add(one)
    assert first.at_work.wait(WAIT)
    queue.add(two)
    assert two.state is State.WAITING
    assert (queue.before(one), queue.before(two)) == (0, 1)
    second.go_on.set()
    first.go_on.set()
    assert (ended(one).content, ended(two).content) == (b"1", b"2")


def test_a_job_that_waits_and_is_cancelled_never_runs() -> None:
    first, second = Gate(), Gate()
    queue = Queue()
    one, two, three = Job(first), Job(second), Job(lambda _: b"3")
    queue.add(one)
    assert first.at_work.wait(WAIT)
    queue.add(two)
    queue.add(three)
    two.cancel()
    assert queue.before(three) == 1
    assert ended(two).state is State.CANCELLED
    first.go_on.set()
    assert ended(three).content == b"3"
    assert not second.at_work.is_set()


def test_a_failed_job_lets_the_next_one_run() -> None:
    queue = Queue()
    broken, good = Job(lambda _: 1 / 0), Job(lambda _: b"good")  # type: ignore[arg-type,return-value]
    queue.add(broken)
    queue.add(good)
    assert ended(good).content == b"good"


def test_too_many_that_wait_are_refused_in_words() -> None:
    gate, queue = Gate(), Queue()
    first = Job(gate)
    queue.add(first)
    waiting = [Job(lambda _: b"") for _ in range(jobs.MOST_WAITING)]
    for job in waiting:
        queue.add(job)
    with pytest.raises(ReadinessError, match="Try again"):
        queue.add(Job(lambda _: b""))
    for job in waiting:
        job.cancel()
    gate.go_on.set()
    assert ended(first).state is State.DONE


def test_a_job_whose_session_is_gone_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "PATIENCE", 0.0)
    monkeypatch.setattr(jobs, "_ASKED_EVERY", 0.0)
    there = [True]
    gate, queue = Gate(), Queue()
    job = Job(gate, lambda: there[0])
    queue.add(job)
    assert gate.at_work.wait(WAIT)
    there[0] = False
    gate.go_on.set()
    assert (ended(job).state, job.content) == (State.CANCELLED, b"")


def test_a_session_that_comes_back_in_time_finds_its_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_ASKED_EVERY", 0.0)
    answers = iter([True, False, False, True])
    job = Job(lambda tell: [tell(0.1, "a"), tell(0.2, "b")] and b"made", lambda: next(answers))
    job.run()
    assert (job.state, job.content) == (State.DONE, b"made")


@pytest.fixture
def gate(sample: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """The sample network as one that is too large for files at once; its report waits."""
    monkeypatch.setenv("READINESS_SITES_AT_ONCE", "23")
    queue, held = Queue(), Gate(b"%PDF")
    monkeypatch.setattr(making, "_QUEUE", queue)
    monkeypatch.setattr("readiness.ui.report_parts._network", lambda here, tell, **_: held(tell))
    assert len(sample.sites(EVERYONE)) == 24
    yield held
    held.go_on.set()


def made(app: AppTest) -> Job:
    job: Job = app.session_state["readiness_making"].job
    return job


def bars(app: AppTest) -> list[str]:
    return [element.proto.text for element in app.get("progress")]


def test_a_large_file_is_prepared_with_progress_and_then_offered(gate: Gate) -> None:
    app = opened(state=unfolded("network_files"))
    assert PREPARE in labels(app, "button")
    assert "Report as PDF" not in labels(app, "download_button")
    button(app, PREPARE).click().run()
    assert gate.at_work.wait(WAIT)
    app.run()
    assert bars(app) == ["Report as PDF: Reading 1 of 2 sites …"]
    assert button(app, PREPARE).disabled
    gate.go_on.set()
    ended(made(app))
    app.run()
    assert_sound(app)
    assert "Download readiness_network_2026-11-22.pdf (1 kB)" in labels(app, "download_button")
    assert not button(app, PREPARE).disabled


def test_cancel_says_so_once_and_lets_one_prepare_again(gate: Gate) -> None:
    app = opened(state=unfolded("network_files"))
    button(app, PREPARE).click().run()
    assert gate.at_work.wait(WAIT)
    job = made(app)
    app.run()
    button(app, "Cancel").click().run()
    assert said(app, "info") == ["Report as PDF: cancelled."]
    gate.go_on.set()
    assert (ended(job).state, job.content) == (State.CANCELLED, b"")
    app.run()
    assert said(app, "info") == []
    button(app, PREPARE).click().run()
    assert ended(made(app)).content == b"%PDF"


def test_what_went_wrong_is_told_once(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(here: Here, tell: Tell, **_: object) -> bytes:
        gate(tell)
        raise ReadinessError("A sheet holds 5 rows.")

    monkeypatch.setattr("readiness.ui.report_parts._network", refuse)
    app = opened(state=unfolded("network_files"))
    button(app, PREPARE).click().run()
    gate.go_on.set()
    ended(made(app))
    app.run()
    assert said(app, "error") == ["Report as PDF: A sheet holds 5 rows."]
    app.run()
    assert said(app, "error") == []


def test_nothing_is_offered_to_whom_it_was_not_made_for(
    gate: Gate, sample: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(state=unfolded("network_files"))
    button(app, PREPARE).click().run()
    gate.go_on.set()
    job = ended(made(app))
    (you,) = [box for box in app.selectbox if box.label == "You are"]
    you.select("viewer").run()
    assert "readiness_making" not in app.session_state
    assert job.content == b""


def test_a_small_scope_keeps_its_download_at_once(sample: Workspace) -> None:
    app = opened(state=unfolded("network_files"))
    assert "Report as PDF" in labels(app, "download_button")
    assert PREPARE not in labels(app, "button")
