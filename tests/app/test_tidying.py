"""The app tidies its memory now and then, and soon when many browsers left."""

import asyncio
import weakref
from collections.abc import Callable

import pytest

from readiness.analytics.store import Analytics
from readiness.errors import ReadinessError
from readiness.services.workspace import Workspace
from readiness.ui import context, metrics, server
from tests.analytics.test_threads import copies

PATIENCE = 30.0


def tidied(
    monkeypatch: pytest.MonkeyPatch, looks: int, left: Callable[[int], int], until: int
) -> int:
    """How often it tidied within so many looks; `left` by the number of a look."""
    counted = {"looks": 0, "times": 0}

    def ended() -> float:
        counted["looks"] += 1
        return left(counted["looks"])

    def tidy() -> None:
        counted["times"] += 1

    async def watched() -> None:
        tidying = asyncio.create_task(server._tidy_up())
        while counted["looks"] < until:
            await asyncio.sleep(0)
        tidying.cancel()

    monkeypatch.setattr(server, "_LOOK_EVERY", 0.0)
    monkeypatch.setattr(server, "_LOOKS", looks)
    monkeypatch.setattr(metrics, "ended", ended)
    monkeypatch.setattr(server, "_tidy", tidy)
    asyncio.run(asyncio.wait_for(watched(), PATIENCE))
    return counted["times"]


def test_while_people_stay_it_waits_for_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    assert tidied(monkeypatch, 1_000, lambda look: 0, until=900) == 0
    assert tidied(monkeypatch, 10, lambda look: 0, until=100) >= 5


def test_when_many_left_it_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    many = server._MANY
    assert tidied(monkeypatch, 1_000, lambda look: many * (look > 5), until=900) == 1
    assert tidied(monkeypatch, 1_000, lambda look: (many - 1) * (look > 5), until=900) == 0


def test_it_lets_go_of_circles_and_of_rows_that_were_replaced(few: Workspace) -> None:
    class Circle:
        def __init__(self) -> None:
            self.itself = self

    circle = weakref.ref(Circle())
    inside = context.workspace(context.database())
    inside.refresh()
    for _ in range(200):
        inside.analytics.replace(copies(few), revision=inside.analytics.revision)
    before = held(inside.analytics)
    server._tidy()
    assert circle() is None
    assert held(inside.analytics) < before / 2


def test_a_database_that_cannot_be_used_is_no_fault_of_tidying(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuses(_: object) -> Workspace:
        raise ReadinessError("It is gone.")

    monkeypatch.setattr(context, "workspace", refuses)
    server._tidy()


def held(analytics: Analytics) -> int:
    """Bytes that DuckDB holds."""
    ((size,),) = analytics.ask("SELECT sum(memory_usage_bytes) FROM duckdb_memory()")
    return int(size)
