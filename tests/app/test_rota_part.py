"""The part of a page that looks at a week of the on-call rota."""

import pytest
from streamlit.testing.v1 import AppTest

from readiness.domain.people import Person, Role
from readiness.services import registers
from readiness.services.workspace import Workspace
from tests.app.screens import SECONDS
from tests.domain.rota_shifts import values
from tests.services.workspaces import READY

MANAGER = Person.holding("Pat", Role.MANAGER, {READY})


def _page() -> None:
    from readiness.domain.people import Person, Role
    from readiness.services.registers import site_registers
    from readiness.ui import context, rota_parts
    from tests.services.workspaces import READY

    workspace = context.workspace(context.database())
    who = Person.holding("Pat", Role.MANAGER, {READY})
    here = context.Here(workspace, who, workspace.today, (context.database(), workspace.refresh()))
    rota_parts.show(here, site_registers(workspace, who, READY, workspace.today))


def opened(**query: str) -> AppTest:
    app = AppTest.from_function(_page, default_timeout=SECONDS)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def record(workspace: Workspace, **shift: str) -> None:
    registers.record_entry(workspace, MANAGER, "rota", [READY], values(**shift))


def test_no_rota_is_no_hour(few: Workspace) -> None:
    app = opened()
    assert [one.value for one in app.error] == [
        "✕ No rota: 0 of 168 hours of the week are covered."
    ]
    assert len(app.selectbox) == 0


def test_a_rota_without_anybody_this_week_is_red_too(few: Workspace) -> None:
    record(few, starts="2030-01-01")
    (said,) = opened().error
    assert said.value.startswith("✕ Nobody is on call this week")


@pytest.mark.parametrize(("hours", "good"), [("00:00-24:00", True), ("08:00-24:00", False)])
def test_the_sentence_is_that_of_the_week(few: Workspace, hours: str, good: bool) -> None:
    record(few, hours=hours)
    app = opened()
    (said,) = app.success if good else app.warning
    assert ("All 168 hours" if good else "112 of 168 hours") in said.value
    assert len(app.get("plotly_chart")) == 1
    gaps = [one for one in app.dataframe if "From" in one.value.columns]
    assert [len(one.value) for one in gaps] == ([] if good else [7])


def test_the_week_is_in_the_address_unless_it_is_that_of_the_date(few: Workspace) -> None:
    record(few)
    app = opened()
    (chooser,) = app.selectbox
    assert "week" not in app.query_params
    usual, other = chooser.value, chooser.options[0]
    chooser.select_index(0).run()
    asked = app.query_params["week"]
    asked = asked if isinstance(asked, str) else asked[0]
    assert other.startswith(f"{int(asked[-2:])} ")
    chosen = opened(week=asked).selectbox[0].value
    assert chosen == asked != usual
    assert opened(week="1999-01-04").selectbox[0].value == usual
