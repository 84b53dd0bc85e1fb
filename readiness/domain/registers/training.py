"""The register of training: which course each person took, and until when it counts."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache, partial
from typing import NamedTuple

from readiness.domain.framework import Kind
from readiness.domain.registers.entries import RegisterEntry
from readiness.domain.registers.measuring import (
    ONE_DAY,
    FieldType,
    Figure,
    Known,
    Measure,
    Register,
    RegisterField,
)
from readiness.domain.registers.staff import CLINIC, DEPUTY, INFUSION, ON_CALL, groups_on
from readiness.domain.validity import add_months

CRS = "crs"
CARD = "card"
COMPETENCY = "competency"
COURSES = (
    (CRS, "CRS and neurotoxicity training"),
    (CARD, "Provider card (ONS)"),
    (COMPETENCY, "Knowledge or observed-skill check, passed"),
)
"""Each with the words shown for it."""
CURRENT_MONTHS = 12
"""How long a course counts that names no last day [J]; the validity of what it answers."""
NEEDED: Mapping[str, tuple[str, ...]] = {
    CLINIC: (CRS, COMPETENCY),
    INFUSION: (CARD,),
    ON_CALL: (CRS,),
    DEPUTY: (),
}
"""The courses that each group of the staff list needs."""
FED_BY = ("staff", "training")


class Due(NamedTuple):
    """A course that someone on the staff list needs. `last_day` is `None` where never taken."""

    person: str
    course: str
    last_day: date | None

    def counts_on(self, day: date) -> bool:
        """Whether the course counts on a day; it was done by then."""
        return self.last_day is not None and day <= self.last_day


def last_day_of(entry: RegisterEntry) -> date:
    """The last day on which a course counts."""
    return _last_day(entry.values["done_on"], entry.values.get("valid_until", ""))


@lru_cache(maxsize=100_000)
def _last_day(done_on: str, valid_until: str) -> date:
    if valid_until:
        return date.fromisoformat(valid_until)
    return add_months(date.fromisoformat(done_on), CURRENT_MONTHS)


def held(entries: Iterable[RegisterEntry], course: str, day: date) -> dict[str, RegisterEntry]:
    """Of each person, by the name as compared, the course that was done by a day and lasts longest.

    It may have lapsed by then.
    """
    found: dict[str, RegisterEntry] = {}
    for entry in entries:
        if entry.values["course"] == course and _done_on(entry) <= day:
            before = found.setdefault(entry.named("person"), entry)
            if last_day_of(before) < last_day_of(entry):
                found[entry.named("person")] = entry
    return found


def due(
    staff: Iterable[RegisterEntry], training: Iterable[RegisterEntry], day: date
) -> tuple[Due, ...]:
    """Each course that someone on the staff list needs on a day: never taken first, then by day.

    `staff` and `training` are the entries in force of these registers.
    """
    staff, training = tuple(staff), tuple(training)
    names = {entry.named("person"): entry.values["person"] for entry in staff}
    courses = {course: held(training, course, day) for course, _ in COURSES}
    found = []
    for person, groups in groups_on(staff, day).items():
        needed = {course for group in groups for course in NEEDED[group]}
        for course in sorted(needed):
            entry = courses[course].get(person)
            found.append(Due(names[person], course, last_day_of(entry) if entry else None))
    return tuple(sorted(found, key=lambda one: (one.last_day or date.min, one.person, one.course)))


def _share(known: Known, group: str, course: str, people: str, has: str) -> Figure | None:
    """People of a group of the staff list who hold a course that still counts."""
    everyone = groups_on(known.of("staff"), known.day)
    listed = {person for person, groups in everyone.items() if group in groups}
    if not listed:
        return None
    counting = {
        person: entry
        for person, entry in held(known.of("training"), course, known.day).items()
        if known.day <= last_day_of(entry)
    }
    there = [entry for person, entry in counting.items() if person in listed]
    said = f"{len(there)} of {len(listed)} {people} on the staff list {has}"
    if group == CLINIC and (stated := known.profile.get("staff", "")) not in {"", str(len(listed))}:
        said += f"; the profile says {_people(int(stated))}"
    if strangers := len(counting.keys() - everyone.keys()):
        said += f"; not counted: {_people(strangers)} with the course who are not on it"
    return Figure(
        f"{said}.",
        numerator=str(len(there)),
        denominator=str(len(listed)),
        evidence_date=max(map(_done_on, there), default=None),
        end_date=max(map(last_day_of, there), default=None),
    )


def _staff_trained(known: Known) -> Figure | None:
    """The share of clinic staff on the staff list whose CRS and neurotoxicity training counts.

    A course counts from its day to its last day, or for 12 months [J] where it has none. The
    evidence is as new as the newest course counted and ends when the last of them does, because
    each course is looked at by itself. Nothing is said while no clinic staff are listed.
    """
    has = "hold current CRS and neurotoxicity training"
    return _share(known, CLINIC, CRS, "clinic staff", has)


def _cards_valid(known: Known) -> Figure | None:
    """The share of infusion nurses on the staff list whose provider card is valid.

    A card is valid from its day to the last day printed on it. The evidence is dated as for
    training. Nothing is said while no infusion nurse is listed.
    """
    return _share(known, INFUSION, CARD, "infusion nurses", "hold a valid provider card")


def _competency_shown(known: Known) -> Figure | None:
    """The share of clinic staff on the staff list who passed a knowledge or skill check.

    A check counts as long as a course does, and the evidence is dated as for training.
    """
    return _share(known, CLINIC, COMPETENCY, "clinic staff", "have passed a check that counts")


def _ends(entries: Iterable[RegisterEntry]) -> Iterator[date]:
    """The day after each course that names no last day."""
    for entry in entries:
        if entry.day("done_on") is not None and not entry.values.get("valid_until"):
            yield min(last_day_of(entry), date.max - ONE_DAY) + ONE_DAY


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number} people"


def _done_on(entry: RegisterEntry) -> date:
    return date.fromisoformat(entry.values["done_on"])


def _check(values: Mapping[str, str]) -> str:
    until = values.get("valid_until", "")
    if values["course"] == CARD and not until:
        return "Valid until: a provider card has a last day; give it."
    if until and until < values["done_on"]:
        return "Valid until: it is before the day of the course; correct one of them."
    return ""


_measure = partial(Measure, kinds=(Kind.PERCENT,), registers=FED_BY, days=_ends)
REGISTER = Register(
    "training",
    "Training",
    "course taken",
    "Courses and checks of the people on the staff list.",
    (
        RegisterField(
            "person",
            "Person",
            names_person=True,
            help="Initials or staff id, the same in every register.",
        ),
        RegisterField(
            "course",
            "Course",
            FieldType.CHOICE,
            options=COURSES,
        ),
        RegisterField("done_on", "Done on", FieldType.DATE, happened=True),
        RegisterField(
            "valid_until",
            "Valid until",
            FieldType.DATE,
            required=False,
            help=f"Empty: {CURRENT_MONTHS} months after it was done. A provider card has a day.",
        ),
    ),
    (
        _measure("training.staff_trained", figure=_staff_trained),
        _measure("training.cards_valid", figure=_cards_valid),
        _measure("training.competency_shown", figure=_competency_shown),
    ),
    check=_check,
    key=("person", "course", "done_on"),
)
