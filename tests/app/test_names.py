"""A name from a file is shown letter for letter, whatever it tries to be."""

import json

import pytest

from readiness.domain.assessment import Batch
from readiness.services import recording
from readiness.services.workspace import Workspace
from tests.app.screens import all_elements, assert_sound, captions, charts, opened, said, title
from tests.services.workspaces import EVERYONE, READY, TODAY, a_site, an_answer, only, sample

MARKDOWN = (
    "# *Site* _one_ [link](https://example.org) `code` $x^2$ :red[no] ~~gone~~ | 1. - + > <b>"
)
HTML = "<script>alert('x')</script><img src=x onerror=alert(1)> &amp; &lt;b&gt; \"quoted\""
RIGHT_TO_LEFT = "St. \u202eyraM\u202c \u200f\u05d1\u05d9\u05ea \u2067x\u2069 Clinic"
LONG = "Very long name of a site " * 8
BREAKS = "1. First\n# Second"
NAMES = {
    "markdown": MARKDOWN,
    "html": HTML,
    "right to left": RIGHT_TO_LEFT,
    "200 letters": LONG.strip(),
    "emoji": ":smile: :material/delete: 🏥 𝓒𝓵𝓲𝓷𝓲𝓬",
    "formula": '=HYPERLINK("https://example.org")',
}
named = pytest.mark.parametrize("name", list(NAMES.values()), ids=list(NAMES))
some_named = pytest.mark.parametrize("name", [MARKDOWN, HTML], ids=["markdown", "html"])


def add(workspace: Workspace, name: str) -> str:
    """A site with an answer, whose name, practice and evidence are all hostile."""
    site = a_site("HOSTILE", name, practice=name, network=name, state=name, region=name)
    answer = an_answer("C28", "not applicable", site_id="HOSTILE", na_reason=name)
    also = an_answer("C01", "no", site_id="HOSTILE", evidence=name, evidence_date=TODAY)
    recording.accept_import(
        workspace, EVERYONE, Batch(sites=(site,), responses=(answer, also)), "hostile.csv"
    )
    return name


def assert_no_html(app: object) -> None:
    """No element of the page takes what it shows for HTML."""
    for element in all_elements(app):
        assert not getattr(element, "allow_html", False), element


@named
def test_the_page_of_a_site_shows_its_name_letter_for_letter(few: Workspace, name: str) -> None:
    add(few, name)
    app = opened("site", {"site": "HOSTILE"})
    assert_sound(app)
    assert title(app) == name
    assert said(app, "header")[0].startswith(f"⊗ {name} is Not ready with a score of ")
    assert f"{name}, {name}, {name}. As of 22 Nov 2026." in captions(app)
    assert f"{name} ({name})" in app.selectbox(key="choice_site").options
    assert_no_html(app)


@some_named
def test_the_overview_shows_it_letter_for_letter(few: Workspace, name: str) -> None:
    add(few, name)
    app = opened("overview", {"region": name})
    assert_sound(app)
    assert f"Filtered by Region: {name}." in captions(app)
    assert "1 site of 6, 1 assessed." in captions(app)
    sites = [f.value for f in app.dataframe if "Service level" in f.value.columns]
    assert [list(frame["Site"]) for frame in sites] == [[name]]
    assert name in app.selectbox(key="open_site").options
    assert_no_html(app)


@some_named
def test_assess_shows_it_letter_for_letter(few: Workspace, name: str) -> None:
    add(few, name)
    app = opened("assess", {"site": "HOSTILE", "show": "full", "element": "E6"})
    assert_sound(app)
    assert title(app) == f"Assess {name}"
    shown = "\n".join(said(app, "markdown"))
    assert f"Not applicable: not applicable: {name}, saved" in shown
    assert_no_html(app)


def test_a_name_with_line_breaks_is_one_line(few: Workspace) -> None:
    add(few, BREAKS)
    app = opened("site", {"site": "HOSTILE"})
    assert_sound(app)
    assert title(app) == "1. First # Second"
    assert app.title[0].value == "1\\. First \\# Second"


def test_pictures_take_no_tag_from_a_name(few: Workspace) -> None:
    """Plotly reads some tags in its texts; of a name it gets none that it would follow."""
    add(few, HTML)
    app = opened("overview")
    assert_sound(app)
    texts = "\n".join(chart.proto.spec for chart in charts(app))
    assert "alert" in texts
    assert "<script" not in texts
    assert "<img" not in texts
    for chart in charts(app):
        json.loads(chart.proto.spec)
    assert "&lt;script&gt;" in texts


def test_names_of_one_network_can_be_the_same(few: Workspace) -> None:
    twin = only(sample(), [READY]).sites[0]._replace(site_id="TWIN")
    recording.add_site(few, EVERYONE, twin)
    for page in ("overview", "site", "assess"):
        assert_sound(opened(page, {"site": "TWIN"}))
    app = opened("site", {"site": "TWIN"})
    assert said(app, "header") == [
        "○ Cedar Falls has not been assessed yet. Start with the quick check."
    ]
