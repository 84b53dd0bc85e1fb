"""Registers: facts that a site keeps, from which some of its criteria are answered."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from readiness.domain.answers import check_response
from readiness.domain.assessment import AssessmentEvent, Batch, Response
from readiness.domain.cycle import CycleStep, check_answerable
from readiness.domain.framework import Framework
from readiness.domain.organisations import Site
from readiness.domain.people import Permission, Person
from readiness.domain.registers.catalogue import REGISTERS
from readiness.domain.registers.checking import problems_of, tidy
from readiness.domain.registers.entries import (
    OVERRIDES,
    STATED,
    WITHDRAWN,
    RegisterEntry,
    in_force,
)
from readiness.domain.registers.feeding import Feed, feeds
from readiness.domain.registers.measuring import Register
from readiness.errors import ReadinessError
from readiness.services import free_text
from readiness.services.workspace import Workspace


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


def site_registers(workspace: Workspace, who: Person, site_id: str, as_of: date) -> SiteRegisters:
    """What the registers of a site hold and say. Raises `NotAllowedError`."""
    site = workspace.site(who, site_id)
    history = workspace.ledger.history(site_id).until(as_of)
    framework = workspace.framework_on(site_id, as_of)
    return SiteRegisters(
        site,
        framework,
        as_of,
        in_force(history.entries),
        history.entries,
        feeds(framework, history, as_of),
    )


def record_entry(
    workspace: Workspace,
    who: Person,
    register_id: str,
    site_ids: Collection[str],
    values: Mapping[str, str],
    *,
    entry_id: str = "",
    seen: int = 0,
    contested: bool = False,
) -> str:
    """State an entry, or change it where `entry_id` is given; returns its id.

    `seen` is how many versions of the entry the person had in front of them. Raises
    `ReadinessError` naming every field that does not fit, `ConflictError` when the entry was
    changed meanwhile, `PrivacyError` when a text looks like a patient's and that is not contested.
    """
    register = _register(register_id)
    _allow(workspace, who, register, site_ids)
    tidied = tidy(register, values)
    if problems := problems_of(register, tidied):
        raise ReadinessError(" ".join(problems))
    statement = free_text.statement(tidied.values(), set, contested=contested)
    key = entry_id or uuid.uuid4().hex
    _append(workspace, who, register, site_ids, key, STATED, tidied, seen, f"register{statement}")
    return key


def withdraw_entry(
    workspace: Workspace,
    who: Person,
    register_id: str,
    site_ids: Collection[str],
    entry_id: str,
    *,
    seen: int,
) -> None:
    """Say that an entry no longer holds; what it was stays on record. Raises like the above."""
    register = _register(register_id)
    _allow(workspace, who, register, site_ids)
    _append(workspace, who, register, site_ids, entry_id, WITHDRAWN, {}, seen, "register withdrawn")


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
    site_ids: Collection[str],
    entry_id: str,
    state: str,
    values: Mapping[str, str],
    seen: int,
    action: str,
) -> None:
    now = workspace.clock()
    entries = tuple(
        RegisterEntry(site_id, register.id, entry_id, state, dict(values), now, who.name)
        for site_id in dict.fromkeys(site_ids)
    )
    answers = state != WITHDRAWN and register.measures  # what answers nothing opens nothing
    events = _first_events(workspace, who, site_ids, now) if answers else ()
    workspace.ledger.append(
        Batch(entries=entries, assessments=events),
        recorded_by=who.name,
        recorded_at=now,
        action=action,
        seen_entries={(entry.site_id, entry_id): seen for entry in entries},
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
