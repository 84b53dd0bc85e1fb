"""Hostile text in every free field is shown harmlessly on every page that shows the site."""

from readiness.domain.assessment import NOT_APPLICABLE
from readiness.services import recording
from readiness.services.workspace import Workspace
from tests.app.screens import PAGES, assert_sound, opened, title
from tests.services.test_free_text import HOSTILE, NOT_ALWAYS, REFUSED
from tests.services.workspaces import EVERYONE, a_site, an_answer

SHOWING = [page for page in PAGES if page not in ("framework", "data", "people", "actions")]
"""The pages that show what is recorded about a site."""
OF_A_SITE = ("site", "assess")
ACCEPTED = [name for name in HOSTILE if name not in REFUSED]


def record(workspace: Workspace, site_id: str, text: str) -> None:
    """A site that has the text in every field that takes one."""
    place = a_site(site_id, name=text, practice=text, state=text, region=text)
    recording.add_site(workspace, EVERYONE, place)
    recording.record_profile(workspace, EVERYONE, site_id, {"champion": text})
    for given in (
        an_answer("C01", "yes", site_id=site_id, evidence=text),
        an_answer(NOT_ALWAYS, NOT_APPLICABLE, site_id=site_id, na_reason=text),
    ):
        recording.record_response(workspace, EVERYONE, given, seen=0)


def test_hostile_text_is_shown_harmlessly(few: Workspace) -> None:
    """Each text on the pages of its site, all of them on every other page."""
    texts = {f"CEDAR-{number}": HOSTILE[name] for number, name in enumerate(ACCEPTED, 11)}
    for site_id, text in texts.items():
        record(few, site_id, text)
    element = few.framework.criterion[NOT_ALWAYS].element
    visits = [(page, site_id) for page in OF_A_SITE for site_id in texts]
    visits += [(page, "CEDAR-11") for page in SHOWING if page not in OF_A_SITE]
    for page, site_id in visits:
        compared = list(texts) if page == "compare" else [site_id]
        choices = {"site": site_id, "sites": compared, "show": "full", "element": element}
        app = opened(page, choices)
        assert_sound(app)
        unescaped = "".join(part.value for part in app.markdown if part.allow_html)
        assert not any(text in unescaped for text in texts.values())
        if page == "site":
            assert title(app) == " ".join(texts[site_id].split())
