"""A database to write digests from, with hostile texts in it, and no mail server by default."""

import shutil
from pathlib import Path

import pytest

from readiness import settings
from readiness.domain.people import Role
from readiness.ledger import open_ledger
from readiness.services import access
from readiness.services.actions import raise_action
from readiness.services.recording import add_site
from readiness.services.workspace import open_workspace
from tests.services.workspaces import EVERYONE, a_site, days

ANA, MIA, VIC = "ana@practice.example", "mia@practice.example", "vic@practice.example"
NAMES = ("HOST", "PORT", "FROM", "USER", "PASSWORD", "STARTTLS")
HOSTILE = "<script>alert(1)</script> & Co\nBcc: all@evil.example\n\n.\n\x1b[31mred\u202e"
TITLE = "Fix <b>it</b>\nSubject: spam"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One site without answers, an overdue-to-be action, and three people."""
    path = tmp_path_factory.mktemp("digest") / "digest.db"
    workspace = open_workspace(path, settings.FRAMEWORK, settings.AGENTS)
    with workspace.ledger:
        add_site(workspace, EVERYONE, a_site("S1", HOSTILE))
        for address, role in ((ANA, Role.REVIEWER), (MIA, Role.MANAGER), (VIC, Role.VIEWER)):
            access.give(workspace, EVERYONE, address, role, "network")
        raise_action(
            workspace, EVERYONE, "S1", ["C01"], TITLE, "Rosa <Diaz>", workspace.today + days(2)
        )
    return path


@pytest.fixture
def database(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(made, tmp_path / "digest.db"))


@pytest.fixture(autouse=True)
def no_server_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(f"READINESS_SMTP_{name}", raising=False)


def told(database: Path, address: str) -> frozenset[str]:
    with open_ledger(database, create=False) as ledger:
        return ledger.told(address)
