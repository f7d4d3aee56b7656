"""A result shared, opened in a second browser, and taken back."""

import pytest
from playwright.sync_api import Browser, Page, expect

from assessment.accounts.actions import confirm_address
from assessment.accounts.models import User
from assessment.sharing.models import Opening
from tests import make
from tests.browser.conftest import Watch, look_at
from tests.browser.test_commitment import press
from tests.browser.test_results import sign_in
from tests.browser.walk import tab_to

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_result_is_shared_by_keyboard_without_scripts_opened_elsewhere_and_taken_back(
    browser: Browser, page: Page, watch: Watch, cmo: User, site: str
) -> None:
    watch.expected += ["410"]
    confirm_address(cmo, cmo.email)
    result = make.attempt(cmo)
    make.commitment(result)
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    sign_in(context, cmo, site)
    owner = context.new_page()
    watch.attach(owner)
    owner.goto(f"{site}/r/{result.uid}/")
    press(owner, "Share it")
    tab_to(owner, "#id_recipient")
    owner.keyboard.type("Eva, my coach")
    for section in ("self_rating", "calendar", "over_time", "commitment"):
        tab_to(owner, f"#id_{section}")
        owner.keyboard.press("Space")
    press(owner, "See the page they will see")
    expect(owner.get_by_text("A preview: nothing is shared yet")).to_be_visible()
    press(owner, "Share it")
    link = owner.locator(".resume-link a").get_attribute("href") or ""

    page.goto(site + link.partition("/s/")[1] + link.partition("/s/")[2])
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ada Obi shares a result with you")
    look_at(page)
    assert not Opening.objects.exists()
    page.get_by_role("button", name="Open it").click()
    expect(page.get_by_text("Ada Obi shares this result of")).to_be_visible()
    expect(page.locator("#commitment")).to_be_visible()
    look_at(page)

    owner.goto(f"{site}/account/")
    expect(owner.locator("#who")).to_contain_text(", once")
    press(owner, "Take it back from Eva, my coach")
    expect(owner.get_by_role("status")).to_contain_text("can no longer open it")
    reply = page.reload()
    assert reply is not None
    assert reply.status == 410
    context.close()


def test_the_pages_of_owner_and_desk_have_no_fault(page: Page, watch: Watch, cmo: User, site: str) -> None:
    watch.expected += ["422"]
    result = make.attempt(cmo)
    sign_in(page.context, cmo, site)
    page.goto(f"{site}/r/{result.uid}/share/")
    look_at(page)
    page.get_by_role("button", name="Share it").click()
    expect(page.get_by_role("alert")).to_contain_text("Give a name")
    look_at(page)
    page.goto(f"{site}/desk/")
    look_at(page)


def test_a_link_is_copied_by_its_button(page: Page, site: str, cmo: User) -> None:
    confirm_address(cmo, cmo.email)
    result = make.attempt(cmo)
    sign_in(page.context, cmo, site)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    page.goto(f"{site}/r/{result.uid}/share/")
    page.get_by_label("Who is it for?").fill("Eva")
    page.get_by_role("button", name="Share it").click()
    page.get_by_role("button", name="Copy").click()
    expect(page.locator("#copy-status")).to_have_text("Copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#link").get_attribute("href")
