"""READINESS_FUZZ_MINUTES of made-up files, addresses and histories; `make fuzz` does the same."""

from tests.fuzz.__main__ import report, run
from tests.fuzz.fuzzing import Session


def test_nothing_that_is_made_up_breaks_anything() -> None:
    sessions: list[Session] = run()
    report(sessions)
    assert all(session.tried for session in sessions)
    assert [session.faults for session in sessions if session.faults] == []
