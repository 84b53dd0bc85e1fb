"""Files that take a while are made in the background: one at a time, the others wait.

Nothing here knows Streamlit. A job is told what to make and who is still there; it runs in a thread
of its own and hands over the processor again and again, so that pages stay quick for everyone.
"""

import logging
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from readiness.errors import ReadinessError

_LOG = logging.getLogger("readiness.jobs")
MOST_WAITING = 20
"""More than so many would wait so long that it is better to come back later."""
PATIENCE = 30.0
"""Seconds that a job goes on after its session was last there: a page that is loaded anew."""
_YIELD_EVERY = 0.01
"""Seconds at work (of the processor's time) after which a job rests as long, up to _YIELD_MOST."""
_YIELD_MOST = 0.1
_SWITCH = 0.0005
"""Seconds after which Python lets another thread go on while a job runs; 0.005 is usual. A page
hands over to the web server dozens of times, and would wait so long each time."""
_ASKED_EVERY = 1.0

Tell = Callable[[float, str], None]
"""Called with the share that is done (0 to 1) and words; raises `CancelledError` to end it all."""
Make = Callable[[Tell], bytes]


class CancelledError(Exception):
    """Raised inside a job that is no longer wanted."""


class State(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


def always() -> bool:
    """Someone is there for as long as the job runs."""
    return True


@dataclass(eq=False)
class Job:
    """One file being made. `told` is the share done and the words for it, `content` the file.

    `why` says in a sentence what went wrong. `there` says whether someone still waits for it.
    """

    make: Make
    there: Callable[[], bool] = always
    state: State = State.WAITING
    told: tuple[float, str] = (0.0, "Starting")
    content: bytes = b""
    why: str = ""
    _unwanted: threading.Event = field(default_factory=threading.Event, repr=False)
    _ended: threading.Event = field(default_factory=threading.Event, repr=False)
    _asked: float = 0.0
    _seen: float = field(default_factory=time.monotonic)
    _worked: float = 0.0

    @property
    def busy(self) -> bool:
        """Whether it waits or runs."""
        return self.state in (State.WAITING, State.RUNNING)

    def cancel(self) -> None:
        """Ends at the next step; what it made by then is let go."""
        self._unwanted.set()
        self.content = b""
        if self.busy:
            self.state = State.CANCELLED

    def wait(self, seconds: float) -> bool:
        """Whether it ended within so many seconds, however it did."""
        return self._ended.wait(seconds)

    def tell(self, share: float, words: str) -> None:
        """What the maker calls; raises `CancelledError` where nobody wants the file any more."""
        if self._unwanted.is_set() or not self._somebody_there():
            raise CancelledError
        self.told = (min(max(share, 0.0), 1.0), words)
        worked = time.thread_time() - self._worked
        if worked > _YIELD_EVERY:
            time.sleep(min(worked, _YIELD_MOST))
            self._worked = time.thread_time()

    def run(self) -> None:
        """Make the file, in this thread; never raises."""
        self._worked = time.thread_time()
        state, content = State.CANCELLED, b""
        try:
            self.tell(*self.told)
            content = self.make(self.tell)
            state = State.DONE
        except CancelledError:
            pass
        except ReadinessError as error:
            state, self.why = State.FAILED, str(error)
        except Exception:
            _LOG.exception("A file could not be made")
            state = State.FAILED
            self.why = "The file could not be made. The server's log says why."
        if not self._unwanted.is_set():
            self.content, self.state = content, state
        self.make = _nothing  # holds a page's data
        self._ended.set()

    def drop(self) -> None:
        """It waited and is not wanted any more."""
        self.state = State.CANCELLED
        self.make = _nothing
        self._ended.set()

    @property
    def wanted(self) -> bool:
        return not self._unwanted.is_set() and self._somebody_there()

    def _somebody_there(self) -> bool:
        now = time.monotonic()
        if now - self._asked >= _ASKED_EVERY:
            self._asked = now
            if self.there():
                self._seen = now
        return now - self._seen <= PATIENCE


def _nothing(_tell: Tell) -> bytes:
    return b""


class Queue:
    """The jobs of a process: so many run at once, the others wait in the order they came."""

    def __init__(self, at_once: int = 1) -> None:
        self._at_once = at_once
        self._running = 0
        self._waiting: deque[Job] = deque()
        self._lock = threading.Lock()
        self._usual_switch = sys.getswitchinterval()

    def add(self, job: Job) -> None:
        """Raises `ReadinessError` where too many wait already."""
        with self._lock:
            self._forget_unwanted()
            if len(self._waiting) >= MOST_WAITING:
                raise ReadinessError(
                    "Many files are being prepared for others. Try again in some minutes."
                )
            self._waiting.append(job)
        self._start()

    def before(self, job: Job) -> int:
        """How many come before it: those that run, and those that wait longer."""
        with self._lock:
            self._forget_unwanted()
            waiting = list(self._waiting)
            return self._running + waiting.index(job) if job in waiting else 0

    def _start(self) -> None:
        with self._lock:
            self._forget_unwanted()
            while self._waiting and self._running < self._at_once:
                job = self._waiting.popleft()
                self._running += 1
                sys.setswitchinterval(_SWITCH)
                job.state = State.RUNNING
                threading.Thread(target=self._run, args=(job,), daemon=True).start()

    def _run(self, job: Job) -> None:
        try:
            job.run()
        finally:
            with self._lock:
                self._running -= 1
                if not self._running:
                    sys.setswitchinterval(self._usual_switch)
            self._start()

    def _forget_unwanted(self) -> None:
        for job in [job for job in self._waiting if not job.wanted]:
            self._waiting.remove(job)
            job.drop()
