"""Shared risks as tables and words.

A table is made once for each report and shared: never change one in place.
"""

from collections import Counter, defaultdict
from fractions import Fraction
from functools import lru_cache

import pandas as pd

from readiness.domain.explanation import level_title, shown
from readiness.domain.framework import Exact, ResourceKind
from readiness.domain.resources import Resource
from readiness.domain.scoring import NOT_ASSESSED
from readiness.domain.shared_risks import Loss
from readiness.services.shared_risks import KINDS, RiskReport
from readiness.views.sentences import capitalised, count, day

KEPT = 16
SERIOUS = 2
"""Sites that lose the highest level, from which on the opening sentence counts a resource."""


def sentence(view: RiskReport) -> str:
    """What single loss hurts most?"""
    best = view.framework.levels[-1].title
    losses = view.risks.losses
    if not losses:
        return "No two sites that you see name the same champion, hospital, pool or stock."
    worst = losses[0]
    name = title(worst.resource)
    opening = f"If {name} {_dropped_out(view)}"
    if not worst.ready:
        what = count(len(losses), "shared resource")
        if not worst.falls:
            start = f"No site would fall a level by the loss of any of {what}"
            return f"{start}; {name} would cost most points." if worst.points else f"{start}."
        fall = f"{opening}, {count(worst.falls, 'site')} would fall a level"
        return f"{fall}; none of {what} costs a site {best}."
    text = f"{opening}, {count(worst.ready, 'site')} would lose {best}"
    more = sum(loss.ready >= SERIOUS for loss in losses[1:])
    which = "more resource" if more == 1 else "more resources"
    number = more or "no"
    return f"{text}; {number} {which} would cost {SERIOUS} or more sites {best}."


def _dropped_out(view: RiskReport) -> str:
    return "dropped out " + ("today" if view.as_of == view.today else f"on {day(view.as_of)}")


def title(resource: Resource) -> str:
    """A resource in a sentence: hospitals by their name, others with what they are."""
    kind = KINDS[resource.kind]
    if resource.kind is ResourceKind.HOSPITAL or resource.name.startswith(f"{kind} "):
        return resource.name
    return f"the {kind[0].lower()}{kind[1:]} {resource.name}"


def label(resource: Resource) -> str:
    """A resource in a list: "Hospital: Ambervale Regional Hospital"."""
    kind = KINDS[resource.kind]
    return resource.name if resource.name.startswith(f"{kind} ") else f"{kind}: {resource.name}"


def _short(resource: Resource) -> str:
    """The same where there is little room: a hospital goes by its name alone."""
    return resource.name if resource.kind is ResourceKind.HOSPITAL else label(resource)


def in_words(view: RiskReport) -> str:
    """How much was looked at, and what is no shared risk."""
    own = view.risks.single
    verb = "is leaned" if own == 1 else "are leaned"
    alone = f"{count(own, 'more resource')} {verb} on by one site only and not listed"
    parts = [
        capitalised(count(len(view.risks.losses), "resource")) + " that two or more sites lean on",
        f"{view.assessed} of {count(len(view.sites), 'site')} assessed",
        alone,
    ]
    return f"{'; '.join(parts)}. As of {day(view.as_of)}."


@lru_cache(maxsize=KEPT)
def bars(view: RiskReport) -> pd.DataFrame:
    """The frame of the bar chart: how many sites lose how much, by resource as ranked."""
    records = []
    for loss in view.risks.losses:
        falls = sum(site.levels > 0 and not site.ready for site in loss.sites)
        points = sum(site.points > 0 and not site.levels for site in loss.sites)
        records.append(
            {
                "resource_id": loss.resource.id,
                "title": label(loss.resource),
                "sites": len(loss.sites),
                "ready": loss.ready,
                "falls": falls,
                "points": points,
                "points_lost": _one_decimal(loss.points),
            }
        )
    columns = ["resource_id", "title", "sites", "ready", "falls", "points", "points_lost"]
    return pd.DataFrame(records, columns=columns)


@lru_cache(maxsize=KEPT)
def ranking(view: RiskReport) -> pd.DataFrame:
    """Every shared resource with what its loss costs, the worst first."""
    best = view.framework.levels[-1].title
    frame = bars(view)
    kinds = [KINDS[loss.resource.kind] for loss in view.risks.losses]
    return pd.DataFrame(
        {
            "Resource": [loss.resource.name for loss in view.risks.losses],
            "Kind": kinds,
            "Sites that lean on it": frame["sites"],
            f"Lose {best}": frame["ready"],
            "Fall a level": [loss.falls for loss in view.risks.losses],
            "Points lost": frame["points_lost"],
        }
    )


@lru_cache(maxsize=KEPT)
def links(view: RiskReport) -> pd.DataFrame:
    """The frame of the picture: how many sites of which practice lean on a resource."""
    sizes = Counter(site.practice for site in view.sites.values())
    records = []
    for loss in view.risks.losses:
        groups: dict[str, list[bool]] = defaultdict(list)
        for site in loss.sites:
            groups[view.sites[site.site_id].practice].append(site.ready)
        for practice, ready in groups.items():
            records.append(
                {
                    "resource_id": loss.resource.id,
                    "resource": _short(loss.resource),
                    "practice": practice or "No practice",
                    "sites": len(ready),
                    "ready": sum(ready),
                    "practice_sites": sizes[practice],
                }
            )
    columns = ["resource_id", "resource", "practice", "sites", "ready", "practice_sites"]
    return pd.DataFrame(records, columns=columns)


def links_table(view: RiskReport) -> pd.DataFrame:
    """The same for people."""
    best = view.framework.levels[-1].title
    names = {
        "resource": "Resource",
        "practice": "Practice",
        "sites": "Sites that lean on it",
        "ready": f"Lose {best}",
        "practice_sites": "Of sites",
    }
    return links(view)[list(names)].rename(columns=names)


def sites(view: RiskReport, loss: Loss) -> pd.DataFrame:
    """The sites that lean on a resource and what each would lose, the worst first."""
    records = []
    for row in loss.sites:
        site = view.sites[row.site_id]
        assessed = row.level_before != NOT_ASSESSED
        lost = [view.criterion[key].title for key in row.criteria]
        records.append(
            {
                "site_id": row.site_id,
                "Site": site.site_name,
                "Level": level_title(view.framework, row.level_before),
                "Level without it": level_title(view.framework, row.level_after),
                "Score": shown(row.before.score) if assessed else "–",
                "Score without it": shown(row.after.score) if assessed else "–",
                "No longer holds": ", ".join(lost) or "Nothing is lost",
                "Points lost": _one_decimal(row.points),
                "Practice": site.practice,
            }
        )
    return pd.DataFrame(records)


@lru_cache(maxsize=KEPT)
def pairs(view: RiskReport) -> pd.DataFrame:
    """The pairs whose joint loss hurts most."""
    best = view.framework.levels[-1].title
    records = [
        {
            "One": _short(pair.first),
            "The other": _short(pair.second),
            "Sites with both": len(pair.sites),
            f"Lose {best}": pair.ready,
            "Only together": pair.ready_beyond,
            "Fall further": pair.falls_beyond,
            "Points lost": _one_decimal(pair.points),
            "Points beyond the sum": _one_decimal(pair.points_beyond),
        }
        for pair in view.risks.pairs
    ]
    return pd.DataFrame(records)


def pairs_in_words(view: RiskReport) -> str:
    """Whether any two together cost more than one after the other."""
    found = view.risks.pairs
    if not found:
        return "No site leans on two of these resources."
    worst = found[0]
    best = view.framework.levels[-1].title
    if not (worst.ready_beyond or worst.falls_beyond or worst.points_beyond > 0):
        return (
            "No two of them cost any site more together than one by one. "
            f"{_these(len(found))} that would cost most."
        )
    together = f"{title(worst.first)} and {title(worst.second)} together"
    if worst.ready_beyond:
        sites = count(worst.ready_beyond, "site")
        verb = "loses" if worst.ready_beyond == 1 else "lose"
        return capitalised(f"{together}: {sites} {verb} {best} that neither loss alone would cost.")
    if worst.falls_beyond:
        verb = "falls" if worst.falls_beyond == 1 else "fall"
        return capitalised(
            f"{together}: {count(worst.falls_beyond, 'site')} {verb} further than by one of them."
        )
    points = _one_decimal(worst.points_beyond)
    return capitalised(f"{together} cost {points:g} points more than one by one.")


def _these(number: int) -> str:
    return "Here is the pair" if number == 1 else f"Here are the {number}"


def _one_decimal(points: Exact) -> float:
    """Points as a screen shows them: one decimal, rounded down."""
    return float(shown(Fraction(points)))
