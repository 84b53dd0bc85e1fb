"""Answers about many sites are remembered site by site, until one is replaced."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from readiness.analytics import questions
from readiness.analytics.store import Analytics
from readiness.services import recording
from readiness.services.workspace import Workspace
from tests.analytics.tables import everything
from tests.analytics.test_threads import copies
from tests.services.workspaces import EVERYONE, READY, TODAY, an_answer, days

QUESTIONS: list[Callable[[Analytics, date, list[str]], object]] = [
    questions.site_rows,
    questions.level_rows,
    questions.element_rows,
    questions.failed_gates,
    lambda analytics, day, sites: questions.lapses(analytics, day, sites, 90),
    questions.not_applicable,
]


class Asked(Analytics):
    """Notes about which sites DuckDB is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.about: list[list[str]] = []

    def ask(self, question: str, parameters: Mapping[str, Any] | None = None) -> list[Any]:
        self.about.append(sorted((parameters or {}).get("sites", ())))
        return super().ask(question, parameters)


@pytest.fixture
def asked(few: Workspace) -> Asked:
    analytics = Asked()
    analytics.replace(copies(few), revision=1)
    return analytics


@pytest.mark.parametrize("question", QUESTIONS)
def test_only_what_was_replaced_is_asked_again(
    few: Workspace, asked: Asked, question: Callable[..., object]
) -> None:
    sites = sorted(few.known_sites())
    first = question(asked, TODAY, sites)
    assert question(asked, TODAY, sites) == first
    assert question(asked, TODAY, sites[:1]) != first
    assert asked.about == [sites]
    asked.replace([copy for copy in copies(few) if copy.site.site_id == READY], revision=2)
    assert question(asked, TODAY, sites) == first
    question(asked, TODAY - days(1), sites)
    assert asked.about == [sites, [READY], sites]


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_was_saved_since_is_in_the_next_answer(
    few: Workspace, question: Callable[..., object]
) -> None:
    """The same as of a copy that never answered before."""
    sites = sorted(few.known_sites())
    few.refresh()
    question(few.analytics, TODAY, sites)
    seen = len(few.ledger.history(READY).responses["C01"])
    recording.record_response(few, EVERYONE, an_answer("C01", answer="no"), seen=seen)
    few.refresh()
    anew = Analytics()
    anew.replace(copies(few), revision=1)
    assert everything(few.analytics) == everything(anew)
    assert question(few.analytics, TODAY, sites) == question(anew, TODAY, sites)


def test_a_site_replaced_while_it_was_asked_about_is_asked_again(
    few: Workspace, asked: Asked
) -> None:
    """What was read before is never kept as what holds now."""
    sites = sorted(few.known_sites())
    mine = [copy for copy in copies(few) if copy.site.site_id == READY]
    renamed = [mine[0]._replace(site=mine[0].site._replace(site_name="Renamed"))]
    real = asked.ask

    def meanwhile(question: str, parameters: Mapping[str, Any] | None = None) -> list[Any]:
        rows = real(question, parameters)
        asked.replace(renamed, revision=2)
        return rows

    asked.ask = meanwhile  # type: ignore[method-assign]
    before = questions.site_rows(asked, TODAY, sites)
    asked.ask = real  # type: ignore[method-assign]
    after = questions.site_rows(asked, TODAY, sites)
    assert "Renamed" not in {row.site_name for row in before}
    assert "Renamed" in {row.site_name for row in after}


def test_who_sees_some_sites_is_not_told_what_was_remembered_for_others(
    few: Workspace, asked: Asked
) -> None:
    sites = sorted(few.known_sites())
    for question in QUESTIONS:
        question(asked, TODAY, sites)
    seen = asked.seen_by([READY])
    assert {row.site_id for row in questions.site_rows(seen, TODAY, sites)} == {READY}
    assert {row.site_id for row in questions.element_rows(seen, TODAY, sites)} == {READY}
    lapses = questions.lapses(seen, TODAY, sites, 90)
    marked = questions.not_applicable(seen, TODAY, sites)
    failed = questions.failed_gates(seen, TODAY, sites)
    told = {row.site_id for row in (*lapses, *marked)}
    assert lapses
    assert told | {site for row in failed for site in row.site_ids} == {READY}


def test_a_site_that_is_added_later_is_asked_about(few: Workspace, asked: Asked) -> None:
    assert questions.site_rows(asked, TODAY, ["Z900"]) == []
    new = copies(few)[0]
    asked.replace([new._replace(site=new.site._replace(site_id="Z900"))], revision=2)
    assert [row.site_id for row in questions.site_rows(asked, TODAY, ["Z900"])] == ["Z900"]


def test_answers_are_the_same_when_the_copy_was_made_smaller(few: Workspace, asked: Asked) -> None:
    for _ in range(3):
        asked.replace(copies(few), revision=2)
    before = everything(asked)
    asked.compact()
    assert everything(asked) == before
    anew = Analytics()
    anew.replace(copies(few), revision=1)
    assert everything(asked) == everything(anew)
