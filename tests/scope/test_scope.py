"""Who may call what, for which site: every service against every role, own and foreign sites.

`TABLE` has a row for every function of the services that is told who asks. A new one that is not
in it fails here, and so does one that is not told.
"""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

import readiness.services
from readiness.domain.actions import Action
from readiness.domain.assessment import Batch
from readiness.domain.cycle import CycleStep
from readiness.domain.meetings import MeetingEntry
from readiness.domain.people import Permission, Person, Role
from readiness.domain.plan import Plan
from readiness.domain.registers.entries import STATED, EntryRow, RegisterEntry
from readiness.errors import NotAllowedError
from readiness.services import (
    access,
    actions,
    agents,
    comparison,
    cycle,
    digest,
    forecast,
    handover,
    meeting,
    network,
    plan,
    recording,
    records,
    registers,
    renewals,
    reports,
    review,
    shared_risks,
    sites,
    snapshot,
    transfer,
    triggers,
    upkeep,
)
from readiness.services.network import Filters
from readiness.services.workspace import Workspace
from tests.services.workspaces import (
    EVERYONE,
    NEVER_ASSESSED,
    NOT_READY,
    READY,
    TODAY,
    StandingClock,
    a_site,
    an_answer,
    copied,
    opened_quickly,
)

OWN, FOREIGN = NEVER_ASSESSED, READY
HELD = "M1"
"""A meeting that is under way."""
ALL = frozenset(Role)
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
MANAGERS = frozenset({Role.MANAGER, Role.ADMINISTRATOR})
REVIEWERS = frozenset({Role.REVIEWER, Role.ADMINISTRATOR})

Call = Callable[[Workspace, Person, str], object]


class Row(NamedTuple):
    """Who may call it for a site in their scope.

    `about_site`: it names one site, and so is refused for a foreign one (`about_action`: by the
    name of its action). Otherwise what it returns holds nothing of a foreign site, unless it is
    for administrators of the network only.
    """

    call: Call
    roles: frozenset[Role]
    about_site: bool = True
    about_action: bool = False


def action_at(site: str) -> str:
    """The id of the action that is prepared at a site."""
    return f"A-{site}"


STOCK = {
    "drug": "tocilizumab",
    "doses": "4",
    "expires_on": "2027-06-30",
    "place": "Pharmacy fridge",
    "minutes": "0",
    "counted_on": str(TODAY),
}


AGENT_PLAN = {
    "agent": "Teclistamab",
    "planned_start": str(TODAY),
    "order_set_live_on": str(TODAY),
    "checked_on": str(TODAY),
}
EVENT = {"kind": "new_agent", "happened_on": str(TODAY), "what": "An agent was approved"}


KEPT = {"stock": STOCK, "agent_plans": AGENT_PLAN, "triggers": EVENT}
"""What is prepared in the registers of two sites."""


def stock_at(site: str) -> str:
    """The id of the entry of the register of stock that is prepared at a site."""
    return f"stock-{site}"


def take(step: CycleStep) -> Call:
    return lambda workspace, who, site: cycle.take_step(workspace, who, site, step)


def a_plan_to_raise(workspace: Workspace) -> Plan:
    """The plan of any site: only its items are read."""
    way = plan.site_plan(workspace, EVERYONE, NOT_READY, TODAY).way(None)
    assert way is not None
    assert way.plan is not None
    return way.plan


TABLE: dict[str, Row] = {
    "access.give": Row(
        lambda w, who, _: access.give(w, who, "zoe@one.example", Role.VIEWER, "network"),
        ADMINISTRATORS,
        about_site=False,
    ),
    "access.grants_of": Row(
        lambda w, who, _: access.grants_of(w, who), ADMINISTRATORS, about_site=False
    ),
    "access.parts_of_the_network": Row(
        lambda w, who, _: access.parts_of_the_network(w, who), ADMINISTRATORS, about_site=False
    ),
    "access.people_with_access": Row(
        lambda w, who, _: access.people_with_access(w, who), ADMINISTRATORS, about_site=False
    ),
    "access.withdraw": Row(
        lambda w, who, _: access.withdraw(w, who, w.ledger.grants()[1]),
        ADMINISTRATORS,
        about_site=False,
    ),
    "actions.actions_of": Row(
        lambda w, who, _: actions.actions_of(w, who, TODAY), ALL, about_site=False
    ),
    "actions.change_action": Row(
        lambda w, who, site: actions.change_action(
            w, who, action_at(site), seen=1, state="doing", owner="Ana", due_on=TODAY
        ),
        MANAGERS,
        about_action=True,
    ),
    "actions.changes_of": Row(lambda w, who, site: actions.changes_of(w, who, TODAY, [site]), ALL),
    "actions.raise_action": Row(
        lambda w, who, site: actions.raise_action(
            w, who, site, ["C01"], "Name a champion", "Ana", TODAY
        ),
        MANAGERS,
    ),
    "actions.new_action": Row(
        lambda w, who, site: actions.new_action(
            w, who, site, ["C01"], "Name a champion", "Ana", TODAY
        ),
        MANAGERS,
    ),
    "agents.network_agents": Row(
        lambda w, who, _: agents.network_agents(w, who, TODAY), ALL, about_site=False
    ),
    "agents.site_agents": Row(lambda w, who, site: agents.site_agents(w, who, site, TODAY), ALL),
    "agents.state_agent": Row(
        lambda w, who, site: agents.state_agent(w, who, site, AGENT_PLAN), MANAGERS
    ),
    "comparison.compare": Row(lambda w, who, site: comparison.compare(w, who, [site], TODAY), ALL),
    "cycle.stage_of": Row(lambda w, who, site: cycle.stage_of(w, who, site), ALL),
    "cycle.stages": Row(lambda w, who, _: cycle.stages(w, who), ALL, about_site=False),
    "cycle.steps_for": Row(lambda w, who, site: cycle.steps_for(w, who, site), ALL),
    "cycle.take_step": Row(take(CycleStep.OPENED), MANAGERS),
    "digest.digest_for": Row(
        lambda w, who, _: digest.digest_for(w, who, "ana@one.example", TODAY),
        ADMINISTRATORS,
        about_site=False,
    ),
    "digest.mark_told": Row(
        lambda w, who, _: digest.mark_told(
            w, who, digest.digest_for(w, EVERYONE, "ana@one.example", TODAY)
        ),
        ADMINISTRATORS,
        about_site=False,
    ),
    "digest.recipients": Row(
        lambda w, who, _: digest.recipients(w, who), ADMINISTRATORS, about_site=False
    ),
    "forecast.network_forecast": Row(
        lambda w, who, _: forecast.network_forecast(w, who, TODAY), ALL, about_site=False
    ),
    "handover.network_handover": Row(
        lambda w, who, _: handover.network_handover(
            w, who, TODAY, TODAY - timedelta(days=91), Filters()
        ),
        ALL,
        about_site=False,
    ),
    "handover.site_handover": Row(
        lambda w, who, site: handover.site_handover(w, who, site, TODAY), ALL
    ),
    "meeting.add_minute": Row(
        lambda w, who, _: meeting.add_minute(w, who, HELD, "We met"),
        ADMINISTRATORS,
        about_site=False,
    ),
    "meeting.close": Row(
        lambda w, who, _: meeting.close(w, who, HELD), ADMINISTRATORS, about_site=False
    ),
    "meeting.decide": Row(
        lambda w, who, site: meeting.decide(
            w, who, HELD, "Name a champion", site, ["C01"], "Board", TODAY
        ),
        ADMINISTRATORS,
        about_site=False,
    ),
    "meeting.meetings": Row(lambda w, who, _: meeting.meetings(w, who), ALL, about_site=False),
    "meeting.open_meeting": Row(
        lambda w, who, _: meeting.open_meeting(
            w, who, TODAY, TODAY - timedelta(days=91), Filters()
        ),
        ADMINISTRATORS,
        about_site=False,
    ),
    "network.choices": Row(lambda w, who, _: network.choices(w, who), ALL, about_site=False),
    "network.overview": Row(
        lambda w, who, _: network.overview(w, who, TODAY, TODAY - timedelta(days=91), Filters()),
        ALL,
        about_site=False,
    ),
    "plan.network_needs": Row(
        lambda w, who, _: plan.network_needs(w, who, TODAY), ALL, about_site=False
    ),
    "plan.raise_actions": Row(
        lambda w, who, site: plan.raise_actions(w, who, site, a_plan_to_raise(w), "Ana"), MANAGERS
    ),
    "plan.site_plan": Row(lambda w, who, site: plan.site_plan(w, who, site, TODAY), ALL),
    "plan.what_if": Row(lambda w, who, site: plan.what_if(w, who, site, TODAY, ["C01"]), ALL),
    "recording.accept_import": Row(
        lambda w, who, _: recording.accept_import(w, who, Batch(sites=(a_site(),)), "a file"),
        ADMINISTRATORS,
        about_site=False,
    ),
    "recording.add_site": Row(
        lambda w, who, _: recording.add_site(w, who, a_site()), ADMINISTRATORS, about_site=False
    ),
    "recording.record_profile": Row(
        lambda w, who, site: recording.record_profile(w, who, site, {}), MANAGERS
    ),
    "recording.record_response": Row(
        lambda w, who, site: recording.record_response(
            w, who, an_answer("C02", "yes", site_id=site), seen=9
        ),
        MANAGERS,
    ),
    "registers.follow_again": Row(
        lambda w, who, site: registers.follow_again(w, who, site, "C15"), MANAGERS
    ),
    "registers.override": Row(
        lambda w, who, site: registers.override(
            w, who, an_answer("C15", "3", site_id=site), "A delivery is on its way"
        ),
        MANAGERS,
    ),
    "registers.record_entry": Row(
        lambda w, who, site: registers.record_entry(w, who, "stock", [site], STOCK), MANAGERS
    ),
    "registers.accept_entries": Row(
        lambda w, who, site: registers.accept_entries(
            w, who, "stock", [EntryRow(site, "", STOCK | {"place": "Ward"})]
        ),
        MANAGERS,
    ),
    "registers.training_due": Row(
        lambda w, who, site: registers.training_due(w, who, site, TODAY), ALL
    ),
    "registers.site_registers": Row(
        lambda w, who, site: registers.site_registers(w, who, site, TODAY), ALL
    ),
    "registers.sites_sharing": Row(
        lambda w, who, _: registers.sites_sharing(w, who, stock_at(FOREIGN)), ALL, about_site=False
    ),
    "registers.withdraw_entry": Row(
        lambda w, who, site: registers.withdraw_entry(
            w, who, "stock", [site], stock_at(site), seen=1
        ),
        MANAGERS,
    ),
    "review.changed": Row(lambda w, who, _: review.changed(w, who), ALL, about_site=False),
    "renewals.renewals": Row(lambda w, who, site: renewals.renewals(w, who, TODAY, site), ALL),
    "reports.network_report": Row(
        lambda w, who, _: reports.network_report(
            w, who, TODAY, TODAY - timedelta(days=91), Filters()
        ),
        ALL,
        about_site=False,
    ),
    "reports.site_summary": Row(
        lambda w, who, site: reports.site_summary(w, who, site, TODAY), ALL
    ),
    "review.confirm_unchanged": Row(
        lambda w, who, site: review.confirm_unchanged(w, who, site), REVIEWERS
    ),
    "review.queue": Row(lambda w, who, _: review.queue(w, who), ALL, about_site=False),
    "review.record_finding": Row(
        lambda w, who, site: review.record_finding(w, who, site, "C01", "confirmed", seen=9),
        REVIEWERS,
    ),
    "review.review_of": Row(lambda w, who, site: review.review_of(w, who, site, TODAY), REVIEWERS),
    "shared_risks.risk_report": Row(
        lambda w, who, _: shared_risks.risk_report(w, who, TODAY), ALL, about_site=False
    ),
    "sites.site_report": Row(lambda w, who, site: sites.site_report(w, who, site, TODAY), ALL),
    "snapshot.snapshot": Row(
        lambda w, who, _: snapshot.snapshot(w, who, TODAY), ALL, about_site=False
    ),
    "transfer.everything": Row(
        lambda w, who, _: transfer.everything(w.ledger, who), ALL, about_site=False
    ),
    "triggers.network_triggers": Row(
        lambda w, who, _: triggers.network_triggers(w, who, TODAY), ALL, about_site=False
    ),
    "triggers.record_everywhere": Row(
        lambda w, who, _: triggers.record_everywhere(w, who, EVENT),
        ADMINISTRATORS,
        about_site=False,
    ),
    "triggers.record_trigger": Row(
        lambda w, who, site: triggers.record_trigger(w, who, site, EVENT), MANAGERS
    ),
    "triggers.site_triggers": Row(
        lambda w, who, site: triggers.site_triggers(w, who, sites.site_report(w, who, site, TODAY)),
        ALL,
    ),
    "upkeep.audit": Row(
        lambda w, who, _: upkeep.audit(w, who, 5), ADMINISTRATORS, about_site=False
    ),
    "upkeep.back_up": Row(
        lambda w, who, _: upkeep.back_up(w, who, Path(w.ledger.address).with_suffix(".backup")),
        ADMINISTRATORS,
        about_site=False,
    ),
    "upkeep.problems": Row(
        lambda w, who, _: upkeep.problems(w, who), ADMINISTRATORS, about_site=False
    ),
    "workspace.Workspace.allow": Row(lambda w, who, site: w.allow(who, Permission.READ, site), ALL),
    "workspace.Workspace.allow_network": Row(
        lambda w, who, _: w.allow_network(who, "do it"), ADMINISTRATORS, about_site=False
    ),
    "workspace.Workspace.answered": Row(lambda w, who, site: w.answered(who, site, TODAY), ALL),
    "workspace.Workspace.score": Row(lambda w, who, site: w.score(who, site, TODAY), ALL),
    "workspace.Workspace.site": Row(lambda w, who, site: w.site(who, site), ALL),
    "records.recorded_sites": Row(
        lambda w, who, _: tuple(records.recorded_sites(w, who)), ADMINISTRATORS, about_site=False
    ),
    "workspace.Workspace.seen_by": Row(
        lambda w, who, _: w.seen_by(who).known_sites(), ALL, about_site=False
    ),
    "workspace.Workspace.sites": Row(lambda w, who, _: w.sites(who), ALL, about_site=False),
}

NOT_TOLD = {
    "records.framework_files": "the framework is open to everyone",
    "actions.criterion_titles": "the framework is open to everyone",
    "access.person_of": "makes the person who is then told",
    "access.sample_people": "the people of local mode, before one of them is chosen",
    "access.tidy_address": "works on a text",
    "free_text.statement": "works on a text",
    "demo.shift": "works on a made-up network",
    "demo.synthetic_network": "makes up a network",
    "demo_answers.*": "makes up a network",
    "demo_evidence.*": "makes up a network",
    "demo_history.*": "makes up a network",
    "demo_names.*": "makes up a network",
    "demo_places.*": "makes up a network",
    "demo_stories.*": "makes up a network",
    "demo_variety.*": "makes up a network",
    "demo_words.*": "makes up a network",
    "forecast.falling_within": "for services, which look at scope themselves",
    "forecast.forecast_of": "works on a report that a service has given out",
    "forecast.standing_on": "for services, which look at scope themselves",
    "moving.move": "a copy of the whole file, for whoever holds it",
    "sites.pinning_on": "works on what it is given",
    "workspace.Workspace.assessments": "for services, which look at scope themselves",
    "workspace.Workspace.criteria": "the framework is open to everyone",
    "workspace.Workspace.framework_on": "the framework is open to everyone",
    "workspace.Workspace.frameworks_on": "the framework is open to everyone",
    "workspace.Workspace.known_sites": "for services, which look at scope themselves",
    "workspace.Workspace.refresh": "changes nothing that is recorded and returns no record",
    "workspace.Workspace.tidy": "changes nothing that is recorded and returns no record",
    "workspace.Workspace.timeline": "works on a history that a service has given out",
    "workspace.Workspace.version": "the framework is open to everyone",
    "workspace.Workspace.versions_of": "the framework is open to everyone",
    "workspace.Workspace.whole": "says for what; tests/scope/test_wall.py holds where it is used",
    "workspace.walled": "is around those that are told who asks",
    "workspace.open_workspace": "opens the database, before anyone asks",
    "workspace.recorded_versions": "the framework is open to everyone",
}


def functions() -> Iterator[tuple[str, Callable[..., object]]]:
    """Every public function of the services, and every public method of the workspace."""
    for found in pkgutil.iter_modules(readiness.services.__path__):
        module = importlib.import_module(f"readiness.services.{found.name}")
        for name, thing in vars(module).items():
            if getattr(thing, "__module__", "") != module.__name__ or name.startswith("_"):
                continue
            if inspect.isfunction(thing):
                yield f"{found.name}.{name}", thing
            elif thing is Workspace:
                for method, function in inspect.getmembers(thing, inspect.isfunction):
                    if not method.startswith("_"):
                        yield f"{found.name}.{name}.{method}", function


TOLD = {name for name, function in functions() if "who" in inspect.signature(function).parameters}


def test_every_service_that_is_told_who_asks_is_in_the_table() -> None:
    assert set(TABLE) == TOLD


def test_every_other_service_says_why_it_need_not_be_told() -> None:
    others = {name for name, _ in functions()} - TOLD
    unexplained = {
        name
        for name in others
        if name not in NOT_TOLD and f"{name.split('.')[0]}.*" not in NOT_TOLD
    }
    assert unexplained == set()
    gone = {name for name in NOT_TOLD if not name.endswith("*")} - others
    assert gone == set()


@pytest.fixture(scope="module")
def prepared_file(few_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A submitted site with an answer, actions at two sites, and two administrators."""
    path = copied(few_file, tmp_path_factory.mktemp("scope") / "prepared.db")
    clock = StandingClock()
    workspace = opened_quickly(path, clock)
    with workspace.ledger:
        for address in ("ana@one.example", "rui@one.example"):
            access.give(workspace, EVERYONE, address, Role.ADMINISTRATOR, "network")
        recording.record_response(workspace, EVERYONE, an_answer("C01", "yes"), seen=0)
        raised = tuple(
            Action(action_at(site), site, ("C01",), "A title", "Ana", TODAY, "open", clock())
            for site in (OWN, FOREIGN)
        )
        stocked = tuple(
            RegisterEntry(site, register, f"{register}-{site}", STATED, values, clock(), "Ana")
            for site in (OWN, FOREIGN)
            for register, values in KEPT.items()
        )
        shown = (TODAY, TODAY - timedelta(days=91), {}, workspace.framework.version)
        met = f"{workspace.known_sites()[FOREIGN].site_name} was the subject"
        held = MeetingEntry(HELD, "opened", *shown, clock(), met)
        workspace.ledger.append(
            Batch(actions=raised, meetings=(held,), entries=stocked),
            recorded_by="Ana",
            recorded_at=clock(),
            action="raise action",
        )
        clock.go_on(minutes=1)
        cycle.take_step(workspace, EVERYONE, OWN, CycleStep.SUBMITTED)
    return path


@pytest.fixture
def prepared(prepared_file: Path, tmp_path: Path) -> Iterator[Workspace]:
    """To write to."""
    with ExitStack() as closing:
        yield opened(copied(prepared_file, tmp_path / "readiness.db"), closing)


@pytest.fixture(scope="module")
def shared(prepared_file: Path) -> Iterator[Workspace]:
    """For calls that are refused or only read."""
    with ExitStack() as closing:
        yield opened(prepared_file, closing)


def opened(path: Path, closing: ExitStack) -> Workspace:
    clock = StandingClock()
    clock.go_on(minutes=5)
    workspace = opened_quickly(path, clock)
    closing.enter_context(workspace.ledger)
    return workspace


@contextmanager
def refused(workspace: Workspace, said: str = ".") -> Iterator[None]:
    """Nothing is written; what is said fits the pattern."""
    revision = workspace.ledger.revision()
    with pytest.raises(NotAllowedError, match=said):
        yield
    assert workspace.ledger.revision() == revision


def names_of_others(workspace: Workspace) -> Iterator[str]:
    for site in workspace.known_sites().values():
        if site.site_id != OWN:
            yield from (site.site_name, repr(site.site_id))


@pytest.mark.parametrize(
    ("name", "role"), [(name, role) for name, row in TABLE.items() for role in sorted(row.roles)]
)
def test_a_role_may_do_for_an_own_site_what_the_table_says(
    prepared: Workspace, name: str, role: Role
) -> None:
    row = TABLE[name]
    scope = None if row.roles == ADMINISTRATORS else {OWN}
    row.call(prepared, Person.holding("Pat", role, scope), OWN)


@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if row.roles != ALL])
def test_other_roles_may_not_even_for_an_own_site(shared: Workspace, name: str) -> None:
    row = TABLE[name]
    for role in set(Role) - row.roles:
        for scope in (None, {OWN}):
            with refused(shared):
                row.call(shared, Person.holding("Pat", role, scope), OWN)


@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if row.about_site])
def test_a_foreign_site_is_refused_like_one_that_does_not_exist(
    shared: Workspace, name: str
) -> None:
    for role in Role:
        for site in (FOREIGN, "S999", "", "s009", "S009 ", "S009\0"):
            thing = f"action {action_at(site)!r}" if TABLE[name].about_action else f"site {site!r}"
            same = re.escape(f"There is no {thing} that you may see.")
            with refused(shared, f"^{same}$"):
                TABLE[name].call(shared, Person.holding("Pat", role, {OWN}), site)


@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if not row.about_site])
def test_what_is_not_about_one_site_tells_nothing_of_a_foreign_one(
    shared: Workspace, name: str
) -> None:
    row = TABLE[name]
    for role in Role:
        who = Person.holding("Pat", role, {OWN})
        if row.roles == ADMINISTRATORS:
            with refused(shared, r"^Only a network administrator may "):
                row.call(shared, who, OWN)
        else:
            told = repr(row.call(shared, who, OWN))
            assert [other for other in names_of_others(shared) if other in told] == []


@pytest.mark.parametrize("name", TABLE)
def test_a_person_without_any_role_is_told_nothing(shared: Workspace, name: str) -> None:
    row = TABLE[name]
    nobody = Person("Nil", ())
    if row.about_site or row.roles == ADMINISTRATORS:
        with refused(shared):
            row.call(shared, nobody, OWN)
    else:
        told = repr(row.call(shared, nobody, OWN))
        assert [site for site in names_of_others(shared) if site in told] == []
        assert shared.known_sites()[OWN].site_name not in told
