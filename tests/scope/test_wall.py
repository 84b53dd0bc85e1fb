"""A filter that was forgotten leaks nothing: on a server, the wall behind the services holds alone.

Every look that a service takes at who asks is taken out. Then each function of the table of
`test_scope` is called by somebody who reaches one site, on two databases that differ in another
site only: whatever it does has to be the same, and no word recorded about that site may come out.
"""

import ast
import inspect
import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from readiness.analytics import questions
from readiness.domain.actions import Action
from readiness.domain.assessment import AssessmentEvent, Batch, Finding, Profile
from readiness.domain.meetings import MeetingEntry
from readiness.domain.organisations import Site
from readiness.domain.people import Person, Role
from readiness.domain.registers.entries import STATED, RegisterEntry
from readiness.errors import ReadinessError
from readiness.ledger.addresses import address_of
from readiness.services import access
from readiness.services.workspace import Why, Workspace, walled
from tests.scope.test_scope import (
    ALL,
    FOREIGN,
    HELD,
    KEPT,
    OWN,
    TABLE,
    TOLD,
    action_at,
    functions,
)
from tests.servers import Cluster
from tests.services.workspaces import EVERYONE, NOW, TODAY, StandingClock, an_answer, opened_quickly

pytestmark = pytest.mark.postgres
MARK = "Unseen"
"""In every word that is recorded about the foreign site, where words are free."""

NETWORK_WIDE = {
    "comparison.compare": "a percentile among all sites is made of their scores, without a name",
}
"""What may differ with what is recorded about a foreign site, and why. No word of it does."""

READS_NOTHING = {"workspace.Workspace.allow_network", "transfer.everything"}
"""Told who asks, not behind `walled`: one only refuses, one is given a ledger and narrows that."""

SAYS_NO_SITE = {
    "meeting.meetings": "none are seen without reach over the network",
    "network.choices": "only what filters can be set to",
    "registers.sites_sharing": "the entry is of the foreign site",
    "review.changed": "no site is approved",
    "plan.network_needs": "asked for a site that it does not see, the ledger refuses all",
    "shared_risks.risk_report": "asked for a site that it does not see, the ledger refuses all",
    "snapshot.snapshot": "asked for a site that it does not see, the ledger refuses all",
}

LEFT_ALONE = {"upkeep.back_up": "its call names a file; a ledger seen in part refuses to be copied"}
"""Calls that the test cannot make on a server; tests/ledger/test_wall.py has them."""


def recorded(foreign: bool) -> Batch:
    """Two sites; of the foreign one much that scores, or no more than that it is there."""
    at = NOW - timedelta(days=40)
    name = f"{MARK} clinic" if foreign else "Another"
    sites = (
        Site(OWN, "Own clinic", "Own practice", "Network", "TX", "South"),
        Site(FOREIGN, name, f"{name} practice", "Network", "TX", "South"),
    )
    told = [(OWN, "Ana"), *([(FOREIGN, MARK)] if foreign else [])]
    return Batch(
        sites=sites,
        profiles=tuple(
            Profile(key, at.date(), {"service_level": "step_up", "agents": f"{who} agent"}, who)
            for key, who in told
        ),
        responses=tuple(
            an_answer(
                *(criterion, "yes"), site_id=key, recorded_at=at, evidence=f"{who} file",
                evidence_date=at.date(), recorded_by=who,
            )
            for key, who in told
            for criterion in ("C01", "C02")
        ),
        findings=tuple(
            Finding(key, "C01", at, "not confirmed", f"{who} reason", "Rui") for key, who in told
        ),
        assessments=tuple(
            AssessmentEvent(key, step, "crs-bispecific", VERSION, at + timedelta(minutes=n), who)
            for key, who in told
            for n, step in enumerate(("opened", "submitted"))
        ),
        actions=tuple(
            Action(action_at(key), key, ("C01",), f"{who} title", who, TODAY, "open", at)
            for key, who in told
        ),
        meetings=(
            MeetingEntry(
                *(HELD, "opened", TODAY, TODAY - timedelta(days=91), {}, VERSION, at),
                f"{name} was the subject",
            ),
        ),
        entries=tuple(
            RegisterEntry(
                *(key, register, f"{register}-{key}", STATED),
                values | ({"place": f"{who} fridge"} if register == "stock" else {}),
                at,
                who,
            )
            for key, who in told
            for register, values in KEPT.items()
        ),
    )  # fmt: skip


VERSION = "to be set"


def filled(cluster: Cluster, *, foreign: bool, closing: ExitStack) -> Workspace:
    name = cluster.new_database(cluster.made)
    closing.callback(cluster.drop, name)
    clock = StandingClock()
    workspace = opened_quickly(address_of(cluster.address(name)), clock)
    closing.enter_context(workspace.ledger)
    globals()["VERSION"] = workspace.framework.version
    workspace.ledger.append(
        recorded(foreign), recorded_by="Ana", recorded_at=NOW, action=f"{MARK} import"
    )
    access.give(workspace, EVERYONE, "ana@one.example", Role.ADMINISTRATOR, "network")
    access.give(workspace, EVERYONE, "rui@one.example", Role.ADMINISTRATOR, "network")
    workspace.refresh()
    clock.go_on(minutes=5)
    return workspace


@pytest.fixture(scope="module")
def pair(postgres: Cluster) -> Iterator[tuple[Workspace, Workspace]]:
    """With and without what is recorded about the foreign site."""
    with ExitStack() as closing:
        yield (
            filled(postgres, foreign=True, closing=closing),
            filled(postgres, foreign=False, closing=closing),
        )


@pytest.fixture
def forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """No service looks at who asks any more: everything is allowed, every site is one."""

    @walled
    def site(workspace: Workspace, who: Person, *named: str) -> Site:
        key = named[-1]
        return workspace.known_sites().get(key) or Site(key, "?", "?", "?", "?", "?")

    @walled
    def sites(workspace: Workspace, who: Person) -> dict[str, Site]:
        return {key: site(workspace, who, key) for key in sorted((OWN, FOREIGN))}

    for may in ("may", "may_everywhere", "may_somewhere"):
        monkeypatch.setattr(Person, may, lambda *_: True)
    monkeypatch.setattr(Workspace, "site", site)
    monkeypatch.setattr(Workspace, "allow", site)
    monkeypatch.setattr(Workspace, "sites", sites)
    monkeypatch.setattr(Workspace, "allow_network", lambda *_: None)


def outcome(workspace: Workspace, name: str, who: Person, site_id: str) -> str:
    """What a call gives or says, without the names that are new in every call."""
    try:
        said = repr(TABLE[name].call(workspace, who, site_id))
    except (ReadinessError, LookupError) as error:
        said = f"{type(error).__name__}: {error}"
    return re.sub(r"\b[AM]?[0-9a-f]{12,32}\b|0x[0-9a-f]+", "…", said)


@pytest.mark.usefixtures("forgotten")
@pytest.mark.parametrize("name", [name for name in TABLE if name not in LEFT_ALONE])
def test_a_forgotten_filter_leaks_nothing_and_writes_nothing_elsewhere(
    pair: tuple[Workspace, Workspace], name: str
) -> None:
    there, not_there = pair
    asked = FOREIGN if TABLE[name].about_site or TABLE[name].about_action else OWN
    who = Person.holding("Pat", Role.MANAGER, {OWN})
    before = rows_elsewhere(there)
    said, same = (outcome(workspace, name, who, asked) for workspace in (there, not_there))
    assert MARK not in said
    if name not in NETWORK_WIDE:
        assert said == same
    if TABLE[name].roles == ALL and not TABLE[name].about_site:
        assert OWN in said or name in SAYS_NO_SITE, "what is in reach is still there"
    assert rows_elsewhere(there) == before, "nothing is written beyond the own site"


def rows_elsewhere(workspace: Workspace) -> list[object]:
    """All that is recorded, but for the own site and the log."""
    ledger = workspace.ledger
    others = [key for key in workspace.known_sites() if key != OWN]
    return [
        *(others, list(ledger.histories(others)), ledger.actions(others), ledger.grants()),
        *(ledger.meetings(), ledger.told("ana@one.example"), len(ledger.frameworks())),
        [event for event in ledger.assessments() if event.site_id != OWN],
    ]


def test_without_the_wall_a_forgotten_filter_would_leak(
    pair: tuple[Workspace, Workspace], forgotten: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the tests above would find: else they prove nothing."""
    monkeypatch.setattr(Workspace, "seen_by", lambda workspace, _: workspace)
    who = Person.holding("Pat", Role.VIEWER, {OWN})
    reading = [
        name
        for name in TABLE
        if re.search(r"overview|_of$|snapshot|queue|report|site_|network_|meetings|stages", name)
    ]
    leaking = {
        name
        for name in reading
        if outcome(pair[0], name, who, FOREIGN) != outcome(pair[1], name, who, FOREIGN)
    }
    assert leaking >= {
        *("network.overview", "sites.site_report", "snapshot.snapshot", "meeting.meetings"),
        *("actions.actions_of", "agents.network_agents", "forecast.network_forecast"),
        *("registers.site_registers", "shared_risks.risk_report", "review.queue"),
    }


# --- where the wall is, and what looks over it


def test_every_service_that_is_told_who_asks_is_behind_the_wall() -> None:
    behind = {name for name, function in functions() if hasattr(function, "__wrapped__")}
    assert TOLD - behind == READS_NOTHING - {"workspace.Workspace.allow_network"} | {
        "workspace.Workspace.seen_by"
    }


def test_what_looks_over_the_wall_says_so_and_is_a_short_list() -> None:
    over: dict[str, str] = {}
    for name, function in functions():
        source = inspect.getsource(inspect.unwrap(function))
        for why in re.findall(r"\.whole\(Why\.(\w+)\)", source):
            over[name] = why
    assert over == {"comparison.compare": "PEERS", "registers.record_entry": "SHARED"}
    assert set(over.values()) == set(Why.__members__)
    services = Path(inspect.getfile(Workspace)).parent
    calls = [
        node
        for file in services.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("whole", "_all", "_whole")
    ]
    inside = [
        node
        for node in ast.walk(ast.parse(inspect.getsource(Workspace)))
        if isinstance(node, ast.Attribute) and node.attr in ("whole", "_all", "_whole")
    ]
    assert len(calls) - len(inside) == len(over), "no other way around"


def test_every_question_to_the_analytics_says_about_which_sites() -> None:
    """The choke point of the copy: it takes out of `sites` what is not seen."""
    asked = [
        name
        for name, function in vars(questions).items()
        if inspect.isfunction(function) and function.__module__ == questions.__name__
    ]
    assert len(asked) >= 10
    for name in asked:
        source = inspect.getsource(getattr(questions, name))
        assert "{_SITES}" in source, name
        told = r'"sites": list\(sites\)|(?s:\.remembered\(.*\bsites,)'
        assert re.search(told, source), name


def test_no_page_reads_the_ledger_around_the_services() -> None:
    root = Path(inspect.getfile(Workspace)).parents[1]
    found = [
        (file.name, line.strip())
        for folder in (root / "ui", root.parent / "pages")
        for file in folder.glob("*.py")
        for line in file.read_text("utf-8").splitlines()
        if re.search(r"workspace\b.*\.ledger\b|known_sites|\.assessments\(\)|\.analytics\b", line)
    ]
    allowed = re.compile(
        r"\.ledger\.(revision|last_change)\(|\.seen_by\(|everything\(here\.workspace\.ledger, "
    )
    assert [line for line in found if not allowed.search(line[1])] == []
