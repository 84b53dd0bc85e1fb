"""The plan of a network as tables and sentences: which sites, at what cost, and how sure."""

import pandas as pd

from readiness.domain.network_plan import NetworkPlan, Taken
from readiness.domain.wording import number_in_words
from readiness.services.plan import NetworkNeeds
from readiness.views.plan import hours_in_words
from readiness.views.sentences import count


def sentence(needs: NetworkNeeds, plan: NetworkPlan) -> str:
    """How many sites does the budget bring to the highest level?"""
    title = needs.framework.levels[-1].title
    assessed = len(needs.sites) - len(needs.not_assessed)
    if not assessed:
        return "No site has been assessed yet, so there is nothing to plan."
    if not needs.needs:
        return f"Every one of {count(assessed, 'assessed site')} is {title} already."
    budget = f"A budget of {hours_in_words(plan.budget)}"
    if not plan.taken:
        least = f"; the cheapest takes {hours_in_words(plan.dearer[0].spent)}"
        return f"{budget} brings no further site to {title}{least * bool(plan.dearer)}."
    after = len(needs.ready) + len(plan.taken)
    return (
        f"{budget} brings {count(len(plan.taken), 'more site')} to {title}: "
        f"{after} of {count(assessed, 'assessed site')} instead of {len(needs.ready)}."
    )


def how_sure(plan: NetworkPlan) -> str:
    """Proven, or heuristic with its bound."""
    if plan.proven:
        return "Proven: no other choice reaches more sites with these hours."
    return (
        "Heuristic: with so many shared programmes not every choice is tried. "
        f"No choice can reach more than {count(plan.bound, 'site')}; this one reaches "
        f"{len(plan.taken)}."
    )


def programmes_in_words(needs: NetworkNeeds, plan: NetworkPlan) -> str:
    """Which of the programmes pay; "" where none was named."""
    if not needs.programmes:
        return ""
    criterion = needs.framework.criterion
    used = [criterion[own.criterion_id].title for own in plan.programmes]
    if not used:
        return "None of the shared programmes pays with this budget."
    hours = number_in_words(plan.shared_hours)
    return f"Shared programmes to carry out, {hours} hours once: {'; '.join(used)}."


def left_out(needs: NetworkNeeds, plan: NetworkPlan) -> str:
    """Who is not in the plan, and why; "" where everyone is."""
    parts = []
    if needs.not_assessed:
        parts.append(f"{count(len(needs.not_assessed), 'site')} not assessed")
    if plan.no_way:
        parts.append(f"{count(len(plan.no_way), 'site')} without any way")
    return f"Left out: {' and '.join(parts)}." if parts else ""


def sites(needs: NetworkNeeds, plan: NetworkPlan) -> pd.DataFrame:
    """The sites, cheapest first, with their hours and what to close."""
    rows = [*plan.taken, *plan.dearer]
    own = [needs.sites[row.site_id] for row in rows]
    return pd.DataFrame(
        {
            "site_id": [site.site_id for site in own],
            "Site": [site.site_name for site in own],
            "Practice": [site.practice for site in own],
            "In the plan": ["yes"] * len(plan.taken) + ["beyond the budget"] * len(plan.dearer),
            "Hours": [float(row.need.hours) for row in rows],
            "Hours so far": [float(row.spent) for row in rows],
            "Close": [_titles(needs, row) for row in rows],
        }
    )


def reach(needs: NetworkNeeds, plan: NetworkPlan) -> pd.DataFrame:
    """hours, sites, within: sites of the level by hours spent, cheapest first.

    The first row is what there is without any work.
    """
    rows = [*plan.taken, *plan.dearer]
    now = len(needs.ready)
    return pd.DataFrame(
        {
            "hours": [0.0, *(float(row.spent) for row in rows)],
            "sites": [now + number for number in range(len(rows) + 1)],
            "within": [True] * (1 + len(plan.taken)) + [False] * len(plan.dearer),
        }
    )


def _titles(needs: NetworkNeeds, row: Taken) -> str:
    scored = needs.framework.scored
    return "; ".join(own.title for own in scored if own.id in row.need.ids)
