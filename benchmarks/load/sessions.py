"""Sessions opened, used and closed, and what stays of them in memory."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from benchmarks.load.acting import PARTS
from benchmarks.load.cast import Actor
from benchmarks.load.given import Book
from benchmarks.load.serving import Server
from benchmarks.load.session import Session

SESSIONS = 1_000
AT_ONCE = 4
_LOOK_EVERY = 100
_ACTIONS = 2


def one_after_the_other(
    actors: Sequence[Actor], url: str, server: Server, count: int
) -> Iterator[dict[str, Any]]:
    """Some at once, so many in all; a record of memory after every hundred."""
    every = min(_LOOK_EVERY, count)
    begun = time.perf_counter()
    yield _look(0, server, begun)
    with asyncio.Runner() as runner:
        for first in range(0, count, every):
            numbers = range(first, min(first + every, count))
            failed = runner.run(_some(actors, url, numbers))
            yield _look(numbers[-1] + 1, server, begun) | {"failures": failed}


async def one_visit(actor: Actor, url: str, cookie: str, seed: int = 0) -> None:
    """Come, act a little, go."""
    session = Session(url, cookie)
    playing = PARTS[actor.part](actor, session, Random(seed), Book())
    await session.connect()
    try:
        await playing.begin()
        for _ in range(_ACTIONS):
            await playing.act()
    finally:
        await session.close()


async def _some(actors: Sequence[Actor], url: str, numbers: Sequence[int]) -> int:
    """How many of these visits failed."""
    waiting = iter(numbers)
    failed = 0

    async def visits() -> None:
        nonlocal failed
        for number in waiting:
            actor = actors[number % len(actors)]
            try:
                await one_visit(actor, url, actor.cookie(url), number)
            except Exception as error:
                failed += 1
                print(f"  {actor.told}: {type(error).__name__}: {error}"[:200], flush=True)

    await asyncio.gather(*(visits() for _ in range(AT_ONCE)))
    return failed


def _look(sessions: int, server: Server, begun: float) -> dict[str, Any]:
    found = server.megabytes()
    seconds = time.perf_counter() - begun
    print(f"  {sessions:>5,} sessions: {found:,.0f} MB, {seconds:,.0f} s", flush=True)
    return {"what": "sessions", "sessions": sessions, "megabytes": found, "seconds": seconds}
