"""The network's own business: backup, check and audit log. For administrators."""

from pathlib import Path

from readiness.domain.people import Person
from readiness.ledger import AuditEntry
from readiness.services.workspace import Workspace, walled


@walled
def back_up(workspace: Workspace, who: Person, path: Path) -> None:
    """Write a checked copy of the whole database to a new file."""
    workspace.allow_network(who, "take a backup")
    workspace.ledger.backup(path)


@walled
def problems(workspace: Workspace, who: Person) -> tuple[str, ...]:
    """What is wrong with the database, in words; empty when it is sound."""
    workspace.allow_network(who, "check the database")
    return workspace.ledger.verify()


@walled
def audit(workspace: Workspace, who: Person, limit: int) -> tuple[AuditEntry, ...]:
    """The newest saves, newest first."""
    workspace.allow_network(who, "read the audit log")
    return workspace.ledger.audit(limit=limit)
