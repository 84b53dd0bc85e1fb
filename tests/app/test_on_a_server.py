"""The pages on a PostgreSQL server, and what they say when it is gone."""

import pytest

from readiness.errors import LedgerError
from readiness.services import upkeep
from readiness.services.workspace import Workspace
from readiness.ui.held import KEPT
from tests.app.conftest import Use
from tests.app.screens import assert_sound, opened, said, title
from tests.servers import PASSWORD, Cluster
from tests.services.fixtures import few_on_server

__all__ = ["few_on_server"]


@pytest.mark.postgres
def test_the_pages_work_on_a_server_and_say_so_when_its_database_is_gone(
    use: Use, postgres: Cluster, few_on_server: str
) -> None:
    name = postgres.new_database(few_on_server)
    workspace = use(postgres.over_network(name))
    app = opened("data")
    assert_sound(app)
    assert title(app) == "Data"
    postgres.drop(name)
    app.run()
    assert title(app) == "The database cannot be used"
    (message,) = said(app, "error")
    assert f"There is no database postgresql://readiness@127.0.0.1:{postgres.port}" in message
    assert PASSWORD not in message
    workspace.ledger.close()


def test_a_server_that_goes_away_while_a_page_is_drawn_is_named_on_it(
    few: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object, **__: object) -> None:
        raise LedgerError("The connection to the database broke.")

    monkeypatch.setattr(upkeep, "audit", gone)
    app = opened("data")
    assert_sound(app)
    assert title(app) == "Data"
    assert said(app, "error") == [f"The connection to the database broke. {KEPT}"]
