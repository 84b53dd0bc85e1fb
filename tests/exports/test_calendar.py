"""The renewals calendar, read back by the library that calendars are read with."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from readiness.domain.people import Person, Role
from readiness.errors import NotAllowedError
from readiness.exports.calendar import calendar_file, uid_of
from readiness.exports.caution import CAUTION
from readiness.services import recording
from readiness.services.renewals import Renewal, Renewals, renewals
from readiness.services.workspace import Workspace
from tests.services.fixtures import clock, few, few_file, network, sample_file
from tests.services.small import choice
from tests.services.workspaces import (
    EVERYONE,
    NOT_READY,
    NOW,
    READY,
    TODAY,
    StandingClock,
    a_site,
    days,
)

__all__ = ["clock", "few", "few_file", "network", "sample_file"]
HOSTILE = [
    "Cedar\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:injected",
    'a;b,c:d\\n\\;"quoted"',
    "\x00\x1b[31m\u2028\u202egnp.exe",
    "🩺" * 60,
    "x" * 400,
]


def parsed(content: bytes) -> Any:
    return Calendar.from_ical(content.decode("utf-8"))


def events(content: bytes) -> dict[str, Any]:
    """Every entry by its UID, which no other has."""
    found = parsed(content).walk("VEVENT")
    by_uid = {str(event["uid"]): event for event in found}
    assert len(by_uid) == len(found)
    return by_uid


def one(name: str = "Cedar Falls", site_id: str = "S1", title: str = "Signed agreement") -> bytes:
    criterion = choice("K1", gate=True, validity_months=12, evidence=title)
    row = Renewal(a_site(site_id, name), criterion, TODAY, "1", 3, NOW)
    return calendar_file(Renewals(TODAY, "small", row.site, (row,), "1", "Ana", TODAY))


def unfolded(content: bytes) -> list[bytes]:
    return content.replace(b"\r\n ", b"").split(b"\r\n")


def test_every_renewal_of_the_network_is_an_all_day_entry_with_two_alarms(
    network: Workspace,
) -> None:
    found = renewals(network, EVERYONE, TODAY)
    by_uid = events(calendar_file(found))
    assert len(by_uid) == len(found.rows) > 500
    for row in found.rows:
        event = by_uid[uid_of(row.site.site_id, row.criterion.id)]
        assert type(event["dtstart"].dt) is date
        assert event["dtstart"].dt == row.last_day >= TODAY
        assert str(event["summary"]) == f"{row.site.site_name}: renew {row.criterion.title}"
        alarms = event.walk("VALARM")
        assert [alarm["trigger"].dt for alarm in alarms] == [-timedelta(30), -timedelta(7)]
        assert {str(alarm["action"]) for alarm in alarms} == {"DISPLAY"}
        assert all(row.criterion.title in str(alarm["description"]) for alarm in alarms)


def test_the_file_has_what_the_standard_requires(network: Workspace) -> None:
    content = calendar_file(renewals(network, EVERYONE, TODAY, READY))
    calendar = parsed(content)
    assert (str(calendar["version"]), calendar.errors) == ("2.0", [])
    assert "Bispecific Readiness" in str(calendar["prodid"])
    assert str(calendar["x-wr-calname"]) == "Renewals, Cedar Falls"
    for event in calendar.walk("VEVENT"):
        assert event.errors == []
        assert all(name in event for name in ("uid", "dtstamp", "dtstart", "summary", "sequence"))
        assert event["dtstamp"].dt.utcoffset() == timedelta(0)
        assert event["sequence"] >= 0
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert max(map(len, lines)) <= 75
    assert b"\n" not in b"".join(lines)


def test_the_description_says_what_as_of_when_under_which_version_and_with_which_caution(
    network: Workspace,
) -> None:
    by_uid = events(calendar_file(renewals(network, EVERYONE, TODAY)))
    said = str(by_uid[uid_of(READY, "C23")]["description"])
    framework = network.framework
    assert framework.criterion["C23"].question in said
    assert framework.criterion["C23"].evidence in said
    assert "must-have" in said
    assert f"As of 22 Nov 2026, framework {framework.id} {framework.version}, scoring 1." in said
    assert CAUTION in said


def test_the_same_renewals_are_the_same_bytes(network: Workspace) -> None:
    first = calendar_file(renewals(network, EVERYONE, TODAY))
    assert calendar_file(renewals(network, EVERYONE, TODAY)) == first


def test_what_lapses_next_on_the_site_is_what_the_calendar_holds(network: Workspace) -> None:
    found = renewals(network, EVERYONE, TODAY, READY)
    scored = network.score(EVERYONE, READY, TODAY).criteria
    good = {
        (row.criterion.id, row.last_day)
        for row in scored
        if row.state in ("met", "partly_met") and row.last_day
    }
    assert {(row.criterion.id, row.last_day) for row in found.rows} == good


def test_a_renewed_criterion_keeps_its_entry_and_moves_it(
    few: Workspace, clock: StandingClock
) -> None:
    before = events(calendar_file(renewals(few, EVERYONE, TODAY, READY)))
    clock.go_on(days=1)
    given = few.ledger.history(READY).responses["C15"]
    renewed = given[-1]._replace(
        recorded_at=clock(), evidence_date=clock().date(), end_date=TODAY + days(200)
    )
    recording.record_response(few, EVERYONE, renewed, seen=len(given))
    after = events(calendar_file(renewals(few, EVERYONE, clock().date(), READY)))
    uid = uid_of(READY, "C15")
    assert after[uid]["dtstart"].dt == TODAY + days(200) > before[uid]["dtstart"].dt
    assert after[uid]["sequence"] == before[uid]["sequence"] + 1
    assert after[uid]["dtstamp"].dt > before[uid]["dtstamp"].dt
    others = set(before) - {uid}
    assert others <= set(after)
    for other in others:
        assert after[other]["dtstart"].dt == before[other]["dtstart"].dt
        assert after[other]["sequence"] == before[other]["sequence"]
        assert after[other]["dtstamp"].dt == before[other]["dtstamp"].dt


def test_the_sequence_never_goes_down_as_time_goes_on(network: Workspace) -> None:
    newest: dict[str, tuple[int, datetime]] = {}
    for offset in range(-360, 1, 40):
        content = calendar_file(renewals(network, EVERYONE, TODAY + days(offset), READY))
        for uid, event in events(content).items():
            now = (int(event["sequence"]), event["dtstamp"].dt)
            assert now >= newest.get(uid, now)
            newest[uid] = now


def test_a_past_date_knows_nothing_of_later_renewals(network: Workspace) -> None:
    day = TODAY - days(200)
    for row in renewals(network, EVERYONE, day).rows:
        assert row.changed_at.date() <= day <= row.last_day


def test_a_manager_gets_own_sites_only(network: Workspace) -> None:
    who = Person.holding("Mia", Role.MANAGER, {READY})
    assert {row.site.site_id for row in renewals(network, who, TODAY).rows} == {READY}
    with pytest.raises(NotAllowedError):
        renewals(network, who, TODAY, NOT_READY)


def test_nothing_to_renew_is_an_empty_calendar() -> None:
    content = calendar_file(Renewals(TODAY, "small", None, (), "1", "Ana", TODAY))
    assert events(content) == {}
    assert str(parsed(content)["x-wr-calname"]) == "Renewals"


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_typed_adds_no_line_of_its_own(text: str) -> None:
    content = one(text, title=text)
    names = [line.partition(b":")[0] for line in unfolded(content)]
    assert names == [line.partition(b":")[0] for line in unfolded(one())]
    (event,) = events(content).values()
    assert str(event["summary"]).endswith(": renew Criterion K1")
    assert "\n" not in str(event["summary"])


@given(st.text(max_size=120), st.text(max_size=40))
@settings(max_examples=150, deadline=None)
def test_no_text_breaks_the_file(name: str, title: str) -> None:
    content = one(name, title=title)
    assert content.count(b"BEGIN:VEVENT") == content.count(b"\r\nEND:VEVENT\r\n") == 1
    (event,) = events(content).values()
    words = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    assert str(event["summary"]) == f"{words}: renew Criterion K1"


@given(st.tuples(st.text(max_size=8), st.text(max_size=8)), st.tuples(st.text(), st.text()))
def test_two_renewals_never_share_a_uid(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert (uid_of(*one) == uid_of(*other)) is (one == other)


def test_a_uid_is_the_same_for_ever() -> None:
    assert uid_of("S001", "C15") == UID


UID = "dd8bcddb-fba4-53d2-b91f-a63fe85d96f7@bispecific-readiness"
