"""What comes if nobody acts, as tables: frames with fixed, named columns.

A table is made once for each forecast and shared: never change one in place.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from readiness.domain.explanation import level_title, shown
from readiness.domain.forecast import Fall, Forecast, Renewing, horizon
from readiness.domain.timeline import ONE_DAY
from readiness.services.forecast import (
    NetworkForecast,
    SiteFall,
    SiteLapse,
)
from readiness.views.sentences import count, day

KEPT = 16
MOST_CLIFFS = 3
WEEK = timedelta(days=7)
LINES = {
    Renewing.NOTHING: "nobody_acts",
    Renewing.MUST_HAVES: "must_haves",
    Renewing.EVERYTHING: "everything",
}


class Cliff(NamedTuple):
    """A day on which sites lose the highest level, and which they are."""

    day: date
    falls: tuple[SiteFall, ...]


@lru_cache(maxsize=KEPT)
def ready_by_day(view: NetworkForecast) -> pd.DataFrame:
    """day, nobody_acts, must_haves, everything: sites of the highest level from that day on.

    One row for the as-of date, for each day on which a number changes, and for the last day.
    """
    fallen = {name: view.fallen(renewing) for renewing, name in LINES.items()}
    days = sorted({view.as_of, view.until}.union(*fallen.values()))
    left = dict.fromkeys(LINES.values(), len(view.ready))
    records = []
    for when in days if view.ready else ():
        left = {name: number - fallen[name][when] for name, number in left.items()}
        records.append({"day": when, **left})
    return pd.DataFrame(records, columns=["day", *LINES.values()])


@lru_cache(maxsize=KEPT)
def ready_table(view: NetworkForecast) -> pd.DataFrame:
    """The same to read."""
    return ready_by_day(view).rename(
        columns={
            "day": "From",
            "nobody_acts": "Nobody acts",
            "must_haves": "Must-haves renewed on time",
            "everything": "Everything renewed on time",
        }
    )


@lru_cache(maxsize=KEPT)
def cliffs(view: NetworkForecast) -> tuple[Cliff, ...]:
    """The days on which most sites fall, in order of time; at most three."""
    by_day: dict[date, list[SiteFall]] = {}
    for loss in view.falls:
        by_day.setdefault(loss.fall.day, []).append(loss)
    most = sorted(by_day, key=lambda when: (-len(by_day[when]), when))[:MOST_CLIFFS]
    return tuple(Cliff(when, tuple(by_day[when])) for when in sorted(most))


@lru_cache(maxsize=KEPT)
def cliff_marks(view: NetworkForecast) -> pd.DataFrame:
    """day, words: what the chart says of each cliff; a site's name where it falls alone."""
    found = cliffs(view)
    words = [
        cliff.falls[0].site.site_name if len(cliff.falls) == 1 else f"{len(cliff.falls)} sites"
        for cliff in found
    ]
    return pd.DataFrame({"day": [cliff.day for cliff in found], "words": words})


@lru_cache(maxsize=KEPT)
def losses(view: NetworkForecast) -> pd.DataFrame:
    """One row for each loss of a level within the year, the highest first, then soonest first."""
    rows = [*view.falls, *(row for row in view.losses if not row.from_best)]
    alone = {row.site.site_id: row.must_haves.fall for row in view.ready}
    return pd.DataFrame(
        {
            "site_id": [row.site.site_id for row in rows],
            "Site": [row.site.site_name for row in rows],
            "Falls on": [row.fall.day for row in rows],
            "From": [level_title(row.framework, row.fall.before) for row in rows],
            "To": [level_title(row.framework, row.fall.level) for row in rows],
            "Because this lapses": [_because(row.fall) for row in rows],
            "Days left": [(row.fall.day - view.as_of).days for row in rows],
            "Must-haves renewed": [
                _renewed(view, row, alone.get(row.site.site_id)) for row in rows
            ],
            "Practice": [row.site.practice for row in rows],
        }
    )


@lru_cache(maxsize=KEPT)
def weeks(view: NetworkForecast) -> pd.DataFrame:
    """One row for each week from Monday on, up to the horizon, weeks without news included."""
    mondays = week_starts(view)
    place = {monday: number for number, monday in enumerate(mondays)}
    falls, gates, others = ([0] * len(mondays) for _ in range(3))
    for loss in view.falls:
        falls[place[monday_of(loss.fall.day)]] += 1
    for lapse in view.lapses:
        (gates if lapse.criterion.gate else others)[place[monday_of(lapse.last_day)]] += 1
    left, after = len(view.ready), []
    for number in falls:
        left -= number
        after.append(left)
    best = view.framework.levels[-1].title
    return pd.DataFrame(
        {
            "Week of": list(mondays),
            f"Fall out of {best}": falls,
            f"{best} at its end": after,
            "Must-haves lapse": gates,
            "Other criteria lapse": others,
        }
    )


def week_starts(view: NetworkForecast) -> Sequence[date]:
    """The Mondays of the weeks from the as-of date to the horizon."""
    first = monday_of(view.as_of)
    number = (monday_of(view.until) - first).days // 7 + 1
    return [first + place * WEEK for place in range(number)]


def monday_of(value: date) -> date:
    return value - timedelta(days=value.weekday())


def week_title(view: NetworkForecast, monday: date) -> str:
    """23 Nov 2026: 1 fall, 3 must-haves, 12 others."""
    falls, gates, others = _news(view, monday)
    parts = [
        count(len(falls), "fall"),
        count(len(gates), "must-have"),
        count(len(others), "other"),
    ]
    return f"{day(monday)}: {', '.join(parts)}"


def first_week_with_news(view: NetworkForecast) -> date:
    """The week of the first fall, else of the first lapse, else the first week."""
    days = [loss.fall.day for loss in view.losses[:1]] or [row.last_day for row in view.lapses[:1]]
    return monday_of(days[0] if days else view.as_of)


def week(view: NetworkForecast, monday: date) -> pd.DataFrame:
    """What happens in one week: losses of a level, then must-haves, then the other criteria."""
    falls, gates, others = _news(view, monday)
    records = [
        (
            row.site.site_id,
            row.site.site_name,
            f"Falls to {level_title(row.framework, row.fall.level)}",
            _because(row.fall),
            row.fall.day,
        )
        for row in falls
    ]
    for rows, what in ((gates, "Last day of a must-have"), (others, "Last day")):
        records += [
            (row.site.site_id, row.site.site_name, what, row.criterion.title, row.last_day)
            for row in rows
        ]
    return pd.DataFrame(records, columns=["site_id", "Site", "What", "Criterion", "Day"])


def site_steps(found: Forecast) -> pd.DataFrame:
    """Each last day within the year, what lapses after it, and the site from the next day on."""
    steps = [step for step in found.steps if step.day <= horizon(found.as_of)]
    return pd.DataFrame(
        {
            "Renew by": [step.day - ONE_DAY for step in steps],
            "Level after": [level_title(found.framework, step.level) for step in steps],
            "Score after": [shown(step.score) for step in steps],
            "Must-haves that lapse": [
                ", ".join(c.title for c in step.lapsed if c.gate) for step in steps
            ],
            "Other criteria that lapse": [
                ", ".join(c.title for c in step.lapsed if not c.gate) for step in steps
            ],
        }
    )


def _because(fall: Fall) -> str:
    what = ", ".join(criterion.title for criterion in fall.causes)
    return what if fall.by_must_have else f"{what} (points)"


def _renewed(view: NetworkForecast, row: SiteFall, alone: Fall | None) -> str:
    """Until when renewing the must-haves alone would hold the highest level."""
    if not row.from_best:
        return ""
    if alone is None or alone.day > view.until:
        return "no fall within the year"
    return f"falls on {day(alone.day)}"


def _news(
    view: NetworkForecast, monday: date
) -> tuple[list[SiteFall], list[SiteLapse], list[SiteLapse]]:
    falls = [row for row in view.losses if monday <= row.fall.day < monday + WEEK]
    lapses = [row for row in view.lapses if monday <= row.last_day < monday + WEEK]
    gates = [row for row in lapses if row.criterion.gate]
    return falls, gates, [row for row in lapses if not row.criterion.gate]
