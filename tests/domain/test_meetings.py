"""Entries of quality meetings, by meeting."""

from datetime import UTC, date, datetime

from readiness.domain.meetings import CLOSED, MINUTE, OPENED, MeetingEntry, by_meeting

DAY = date(2026, 11, 22)


def entry(meeting: str, hour: int, kind: str = MINUTE) -> MeetingEntry:
    moment = datetime(2026, 11, 22, hour, tzinfo=UTC)
    return MeetingEntry(meeting, kind, DAY, DAY, {}, "1", moment, f"{meeting} at {hour}")


def test_the_meeting_that_was_opened_last_comes_first_and_its_entries_stay_in_order() -> None:
    rows = [
        entry("B", 8, OPENED), entry("A", 9, OPENED), entry("B", 10), entry("A", 11),
        entry("C", 12, OPENED), entry("B", 13, CLOSED),
    ]  # fmt: skip
    found = by_meeting(rows)
    assert list(found) == ["C", "A", "B"]
    assert found["B"] == (rows[0], rows[2], rows[5])
    assert found["A"] == (rows[1], rows[3])


def test_without_entries_there_is_no_meeting() -> None:
    assert by_meeting([]) == {}
