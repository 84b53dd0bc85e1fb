"""The page Registers, and answering otherwise than a register does."""

from datetime import date, timedelta

from streamlit.testing.v1 import AppTest

from readiness.domain.people import Person, Role
from readiness.services import registers
from readiness.services.workspace import Workspace
from tests.app.screens import database, first_sentence, letters, opened, said, turned_to

ANA = Person.holding("Ana", Role.ADMINISTRATOR)
SITE = "S002"


def stock(place: str = "Pharmacy fridge", doses: str = "4") -> str:
    today = database().today
    values = {
        "drug": "tocilizumab",
        "doses": doses,
        "expires_on": str(today + timedelta(days=200)),
        "place": place,
        "minutes": "0",
        "counted_on": str(today),
    }
    return registers.record_entry(database(), ANA, "stock", [SITE], values)


def shown(app: AppTest) -> str:
    return letters(" ".join(part.value for part in [*app.markdown, *app.caption]))


def test_a_site_without_registers_is_told_what_they_could_answer(few: Workspace) -> None:
    sentence = first_sentence(opened("registers", {"site": SITE}))
    assert sentence.startswith("Millbrook North keeps no register yet; registers can answer ")


def test_an_entry_is_saved_and_answers_at_once(few: Workspace) -> None:
    app = opened("registers", {"site": SITE, "register": "stock"})
    field = {widget.label: widget for widget in [*app.text_input, *app.number_input]}
    field["Where it is kept"].set_value("Pharmacy fridge")
    field["Full doses"].set_value(4)
    field["Minutes to the patient"].set_value(0)
    app.selectbox(key=next(w.key for w in app.selectbox if w.label == "Drug")).set_value(
        "tocilizumab"
    )
    today = database().today
    dates = {widget.label: widget for widget in app.date_input}
    dates["Expires on"].set_value(date(today.year + 1, today.month, 1))
    dates["Counted on"].set_value(today)
    next(button for button in app.button if button.label == "Save").click()
    app.run()
    assert said(app, "success")[0].startswith("Saved in Rescue drug stock.")
    assert first_sentence(app) == "Millbrook North keeps 1 register, which answers 3 criteria."
    assert "Doses: 4 within 120 minutes" in shown(app)


def test_every_field_that_is_missing_is_named(few: Workspace) -> None:
    app = opened("registers", {"site": SITE, "register": "stock"})
    next(button for button in app.button if button.label == "Save").click()
    app.run()
    (error,) = said(app, "error")
    assert letters(error).startswith("Not saved. Drug: fill it in.")
    assert database().ledger.history(SITE).entries == ()


def test_what_no_longer_holds_is_withdrawn_and_stays_on_record(few: Workspace) -> None:
    key = stock()
    app = opened("registers", {"site": SITE, "register": "stock"})
    next(box for box in app.selectbox if box.label == "Entry").set_value(key)
    app.run()
    next(button for button in app.button if button.label == "It no longer holds").click()
    app.run()
    assert said(app, "success")
    assert [entry.state for entry in database().ledger.history(SITE).entries] == [
        "stated",
        "withdrawn",
    ]


def test_assess_says_what_the_register_says_and_takes_another_answer_only_with_a_reason(
    few: Workspace,
) -> None:
    stock()
    app = opened("assess", {"site": SITE, "show": "quick"})
    assert "From the register Rescue drug stock. Doses: 4 within 120 minutes" in shown(app)
    otherwise = next(box for box in app.checkbox if "C15" in str(box.key))
    otherwise.set_value(True)
    app.run()
    doses = [box for box in app.text_input if "C15" in str(box.key)]
    answer = next(box for box in doses if str(box.key).endswith("_answer"))
    answer.set_value("1")
    app.run()
    assert any("Say why the register is not right here" in text for text in said(app, "error"))
    reason = next(box for box in app.text_input if str(box.key).endswith("_instead"))
    reason.set_value("Three were recalled")
    answer = next(
        box for box in app.text_input if "C15" in str(box.key) and str(box.key).endswith("_answer")
    )
    answer.set_value("2")
    app.run()
    assert "Typed instead of the register, because: Three were recalled" in shown(app)
    next(button for button in app.button if button.label == "Follow the register again").click()
    app.run()
    assert "Typed instead of the register" not in shown(app)


def test_what_people_typed_into_a_register_is_shown_harmlessly(few: Workspace) -> None:
    stock(place="<script>alert(1)</script> **bold** $x$")
    app = turned_to(opened("registers", {"site": SITE, "register": "stock"}), "registers")
    assert not app.exception
    assert "alert(1)" not in " ".join(part.value for part in app.markdown)


def test_a_viewer_sees_no_form(few: Workspace) -> None:
    stock()
    app = opened("registers", {"site": SITE, "register": "stock", "you": "viewer"})
    assert not app.exception
    assert [button.label for button in app.button if button.label == "Save"] == []


def uploaded(app: AppTest, text: str) -> AppTest:
    box = next(box for box in app.file_uploader if box.label == "File")
    box.set_value(("stock.csv", text.encode(), "text/csv"))
    return app.run()


def test_entries_come_from_a_file_once_they_are_accepted(few: Workspace) -> None:
    today = database().today
    head = "site_id,drug,doses,expires_on,place,minutes,counted_on"
    row = f"{SITE},tocilizumab,4,{today.year + 1}-01-31,Fridge,0,{today}"
    app = uploaded(opened("registers", {"site": SITE, "register": "stock"}), f"{head}\n{row}\n")
    assert database().ledger.history(SITE).entries == ()
    next(button for button in app.button if button.label == "Accept 1 entry").click()
    app.run()
    assert said(app, "success") == ["Rescue drug stock: 1 added, 0 changed, 0 as before."]
    assert len(database().ledger.history(SITE).entries) == 1


def test_a_file_with_a_mistake_is_refused_with_its_line_and_column(few: Workspace) -> None:
    head = "site_id,drug,doses,expires_on,place,minutes,counted_on"
    app = uploaded(
        opened("registers", {"site": SITE, "register": "stock"}),
        f"{head}\n{SITE},tocilizumab,four,2027-01-31,Fridge,0,2026-01-01\n",
    )
    assert said(app, "error")[0].startswith("1 problem to mend")
    (problems,) = [box.value for box in app.dataframe if "Column" in box.value.columns]
    assert list(problems["Column"]) == [3]
    assert list(problems["Line"]) == [2]


CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//EN
BEGIN:VEVENT
UID:nights
DTSTAMP:20260101T000000Z
DTSTART;TZID=America/Chicago:20260105T170000
DTEND;TZID=America/Chicago:20260106T080000
RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR
SUMMARY:Pool A
END:VEVENT
BEGIN:VEVENT
UID:odd
DTSTAMP:20260101T000000Z
DTSTART;TZID=America/Chicago:20260105T170000
DTEND;TZID=America/Chicago:20260106T080000
RRULE:FREQ=YEARLY;BYYEARDAY=100
SUMMARY:Pool B
END:VEVENT
END:VCALENDAR
"""


def test_a_calendar_becomes_shifts_of_the_rota_and_says_what_it_leaves_out(few: Workspace) -> None:
    app = opened("registers", {"site": SITE, "register": "rota"})
    box = next(box for box in app.file_uploader if box.label == "File")
    box.set_value(("rota.ics", CALENDAR.replace("\n", "\r\n").encode(), "text/calendar"))
    app.run()
    assert any("Give the time zone" in text for text in said(app, "info"))
    next(one for one in app.text_input if one.label == "Time zone of the site").set_value(
        "America/Chicago"
    )
    app.run()
    assert any("1 event left out" in text for text in said(app, "warning"))
    next(button for button in app.button if button.label == "Accept 1 entry").click()
    app.run()
    (shift,) = database().ledger.history(SITE).entries
    assert (shift.register, shift.values["who"], shift.values["time_zone"]) == (
        "rota",
        "Pool A",
        "America/Chicago",
    )
    assert "75 of 168 hours" in " ".join([*said(app, "warning"), shown(app)])
