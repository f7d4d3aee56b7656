"""The questionnaire, walked by keyboard, without scripts, offline, killed halfway, and in two tabs."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from assessment.attempts.models import Answer, Attempt
from tests.browser import walk
from tests.browser.conftest import Watch, look_at

pytestmark = pytest.mark.django_db(transaction=True)


def test_all_screens_by_keyboard_and_to_every_eye(page: Page, site: str) -> None:
    page.goto(f"{site}/start/")
    walk.tab_to(page, "form .btn-primary")
    page.keyboard.press("Enter")
    for number in range(1, 33):
        page.wait_for_url(re.compile(rf"/q/{number}/"))
        assert page.locator("#question-form input:checked").count() == 0
        look_at(page)
        walk.answer_by_keyboard(page)
        walk.expect_saved(page)
        walk.tab_to(page, "#question-form .btn-primary")
        page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/review/"))
    look_at(page)
    assert Answer.objects.count() == 32


def test_all_screens_without_scripts(browser: Browser, site: str, watch: Watch) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    watch.attach(page)
    walk.begin(page, site)
    page.locator("#question-form .btn-primary").click()
    expect(page.get_by_text("Skip this one")).to_be_visible()
    watch.expected.append("422")
    walk.walk_to(page, 33)
    expect(page.get_by_role("heading", name="All 32 answered")).to_be_visible()
    walk.show_result(page)
    expect(page.locator("h1")).to_be_visible()
    context.close()


def test_killed_halfway_and_carried_on_in_another_browser(browser: Browser, site: str, watch: Watch) -> None:
    first = browser.new_context()
    page = first.new_page()
    walk.begin(page, site)
    walk.walk_to(page, 2)
    walk.skip_to(page, 16)
    walk.answer(page)
    walk.expect_saved(page)
    page.get_by_role("button", name="Save and leave").click()
    page.get_by_role("button", name="Make a private link").click()
    link = page.locator(".resume-link a").get_attribute("href") or ""
    first.close()
    second = browser.new_context()
    page = second.new_page()
    watch.attach(page)
    page.goto(site + link[link.index("/resume/") :])
    expect(page.get_by_text("Answered so far: 16 of 32 questions.")).to_be_visible()
    page.get_by_role("button", name="It was me, carry on").click()
    expect(page.get_by_text("You stopped at question 17")).to_be_visible()
    assert Answer.objects.count() == 16
    walk.walk_to(page, 18)
    walk.finish(page)
    walk.show_result(page)
    assert Attempt.objects.get().submitted_at is not None
    second.close()


def test_offline_the_answer_is_kept_and_the_page_moves_on_by_itself(
    page: Page, context: BrowserContext, site: str, watch: Watch
) -> None:
    watch.expected.append("ERR_INTERNET_DISCONNECTED")
    walk.begin(page, site)
    walk.walk_to(page, 3)
    context.set_offline(True)
    walk.answer(page)
    expect(page.get_by_role("status").filter(has_text="You’re offline.")).to_be_visible()
    page.locator("#question-form .btn-primary").click()
    assert walk.number_of(page) == 3
    assert Answer.objects.count() == 2
    context.set_offline(False)
    page.wait_for_url(re.compile("/q/4/"))
    assert Answer.objects.count() == 3


def test_two_tabs_show_both_answers(page: Page, context: BrowserContext, site: str, watch: Watch) -> None:
    watch.expected.append("409")
    walk.open_question(page, site, 14)
    other = context.new_page()
    watch.attach(other)
    other.goto(page.url)
    page.locator("input[type=radio]").nth(1).click()
    walk.expect_saved(page)
    # Not check(), which looks at the field again after the click: the page may be gone by then.
    other.locator("input[type=radio]").nth(4).click()
    expect(other.get_by_role("heading", name="This changed somewhere else")).to_be_visible()
    other.get_by_role("button", name=re.compile("Keep “Eight times or more”")).click()
    other.wait_for_url(re.compile("/q/15/"))
    option = Answer.objects.get().option
    assert option is not None
    assert option.code == "5"


def test_an_attempt_erased_in_another_tab_is_said_to_be_gone(page: Page, site: str, watch: Watch) -> None:
    watch.expected.append("404")
    walk.open_question(page, site, 14)
    page.route(
        "**/q/14/",
        lambda route: route.fulfill(status=404, content_type="application/json", body='{"saved": false}'),
    )
    page.locator("input[type=radio]").nth(1).click()
    expect(page.locator("#save-status")).to_contain_text("Not saved: this attempt was erased")
    page.locator("#save-status").get_by_role("link", name="Carry on").click()
    page.wait_for_url(re.compile("/start/"))


def test_an_attempt_without_an_account_erased_in_another_tab_is_said_to_be_gone(
    page: Page, site: str, watch: Watch
) -> None:
    watch.expected.append("404")
    walk.open_question(page, site, 14)
    Attempt.objects.all().delete()
    page.locator("input[type=radio]").nth(1).click()
    expect(page.locator("#save-status")).to_contain_text("Not saved: this attempt was erased")


def test_digits_can_be_turned_off(page: Page, site: str) -> None:
    walk.open_question(page, site)
    page.keyboard.press("Escape")
    page.keyboard.press("3")
    assert page.locator("input:checked").count() == 0
    expect(page.locator(".keys .digits")).to_be_hidden()
    page.keyboard.press("Escape")
    page.keyboard.press("3")
    expect(page.locator("input[type=radio]").nth(2)).to_be_checked()
    expect(page.locator(".keys .digits")).to_be_visible()


def test_a_question_page_is_light(page: Page, site: str) -> None:
    walk.begin(page, site)
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.context.clear_cookies(name="nothing")
    page.reload()
    assert not any("plotly" in address or "htmx" in address for address in requested)
    assert len([address for address in requested if "woff2" not in address]) <= 8


@pytest.mark.parametrize(("width", "preloaded"), [(390, 0), (1440, 1)])
def test_a_phone_shows_a_question_before_its_font(page: Page, site: str, width: int, preloaded: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    walk.begin(page, site)
    links = page.locator("link[rel=preload][as=font]")
    expect(links).to_have_count(1)
    assert links.evaluate_all("all => all.filter(({media}) => matchMedia(media).matches).length") == preloaded
