"""One number: each figure on each artefact and each screen is that of the scoring module.

A reader reads the figures off an artefact as others would, and what it must find is stated with
it: a figure that is no longer shown fails as a figure that differs does. The last test shows each
reader records that are not those expected, and it has to notice in every kind of figure.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from readiness.domain.assessment import NOT_APPLICABLE
from readiness.services.workspace import Workspace
from readiness.ui import context
from tests.one_number import handed_over, in_data, on_paper, on_screens
from tests.one_number.figures import (
    NETWORK,
    READERS,
    SINCE,
    Figure,
    Reader,
    Shown,
    expected,
    scores,
)
from tests.services.fixtures import sample_file
from tests.services.workspaces import (
    NEVER_ASSESSED,
    NOT_READY,
    READY,
    TODAY,
    WITH_GAPS,
    copied,
    days,
    only,
    sample,
    workspace_on,
    write_file,
)

__all__ = ["handed_over", "in_data", "on_paper", "on_screens", "sample_file"]
"""The first four add the readers."""
every_reader = pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
SOON = TODAY + days(30)
NEGLECTED = ("C01", "C07", "C15", "C19", "C23")
"""Criteria that three sites of the other records never answered."""


@contextmanager
def shown_on(path: Path) -> Iterator[Workspace]:
    """A workspace that the pages use too."""
    workspace = workspace_on(path)
    with workspace.ledger, pytest.MonkeyPatch.context() as patch:
        patch.setenv("READINESS_DB", str(path))
        patch.setattr(context, "open_workspace", lambda *_: workspace)
        yield workspace


@pytest.fixture(scope="module")
def as_recorded(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    with shown_on(copied(sample_file, tmp_path_factory.mktemp("one") / "one.db")) as workspace:
        yield Shown(workspace, tuple(workspace.known_sites()))


@pytest.fixture(scope="module")
def otherwise(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """The same network, but for one site that is missing, one of which nothing is recorded, and
    four of which less is, one of them with evidence of a day earlier; and the one that was
    assessed since was not. None of it is as expected."""
    first = min(key for key in scores() if expected()[key, "falls on", ""] <= str(SOON))
    out = next(row.site_id for row in sample().responses if row.answer == NOT_APPLICABLE)
    new = next(key for key, now in scores().items() if now.assessed > scores(SINCE)[key].assessed)
    batch = only(sample(), {site.site_id for site in sample().sites} - {NEVER_ASSESSED})
    responses = [
        row._replace(evidence_date=row.evidence_date - days(1))
        if row.site_id == READY and row.evidence_date
        else row
        for row in batch.responses
        if row.site_id != WITH_GAPS
        and not (row.site_id in (READY, NOT_READY, first) and row.criterion_id in NEGLECTED)
        and not (row.site_id == out and row.answer == NOT_APPLICABLE)
        and not (row.site_id == new and row.recorded_at.date() > SINCE)
    ]
    held = {(row.site_id, row.criterion_id) for row in responses}
    other = replace(
        batch,
        responses=tuple(responses),
        findings=tuple(r for r in batch.findings if (r.site_id, r.criterion_id) in held),
        profiles=tuple(row for row in batch.profiles if row.site_id != WITH_GAPS),
        assessments=tuple(row for row in batch.assessments if row.site_id != WITH_GAPS),
    )
    path = write_file(tmp_path_factory.mktemp("other") / "other.db", other)
    with shown_on(path) as workspace:
        yield Shown(workspace, (READY, NOT_READY, WITH_GAPS, out))


@every_reader
def test_every_figure_is_that_of_the_scoring_module(reader: Reader, as_recorded: Shown) -> None:
    found = list(reader.read(as_recorded))
    assert differing(found) == []
    for site_id, score in scores().items():
        missing = reader.each_site - kinds(found, site_id) if score.assessed else set()
        assert not missing, site_id
        assert kinds(found, site_id) or not reader.each_site
    assert reader.network <= kinds(found, NETWORK)
    assert found


@every_reader
def test_a_figure_of_other_records_is_noticed_wherever_it_is_shown(
    reader: Reader, otherwise: Shown
) -> None:
    noticed = {row.what for row, _ in differing(list(reader.read(otherwise)))}
    assert reader.each_site | reader.network <= noticed


def differing(found: list[Figure]) -> list[tuple[Figure, str | None]]:
    """The figures that are not as expected, and what they should be."""
    pairs = ((row, expected().get(row.place)) for row in found)
    return [(row, wanted) for row, wanted in pairs if wanted != row.shown]


def kinds(found: list[Figure], about: str) -> set[str]:
    return {row.what for row in found if row.about == about}
