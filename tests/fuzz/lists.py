"""Files of registers and on-call calendars: what is taken fits its register, all else is told."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from readiness.domain.registers.catalogue import REGISTERS
from readiness.domain.registers.checking import problems_of
from readiness.domain.registers.rota import REGISTER as ROTA
from readiness.errors import InputError
from readiness.imports.registers import columns_of, read_register
from readiness.imports.rota_calendar import read_rota_calendar
from readiness.imports.tables import read_table
from tests.fuzz.edits import Recipe, as_bytes, edited, edits, texts
from tests.fuzz.outcomes import shape, shapes
from tests.imports.small import csv_of

TODAY = datetime(2026, 11, 22, tzinfo=UTC).date()
SITE_IDS = ("S1", "S2")
VALUES = (
    *("S1", "S2", "AB", "crs", "2026-01-01", "2027-06-30", "3", "0", "19:00", "7:00", "fever"),
    *("mon; tue", "a", "Mercy Hospital", "America/New_York", "fever; number", "yes", "no"),
)


@st.composite
def register_files(draw: st.DrawFn) -> Recipe:
    register = draw(st.sampled_from(sorted(REGISTERS)))
    columns = columns_of(REGISTERS[register])
    options = {
        one.id: [option for option, _ in one.options] or list(VALUES)
        for one in REGISTERS[register].fields
    }
    cells = {name: st.sampled_from(options.get(name, VALUES)) | texts() for name in columns}
    cells["site_id"] = st.sampled_from(["S1", "S1", "S2"]) | texts()
    rows = st.lists(st.fixed_dictionaries(cells), min_size=1, max_size=4)
    return {"register": register, "rows": draw(rows), "edits": draw(st.just([]) | edits())}


def run_register_files(recipe: Recipe) -> set[str]:
    register = REGISTERS[recipe["register"]]
    content = as_bytes(edited(csv_of(*recipe["rows"]), recipe["edits"]))
    try:
        (table,) = read_table("register.csv", content)
    except InputError as error:
        return shapes(error.problems)
    read = read_register(table, register, SITE_IDS, today=TODAY)
    for row in read.records:
        assert row.site_id in SITE_IDS
        assert problems_of(register, row.values) == []
        "".join(row.values.values()).encode()
    return shapes(read.problems) | shapes(read.warnings) | {f"{bool(read.records)}"}


LINES = (
    *(
        "DTSTART;TZID=America/New_York:20261102T190000",
        "DTEND;TZID=America/New_York:20261103T070000",
    ),
    *("DTSTART:20261102T190000Z", "DTEND:20261103T070000Z", "DTSTART;VALUE=DATE:20261102"),
    *("DTEND;VALUE=DATE:20261109", "DURATION:PT12H", "DURATION:-P1W", "DURATION:P99999D"),
    *("RRULE:FREQ=WEEKLY", "RRULE:FREQ=WEEKLY;BYDAY=MO,TU;UNTIL=20261231T000000Z"),
    *(
        "RRULE:FREQ=WEEKLY;COUNT=3;INTERVAL=2",
        "RRULE:FREQ=DAILY;COUNT=99999999",
        "RRULE:FREQ=DAILY",
    ),
    *(
        "EXDATE;TZID=America/New_York:20261109T190000",
        "EXDATE;VALUE=DATE:20261109",
        "RDATE:20261110",
    ),
    *(
        "RECURRENCE-ID;TZID=America/New_York:20261109T190000",
        "STATUS:CANCELLED",
        "UID:a",
        "SUMMARY:",
    ),
    *("SUMMARY;LANGUAGE=en:Dr. X\\, Y", "DTSTART;TZID=Eastern Standard Time:20261101T013000"),
    *(
        "DTSTART;TZID=/x.org/1/America/Chicago:20261102T190000",
        "DTSTART:20260308T023000",
        " folded",
    ),
    *(
        "BEGIN:VALARM",
        "END:VALARM",
        "BEGIN:VEVENT",
        "END:VEVENT",
        "BEGIN:VTIMEZONE",
        "END:VTIMEZONE",
    ),
    *("END:VCALENDAR", "BEGIN:VCALENDAR", "DTSTART:99991231T235959", "DTSTART:00010101T000000Z"),
)
ZONES = ("America/New_York", "UTC", "Pacific/Kiritimati", "America/Phoenix")


@st.composite
def calendars(draw: st.DrawFn) -> Recipe:
    event = st.lists(st.sampled_from(LINES), min_size=1, max_size=6)
    return {
        "events": draw(st.lists(event, min_size=1, max_size=3)),
        "edits": draw(st.just([]) | edits()),
        "zone": draw(st.sampled_from(ZONES)),
    }


def run_calendars(recipe: Recipe) -> set[str]:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//EN"]
    for number, event in enumerate(recipe["events"]):
        lines += ["BEGIN:VEVENT", f"UID:{number}@hospital", "SUMMARY:VK", *event, "END:VEVENT"]
    text = edited("\r\n".join([*lines, "END:VCALENDAR", ""]), recipe["edits"])
    try:
        found = read_rota_calendar("calls.ics", as_bytes(text), recipe["zone"])
    except InputError as error:
        return shapes(error.problems)
    ids = [one.entry_id for one in found.shifts]
    assert len(ids) == len(set(ids))
    for one in found.shifts:
        assert problems_of(ROTA, one.values) == []
    for one in found.left_out:
        assert one.reason
    return {shape(one.reason) for one in found.left_out} | {f"{min(len(ids), 2)}"}
