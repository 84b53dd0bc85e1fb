"""Questions about many sites on a date. Each takes the sites it may look at, by id."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import NamedTuple

from readiness.analytics.store import Analytics


class SiteRow(NamedTuple):
    """A site on a date. `score` in millionths of a point, `None` where there is none.

    `next_lapse` is the next last day of evidence that is good today, `None` where none lapses.
    """

    site_id: str
    site_name: str
    practice: str
    network: str
    state: str
    region: str
    service_level: str
    level: str
    score: int | None
    failed_gates: int
    answered: int
    applicable: int
    earned: int
    confirmed: int
    not_applicable: int
    next_lapse: date | None


class LevelRow(NamedTuple):
    """Level and score of a site on a date. `score` in millionths, `None` where there is none."""

    site_id: str
    level: str
    score: int | None


class ElementRow(NamedTuple):
    """An element at a site on a date. `score` in millionths, `None` where nothing applies."""

    site_id: str
    element: str
    score: int | None
    failed_gates: int


class CriterionCount(NamedTuple):
    """How many assessed sites fail a must-have, and which."""

    criterion: str
    sites: int
    site_ids: list[str]


class Lapse(NamedTuple):
    """Evidence that is good on the date and whose last day comes within the days asked for."""

    site_id: str
    criterion: str
    last_day: date
    gate: bool


class StandingRow(NamedTuple):
    """A criterion at a site on a date; `earned` is exact, in words ("4", "5/3")."""

    site_id: str
    criterion: str
    state: str
    earned: str
    gate_failed: bool
    last_day: date | None


class Marked(NamedTuple):
    """A criterion with something about it at a site: not applicable, or a must-have that fails."""

    site_id: str
    criterion: str


class Met(NamedTuple):
    """A criterion that a site meets on a date, and whether a reviewer confirmed it."""

    site_id: str
    criterion: str
    confirmed: bool


_ON = "from_day <= $day AND $day < until_day"
_SITES = "site_id IN (SELECT unnest($sites))"


def site_rows(analytics: Analytics, day: date, sites: Collection[str]) -> list[SiteRow]:
    """Every one of these sites on a date, by name."""
    rows = analytics.remembered(
        f"""
        WITH lapse AS (
            SELECT site_id, min(last_day) AS next_lapse FROM criterion_step
            WHERE {_ON} AND {_SITES} AND last_day >= $day AND state IN ('met', 'partly_met')
            GROUP BY site_id
        ), service AS (
            SELECT site_id, any_value(value) AS service_level FROM fact
            WHERE field = 'service_level' AND {_ON} AND {_SITES} GROUP BY site_id
        )
        SELECT site.*, coalesce(service_level, ''), level, score, failed_gates, answered,
               applicable, earned, confirmed, not_applicable, next_lapse
        FROM site
        JOIN (FROM step WHERE {_ON}) USING (site_id)
        LEFT JOIN lapse USING (site_id)
        LEFT JOIN service USING (site_id)
        WHERE {_SITES}
        """,
        SiteRow,
        sites,
        day=day,
    )
    return sorted(rows, key=lambda row: (row.site_name, row.site_id))


def sites_with(
    analytics: Analytics, day: date, field: str, values: Collection[str], sites: Collection[str]
) -> set[str]:
    """Those of these sites whose profile has one of these values on a date."""
    rows = analytics.ask(
        f"""SELECT DISTINCT site_id FROM fact
        WHERE field = $field AND value IN (SELECT unnest($values)) AND {_ON} AND {_SITES}""",
        {"day": day, "field": field, "values": list(values), "sites": list(sites)},
    )
    return {row[0] for row in rows}


def values_of(analytics: Analytics, field: str, sites: Collection[str]) -> list[str]:
    """Every value a profile field has had at these sites, in order."""
    rows = analytics.ask(
        f"SELECT DISTINCT value FROM fact WHERE field = $field AND {_SITES} ORDER BY 1",
        {"field": field, "sites": list(sites)},
    )
    return [row[0] for row in rows]


def facts_on(
    analytics: Analytics, day: date, field: str, sites: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """What the profiles of these sites say in a field on a date; a site that says nothing is out.

    A text that lists several comes as several, in the order of its words.
    """
    rows = analytics.ask(
        f"""SELECT site_id, list(value ORDER BY value) FROM fact
        WHERE field = $field AND {_ON} AND {_SITES} GROUP BY site_id""",
        {"day": day, "field": field, "sites": list(sites)},
    )
    return {site_id: tuple(values) for site_id, values in rows}


def element_rows(analytics: Analytics, day: date, sites: Collection[str]) -> list[ElementRow]:
    """Every element of these sites on a date."""
    return analytics.remembered(
        f"""SELECT site_id, element, score, failed_gates FROM element_step
        WHERE {_ON} AND {_SITES}""",
        ElementRow,
        sites,
        day=day,
    )


def failed_gates(analytics: Analytics, day: date, sites: Collection[str]) -> list[CriterionCount]:
    """How many of these sites fail each must-have, most first. Give assessed sites."""
    rows = analytics.remembered(
        f"""SELECT site_id, criterion FROM criterion_step
        WHERE gate_failed AND {_ON} AND {_SITES}""",
        Marked,
        sites,
        day=day,
    )
    at: dict[str, list[str]] = {}
    for row in rows:
        at.setdefault(row.criterion, []).append(row.site_id)
    counts = [CriterionCount(key, len(failing), sorted(failing)) for key, failing in at.items()]
    return sorted(counts, key=lambda row: (-row.sites, row.criterion))


def lapses(analytics: Analytics, day: date, sites: Collection[str], days: int) -> list[Lapse]:
    """What lapses within so many days; at a network it is much, so in no order."""
    return analytics.remembered(
        f"""SELECT site_id, criterion, last_day, gate FROM criterion_step
        WHERE {_ON} AND {_SITES} AND state IN ('met', 'partly_met')
          AND last_day BETWEEN $day AND $until""",
        Lapse,
        sites,
        day=day,
        until=day + timedelta(days=days),
    )


def level_rows(analytics: Analytics, day: date, sites: Collection[str]) -> list[LevelRow]:
    """The level and the score of each of these sites on a date."""
    return analytics.remembered(
        f"SELECT site_id, level, score FROM step WHERE {_ON} AND {_SITES}",
        LevelRow,
        sites,
        day=day,
    )


def standings(analytics: Analytics, day: date, sites: Collection[str]) -> list[StandingRow]:
    """Every criterion of these sites on a date; the rows of a site are together."""
    rows = analytics.ask(
        f"""SELECT site_id, criterion, state, earned, gate_failed, last_day FROM criterion_step
        WHERE {_ON} AND {_SITES} ORDER BY site_id""",
        {"day": day, "sites": list(sites)},
    )
    return [StandingRow._make(row) for row in rows]


def not_applicable(analytics: Analytics, day: date, sites: Collection[str]) -> list[Marked]:
    """Every criterion that is not applicable at these sites on a date."""
    rows = analytics.remembered(
        f"""SELECT site_id, criterion FROM criterion_step
        WHERE {_ON} AND {_SITES} AND state = 'not_applicable'""",
        Marked,
        sites,
        day=day,
    )
    return sorted(rows, key=lambda row: (row.criterion, row.site_id))


def met(
    analytics: Analytics, day: date, sites: Collection[str], criteria: Collection[str]
) -> list[Met]:
    """Which of these criteria are met at which of these sites on a date."""
    rows = analytics.ask(
        f"""SELECT site_id, criterion, confirmed FROM criterion_step
        WHERE {_ON} AND {_SITES} AND criterion IN (SELECT unnest($criteria)) AND state = 'met'
        ORDER BY criterion, site_id""",
        {"day": day, "sites": list(sites), "criteria": list(criteria)},
    )
    return [Met._make(row) for row in rows]
