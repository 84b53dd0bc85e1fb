"""The register of agents at a site: given or planned, and what is in place for each.

Whether an agent has a REMS program is a fact of labels (data/agents.toml), which is not known
here; `rems` is what the site itself found out on `rems_checked_on`, and is left out where it did
not look.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from readiness.domain.framework import Kind
from readiness.domain.registers.checking import chosen
from readiness.domain.registers.entries import RegisterEntry
from readiness.domain.registers.measuring import (
    FieldType,
    Figure,
    Known,
    Measure,
    Register,
    RegisterField,
)

AGENT_PLANS = "agent_plans"
AGENTS_FIELD = "agents"
"""The profile field that names the agents a site gives."""

ORDER_SETS = "agent_plans.order_sets"
DOSING_PLANS = "agent_plans.dosing_location_plans"
CERTIFIED = "agent_plans.rems_certified"


@lru_cache(maxsize=10_000)
def key_of(agent: str) -> str:
    """An agent's name without the differences that do not matter: spaces and capitals."""
    return " ".join(agent.split()).casefold()


def agents_named(profile: Mapping[str, str]) -> tuple[str, ...]:
    """The agents that a profile names, each once; none where it does not say."""
    names = {key_of(name): name for name in chosen(profile.get(AGENTS_FIELD, ""))}
    return tuple(names.values())


def has_come(entry: RegisterEntry, field: str, day: date) -> bool:
    """Whether a date of the entry is given and not after the day."""
    text = entry.values.get(field, "")
    return bool(text) and date.fromisoformat(text) <= day


def newest_by_agent(entries: Iterable[RegisterEntry]) -> dict[str, RegisterEntry]:
    """The entry of each agent that was recorded last, by the key of its name."""
    ordered = sorted(entries, key=lambda entry: entry.recorded_at)
    return {key_of(entry.values["agent"]): entry for entry in ordered}


def _given(known: Known) -> list[RegisterEntry]:
    """The entries of the agents that the site gives; none while one of these has no entry.

    Given are the agents that the profile names. Where it names none, they are those whose
    `given_since` has come; a planned start alone makes no agent given. A list that is still
    being filled in says nothing yet: half of it would undo an answer about all of them.
    """
    plans = newest_by_agent(known.of(AGENT_PLANS))
    named = [key_of(name) for name in agents_named(known.profile)]
    if not named:
        return [plan for plan in plans.values() if has_come(plan, "given_since", known.day)]
    return [plans[name] for name in named] if all(name in plans for name in named) else []


def _counted(known: Known, field: str, what: str) -> Figure | None:
    """Agents given for which something is in place on the day, dated by the list itself.

    An order set does not grow old by itself; the list that says it is live does. So the evidence
    is as old as the line that was checked longest ago (`checked_on`).
    """
    given = _given(known)
    if not given:
        return None
    live = [plan for plan in given if has_come(plan, field, known.day)]
    checked = min(date.fromisoformat(plan.values["checked_on"]) for plan in given)
    return Figure(_sentence(live, given, what), answer=str(len(live)), evidence_date=checked)


def _order_sets(known: Known) -> Figure | None:
    return _counted(known, "order_set_live_on", "a live order set")


def _dosing_plans(known: Known) -> Figure | None:
    return _counted(known, "dosing_location_plan_on", "a dosing-location plan")


def _certified(known: Known) -> Figure | None:
    """Agents given for which the site is certified.

    A certificate counts unless the site found that the agent has no REMS program: "not known" is
    never "none". How many are needed is in the profile (C41). The evidence is as old as the
    oldest check of a program that is counted, so that a check which is too old lapses the answer.
    """
    under = [plan for plan in _given(known) if plan.values.get("rems") != "no"]
    if not under:
        return None
    certified = [plan for plan in under if has_come(plan, "rems_certified_on", known.day)]
    checked = [date.fromisoformat(plan.values["rems_checked_on"]) for plan in certified]
    return Figure(
        _sentence(certified, under, "a REMS certificate"),
        answer=str(len(certified)),
        evidence_date=min(checked, default=None),
    )


def _sentence(live: list[RegisterEntry], given: list[RegisterEntry], what: str) -> str:
    """ "Agents given with a live order set: 1 (A); without: B." """
    lacking = [plan.values["agent"] for plan in given if plan not in live]
    names = f" ({', '.join(plan.values['agent'] for plan in live)})" if live else ""
    without = f"; without: {', '.join(lacking)}" if lacking else ""
    return f"Agents given with {what}: {len(live)}{names}{without}."


def _check(values: Mapping[str, str]) -> str:
    if not values.get("planned_start") and not values.get("given_since"):
        return "Give the planned start, or the day since which the agent is given."
    if values.get("rems_certified_on") and not values.get("rems_checked_on"):
        return "REMS program checked on: say when the program was last checked as still active."
    if values.get("rems") and not values.get("rems_checked_on"):
        return "REMS program checked on: say when you found that out."
    if values.get("rems_certified_on") and values.get("rems") == "no":
        return "REMS program: a site is not certified for a program that does not exist; mend one."
    return ""


REGISTER = Register(
    AGENT_PLANS,
    "Agents at this site",
    "agent",
    "Agents that are given or planned, and what is in place for each.",
    (
        RegisterField("agent", "Agent", help="Its name as in the profile, such as Teclistamab."),
        RegisterField("planned_start", "Planned start", FieldType.DATE, required=False),
        RegisterField("given_since", "Given since", FieldType.DATE, required=False),
        RegisterField(
            "rems",
            "REMS program, as you found out",
            FieldType.CHOICE,
            required=False,
            options=(("yes", "Yes"), ("no", "No")),
            help="Leave it empty where nobody has found out.",
        ),
        RegisterField(
            "rems_certified_on", "Certified under the REMS on", FieldType.DATE, required=False
        ),
        RegisterField(
            "rems_checked_on",
            "REMS program checked on",
            FieldType.DATE,
            required=False,
            help="When someone last looked whether the program is active.",
        ),
        RegisterField("order_set_live_on", "Order set live on", FieldType.DATE, required=False),
        RegisterField("materials_on", "Materials ready on", FieldType.DATE, required=False),
        RegisterField(
            "dosing_location_plan_on", "Dosing-location plan of", FieldType.DATE, required=False
        ),
        RegisterField(
            "checked_on",
            "Checked on",
            FieldType.DATE,
            help="When someone last looked whether all of this is still so.",
        ),
    ),
    (
        Measure(ORDER_SETS, (Kind.COUNT,), (AGENT_PLANS,), _order_sets),
        Measure(DOSING_PLANS, (Kind.COUNT,), (AGENT_PLANS,), _dosing_plans),
        Measure(CERTIFIED, (Kind.COUNT,), (AGENT_PLANS,), _certified),
    ),
    check=_check,
)
