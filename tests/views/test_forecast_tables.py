"""The forecast in sentences and tables: none, one, many; and the figures of the sample."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest

from readiness.domain.assessment import History
from readiness.domain.explanation import shown
from readiness.domain.forecast import Forecast, Renewing, forecast, standings_of
from readiness.domain.scoring import score_site
from readiness.services.forecast import (
    NetworkForecast,
    SiteForecast,
    SiteLapse,
    forecast_of,
    network_forecast,
)
from readiness.services.sites import site_report
from readiness.services.workspace import Workspace
from readiness.views import forecast as tables
from readiness.views import forecast_sentences as words
from tests.domain.test_forecast import FRAMEWORK, answer
from tests.services.workspaces import (
    EVERYONE,
    NEVER_ASSESSED,
    NOT_READY,
    READY,
    TODAY,
    a_site,
    days,
)

UNTIL = date(2027, 11, 22)


@pytest.fixture(scope="module")
def view(network: Workspace) -> NetworkForecast:
    return network_forecast(network, EVERYONE, TODAY)


def ahead(**ends_in: int) -> Forecast:
    """A site of four criteria that are met, until so many days from today where given."""
    rows = [answer(key, ends_in.get(key)) for key in ("K1", "K2", "K3", "K4")]
    score = score_site(FRAMEWORK, History.of("S1", rows), TODAY)
    return forecast(FRAMEWORK, standings_of(score.criteria), TODAY)


def made(*forecasts: Forecast) -> NetworkForecast:
    sites = [a_site(f"S{n}", f"Site {n}") for n in range(1, len(forecasts) + 1)]
    rows = tuple(
        SiteForecast(site, found, found) for site, found in zip(sites, forecasts, strict=True)
    )
    lapses = tuple(
        SiteLapse(site, criterion, step.day - days(1))
        for site, found in zip(sites, forecasts, strict=True)
        for step in found.steps
        for criterion in step.lapsed
    )
    return NetworkForecast(FRAMEWORK, TODAY, UNTIL, rows, lapses)


# --- Sentences ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("view", "said"),
    [
        (made(), "There are no sites to look ahead for."),
        (
            made(replace(ahead(), level="not_assessed")),
            "No site has been assessed yet, so there is nothing to lose.",
        ),
        (
            made(replace(ahead(), level="not_ready")),
            "No site is Ready today, so none can fall out.",
        ),
        (
            made(ahead()),
            "1 site is Ready today; with nobody acting it stays so until 22 Nov 2027.",
        ),
        (
            made(ahead(), ahead(K1=900)),
            "2 sites are Ready today; with nobody acting both stay so until 22 Nov 2027.",
        ),
        (
            made(ahead(K1=10)),
            "1 site is Ready today; with nobody acting 1 falls out by 22 Dec 2026; "
            "it is Site 1 on 3 Dec 2026, when Criterion K1 lapses.",
        ),
        (
            made(ahead(K1=10), ahead(K3=50, K4=50), ahead()),
            "3 sites are Ready today; with nobody acting 1 falls out by 22 Dec 2026 and 2 by "
            "22 Nov 2027; the first is Site 1 on 3 Dec 2026, when Criterion K1 lapses.",
        ),
        (
            made(ahead(K3=50, K4=50), ahead(K1=60)),
            "2 sites are Ready today; with nobody acting none falls out by 22 Dec 2026 and both "
            "by 22 Nov 2027; the first is Site 1 on 12 Jan 2027, when Criterion K3 and "
            "Criterion K4 lapse.",
        ),
        (
            made(ahead(K1=10), ahead(K1=10), ahead(K1=10), ahead()),
            "4 sites are Ready today; with nobody acting 3 fall out by 22 Dec 2026; "
            "the first are Site 1 and 2 others on 3 Dec 2026.",
        ),
    ],
)
def test_the_opening_sentence(view: NetworkForecast, said: str) -> None:
    assert words.sentence(view, "today") == said


def test_the_sentences_of_the_sample(view: NetworkForecast) -> None:
    assert words.sentence(view, "today") == (
        "9 sites are Ready today; with nobody acting 3 fall out by 22 Dec 2026 and all 9 by "
        "22 Nov 2027; the first is Gull Point on 10 Dec 2026, when Signed hospital agreement "
        "lapses."
    )
    assert words.renewed_sentence(view) == (
        "If these renewals are done on time, all 9 stay Ready: 355 criteria to renew, 90 of them "
        "must-haves. If only the must-haves are, all 9 still fall out by 22 Nov 2027, from "
        "6 Jan 2027 on."
    )


def test_a_date_other_than_today_is_named() -> None:
    assert words.when_in_words(TODAY, TODAY) == "today"
    assert words.when_in_words(TODAY, TODAY + days(1)) == "on 22 Nov 2026"


def test_where_nothing_falls_there_is_nothing_to_renew() -> None:
    assert words.renewed_sentence(made(ahead())) == ""
    assert words.cliff_sentences(made(ahead(K1=3))) == []


def test_a_cliff_names_some_of_its_sites_and_what_does_it() -> None:
    many = made(*[ahead(K1=10)] * 6, ahead(K3=30, K4=30))
    assert words.cliff_sentences(many) == [
        "3 Dec 2026: Site 1, Site 2, Site 3, Site 4 and 2 more, because of Criterion K1 (6 sites)."
    ]
    assert tables.cliff_marks(many)["words"].tolist() == ["6 sites", "Site 7"]


@pytest.mark.parametrize(
    ("site_id", "said", "renewed"),
    [
        (
            READY,
            "Cedar Falls is Ready today; with nobody acting it is Ready with gaps from "
            "7 Feb 2027, when Working group meets and 6 other criteria lapse.",
            "If these renewals are done on time, it stays Ready with a score of 97.9: 41 criteria "
            "to renew, 10 of them must-haves. If only the must-haves are, it is Ready with gaps "
            "from 7 Feb 2027.",
        ),
        (
            NEVER_ASSESSED,
            "Pine Crossing has not been assessed yet, so there is nothing to lose.",
            "",
        ),
    ],
)
def test_the_sentences_of_a_site(network: Workspace, site_id: str, said: str, renewed: str) -> None:
    report = site_report(network, EVERYONE, site_id, TODAY)
    assert words.site_sentence(report, "today") == said
    assert words.site_renewed_sentence(report, forecast_of(report)) == renewed


def test_a_site_that_cannot_fall_further_stays_as_it_is(network: Workspace) -> None:
    report = site_report(network, EVERYONE, NOT_READY, TODAY)
    assert words.site_sentence(report, "today") == (
        "Millbrook North is Not ready today; with nobody acting it stays so until 22 Nov 2027."
    )
    said = words.site_renewed_sentence(report, forecast_of(report))
    assert said.startswith("If these renewals are done on time, it stays Not ready with a score")
    assert "only the must-haves" not in said


# --- Tables -------------------------------------------------------------------------------------


def test_an_empty_network_has_the_same_columns(view: NetworkForecast) -> None:
    for table in (tables.ready_by_day, tables.losses, tables.cliff_marks, tables.weeks):
        empty, full = table(made()), table(view)
        assert list(empty.columns) == list(full.columns)
    assert tables.weeks(made()).iloc[:, 1:].to_numpy().sum() == 0


def test_the_line_counts_down_to_what_is_left(view: NetworkForecast) -> None:
    frame = tables.ready_by_day(view)
    assert frame["day"].is_monotonic_increasing
    assert frame.iloc[0].tolist() == [TODAY, 9, 9, 9]
    assert frame.iloc[-1].tolist() == [UNTIL, 0, 0, 9]
    assert "From" in tables.ready_table(view).columns


def test_every_week_is_there_and_its_sums_are_those_of_the_year(view: NetworkForecast) -> None:
    frame = tables.weeks(view)
    assert all(monday.weekday() == 0 for monday in frame["Week of"])
    assert frame["Week of"].iloc[0] <= TODAY < frame["Week of"].iloc[1]
    assert frame["Week of"].iloc[-1] <= UNTIL < frame["Week of"].iloc[-1] + timedelta(days=7)
    assert frame["Fall out of Ready"].sum() == 9
    assert frame["Ready at its end"].iloc[-1] == 0
    lapses = frame["Must-haves lapse"].sum() + frame["Other criteria lapse"].sum()
    assert lapses == len(view.lapses)


def test_a_week_lists_falls_then_must_haves_then_the_rest(view: NetworkForecast) -> None:
    monday = tables.first_week_with_news(view)
    frame = tables.week(view, monday)
    order = {"Falls to Not ready": 0, "Last day of a must-have": 1, "Last day": 2}
    ranks = [order[what] for what in frame["What"]]
    assert ranks == sorted(ranks)
    assert set(ranks) == {0, 1, 2}
    assert frame["Day"].between(monday, monday + days(6)).all()
    assert tables.week_title(view, monday) == "30 Nov 2026: 1 fall, 6 must-haves, 18 others"
    row = tables.weeks(view).set_index("Week of").loc[monday]
    assert row["Must-haves lapse"] == 6


def test_losses_say_when_why_and_what_the_must_haves_would_save(view: NetworkForecast) -> None:
    frame = tables.losses(view)
    assert frame["From"].tolist()[:9] == ["Ready"] * 9
    assert "Ready" not in frame["From"].tolist()[9:]
    first = frame.iloc[0]
    assert (first["Site"], first["Falls on"], first["To"]) == (
        "Gull Point",
        date(2026, 12, 10),
        "Not ready",
    )
    assert first["Because this lapses"] == "Signed hospital agreement"
    assert first["Days left"] == 18
    assert first["Must-haves renewed"].startswith("falls on ")
    by_points = frame[frame["Site"] == "Cedar Falls"].iloc[0]
    assert by_points["Because this lapses"].endswith("(points)")


def test_the_steps_of_a_site_end_in_what_the_site_is_then(network: Workspace) -> None:
    report = site_report(network, EVERYONE, READY, TODAY)
    frame = tables.site_steps(report.forecast)
    assert frame["Renew by"].is_monotonic_increasing
    for _, row in frame.iterrows():
        score = score_site(report.framework, report.history, row["Renew by"] + days(1))
        assert row["Score after"] == shown(score.score)
        assert row["Must-haves that lapse"] or row["Other criteria that lapse"]


def test_tables_are_made_once(view: NetworkForecast) -> None:
    assert tables.weeks(view) is tables.weeks(view)
    assert isinstance(tables.weeks(view), pd.DataFrame)
    assert view.fallen(Renewing.EVERYTHING).total() == 0
