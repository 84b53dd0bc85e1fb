"""Compare: for an administrator, for a manager, on few sites, and from any address."""

import pytest

from readiness.domain.people import Person, Role
from readiness.services.comparison import compare
from readiness.services.workspace import Workspace
from readiness.ui import sign_in
from readiness.views import peers
from tests.app.screens import (
    all_elements,
    alternatives,
    assert_sound,
    button,
    captions,
    charts,
    first_sentence,
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
)

ASK = "Choose a site to see who is like it and who can help."
ALL = ["S002", "S001", "S003", "S004", "S005", "S006", "S007", "S008"]


@pytest.fixture
def manager(monkeypatch: pytest.MonkeyPatch) -> Person:
    who = Person.holding("Mia", Role.MANAGER, {NOT_READY})
    monkeypatch.setattr(sign_in, "person", lambda _: who)
    return who


def test_without_a_choice_the_page_asks_for_one(sample: Workspace) -> None:
    app = opened("compare")
    assert_sound(app)
    assert first_sentence(app) == ASK
    assert len(app.dataframe) == 0


def test_several_sites_are_shown_side_by_side_in_the_order_of_the_address(
    sample: Workspace,
) -> None:
    chosen = [NOT_READY, READY, NEVER_ASSESSED]
    app = opened("compare", {"sites": chosen})
    assert_sound(app)
    assert app.multiselect(key="choice_sites").value == chosen
    view = compare(sample, EVERYONE, chosen, TODAY)
    assert first_sentence(app) == peers.sentence(view)
    assert said(app, "subheader") == [
        "Score by element",
        "Criterion by criterion",
        "Who already has what Millbrook North lacks",
        "Millbrook North among its peers",
    ]
    assert len(charts(app)) == 1
    assert "Millbrook North is below the best" in alternatives(app)["charts"][0]
    names = ["Millbrook North", "Cedar Falls", "Pine Crossing"]
    assert list(app.dataframe[0].value.columns)[1:4] == names
    assert "Pine Crossing is not assessed, and left out of this." in captions(app)


def test_one_site_is_shown_among_its_peers(sample: Workspace) -> None:
    app = opened("compare", {"sites": NOT_READY})
    assert_sound(app)
    assert charts(app) == []
    assert len(app.dataframe) == 2


def test_a_site_never_assessed_is_sent_to_its_answers(sample: Workspace) -> None:
    app = opened("compare", {"sites": NEVER_ASSESSED})
    assert_sound(app)
    assert "has not been assessed yet" in first_sentence(app)
    (link,) = app.get("page_link")
    assert letters(link.proto.label) == "Assess Pine Crossing"


def test_the_site_of_the_other_pages_comes_first(sample: Workspace) -> None:
    app = turned_to(opened("site", {"site": NOT_READY}), "compare")
    assert_sound(app)
    assert first_sentence(app).startswith("Millbrook North scores")


def test_those_that_can_help_are_put_beside_with_one_click(sample: Workspace) -> None:
    app = opened("compare", {"sites": NOT_READY})
    button(app, "Put the sites that can help beside it").click().run()
    assert_sound(app)
    best = compare(sample, EVERYONE, [NOT_READY], TODAY).advisers[:3]
    chosen = [NOT_READY, *(adviser.site_id for adviser in best)]
    assert app.multiselect(key="choice_sites").value == chosen
    assert app.query_params["sites"] == chosen
    assert [b for b in app.button if b.label.startswith("Put the sites")] == []


def test_what_is_chosen_and_taken_away_stands_in_the_address(sample: Workspace) -> None:
    app = opened("compare", {"sites": [NOT_READY, READY]})
    app.multiselect(key="choice_sites").set_value([READY, WITH_GAPS]).run()
    assert app.query_params["sites"] == [READY, WITH_GAPS]
    assert first_sentence(app).startswith("Cedar Falls")
    app.multiselect(key="choice_sites").set_value([]).run()
    assert_sound(app)
    assert "sites" not in app.query_params
    assert first_sentence(app) == ASK


@pytest.mark.parametrize("which", ["some", "all", "none", "everything", "<b>", ""])
def test_the_kind_of_criteria_is_read_from_the_address(sample: Workspace, which: str) -> None:
    app = opened("compare", {"sites": [NOT_READY, READY], "which": which})
    assert_sound(app)
    if which == "everything":
        assert len(app.dataframe[0].value) == len(sample.framework.scored)


@pytest.mark.parametrize(
    "hostile",
    [["S999"], [""], ["S001'; --"], ["<script>alert(1)</script>"], ["0" * 5000], ["S999"] * 50],
)
def test_addresses_without_a_site_that_exists_are_harmless(
    sample: Workspace, hostile: list[str]
) -> None:
    app = opened("compare", {"sites": hostile})
    assert_sound(app)
    assert first_sentence(app) == ASK
    app = opened("compare", {"sites": [*hostile, NOT_READY, NOT_READY]})
    assert_sound(app)
    assert app.multiselect(key="choice_sites").value == [NOT_READY]


def test_an_address_with_too_many_sites_shows_the_first_six(sample: Workspace) -> None:
    app = opened("compare", {"sites": ALL})
    assert_sound(app)
    assert app.multiselect(key="choice_sites").value == ALL[:6]


def test_few_sites_have_no_percentile(few: Workspace) -> None:
    app = opened("compare", {"sites": [NOT_READY, READY]})
    assert_sound(app)
    assert "has fewer than five peers, so no percentile" in first_sentence(app)


# --- A practice manager -------------------------------------------------------------------------


def test_a_manager_sees_the_own_site_against_percentiles(
    sample: Workspace, manager: Person
) -> None:
    app = opened("compare")
    assert_sound(app)
    assert app.multiselect(key="choice_sites").options == [
        "Millbrook North (Lantern Prairie Oncology)"
    ]
    assert first_sentence(app) == peers.sentence(compare(sample, manager, [NOT_READY], TODAY))
    assert "all of which are met at five or more other sites" in first_sentence(app)


@pytest.mark.parametrize("other", [READY, "S999"])
def test_a_manager_learns_nothing_from_an_address_with_another_site(
    sample: Workspace, manager: Person, other: str
) -> None:
    app = opened("compare", {"sites": [other, NOT_READY]})
    assert_sound(app)
    assert app.multiselect(key="choice_sites").value == [NOT_READY]
    names = [site.site_name for key, site in sample.known_sites().items() if key != NOT_READY]
    drawn = [one for one in all_elements(app) if getattr(one, "key", "") != "choice_you"]
    page = "\n".join(str(element.proto) for element in drawn)  # local mode offers sample people
    page += "\n".join(frame.value.to_csv() for frame in app.dataframe)
    assert "Millbrook North" in page
    assert [name for name in names if name in page] == []
