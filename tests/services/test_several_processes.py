"""Several workspaces on one PostgreSQL database, as several processes of the app have them."""

import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from readiness.errors import ConflictError
from readiness.services import network, recording
from readiness.services.network import Filters
from readiness.services.workspace import Workspace
from tests.services.workspaces import (
    DATA,
    EVERYONE,
    NEVER_ASSESSED,
    TODAY,
    StandingClock,
    a_site,
    an_answer,
    days,
    workspace_on,
)

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.parametrize("few", ["server"], indirect=True),
]
SINCE = TODAY - days(91)
A_WRITER = """
import sys, time
from readiness.domain.people import Person, Role
from readiness.services import recording
from readiness.services.workspace import open_workspace
from tests.services.workspaces import AGENTS, FRAMEWORK, an_answer
workspace = open_workspace(sys.argv[1], FRAMEWORK, AGENTS, create=False)
who = Person.holding("Bea", Role.ADMINISTRATOR)
print("open", flush=True)
for line in sys.stdin:
    recording.record_response(workspace, who, an_answer("C15", line.strip()), seen=0)
    print(time.time(), flush=True)
"""


@pytest.fixture
def second(few: Workspace, clock: StandingClock) -> Iterator[Workspace]:
    workspace = workspace_on(few.ledger.address, clock)
    with workspace.ledger:
        yield workspace


def test_what_one_saves_the_other_shows_at_its_next_look(
    few: Workspace, second: Workspace, clock: StandingClock
) -> None:
    before = second.refresh()
    old = second.score(EVERYONE, NEVER_ASSESSED, TODAY)
    recording.record_response(few, EVERYONE, an_answer("C01", "yes"), seen=0)
    recording.add_site(few, EVERYONE, a_site())
    assert second.refresh() == before + 2 == few.refresh()
    new = second.score(EVERYONE, NEVER_ASSESSED, TODAY)
    assert new.score > old.score
    assert "CEDAR-01" in second.sites(EVERYONE)
    figures = [
        network.overview(workspace, EVERYONE, TODAY, SINCE, Filters())
        for workspace in (few, second)
    ]
    assert figures[0].sites == figures[1].sites


def test_another_process_is_seen_within_two_seconds_of_its_save(few: Workspace) -> None:
    address = few.ledger.address.url.render_as_string(hide_password=False)
    writer = subprocess.Popen(
        [sys.executable, "-c", A_WRITER, address],
        cwd=DATA.parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert writer.stdout.readline() == "open\n"
        before = few.refresh()
        writer.stdin.write("3\n")
        writer.stdin.flush()
        saved = float(writer.stdout.readline())
        assert few.refresh() == before + 1
        shown = time.time()
        answers = few.ledger.history(NEVER_ASSESSED).responses["C15"]
        assert [(row.answer, row.recorded_by) for row in answers][-1] == ("3", "Bea")
        assert few.known_sites()
    finally:
        writer.communicate(timeout=60)
    assert writer.returncode == 0
    assert shown - saved < 2


def test_the_second_of_two_is_shown_both_answers(
    few: Workspace, second: Workspace, clock: StandingClock
) -> None:
    recording.record_response(few, EVERYONE, an_answer("C01", "yes"), seen=0)
    before = few.ledger.revision()
    with pytest.raises(ConflictError) as refused:
        recording.record_response(second, EVERYONE, an_answer("C01", "no"), seen=0)
    assert str(refused.value) == (
        "Champion appointed: Ana answered yes at 10:42 UTC, while you were about to. "
        "Yours, no, is not saved: look at both, then answer again."
    )
    assert few.ledger.revision() == before
    recording.record_response(second, EVERYONE, an_answer("C01", "no"), seen=1)
    assert few.ledger.verify() == ()
