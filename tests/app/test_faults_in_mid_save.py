"""The network to the database is cut in mid-save: one message, and nothing has to be typed again.

The forms that are tried here stand for all; tests/soak/test_faults.py tries all of them, and other
faults by real means.
"""

from collections.abc import Iterator

import pytest

from readiness.services.workspace import Workspace
from readiness.ui import context
from tests.app.conftest import Use
from tests.app.forms import FORMS, OFTEN, keeps_what_was_typed
from tests.relays import Relay, relay
from tests.servers import PASSWORD, Cluster
from tests.services.fixtures import few_on_server

__all__ = ["few_on_server"]

pytestmark = pytest.mark.postgres


@pytest.fixture
def wire(postgres: Cluster) -> Iterator[Relay]:
    with relay(postgres.port) as made:
        yield made


@pytest.fixture
def far(use: Use, postgres: Cluster, few_on_server: str, wire: Relay) -> Iterator[Workspace]:
    """The pages on a server that is reached over a network."""
    name = postgres.new_database(few_on_server)
    address = postgres.over_network(name).replace(f":{postgres.port}/", f":{wire.port}/")
    workspace = use(address)
    yield workspace
    workspace.ledger.close()
    context.workspace.clear()
    postgres.drop(name)


@pytest.mark.parametrize("name", OFTEN)
def test_a_form_keeps_what_was_typed_when_the_network_is_cut(
    far: Workspace, wire: Relay, name: str
) -> None:
    told = keeps_what_was_typed(FORMS[name], far, wire.cut, wire.mend)
    assert "does not answer" in told
    assert PASSWORD not in told
