"""Who a command acts for. A new command that is not in the table fails here.

Who can read the file of the database can read all that is in it, so that a command which opens
one acts for an administrator, by the name of the account; it asks the services as a page does.
"""

import ast
import importlib
import inspect
from types import ModuleType

import pytest

from readiness.commands import database
from readiness.commands.parser import commands
from readiness.domain.people import Permission

ADMINISTRATOR, FILE, NOBODY = "an administrator", "whoever holds the file", "nobody"

TABLE = {
    "backup": FILE,  # a copy of the whole file
    "calendar": ADMINISTRATOR,
    "check-framework": NOBODY,  # opens no database
    "demo": ADMINISTRATOR,  # of the new database that it writes
    "digest": ADMINISTRATOR,  # and for each person what they may see
    "export": ADMINISTRATOR,
    "grant": ADMINISTRATOR,
    "import": ADMINISTRATOR,
    "migrate": FILE,  # a copy of the whole file
    "report": ADMINISTRATOR,
    "restore": FILE,
    "score": NOBODY,
    "verify": FILE,
    "withdraw": ADMINISTRATOR,
}


def module_of(name: str) -> ModuleType:
    return importlib.import_module(f"readiness.commands.{commands()[name].get_default('module')}")


def names_used(module: ModuleType) -> set[str]:
    tree = ast.parse(inspect.getsource(module))
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def test_every_command_is_in_the_table() -> None:
    assert set(TABLE) == set(commands())


@pytest.mark.parametrize("name", TABLE)
def test_a_command_acts_for_whom_the_table_says(name: str) -> None:
    used = names_used(module_of(name))
    opens = {"open_existing", "database_of", "open_workspace", "open_ledger"} & used
    assert ("person" in used) == (TABLE[name] == ADMINISTRATOR)
    assert bool(opens) == (TABLE[name] != NOBODY)


def test_who_runs_a_command_is_an_administrator_by_the_name_of_the_account() -> None:
    person = database.person()
    assert person.may_everywhere(Permission.MANAGE)
    assert "ommand line" in person.name
