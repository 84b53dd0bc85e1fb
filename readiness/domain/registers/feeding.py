"""From registers to responses: what the registers of a site say counts as its answer.

A register's figure counts from the day of its first entry for as long as the register says
anything. A typed answer counts instead only where it was given as an override, with a reason,
and until the register is next changed. What a register says changes when an entry is recorded,
when the profile changes, and when a date in it has come; nothing is stored for that.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from itertools import pairwise
from typing import NamedTuple

from readiness.domain.assessment import History, Response
from readiness.domain.framework import Criterion, Framework
from readiness.domain.registers.catalogue import MEASURES, REGISTERS
from readiness.domain.registers.entries import OVERRIDES, RegisterEntry, in_force
from readiness.domain.registers.measuring import (
    ONE_DAY,
    Figure,
    Known,
    Measure,
    dates_in,
    days_in,
)
from readiness.domain.validity import last_day


class Feed(NamedTuple):
    """What a register says of a criterion on a day, and whether that is what counts.

    `override` is the entry that makes the typed answer count instead, `None` where none does.
    `typed` is the newest typed answer, which is set aside unless there is an override.
    """

    measure: Measure
    figure: Figure
    override: RegisterEntry | None
    typed: Response | None


def fed(framework: Framework, history: History, until: date = date.max) -> History:
    """The history with the answers that registers give, in place of those they set aside.

    Answers that registers will give by themselves are among them up to the day `until`; `history`
    holds nothing that was recorded after it. The entries are left out: they are in the responses
    now, so that doing it again changes nothing.
    """
    if not history.entries:
        return history
    responses = dict(history.responses)
    for criterion in framework.scored:
        measure = MEASURES.get(criterion.fed_by)
        if measure is not None:
            rows = tuple(_responses(criterion, measure, history, until))
            if rows:
                responses[criterion.id] = rows
    return replace(history, responses=responses, entries=())


def feeds(framework: Framework, history: History, day: date) -> dict[str, Feed]:
    """What registers say on a day, by criterion; `history` is the one that was recorded."""
    found = {}
    for criterion in framework.scored:
        measure = MEASURES.get(criterion.fed_by)
        if measure is None or not history.entries:
            continue
        about = _about(criterion, measure, history)
        figure = _figure(criterion, measure, about, history, day)
        if figure is not None:
            typed = [
                row
                for row in history.responses.get(criterion.id, ())
                if row.recorded_at.date() <= day
            ]
            override = _override(about, day)
            found[criterion.id] = Feed(measure, figure, override, typed[-1] if typed else None)
    return found


def _responses(
    criterion: Criterion, measure: Measure, history: History, until: date
) -> Iterator[Response]:
    typed = history.responses.get(criterion.id, ())
    about = _about(criterion, measure, history)
    days = [day for day in _days(criterion, measure, about, history) if day <= until]
    if not days:
        yield from typed
        return
    yield from _between(typed, date.min, days[0])
    before: Response | None = None
    for start, end in pairwise([*days, date.max]):
        figure = (
            None if _override(about, start) else _figure(criterion, measure, about, history, start)
        )
        if figure is None:
            inside = _between(typed, start, end)
            standing = _between(typed, date.min, start)
            if before is not None and all(row.recorded_at.date() > start for row in inside):
                yield _after(before, standing, _moment(about, start))
            yield from inside
            before = None
            continue
        response = _response(criterion, about, figure, start, history.site_id)
        if before is None or _says_something_else(response, before):
            yield response
            before = response


def _says_something_else(response: Response, before: Response) -> bool:
    """Whether the answer is another. Other words for the same are not: a finding on it holds."""
    same = response._replace(recorded_at=before.recorded_at, evidence=before.evidence)
    return same != before


def _after(said: Response, typed: Sequence[Response], moment: datetime) -> Response:
    """What counts when a register falls silent: what was typed last, or what it said, lapsed."""
    if typed:
        return typed[-1]._replace(recorded_at=moment)
    return said._replace(
        recorded_at=moment, end_date=moment.date() - ONE_DAY, evidence="The register is empty."
    )


def _response(
    criterion: Criterion,
    about: Sequence[RegisterEntry],
    figure: Figure,
    day: date,
    site_id: str,
) -> Response:
    known = [entry for entry in about if entry.recorded_at.date() <= day]
    return Response(
        site_id,
        criterion.id,
        _moment(about, day),
        figure.answer,
        figure.numerator,
        figure.denominator,
        figure.evidence_date,
        figure.end_date,
        figure.arithmetic,
        recorded_by=known[-1].recorded_by,
    )


def _about(criterion: Criterion, measure: Measure, history: History) -> tuple[RegisterEntry, ...]:
    """The entries that move the figure, and the overrides of it."""
    return tuple(
        entry
        for entry in history.entries
        if entry.register in measure.registers
        or (entry.register == OVERRIDES and entry.values.get("criterion") == criterion.id)
    )


def _days(
    criterion: Criterion, measure: Measure, about: Sequence[RegisterEntry], history: History
) -> list[date]:
    """The days on which the answer can change, from the first entry on."""
    entries = [entry for entry in about if entry.register != OVERRIDES]
    if not entries:
        return []
    days = {entry.recorded_at.date() for entry in about}
    days.update(profile.recorded_on for profile in history.profiles)
    names = {name for register in measure.registers for name in REGISTERS[register].dates}
    days.update(days_in(entries, names))
    if measure.days is not None:
        days.update(measure.days(entries))
    for day in dates_in(entries, measure.ages):
        last = last_day(day, None, criterion.validity_months) or date.max
        days.add(min(last, date.max - ONE_DAY) + ONE_DAY)
    first = entries[0].recorded_at.date()
    return sorted(day for day in days if first <= day < date.max)


def _figure(
    criterion: Criterion,
    measure: Measure,
    about: Iterable[RegisterEntry],
    history: History,
    day: date,
) -> Figure | None:
    known = [
        entry for entry in about if entry.register != OVERRIDES and entry.recorded_at.date() <= day
    ]
    if not known:
        return None
    profiles = [profile for profile in history.profiles if profile.recorded_on <= day]
    values = profiles[-1].values if profiles else {}
    return measure.figure(
        Known(day, in_force(known), values, criterion.validity_months, criterion.requirement)
    )


def _override(about: Sequence[RegisterEntry], day: date) -> RegisterEntry | None:
    """The override that holds on a day: the register was not changed since."""
    known = [entry for entry in about if entry.recorded_at.date() <= day]
    if known and known[-1].register == OVERRIDES:
        return next(iter(in_force(known[-1:])), None)
    return None


def _moment(about: Sequence[RegisterEntry], day: date) -> datetime:
    """When the newest entry of the day was recorded, or its first instant (UTC)."""
    recorded = [entry.recorded_at for entry in about if entry.recorded_at.date() == day]
    return max(recorded, default=datetime.combine(day, time(), UTC))


def _between(rows: Sequence[Response], start: date, end: date) -> tuple[Response, ...]:
    """Those recorded from the start on and before the end."""
    return tuple(row for row in rows if start <= row.recorded_at.date() < end)
