"""The network as tables: frames with fixed, named columns, for the charts and for reading.

A table is made once for each overview and shared: never change one in place.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from functools import lru_cache
from operator import attrgetter

import pandas as pd

from readiness.analytics.questions import LevelRow, SiteRow
from readiness.domain.explanation import level_title
from readiness.domain.framework import Framework
from readiness.domain.scoring import NOT_ASSESSED
from readiness.services.network import Overview
from readiness.views.sentences import score_number

KEPT = 16
GROUPINGS = ("site", "practice", "state", "region")
WHOLE = "network"
HEATMAP_COLUMNS = (
    "row_id",
    "row",
    "element_id",
    "element",
    "core",
    "score",
    "gate_failed",
    "assessed",
    "n",
)
BUCKETS = ((30, "Within 30 days"), (60, "31 to 60 days"), (90, "61 to 90 days"))


@lru_cache(maxsize=KEPT)
def levels(view: Overview) -> pd.DataFrame:
    """level, title, sites: highest level first, not assessed last."""
    ids = [level.id for level in reversed(view.framework.levels)] + [NOT_ASSESSED]
    counts = view.by_level
    return pd.DataFrame(
        {
            "level": ids,
            "title": [level_title(view.framework, level) for level in ids],
            "sites": [counts[level] for level in ids],
        }
    )


@lru_cache(maxsize=KEPT)
def sites(view: Overview) -> pd.DataFrame:
    """One row for each site, worst first, with the columns a person reads."""
    rows = sorted(view.sites, key=_worst_first(view.framework))
    levels, services = _level_titles(view), _service_titles(view.framework)
    return pd.DataFrame(
        {
            "site_id": [row.site_id for row in rows],
            "Site": [row.site_name for row in rows],
            "Practice": [row.practice for row in rows],
            "State": [row.state for row in rows],
            "Region": [row.region for row in rows],
            "Service level": [services.get(row.service_level, row.service_level) for row in rows],
            "Level": [levels[row.level] for row in rows],
            "Score": [score_number(row.score) if _assessed(row) else None for row in rows],
            "Must-haves failed": [row.failed_gates if _assessed(row) else None for row in rows],
            "Answered": [_share(row.answered, row.applicable) for row in rows],
            "Confirmed": [_share(row.confirmed, row.earned) for row in rows],
            "Next lapse": [row.next_lapse for row in rows],
        }
    )


@lru_cache(maxsize=KEPT)
def heatmap(view: Overview, *, by: str) -> pd.DataFrame:
    """row_id, row, element_id, element, core, score, gate_failed, assessed, n.

    One row of cells for each site, or for each group (`by` practice, state, region, or WHOLE for
    one group of all): the mean over its assessed sites, marked where any of them fails a must-have
    of the element.
    """
    groups: dict[tuple[str, str], list[SiteRow]] = defaultdict(list)
    for row in sorted(view.sites, key=_worst_first(view.framework)):
        groups[_group(row, by)].append(row)
    row_of = {
        row.site_id: row_id
        for (row_id, _), rows in groups.items()
        for row in rows
        if _assessed(row)
    }
    scores: dict[tuple[str, str], list[int]] = defaultdict(list)
    failing: set[tuple[str, str]] = set()
    for site_id, element_id, score, failed_gates in view.elements:
        if site_id in row_of:
            cell = row_of[site_id], element_id
            if score is not None:
                scores[cell].append(score)
            if failed_gates:
                failing.add(cell)
    records: list[tuple[object, ...]] = []
    for (row_id, title), rows in groups.items():
        assessed = sum(map(_assessed, rows))
        for element in view.framework.elements:
            cell = row_id, element.id
            found = scores.get(cell)
            records.append(
                (
                    row_id,
                    title,
                    element.id,
                    element.short_title or element.title,
                    bool(element.core),
                    score_number(sum(found) // len(found)) if found else None,
                    cell in failing,
                    bool(assessed),
                    1 if by == "site" else assessed,
                )
            )
    return pd.DataFrame(records, columns=HEATMAP_COLUMNS).astype({"score": float})


def heatmap_rows(view: Overview, most: int) -> str:
    """What a row of the heatmap stands for, so that there are not too many: site, practice, …"""
    for by in GROUPINGS[:-1]:
        if len({_group(row, by) for row in view.sites}) <= most:
            return by
    return GROUPINGS[-1]


def heatmap_table(frame: pd.DataFrame) -> pd.DataFrame:
    """The heatmap's figures to read: one row for each site or practice, a column an element."""
    rows: dict[str, dict[str, object]] = {}
    columns = (frame[name] for name in ("row_id", "row", "element", "score"))
    for row_id, title, element, score in zip(*columns, strict=True):
        rows.setdefault(row_id, {"Row": title})[element] = score
    return pd.DataFrame(list(rows.values()))


@lru_cache(maxsize=KEPT)
def failed_gates(view: Overview) -> pd.DataFrame:
    """criterion_id, title, element, sites, assessed_sites, names: most-failed first."""
    names = {row.site_id: row.site_name for row in view.sites}
    found = [(row, view.criterion[row.criterion]) for row in view.failed_gates]
    elements = view.framework.element
    return pd.DataFrame(
        {
            "criterion_id": [row.criterion for row, _ in found],
            "title": [criterion.title for _, criterion in found],
            "element": [
                elements[criterion.element].title if criterion.element in elements else ""
                for _, criterion in found
            ],
            "sites": [row.sites for row, _ in found],
            "assessed_sites": [len(view.assessed)] * len(found),
            "names": [", ".join(names[site] for site in row.site_ids) for row, _ in found],
        }
    )


@lru_cache(maxsize=KEPT)
def lapse_buckets(view: Overview) -> pd.DataFrame:
    """bucket, must_haves, others: how many last days come within 30, 60 and 90 days."""
    records = []
    after = -1
    counted = Counter(map(attrgetter("last_day", "gate"), view.lapses))
    left = [((day - view.as_of).days, gate, n) for (day, gate), n in counted.items()]
    for limit, title in BUCKETS:
        inside = [(gate, n) for days, gate, n in left if after < days <= limit]
        must_haves = sum(n for gate, n in inside if gate)
        records.append((title, must_haves, sum(n for _, n in inside) - must_haves))
        after = limit
    return pd.DataFrame(records, columns=["bucket", "must_haves", "others"])


@lru_cache(maxsize=KEPT)
def lapses(view: Overview) -> pd.DataFrame:
    """One row for each last day to come, soonest first, must-haves before others."""
    names = {row.site_id: row.site_name for row in view.sites}
    rows = sorted(
        view.lapses, key=lambda row: (row.last_day, not row.gate, row.criterion, row.site_id)
    )
    return pd.DataFrame(
        {
            "site_id": [row.site_id for row in rows],
            "Site": [names[row.site_id] for row in rows],
            "Criterion": [view.criterion[row.criterion].title for row in rows],
            "Must-have": ["yes" if row.gate else "" for row in rows],
            "Last day": [row.last_day for row in rows],
            "Days left": [(row.last_day - view.as_of).days for row in rows],
        }
    )


@lru_cache(maxsize=KEPT)
def movers(view: Overview) -> pd.DataFrame:
    """site_id, site, score_before, score_after, level_before, level_after, and the titles."""
    pairs, titles = view.movers, _level_titles(view)
    return pd.DataFrame(
        {
            "site_id": [now.site_id for _, now in pairs],
            "site": [now.site_name for _, now in pairs],
            "score_before": pd.Series([_score(was) for was, _ in pairs], dtype=float),
            "score_after": pd.Series([_score(now) for _, now in pairs], dtype=float),
            "level_before": [was.level for was, _ in pairs],
            "level_after": [now.level for _, now in pairs],
            "From": [titles[was.level] for was, _ in pairs],
            "To": [titles[now.level] for _, now in pairs],
        }
    )


@lru_cache(maxsize=KEPT)
def not_applicable(view: Overview) -> pd.DataFrame:
    """How often each criterion is not applicable, and where, so that it can be questioned."""
    names = {row.site_id: row.site_name for row in view.sites}
    places: dict[str, list[str]] = defaultdict(list)
    for row in view.not_applicable:
        places[row.criterion].append(names[row.site_id])
    found = sorted(places.items(), key=lambda item: -len(item[1]))
    return pd.DataFrame(
        {
            "Criterion": [view.criterion[key].title for key, _ in found],
            "Sites": [len(sites) for _, sites in found],
            "Where": [", ".join(sites) for _, sites in found],
        }
    )


def _worst_first(framework: Framework) -> Callable[[SiteRow], tuple[int, int, str]]:
    rank = {level.id: place for place, level in enumerate(framework.levels)}
    last = len(rank)
    return lambda row: (
        rank.get(row.level, last),
        row.score if row.score is not None else -1,
        row.site_name,
    )


def _group(row: SiteRow, by: str) -> tuple[str, str]:
    """Id and words of the heatmap row that a site belongs to."""
    if by == "site":
        return row.site_id, row.site_name
    if by == WHOLE:
        return WHOLE, "All sites"
    name = str(getattr(row, by)) or f"No {by}"
    return name, name


def _assessed(row: SiteRow | LevelRow) -> bool:
    return row.level != NOT_ASSESSED


def _score(row: SiteRow | LevelRow) -> float | None:
    return score_number(row.score) if _assessed(row) else None


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _level_titles(view: Overview) -> dict[str, str]:
    """The words for each level that its sites have or had."""
    levels = {row.level for row in view.sites} | {row.level for row in view.before.values()}
    return {level: level_title(view.framework, level) for level in levels}


def _service_titles(framework: Framework) -> dict[str, str]:
    field = framework.profile_field.get("service_level")
    return dict(field.options) if field else {}
