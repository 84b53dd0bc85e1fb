"""The first minutes: an empty database, the sample network, a site added by hand."""

from pathlib import Path

import pytest

from readiness.services import recording, transfer
from readiness.services.demo import synthetic_network
from readiness.services.workspace import Workspace
from tests.app.conftest import Use
from tests.app.screens import (
    assert_sound,
    button,
    captions,
    database,
    first_sentence,
    opened,
    said,
    title,
)
from tests.services.workspaces import EVERYONE, TODAY, StandingClock, a_site

OFFERS = ["Look around", "Bring yours", "Start small"]


@pytest.mark.parametrize("page", ["overview", "site", "assess"])
def test_an_empty_database_offers_three_ways_to_begin(nothing: Workspace, page: str) -> None:
    app = opened(page)
    assert said(app, "subheader") == OFFERS
    (link,) = [element.proto for element in app.get("page_link")]
    assert (link.label, link.page) == ("Import files", "data")
    assert button(app, "Load the sample network")
    assert button(app, "Add this site")


def test_the_sample_is_loaded_and_said_to_be_made_up(nothing: Workspace) -> None:
    app = opened()
    button(app, "Load the sample network").click().run()
    assert_sound(app)
    assert said(app, "success") == ["Loaded 24 made-up sites."]
    assert "every site is made up." in captions(app)
    assert first_sentence(app).startswith("9 of 23 assessed sites are Ready; ")
    assert len(nothing.sites(EVERYONE)) == 24
    app.run()
    assert said(app, "success") == []


def test_the_sample_can_be_loaded_from_another_page_that_offers_it(nothing: Workspace) -> None:
    app = opened("site")
    button(app, "Load the sample network").click().run()
    assert_sound(app)
    assert said(app, "success") == ["Loaded 24 made-up sites."]


def test_a_sample_that_someone_else_has_loaded_meanwhile_is_not_loaded_twice(
    nothing: Workspace, clock: StandingClock
) -> None:
    app = opened()
    load = button(app, "Load the sample network")
    batch = synthetic_network(nothing.framework, today=TODAY)
    recording.accept_import(nothing, EVERYONE, batch, "the sample network")
    before = transfer.everything(nothing.ledger, EVERYONE)
    clock.go_on(minutes=1)
    load.click().run()
    assert_sound(app)
    assert said(app, "success") == []
    assert said(app, "error")[0].startswith("Nothing was written. ")
    assert transfer.everything(nothing.ledger, EVERYONE) == before


def test_one_site_is_added_by_hand(nothing: Workspace) -> None:
    app = opened()
    for place, text in enumerate(("CEDAR-01", "Cedar Falls", "Cedar", "Mine", "IA", "Midwest")):
        app.text_input[place].input(text)
    button(app, "Add this site").click().run()
    assert_sound(app)
    assert said(app, "success") == ["Added Cedar Falls. Next: assess it."]
    assert nothing.sites(EVERYONE) == {"CEDAR-01": a_site(network="Mine")}
    assert first_sentence(app) == "None of 1 site has been assessed yet."
    assert "made up" not in captions(app)
    site = opened("site")
    assert title(site) == "Cedar Falls"  # the only one is the one in hand
    assert_sound(site)


def test_a_site_without_id_or_name_is_not_added(nothing: Workspace) -> None:
    app = opened()
    app.text_input[0].input("CEDAR-01")
    button(app, "Add this site").click().run()
    assert_sound(app)
    assert nothing.sites(EVERYONE) == {}
    assert said(app, "success") == []


def test_a_site_id_that_is_taken_is_told_letter_for_letter(few: Workspace) -> None:
    hostile = "[**S1**](https://example.org)"
    recording.add_site(few, EVERYONE, a_site(hostile))
    app = opened("data")
    fields = [element for element in app.text_input if element.label in ("Site id", "Site name")]
    fields[0].input(hostile)
    fields[1].input("Another")
    button(app, "Add this site").click().run()
    assert_sound(app)
    assert said(app, "error") == [f"There is a site {hostile} already; choose another id."]
    assert hostile not in app.error[0].value


def test_a_network_that_is_partly_made_up_says_how_much_of_it(few: Workspace) -> None:
    recording.add_site(few, EVERYONE, a_site())
    app = opened("data")
    assert "Synthetic sample network: 5 of 6 sites are made up." in captions(app)


@pytest.mark.parametrize("page", ["overview", "data"])
def test_a_database_that_cannot_be_used_is_named_on_every_page(
    use: Use, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("This is no database.\n" * 40, "utf-8")
    monkeypatch.setenv("READINESS_DB", str(path))
    app = opened(page)
    assert_sound(app)
    assert title(app) == "The database cannot be used"
    (message,) = said(app, "error")
    assert str(path) in message
    assert path.read_text("utf-8").startswith("This is no database.")
    assert list(app.header) == []


def test_a_database_is_made_with_its_folder_where_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "new" / "readiness.db"
    monkeypatch.setenv("READINESS_DB", str(path))
    app = opened()
    assert_sound(app)
    assert said(app, "subheader") == OFFERS
    assert path.exists()
    database().ledger.close()
