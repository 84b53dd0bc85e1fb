"""700 sites: every page opens, the overview by groups that can be read."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from readiness.domain.assessment import Batch, History, Response
from readiness.domain.framework import Framework
from readiness.domain.timeline import Kept, Timeline, timeline
from readiness.services import network as network_service
from readiness.services import recording
from readiness.services import workspace as workspace_module
from readiness.services.demo import synthetic_network
from readiness.services.network import Filters
from readiness.services.workspace import Workspace
from readiness.ui import context
from readiness.views.sentences import overview_sentence
from tests.app.screens import (
    PAGES,
    assert_sound,
    charts,
    first_sentence,
    opened,
    said,
    title,
    unfolded,
)
from tests.services.workspaces import (
    EVERYONE,
    TODAY,
    StandingClock,
    an_answer,
    days,
    framework,
    opened_quickly,
    write_file,
)

SITES = 700


def shortened(batch: Batch) -> Batch:
    """The newest two answers to each criterion, and what was found about them: half the time."""
    kept: dict[tuple[str, str], list[Response]] = {}
    for row in sorted(batch.responses, key=lambda row: row.recorded_at, reverse=True):
        own = kept.setdefault((row.site_id, row.criterion_id), [])
        if len(own) < 2:
            own.append(row)
    return replace(
        batch,
        responses=tuple(row for own in kept.values() for row in reversed(own)),
        findings=tuple(
            row
            for row in batch.findings
            if row.recorded_at >= kept[row.site_id, row.criterion_id][-1].recorded_at
        ),
    )


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The pages on a network of 700 sites, scored once."""
    path = tmp_path_factory.mktemp("large") / "large.db"
    write_file(path, shortened(synthetic_network(framework(), sites=SITES, today=TODAY)))
    with pytest.MonkeyPatch.context() as patch:
        clock = StandingClock()
        patch.setenv("READINESS_DB", str(path))
        patch.setattr(context, "open_workspace", lambda target, *_: opened_quickly(target, clock))
        workspace = context.workspace(str(path))
        workspace.refresh()
        yield workspace
        workspace.ledger.close()


def test_every_page_opens(large: Workspace) -> None:
    some_site = sorted(large.sites(EVERYONE))[345]
    for page in PAGES:
        app = opened(page, {"site": some_site, "sites": some_site})
        assert_sound(app)


def test_the_overview_opens_with_the_figures_of_all_sites(large: Workspace) -> None:
    app = opened(state=unfolded("levels"))
    assert_sound(app)
    view = network_service.overview(large, EVERYONE, TODAY, TODAY - days(91), Filters())
    assert len(view.sites) == SITES
    assert first_sentence(app) == overview_sentence(view)
    counts = app.dataframe[0].value
    assert counts["Sites"].sum() == SITES
    sites = next(f.value for f in app.dataframe if "Service level" in f.value.columns)
    assert len(sites) == SITES


def test_the_picture_of_elements_is_of_groups_and_opens_to_sites(large: Workspace) -> None:
    app = opened(state=unfolded("heatmap"))
    (head,) = [text for text in said(app, "subheader") if text.startswith("Score by element")]
    assert head != "Score by element, site by site"
    groups = next(f.value for f in app.dataframe if "CRS protocol" in f.value.columns)
    assert 1 < len(groups) <= 60
    practice = app.multiselect(key="practice").options[0]
    app.multiselect(key="practice").set_value([practice]).run()
    assert_sound(app)
    assert "Score by element, site by site" in said(app, "subheader")
    assert all(len(chart.proto.spec) < 2_000_000 for chart in charts(app))


@pytest.mark.parametrize("offset", [-300, 45])
def test_the_overview_of_another_date_opens(large: Workspace, offset: int) -> None:
    as_of = TODAY + days(offset)
    app = opened("overview", {"asof": as_of.isoformat()})
    assert_sound(app)
    view = network_service.overview(large, EVERYONE, as_of, as_of - days(91), Filters())
    assert first_sentence(app) == overview_sentence(view)


def test_a_save_among_700_sites_scores_that_one_only(
    large: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    scored: list[str] = []

    def counting(version: Framework, history: History, kept: Kept | None = None) -> Timeline:
        scored.append(history.site_id)
        return timeline(version, history, kept)

    monkeypatch.setattr(workspace_module, "timeline", counting)
    site_id = sorted(large.sites(EVERYONE))[100]
    seen = len(large.ledger.history(site_id).responses.get("C01", ()))
    large.clock.go_on(minutes=1)
    recording.record_response(large, EVERYONE, an_answer("C01", "no", site_id=site_id), seen=seen)
    app = opened()
    assert_sound(app)
    assert scored == [site_id]
    assert title(app) == "Network overview"
