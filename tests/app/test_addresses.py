"""What an address or a browser may say: choices that exist are taken, all else is harmless."""

from datetime import date

import pytest
from streamlit.elements.lib import policies

from readiness.domain.people import Person, Role
from readiness.services import network as network_service
from readiness.services.network import Filters
from readiness.services.workspace import Workspace
from readiness.ui import sign_in
from readiness.ui.selection import NO_SUCH_SITE
from readiness.views.sentences import overview_sentence
from tests.app.screens import (
    PAGES,
    TITLES,
    alternatives,
    assert_sound,
    captions,
    first_sentence,
    opened,
    said,
    title,
    unfolded,
)
from tests.services.workspaces import (
    EVERYONE,
    NOT_READY,
    READY,
    TODAY,
    StandingClock,
    days,
)

HOSTILE = ("S999", "", "S001'; --", "<script>alert(1)</script>", "../../etc/passwd", "0" * 5000)
CHOICES = (
    ("overview", "since"),
    ("site", "site"),
    ("assess", "site"),
    ("assess", "show"),
    ("assess", "element"),
    ("framework", "of"),
    ("framework", "criterion"),
)


def sentence_of(workspace: Workspace, as_of: date = TODAY, **filters: tuple[str, ...]) -> str:
    view = network_service.overview(
        workspace, EVERYONE, as_of, as_of - days(91), Filters(**filters)
    )
    return overview_sentence(view)


# --- Addresses that lead somewhere --------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "filters", "caption"),
    [
        ({"region": "South"}, {"region": ("South",)}, "Filtered by Region: South."),
        (
            {"region": ["South", "Mountain"]},
            {"region": ("South", "Mountain")},
            "Filtered by Region: South, Mountain.",
        ),
        ({"level": "Ready"}, {"level": ("ready",)}, "Filtered by Level: Ready."),
        (
            {"service_level": "Maintenance only", "practice": "Lantern Prairie Oncology"},
            {"service_level": ("maintenance_only",), "practice": ("Lantern Prairie Oncology",)},
            "Filtered by Practice: Lantern Prairie Oncology; Service level: Maintenance only.",
        ),
    ],
)
def test_filters_are_read_from_the_address(
    sample: Workspace, query: dict, filters: dict, caption: str
) -> None:
    app = opened("overview", query)
    assert_sound(app)
    assert first_sentence(app) == sentence_of(sample, **filters)
    assert caption in captions(app)


def test_an_agent_and_a_date_are_read_from_the_address(sample: Workspace) -> None:
    agent = network_service.choices(sample, EVERYONE)["agent"][0]
    as_of = TODAY - days(60)
    app = opened("overview", {"agent": agent, "asof": as_of.isoformat(), "since": "year"})
    assert_sound(app)
    assert first_sentence(app) == sentence_of(sample, as_of, agent=(agent,))
    assert "What moved since 23 Sep 2025" in said(app, "subheader")


def test_filters_that_no_site_fits_leave_a_sentence_and_a_way_back(sample: Workspace) -> None:
    app = opened("overview", {"region": "Mountain", "state": "TN"})
    assert_sound(app)
    assert first_sentence(app) == "No site matches these filters."
    assert said(app, "info") == ["Take a filter away to see sites again."]
    assert list(app.dataframe) == []


def test_a_filter_that_is_chosen_changes_every_figure(sample: Workspace) -> None:
    app = opened(state=unfolded("levels"))
    app.multiselect(key="region").set_value(["South"]).run()
    assert_sound(app)
    assert first_sentence(app) == sentence_of(sample, region=("South",))
    assert "7 sites of 24, 7 assessed." in captions(app)
    counts = app.dataframe[0].value
    assert counts["Sites"].sum() == 7


def test_site_check_and_element_are_read_from_the_address(sample: Workspace) -> None:
    app = opened("assess", {"site": NOT_READY, "show": "full", "element": "E4"})
    assert title(app) == "Assess Millbrook North"
    expected = [row.title for row in sample.framework.criteria_of("E4")]
    assert [text.split(" :material")[0] for text in said(app, "subheader")] == expected


def test_element_and_criterion_are_read_from_the_address(sample: Workspace) -> None:
    app = opened("framework", {"of": "E4", "criterion": "C15"})
    assert_sound(app)
    assert len(app.dataframe[0].value) == 4
    assert "Code C15." in captions(app)


def test_a_site_chosen_from_the_table_is_opened_with_the_date(sample: Workspace) -> None:
    app = opened("overview", {"asof": "2026-08-01"})
    app.selectbox(key="open_site").set_value(NOT_READY).run()
    assert_sound(app)
    assert title(app) == "Millbrook North"
    assert "As of 1 Aug 2026." in captions(app)


def test_choices_from_the_address_are_set_without_a_warning(
    few: Workspace, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Streamlit warns once when a control has both a default and a value that was set."""
    for page, query in (
        ("overview", {"since": "year", "asof": "2026-08-01"}),
        ("site", {"site": READY}),
        ("assess", {"site": READY, "show": "full", "element": "E4"}),
        ("framework", {"of": "E4", "criterion": "C15"}),
    ):
        for asked in (query, {}):
            monkeypatch.setattr(policies, "_shown_default_value_warning", False)
            app = opened(page, asked)
            assert_sound(app)
            app.run()
    assert "default value" not in caplog.text


# --- Addresses that lead nowhere ----------------------------------------------------------------


@pytest.mark.parametrize(("page", "name"), CHOICES)
def test_a_choice_that_does_not_exist_is_as_no_choice(few: Workspace, page: str, name: str) -> None:
    own = {"site": READY} if name in ("show", "element") else {}
    own |= {"show": "full"} if name == "element" else {}
    without = opened(page, own)
    for word in HOSTILE[:3] if page == "site" else HOSTILE[3:4]:
        app = opened(page, own | {name: word})
        assert_sound(app)
        assert title(app) == title(without)
        assert [head.value for head in app.header] == [head.value for head in without.header]
        assert said(app, "subheader") == said(without, "subheader")


def test_a_link_to_a_site_that_is_not_there_says_so_until_one_is_chosen(few: Workspace) -> None:
    for page in ("site", "assess", "agents", "forecast"):
        assert said(opened(page), "warning") == []
        app = opened(page, {"site": "S999"})
        assert said(app, "warning") == [NO_SUCH_SITE]
        assert said(app.run(), "warning") == [NO_SUCH_SITE]
        app.selectbox("choice_site").set_value(READY).run()
        assert_sound(app)
        assert said(app, "warning") == []


def test_a_link_to_a_foreign_site_says_the_same_as_to_none(
    few: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = Person.holding("Mia", Role.MANAGER, {NOT_READY, "S003"})
    monkeypatch.setattr(sign_in, "person", lambda workspace: theirs)
    assert said(opened("site", {"site": READY}), "warning") == [NO_SUCH_SITE]


def test_filters_that_do_not_exist_filter_nothing(sample: Workspace) -> None:
    names = ["region", "state", "practice", "service_level", "agent", "level"]
    app = opened("overview", {name: ["nowhere", *HOSTILE] for name in names})
    assert_sound(app)
    assert first_sentence(app) == sentence_of(sample)
    assert "Filtered by" not in captions(app)


def test_a_date_that_does_not_exist_is_today(few: Workspace) -> None:
    for text in ("bad", "2026-13-45", "1900-01-01", "9999-12-31"):
        app = opened("assess", {"asof": text})
        assert_sound(app)
        assert app.sidebar.date_input[0].value == TODAY
        assert said(app, "info") == ["Choose the site to assess."]


def test_a_page_left_open_past_midnight_shows_the_new_day(
    few: Workspace, clock: StandingClock
) -> None:
    app = opened("assess", {"site": READY})
    clock.go_on(days=1)
    assert_sound(app.run())
    assert app.sidebar.date_input[0].value == TODAY + days(1)
    assert len(app.radio) > 1
    app.sidebar.date_input[0].set_value(TODAY).run()
    clock.go_on(days=1)
    assert_sound(app.run())
    assert app.sidebar.date_input[0].value == TODAY


def test_words_that_no_page_knows_are_ignored(few: Workspace) -> None:
    for page in PAGES:
        app = opened(page, {"admin": "1", "who": "Ana", "choice_site": READY, "__proto__": "x"})
        assert_sound(app)
        assert title(app) == TITLES[page]


# --- What a browser may forge -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "state"),
    [
        ("overview", {"open_site": "S999"}),
        ("overview", {"region": ["Atlantis"], "level": ["gold"]}),
        ("overview", {"choice_since": "ever"}),
        ("site", {"choice_site": "S999"}),
        ("site", {"kept_site": ["S001"]}),
        ("site", {"kept_site": {"site": "S001"}}),
        ("assess", {"choice_site": "S999", "choice_show": "all", "choice_element": "E99"}),
        ("framework", {"choice_of": "E99", "choice_criterion": "C999"}),
        ("data", {"import_preview": None}),
        ("site", {"readiness_here": "Ana"}),
    ],
)
def test_a_forged_state_is_harmless(few: Workspace, page: str, state: dict[str, object]) -> None:
    app = opened(page, state=state)
    assert_sound(app)
    assert title(app) == TITLES[page]


@pytest.mark.parametrize("page", ["site", "assess"])
@pytest.mark.parametrize("how", ["address", "state"])
def test_a_site_out_of_scope_cannot_be_opened(
    sample: Workspace, monkeypatch: pytest.MonkeyPatch, page: str, how: str
) -> None:
    mia = Person.holding("Mia", Role.MANAGER, {READY, "S003"})
    monkeypatch.setattr(sign_in, "person", lambda _: mia)
    asked = {"query": {"site": NOT_READY}} if how == "address" else {}
    forged = {} if how == "address" else {"choice_site": NOT_READY, "kept_site": NOT_READY}
    app = opened(page, asked.get("query"), forged)
    assert_sound(app)
    assert title(app) == TITLES[page]
    assert len(app.selectbox(key="choice_site").options) == 2
    everything = "\n".join(said(app, "markdown") + said(app, "header") + said(app, "title"))
    assert "Millbrook North" not in everything


def test_a_person_with_a_scope_sees_figures_and_pictures_of_that_scope(
    sample: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where someone with all sites has looked at the same before."""
    everyone = opened()
    mia = Person.holding("Mia", Role.MANAGER, {READY, "S003"})
    monkeypatch.setattr(sign_in, "person", lambda _: mia)
    app = opened()
    assert_sound(app)
    assert first_sentence(app).startswith("1 of 2 assessed sites is Ready; ")
    assert app.multiselect(key="region").options == ["Midwest"]
    assert app.multiselect(key="state").options == ["IA"]
    names = {name for frame in app.dataframe for name in frame.value.get("Site", ())}
    assert names <= {"Cedar Falls", "Millbrook South"}
    for before, after in zip(everyone.get("plotly_chart"), app.get("plotly_chart"), strict=False):
        assert before.proto.spec != after.proto.spec
        assert "Millbrook North" not in after.proto.spec
    assert alternatives(app)["charts"] != alternatives(everyone)["charts"]
