"""What a register is, and what it says of a site on a day."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from readiness.domain.framework import Exact, Formula, Kind
from readiness.domain.registers.entries import RegisterEntry, as_compared
from readiness.domain.validity import last_day

ONE_DAY = timedelta(days=1)


class FieldType(StrEnum):
    """How a field of a register is typed in."""

    TEXT = "text"
    NUMBER = "number"  # a whole number, 0 or more
    DATE = "date"
    TIME = "time"  # HH:MM, 24:00 for the end of the day
    CHOICE = "choice"
    CHOICES = "choices"  # several options, separated by "; "


class RegisterField(NamedTuple):
    """A column of a register. `options` pairs what is stored with the words shown for it.

    `happened` where the date is of something past, which cannot be recorded before its day.
    """

    id: str
    title: str
    type: FieldType = FieldType.TEXT
    required: bool = True
    options: tuple[tuple[str, str], ...] = ()
    help: str = ""
    names_person: bool = False
    happened: bool = False


class Known(NamedTuple):
    """What is known of a site on a day: its entries in force and its newest profile's fields.

    `validity_months` and `requirement` are those of the criterion that is answered, `None` where
    it has none.
    """

    day: date
    entries: tuple[RegisterEntry, ...]
    profile: Mapping[str, str]
    validity_months: int | None = None
    requirement: Exact | Formula | None = None

    def good_until(self, evidence_date: date) -> date:
        """The last day on which evidence of that date is good for the criterion."""
        return last_day(evidence_date, None, self.validity_months) or date.max

    def is_good(self, evidence_date: date) -> bool:
        """Whether evidence of that date is there on the day and has not lapsed."""
        return evidence_date <= self.day <= self.good_until(evidence_date)

    def of(self, register: str) -> tuple[RegisterEntry, ...]:
        """The entries of one register that are in force."""
        return tuple(entry for entry in self.entries if entry.register == register)


class Figure(NamedTuple):
    """The answer that a register gives to a criterion, in the words of a response.

    `arithmetic` is a sentence that shows how it came about, without names of persons.
    """

    arithmetic: str
    answer: str = ""
    numerator: str = ""
    denominator: str = ""
    evidence_date: date | None = None
    end_date: date | None = None


DaysOf = Callable[[Iterable[RegisterEntry]], Iterable[date]]


def days_in(entries: Iterable[RegisterEntry], names: Iterable[str]) -> Iterator[date]:
    """Each date in these fields and the day after it: when a figure can change of itself."""
    for day in dates_in(entries, names):
        yield day
        if day < date.max:
            yield day + ONE_DAY


def dates_in(entries: Iterable[RegisterEntry], names: Iterable[str]) -> Iterator[date]:
    """Each date in these fields."""
    names = tuple(names)
    for entry in entries:
        for name in names:
            if (day := entry.day(name)) is not None:
                yield day


@dataclass(frozen=True)
class Measure:
    """A figure that registers give; a criterion names it in `fed_by`.

    `kinds` are those of the criteria that it can answer. `figure` is `None` where the registers
    say nothing, so that what was typed counts. Any entry of `registers` can move it; `days` adds
    days on which it can change with nobody acting, beside the dates that the entries hold.
    `ages` names the date fields of evidence that the figure leaves out once it is older than the
    criterion's validity, so that the day after that is looked at too.
    """

    id: str
    kinds: tuple[Kind, ...]
    registers: tuple[str, ...]
    figure: Callable[[Known], Figure | None]
    days: DaysOf | None = None
    ages: tuple[str, ...] = ()


Check = Callable[[Mapping[str, str]], str]
"""What is wrong with the values of an entry beyond single fields; "" where nothing is."""


@dataclass(frozen=True)
class Register:
    """A list of facts that a site keeps. `one` names an entry of it, `about` says what it is for.

    `shared` where one entry may hold for several sites. `key` names the fields by which an entry
    is known again when a file states it without its id; all required ones where it names none.
    """

    id: str
    title: str
    one: str
    about: str
    fields: tuple[RegisterField, ...]
    measures: tuple[Measure, ...] = ()
    shared: bool = False
    check: Check | None = None
    key: tuple[str, ...] = ()

    def known_by(self, values: Mapping[str, str]) -> tuple[str, ...]:
        """What an entry is known by, as compared: the same for one and the same entry of a site."""
        names = self.key or tuple(one.id for one in self.fields if one.required)
        return tuple(as_compared(values.get(name, "")) for name in names)

    @property
    def dates(self) -> tuple[str, ...]:
        """The ids of its date fields."""
        return tuple(one.id for one in self.fields if one.type is FieldType.DATE)
