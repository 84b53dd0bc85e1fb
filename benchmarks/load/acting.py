"""What people do, one action after the other: a manager, an administrator, a meeting.

Each action gives its name and the run that showed its result. What a manager gives is written into
the book, and what the screen shows of it is compared with it at once.
"""

import re
from collections.abc import Callable
from random import Random

from benchmarks.load.cast import Actor, Part
from benchmarks.load.given import Book, Given
from benchmarks.load.session import PageError, Run, Session, Widget

OPEN = "Open the first page"
ANSWER = "Save an answer"
NOTE = "Save a note on the evidence"
ELEMENT = "Choose another element"
FILTER = "Filter the overview"
SINCE = "Compare with another day"
SITE = "Open a site"
BACK = "Back to the overview"
AGENDA = "Turn a page of the meeting"
SAVES = (ANSWER, NOTE)
KINDS = (OPEN, ANSWER, NOTE, ELEMENT, FILTER, SINCE, SITE, BACK, AGENDA)

_RECORDED = {"Yes": "yes", "Partly": "partly", "No": "no"}
_CRITERION = re.compile(r"-(?P<site>[^-]+)_(?P<criterion>C\d+)_(?P<given>\d+)_(?P<control>\w+)$")
_FILTERS = ("Region", "State", "Practice", "Level")
Done = tuple[str, Run]


class NotSavedError(Exception):
    """The page said that it did not save, or did not say that it did."""


class Manager:
    """Answers for one site: chooses answers, writes where the evidence is, turns to elements."""

    def __init__(self, actor: Actor, session: Session, random: Random, book: Book) -> None:
        self.actor, self.session, self.random, self.book = actor, session, random, book
        self._quick = actor.number % 3 == 0

    async def begin(self) -> Done:
        view = "show=quick" if self._quick else f"show=full&element=E{self.random.randint(1, 5)}"
        run = await self.session.open("assess", f"site={self.actor.site_id}&{view}")
        self._check_site(run)
        return OPEN, run

    async def act(self) -> Done:
        answers, notes = self._controls("answer"), self._controls("evidence")
        notes = {key: at for key, at in notes.items() if at in answers.values()}
        draw = self.random.random()
        if (draw < 0.15 and not self._quick) or not answers:
            return await self._another_element()
        if draw < 0.4 and notes:
            return await self._note(self.random.choice(list(notes)), answers, notes)
        return await self._answer(self.random.choice(list(answers)), answers, notes)

    def _controls(self, control: str) -> dict[str, str]:
        """The criterion of each radio button or each field of evidence on the page."""
        kind = {"answer": "radio", "evidence": "text_input"}[control]
        found = {}
        for key, widget in self.session.widgets.items():
            at = _CRITERION.search(key)
            if at and at["control"] == control and widget.kind == kind:
                found[key] = at["criterion"]
        return found

    async def _another_element(self) -> Done:
        key = _labelled(self.session, "selectbox", "Element")
        if key is None:
            raise PageError("there is no choice of elements")
        others = [o for o in _options(self.session, key) if o != self.session.value(key)]
        run = await self.session.set(key, self.random.choice(others))
        self._check_site(run)
        return ELEMENT, run

    async def _answer(self, key: str, answers: dict[str, str], notes: dict[str, str]) -> Done:
        before = self.session.value(key)
        word = self.random.choice([word for word in _RECORDED if word != before])
        field = next((at for at, criterion in notes.items() if criterion == answers[key]), None)
        note = self.session.value(field) if field else ""
        return ANSWER, await self._save(key, word, answers[key], word, note)

    async def _note(self, key: str, answers: dict[str, str], notes: dict[str, str]) -> Done:
        radio = next(at for at, criterion in answers.items() if criterion == notes[key])
        word = self.session.value(radio)
        if word is None:  # a note without an answer is not saved
            return await self._answer(radio, answers, notes)
        note = f"Binder {self.actor.number}, sheet {self.random.randrange(1_000_000)}"
        return NOTE, await self._save(key, note, notes[key], word, note)

    async def _save(self, key: str, value: str, criterion: str, word: str, note: str) -> Run:
        given = Given(
            self.actor.signature, self.actor.site_id, criterion, _RECORDED[word], note.strip()
        )
        self.book.unanswered.append(given)
        run = await self.session.set(key, value)
        if not any(alert.startswith("Saved ") for alert in run.alerts):
            raise NotSavedError("; ".join(run.alerts) or "the page did not say that it saved")
        self.book.unanswered.remove(given)
        self.book.acknowledged.append(given)
        self._check_shown(run, criterion, word, note)
        return run

    def _check_shown(self, run: Run, criterion: str, word: str, note: str) -> None:
        """The controls came back; they have to show what was given, and nobody else's site."""
        self._check_site(run)
        shown = {}
        for key, widget in run.drawn.items():
            at = _CRITERION.search(key)
            if at and at["criterion"] == criterion:
                shown[at["control"]] = widget.value
        for control, given in (("answer", word), ("evidence", note)):
            if shown.get(control, given if control == "evidence" and not note else None) != given:
                self.book.crossed.append(
                    f"{self.actor.signature} gave {given!r} to {criterion} of "
                    f"{self.actor.site_id} and was shown {shown.get(control)!r}"
                )

    def _check_site(self, run: Run) -> None:
        for key in run.drawn:
            at = _CRITERION.search(key)
            if at and at["site"] != self.actor.site_id:
                self.book.crossed.append(
                    f"{self.actor.signature} was shown site {at['site']}, not {self.actor.site_id}"
                )


class Administrator:
    """Filters the overview, compares it with another day, opens sites and comes back."""

    def __init__(self, actor: Actor, session: Session, random: Random, book: Book) -> None:
        del actor, book  # gives no answers
        self.session, self.random = session, random
        self._on_site = False

    async def begin(self) -> Done:
        self._on_site = False
        return OPEN, await self.session.open("")

    async def act(self) -> Done:
        draw = self.random.random()
        if self._on_site:
            if draw < 0.5:
                return SITE, await self._choose("Site")
            self._on_site = False
            return BACK, await self.session.open("")
        if draw < 0.2 and _labelled(self.session, "selectbox", "Open a site"):
            self._on_site = True
            return SITE, await self._choose("Open a site")
        if draw < 0.3:
            return SINCE, await self._one_of("radio", "Movement since")
        name = self.random.choice(_FILTERS)
        key = _labelled(self.session, "multiselect", name)
        if key is None:
            raise PageError(f"there is no filter {name!r}")
        # Half of the time a filter is taken away, so that they do not pile up to no site at all.
        chosen = self.session.value(key) or any(
            self.session.value(at) for at in self.session.widgets
            if self.session.widgets[at].kind == "multiselect"
        )  # fmt: skip
        if chosen:
            key = next(
                at for at, widget in self.session.widgets.items()
                if widget.kind == "multiselect" and self.session.value(at)
            )  # fmt: skip
            return FILTER, await self.session.set(key, [])
        return FILTER, await self.session.set(
            key, [self.random.choice(_options(self.session, key))]
        )

    async def _choose(self, label: str) -> Run:
        return await self._one_of("selectbox", label)

    async def _one_of(self, kind: str, label: str) -> Run:
        key = _labelled(self.session, kind, label)
        if key is None:
            there = [widget.described.label for widget in self.session.widgets.values()]
            raise PageError(f"there is no {label!r}, but {there}")
        others = [o for o in _options(self.session, key) if o != self.session.value(key)]
        return await self.session.set(key, self.random.choice(others))


class Meeting:
    """Opens a meeting and turns the pages of its agenda, forth and back."""

    def __init__(self, actor: Actor, session: Session, random: Random, book: Book) -> None:
        del actor, random, book  # gives no answers, leaves nothing to chance
        self.session = session
        self._forth = True

    async def begin(self) -> Done:
        run = await self.session.open("meeting")
        opening = _labelled(self.session, "button", "Open a meeting")
        if opening is not None:
            run = await self.session.press(opening)
        return OPEN, run

    async def act(self) -> Done:
        for label in ("Next", "Previous") if self._forth else ("Previous", "Next"):
            key = _labelled(self.session, "button", label)
            if key is not None and not self.session.widgets[key].described.disabled:
                self._forth = label == "Next"
                return AGENDA, await self.session.press(key)
        raise PageError("the meeting has no pages to turn")


Playing = Manager | Administrator | Meeting
PARTS: dict[Part, Callable[[Actor, Session, Random, Book], Playing]] = {
    Part.MANAGER: Manager,
    Part.ADMINISTRATOR: Administrator,
    Part.MEETING: Meeting,
}


def _labelled(session: Session, kind: str, label: str) -> str | None:
    """The widget of a kind whose label begins so."""
    for key, widget in session.widgets.items():
        if widget.kind == kind and widget.described.label.startswith(label):
            return key
    return None


def _options(session: Session, key: str) -> list[str]:
    widget: Widget = session.widgets[key]
    return list(widget.described.options)
