"""Signing in with a code, a second factor and a passkey; the account page; erasing. In a real browser."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from playwright.sync_api import Browser, BrowserContext, Page, expect

from assessment.accounts.models import User
from assessment.attempts.models import Attempt
from tests import make
from tests.accounts.authenticator import code_at
from tests.accounts.visitor import code_of, last_mail
from tests.browser.conftest import Watch, find_all_violations, look_at

pytestmark = pytest.mark.django_db(transaction=True)


def glance_at(page: Page) -> None:
    """No accessibility finding as the page stands."""
    assert find_all_violations(page) == [], page.url


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def ask(page: Page, site: str, address: str, next_page: str = "/account/") -> None:
    """From the sign-in page to the page that waits for the code."""
    page.goto(f"{site}/accounts/login/?next={next_page}")
    page.get_by_label("E-mail address").first.fill(address)
    press(page, "Send me a code")
    page.wait_for_url(re.compile("/login/code/confirm/"))


def type_code(page: Page, code: str, button: str) -> None:
    page.get_by_label("Code").fill(code)
    press(page, button)


def type_mailed_code(page: Page, button: str) -> None:
    """Once the page asks for it, and so after it was sent."""
    expect(page.get_by_label("Code")).to_be_visible()
    type_code(page, code_of(last_mail()), button)


def read_recovery_codes(page: Page) -> list[str]:
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.wait_for_load_state()
    return page.locator(".codes li").all_inner_texts()


def enter(page: Page, site: str, address: str, next_page: str = "/account/") -> None:
    """All the way in."""
    ask(page, site, address, next_page)
    type_code(page, code_of(last_mail()), "Sign in")
    page.wait_for_url(f"{site}{next_page}")


def app_code(secret: str) -> str:
    """What an authenticator app shows now for a key in groups of four."""
    return code_at(time.time(), secret.replace(" ", ""))


@pytest.mark.browser_context_args(timezone_id="Asia/Calcutta")
def test_a_newcomer_is_in_with_an_address_and_a_code_and_back_where_they_were(
    page: Page, site: str, watch: Watch
) -> None:
    watch.expected.append("status of 422")
    page.goto(f"{site}/accounts/login/?next=/account/export/")
    look_at(page)
    ask(page, site, "newcomer@browser.example", "/account/export/")
    look_at(page)
    type_code(page, "wrng wrng", "Sign in")
    expect(page.get_by_role("alert")).to_contain_text("That isn’t the code we sent.")
    glance_at(page)
    type_code(page, code_of(last_mail()).lower().replace("-", " "), "Sign in")
    page.wait_for_url(f"{site}/account/export/")
    look_at(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download JSON").click()
    assert download.value.suggested_filename.endswith(".json")
    newcomer = User.objects.get()
    assert (newcomer.email, newcomer.time_zone) == ("newcomer@browser.example", "Asia/Kolkata")


def test_the_account_page_shows_results_and_erases_everything(page: Page, site: str) -> None:
    enter(page, site, "eraser@browser.example")
    person = User.objects.get()
    make.attempt(person, at=make.NOON)
    make.started(person, "pulse")
    page.reload()
    look_at(page)
    page.get_by_label("Name").fill("Ada Obi")
    page.get_by_label("Time zone").select_option("Europe/Lisbon")
    press(page, "Save")
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.get_by_role("link", name="Erase everything").click()
    page.wait_for_url(f"{site}/account/erase/")
    look_at(page)
    press(page, "Erase everything")
    expect(page.get_by_role("heading", name="Everything is erased")).to_be_visible()
    look_at(page)
    assert not User.objects.exists()
    assert not Attempt.objects.exists()
    assert "This is the last message" in str(mail.outbox[-1].body)


def test_a_second_factor_is_added_asked_for_and_taken_off(page: Page, site: str) -> None:
    enter(page, site, "second@browser.example", "/accounts/2fa/")
    glance_at(page)
    page.get_by_role("link", name="Add an app").click()
    expect(page.locator("figcaption .mono")).to_be_visible()
    glance_at(page)
    secret = page.locator("figcaption .mono").inner_text()
    type_code(page, app_code(secret), "Add the app")
    first, *_ = read_recovery_codes(page)
    glance_at(page)
    page.goto(f"{site}/accounts/logout/")
    glance_at(page)
    press(page, "Sign out")
    ask(page, site, "second@browser.example", "/accounts/2fa/")
    type_code(page, code_of(last_mail()), "Sign in")
    expect(page.get_by_role("heading", name="The second step")).to_be_visible()
    glance_at(page)
    type_code(page, first, "Sign in")
    page.wait_for_url(f"{site}/accounts/2fa/")
    glance_at(page)
    page.get_by_role("link", name="Take it off").click()
    expect(page.get_by_role("heading", name="Take the app off?")).to_be_visible()
    glance_at(page)
    press(page, "Take it off")
    expect(page.get_by_role("link", name="Add an app")).to_be_visible()


def passkey_device(page: Page, context: BrowserContext, **traits: bool) -> None:
    """A device that keeps passkeys and agrees to everything, as long as the page lives."""
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    has = {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True} | traits
    options = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True, **has}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_out(page: Page, site: str) -> None:
    page.goto(f"{site}/accounts/logout/")
    press(page, "Sign out")
    page.wait_for_url(f"{site}/")


def test_a_passkey_is_added_opens_the_account_alone_and_once_removed_no_more(
    page: Page, context: BrowserContext, site: str, watch: Watch
) -> None:
    enter(page, site, "passkey@browser.example", "/accounts/2fa/webauthn/add/")
    look_at(page)
    passkey_device(page, context)
    page.get_by_label("Name").fill("Work laptop")
    press(page, "Add the passkey")
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto(f"{site}/accounts/2fa/webauthn/")
    look_at(page)
    expect(page.get_by_text("Signs you in by itself.")).to_be_visible()

    sign_out(page, site)
    page.goto(f"{site}/accounts/login/?next=/accounts/2fa/webauthn/")
    press(page, "Use a passkey")
    page.wait_for_url(f"{site}/accounts/2fa/webauthn/")
    page.get_by_role("link", name="Rename Work laptop").click()
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    glance_at(page)
    press(page, "Use a passkey")
    page.get_by_label("Name").fill("Old laptop")
    press(page, "Save")
    page.get_by_role("link", name="Remove Old laptop").click()
    expect(page.get_by_role("button", name="Remove it", exact=True)).to_be_visible()
    glance_at(page)
    press(page, "Remove it")
    page.wait_for_url(f"{site}/accounts/2fa/webauthn/")
    expect(page.get_by_text("None yet.")).to_be_visible()
    assert not Authenticator.objects.filter(type="webauthn").exists()

    sign_out(page, site)
    page.goto(f"{site}/accounts/login/")
    press(page, "Use a passkey")
    expect(page.get_by_text("That passkey doesn’t belong to an account here.")).to_be_visible()
    page.goto(f"{site}/account/")
    assert "/accounts/login/" in page.url


def test_a_passkey_can_be_the_second_step(
    page: Page, context: BrowserContext, site: str, watch: Watch
) -> None:
    watch.expected.append("status of 422")
    enter(page, site, "key@browser.example", "/accounts/2fa/webauthn/add/")
    passkey_device(page, context)
    page.get_by_label("Sign in with this passkey alone").uncheck()
    press(page, "Add the passkey")
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    sign_out(page, site)
    ask(page, site, "key@browser.example")
    type_code(page, code_of(last_mail()), "Sign in")
    expect(page.get_by_text("Use your passkey, or type one of your recovery codes.")).to_be_visible()
    type_code(page, "12345678", "Sign in")
    expect(page.locator("#errors")).to_contain_text("That isn’t one of the recovery codes left.")
    glance_at(page)
    page.goto(f"{site}/account/")
    assert "/accounts/" in page.url
    page.goto(f"{site}/accounts/2fa/authenticate/")
    press(page, "Use a passkey")
    page.wait_for_url(re.compile("^((?!authenticate).)*$"))
    page.goto(f"{site}/account/")
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()


def test_signing_in_needs_no_scripts(browser: Browser, site: str, watch: Watch) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    watch.attach(page)
    enter(page, site, "plain@browser.example")
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    context.close()


def test_going_back_to_a_refused_form_leads_to_its_page(page: Page, site: str, watch: Watch) -> None:
    watch.expected.append("status of 422")
    page.goto(f"{site}/accounts/login/?next=/account/")
    page.get_by_label("E-mail address").first.fill("nobody")
    press(page, "Send me a code")
    expect(page).to_have_title(re.compile("^Error: "))
    refused = page.url
    page.get_by_role("contentinfo").get_by_role("link", name="Privacy").click()
    expect(page).to_have_url(f"{site}/privacy/")
    page.go_back()
    expect(page).to_have_url(refused)
    expect(page).not_to_have_title(re.compile("^Error: "))
    expect(page.get_by_role("button", name="Send me a code")).to_be_visible()
