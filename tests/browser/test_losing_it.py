"""What goes wrong about signing in, and the way in again: passkeys refused, devices lost, words forgotten."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from playwright.sync_api import Browser, BrowserContext, Page, expect

from assessment.accounts.models import User
from assessment.attempts.models import Attempt
from tests.accounts.visitor import code_of, last_mail
from tests.browser.conftest import Watch, look_at
from tests.browser.test_sign_in import (
    app_code,
    ask,
    enter,
    glance_at,
    passkey_device,
    press,
    read_recovery_codes,
    sign_out,
    type_code,
    type_mailed_code,
)
from tests.browser.walk import begin, finish, show_result, tab_to

pytestmark = pytest.mark.django_db(transaction=True)
ADD = "/accounts/2fa/webauthn/add/"


def test_a_device_that_does_not_know_its_owner_adds_no_passkey_and_says_what_to_do(
    page: Page, context: BrowserContext, site: str
) -> None:
    enter(page, site, "refused@browser.example", ADD)
    passkey_device(page, context, isUserVerified=False)
    press(page, "Add the passkey")
    expect(page.get_by_role("alert")).to_contain_text("Nothing was added")
    expect(page.get_by_role("alert")).to_contain_text("Try again")
    glance_at(page)
    assert not Authenticator.objects.exists()


def test_a_device_that_has_one_already_says_so(page: Page, context: BrowserContext, site: str) -> None:
    enter(page, site, "twice@browser.example", ADD)
    passkey_device(page, context)
    press(page, "Add the passkey")
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto(f"{site}{ADD}")
    press(page, "Add the passkey")
    expect(page.get_by_text("This device has a passkey for this account already.")).to_be_visible()
    assert Authenticator.objects.filter(type="webauthn").count() == 1


def test_who_has_no_passkey_here_is_told_to_use_a_code_and_is_in_by_one(
    page: Page, context: BrowserContext, site: str
) -> None:
    page.goto(f"{site}/accounts/login/?next=/account/")
    passkey_device(page, context)
    press(page, "Use a passkey")
    expect(page.get_by_text("Try again, or use a code.")).to_be_visible()
    glance_at(page)
    page.get_by_label("E-mail address").first.fill("other@browser.example")
    press(page, "Send me a code")
    type_mailed_code(page, "Sign in")
    page.wait_for_url(f"{site}/account/")


def to_the_second_step(page: Page, site: str, address: str) -> None:
    """Out, and in again as far as a code by mail leads."""
    sign_out(page, site)
    ask(page, site, address)
    type_mailed_code(page, "Sign in")
    expect(page.get_by_role("heading", name="The second step")).to_be_visible()


def test_a_recovery_code_opens_the_account_once(page: Page, site: str, watch: Watch) -> None:
    watch.expected.append("status of 422")
    enter(page, site, "codes@browser.example", "/accounts/2fa/totp/activate/")
    type_code(page, app_code(page.locator("figcaption .mono").inner_text()), "Add the app")
    first, second, *_ = read_recovery_codes(page)
    to_the_second_step(page, site, "codes@browser.example")
    type_code(page, first, "Sign in")
    page.wait_for_url(f"{site}/account/")
    to_the_second_step(page, site, "codes@browser.example")
    type_code(page, first, "Sign in")
    expect(page.get_by_role("alert")).to_contain_text("That isn’t one of the recovery codes left.")
    type_code(page, second, "Sign in")
    page.wait_for_url(f"{site}/account/")


def test_the_keyboard_alone_signs_in(page: Page, site: str) -> None:
    page.goto(f"{site}/accounts/login/?next=/accounts/sessions/")
    tab_to(page, "input[type=email]")
    page.keyboard.type("keys@browser.example")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/login/code/confirm/"))
    tab_to(page, "input[name=code]")
    page.keyboard.type(code_of(last_mail()))
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/accounts/sessions/")


def keep_a_result(page: Page, site: str, address: str) -> None:
    """Thirty-two answers by nobody in particular, then an account for them."""
    begin(page, site)
    finish(page)
    show_result(page)
    result = page.url
    page.get_by_role("link", name=re.compile("Keep")).first.click()
    expect(page.get_by_text("Then we take you back to your result and save it.")).to_be_visible()
    page.get_by_label("E-mail address").first.fill(address)
    press(page, "Send me a code")
    type_mailed_code(page, "Sign in")
    page.wait_for_url(result)
    expect(page.get_by_text("Kept in your account.")).to_be_visible()


def move_to(page: Page, site: str, address: str, password: str) -> None:
    """Another address for the account, its code and all."""
    page.goto(f"{site}/accounts/email/")
    if "reauthenticate" in page.url:  # the password was typed as a new one, so it is asked for
        page.get_by_label("Password").fill(password)
        press(page, "Continue")
    page.get_by_label("New e-mail address").fill(address)
    press(page, "Send the code")
    type_mailed_code(page, "Confirm")
    page.wait_for_url(f"{site}/account/")


def test_an_executive_keeps_a_result_forgets_loses_moves_and_goes(
    page: Page, browser: Browser, site: str, watch: Watch
) -> None:
    """The whole first time, from a result nobody owns to nothing left."""
    watch.expected.append("status of 422")
    keep_a_result(page, site, "cmo@browser.example")
    assert Attempt.objects.get().owner == User.objects.get()

    page.goto(f"{site}/accounts/password/set/")
    page.get_by_label("New password").fill("quiet river stone lamp")
    press(page, "Set the password")
    page.wait_for_url(f"{site}/account/")
    sign_out(page, site)

    elsewhere = browser.new_context()  # the laptop stayed in a taxi
    page = elsewhere.new_page()
    watch.attach(page)
    page.goto(f"{site}/accounts/login/")
    page.get_by_label("E-mail address").nth(1).fill("cmo@browser.example")
    page.get_by_label("Password").fill("quiet river lamp stone")
    press(page, "Sign in with the password")
    expect(page.locator("#errors")).to_contain_text("don’t match")
    page.get_by_role("link", name="Forgotten it?").click()
    page.get_by_label("E-mail address").fill("cmo@browser.example")
    press(page, "Send me a code")
    type_mailed_code(page, "Continue")
    page.get_by_label("New password").fill("another river another lamp")
    press(page, "Set the password")
    expect(page.get_by_role("link", name="Account")).to_be_visible()

    move_to(page, site, "ada@browser.example", "another river another lamp")
    assert {"cmo@browser.example", "ada@browser.example"} <= {to for sent in mail.outbox for to in sent.to}

    page.goto(f"{site}/account/erase/")
    press(page, "Erase everything")
    expect(page.get_by_role("heading", name="Everything is erased")).to_be_visible()
    assert not User.objects.exists()
    assert not Attempt.objects.exists()
    assert last_mail().to == ["ada@browser.example"]
    elsewhere.close()


def test_signing_in_speaks_german(browser: Browser, site: str, watch: Watch) -> None:
    context = browser.new_context(locale="de-CH")
    page = context.new_page()
    watch.attach(page)
    page.goto(f"{site}/accounts/login/?next=/accounts/2fa/totp/activate/")
    look_at(page)
    page.locator("input[type=email]").first.fill("cmo@browser.example")
    page.locator("main .btn-primary").click()
    expect(page.locator("input[name=code]")).to_be_visible()
    look_at(page)
    page.locator("input[name=code]").fill(code_of(last_mail()))
    page.locator("main .btn-primary").click()
    expect(page.locator("figcaption .mono")).to_be_visible()
    look_at(page)
    expect(page.get_by_role("heading", name="Authenticator-App hinzufügen")).to_be_visible()
    page.locator("input[name=code]").fill(app_code(page.locator("figcaption .mono").inner_text()))
    page.locator("main .btn-primary").click()
    expect(page.locator(".codes li").first).to_be_visible()
    look_at(page)
    page.goto(f"{site}{ADD}")
    look_at(page)
    page.goto(f"{site}/accounts/2fa/")
    look_at(page)
    context.close()
