"""Hostile text in every free field is shown harmlessly on every page that shows the site."""

import pytest

from readiness.domain.assessment import NOT_APPLICABLE
from readiness.services import recording
from readiness.services.workspace import Workspace
from tests.app.screens import PAGES, assert_sound, opened, title
from tests.services.test_free_text import HOSTILE, NOT_ALWAYS, REFUSED
from tests.services.workspaces import EVERYONE, a_site, an_answer

SITE = "CEDAR-01"
SHOWING = [page for page in PAGES if page not in ("framework", "data", "people", "actions")]
"""The pages that show what is recorded about a site."""


@pytest.mark.parametrize("name", [name for name in HOSTILE if name not in REFUSED])
def test_hostile_text_is_shown_harmlessly(few: Workspace, name: str) -> None:
    text = HOSTILE[name]
    recording.add_site(few, EVERYONE, a_site(name=text, practice=text, state=text, region=text))
    recording.record_profile(few, EVERYONE, SITE, {"champion": text})
    for given in (
        an_answer("C01", "yes", site_id=SITE, evidence=text),
        an_answer(NOT_ALWAYS, NOT_APPLICABLE, site_id=SITE, na_reason=text),
    ):
        recording.record_response(few, EVERYONE, given, seen=0)
    element = few.framework.criterion[NOT_ALWAYS].element
    for page in SHOWING:
        app = opened(page, {"site": SITE, "sites": SITE, "show": "full", "element": element})
        assert_sound(app)
        assert not any(part.allow_html and text in part.value for part in app.markdown)
        if page == "site":
            assert title(app) == " ".join(text.split())
