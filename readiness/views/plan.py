"""The plan of a site as tables and sentences: what to close, why, when, and what else would do."""

from datetime import timedelta
from math import floor

import pandas as pd

from readiness.domain.explanation import level_title, shown
from readiness.domain.framework import Exact, Framework
from readiness.domain.plan import Item, Plan, Way
from readiness.domain.scoring import State
from readiness.domain.wording import number_in_words
from readiness.services.plan import SitePlan, WhatIf
from readiness.views.sentences import count, day
from readiness.views.site import STATE_WORDS


def sentence(plan: SitePlan, way: Way | None) -> str:
    """What is the cheapest way to the level?"""
    name, report = plan.report.site.site_name, plan.report
    if not report.score.assessed:
        return f"{name} has not been assessed yet. Answer the quick check first, then plan."
    if way is None:
        title = level_title(plan.framework, report.score.level)
        return f"{name} is {title} on {day(report.as_of)}: nothing has to be closed for it."
    if way.plan is None:
        return f"{name} cannot reach {way.level.title}. {blocked(plan.framework, way)}"
    own = way.plan
    when = f"in {count(own.days, 'day')} at the earliest, on {day(own.finish)}"
    if not own.days:
        when = "on the same day"
    return (
        f"{name} reaches {way.level.title} with {count(len(own.items), 'item')}, "
        f"{hours_in_words(own.hours)} of work, {when}."
    )


def blocked(framework: Framework, way: Way) -> str:
    """Why there is no way."""
    titles = [framework.criterion[key].title for key in way.blocked_by]
    if not titles:
        return "Not even closing every gap is enough."
    if way.together:
        return f"These are locked, and together they stand in the way: {'; '.join(titles)}."
    if len(titles) == 1:
        return f"It is locked that would have to be closed: {titles[0]}."
    return f"Unlocking any one of these opens a way: {'; '.join(titles)}."


def hours_in_words(hours: Exact) -> str:
    """ "21 hours", "1 hour", "2.5 hours"."""
    return f"{number_in_words(hours)} hour{'' if hours == 1 else 's'}"


def why(framework: Framework, item: Item, plan: Plan) -> str:
    """Why an item is in: must-have, prerequisite, points, lapse; the weightiest first."""
    parts = []
    if item.must_have:
        parts.append("must-have")
    if item.needed_for:
        titles = [framework.criterion[key].title for key in item.needed_for]
        parts.append(f"comes before {', '.join(titles)}")
    points = f"{floor(item.points * 10) / 10:g}" if item.points * 10 >= 1 else "less than 0.1"
    parts.append(f"{points} point{'' if item.points == 1 else 's'}")
    if item.lapses_on is not None and item.lapses_on <= plan.finish:
        last = item.lapses_on - timedelta(days=1)
        parts.append(f"good until {day(last)} only, before the work is done")
    return "; ".join(parts)


def work(plan: SitePlan, own: Plan) -> pd.DataFrame:
    """criterion_id, title, begins, done (days), begins_on, done_on, hours, must_have, critical."""
    start = plan.report.as_of
    return pd.DataFrame(
        {
            "criterion_id": [item.id for item in own.items],
            "title": [item.scored.criterion.title for item in own.items],
            "begins": [item.begins for item in own.items],
            "done": [item.done for item in own.items],
            "begins_on": [start + timedelta(days=item.begins) for item in own.items],
            "done_on": [start + timedelta(days=item.done) for item in own.items],
            "hours": [float(item.hours) for item in own.items],
            "must_have": [item.must_have for item in own.items],
            "critical": [item.critical for item in own.items],
        }
    )


def items(plan: SitePlan, own: Plan) -> pd.DataFrame:
    """The items in the order of work, with why each is in."""
    frame = work(plan, own)
    return pd.DataFrame(
        {
            "criterion_id": frame["criterion_id"],
            "Close": frame["title"],
            "Why": [why(plan.framework, item, own) for item in own.items],
            "State now": [STATE_WORDS[State(item.scored.state)] for item in own.items],
            "Hours": frame["hours"],
            "Begin on": frame["begins_on"],
            "Done on": frame["done_on"],
            "Critical path": ["yes" if item.critical else "" for item in own.items],
        }
    )


def others(plan: SitePlan, way: Way) -> pd.DataFrame:
    """The plan, its ties and the next best, each beside what it has in place of the first."""
    assert way.plan is not None
    rows = [("The plan", way.plan), *(("Same hours", own) for own in way.ties)]
    if way.next_best is not None:
        rows.append(("Next best", way.next_best))
    titles = {own.id: own.title for own in plan.framework.scored}

    def listed(ids: frozenset[str]) -> str:
        return "; ".join(title for key, title in titles.items() if key in ids)

    first = way.plan.ids
    return pd.DataFrame(
        {
            "Plan": [name for name, _ in rows],
            "Hours": [float(own.hours) for _, own in rows],
            "Days": [own.days for _, own in rows],
            "Items": [len(own.items) for _, own in rows],
            "Closes": [listed(own.ids if own is way.plan else own.ids - first) for _, own in rows],
            "Leaves out": [listed(first - own.ids) for _, own in rows],
        }
    )


def others_in_words(way: Way) -> str:
    """How many plans cost the same, and what the next best costs more."""
    assert way.plan is not None
    if way.more_ties:
        same = f"More than {len(way.ties)} other plans take as many hours; {len(way.ties)} are here"
    elif way.ties:
        verb = "takes" if len(way.ties) == 1 else "take"
        same = f"{count(len(way.ties), 'other plan').capitalize()} {verb} as many hours"
    else:
        same = "No other plan takes as few hours"
    if way.next_best is None:
        return f"{same}, and there is no other that leaves anything of it out."
    more = hours_in_words(way.next_best.hours - way.plan.hours)
    return f"{same}; the next best takes {more} more."


def what_if_sentence(plan: SitePlan, view: WhatIf) -> str:
    """What closing the chosen gaps at once would change."""
    framework, before, after = plan.framework, view.before, view.after
    if not view.closed:
        return "Choose gaps to see the site with them closed."
    level = level_title(framework, after.level)
    same = after.level == before.level
    fails = len(after.failed_gates)
    must_haves = f"{count(fails, 'must-have')} {'fails' if fails == 1 else 'fail'}"
    return (
        f"With {count(len(view.closed), 'gap')} closed the score goes from {shown(before.score)} "
        f"to {shown(after.score)}, {must_haves}, and the site "
        f"{'stays' if same else 'becomes'} {level}."
    )
