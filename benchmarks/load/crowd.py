"""Many people at once for some minutes: each thinks, acts, waits for the result, thinks again."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from websockets.exceptions import WebSocketException

from benchmarks.load.acting import KINDS, OPEN, PARTS, SAVES, NotSavedError
from benchmarks.load.cast import Actor
from benchmarks.load.given import Book
from benchmarks.load.session import PageError, Session

THINKING = (2.0, 6.0)
"""Seconds between the result of one action and the next action of the same person."""
_TELL_EVERY = 15.0
_LATEST = 180.0
"""Seconds after which whoever has not got in never will."""
_TOLD = 20
_FAILURES = (PageError, NotSavedError, TimeoutError, OSError, WebSocketException)


@dataclass
class Times:
    """What was measured: seconds of each action by kind, what failed, bytes received."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failures: list[str] = field(default_factory=list)
    size: int = 0

    @property
    def actions(self) -> list[float]:
        """All but the first page of each, and what only the browser saw."""
        return [one for kind in KINDS if kind != OPEN for one in self.seconds.get(kind, ())]

    @property
    def saves(self) -> list[float]:
        return [one for kind in SAVES for one in self.seconds.get(kind, ())]


class Crowd:
    """The people of one run, on the addresses of one app."""

    def __init__(
        self,
        actors: Sequence[Actor],
        address: Callable[[Actor], tuple[str, str]],
        *,
        seed: int,
        thinking: tuple[float, float] = THINKING,
    ) -> None:
        self.actors = actors
        self.address = address
        self.seed = seed
        self.thinking = thinking
        self.times = Times()
        self.book = Book()
        self.there = 0
        self._until = 0.0
        self._visit = 0
        self._measuring = False

    async def gather(self, seconds: float) -> None:
        """Everybody comes, spread over so many seconds, and goes on acting. See `measure`."""
        self.there, self._visit = 0, self._visit + 1
        step = seconds / max(1, len(self.actors))
        self._until = float("inf")
        self._tasks = [
            asyncio.create_task(self._life(actor, number * step))
            for number, actor in enumerate(self.actors)
        ]
        until = time.monotonic() + seconds + _LATEST
        while self.there < len(self.actors):
            if time.monotonic() > until:
                self._until = 0.0
                raise SystemExit(f"only {self.there} of {len(self.actors)} people got in")
            await asyncio.sleep(0.1)

    async def measure(self, seconds: float) -> float:
        """Count what happens for so many seconds; returns how long it was."""
        begun = time.perf_counter()
        self._measuring = True
        left = seconds
        while left > 0:
            await asyncio.sleep(min(left, _TELL_EVERY))
            gone = time.perf_counter() - begun
            left = seconds - gone
            self._tell(gone)
        self._measuring = False
        return time.perf_counter() - begun

    async def leave(self) -> None:
        """Nobody begins another action; everyone waits for the result of the last one, and goes."""
        self._until = 0.0
        await asyncio.gather(*self._tasks)

    async def _life(self, actor: Actor, after: float) -> None:
        await asyncio.sleep(after)
        random = Random(f"{self.seed}/{actor.number}/{self._visit}")
        counted = False
        while time.monotonic() < self._until:
            url, cookie = self.address(actor)
            session = Session(url, cookie)
            playing = PARTS[actor.part](actor, session, random, self.book)
            try:
                await session.connect()
                self._note(*await playing.begin())
                if not counted:
                    counted = True
                    self.there += 1
                while True:
                    await asyncio.sleep(random.uniform(*self.thinking))
                    if time.monotonic() >= self._until:
                        break
                    self._note(*await playing.act())
            except _FAILURES as error:
                self._say_failure(f"{actor.told}: {type(error).__name__}: {error}"[:300])
                await asyncio.sleep(self.thinking[1])  # comes again, as people do
            finally:
                await session.close()

    def _say_failure(self, words: str) -> None:
        self.times.failures.append(words)
        if len(self.times.failures) <= _TOLD:
            print(f"  {words}", flush=True)

    def _note(self, kind: str, run: object) -> None:
        if self._measuring or kind == OPEN:
            self.times.seconds[kind].append(run.seconds)  # type: ignore[attr-defined]
        if self._measuring:
            self.times.size += run.size  # type: ignore[attr-defined]

    def _tell(self, gone: float) -> None:
        own = sorted(self.times.actions)
        if own:
            late = 1000 * own[int(0.95 * len(own))]
            print(
                f"  {gone:5.0f} s: {len(own):,} actions, 95 of 100 within {late:,.0f} ms, "
                f"{len(self.times.failures)} failures",
                flush=True,
            )
