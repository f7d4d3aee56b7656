"""From a result to a commitment, through the next start, to a flag on the way over time."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from assessment.accounts.actions import confirm_address
from assessment.accounts.models import User
from assessment.attempts.models import Attempt
from assessment.commitments import actions, witnesses
from assessment.commitments.models import Commitment
from tests import make
from tests.browser.conftest import Watch, look_at
from tests.browser.test_results import sign_in
from tests.browser.walk import expect_drawn, show_result, tab_to, walk_to
from tests.practice import pages

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime.now(UTC)
DAY = timedelta(days=1)
QUESTION = "Kept, partly, not at all, or still running? Each is useful."


@pytest.fixture
def result(cmo: User, site: str) -> Attempt:
    return make.attempt(cmo, at=NOW - 100 * DAY)


def press(page: Page, words: str) -> None:
    """Reach a button or a link by Tab, and open it by Enter."""
    button, link = (page.get_by_role(role, name=words, exact=True) for role in ("button", "link"))
    target = button.or_(link).first
    for _ in range(80):
        if target.evaluate("one => one === document.activeElement"):
            break
        page.keyboard.press("Tab")
    else:
        raise AssertionError(f"the keyboard does not reach {words!r} on {page.url}")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_commitment_is_kept_closed_and_flagged_by_keyboard_on_a_phone_without_scripts(
    browser: Browser, watch: Watch, cmo: User, result: Attempt, site: str
) -> None:
    watch.expected += ["422"]
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    sign_in(context, cmo, site)
    page = context.new_page()
    watch.attach(page)
    page.goto(f"{site}/r/{result.uid}/")
    press(page, "Keep this commitment")
    expect(page.get_by_role("heading", level=1)).to_contain_text("One commitment, to keep until")
    press(page, "Change the words")
    tab_to(page, "#id_recipient")
    page.keyboard.press("Control+A")
    page.keyboard.type("the brief agent")
    press(page, "Keep this commitment")
    expect(page.locator(".commitment-words")).to_contain_text("to the brief agent.")
    make.commitment_a_day_older()  # on its first day nobody is asked
    page.goto(f"{site}/start/")
    expect(page.get_by_text(QUESTION)).to_be_visible()
    press(page, "Continue")
    expect(page.get_by_role("alert")).to_contain_text("Choose one answer to continue.")
    tab_to(page, 'input[name="outcome"]')
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    tab_to(page, "#id_note")
    page.keyboard.type("Twice of four.")
    press(page, "Continue")
    page.wait_for_url(f"{site}/start/")
    press(page, "Start")
    page.wait_for_url(re.compile(r"/q/1/"))
    closed = Commitment.objects.get()
    assert (closed.outcome, closed.note, closed.recipient) == ("partly", "Twice of four.", "the brief agent")
    page.goto(f"{site}/over-time/")
    expect(page.get_by_role("row", name=re.compile("Partly kept.*Twice of four"))).to_be_visible()
    context.close()


def test_a_commitment_to_every_eye(
    page: Page, context: BrowserContext, watch: Watch, cmo: User, result: Attempt, site: str
) -> None:
    watch.expected += ["422"]
    sign_in(context, cmo, site)
    page.goto(f"{site}/r/{result.uid}/#commitment")
    expect_drawn(page)
    look_at(page)
    page.goto(f"{site}/commitment/")
    look_at(page)
    page.locator("#id_act").fill("")
    page.get_by_role("button", name="Keep this commitment").click()
    expect(page.get_by_role("alert")).to_contain_text("Say what you will do then.")
    look_at(page)
    page.locator("#id_act").fill("write the rule")
    page.get_by_role("button", name="Keep this commitment").click()
    expect(page.locator(".commitment-words")).to_be_visible()
    look_at(page)
    make.commitment_a_day_older()  # on its first day nobody is asked
    page.goto(f"{site}/pulse/")
    page.get_by_label("Still running").check()
    look_at(page)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(f"{site}/pulse/?running")
    actions.close_commitment(Commitment.objects.get(), "kept", at=NOW)
    page.goto(f"{site}/commitment/")
    look_at(page)
    page.goto(f"{site}/over-time/")
    expect_drawn(page)
    look_at(page)


def test_an_experiment_becomes_a_commitment_with_a_witness_by_keyboard_without_scripts(
    browser: Browser, watch: Watch, cmo: User, result: Attempt, site: str
) -> None:
    watch.expected += ["422"]
    pages.published()
    confirm_address(cmo, cmo.email)
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    sign_in(context, cmo, site)
    page = context.new_page()
    watch.attach(page)
    page.goto(f"{site}/practice/systems.flow/")
    tab_to(page, 'input[name="experiment"]')
    page.keyboard.press("ArrowDown")
    press(page, "Make it my commitment")
    expect(page.locator("#id_sign")).to_have_value("two of the five wait for the same thing")
    tab_to(page, "#id_response")
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    press(page, "Keep this commitment")
    expect(page.get_by_role("alert")).to_contain_text("Say what you will do if it does")
    expect(page.locator("#id_obstacle")).to_have_value("a rush job")
    tab_to(page, "#id_response")
    page.keyboard.type("give it a date too")
    press(page, "Keep this commitment")
    expect(page.locator(".commitment-plan")).to_contain_text("I will give it a date too.")
    tab_to(page, "#id_witness_email")
    page.keyboard.type("priya@example.net")
    press(page, "Tell them")
    expect(page.get_by_text("priya@example.net was told on")).to_be_visible()
    press(page, "Without a witness")
    expect(page.locator("#id_witness_email")).to_be_visible()
    page.goto(f"{site}/practice/systems.flow/")
    expect(page.get_by_text("Yours until")).to_be_visible()
    context.close()


def test_the_witness_and_what_is_due_to_every_eye(
    page: Page, context: BrowserContext, watch: Watch, cmo: User, result: Attempt, site: str
) -> None:
    watch.expected += ["422"]
    pages.published()
    confirm_address(cmo, cmo.email)
    sign_in(context, cmo, site)
    page.goto(f"{site}/commitment/?practice=systems.flow&experiment=quarter")
    look_at(page)
    page.get_by_role("button", name="Keep this commitment").click()
    page.get_by_role("button", name="Tell them").click()
    expect(page.get_by_role("alert")).to_contain_text("Give the e-mail address of whoever should know.")
    look_at(page)
    page.get_by_label("Their e-mail address").fill("priya@example.net")
    page.get_by_role("button", name="Tell them").click()
    expect(page.get_by_text("priya@example.net was told on")).to_be_visible()
    look_at(page)
    page.goto(f"{site}/practice/systems.flow/")
    look_at(page)
    stop = context.new_page()
    stop.goto(f"{site}/commitment/stop/{witnesses.build_stop_token('priya@example.net')}/")
    look_at(stop)
    stop.get_by_role("button", name="Stop it for good").click()
    expect(stop.get_by_role("heading", level=1)).to_contain_text("No such mail comes any more")
    look_at(stop)


def test_the_overview_asks_how_a_due_commitment_went(
    page: Page, context: BrowserContext, cmo: User, result: Attempt, site: str
) -> None:
    make.commitment(result, made_on=(NOW - 9 * DAY).date(), due_on=NOW.date())
    sign_in(context, cmo, site)
    page.goto(f"{site}/overview/")
    look_at(page)
    page.get_by_label("Partly").check()
    page.get_by_role("button", name="Say how it went").click()
    page.wait_for_url(f"{site}/overview/")
    expect(page.get_by_text("None open.")).to_be_visible()
    page.goto(f"{site}/over-time/")
    expect(page.get_by_text("You kept your commitment in part.")).to_be_visible()
    look_at(page)


def test_without_an_account_a_pulse_leaves_a_commitment_too(page: Page, site: str) -> None:
    page.goto(f"{site}/pulse/")
    page.get_by_role("button", name="Start").click()
    page.wait_for_url(re.compile(r"/q/1/"))
    walk_to(page, 11)
    show_result(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Pulse level")
    assert page.get_by_text("trajectory").count() == 0
    look_at(page)
    with page.expect_download() as file:
        page.get_by_role("link", name="Remind me").click()
    assert file.value.suggested_filename == "architect-or-artefact.ics"
    press(page, "Keep this commitment")
    make.commitment_a_day_older()
    page.goto(f"{site}/start/")
    expect(page.get_by_text(QUESTION)).to_be_visible()


def test_reminders_are_switched_on_and_off(
    page: Page, context: BrowserContext, cmo: User, result: Attempt, site: str
) -> None:
    sign_in(context, cmo, site)
    page.goto(f"{site}/account/#reminders")
    page.get_by_label("When the pulse is due").check()
    press(page, "Save reminders")
    expect(page.get_by_label("When the pulse is due")).to_be_checked()
    look_at(page)
