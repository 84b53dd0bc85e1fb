"""Records of a site: their order, what was known on a day, and the same without names."""

import time
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from readiness.domain.assessment import (
    EVIDENCE_ON_FILE,
    Finding,
    History,
    Profile,
    Response,
    nameless,
    utc,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def response(key: str, moment: datetime, answer: str, **more: str) -> Response:
    return Response("S1", key, moment, answer, recorded_by="Ana", **more)  # type: ignore[arg-type]


FULL = History.of(
    "S1",
    [
        response("C2", NOON + DAY, "no"),
        response("C1", NOON + DAY, "yes", evidence="Letter of Dr. Ruiz"),
        response("C1", NOON, "no"),
        response("C1", NOON, "partly"),
    ],
    [Finding("S1", "C1", NOON + DAY, "confirmed", "seen", "Rui")],
    [
        Profile("S1", date(2026, 3, 3), {"staff": "4"}, "Ana"),
        Profile("S1", date(2026, 3, 2), {"staff": "3"}, "Ana"),
    ],
)


def test_records_are_kept_by_their_time_and_of_one_time_as_given() -> None:
    assert [row.answer for row in FULL.responses["C1"]] == ["no", "partly", "yes"]
    assert [profile.values["staff"] for profile in FULL.profiles] == ["3", "4"]


def test_on_a_day_all_that_was_recorded_on_it_is_known() -> None:
    known = FULL.until(NOON.date())
    assert known.site_id == "S1"
    assert {key: len(rows) for key, rows in known.responses.items()} == {"C1": 2}
    assert known.findings == {}
    assert [profile.values["staff"] for profile in known.profiles] == ["3"]
    assert FULL.until((NOON + DAY).date()) == FULL


def test_without_names_the_answers_and_that_there_is_evidence_stay() -> None:
    seen = nameless(FULL)
    assert seen.site_id == "S1"
    assert [(row.answer, row.evidence) for row in seen.responses["C1"]] == [
        ("no", ""), ("partly", ""), ("yes", EVIDENCE_ON_FILE)
    ]  # fmt: skip
    assert [row.reason for row in seen.findings["C1"]] == ["seen"]
    assert [profile.values for profile in seen.profiles] == [{"staff": "3"}, {"staff": "4"}]
    rows = [*seen.responses["C1"], *seen.responses["C2"], *seen.findings["C1"], *seen.profiles]
    assert {row.recorded_by for row in rows} == {""}


def test_a_time_without_an_offset_is_utc_and_any_other_is_converted() -> None:
    assert utc(datetime(2026, 3, 2, 12)) == NOON  # noqa: DTZ001 - that is the case
    kathmandu = timezone(timedelta(hours=5, minutes=45))
    moment = utc(datetime(2026, 3, 2, 17, 45, tzinfo=kathmandu))
    assert (moment, moment.tzinfo) == (NOON, UTC)


def test_the_time_zone_of_the_machine_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        assert utc(datetime(2026, 3, 2, 12)) == NOON  # noqa: DTZ001 - that is the case
        east = utc(datetime(2026, 3, 2, 14, tzinfo=timezone(timedelta(hours=2))))
        assert (east, east.tzinfo) == (NOON, UTC)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_of_one_time_the_order_in_which_they_were_given_stays_whatever_they_say() -> None:
    rows = [response("C1", NOON, answer) for answer in ("yes", "no", "partly")]
    findings = [Finding("S1", "C1", NOON, said) for said in ("not confirmed", "confirmed")]
    found = History.of("S1", rows, findings)
    assert found.responses["C1"] == tuple(rows)
    assert found.findings["C1"] == tuple(findings)
