"""Figures in words: nought, one and many, dates, scores, and the sentence that opens a page."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from types import MappingProxyType

import pytest

from readiness.analytics.questions import CriterionCount
from readiness.domain.assessment import Batch, Response
from readiness.domain.scoring import NOT_ASSESSED
from readiness.services import network as network_service
from readiness.services import recording
from readiness.services.network import Filters, Overview
from readiness.services.sites import SiteReport, site_report
from readiness.services.workspace import Workspace
from readiness.views.sentences import (
    assess_sentence,
    capitalised,
    count,
    day,
    overview_sentence,
    percent,
    score_number,
    site_sentence,
)
from tests.services.test_network import full
from tests.services.workspaces import (
    EVERYONE,
    NEVER_ASSESSED,
    NOT_READY,
    READY,
    TODAY,
    WITH_GAPS,
    a_site,
    an_answer,
    days,
    framework,
)


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "no sites"), (1, "1 site"), (2, "2 sites"), (700, "700 sites"), (12345, "12,345 sites")],
)
def test_things_are_counted_in_words(number: int, words: str) -> None:
    assert count(number, "site") == words


def test_a_plural_of_its_own_is_used() -> None:
    assert count(0, "criterion", "criteria") == "no criteria"
    assert count(1, "criterion", "criteria") == "1 criterion"
    assert count(2, "criterion", "criteria") == "2 criteria"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2026, 11, 22), "22 Nov 2026"),
        (date(2026, 1, 1), "1 Jan 2026"),
        (date(2028, 2, 29), "29 Feb 2028"),
        (None, "–"),
    ],
)
def test_a_date_is_written_with_the_name_of_its_month(value: date, words: str) -> None:
    assert day(value) == words


@pytest.mark.parametrize(
    ("millionths", "shown"),
    [
        (84_960_000, 84.9),
        (84_999_999, 84.9),
        (85_000_000, 85.0),
        (0, 0.0),
        (99_999, 0.0),
        (100_000, 0.1),
        (100_000_000, 100.0),
        (None, None),
    ],
)
def test_a_score_keeps_one_decimal_rounded_down(millionths: int, shown: float) -> None:
    assert score_number(millionths) == shown


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (0, 0, "–"),
        (0, 9, "0%"),
        (9, 9, "100%"),
        (999, 1000, "99%"),
        (29, 100, "29%"),
        (Fraction(1, 6), Fraction(1, 6), "100%"),
        (Fraction(289, 6), Fraction(289, 6), "100%"),
        (Fraction(1, 3), 1, "33%"),
        (Fraction(29, 100), 1, "29%"),
        (Fraction(0), Fraction(7, 3), "0%"),
    ],
)
def test_only_all_of_it_is_100_percent(part: Fraction, whole: Fraction, words: str) -> None:
    assert percent(part, whole) == words


def test_only_the_first_letter_is_raised() -> None:
    assert capitalised("no CRS events") == "No CRS events"
    assert capitalised("") == ""


# --- The network --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def view(network: Workspace) -> Overview:
    return network_service.overview(network, EVERYONE, TODAY, TODAY - days(91), Filters())


def some(view: Overview, **levels: int) -> Overview:
    """So many sites of each level, none of them falling out, no must-have failing."""
    rows = [
        view.sites[0]._replace(site_id=f"{level}-{number}", level=level)
        for level, amount in levels.items()
        for number in range(amount)
    ]
    return replace(view, sites=tuple(rows), falling_out=frozenset(), failed_gates=(), lapses=())


def test_the_sample_network_opens_with_its_figures(view: Overview) -> None:
    assert overview_sentence(view) == (
        "9 of 23 assessed sites are Ready; 3 of them fall out within 30 days unless renewed; "
        "the most-failed must-have is Tocilizumab doses in reach, 6 sites."
    )


def test_a_network_where_all_is_well(view: Overview) -> None:
    assert overview_sentence(some(view, ready=2)) == (
        "2 of 2 assessed sites are Ready; no must-have fails anywhere."
    )


@pytest.mark.parametrize(
    ("levels", "opening"),
    [
        ({"ready": 1}, "1 of 1 assessed site is Ready"),
        ({"ready": 1, "not_ready": 1}, "1 of 2 assessed sites is Ready"),
        ({"not_ready": 1}, "0 of 1 assessed site is Ready"),
        ({"not_ready": 700, NOT_ASSESSED: 300}, "0 of 700 assessed sites are Ready"),
    ],
)
def test_sites_that_were_never_assessed_are_not_in_the_count(
    view: Overview, levels: dict[str, int], opening: str
) -> None:
    assert overview_sentence(some(view, **levels)).startswith(f"{opening}; ")


@pytest.mark.parametrize(
    ("falling", "words"),
    [
        (1, "1 of them falls out within 30 days unless renewed"),
        (2, "2 of them fall out within 30 days unless renewed"),
    ],
)
def test_one_falls_and_two_fall(view: Overview, falling: int, words: str) -> None:
    ids = frozenset(f"ready-{number}" for number in range(falling))
    assert words in overview_sentence(replace(some(view, ready=5), falling_out=ids))


def test_the_must_have_that_one_site_fails(view: Overview) -> None:
    failing = (CriterionCount("C23", 1, ["not_ready-0"]),)
    assert overview_sentence(replace(some(view, not_ready=1), failed_gates=failing)).endswith(
        "the most-failed must-have is Signed hospital agreement, 1 site."
    )


def test_a_network_before_its_first_assessment(view: Overview) -> None:
    assert overview_sentence(some(view, not_assessed=1)) == (
        "None of 1 site has been assessed yet."
    )
    assert overview_sentence(some(view, not_assessed=24)) == (
        "None of 24 sites have been assessed yet."
    )
    assert overview_sentence(some(view)) == "No site matches these filters."


# --- A site -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reports(network: Workspace) -> MappingProxyType[str, SiteReport]:
    wanted = (READY, NOT_READY, WITH_GAPS, NEVER_ASSESSED, "S008")
    return MappingProxyType({key: site_report(network, EVERYONE, key, TODAY) for key in wanted})


def test_a_ready_site_is_told_the_last_day_of_it(
    network: Workspace, reports: dict[str, SiteReport]
) -> None:
    assert site_sentence(reports[READY]) == (
        "Cedar Falls is Ready with a score of 97.9. It stays so until 6 Feb 2027 if nothing is "
        "renewed."
    )
    assert network.score(EVERYONE, READY, date(2027, 2, 6)).level == "ready"
    assert network.score(EVERYONE, READY, date(2027, 2, 7)).level != "ready"


def test_one_must_have_fails_and_several_fail(reports: dict[str, SiteReport]) -> None:
    assert site_sentence(reports[NOT_READY]) == (
        "Millbrook North is Not ready with a score of 94.4; 1 must-have fails. Mend first: "
        "Tocilizumab doses in reach."
    )
    several = site_sentence(reports["S008"])
    assert "with a score of 77.7; 4 must-haves fail. Mend first: " in several
    first = reports["S008"].gaps[0].scored
    assert first.criterion.gate
    assert several.endswith(f"Mend first: {first.criterion.title}.")


def test_a_site_with_gaps_is_told_the_next_one_to_close(reports: dict[str, SiteReport]) -> None:
    report = reports[WITH_GAPS]
    assert site_sentence(report) == (
        "Millbrook South is Ready with gaps with a score of 83.8; every must-have passes. Next: "
        f"{report.gaps[0].scored.criterion.title}."
    )


def test_a_site_that_was_never_assessed_is_sent_to_the_quick_check(
    reports: dict[str, SiteReport],
) -> None:
    assert site_sentence(reports[NEVER_ASSESSED]) == (
        f"{reports[NEVER_ASSESSED].site.site_name} has not been assessed yet. "
        "Start with the quick check."
    )


@pytest.fixture
def complete(empty: Workspace) -> Iterator[Workspace]:
    """A site where everything is met and nothing ever lapses but what a date lets lapse."""
    recording.add_site(empty, EVERYONE, a_site())
    ever = [row._replace(end_date=date.max) for row in full("CEDAR-01")]
    recording.accept_import(empty, EVERYONE, Batch(responses=tuple(ever)), "answers")
    return empty


def test_a_site_where_nothing_is_missing(complete: Workspace) -> None:
    report = site_report(complete, EVERYONE, "CEDAR-01", TODAY)
    assert site_sentence(report) == (
        "Cedar Falls is Ready with a score of 100.0; nothing is missing."
    )


# --- Answering ----------------------------------------------------------------------------------


def answered(workspace: Workspace, left: list[str]) -> SiteReport:
    """The site with all but these criteria answered."""
    recording.add_site(workspace, EVERYONE, a_site())
    rows: tuple[Response, ...] = tuple(
        row for row in full("CEDAR-01") if row.criterion_id not in left
    )
    recording.accept_import(workspace, EVERYONE, Batch(responses=rows), "answers")
    return site_report(workspace, EVERYONE, "CEDAR-01", TODAY)


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (["C02"], "1 criterion to answer."),
        (["C01"], "1 criterion to answer, a must-have."),
        (["C02", "C03"], "2 criteria to answer."),
        (["C01", "C03"], "2 criteria to answer, 1 of them is a must-have."),
        (["C01", "C15", "C03"], "3 criteria to answer, 2 of them are must-haves."),
        ([], "All 41 criteria are answered."),
    ],
)
def test_what_is_left_to_answer(empty: Workspace, left: list[str], words: str) -> None:
    assert assess_sentence(answered(empty, left)) == words


@pytest.mark.parametrize(
    ("applicable", "words"),
    [
        (0, "No criterion applies to this site."),
        (1, "The only criterion is answered."),
        (2, "All 2 criteria are answered."),
    ],
)
def test_everything_is_answered(
    reports: dict[str, SiteReport], applicable: int, words: str
) -> None:
    report = reports[READY]
    score = replace(report.score, applicable=applicable, answered=applicable)
    assert assess_sentence(replace(report, score=score)) == words


def test_a_new_site_has_everything_to_answer(empty: Workspace) -> None:
    recording.add_site(empty, EVERYONE, a_site())
    report = site_report(empty, EVERYONE, "CEDAR-01", TODAY)
    gates = sum(scored.gate_failed for scored in report.score.criteria)
    assert assess_sentence(report) == (
        f"{report.score.applicable} criteria to answer, {gates} of them are must-haves."
    )
    recording.record_response(empty, EVERYONE, an_answer("C01", "no", site_id="CEDAR-01"), seen=0)
    after = site_report(empty, EVERYONE, "CEDAR-01", TODAY)
    assert assess_sentence(after).startswith(f"{report.score.applicable - 1} criteria to answer")
    assert len(framework().scored) == 44
