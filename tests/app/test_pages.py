"""Every page on an empty database and on the sample network, on past, present and future dates."""

from datetime import date

import pytest

from readiness.services import network as network_service
from readiness.services.network import Filters
from readiness.services.sites import site_report
from readiness.services.workspace import Workspace
from readiness.views.sentences import assess_sentence, day, overview_sentence, site_sentence
from tests.app.screens import (
    BELOW_CHARTS,
    PAGES,
    TITLES,
    alternatives,
    assert_sound,
    captions,
    charts,
    first_sentence,
    labels,
    opened,
    said,
    title,
    turned_to,
    unfolded,
)
from tests.services.workspaces import (
    EVERYONE,
    NEVER_ASSESSED,
    NOT_READY,
    READY,
    TODAY,
    WITH_GAPS,
    days,
)

PAST = TODAY - days(120)
AHEAD = TODAY + days(75)
BEFORE_ALL = date(2015, 1, 1)
LAST = date(TODAY.year + 3, 12, 31)
BEGIN = "There are no sites yet. Begin in one of three ways."
MADE_UP = "Synthetic sample network: every site is made up."


# --- Nothing in the database --------------------------------------------------------------------


BEGINNING = (
    *(
        "overview",
        "site",
        "assess",
        "registers",
        "plan",
        "compare",
        "forecast",
        "shared_risks",
        "agents",
    ),
    "meeting",
)


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_database_shows_every_page(nothing: Workspace, page: str) -> None:
    app = opened(page)
    assert_sound(app)
    assert title(app) == TITLES[page]
    assert MADE_UP not in captions(app)
    assert (first_sentence(app) == BEGIN) is (page in BEGINNING)
    assert charts(app) == []


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_database_can_be_looked_at_on_another_date(nothing: Workspace, page: str) -> None:
    app = opened(page, {"asof": LAST.isoformat(), "site": READY})
    assert_sound(app)
    assert title(app) == TITLES[page]


# --- The sample network -------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_the_sample_says_on_every_page_that_it_is_made_up(sample: Workspace, page: str) -> None:
    app = opened(page)
    assert_sound(app)
    assert title(app) == TITLES[page]
    assert MADE_UP in captions(app)
    assert "Local mode: no sign-in, this computer only." in captions(app)
    assert sample.framework.version in captions(app)


@pytest.mark.parametrize("as_of", [BEFORE_ALL, PAST, TODAY, AHEAD, LAST], ids=str)
def test_the_overview_opens_with_the_sentence_of_the_date(sample: Workspace, as_of: date) -> None:
    app = opened("overview", {"asof": as_of.isoformat()})
    assert_sound(app)
    view = network_service.overview(sample, EVERYONE, as_of, as_of - days(91), Filters())
    assert first_sentence(app) == overview_sentence(view)
    assert f"24 sites of 24, {len(view.assessed)} assessed. As of {day(as_of)}." in captions(app)
    words = {True: "Looking back", False: "Looking ahead"}[as_of < TODAY]
    notice = f"{words}: everything is shown as of {day(as_of)}."
    assert (notice in said(app, "info")) is (as_of != TODAY)


def test_the_overview_shows_its_pictures_with_tables_in_their_order(sample: Workspace) -> None:
    app = opened("overview", state=unfolded(*BELOW_CHARTS, "not_applicable", "network_files"))
    heads = said(app, "subheader")
    assert heads == [
        "Sites by level",
        "Must-haves that fail most",
        "Evidence that lapses next",
        "Score by element, site by site",
        "Every site",
        f"What moved since {day(TODAY - days(91))}",
    ]
    assert len(charts(app)) == 5
    assert len(app.dataframe) == 7
    assert len(set(alternatives(app)["charts"])) == 5
    buttons = labels(app, "download_button")
    assert buttons[:3] == ["Report as PDF", "Report as HTML", "Slides (PPTX)"]
    assert len(buttons) == 3 + len(app.dataframe)
    every = next(frame.value for frame in app.dataframe if len(frame.value) == 24)
    assert len(every) == 24


def test_a_table_below_a_chart_is_made_by_whoever_opens_it(sample: Workspace) -> None:
    app = opened("overview")
    assert len(app.dataframe) == 1
    app.session_state["levels_opened"] = True
    app.run()
    assert_sound(app)
    levels, every = (frame.value for frame in app.dataframe)
    assert levels["Sites"].sum() == len(every) == 24


@pytest.mark.parametrize(
    ("site_id", "as_of"),
    [
        (READY, BEFORE_ALL),
        (READY, PAST),
        (READY, TODAY),
        (READY, LAST),
        (NOT_READY, TODAY),
        (WITH_GAPS, AHEAD),
        (NEVER_ASSESSED, TODAY),
    ],
    ids=str,
)
def test_the_page_of_a_site_opens_with_its_sentence(
    sample: Workspace, site_id: str, as_of: date
) -> None:
    app = opened("site", {"site": site_id, "asof": as_of.isoformat()})
    assert_sound(app)
    report = site_report(sample, EVERYONE, site_id, as_of)
    assert title(app) == report.site.site_name
    assert first_sentence(app).endswith(f" {site_sentence(report)}")
    assert report.reason in "\n".join(said(app, "markdown"))
    shown = {metric.label: metric.value for metric in app.metric}
    assert list(shown) == ["Score", "Must-haves", "Answered", "Confirmed"]
    assert (shown["Score"] == "–") is not report.score.assessed
    assert len(charts(app)) == (2 if report.score.assessed else 0)


def test_the_page_of_a_site_shows_core_elements_gaps_timeline_and_lapses(
    sample: Workspace,
) -> None:
    app = opened("site", {"site": WITH_GAPS})
    assert said(app, "subheader") == [
        "The five core elements",
        "What to close first",
        "Timeline",
        "What lapses within 90 days",
    ]
    report = site_report(sample, EVERYONE, WITH_GAPS, TODAY)
    gaps = next(f.value for f in app.dataframe if "Gap" in f.value.columns)
    assert list(gaps["Gap"]) == [gap.scored.criterion.title for gap in report.gaps]
    links = [link.proto for link in app.get("page_link")]
    address = f"site={WITH_GAPS}"
    assert [(link.page, link.query_string) for link in links] == [
        ("assess", address),
        ("plan", address),
        ("forecast", address),
    ]


def test_a_site_that_was_never_assessed_leads_to_the_quick_check(sample: Workspace) -> None:
    app = opened("site", {"site": NEVER_ASSESSED})
    (link,) = [element.proto for element in app.get("page_link")]
    assert (link.label, link.page) == ("Start the quick check", "assess")
    assert link.query_string == f"site={NEVER_ASSESSED}&show=quick"


@pytest.mark.parametrize("page", ["site", "assess"])
def test_without_a_choice_the_page_asks_for_a_site(sample: Workspace, page: str) -> None:
    app = opened(page)
    assert_sound(app)
    assert [box.value.split()[0] for box in app.info] == ["Choose"]
    assert len(app.selectbox(key="choice_site").options) == 24
    assert list(app.dataframe) == []


def test_the_site_in_hand_stays_from_page_to_page(sample: Workspace) -> None:
    app = opened("site")
    app.selectbox(key="choice_site").set_value(NOT_READY).run()
    assert title(app) == "Millbrook North"
    app.query_params.clear()
    turned_to(app, "assess")
    assert title(app) == "Assess Millbrook North"
    app.query_params.clear()
    turned_to(app, "overview")
    app.query_params.clear()
    turned_to(app, "site")
    assert title(app) == "Millbrook North"
    assert app.query_params["site"] in (NOT_READY, [NOT_READY])


def test_assess_today_asks_and_on_another_date_only_tells(sample: Workspace) -> None:
    app = opened("assess", {"site": READY})
    assert_sound(app)
    assert first_sentence(app) == assess_sentence(site_report(sample, EVERYONE, READY, TODAY))
    assert len(app.radio) > 1
    for as_of in (PAST, AHEAD):
        app = opened("assess", {"site": READY, "asof": as_of.isoformat()})
        assert_sound(app)
        report = site_report(sample, EVERYONE, READY, as_of)
        assert first_sentence(app) == assess_sentence(report)
        asked = "Answers are recorded today. Set the as-of date to today to answer."
        assert asked in said(app, "info")
        assert (list(app.radio), list(app.text_input), list(app.get("form"))) == ([], [], [])
        assert [element.label for element in app.button] == []


def test_the_quick_check_asks_for_the_must_haves_only(sample: Workspace) -> None:
    app = opened("assess", {"site": READY})
    heads = [text.split(" :material")[0] for text in said(app, "subheader")]
    assert heads == [gate.title for gate in sample.framework.gates]


def test_everything_is_asked_one_element_at_a_time(sample: Workspace) -> None:
    app = opened("assess", {"site": READY, "show": "full"})
    for element in sample.framework.elements[::3]:
        app.selectbox(key="choice_element").set_value(element.id).run()
        assert_sound(app)
        heads = [text.split(" :material")[0] for text in said(app, "subheader")]
        expected = [row.title for row in sample.framework.criteria_of(element.id)]
        assert heads == expected


def test_the_framework_page_opens_with_what_is_asked(sample: Workspace) -> None:
    app = opened("framework")
    assert_sound(app)
    assert first_sentence(app) == (
        "44 criteria in 10 elements; 11 must-haves that points cannot buy back."
    )
    assert said(app, "subheader") == ["Levels", "Criteria", "Agents", "Versions"]
    criteria, agents = (frame.value for frame in app.dataframe)
    assert len(criteria) == 44
    assert set(agents["Agent"]) == {agent.name for agent in sample.agents}
    assert "One version is in use: 2026.1." in said(app, "markdown")


def test_every_criterion_can_be_read_with_its_source_and_basis(sample: Workspace) -> None:
    app = opened("framework")
    for row in sample.framework.scored[::9]:
        app.selectbox(key="choice_criterion").set_value(row.id).run()
        assert_sound(app)
        assert row.question in "\n".join(said(app, "markdown")).replace("**", "")
        assert f"Basis: {row.basis}. Author: {row.author}." in captions(app)
        written = "\n".join(said(app, "caption") + said(app, "markdown"))
        assert written.count("<http") == len(row.sources)


def test_the_data_page_offers_import_export_backup_and_the_log(sample: Workspace) -> None:
    app = opened("data")
    assert_sound(app)
    assert said(app, "subheader") == [
        *("Import", "Export", "The network on one date", "Backup and check", "Audit log"),
    ]
    assert labels(app, "download_button") == [
        "Workbook (XLSX)",
        "Sites (CSV)",
        "Profiles (CSV)",
        "Responses (CSV)",
        "Findings (CSV)",
        "Network workbook (XLSX)",
        "Tables (Parquet)",
        "Answers (FHIR)",
        "Survey (REDCap)",
        "Download a backup",
        "Download as CSV",
    ]
