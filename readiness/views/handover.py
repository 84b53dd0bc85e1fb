"""What a file to hand over says of each site of a network beside the tables of the overview."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from readiness.analytics.questions import Lapse
from readiness.domain.explanation import level_title
from readiness.domain.forecast import Fall
from readiness.domain.framework import Framework
from readiness.domain.timeline import ONE_DAY
from readiness.services.forecast import NetworkForecast
from readiness.services.network import Overview
from readiness.views.sentences import day

MOST_CAUSES = 3


def failed_must_haves(view: Overview) -> Mapping[str, Sequence[str]]:
    """By site, the titles of the must-haves that fail there, in the framework's order."""
    place = {key: number for number, key in enumerate(view.criterion)}
    found: dict[str, list[str]] = defaultdict(list)
    for row in sorted(view.failed_gates, key=lambda row: place[row.criterion]):
        for site_id in row.site_ids:
            found[site_id].append(view.criterion[row.criterion].title)
    return found


def lapses_by_site(view: Overview) -> Mapping[str, Sequence[Lapse]]:
    """By site, what lapses within the overview's days, soonest first."""
    found: dict[str, list[Lapse]] = defaultdict(list)
    for lapse in view.lapses:
        found[lapse.site_id].append(lapse)
    return found


def next_falls(ahead: NetworkForecast) -> Mapping[str, tuple[Fall, Framework]]:
    """By site, the first loss of a level within the forecast, with the framework it is held to."""
    return {
        row.site.site_id: (falls[0], row.nobody_acts.framework)
        for row in ahead.sites
        if (falls := row.nobody_acts.falls) and falls[0].day <= ahead.until
    }


def fall_sentence(fall: Fall, framework: Framework) -> str:
    """When a level is lost if nobody acts, to which, and what does it."""
    names = [criterion.title for criterion in fall.causes]
    more = len(names) - MOST_CAUSES
    said = ", ".join(names[:MOST_CAUSES]) + (f" and {more} more" if more > 0 else "")
    return (
        f"{level_title(framework, fall.before)} until {day(fall.day - ONE_DAY)} if nobody acts; "
        f"{level_title(framework, fall.level)} from {day(fall.day)}: {said}."
    )
