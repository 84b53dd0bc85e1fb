"""The network as tables: fixed columns, sites worst first, nothing made up."""

from dataclasses import replace

import pandas as pd
import pytest

from readiness.domain.scoring import NOT_ASSESSED
from readiness.services import network as network_service
from readiness.services.network import Filters, Overview
from readiness.services.workspace import Workspace
from readiness.views import network as tables
from tests.services.workspaces import EVERYONE, TODAY, days, framework
from tests.views.frames import tables_of


@pytest.fixture(scope="module")
def view(network: Workspace) -> Overview:
    return network_service.overview(network, EVERYONE, TODAY, TODAY - days(91), Filters())


def none(workspace: Workspace) -> Overview:
    return network_service.overview(workspace, EVERYONE, TODAY, TODAY - days(91), Filters())


def test_a_network_without_sites_has_the_same_columns(empty: Workspace, view: Overview) -> None:
    with_sites, without = tables_of(view), tables_of(none(empty))
    assert without["sentence"] == "No site matches these filters."
    for name, frame in without.items():
        if isinstance(frame, str) or name.endswith("to read"):
            continue
        assert list(frame.columns) == list(with_sites[name].columns), name
        rows = {"levels": 4, "lapse_buckets": 3}.get(name, 0)
        assert len(frame) == rows, name
    assert without["levels"]["sites"].sum() == 0
    assert without["lapse_buckets"][["must_haves", "others"]].to_numpy().sum() == 0


def test_a_network_that_was_never_assessed_has_no_scores(network: Workspace) -> None:
    before = TODAY - days(4000)
    view = network_service.overview(network, EVERYONE, before, before, Filters())
    frame = tables.sites(view)
    assert len(frame) == 24
    assert frame["Score"].isna().all()
    assert frame["Must-haves failed"].isna().all()
    assert set(frame["Level"]) == {"Not assessed"}
    cells = tables.heatmap(view, by="site")
    assert cells["score"].isna().all()
    assert not cells["assessed"].any()
    assert not cells["gate_failed"].any()
    assert tables.failed_gates(view).empty
    assert len(tables.heatmap_table(cells)) == 24


def test_levels_are_counted_best_first_and_not_assessed_last(view: Overview) -> None:
    frame = tables.levels(view)
    assert frame.to_dict("list") == {
        "level": ["ready", "ready_with_gaps", "not_ready", NOT_ASSESSED],
        "title": ["Ready", "Ready with gaps", "Not ready", "Not assessed"],
        "sites": [9, 6, 8, 1],
    }


def test_sites_come_worst_first_and_the_unassessed_last(view: Overview) -> None:
    frame = tables.sites(view)
    rank = {"Not ready": 0, "Ready with gaps": 1, "Ready": 2, "Not assessed": 3}
    order = [
        (rank[level], -1 if score != score else score)
        for level, score in zip(frame["Level"], frame["Score"], strict=True)
    ]
    assert order == sorted(order)
    assert frame["Level"].iloc[-1] == "Not assessed"
    assert len(set(frame["site_id"])) == 24


def test_the_service_level_is_in_words(view: Overview) -> None:
    frame = tables.sites(view).set_index("site_id")
    assert frame.loc["S004", "Service level"] == "Maintenance only"
    assert frame.loc["S001", "Service level"] == "Step-up at this site"


def test_the_row_of_a_practice_is_the_mean_of_its_assessed_sites(view: Overview) -> None:
    """Of whole millionths, rounded down to one decimal once."""
    frame = tables.heatmap(view, by="practice")
    scores = {(cell.site_id, cell.element): cell.score for cell in view.elements}
    assert len(frame) == 6 * len(framework().elements)
    for cell in frame.itertuples():
        members = [
            row for row in view.sites if row.practice == cell.row_id and row.level != NOT_ASSESSED
        ]
        own = [
            score for row in members if (score := scores[row.site_id, cell.element_id]) is not None
        ]
        assert cell.n == len(members)
        assert cell.score == sum(own) // len(own) * 10 // 1_000_000 / 10
        assert cell.gate_failed == any(
            row.failed_gates
            for row in view.elements
            if row.element == cell.element_id and row.site_id in {m.site_id for m in members}
        )


def test_a_practice_with_one_site_assessed_counts_that_one(view: Overview) -> None:
    """S009 was never assessed: its practice has one site fewer in the mean."""
    practice = next(row.practice for row in view.sites if row.site_id == "S009")
    everyone = [row for row in view.sites if row.practice == practice]
    frame = tables.heatmap(view, by="practice")
    assert set(frame[frame["row_id"] == practice]["n"]) == {len(everyone) - 1}
    only = replace(view, sites=tuple(row for row in view.sites if row.site_id == "S009"))
    alone = tables.heatmap(only, by="practice")
    assert set(alone["n"]) == {0}
    assert alone["score"].isna().all()


@pytest.mark.parametrize("by", tables.GROUPINGS)
def test_the_heatmap_to_read_has_one_row_for_each_row_of_the_picture(
    view: Overview, by: str
) -> None:
    frame = tables.heatmap(view, by=by)
    wide = tables.heatmap_table(frame)
    rows = list(dict.fromkeys(frame["row"]))
    assert list(wide.iloc[:, 0]) == rows
    assert list(wide.columns[1:]) == list(dict.fromkeys(frame["element"]))
    lengthened = wide.iloc[:, 1:].to_numpy(dtype=float).ravel()
    pd.testing.assert_series_equal(
        pd.Series(lengthened), frame["score"].reset_index(drop=True), check_names=False
    )


def test_sites_without_a_practice_have_a_row_of_their_own(view: Overview) -> None:
    without = tuple(row._replace(practice="") for row in view.sites[:3])
    frame = tables.heatmap(replace(view, sites=without), by="practice")
    assert list(dict.fromkeys(frame["row"])) == ["No practice"]


def test_two_sites_of_one_name_keep_their_own_rows(view: Overview) -> None:
    twins = tuple(row._replace(site_name="Twin") for row in view.sites[:2])
    frame = tables.heatmap(replace(view, sites=twins), by="site")
    assert len(frame) == 2 * len(framework().elements)
    assert len(tables.heatmap_table(frame)) == 2


def test_lapses_are_counted_in_thirds_of_the_quarter(view: Overview) -> None:
    frame = tables.lapse_buckets(view)
    left = [(lapse.last_day - TODAY).days for lapse in view.lapses]
    gates = [lapse.gate for lapse in view.lapses]
    limits = [(0, 30), (31, 60), (61, 90)]
    assert list(frame["must_haves"]) == [
        sum(g and a <= d <= b for d, g in zip(left, gates, strict=True)) for a, b in limits
    ]
    assert list(frame["others"]) == [
        sum(not g and a <= d <= b for d, g in zip(left, gates, strict=True)) for a, b in limits
    ]
    assert frame[["must_haves", "others"]].to_numpy().sum() == len(view.lapses)


def test_lapses_are_listed_soonest_first_with_the_days_left(view: Overview) -> None:
    frame = tables.lapses(view)
    assert list(frame["Days left"]) == sorted(frame["Days left"])
    assert frame["Days left"].between(0, 90).all()
    assert [(TODAY + days(left)) for left in frame["Days left"]] == list(frame["Last day"])


def test_failed_must_haves_name_the_sites(view: Overview) -> None:
    frame = tables.failed_gates(view)
    assert list(frame["sites"]) == sorted(frame["sites"], reverse=True)
    assert set(frame["assessed_sites"]) == {23}
    first = frame.iloc[0]
    assert first["title"] == "Tocilizumab doses in reach"
    assert len(first["names"].split(", ")) == first["sites"]


def test_not_applicable_is_listed_most_often_first(view: Overview) -> None:
    frame = tables.not_applicable(view)
    assert list(frame["Sites"]) == sorted(frame["Sites"], reverse=True)
    assert frame["Sites"].sum() == len(view.not_applicable)


def test_a_site_that_was_not_assessed_before_has_moved_from_no_score(network: Workspace) -> None:
    view = network_service.overview(network, EVERYONE, TODAY, TODAY - days(4000), Filters())
    frame = tables.movers(view)
    assert len(frame) == 23
    assert frame["score_before"].isna().all()
    assert set(frame["From"]) == {"Not assessed"}
    assert frame["score_after"].notna().all()
