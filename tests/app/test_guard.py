"""A page that is run past the router shows one sentence and no data."""

import pytest
from streamlit.testing.v1 import AppTest

from readiness.services.workspace import Workspace
from tests.app.screens import PAGES, ROOT, SECONDS, all_elements
from tests.services.workspaces import READY

MESSAGE = "Open this page from the start of the application."


@pytest.mark.parametrize("page", PAGES)
def test_a_page_by_itself_shows_nothing_but_the_way_in(few: Workspace, page: str) -> None:
    app = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=SECONDS)
    app.query_params["site"] = READY
    app.session_state["readiness_here"] = {"who": "Ana"}
    app.run()
    assert [(element.type, element.value) for element in all_elements(app)] == [("error", MESSAGE)]


def test_every_page_begins_with_the_guard() -> None:
    files = sorted((ROOT / "pages").glob("*.py"))
    assert {file.stem for file in files} == set(PAGES)
    for file in files:
        code = [
            line
            for line in file.read_text("utf-8").split('"""', 2)[2].splitlines()
            if line and not line.startswith(("import ", "from ", "    ", ")"))
        ]
        assert code[0] == "here = guard.page()"


def test_a_page_that_is_not_in_the_navigation_cannot_be_reached(few: Workspace) -> None:
    app = AppTest.from_file(
        str(ROOT / "readiness" / "ui" / "main.py"), default_timeout=SECONDS
    ).run()
    with pytest.raises(ValueError, match="registered"):
        app.switch_page("guard.py").run()
