"""The first admin, from the command line to the admin; sessions and the address of an account."""

import pytest
from django.core import mail
from playwright.sync_api import Browser, Page, expect

from assessment.accounts.models import User
from tests.accounts.visitor import code_of, last_mail
from tests.browser.conftest import Watch, look_at
from tests.browser.test_sign_in import app_code, enter, glance_at, press, type_code, type_mailed_code

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_first_admin_sets_a_second_factor_up_and_is_in(page: Page, site: str) -> None:
    User.objects.create_superuser(email="first@browser.example", password="quiet river stone lamp")
    page.goto(f"{site}/admin/")
    page.get_by_label("E-mail address").first.fill("first@browser.example")
    press(page, "Send me a code")
    type_mailed_code(page, "Sign in")
    page.wait_for_url(f"{site}/accounts/2fa/")
    expect(page.get_by_text("You need one to open the admin")).to_be_visible()
    look_at(page)
    with page.expect_navigation():
        page.get_by_role("link", name="Add an app").click()
    if "reauthenticate" in page.url:  # an account made by hand has a password, and is asked for it
        glance_at(page)
        page.get_by_label("Password").fill("quiet river stone lamp")
        press(page, "Continue")
    type_code(page, app_code(page.locator("figcaption .mono").inner_text()), "Add the app")
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.get_by_role("link", name="To the admin").click()
    expect(page.get_by_role("link", name="Editions", exact=True)).to_be_visible()
    glance_at(page)


def test_the_address_changes_once_its_code_comes_back(page: Page, site: str) -> None:
    enter(page, site, "before@browser.example", "/accounts/email/")
    look_at(page)
    page.get_by_label("New e-mail address").fill("after@browser.example")
    page.locator("main .btn-primary").click()
    expect(page.get_by_label("Code")).to_be_visible()
    glance_at(page)
    assert User.objects.get().email == "before@browser.example"
    type_code(page, code_of(last_mail()), "Confirm")
    page.wait_for_url(f"{site}/account/")
    assert User.objects.get().email == "after@browser.example"
    recipients = {
        address for sent in mail.outbox for address in sent.to if "changed" in str(sent.subject).lower()
    }
    assert "before@browser.example" in recipients


def test_other_devices_are_listed_and_signed_out(
    page: Page, browser: Browser, site: str, watch: Watch
) -> None:
    elsewhere = browser.new_context()
    other = elsewhere.new_page()
    watch.attach(other)
    enter(other, site, "two@browser.example")
    enter(page, site, "two@browser.example", "/accounts/sessions/")
    look_at(page)
    with page.expect_navigation():
        page.locator("main .btn-primary").click()
    other.goto(f"{site}/account/")
    assert "/accounts/login/" in other.url
    page.goto(f"{site}/account/")
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    elsewhere.close()
