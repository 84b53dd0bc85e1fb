"""From an empty database to a decision: four people, three roles, one site."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from readiness.domain.people import Role
from readiness.services import access
from tests.browser.screen import (
    choose,
    criterion,
    go,
    main,
    notice,
    open_part,
    sentence,
    settled,
    title,
)
from tests.browser.served import App, serve
from tests.browser.signing_in import (
    COMMAND_LINE,
    NADIA,
    Provider,
    Visit,
    changing,
    opened,
    sign_in,
)

CEDAR = "CEDAR-01"
AGENDA = ("What moved since", "What lapses within", "Overdue actions", "Decisions")


@pytest.fixture(scope="module")
def app(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app on an empty database, in which one person is administrator."""
    database: Path = tmp_path_factory.mktemp("empty") / "readiness.db"
    with changing(database) as workspace:
        access.give(workspace, COMMAND_LINE, NADIA, Role.ADMINISTRATOR, "network")
    with serve(database, provider.app_port, **provider.settings()) as running:
        yield running


def test_a_site_is_assessed_returned_mended_approved_and_decided_about(
    app: App, visitor: Visit
) -> None:
    nadia = sign_in(opened(visitor(), app.url), "Nadia Admin")
    expect(sentence(nadia)).to_have_text("There are no sites yet. Begin in one of three ways.")
    for label, text in (("Site id", CEDAR), ("Site name", "Cedar Falls"), ("Region", "Midwest")):
        nadia.get_by_label(label, exact=True).fill(text)
    nadia.get_by_role("button", name="Add this site").click()
    expect(notice(nadia, "Added Cedar Falls.")).to_be_visible()
    with changing(app.database) as workspace:
        for address, role, reach, of in (
            ("mia@cedar.example", Role.MANAGER, "site", CEDAR),
            ("rui@network.example", Role.REVIEWER, "region", "Midwest"),
        ):
            access.give(workspace, COMMAND_LINE, address, role, reach, of)

    assess = f"{app.url}/assess?site={CEDAR}&show=full&element=E1"
    mia = sign_in(opened(visitor(), assess), "Mia Manager")
    criterion(mia, "C01").get_by_text("Yes", exact=True).click()
    expect(notice(mia, "Saved Champion appointed.")).to_be_visible()
    criterion(mia, "C02").get_by_text("Partly", exact=True).click()
    expect(notice(mia, "Saved Deputy named.")).to_be_visible()
    expect(notice(mia, "must-haves are unanswered")).to_be_visible()
    mia.get_by_role("button", name="Submit the assessment").click()
    expect(notice(mia, "Submitted.")).to_be_visible()

    rui = sign_in(opened(visitor(), f"{app.url}/review?site={CEDAR}"), "Rui Reviewer")
    expect(sentence(rui)).to_have_text("1 site waits for review: Cedar Falls, since today.")
    doubted = rui.locator(".st-key-review_C01")
    doubted.get_by_label("Why it is not confirmed").fill("The letter is not signed")
    doubted.get_by_role("button", name="Not confirmed").click()
    expect(notice(rui, "Champion appointed: not confirmed.")).to_be_visible()
    rui.locator(".st-key-review_C02").get_by_role("button", name="Confirm", exact=True).click()
    expect(notice(rui, "Deputy named: confirmed.")).to_be_visible()
    rui.get_by_role("button", name="Return to the site").click()
    expect(notice(rui, "Returned. The site sees each reason.")).to_be_visible()

    mia.goto(assess)
    settled(mia)
    expect(notice(mia, "This assessment was returned")).to_contain_text("Mend what is named below")
    expect(main(mia).get_by_role("listitem")).to_have_text(
        "Champion appointed: The letter is not signed"
    )
    open_part(criterion(mia, "C01"), "Evidence, end date")
    where = criterion(mia, "C01").get_by_label("Where the evidence is")
    where.fill("Signed letter, quality folder 4")
    where.press("Enter")
    expect(notice(mia, "Saved Champion appointed.")).to_be_visible()
    mia.get_by_role("button", name="Submit the assessment").click()
    expect(notice(mia, "Submitted.")).to_be_visible()

    rui.goto(f"{app.url}/review?site={CEDAR}")
    settled(rui)
    expect(rui.locator(".st-key-review_C01")).to_contain_text("Signed letter, quality folder 4")
    rui.get_by_role("button", name="Approve").click()
    expect(notice(rui, "Approved.")).to_be_visible()
    expect(sentence(rui)).to_have_text("No site waits for review.")

    go(nadia, "Compare")
    expect(title(nadia)).to_have_text("Compare")
    settled(nadia)
    go(nadia, "Meeting")
    expect(sentence(nadia)).to_have_text("No meeting has been held yet.")
    nadia.get_by_role("button", name="Open a meeting").click()
    expect(title(nadia)).to_have_text("Where we stand")
    for heading in AGENDA:
        settled(nadia)
        nadia.keyboard.press("ArrowRight")
        expect(title(nadia)).to_contain_text(heading)
    choose(nadia, "Site", f"Cedar Falls ({CEDAR})")
    nadia.get_by_label("What is decided").fill("Count the rescue doses every week")
    nadia.get_by_label("Role that owns it").fill("Pharmacy lead")
    due = datetime.now(UTC).date() + timedelta(days=14)
    nadia.get_by_test_id("stDateInput").last.get_by_role("spinbutton").first.click()
    nadia.keyboard.type(f"{due:%Y%m%d}")
    nadia.get_by_role("button", name="Decide", exact=True).click()
    expect(notice(nadia, "Decided, and raised as an action.")).to_be_visible()

    go(mia, "Actions")
    expect(sentence(mia)).to_contain_text("1 action is unfinished; it is due on")
    expect(sentence(mia)).to_contain_text("Count the rescue doses every week")
