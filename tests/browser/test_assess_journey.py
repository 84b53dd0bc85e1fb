"""A practice manager answers the quick check and sees the level change."""

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.screen import criterion, notice, sentence, settled, title
from tests.browser.served import App


def test_the_missing_doses_make_a_site_ready(open_page: OpenPage, app_to_write_in: App) -> None:
    page = open_page("/assess?site=S002&show=quick", app=app_to_write_in)
    expect(page.get_by_text("Now: ⊗ Not ready")).to_be_visible()
    doses = criterion(page, "C15")
    expect(doses.get_by_text("Partly met: 4 of 6 doses")).to_be_visible()

    doses.get_by_label("Doses", exact=True).fill("6")
    doses.get_by_label("Doses", exact=True).press("Enter")

    saved = notice(page, "Saved Tocilizumab doses in reach.")
    expect(saved).to_be_in_viewport()  # the card is further down than a screen
    expect(saved.get_by_role("status")).to_have_count(1)  # read out, without taking the focus
    expect(saved).to_contain_text("Level: Not ready → Ready.")
    expect(criterion(page, "C15").get_by_text("Met: 6 of 6 doses")).to_be_visible()
    expect(page.get_by_text("Now: ● Ready")).to_be_visible()

    site = open_page("/site?site=S002", app=app_to_write_in, person="another")
    expect(title(site)).to_have_text("Millbrook North")
    expect(sentence(site)).to_contain_text("Millbrook North is Ready with a score of")


def test_the_first_answer_makes_a_site_not_ready(open_page: OpenPage, app_to_write_in: App) -> None:
    page = open_page("/site?site=S009", app=app_to_write_in)
    expect(sentence(page)).to_contain_text("Pine Crossing has not been assessed yet.")
    page.get_by_role("link", name="Start the quick check").click()
    expect(title(page)).to_have_text("Assess Pine Crossing")
    settled(page)
    expect(page.get_by_text("Now: ○ Not assessed")).to_be_visible()

    criterion(page, "C01").get_by_text("Yes", exact=True).click()

    saved = notice(page, "Saved Champion appointed.")
    expect(saved).to_contain_text("Level: Not assessed → Not ready.")
    expect(page.get_by_text("Now: ⊗ Not ready")).to_be_visible()
    expect(criterion(page, "C01").get_by_text("Met: yes")).to_be_visible()

    page.reload()
    settled(page)
    expect(page.get_by_text("Now: ⊗ Not ready")).to_be_visible()


def test_only_the_newest_save_stands_on_the_page(open_page: OpenPage, app_to_write_in: App) -> None:
    page = open_page("/assess?site=S009&show=full&element=E1", app=app_to_write_in)
    first, second = criterion(page, "C01"), criterion(page, "C02")
    first.get_by_text("Partly", exact=True).click()
    expect(first.get_by_test_id("stAlert").filter(has_text="Saved ")).to_be_visible()

    second.get_by_text("Yes", exact=True).click()

    expect(second.get_by_test_id("stAlert").filter(has_text="Saved ")).to_be_visible()
    expect(page.get_by_test_id("stAlert").filter(has_text="Saved ")).to_have_count(1)
    expect(first.get_by_text("Partly met")).to_be_visible()
