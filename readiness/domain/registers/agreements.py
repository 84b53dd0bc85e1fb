"""The register of agreements with hospitals that admit and treat patients with CRS.

An agreement is in force from its first day to its last. A patient may be taken to the hospital of
any agreement in force, so what they hold in common is what the weakest of them holds. When all
have ended, the one that ended last still answers: as of its last day, and so lapsed.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from readiness.domain.framework import Kind
from readiness.domain.registers.entries import RegisterEntry
from readiness.domain.registers.measuring import (
    FieldType,
    Figure,
    Known,
    Measure,
    Register,
    RegisterField,
)
from readiness.domain.wording import counted, day_in_words

NAMED = ("admitting_service", "direct_admit_route", "direct_admit_phone", "who_decides")
"""The four items that C24 asks for."""


def in_force_on(entries: Sequence[RegisterEntry], day: date) -> list[RegisterEntry]:
    """The agreements that are in force on a day."""
    return [entry for entry in entries if _starts(entry) <= day <= _ends(entry)]


def _signed(known: Known) -> Figure | None:
    """The start of the agreement in force that lasts longest, good until the day it ends.

    One without an end lasts as long as its signature is good. Nothing is said before the first
    agreement starts.
    """
    standing = _standing(known)
    if not standing:
        return None
    longest = max(standing, key=lambda entry: (_lasts(known, entry), _starts(entry)))
    running = in_force_on(standing, known.day)
    said = f"{counted(len(running), 'agreements')} in force"
    if len(running) > 1:
        said += "; the one that lasts longest counts"
    if not running:
        said = f"The last agreement ended on {day_in_words(_ends(longest))}"
    return Figure(f"{said}.", evidence_date=_starts(longest), end_date=longest.day("ends"))


def _items_named(known: Known) -> Figure | None:
    """How many of the four items the agreement in force that names fewest of them names.

    A field that is empty is an item that is not named. The evidence is as old as the oldest day
    on which an agreement in force was last read, else on which it started.
    """
    standing = _standing(known)
    if not standing:
        return None
    numbers = [sum(bool(entry.values.get(name)) for name in NAMED) for entry in standing]
    said = f"{min(numbers)} of {len(NAMED)} items named{_fewest(standing)}"
    return _figure(known, standing, min(numbers), said, [_read_on(known, one) for one in standing])


def _doses_confirmed(known: Known) -> Figure | None:
    """The fewest doses that the pharmacy of a hospital with an agreement in force confirmed.

    A hospital that has confirmed none counts as 0 beside one that has; nothing is said where none
    has. The evidence is as old as the oldest confirmation.
    """
    standing = _standing(known)
    confirmed = [entry for entry in standing if _confirmed_on(known, entry)]
    if not confirmed:
        return None
    numbers = [
        (entry.number("stock_doses") or 0) if entry in confirmed else 0 for entry in standing
    ]
    said = f"{counted(min(numbers), 'doses')} confirmed by the hospital pharmacy"
    dates = [day for entry in confirmed if (day := _confirmed_on(known, entry))]
    return _figure(known, standing, min(numbers), f"{said}{_fewest(standing)}", dates)


def _travel_limit(known: Known) -> Figure | None:
    """The longest travel time, in minutes, that an agreement in force allows during step-up.

    Nothing is said where none states one. The evidence is dated as for the items named.
    """
    standing = [entry for entry in _standing(known) if entry.number("travel_minutes") is not None]
    if not standing:
        return None
    longest = max(entry.number("travel_minutes") or 0 for entry in standing)
    said = f"{counted(longest, 'minutes')} to the hospital at most"
    if len(standing) > 1:
        said += f", the longest of {len(standing)} agreements"
    return _figure(known, standing, longest, said, [_read_on(known, one) for one in standing])


def _standing(known: Known) -> list[RegisterEntry]:
    """The agreements in force on the day; when all have ended, those that ended last."""
    entries = known.of("agreements")
    running = in_force_on(entries, known.day)
    if running:
        return running
    ended = [entry for entry in entries if _ends(entry) < known.day]
    newest = max((_ends(entry) for entry in ended), default=None)
    return [entry for entry in ended if _ends(entry) == newest]


def _figure(
    known: Known, standing: Sequence[RegisterEntry], answer: int, said: str, dates: Sequence[date]
) -> Figure:
    """An answer that is good until the first of these agreements ends, or its evidence lapses.

    `dates` are those of the evidence.
    """
    oldest = min(dates)
    first_end = min(_ends(entry) for entry in standing)
    ended = "" if in_force_on(standing, known.day) else " The agreement has ended."
    return Figure(
        f"{said}.{ended}",
        answer=str(answer),
        evidence_date=oldest,
        end_date=first_end if first_end < known.good_until(oldest) else None,
    )


def _fewest(standing: Sequence[RegisterEntry]) -> str:
    return f", the fewest of {len(standing)} agreements" if len(standing) > 1 else ""


def _lasts(known: Known, entry: RegisterEntry) -> date:
    return entry.day("ends") or known.good_until(_starts(entry))


def _read_on(known: Known, entry: RegisterEntry) -> date:
    """When the agreement was last read, or else when it started."""
    read = entry.day("checked_on")
    return read if read and _starts(entry) <= read <= known.day else _starts(entry)


def _confirmed_on(known: Known, entry: RegisterEntry) -> date | None:
    """When the pharmacy confirmed its stock, `None` where it has not by the day."""
    day = entry.day("stock_confirmed_on")
    return day if day and day <= known.day else None


def _starts(entry: RegisterEntry) -> date:
    return date.fromisoformat(entry.values["starts"])


def _ends(entry: RegisterEntry) -> date:
    return entry.day("ends") or date.max


def _check(values: Mapping[str, str]) -> str:
    if (values.get("ends") or values["starts"]) < values["starts"]:
        return "Ends: it is before the day on which the agreement starts; correct one of them."
    if bool(values.get("stock_doses")) != bool(values.get("stock_confirmed_on")):
        return "Doses in stock: give the number and the day on which the pharmacy confirmed it."
    return ""


_OF_AGREEMENT = "Leave empty what the agreement does not name."
_OWN = ("agreements",)

REGISTER = Register(
    "agreements",
    "Hospital agreements",
    "agreement",
    "Which hospitals admit and treat CRS at any hour, until when, and how a patient gets there.",
    (
        RegisterField("hospital", "Hospital"),
        RegisterField("starts", "Starts", FieldType.DATE, help="The day it was signed for."),
        RegisterField("ends", "Ends", FieldType.DATE, required=False, help="Its last day."),
        RegisterField("notice_days", "Notice period in days", FieldType.NUMBER, required=False),
        RegisterField("admitting_service", "Admitting service", required=False, help=_OF_AGREEMENT),
        RegisterField(
            "direct_admit_route", "Direct-admit route", required=False, help=_OF_AGREEMENT
        ),
        RegisterField(
            "direct_admit_phone", "Direct-admit phone", required=False, help=_OF_AGREEMENT
        ),
        RegisterField(
            "who_decides",
            "Who decides",
            required=False,
            help=f"A role rather than a name. {_OF_AGREEMENT}",
            names_person=True,
        ),
        RegisterField(
            "travel_minutes",
            "Longest travel time in minutes",
            FieldType.NUMBER,
            required=False,
            help="What is allowed during step-up.",
        ),
        RegisterField(
            "checked_on",
            "Last read through on",
            FieldType.DATE,
            required=False,
            happened=True,
            help="When route, phone and names were last compared with the agreement.",
        ),
        RegisterField(
            "stock_doses",
            "Doses in stock",
            FieldType.NUMBER,
            required=False,
            help="Tocilizumab on formulary for CRS, as the hospital pharmacy confirmed it.",
        ),
        RegisterField(
            "stock_confirmed_on", "Confirmed on", FieldType.DATE, required=False, happened=True
        ),
    ),
    (
        Measure("agreements.signed", (Kind.DATE,), _OWN, _signed),
        Measure("agreements.items_named", (Kind.COUNT,), _OWN, _items_named),
        Measure("agreements.doses_confirmed", (Kind.COUNT,), _OWN, _doses_confirmed),
        Measure("agreements.travel_limit", (Kind.LIMIT,), _OWN, _travel_limit),
    ),
    shared=True,
    check=_check,
    key=("hospital", "starts"),
)
