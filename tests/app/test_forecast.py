"""Forecast: for the network, for one site, for a manager, and from any address."""

from datetime import date

import pytest

from readiness.domain.people import Person, Role
from readiness.services.forecast import falling_within, network_forecast
from readiness.services.sites import site_report
from readiness.services.workspace import Workspace
from readiness.ui import sign_in
from readiness.views import forecast_sentences as words
from tests.app.screens import (
    all_elements,
    alternatives,
    assert_sound,
    captions,
    charts,
    first_sentence,
    labels,
    letters,
    opened,
    said,
    turned_to,
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

SITE_HEADS = ["The year ahead", "Each step", "Renewals in your calendar"]


def test_the_network_is_told_in_one_sentence_a_picture_and_tables(sample: Workspace) -> None:
    app = opened("forecast")
    assert_sound(app)
    view = network_forecast(sample, EVERYONE, TODAY)
    assert first_sentence(app) == words.sentence(view, "today")
    assert said(app, "subheader") == [
        "Sites Ready by day",
        "Who falls, and why",
        "Week by week",
        "Renewals in your calendar",
    ]
    assert letters(words.ASSUMES) in captions(app)
    assert "Until 22 Nov 2027, knowing what was recorded by 22 Nov 2026." in captions(app)
    assert len(charts(app)) == 1
    assert alternatives(app)["charts"][0].startswith("9 sites at the highest level")
    assert labels(app, "download_button")[-2:] == ["Must-haves (.ics)", "All renewals (.ics)"]


@pytest.mark.parametrize("site_id", [READY, NOT_READY, WITH_GAPS])
def test_a_site_in_the_address_has_its_own_forecast(sample: Workspace, site_id: str) -> None:
    app = opened("forecast", {"site": site_id})
    assert_sound(app)
    report = site_report(sample, EVERYONE, site_id, TODAY)
    assert first_sentence(app) == words.site_sentence(report, "today")
    assert said(app, "subheader") == SITE_HEADS


def test_a_site_never_assessed_has_nothing_to_lose(sample: Workspace) -> None:
    app = opened("forecast", {"site": NEVER_ASSESSED})
    assert_sound(app)
    assert first_sentence(app).endswith("so there is nothing to lose.")
    assert charts(app) == []


def test_a_week_is_chosen_and_stands_in_the_address(sample: Workspace) -> None:
    app = opened("forecast")
    box = app.selectbox(key="choice_week")
    assert box.value == "2026-11-30"
    box.set_value("2026-12-07").run()
    assert_sound(app)
    assert app.query_params["week"] == "2026-12-07"
    what = next(f.value for f in app.dataframe if "What" in f.value.columns)
    assert what["Day"].between(date(2026, 12, 7), date(2026, 12, 13)).all()
    assert "Gull Point" in what["Site"].tolist()


@pytest.mark.parametrize("as_of", [date(2015, 1, 1), TODAY - days(200), TODAY + days(700)])
def test_another_date_is_told_as_of_then(sample: Workspace, as_of: date) -> None:
    app = opened("forecast", {"asof": as_of.isoformat()})
    assert_sound(app)
    view = network_forecast(sample, EVERYONE, as_of)
    when = words.when_in_words(as_of, TODAY)
    assert first_sentence(app) == words.sentence(view, when)


def test_a_manager_sees_own_sites_only(sample: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    who = Person.holding("Mia", Role.MANAGER, {READY, NOT_READY})
    monkeypatch.setattr(sign_in, "person", lambda _: who)
    app = opened("forecast")
    assert_sound(app)
    assert first_sentence(app) == words.sentence(network_forecast(sample, who, TODAY), "today")
    told = " ".join(str(element.proto) for element in all_elements(app))
    assert "Gull Point" not in told
    assert "Cedar Falls" in told
    foreign = opened("forecast", {"site": WITH_GAPS})
    assert first_sentence(foreign).startswith("1 site is Ready today")


def test_a_manager_of_one_site_sees_its_forecast_at_once(
    sample: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = Person.holding("Mia", Role.MANAGER, {READY})
    monkeypatch.setattr(sign_in, "person", lambda _: who)
    app = opened("forecast")
    assert_sound(app)
    assert said(app, "subheader") == SITE_HEADS


@pytest.mark.parametrize("week", ["2026-11-31", "x", "2015-01-01", "[]", "9999-12-31"])
def test_a_week_that_is_none_is_ignored(sample: Workspace, week: str) -> None:
    app = opened("forecast", {"week": week, "site": "S999"})
    assert_sound(app)
    assert app.selectbox(key="choice_week").value == "2026-11-30"
    forged = opened("forecast", state={"choice_week": week})
    assert_sound(forged)


@pytest.mark.parametrize(("page", "query"), [("overview", {}), ("site", {"site": READY})])
def test_other_pages_lead_here(sample: Workspace, page: str, query: dict[str, str]) -> None:
    app = opened(page, query)
    links = [link.proto for link in app.get("page_link")]
    (found,) = [link for link in links if link.label.startswith("Forecast")]
    assert found.page == "forecast"
    assert_sound(turned_to(app, "forecast"))


def test_what_is_kept_of_forecasts_holds_nothing_of_foreign_sites(sample: Workspace) -> None:
    sample.refresh()
    falling = falling_within(sample, TODAY, sample.known_sites(), 365)
    own, foreign = sorted(falling)[:2]
    seen = sample.seen_by(Person.holding("Max", Role.MANAGER, {own}))
    assert falling_within(seen, TODAY, [own, foreign], 365) == {own}
