"""In and out: a preview that writes nothing, one step that writes all, and a log of it."""

import sqlite3
from pathlib import Path

from streamlit.testing.v1 import AppTest

from readiness.exports import tables as exports
from readiness.services import recording, transfer
from readiness.services.workspace import Workspace
from readiness.ui import data_parts
from readiness.ui.context import Here
from tests.app.screens import (
    assert_sound,
    button,
    opened,
    said,
)
from tests.services.workspaces import (
    EVERYONE,
    FEW,
    NOW,
    READY,
    StandingClock,
    an_answer,
    framework,
    only,
    sample,
    workspace_on,
)

SITES = (
    "site_id,site_name,practice,network,state,region\n"
    "CEDAR-01,Cedar Falls,Cedar,Network,IA,Midwest\n"
)
RESPONSES = (
    "site_id,criterion_id,recorded_at,answer,numerator,denominator,evidence_date,end_date,"
    "evidence,na_reason,recorded_by\n"
    "CEDAR-01,C01,2026-11-20T10:00:00,yes,,,2026-11-01,,Letter,,Eve\n"
)
BAD = RESPONSES + (
    "CEDAR-01,C99,2026-11-20,yes,,,,,,,\n"
    "CEDAR-01,C02,2026-11-20,perhaps,,,,,,,\n"
    "CEDAR-01,C06,2026-11-20,169,,,2026-11-31,,,,\n"
)


def with_files(app: AppTest, *files: tuple[str, str | bytes]) -> AppTest:
    """The page after these files were chosen."""
    (uploader,) = app.file_uploader
    contents = [
        (name, text.encode() if isinstance(text, str) else text, "text/csv") for name, text in files
    ]
    uploader.set_value(contents)
    return app.run()


def problems(app: AppTest) -> list[tuple[str, int, int]]:
    (table,) = [f.value for f in app.dataframe if "What to do" in f.value.columns]
    return [
        (file, line, column)
        for file, line, column in zip(table["File"], table["Line"], table["Column"], strict=True)
    ]


def accept_buttons(app: AppTest) -> list[str]:
    return [element.label for element in app.button if element.label.startswith("Accept")]


def test_every_mistake_is_listed_with_its_place_and_nothing_is_written(few: Workspace) -> None:
    revision = few.ledger.revision()
    app = with_files(opened("data"), ("sites.csv", SITES), ("answers.csv", BAD))
    assert_sound(app)
    assert sorted(problems(app)) == [
        ("answers.csv", 3, 2),
        ("answers.csv", 4, 4),
        ("answers.csv", 5, 4),
        ("answers.csv", 5, 7),
    ]
    assert said(app, "error") == [
        "4 problems to mend. Nothing was written: mend the files and upload them again."
    ]
    assert accept_buttons(app) == []
    assert few.ledger.revision() == revision
    assert set(few.sites(EVERYONE)) == set(FEW)


def test_good_files_are_previewed_and_written_once_when_accepted(few: Workspace) -> None:
    revision = few.ledger.revision()
    app = with_files(opened("data"), ("sites.csv", SITES), ("answers.csv", RESPONSES))
    assert_sound(app)
    preview = next(f.value for f in app.dataframe if "Holds" in f.value.columns)
    assert preview.to_numpy().tolist() == [
        ["sites.csv", "sites", 1],
        ["answers.csv", "responses", 1],
    ]
    assert "New: 1 site, Cedar Falls." in said(app, "markdown")
    assert accept_buttons(app) == ["Accept 2 records"]
    assert few.ledger.revision() == revision

    button(app, "Accept 2 records").click().run()
    assert_sound(app)
    assert said(app, "success") == ["Wrote 2 records from sites.csv, answers.csv in one step."]
    assert few.ledger.revision() == revision + 1
    (saved,) = few.ledger.history("CEDAR-01").responses["C01"]
    assert (saved.answer, saved.evidence, saved.recorded_by) == ("yes", "Letter", "Eve")
    assert accept_buttons(app) == []
    assert app.file_uploader[0].value == []

    app.run()
    assert (accept_buttons(app), said(app, "success")) == ([], [])
    assert few.ledger.revision() == revision + 1


def test_an_import_that_was_overtaken_writes_nothing_and_says_so(
    few: Workspace, clock: StandingClock
) -> None:
    """Someone answers after the preview: the older answer of the file must not go before it."""
    app = with_files(opened("data"), ("sites.csv", SITES), ("answers.csv", RESPONSES))
    accept = button(app, "Accept 2 records")
    recording.add_site(few, EVERYONE, only(sample(), FEW).sites[0]._replace(site_id="CEDAR-01"))
    clock.go_on(minutes=1)
    recording.record_response(few, EVERYONE, an_answer("C01", "no", site_id="CEDAR-01"), seen=0)
    revision = few.ledger.revision()
    accept.click().run()
    assert_sound(app)
    assert said(app, "success") == []
    assert "Nothing was written. " in said(app, "error")[0]
    assert few.ledger.revision() == revision


def test_a_file_that_is_something_else_is_named_and_not_written(few: Workspace) -> None:
    revision = few.ledger.revision()
    app = opened("data")
    for name, content in (
        ("plan.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"),
        ("empty.csv", b""),
        ("photo.csv", bytes(range(256)) * 20),
        ("book.xlsx", b"PK\x03\x04 not a workbook"),
        ("prose.csv", b"Dear all,\nplease find attached\n"),
    ):
        with_files(app, (name, content))
        assert_sound(app)
        assert {file for file, _, _ in problems(app)} == {name}
        assert accept_buttons(app) == []
    assert few.ledger.revision() == revision


def test_a_file_that_says_nothing_new_has_nothing_to_accept(few: Workspace) -> None:
    text = exports.csv_of("sites", only(sample(), FEW), framework())
    app = with_files(opened("data"), ("sites.csv", text))
    assert_sound(app)
    assert accept_buttons(app) == []
    assert said(app, "info") == ["There is nothing to write in these files."]


def test_a_hostile_file_name_is_shown_letter_for_letter(few: Workspace) -> None:
    name = "[a](https://example.org)**b**.csv"
    app = with_files(opened("data"), (name, SITES))
    button(app, "Accept 1 record").click().run()
    assert said(app, "success") == [f"Wrote 1 record from {name} in one step."]
    assert name not in app.success[0].value


def test_what_the_workbook_exports_imports_again_into_an_empty_database(
    nothing: Workspace,
) -> None:
    batch = only(sample(), FEW)
    book = exports.workbook(batch, framework())
    app = with_files(opened("data"), ("network.xlsx", book))
    assert_sound(app)
    (label,) = accept_buttons(app)
    button(app, label).click().run()
    assert_sound(app)
    for site_id in FEW:
        assert nothing.ledger.history(site_id).responses.keys() == {
            row.criterion_id for row in batch.responses if row.site_id == site_id
        }


def test_the_log_grows_with_each_save_and_names_it(few: Workspace, clock: StandingClock) -> None:
    app = opened("data")
    before = app.dataframe[-1].value
    clock.go_on(minutes=3)
    seen = len(few.ledger.history(READY).responses["C01"])
    recording.record_response(few, EVERYONE, an_answer("C01", "no", site_id=READY), seen=seen)
    app.run()
    after = app.dataframe[-1].value
    assert len(after) == len(before) + 1
    newest = after.iloc[0]
    assert newest["When (UTC)"] == f"{clock():%Y-%m-%d %H:%M}"
    assert (newest["Who"], newest["What"]) == ("Ana", "answer")
    assert newest["Records"] == "1 response"
    assert newest["Revision"] == few.ledger.revision()
    assert len(newest["Fingerprint"]) == 12


def test_the_database_is_checked_on_request(few: Workspace) -> None:
    app = opened("data")
    assert said(app, "success") == []
    button(app, "Check the database").click().run()
    assert_sound(app)
    assert said(app, "success") == ["The database is sound and its audit log is unbroken."]


def test_a_database_that_someone_tampered_with_is_told(few: Workspace, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "readiness.db") as connection:
        connection.execute("DROP TRIGGER response_no_update")
        connection.execute("UPDATE response SET answer = 'yes' WHERE answer = 'no'")
    connection.close()
    app = opened("data")
    button(app, "Check the database").click().run()
    assert_sound(app)
    assert said(app, "success") == []
    (message,) = said(app, "error")
    assert "response" in message


def test_what_is_written_out_is_what_was_recorded(few: Workspace) -> None:
    here = Here(few, EVERYONE, NOW.date(), ("few", few.refresh()))
    recorded = transfer.everything(few.ledger, EVERYONE)
    for kind in exports.KINDS:
        text = data_parts._csv(here, lambda *_: None, kind=kind).decode()
        assert text == exports.csv_of(kind, recorded, few.framework)
        assert text.count("\n") > len(getattr(recorded, kind)) > 0


def test_a_backup_is_a_database_that_can_be_opened(few: Workspace, tmp_path: Path) -> None:
    here = Here(few, EVERYONE, NOW.date(), ("few", few.refresh()))
    content = data_parts._backup(here)
    assert content.startswith(b"SQLite format 3")
    copy = tmp_path / "copy.db"
    copy.write_bytes(content)
    restored = workspace_on(copy)
    with restored.ledger:
        assert restored.sites(EVERYONE) == few.sites(EVERYONE)
        assert restored.ledger.verify() == ()
