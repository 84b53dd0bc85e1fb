"""The people of the load benchmark: that they work the app, and that their checks see faults."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.proto.Element_pb2 import Element

from benchmarks.load.cast import environment, open_database
from benchmarks.load.given import Book, Given
from benchmarks.load.measure import kept_otherwise, percentile, prepared
from benchmarks.load.proxy import configuration
from benchmarks.load.serving import serve
from benchmarks.load.session import Run, Session
from benchmarks.processes import HOST
from readiness.domain.assessment import Response
from readiness.services.demo import synthetic_network
from tests.servers import free_port

BEGUN = datetime(2026, 11, 22, 8, tzinfo=UTC)


def kept(answer: str, person: str = "Ana", site_id: str = "S001", **more: object) -> Response:
    row = Response(site_id, "C01", BEGUN + timedelta(minutes=1), answer, recorded_by=person)
    return row._replace(**more)


def given(answer: str, person: str = "Ana", site_id: str = "S001") -> Given:
    return Given(person, site_id, "C01", answer, "")


def test_answers_that_are_kept_as_given_are_no_fault() -> None:
    book = Book([given("yes"), given("no")])
    assert book.faults([kept("yes"), kept("no")], BEGUN) == []
    earlier = kept("partly", recorded_at=BEGUN - timedelta(days=1))
    assert book.faults([earlier, kept("yes"), kept("no")], BEGUN) == []


def test_a_lost_answer_is_noticed() -> None:
    (fault,) = Book([given("yes"), given("no")]).faults([kept("yes")], BEGUN)
    assert fault.startswith("lost: 'no'")


@pytest.mark.parametrize(
    "wrong",
    [{"person": "Bea"}, {"site_id": "S002"}, {"evidence": "Binder 2"}],
    ids=["of another person", "at another site", "with another's evidence"],
)
def test_a_crossed_answer_is_noticed(wrong: dict[str, str]) -> None:
    faults = Book([given("yes")]).faults([kept("yes", **wrong)], BEGUN)  # type: ignore[arg-type]
    assert sorted(fault.partition(":")[0] for fault in faults) == ["lost", "nobody gave"]


def test_an_answer_that_is_kept_twice_is_noticed() -> None:
    (fault,) = Book([given("yes")]).faults([kept("yes"), kept("yes")], BEGUN)
    assert fault.startswith("nobody gave")


def test_what_was_sent_and_never_answered_may_be_there_or_not() -> None:
    book = Book([given("yes")], unanswered=[given("no")])
    assert book.faults([kept("yes")], BEGUN) == []
    assert book.faults([kept("yes"), kept("no")], BEGUN) == []


def test_a_date_that_was_shown_stays_when_the_next_day_begins() -> None:
    """As in a browser: a date sent otherwise than before counts as changed, and is saved."""
    session = Session("http://nowhere")
    session._take(a_date("2026/11/23"), "", Run())
    session._take(a_date("2026/11/24"), "", Run())
    assert session.value("dated") == ["2026/11/23"]
    session._take(a_date("2026/11/24", given="2026/11/20"), "", Run())
    assert session.value("dated") == ["2026/11/20"]


def a_date(usual: str, given: str = "") -> Element:
    element = Element()
    own = element.date_input
    own.id, own.label = "dated", "Date of the evidence"
    own.default.append(usual)
    if given:  # what the app says, and not what the browser knows, holds from now on
        own.value.append(given)
        own.set_value = True
    return element


def test_percentiles_are_values_that_were_measured() -> None:
    values = [float(number) for number in range(1, 101)]
    assert [percentile(values, share) for share in (50, 95, 99)] == [50, 95, 99]
    assert percentile([7.0], 95) == 7


def test_the_proxy_of_the_benchmark_is_that_of_deploy_without_tls() -> None:
    text = configuration(8080, ["http://127.0.0.1:1001", "http://127.0.0.1:1002"], Path("/tmp/x"))
    assert re.findall(r"^ *listen (.*);", text, re.MULTILINE) == ["127.0.0.1:8080"]
    assert re.findall(r"^ *server (\S+);", text, re.MULTILINE) == [
        "127.0.0.1:1001",
        "127.0.0.1:1002",
    ]
    assert "ssl" not in text
    assert "hash $readiness_process consistent;" in text
    assert text.count("{") == text.count("}")


def test_three_people_lose_no_answer_and_cross_none(tmp_path: Path) -> None:
    database = str(tmp_path / "load.db")
    workspace = open_database(database)
    batch = synthetic_network(workspace.framework, today=workspace.today)
    now = workspace.clock()
    port = free_port()
    url = f"http://{HOST}:{port}"
    with workspace.ledger as ledger:
        ledger.append(batch, recorded_by="Ana", recorded_at=now, action="import")
        crowd = prepared(workspace, 3, url)
        crowd.thinking = (0.1, 0.3)
        since = workspace.clock()
        with (
            serve(database, environment(url), port, "test_load") as server,
            asyncio.Runner() as go,
        ):
            go.run(crowd.gather(0))
            go.run(crowd.measure(4))
            go.run(crowd.leave())
            assert server.failures() == []
        assert crowd.times.failures == []
        assert len(crowd.book.acknowledged) > 1
        assert crowd.book.crossed == []
        assert kept_otherwise(crowd, workspace, since) == []
        crowd.book.acknowledged[0] = crowd.book.acknowledged[0]._replace(person="Somebody else")
        assert len(kept_otherwise(crowd, workspace, since)) == 2
