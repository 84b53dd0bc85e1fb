"""The app goes through its memory now and then, and soon when many browsers left."""

import asyncio
import gc
from collections.abc import Callable

import pytest

from readiness.ui import metrics, server

PATIENCE = 30.0


def collections(
    monkeypatch: pytest.MonkeyPatch, looks: int, left: Callable[[int], int], until: int
) -> int:
    """How often everything was collected within so many looks; `left` by the number of a look."""
    counted = {"looks": 0, "collections": 0}

    def ended() -> float:
        counted["looks"] += 1
        return left(counted["looks"])

    def collect() -> None:
        counted["collections"] += 1

    async def watched() -> None:
        tidying = asyncio.create_task(server._tidy_up())
        while counted["looks"] < until:
            await asyncio.sleep(0)
        tidying.cancel()

    monkeypatch.setattr(server, "_LOOK_EVERY", 0.0)
    monkeypatch.setattr(server, "_LOOKS", looks)
    monkeypatch.setattr(metrics, "ended", ended)
    monkeypatch.setattr(gc, "collect", collect)
    asyncio.run(asyncio.wait_for(watched(), PATIENCE))
    return counted["collections"]


def test_while_people_stay_it_waits_for_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    assert collections(monkeypatch, 1_000, lambda look: 0, until=900) == 0
    assert collections(monkeypatch, 10, lambda look: 0, until=100) >= 5


def test_when_many_left_it_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    many = server._MANY
    assert collections(monkeypatch, 1_000, lambda look: many * (look > 5), until=900) == 1
    assert collections(monkeypatch, 1_000, lambda look: (many - 1) * (look > 5), until=900) == 0
