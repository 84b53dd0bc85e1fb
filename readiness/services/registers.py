"""Registers: facts that a site keeps, from which some of its criteria are answered."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from readiness.domain.answers import check_response
from readiness.domain.assessment import AssessmentEvent, Batch, Response
from readiness.domain.cycle import CycleStep, check_answerable
from readiness.domain.framework import Framework
from readiness.domain.organisations import Site
from readiness.domain.people import Permission, Person
from readiness.domain.registers import training
from readiness.domain.registers.catalogue import ANSWERING, REGISTERS
from readiness.domain.registers.checking import problems_of, tidy
from readiness.domain.registers.entries import (
    OVERRIDES,
    STATED,
    WITHDRAWN,
    EntryRow,
    RegisterEntry,
    in_force,
)
from readiness.domain.registers.feeding import Feed, feeds
from readiness.domain.registers.importing import compare_rows
from readiness.domain.registers.measuring import Register
from readiness.errors import ReadinessError
from readiness.services import free_text
from readiness.services.workspace import Why, Workspace, walled

MOST_NAMED = 10
"""Of the rows that do not fit so many are named."""


class Accepted(NamedTuple):
    """What accepting the rows of a file did: how many entries were new, changed, as before."""

    added: int
    changed: int
    unchanged: int


@dataclass(frozen=True)
class SiteRegisters:
    """The registers of a site on a date.

    `entries` are those in force and `recorded` every version up to the date, both in the order
    of recording; `feeds` is what they say, by criterion. `versions` is how often each entry was
    recorded, which a change of it has to name.
    """

    site: Site
    framework: Framework
    as_of: date
    entries: tuple[RegisterEntry, ...]
    recorded: tuple[RegisterEntry, ...]
    feeds: Mapping[str, Feed]

    def of(self, register: str) -> tuple[RegisterEntry, ...]:
        return tuple(entry for entry in self.entries if entry.register == register)

    def versions(self, entry_id: str) -> int:
        return sum(entry.entry_id == entry_id for entry in self.recorded)


@walled
def site_registers(workspace: Workspace, who: Person, site_id: str, as_of: date) -> SiteRegisters:
    """What the registers of a site hold and say. Raises `NotAllowedError`.

    Before those who see no names the fields that hold persons are left out, and who recorded it.
    """
    site = workspace.site(who, site_id)
    history = workspace.ledger.history(site_id).until(as_of)
    framework = workspace.framework_on(site_id, as_of)
    return SiteRegisters(
        site,
        framework,
        as_of,
        tuple(_shown(who, entry) for entry in in_force(history.entries)),
        tuple(_shown(who, entry) for entry in history.entries),
        feeds(framework, history, as_of),
    )


@walled
def sites_sharing(workspace: Workspace, who: Person, entry_id: str) -> tuple[str, ...]:
    """The sites that an entry holds for now, of those that `who` may see."""
    visible = workspace.sites(who)
    return tuple(key for key in workspace.ledger.sites_of_entry(entry_id) if key in visible)


@walled
def record_entry(
    workspace: Workspace,
    who: Person,
    register_id: str,
    site_ids: Sequence[str],
    values: Mapping[str, str],
    *,
    entry_id: str = "",
    seen: int = 0,
    contested: bool = False,
) -> str:
    """State an entry, or change it where `entry_id` is given; returns its id.

    It holds for exactly these sites from now on; `seen` is how many versions of it the person
    had in front of them at the first. Raises
    `ReadinessError` naming every field that does not fit, `ConflictError` when the entry was
    changed meanwhile, `PrivacyError` when a text looks like a patient's and that is not contested.
    """
    register = _register(register_id)
    _allow(workspace, who, register, site_ids)
    tidied = tidy(register, values)
    if problems := problems_of(register, tidied, workspace.today):
        raise ReadinessError(" ".join(problems))
    statement = free_text.statement(tidied.values(), set, contested=contested)
    key = entry_id or uuid.uuid4().hex
    everywhere = workspace.whole(Why.SHARED).ledger
    left = set(everywhere.sites_of_entry(key)) - set(site_ids) if entry_id else set()
    for site_id in left:
        workspace.allow(who, Permission.ANSWER, site_id)
    values_at = dict.fromkeys(site_ids, tidied) | dict.fromkeys(sorted(left))
    _append(workspace, who, register, values_at, key, seen, f"register{statement}")
    return key


@walled
def accept_entries(
    workspace: Workspace, who: Person, register_id: str, rows: Sequence[EntryRow]
) -> Accepted:
    """State all entries of a file in one append, or none of them.

    Rows that say what is recorded already add nothing. Raises `NotAllowedError` unless `who` may
    answer for every site, `ReadinessError` naming the rows that do not fit, `PrivacyError`, which
    cannot be contested here, `ConflictError` when an entry was changed meanwhile.
    """
    register = _register(register_id)
    sites = list(dict.fromkeys(row.site_id for row in rows))
    for site_id in sites:
        workspace.allow(who, Permission.ANSWER, site_id)
    recorded = {history.site_id: history.entries for history in workspace.ledger.histories(sites)}
    found = compare_rows(register, rows, recorded, workspace.today)
    if found.problems:
        more = len(found.problems) - MOST_NAMED
        shown = [*found.problems[:MOST_NAMED], *([f"And {more} more."] if more > 0 else [])]
        raise ReadinessError(" ".join(shown))

    def kept() -> set[str]:
        known = (entry for entries in recorded.values() for entry in entries)
        return {text for entry in known for text in entry.values.values()}

    texts = [text for row in found.rows for text in row.values.values()]
    free_text.statement(texts, kept, contested=False)
    if found.rows:
        now = workspace.clock()
        stated = tuple(
            RegisterEntry(row.site_id, register.id, row.entry_id, STATED, row.values, now, who.name)
            for row in found.rows
        )
        events = _first_events(workspace, who, [row.site_id for row in stated], now)
        workspace.ledger.append(
            Batch(entries=stated, assessments=events),
            recorded_by=who.name,
            recorded_at=now,
            action=f"import into register {register.id}",
            seen_entries=found.versions,
        )
    known = sum(version > 0 for version in found.versions.values())
    return Accepted(len(found.rows) - known, known, len(rows) - len(found.rows))


@walled
def training_due(
    workspace: Workspace, who: Person, site_id: str, as_of: date
) -> tuple[training.Due, ...]:
    """The courses that the people of a site need on a date, those due first.

    Before those who see no names each person is "". Raises `NotAllowedError`.
    """
    workspace.site(who, site_id)
    kept = in_force(workspace.ledger.history(site_id).until(as_of).entries)
    staff, courses = (
        [entry for entry in kept if entry.register == register] for register in training.FED_BY
    )
    found = training.due(staff, courses, as_of)
    return tuple(one._replace(person=who.shown(one.person)) for one in found)


@walled
def withdraw_entry(
    workspace: Workspace,
    who: Person,
    register_id: str,
    site_ids: Sequence[str],
    entry_id: str,
    *,
    seen: int,
) -> None:
    """Say that an entry no longer holds; what it was stays on record. Raises like the above."""
    register = _register(register_id)
    _allow(workspace, who, register, site_ids)
    nothing = dict.fromkeys(site_ids)
    _append(workspace, who, register, nothing, entry_id, seen, "register withdrawn")


@walled
def override(
    workspace: Workspace,
    who: Person,
    response: Response,
    reason: str,
    *,
    contested: bool = False,
) -> datetime:
    """Let a typed answer count instead of the register's, until the register is next changed.

    Raises `ReadinessError` where no register answers the criterion or no reason is given.
    """
    workspace.allow(who, Permission.ANSWER, response.site_id)
    now = workspace.clock()
    framework = workspace.framework_on(response.site_id, now.date())
    said = feeds(framework, workspace.ledger.history(response.site_id), now.date())
    if response.criterion_id not in said:
        raise ReadinessError("No register answers this; answer it as usual.")
    if not reason.strip():
        raise ReadinessError("Say why the register is not right here; a reviewer will read it.")
    check_answerable(workspace.ledger.assessments(response.site_id))
    stated = response._replace(recorded_at=now, recorded_by=who.name)
    check_response(framework, stated)
    texts = [stated.evidence, stated.na_reason, reason]
    statement = free_text.statement(texts, set, contested=contested)
    values = {"criterion": stated.criterion_id, "reason": reason.strip()}
    entry = RegisterEntry(
        stated.site_id, OVERRIDES, _override_id(stated.criterion_id), STATED, values, now, who.name
    )
    workspace.ledger.append(
        Batch(responses=(stated,), entries=(entry,)),
        recorded_by=who.name,
        recorded_at=now,
        action=f"answer instead of a register{statement}",
    )
    return now


@walled
def follow_again(workspace: Workspace, who: Person, site_id: str, criterion_id: str) -> None:
    """Let the register answer again where a typed answer counted instead."""
    workspace.allow(who, Permission.ANSWER, site_id)
    now = workspace.clock()
    entry = RegisterEntry(
        site_id, OVERRIDES, _override_id(criterion_id), WITHDRAWN,
        {"criterion": criterion_id}, now, who.name,
    )  # fmt: skip
    workspace.ledger.append(
        Batch(entries=(entry,)),
        recorded_by=who.name,
        recorded_at=now,
        action="follow the register again",
    )


def _shown(who: Person, entry: RegisterEntry) -> RegisterEntry:
    """The entry as this person may see it."""
    register = REGISTERS.get(entry.register)
    if who.sees_names or register is None:
        return entry._replace(recorded_by=who.shown(entry.recorded_by))
    hidden = {one.id for one in register.fields if one.names_person}
    values = {name: text for name, text in entry.values.items() if name not in hidden}
    return entry._replace(values=values, recorded_by="")


def _register(register_id: str) -> Register:
    if register_id not in REGISTERS:
        raise ReadinessError(f"There is no register {register_id!r}.")
    return REGISTERS[register_id]


def _allow(
    workspace: Workspace, who: Person, register: Register, site_ids: Collection[str]
) -> None:
    if not site_ids:
        raise ReadinessError("Choose at least one site.")
    if len(site_ids) > 1 and not register.shared:
        raise ReadinessError(f"{register.title}: an entry is about one site.")
    for site_id in site_ids:
        workspace.allow(who, Permission.ANSWER, site_id)


def _append(
    workspace: Workspace,
    who: Person,
    register: Register,
    values_at: Mapping[str, Mapping[str, str] | None],
    entry_id: str,
    seen: int,
    action: str,
) -> None:
    """A version of the entry at each site; `None` withdraws it there."""
    now = workspace.clock()
    entries = tuple(
        RegisterEntry(
            *(site_id, register.id, entry_id, WITHDRAWN if values is None else STATED),
            dict(values or {}),
            now,
            who.name,
        )
        for site_id, values in values_at.items()
    )
    stated = [site_id for site_id, values in values_at.items() if values is not None]
    if register.id not in ANSWERING:
        stated = []  # what answers nothing opens nothing
    workspace.ledger.append(
        Batch(entries=entries, assessments=_first_events(workspace, who, stated, now)),
        recorded_by=who.name,
        recorded_at=now,
        action=action,
        seen_entries={(entries[0].site_id, entry_id): seen},
    )


def _first_events(
    workspace: Workspace, who: Person, site_ids: Collection[str], now: datetime
) -> tuple[AssessmentEvent, ...]:
    """A site's first answer opens its first assessment, which pins the framework version."""
    framework = workspace.framework
    return tuple(
        AssessmentEvent(site_id, CycleStep.OPENED, framework.id, framework.version, now, who.name)
        for site_id in dict.fromkeys(site_ids)
        if not workspace.ledger.assessments(site_id)
    )


def _override_id(criterion_id: str) -> str:
    return f"override-{criterion_id}"
