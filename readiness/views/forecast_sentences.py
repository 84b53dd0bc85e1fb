"""What comes if nobody acts, in sentences."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from readiness.domain.explanation import level_title, shown
from readiness.domain.forecast import Fall, Renewing, horizon
from readiness.services.forecast import SOON_DAYS, NetworkForecast, SiteFall, SiteForecast
from readiness.services.sites import SiteReport
from readiness.views.forecast import cliffs
from readiness.views.sentences import count, day

MOST_NAMES = 4
ASSUMES = (
    "Assumed: what is good today is renewed on its last day at the latest, each time it is due, "
    "with the same result, and nothing else changes."
)


def when_in_words(as_of: date, today: date) -> str:
    """today, or the date."""
    return "today" if as_of == today else f"on {day(as_of)}"


def sentence(view: NetworkForecast, when: str) -> str:
    """When do we stop being ready? `when` is "today" or "on 22 Nov 2026"."""
    if not view.sites:
        return "There are no sites to look ahead for."
    if not view.assessed:
        return "No site has been assessed yet, so there is nothing to lose."
    best = view.framework.levels[-1].title
    ready = len(view.ready)
    if not ready:
        return f"No site is {best} {when}, so none can fall out."
    opening = f"{count(ready, 'site')} {'is' if ready == 1 else 'are'} {best} {when}"
    if not view.falls:
        stays = "it stays" if ready == 1 else f"{_all(ready)} stay"
        return f"{opening}; with nobody acting {stays} so until {day(view.until)}."
    soon = view.as_of + timedelta(days=SOON_DAYS)
    early = sum(loss.fall.day <= soon for loss in view.falls)
    late = len(view.falls)
    some = _all(late) if late == ready > 1 else str(late)
    if early == late:
        said = f"{some} {_fall(late)} out by {day(soon)}"
    else:
        said = (
            f"{early or 'none'} {_fall(early)} out by {day(soon)} and {some} by {day(view.until)}"
        )
    return f"{opening}; with nobody acting {said}; {_first(view.falls)}."


def renewed_sentence(view: NetworkForecast) -> str:
    """What renewing would change, "" where there is nothing to lose."""
    if not view.falls:
        return ""
    best, ready = view.framework.levels[-1].title, len(view.ready)
    chosen = {row.site.site_id for row in view.ready}
    due = [lapse for lapse in view.lapses if lapse.site.site_id in chosen]
    gates = sum(lapse.criterion.gate for lapse in due)
    stay = f"it stays {best}" if ready == 1 else f"{_all(ready)} stay {best}"
    lost = view.fallen(Renewing.MUST_HAVES)
    only = f"none of them falls out by {day(view.until)}"
    if lost:
        number = _all(ready) if lost.total() == ready > 1 else str(lost.total())
        still = f"{number} still {_fall(lost.total())} out"
        only = f"{still} by {day(view.until)}, from {day(min(lost))} on"
    return (
        f"If these renewals are done on time, {stay}: {count(len(due), 'criterion', 'criteria')} "
        f"to renew, {_of_them(gates)} must-haves. If only the must-haves are, {only}."
    )


def cliff_sentences(view: NetworkForecast) -> list[str]:
    """Each cliff: day, sites and what lapses; only days on which more than one site falls."""
    return [
        f"{day(cliff.day)}: {_names(cliff.falls)}, because of {_causes_of(cliff.falls)}."
        for cliff in cliffs(view)
        if len(cliff.falls) > 1
    ]


def site_sentence(report: SiteReport, when: str) -> str:
    """When does this site stop being ready? `when` is "today" or "on 22 Nov 2026"."""
    name, found = report.site.site_name, report.forecast
    if not report.score.assessed:
        return f"{name} has not been assessed yet, so there is nothing to lose."
    title = level_title(report.framework, found.level)
    last = horizon(report.as_of)
    opening = f"{name} is {title} {when}"
    ahead = [fall for fall in found.falls if fall.day <= last]
    if not ahead:
        return f"{opening}; with nobody acting it stays so until {day(last)}."
    fall = ahead[0]
    to = level_title(report.framework, fall.level)
    return f"{opening}; with nobody acting it is {to} from {day(fall.day)}, when {_lapses(fall)}."


def site_renewed_sentence(report: SiteReport, row: SiteForecast) -> str:
    """What renewing would change for one site; "" where there is nothing to lose."""
    last = horizon(report.as_of)
    steps = [step for step in row.nobody_acts.steps if step.day <= last]
    if not steps:
        return ""
    title = level_title(report.framework, row.nobody_acts.level)
    due = [criterion for step in steps for criterion in step.lapsed]
    gates = sum(criterion.gate for criterion in due)
    said = (
        f"If these renewals are done on time, it stays {title} with a score of "
        f"{shown(report.score.score)}: {count(len(due), 'criterion', 'criteria')} to renew, "
        f"{_of_them(gates)} must-haves."
    )
    falls = [fall for fall in row.must_haves.falls if fall.day <= last]
    if not gates or not row.nobody_acts.falls:
        return said
    if not falls:
        return f"{said} Renewing only the must-haves is enough until {day(last)}."
    to = level_title(report.framework, falls[0].level)
    return f"{said} If only the must-haves are, it is {to} from {day(falls[0].day)}."


def _all(number: int) -> str:
    return "both" if number == 2 else f"all {number:,}"


def _of_them(number: int) -> str:
    return f"{number:,} of them" if number else "none of them"


def _fall(number: int) -> str:
    return "fall" if number > 1 else "falls"


def _first(falls: Sequence[SiteFall]) -> str:
    first = falls[0]
    same = sum(loss.fall.day == first.fall.day for loss in falls) - 1
    if same:
        more = "1 other" if same == 1 else f"{same} others"
        return f"the first are {first.site.site_name} and {more} on {day(first.fall.day)}"
    when = f"on {day(first.fall.day)}, when {_lapses(first.fall)}"
    return f"{'it' if len(falls) == 1 else 'the first'} is {first.site.site_name} {when}"


def _lapses(fall: Fall) -> str:
    """What lapses, with its verb: "Hours covered lapses", "A and 6 other criteria lapse"."""
    titles = [criterion.title for criterion in fall.causes]
    if len(titles) == 1:
        return f"{titles[0]} lapses"
    if len(titles) == 2:
        return f"{titles[0]} and {titles[1]} lapse"
    return f"{titles[0]} and {len(titles) - 1} other criteria lapse"


def _names(falls: Sequence[SiteFall]) -> str:
    names = [loss.site.site_name for loss in falls]
    if len(names) > MOST_NAMES:
        return f"{', '.join(names[:MOST_NAMES])} and {len(names) - MOST_NAMES} more"
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _causes_of(falls: Sequence[SiteFall]) -> str:
    """What most of the sites fall by, with how many of them."""
    titles = {row.id: row.title for loss in falls for row in loss.fall.causes}
    times = Counter(row.id for loss in falls for row in loss.fall.causes)
    most = sorted(times, key=lambda key: (-times[key], key))[:2]
    return " and ".join(f"{titles[key]} ({count(times[key], 'site')})" for key in most)
