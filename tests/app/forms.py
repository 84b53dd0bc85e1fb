"""Forms of the pages, each filled in and sent while the database cannot be written to."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any, NamedTuple

from streamlit.testing.v1 import AppTest

from readiness.services import meeting
from readiness.services.network import Filters
from readiness.services.workspace import Workspace
from tests.app.screens import all_elements, button, opened, said, title
from tests.services.workspaces import EVERYONE, NEVER_ASSESSED, NOT_READY, TODAY, days

GONE = "The database cannot be used"


class Form(NamedTuple):
    """A form: how it is opened, what is typed into which field, and what sends it.

    A key that ends in "…" stands for the only one that begins so. Without `sends` typing does it.
    """

    opens: Callable[[Workspace], AppTest]
    typed: dict[str, Any]
    sends: str
    records: str
    """Which part of a site's or the network's record it adds to."""


def _site_page(page: str, site: str = NOT_READY, **more: str) -> Callable[[Workspace], AppTest]:
    return lambda _: opened(page, {"site": site, **more})


def _meeting(workspace: Workspace) -> AppTest:
    key = meeting.open_meeting(workspace, EVERYONE, TODAY, TODAY - days(91), Filters())
    return opened("meeting", {"meeting": key, "part": "decisions"})


NOTE = {"S002_C01_3_evidence": "Letter of 3 May, folder 7"}
FORMS = {
    "a note on Assess": Form(
        _site_page("assess", show="full", element="E1"), NOTE, "", "responses"
    ),
    "an answer on Assess": Form(
        _site_page("assess", NEVER_ASSESSED, show="full", element="E1"),
        {"S009_C01_0_answer": "partly"},
        "",
        "responses",
    ),
    "the profile": Form(
        _site_page("assess"), {"profile_S002_champion_…": "AB"}, "Save the profile", "profiles"
    ),
    "an action": Form(
        _site_page("site"),
        {"raise_S002_0_owner": "Rosa Diaz"},
        "Raise this action",
        "actions",
    ),
    "the plan as actions": Form(
        _site_page("plan"),
        {"raised_from_plan_owner": "Mia Lund"},
        "Raise these as actions",
        "actions",
    ),
    "an entry of a register": Form(
        _site_page("registers", register="stock"),
        {
            "S002_stock__0_drug": "tocilizumab",
            "S002_stock__0_place": "Pharmacy fridge",
            "S002_stock__0_doses": 4,
            "S002_stock__0_minutes": 0,
            "S002_stock__0_expires_on": date(TODAY.year + 1, 1, 1),
            "S002_stock__0_counted_on": TODAY,
        },
        "Save",
        "entries",
    ),
    "a minute of a meeting": Form(
        _meeting, {"minute_1": "Two sites share a pharmacy."}, "Add to the minutes", "meetings"
    ),
}
OFTEN = ("a note on Assess", "an entry of a register")
"""Those that every test run tries."""


def keeps_what_was_typed(
    form: Form, workspace: Workspace, begin: Callable[[], object], end: Callable[[], object]
) -> str:
    """Send a form during a fault; it is told once, kept, and saved when the fault is over.

    Returns what was told. Where `begin` records something itself, it returns how much is there.
    """
    app = form.opens(workspace)
    before = recorded(workspace, form.records)
    fields = {key: field(app, key).key for key in form.typed}
    by_then = begin()
    before = by_then if isinstance(by_then, int) else before
    try:
        for key, value in form.typed.items():
            field(app, fields[key]).set_value(value)
        if form.sends:
            button(app, form.sends).click()
        app.run()
        assert list(app.exception) == []
        (told,) = said(app, "error")
    finally:
        end()
    if title(app) == GONE:
        assert told.endswith("What you typed on this page is kept.")
        button(app, "Try again").click().run()
        assert list(app.exception) == []
        assert title(app) != GONE
    assert recorded(workspace, form.records) == before
    assert {key: field(app, fields[key]).value for key in form.typed} == form.typed
    (reason,) = said(app, "error") or [""]
    again = [one for one in app.button if one.label == "Save again"]
    if again:
        assert reason.startswith("Not saved; your words are kept. ")
    (again[0] if again else button(app, form.sends)).click()
    app.run()
    assert list(app.exception) == []
    assert said(app, "error") == []
    assert recorded(workspace, form.records) > before
    assert workspace.ledger.verify() == ()
    return told


def recorded(workspace: Workspace, what: str) -> int:
    """How many of a kind are recorded."""
    ledger = workspace.ledger
    if what in ("actions", "meetings"):
        return len(getattr(ledger, what)())
    histories = list(ledger.histories())
    if what == "responses":
        return sum(len(rows) for one in histories for rows in one.responses.values())
    return sum(len(getattr(one, what)) for one in histories)


def field(app: AppTest, key: str) -> Any:
    start = key.removesuffix("…")
    found = [
        element
        for element in all_elements(app)
        if (own := getattr(element, "key", None))
        and (own == key or (start != key and own.startswith(start)))
        and hasattr(element, "set_value")
    ]
    with suppress(ValueError):
        (only,) = found
        return only
    keys = sorted(str(e.key) for e in all_elements(app) if getattr(e, "key", None))
    raise AssertionError(f"{len(found)} fields {key}; there are {keys}")
