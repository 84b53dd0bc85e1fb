"""Files to hand over, where the pages offer them: persons are named only if that may be and is."""

from datetime import timedelta

import pytest

from readiness.domain.people import Person, Role
from readiness.services import actions
from readiness.services.network import Filters
from readiness.services.workspace import Workspace
from readiness.ui import report_parts
from readiness.ui.context import Here
from tests.app.screens import labels, opened
from tests.services.workspaces import EVERYONE, NOT_READY, NOW, TODAY

SINCE = TODAY - timedelta(days=91)


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    ("page", "button"), [("overview", "Report as HTML"), ("site", "Summary as HTML")]
)
def test_whether_persons_are_named_is_asked_of_who_may_see_them(page: str, button: str) -> None:
    for role, asked in (("administrator", True), ("viewer", False)):
        app = opened(page, {"site": NOT_READY, "you": role})
        assert button in labels(app, "download_button")
        assert ("Leave out names of persons" in labels(app, "checkbox")) is asked


@pytest.mark.parametrize(
    ("who", "names", "named"),
    [
        (EVERYONE, True, True),
        (EVERYONE, False, False),
        (Person.holding("Vi", Role.VIEWER), True, False),
    ],
)
def test_what_is_downloaded_names_persons_only_if_chosen_and_allowed(
    few: Workspace, who: Person, *, names: bool, named: bool
) -> None:
    actions.raise_action(few, EVERYONE, NOT_READY, ["C15"], "Count the stock", "Rui Alves", TODAY)
    here = Here(few, who, NOW.date(), ("few", few.refresh()))
    for content in (
        report_parts._network_file(here, SINCE, Filters(), names=names),
        report_parts._site_file(here, NOT_READY, names=names),
    ):
        words = content.decode()
        assert words.startswith("<!DOCTYPE html>")
        assert "Count the stock" in words
        assert ("Rui Alves" in words) is named
