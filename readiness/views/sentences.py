"""Figures in words: plurals, dates, scores, and the one sentence that opens each page."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from math import floor

from readiness.analytics.store import MILLION
from readiness.domain.assessment import Finding
from readiness.domain.explanation import level_title, shown
from readiness.domain.framework import Exact
from readiness.domain.people import Grant
from readiness.domain.timeline import ONE_DAY
from readiness.services.network import Overview
from readiness.services.review import Waiting
from readiness.services.sites import SiteReport

SOON = 30


def count(number: int, one: str, many: str | None = None) -> str:
    """ "1 site", "2 sites", "no sites"."""
    words = one if number == 1 else many or f"{one}s"
    return f"{number:,} {words}" if number else f"no {words}"


def day(value: date | None) -> str:
    """22 Nov 2026; a dash where there is none."""
    return "–" if value is None else f"{value.day} {value:%b} {value.year}"


def percent(part: Exact, whole: Exact) -> str:
    """A share in whole percent, rounded down, so that only all of it reads 100%."""
    return f"{floor(Fraction(100 * part) / whole)}%" if whole else "–"


def score_number(millionths: int | None) -> float | None:
    """A score from millionths of a point: one decimal, rounded down, as every screen shows it."""
    return None if millionths is None else millionths * 10 // MILLION / 10


def capitalised(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def because(finding: Finding) -> str:
    """The reason of a finding, to follow its conclusion; "" where none is given."""
    reason = finding.reason.strip().rstrip(".")
    return f": {reason}" if reason else ""


def overview_sentence(view: Overview) -> str:
    """Where does the network stand?"""
    assessed = len(view.assessed)
    if not view.sites:
        return "No site matches these filters."
    if not assessed:
        verb = "has" if len(view.sites) == 1 else "have"
        return f"None of {count(len(view.sites), 'site')} {verb} been assessed yet."
    parts = [ready_in_words(view)]
    if view.falling_out:
        falls = len(view.falling_out)
        verb = "falls" if falls == 1 else "fall"
        parts.append(f"{falls} of them {verb} out within 30 days unless renewed")
    if view.failed_gates:
        worst = view.failed_gates[0]
        title = view.criterion[worst.criterion].title
        parts.append(f"the most-failed must-have is {title}, {count(worst.sites, 'site')}")
    else:
        parts.append("no must-have fails anywhere")
    return "; ".join(parts) + "."


def ready_in_words(view: Overview) -> str:
    """How many of the assessed sites have the highest level; there has to be one."""
    assessed, best = len(view.assessed), view.framework.levels[-1]
    ready = view.by_level[best.id]
    verb = "is" if 1 in (ready, assessed) else "are"
    return f"{ready} of {count(assessed, 'assessed site')} {verb} {best.title}"


def people_sentence(grants: Sequence[Grant], today: date) -> str:
    """Who has access, and how much of that ends soon? Of grants that have not ended."""
    now = [grant for grant in grants if grant.holds_on(today)]
    people = len({grant.person for grant in now})
    soon = today + timedelta(days=SOON)
    ending = sum(grant.until is not None and grant.until <= soon for grant in now)
    if not people:
        return "Nobody has been given access yet."
    has = "has" if people == 1 else "have"
    ends = "ends" if ending == 1 else "end"
    return (
        f"{count(people, 'person', 'people')} {has} access; "
        f"{count(ending, 'grant')} {ends} within {SOON} days."
    )


def site_sentence(report: SiteReport) -> str:
    """Is my site ready, and what first?"""
    title = level_title(report.framework, report.score.level)
    if not report.score.assessed:
        return f"{report.site.site_name} has not been assessed yet. Start with the quick check."
    opening = f"{report.site.site_name} is {title} with a score of {shown(report.score.score)}"
    if report.score.failed_gates:
        first = report.framework.criterion[report.gaps[0].scored.criterion.id].title
        number = len(report.score.failed_gates)
        verb = "fails" if number == 1 else "fail"
        return f"{opening}; {count(number, 'must-have')} {verb}. Mend first: {first}."
    if report.fall is not None:
        last = day(report.fall.day - ONE_DAY)
        return f"{opening}. It stays so until {last} if nothing is renewed."
    if report.gaps:
        first = report.gaps[0].scored.criterion.title
        return f"{opening}; every must-have passes. Next: {first}."
    return f"{opening}; nothing is missing."


def assess_sentence(report: SiteReport) -> str:
    """How far the answers are."""
    left = report.score.applicable - report.score.answered
    open_gates = sum(
        scored.criterion.gate and scored.state == "unanswered" for scored in report.score.criteria
    )
    if not left:
        number = report.score.applicable
        words = f"All {number} criteria are" if number > 1 else "The only criterion is"
        return f"{words} answered." if number else "No criterion applies to this site."
    sentence = f"{count(left, 'criterion', 'criteria')} to answer"
    if open_gates:
        verb = "is a must-have" if open_gates == 1 else "are must-haves"
        sentence += f", {open_gates} of them {verb}" if left > 1 else ", a must-have"
    return capitalised(sentence) + "."


def review_sentence(waiting: Sequence[Waiting], changed: int, today: date) -> str:
    """Is it true, and what is to be looked at first? `changed` sites answered after approval."""
    has = "has" if changed == 1 else "have"
    more = f" {capitalised(count(changed, 'approved site'))} {has} new answers." if changed else ""
    return _waiting_sentence(waiting, today) + more


def _waiting_sentence(waiting: Sequence[Waiting], today: date) -> str:
    if not waiting:
        return "No site waits for review."
    longest = waiting[0]
    since = longest.event.recorded_at.date()
    verb = "waits" if len(waiting) == 1 else "wait"
    how_long = f"for {count((today - since).days, 'day')}" if since < today else "since today"
    name = longest.row.site_name
    if len(waiting) == 1:
        return f"1 site {verb} for review: {name}, {how_long}."
    return f"{len(waiting)} sites {verb} for review; the longest, {name}, {how_long}."
