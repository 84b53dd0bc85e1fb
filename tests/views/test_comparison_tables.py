"""A comparison as tables and words: one site, several, none assessed, and a manager's view."""

from dataclasses import replace

import pytest

from readiness.domain.explanation import shown
from readiness.domain.peers import Position, Share, Withheld
from readiness.domain.people import Person, Role
from readiness.domain.scoring import State
from readiness.services.comparison import Comparison, compare
from readiness.services.workspace import Workspace
from readiness.views import comparison as tables
from readiness.views import peers
from readiness.views.site import STATE_WORDS
from tests.services.workspaces import (
    EVERYONE,
    NEVER_ASSESSED,
    NOT_READY,
    READY,
    TODAY,
    WITH_GAPS,
    framework,
)

CHOSEN = (NOT_READY, READY, NEVER_ASSESSED, WITH_GAPS)
MANAGER = Person.holding("Mia", Role.MANAGER, {NOT_READY})


@pytest.fixture(scope="module")
def view(network: Workspace) -> Comparison:
    return compare(network, EVERYONE, CHOSEN, TODAY)


@pytest.fixture(scope="module")
def own(network: Workspace) -> Comparison:
    return compare(network, MANAGER, (NOT_READY,), TODAY)


# --- Side by side -------------------------------------------------------------------------------


def test_sites_stand_in_the_order_chosen(view: Comparison) -> None:
    names = ["Millbrook North", "Cedar Falls", "Pine Crossing", "Millbrook South"]
    assert tables.site_names(view) == names
    assert list(tables.scores(view).columns) == ["", *names]
    assert list(tables.criteria(view, "everything", STATE_WORDS).columns)[1:5] == names
    frame = tables.heatmap(view)
    assert list(frame.drop_duplicates("element_id")["element"]) == names


def test_sites_of_the_same_name_are_told_apart(view: Comparison) -> None:
    first, second, *rest = view.columns
    twin = second._replace(site=second.site._replace(site_name=first.site.site_name))
    names = tables.site_names(replace(view, columns=(first, twin, *rest)))
    assert names[:2] == ["Millbrook North (S002)", "Millbrook North (S001)"]
    assert len(set(names)) == len(names)


def test_every_element_has_the_score_of_the_site_page(view: Comparison) -> None:
    table = tables.scores(view)
    for name, column in zip(tables.site_names(view), view.columns, strict=True):
        numbers = [column.score.elements[e.id].score for e in framework().elements]
        said = [shown(number) for number in [column.score.score, *numbers]]
        assert list(table[name])[1:] == (said if column.score.assessed else ["–"] * len(said))


def test_criteria_are_what_all_have_some_lack_or_none_has(view: Comparison) -> None:
    words = {state: state.value for state in State}
    assessed = [0, 1, 3]
    sizes = []
    for group in ("all", "some", "none"):
        table = tables.criteria(view, group, words)
        sizes.append(len(table))
        for row in table.itertuples(index=False):
            states = {row[1 + place] for place in assessed} - {"not_applicable"}
            assert {"all": states == {"met"}, "none": "met" not in states}.get(
                group, "met" in states and len(states) > 1
            )
    assert sum(sizes) <= len(tables.criteria(view, "everything", words)) == len(framework().scored)
    assert tables.criteria_in_words(view) == (
        f"Criteria: {sizes[0]} that all have, {sizes[1]} that some lack, {sizes[2]} that none has. "
        "Pine Crossing is not assessed, and left out of this."
    )


def test_must_haves_stand_first(view: Comparison) -> None:
    must = list(tables.criteria(view, "everything", STATE_WORDS)["Must-have"])
    assert must == sorted(must, reverse=True)
    assert must.count("yes") == len(framework().gates)


def test_a_criterion_that_another_framework_lacks_is_not_asked(view: Comparison) -> None:
    first, second, *_ = view.columns
    fewer = second._replace(score=replace(second.score, criteria=second.score.criteria[1:]))
    table = tables.criteria(replace(view, columns=(first, fewer)), "everything", STATE_WORDS)
    assert list(table["Cedar Falls"]).count("Not asked") == 1
    assert len(table) == len(framework().scored)


# --- Among peers, and who can help --------------------------------------------------------------


def test_the_first_sentence_says_where_the_site_stands_and_who_can_help(
    view: Comparison, own: Comparison
) -> None:
    assert peers.sentence(view) == (
        "Millbrook North scores as high as or higher than 86% of 22 assessed peers; "
        "it has 5 gaps; Cedar Falls meets all of them, so ask there first."
    )
    assert peers.sentence(own) == (
        "Millbrook North scores as high as or higher than 86% of 22 assessed peers; "
        "it has 5 gaps, all of which are met at five or more other sites."
    )


def test_the_first_sentence_of_other_cases(view: Comparison, own: Comparison) -> None:
    stands = "Millbrook North scores as high as or higher than 86% of 22 assessed peers; "
    assert peers.sentence(replace(view, help=())) == f"{stands}it has no gaps and can help others."
    one = replace(view, help=view.help[:1])
    assert peers.sentence(one).startswith(f"{stands}it has 1 gap; ")
    assert peers.sentence(one).endswith(" meets it, so ask there first.")
    untold = replace(own, help=tuple(row._replace(others=None) for row in own.help))
    assert peers.sentence(untold).endswith("your network administrator can tell who meets them.")
    alone = replace(untold, hides=False)
    assert peers.sentence(alone).endswith("it has 5 gaps, and no other site meets any of them.")
    few = replace(view, network=Withheld.TOO_FEW)
    assert peers.sentence(few).startswith(
        "Millbrook North has fewer than five peers, so no percentile; it has 5 gaps"
    )


def test_a_site_never_assessed_is_sent_to_its_answers(network: Workspace) -> None:
    view = compare(network, EVERYONE, (NEVER_ASSESSED,), TODAY)
    assert peers.sentence(view) == (
        "Pine Crossing has not been assessed yet, so there is nothing to compare. Answer first."
    )


def test_the_standing_has_a_row_for_the_whole_and_each_element(view: Comparison) -> None:
    table = peers.standing(view)
    assert list(table["Among"])[:2] == [
        "All assessed sites",
        "Same service level",
    ]
    assert len(table) == 2 + len(framework().elements)
    assert peers.service_level(view) == "Step-up at this site"
    assert isinstance(view.network, Position)
    assert table.iloc[0].to_dict() == {
        "Among": "All assessed sites",
        "Score": 94.4,
        "Percentile": 86,
        "Peers": 22,
        "Rank": 4,
    }


def test_a_manager_sees_no_rank_and_why_a_percentile_is_missing(own: Comparison) -> None:
    table = peers.standing(own)
    assert "Rank" not in table.columns
    assert list(table["Percentile"].isna()) == [False, True, *[False] * 10]
    assert table["Note"].iloc[1] == (
        "No percentile, because it would tell of fewer than five sites"
    )


def test_every_reason_to_withhold_has_its_words() -> None:
    assert set(peers.WITHHELD) == set(Withheld)


def test_who_has_it_is_named_only_where_someone_is_seen(view: Comparison, own: Comparison) -> None:
    table = peers.help_table(view)
    assert "Other sites" not in table.columns
    assert table["Who has it"].str.contains("confirmed").all()
    manager = peers.help_table(own)
    assert "Who has it" not in manager.columns
    assert manager["Other sites"].str.contains(" of 22").all()


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (None, "not told: too few sites"),
        (Share(7, 7, 21), "7 of 21"),
        (Share(0, 4, 21), "fewer than 5 of 21"),
        (Share(17, 21, 21), "17 or more of 21"),
    ],
)
def test_a_share_in_words(share: Share | None, said: str) -> None:
    assert peers.share_in_words(share) == said
