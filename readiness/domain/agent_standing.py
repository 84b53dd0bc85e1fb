"""What a site has in place for an agent, from its register of agents and what labels say.

It is a record of preparation, not advice on treatment: nothing here says whether an agent may or
should be given.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from readiness.domain.agents import UNKNOWN, Agent, AgentFact
from readiness.domain.registers.agent_plans import CERTIFIED, DOSING_PLANS, ORDER_SETS, key_of
from readiness.domain.registers.entries import RegisterEntry
from readiness.domain.validity import last_day

REMS_FACT = "rems"


class Standing(StrEnum):
    """Where an agent stands at a site: what is in place of all that it needs."""

    IN_PLACE = "in place"
    PARTLY = "partly"
    NOTHING = "nothing"
    UNKNOWN = "unknown"
    NOT_PLANNED = "not planned"


class PartState(StrEnum):
    """Where one thing that an agent needs stands at a site."""

    IN_PLACE = "in place"
    TO_COME = "from a later day"
    LAPSED = "check lapsed"
    MISSING = "missing"
    UNKNOWN = "to find out"
    NOT_NEEDED = "not needed"


class Thing(NamedTuple):
    """One thing that an agent needs at a site.

    `field` is that of the register with its date, `checked` the one with the day it was last
    looked at, `measure` the figure it is counted in, "" for none.
    """

    id: str
    title: str
    field: str
    checked: str
    measure: str


CERTIFICATION = Thing(
    "certification", "REMS certification", "rems_certified_on", "rems_checked_on", CERTIFIED
)
DOSING_PLAN = Thing(
    "dosing_plan", "dosing-location plan", "dosing_location_plan_on", "checked_on", DOSING_PLANS
)
THINGS = (
    CERTIFICATION,
    Thing("order_set", "order set", "order_set_live_on", "checked_on", ORDER_SETS),
    Thing("materials", "patient materials", "materials_on", "checked_on", ""),
    DOSING_PLAN,
)


class Part(NamedTuple):
    """A thing at a site on a day.

    `dated` is the day it is in place from, `None` where none is given; `good_until` the last day
    on which what is stated of it is recent enough, `None` where that does not lapse.
    """

    thing: Thing
    state: PartState
    dated: date | None = None
    good_until: date | None = None


class AgentAtSite(NamedTuple):
    """An agent at a site on a day. `plan` is the site's entry, `None` where there is none."""

    name: str
    given: bool
    plan: RegisterEntry | None
    parts: tuple[Part, ...]
    standing: Standing

    @property
    def needed(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.state is not PartState.NOT_NEEDED)

    @property
    def in_place(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.state is PartState.IN_PLACE)

    @property
    def lacking(self) -> tuple[Part, ...]:
        return tuple(part for part in self.needed if part.state is not PartState.IN_PLACE)


def rems_fact(agent: Agent | None) -> AgentFact | None:
    """What the label facts say of a REMS program, `None` where they say nothing at all."""
    facts = agent.facts if agent is not None else ()
    return next((fact for fact in facts if fact.id == REMS_FACT), None)


def rems_of(agent: Agent | None, plan: RegisterEntry | None) -> str:
    """yes, no or unknown, from what labels say and what the site found out.

    Where the two differ, a program that either knows of counts; one is never assumed away.
    """
    fact = rems_fact(agent)
    said = {
        fact.value if fact is not None else UNKNOWN,
        plan.values.get("rems", UNKNOWN) if plan is not None else UNKNOWN,
    }
    return next((word for word in ("yes", "no") if word in said), UNKNOWN)


def agent_named(agents: Collection[Agent], name: str) -> Agent | None:
    """The agent of this name or id, `None` where the label facts have none."""
    wanted = key_of(name)
    return next((one for one in agents if wanted in (key_of(one.name), one.id)), None)


def at_site(
    name: str,
    agent: Agent | None,
    plan: RegisterEntry | None,
    given: Sequence[str] | None,
    day: date,
    months: Mapping[str, int | None],
    not_needed: Collection[Thing] = (),
) -> AgentAtSite:
    """Where an agent stands at a site.

    `given` are the agents that its profile names, `None` where it does not say. `months` is how
    long evidence of each measure stays good. `not_needed` are things that this site needs for no
    agent.
    """
    rems = rems_of(agent, plan)
    parts = tuple(
        Part(thing, PartState.NOT_NEEDED)
        if thing in not_needed or (thing is CERTIFICATION and rems == "no")
        else _part(thing, plan, rems, day, months.get(thing.measure))
        for thing in THINGS
    )
    named = given is not None and key_of(name) in {key_of(one) for one in given}
    since = plan.values.get("given_since", "") if plan is not None else ""
    begun = bool(since) and date.fromisoformat(since) <= day
    found = AgentAtSite(name, named or (given is None and begun), plan, parts, Standing.UNKNOWN)
    return found._replace(standing=_standing(found, known=given is not None))


def _part(
    thing: Thing, plan: RegisterEntry | None, rems: str, day: date, months: int | None
) -> Part:
    values = plan.values if plan is not None else {}
    dated = _day(values.get(thing.field, ""))
    if dated is None:
        unknown = plan is None or (thing is CERTIFICATION and rems == UNKNOWN)
        return Part(thing, PartState.UNKNOWN if unknown else PartState.MISSING)
    if dated > day:
        return Part(thing, PartState.TO_COME, dated)
    checked = _day(values.get(thing.checked, ""))
    until = last_day(checked, None, months) if checked and thing.measure else None
    state = PartState.LAPSED if until is not None and day > until else PartState.IN_PLACE
    return Part(thing, state, dated, until)


def _standing(found: AgentAtSite, *, known: bool) -> Standing:
    if found.plan is None:
        return Standing.UNKNOWN if found.given or not known else Standing.NOT_PLANNED
    if not found.lacking:
        return Standing.IN_PLACE
    return Standing.PARTLY if found.in_place else Standing.NOTHING


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
