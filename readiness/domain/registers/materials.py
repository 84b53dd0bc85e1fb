"""The register of written materials for patients and caregivers, by agent and language.

Of the materials for one agent in one language the ones reviewed last count. They are in force for
as long as their review is good for the criterion. The agents given are those that the profile
names; where it names none, those in the register.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from readiness.domain.framework import Kind
from readiness.domain.registers.checking import chosen
from readiness.domain.registers.entries import RegisterEntry, as_compared
from readiness.domain.registers.measuring import (
    FieldType,
    Figure,
    Known,
    Measure,
    Register,
    RegisterField,
)
from readiness.domain.wording import counted

ESSENTIALS = ("fever", "number", "emergency_department")


def _agents_covered(known: Known) -> Figure | None:
    """The agents given that have materials in force, in any language.

    The evidence is as old as the oldest of the reviews that each of these agents needs.
    """
    found = _in_force(known)
    if not found:
        return None
    given = _given(known, found)
    newest: dict[str, date] = {}
    for entry in found:
        agent = entry.named("agent")
        newest[agent] = max(newest.get(agent, date.min), _reviewed_on(entry))
    covered = [day for agent, day in newest.items() if agent in given]
    of = f" of {counted(len(given), 'agents')} given" if _stated(known) else ""
    return Figure(
        f"Written materials in force for {len(covered)}{of or ' agents in the register'}.",
        answer=str(len(covered)),
        evidence_date=min(covered, default=max(newest.values())),
    )


def _essentials_stated(known: Known) -> Figure | None:
    """The fewest of the three essentials that any materials in force for an agent given state.

    The evidence is as old as the oldest of their reviews. Nothing is said while there are none.
    """
    given = _given(known, _in_force(known))
    found = [entry for entry in _in_force(known) if entry.named("agent") in given]
    if not found:
        return None
    fewest = min(len(set(chosen(entry.values.get("essentials", "")))) for entry in found)
    return Figure(
        f"{fewest} of {len(ESSENTIALS)} essentials are in all {counted(len(found), 'materials')} "
        "in force."
        if len(found) > 1
        else f"{fewest} of {len(ESSENTIALS)} essentials are in the materials in force.",
        answer=str(fewest),
        evidence_date=min(map(_reviewed_on, found)),
    )


def _languages(known: Known) -> Figure | None:
    """The languages in which every agent given has materials in force, English included.

    The evidence is as old as the oldest of the reviews that count. Nothing is said while there
    are no materials.
    """
    found = _in_force(known)
    if not found:
        return None
    given = _given(known, found)
    agents: defaultdict[str, set[str]] = defaultdict(set)
    for entry in found:
        agents[entry.named("language")].add(entry.named("agent"))
    complete = {language for language, has in agents.items() if given <= has}
    counting = [
        _reviewed_on(entry)
        for entry in found
        if entry.named("language") in complete and entry.named("agent") in given
    ]
    return Figure(
        f"Materials for {'the agent' if len(given) == 1 else f'all {len(given)} agents'} given in "
        f"{counted(len(complete), 'languages')}.",
        answer=str(len(complete)),
        evidence_date=min(counting, default=max(map(_reviewed_on, found))),
    )


def _in_force(known: Known) -> list[RegisterEntry]:
    """The newest materials of each agent and language whose review is good on the day.

    When none is, all of them: what they say is then as old as it is, and so has lapsed.
    """
    newest: dict[tuple[str, str], RegisterEntry] = {}
    for entry in known.of("materials"):
        kind = (entry.named("agent"), entry.named("language"))
        before = newest.get(kind)
        if _reviewed_on(entry) <= known.day and (
            before is None or _reviewed_on(before) <= _reviewed_on(entry)
        ):
            newest[kind] = entry
    good = [entry for entry in newest.values() if known.is_good(_reviewed_on(entry))]
    return good or list(newest.values())


def _given(known: Known, found: Collection[RegisterEntry]) -> set[str]:
    """The agents that the site gives, as compared."""
    return _stated(known) or {entry.named("agent") for entry in found}


def _stated(known: Known) -> set[str]:
    return {as_compared(name) for name in chosen(known.profile.get("agents", ""))}


def _reviewed_on(entry: RegisterEntry) -> date:
    return date.fromisoformat(entry.values["reviewed_on"])


_OWN, _AGES = ("materials",), ("reviewed_on",)
REGISTER = Register(
    "materials",
    "Education materials",
    "materials",
    "What patients and caregivers are given in writing before dose 1.",
    (
        RegisterField("agent", "Agent", help="As the profile of the site names it."),
        RegisterField("language", "Language"),
        RegisterField("version", "Version"),
        RegisterField("reviewed_on", "Reviewed on", FieldType.DATE, happened=True),
        RegisterField(
            "essentials",
            "Essentials stated",
            FieldType.CHOICES,
            required=False,
            options=(
                (ESSENTIALS[0], "The fever trigger"),
                (ESSENTIALS[1], "The 24-hour number"),
                (ESSENTIALS[2], "Which emergency department to go to"),
            ),
        ),
        RegisterField(
            "reading_level",
            "Reading level",
            FieldType.NUMBER,
            required=False,
            help="US school grade, if it was measured.",
        ),
    ),
    (
        Measure("materials.agents_covered", (Kind.COUNT,), _OWN, _agents_covered, ages=_AGES),
        Measure("materials.essentials", (Kind.COUNT,), _OWN, _essentials_stated, ages=_AGES),
        Measure("materials.languages", (Kind.COUNT,), _OWN, _languages, ages=_AGES),
    ),
    key=("agent", "language"),
)
