"""A ledger on every engine. To test another engine, add its name and how to make its target."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from readiness.domain.assessment import Batch, Finding, Profile, Response
from readiness.domain.organisations import Site
from readiness.domain.registers.entries import RegisterEntry
from readiness.ledger import Ledger, open_ledger
from tests.servers import Cluster

ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
of_files = pytest.mark.parametrize("target", ["sqlite"], indirect=True)
"""For what only a ledger in a file can do."""

START = datetime(2026, 1, 1, 8, tzinfo=UTC)


def at(minutes: float) -> datetime:
    """A time, counted from the start of the tests' calendar."""
    return START + timedelta(minutes=minutes)


def site(site_id: str, name: str = "A site") -> Site:
    return Site(site_id, name, "Practice", "Network (synthetic)", "TX", "South")


def response(
    site_id: str = "S1", criterion_id: str = "C01", minutes: float = 0, answer: str = "yes"
) -> Response:
    return Response(site_id, criterion_id, at(minutes), answer, recorded_by="Ana")


def finding(
    site_id: str = "S1",
    criterion_id: str = "C01",
    minutes: float = 0,
    conclusion: str = "confirmed",
    reason: str = "",
) -> Finding:
    return Finding(site_id, criterion_id, at(minutes), conclusion, reason, "Rui")


def profile(site_id: str = "S1", days: int = 0, **values: str) -> Profile:
    return Profile(site_id, (START + timedelta(days=days)).date(), values, "Ana")


def stock(minutes: float = 0, entry_id: str = "fridge", **more: object) -> RegisterEntry:
    fields: dict[str, object] = {"state": "stated", "values": {"doses": "4", "place": "A <fridge>"}}
    return RegisterEntry(
        "S1", "stock", entry_id, **{**fields, **more}, recorded_at=at(minutes), recorded_by="Ana"
    )


def save(ledger: Ledger, *records: object, **more: object) -> int:
    """Append records of any kind as one batch."""
    kinds = {
        "Site": "sites",
        "Profile": "profiles",
        "Response": "responses",
        "Finding": "findings",
        "AssessmentEvent": "assessments",
        "Grant": "grants",
        "Action": "actions",
        "Told": "told",
        "MeetingEntry": "meetings",
        "RegisterEntry": "entries",
    }
    parts: dict[str, tuple[object, ...]] = {}
    for record in records:
        part = kinds[type(record).__name__]
        parts[part] = (*parts.get(part, ()), record)
    batch = Batch(**parts)
    return ledger.append(
        batch, **{"recorded_by": "Ana", "recorded_at": at(0), "action": "test", **more}
    )


@pytest.fixture(params=ENGINES)
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str | Path]:
    """Where a new, empty database of the engine can be opened.

    On a server it has the tables already where the test asks for an open ledger too.
    """
    if request.param == "sqlite":
        yield tmp_path / "ledger.db"
        return
    cluster: Cluster = request.getfixturevalue("postgres")
    if "ledger" in request.fixturenames:
        yield cluster.address(cluster.emptied())
        return
    name = cluster.new_database()
    yield cluster.address(name)
    cluster.drop(name)


@pytest.fixture
def ledger(target: str | Path) -> Iterator[Ledger]:
    """An open ledger that knows the sites S1 and S2; its revision is 1."""
    with open_ledger(target) as opened:
        save(opened, site("S1"), site("S2"))
        yield opened
