"""What a supervisor and a collector of metrics are told, and what nobody else is."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.types import Message

from readiness.errors import ConflictError, InputError, LedgerError, Problem, ReadinessError
from readiness.ledger.telling import reported
from readiness.services import recording
from readiness.services.workspace import Workspace
from readiness.ui import context, metrics, probes
from tests.app.screens import opened
from tests.app.test_front_door import AWAY, ask, inside, status
from tests.app.test_settings import GOOD
from tests.services.workspaces import EVERYONE, a_site

TOKEN = "0123456789abcdef0123456789abcdef"
APP = Starlette(routes=probes.ROUTES)


@pytest.fixture(autouse=True)
def _counting() -> Iterator[None]:
    """Counts as a running server does; what other tests counted stays in the counters."""
    metrics.count(probes.revision)
    yield
    metrics._STANDING.revision = None
    metrics._SAVES.close()


def body(messages: list[Message]) -> bytes:
    return b"".join(message.get("body", b"") for message in messages[1:])


def answer(path: str) -> tuple[int, Any]:
    messages = ask(APP, path)
    return status(messages), json.loads(body(messages))


def figures() -> dict[str, float]:
    """Every sample as a collector reads it, with its labels in the name."""
    families = text_string_to_metric_families(metrics.exposition().decode())
    return {
        sample.name + "".join(f"/{value}" for value in sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


# --- Health and readiness ---------------------------------------------------------------------


def test_a_process_that_answers_is_alive_whatever_its_database(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("READINESS_DB", str(Path(__file__) / "none.db"))
    assert answer("/healthz") == (200, {"status": "ok"})


def test_it_is_ready_when_the_ledger_can_be_read(few: Workspace) -> None:
    assert answer("/readyz") == (200, {"status": "ready"})


@pytest.mark.parametrize(
    ("error", "failed"),
    [
        (LedgerError("/srv/secret.db is damaged"), "database"),
        (InputError([Problem("/srv/secret.toml", "no title", 3)]), "framework"),
        (ReadinessError("secret"), "framework"),
        (RuntimeError("secret"), "unknown"),
    ],
    ids=lambda given: type(given).__name__ if isinstance(given, Exception) else given,
)
def test_it_is_not_ready_without_one_and_says_which_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, error: Exception, failed: str
) -> None:
    def refused(_: str) -> Workspace:
        raise error

    monkeypatch.setattr(context, "workspace", refused)
    assert answer("/readyz") == (503, {"status": "not ready", "failed": failed})


def test_a_damaged_file_is_not_ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "damaged.db"
    path.write_bytes(b"SQLite format 4\x00" + b"\x00" * 4096)
    monkeypatch.setenv("READINESS_DB", str(path))
    assert answer("/readyz") == (503, {"status": "not ready", "failed": "database"})


# --- Who may read metrics -----------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/metrics", "/_stcore/metrics", "/site/_stcore/metrics"])
def test_without_a_token_metrics_are_for_this_computer(path: str) -> None:
    door = metrics.Door(inside)
    assert status(ask(door, path)) == 200
    assert status(ask(door, path, client=AWAY)) == 403
    assert status(ask(door, path, {"x-forwarded-for": "192.0.2.7"})) == 403
    assert status(ask(door, path, {"host": "readiness.network.example"})) == 403


def test_with_a_token_they_are_for_whoever_sends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READINESS_METRICS_TOKEN", TOKEN)
    door = metrics.Door(inside)
    right = {"authorization": f"Bearer {TOKEN}", "host": "readiness.network.example"}
    assert status(ask(door, "/metrics", right, client=AWAY)) == 200
    for wrong in ("", TOKEN, f"Bearer {TOKEN}x", "Bearer ", "Bearer \u00e9", f"Basic {TOKEN}"):
        messages = ask(door, "/metrics", {"authorization": wrong})
        assert status(messages) == 403
        assert TOKEN.encode() not in body(messages)


def test_other_addresses_pass_the_door() -> None:
    door = metrics.Door(inside)
    assert status(ask(door, "/", client=AWAY)) == 200
    assert status(ask(door, "/metrics.html", client=AWAY)) == 200


# --- What is measured -----------------------------------------------------------------------------


def test_metrics_are_valid_and_tell_how_things_stand(
    few: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READINESS_BACKUPS", str(tmp_path))
    before = figures()
    assert before["readiness_revision"] == few.ledger.revision()
    assert before["readiness_ledger_bytes"] >= (tmp_path / "readiness.db").stat().st_size
    assert before["readiness_last_backup_timestamp_seconds"] == 0
    (tmp_path / "readiness-20261122T104200Z.db").touch()
    recording.add_site(few, EVERYONE, a_site("CEDAR-01"))
    opened("framework")
    after = figures()
    assert after["readiness_last_backup_timestamp_seconds"] == 1795344120
    assert after["readiness_revision"] == before["readiness_revision"] + 1
    assert after["readiness_save_seconds_count"] == before["readiness_save_seconds_count"] + 1
    once = before.get("readiness_page_seconds_count/framework", 0) + 1
    assert after["readiness_page_seconds_count/framework"] == once


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (ConflictError("x"), "conflict"),
        (LedgerError("x"), "refused"),
        (KeyError("x"), "failed"),
    ],
    ids=lambda given: type(given).__name__ if isinstance(given, Exception) else given,
)
def test_a_save_that_writes_nothing_is_counted_by_why(error: Exception, why: str) -> None:
    @reported
    def save() -> int:
        raise error

    before = figures().get(f"readiness_saves_not_done_total/{why}", 0)
    with pytest.raises(type(error)):
        save()
    assert figures()[f"readiness_saves_not_done_total/{why}"] == before + 1


def test_a_page_that_ends_with_a_bug_is_counted_and_the_bug_passes() -> None:
    before = figures().get("readiness_failures_total/plan", 0)

    def fail() -> None:
        with metrics.run() as run:
            run.page = "plan"
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert figures()["readiness_failures_total/plan"] == before + 1


def test_an_address_that_somebody_typed_is_no_label(few: Workspace) -> None:
    opened("overview", url="http://127.0.0.1:8501/ana.lovelace@practice.example")
    assert "lovelace" not in metrics.exposition().decode()


def test_connected_browsers_are_counted_until_they_leave() -> None:
    seen: list[float] = []

    async def app(*_: object) -> None:
        seen.append(figures()["readiness_sessions"])

    before = figures()["readiness_sessions"]
    asyncio.run(metrics.Door(app)({"type": "websocket", "path": "/"}, None, None))  # type: ignore[arg-type]
    assert seen == [before + 1]
    assert figures()["readiness_sessions"] == before


def test_without_a_database_the_rest_is_still_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READINESS_DB", str(Path(__file__) / "none.db"))
    told = figures()
    assert "readiness_revision" not in told
    assert "readiness_ledger_bytes" not in told
    assert "process_resident_memory_bytes" in told


@pytest.mark.parametrize("name", ["READINESS_COOKIE_SECRET", "READINESS_OIDC_CLIENT_SECRET"])
def test_no_secret_is_among_the_metrics(
    few: Workspace, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for setting, value in GOOD.items():
        monkeypatch.setenv(setting, value)
    assert GOOD[name] not in metrics.exposition().decode()
