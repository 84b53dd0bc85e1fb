"""The days on which the figures of a rota can change with nobody acting: Mondays, all of them."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from readiness.domain.registers.entries import RegisterEntry
from readiness.domain.registers.rota_week import Shift, read_shift
from readiness.domain.registers.wall_clock import DAY, clock_changes, monday_of

ROTA = "rota"
AHEAD = timedelta(days=731)
"""How far ahead of its recording clocks are looked at for a shift without a last day."""
FARTHEST = timedelta(days=3653)
"""The same for shifts with one: the time zones of farther years are anyone's guess."""


def changing_weeks(entries: Iterable[RegisterEntry]) -> set[date]:
    """Each Monday from which the hours covered may differ from those of the week before.

    A shift repeats weekly, so that weeks differ only about its first and its last day, and where
    the clocks go forward or back. `entries` are all versions; those of other registers are passed
    over. Clock changes are given from the recording of each version until its last day, or for
    two years where it has none: what is recorded later adds no day before its own recording on
    which anything was different.
    """
    own = [entry for entry in entries if entry.register == ROTA and entry.values]
    shifts = {(read_shift(entry.values), entry.recorded_at.date()) for entry in own}
    zones = {shift.zone for shift, _ in shifts}
    apart = 0 if len(zones) == 1 else 2
    found: set[date] = set()
    watched: set[tuple[date, date]] = set()
    for shift, recorded in shifts:
        for day in (shift.first, shift.last):
            if day is not None:
                found.update(_mondays(day, shift.days, apart))
        watched.add((recorded, _horizon(shift, recorded)))
    for day in {
        day for zone in zones for first, last in watched for day in clock_changes(zone, first, last)
    }:
        found.update(_mondays(day, 0, 1))
    return found


def _horizon(shift: Shift, recorded: date) -> date:
    """Until when the clocks matter to a shift."""
    if shift.last is None:
        return recorded + AHEAD
    return min(shift.last + shift.days * DAY, recorded + FARTHEST)


def _mondays(day: date, days: int, apart: int) -> Iterator[date]:
    """The weeks that a day can touch by shifts that run for so many days, and the one after."""
    monday = monday_of(day - apart * DAY)
    last = day + (days + apart + 7) * DAY
    while monday <= last:
        yield monday
        monday += 7 * DAY
