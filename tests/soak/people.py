"""People who save again and again over the protocol of the pages, and what they were told."""

import re
import threading
import time
from dataclasses import dataclass, field

from websockets.exceptions import WebSocketException

from benchmarks.browserless import Visitor, visitor

PEOPLE = 3
PATIENCE = 90
"""Seconds until something that should happen is taken to have failed."""

CRITERION, ELEMENT = "C01", "E1"


@dataclass
class Saving:
    """What everybody does, and what is known of it."""

    port: int
    sent: set[str] = field(default_factory=set)
    acknowledged: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    pending: set[str] = field(default_factory=set)
    changed: threading.Condition = field(default_factory=threading.Condition)
    ended: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def begin(self) -> None:
        for number in range(PEOPLE):
            thread = threading.Thread(target=self._work, args=(number,), name=site_of(number))
            self._threads.append(thread)
            thread.start()

    def end(self) -> None:
        self.ended.set()
        for thread in self._threads:
            thread.join(PATIENCE)
            assert not thread.is_alive(), f"{thread.name} still waits for an answer"

    def wait_for_saves(self, more: int) -> None:
        """Return in the moment in which one is sent after `more` were acknowledged from now on."""
        with self.changed:
            aim = len(self.acknowledged) + more
            acknowledged = self.changed.wait_for(lambda: len(self.acknowledged) >= aim, PATIENCE)
            begun = len(self.sent)
            if not acknowledged or not self.changed.wait_for(
                lambda: len(self.sent) > begun, PATIENCE
            ):
                raise TimeoutError(f"nobody saves: {self.failures[-3:]}")

    def wait_for_everybody(self) -> None:
        """Return when everybody had a save acknowledged that was sent after this was called."""
        with self.changed:
            before = set(self.sent)

            def all_saved() -> bool:
                fresh = {mark.split()[0] for mark in self.acknowledged if mark not in before}
                return len(fresh) == PEOPLE

            if not self.changed.wait_for(all_saved, PATIENCE):
                raise TimeoutError(f"not everybody saves again: {self.failures[-3:]}")

    def _work(self, number: int) -> None:
        count = 0
        while not self.ended.is_set():
            try:
                with visitor(self.port) as someone:
                    while not self.ended.is_set():
                        count += 1
                        self._save(someone, number, f"{_letters(number)} {_letters(count)}")
            except (OSError, WebSocketException, TimeoutError):
                time.sleep(0.05)  # the app is away
            except (Exception, SystemExit) as error:
                self.failures.append(f"{site_of(number)}: {error!r}")
                time.sleep(0.2)

    def _save(self, someone: Visitor, number: int, mark: str) -> None:
        query = f"site={site_of(number)}&show=full&element={ELEMENT}"
        if not (field_ := _field(someone, number)):
            someone.open("assess", query)
            field_ = _field(someone, number)
            if not field_:  # the page says why there is no form
                time.sleep(0.2)
                return
        with self.changed:
            self.sent.add(mark)
            self.pending.add(mark)
            self.changed.notify_all()
        try:
            someone.choose(field_, mark, query)
        finally:
            with self.changed:
                self.pending.discard(mark)
        told = [text for text in someone.texts if text.startswith("Saved")]
        with self.changed:
            if told:
                self.acknowledged[mark] = told[0]
            else:
                self.refused[mark] = " | ".join(someone.texts[:6])
            self.changed.notify_all()
        if not told:
            someone.widgets.clear()


def _field(someone: Visitor, number: int) -> str:
    """The field for the note on the page; "" where it is not shown."""
    wanted = re.compile(rf"-{site_of(number)}_{CRITERION}_(\d+)_evidence$")
    found = {int(match[1]): match.string for match in map(wanted.search, someone.widgets) if match}
    return found[max(found)] if found else ""


def site_of(number: int) -> str:
    return f"S{number + 1}"


def _letters(number: int) -> str:
    """A number in letters: digits look like those of a patient."""
    word = ""
    while True:
        number, rest = divmod(number, 26)
        word = chr(ord("a") + rest) + word
        if not number:
            return word
