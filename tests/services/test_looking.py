"""What a page asks once while it is drawn, and what it must still notice."""

from threading import Thread

from sqlalchemy import Connection, Engine, event

from readiness.domain.scope import Scope
from readiness.ledger import one_look
from readiness.services import recording
from readiness.services.workspace import Workspace
from tests.services.workspaces import EVERYONE, NEVER_ASSESSED, a_site, an_answer

NOTHING = Scope(reads=frozenset(), writes=frozenset())


def test_a_save_moves_the_last_change_of_its_own_tables_only(few: Workspace) -> None:
    sites, answers = few.ledger.last_change("site"), few.ledger.last_change("response")
    recording.record_response(few, EVERYONE, an_answer("C01", "yes"), seen=0)
    assert few.ledger.last_change("site") == sites
    assert few.ledger.last_change("response") == few.ledger.revision() > answers
    assert few.ledger.last_change("site", "response") == few.ledger.revision()


def test_a_look_asks_the_database_once_whatever_is_asked_for(few: Workspace) -> None:
    asked: list[str] = []

    def note(_: Connection, __: object, statement: str, *___: object) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        with one_look():
            few.ledger.revision()
            few.ledger.last_change("access", "site")
            few.ledger.seen_by(NOTHING).last_change("assessment")
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert len([statement for statement in asked if statement.startswith("SELECT")]) == 1


def test_nothing_recorded_in_a_table_is_no_change(empty: Workspace) -> None:
    assert empty.ledger.last_change("response") == 0


def test_a_save_of_ones_own_ends_the_look(few: Workspace) -> None:
    with one_look():
        before = few.ledger.revision()
        assert "CEDAR-01" not in few.known_sites()
        recording.add_site(few, EVERYONE, a_site())
        assert few.ledger.revision() == before + 1
        assert "CEDAR-01" in few.known_sites()


def test_a_save_of_someone_else_is_noticed_at_the_next_look(few: Workspace) -> None:
    with one_look():
        before = few.ledger.revision()
        other = Thread(target=recording.add_site, args=(few, EVERYONE, a_site()))
        other.start()
        other.join()
        assert few.ledger.revision() == before
    with one_look():
        assert few.ledger.revision() == before + 1


def test_a_site_that_is_added_is_known_at_the_next_look(few: Workspace) -> None:
    with one_look():
        assert "CEDAR-01" not in few.known_sites()
    recording.add_site(few, EVERYONE, a_site())
    with one_look():
        assert "CEDAR-01" in few.known_sites()


def test_a_look_that_began_before_a_refresh_does_not_set_the_copy_back(few: Workspace) -> None:
    few.refresh()
    with one_look():
        old = few.ledger.revision()
        few.analytics.revision = old + 5  # another thread brought it further meanwhile
        assert few.refresh() == old + 5
    few.analytics.revision = old
    recording.record_response(few, EVERYONE, an_answer("C01", "yes"), seen=0)
    assert few.refresh() == old + 1
    assert few.score(EVERYONE, NEVER_ASSESSED, few.today).assessed
