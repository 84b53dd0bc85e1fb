"""Files to hand over, where the pages offer them: persons are named only if that may be and is."""

import io
from datetime import timedelta
from typing import Any

import pytest
from pypdf import PdfReader

from readiness.domain.people import Person, Role
from readiness.services import actions
from readiness.services.network import Filters
from readiness.services.workspace import Workspace
from readiness.ui import report_parts
from readiness.ui.context import Here
from tests.app.screens import labels, opened, unfolded
from tests.services.workspaces import EVERYONE, NOT_READY, NOW, TODAY


def quiet(share: float, words: str) -> None:
    """The making says how far it is."""


SINCE = TODAY - timedelta(days=91)


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    ("page", "button"), [("overview", "Report as HTML"), ("site", "Summary as HTML")]
)
def test_whether_persons_are_named_is_asked_of_who_may_see_them(page: str, button: str) -> None:
    for role, asked in (("administrator", True), ("viewer", False)):
        app = opened(
            page, {"site": NOT_READY, "you": role}, unfolded("network_files", "site_files")
        )
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
    asked: dict[str, Any] = {"since": SINCE, "filters": Filters(), "names": names}
    for content in (
        report_parts._network_file(here, quiet, **asked),
        report_parts._site_file(here, quiet, site_id=NOT_READY, names=names),
    ):
        words = content.decode()
        assert words.startswith("<!DOCTYPE html>")
        assert "Count the stock" in words
        assert ("Rui Alves" in words) is named
    for pdf in (
        report_parts._network(here, quiet, paper="a4", **asked),
        report_parts._site(here, quiet, site_id=NOT_READY, paper="a4", names=names),
    ):
        pages = PdfReader(io.BytesIO(pdf)).pages
        words = " ".join(" ".join(page.extract_text() for page in pages).split())
        assert "Count the stock" in words
        assert ("Rui Alves" in words) is named
        assert (f"Made by {who.name} on" in words) is named
