"""Errors, review and phone: what stays on the page, and what it looks like."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import walk
from tests.browser.conftest import Watch
from tests.browser.test_take_states import (
    BELIEF,
    FREQUENCY,
    HERE,
    HOURS,
    RANGE,
    answer_saves_with,
    choose,
    get_chosen_code,
    no_longer_saved,
    press,
    status,
)
from tests.browser.walk import open_question

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _expected(watch: Watch) -> None:
    watch.expected += ["status of 4", "status of 503", "ERR_INTERNET_DISCONNECTED"]


def test_what_is_not_saved_never_lies_over_the_rule_on_a_phone(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_question(page, site, FREQUENCY)
    page.context.set_offline(True)
    choose(page, 1)
    status(page, "offline")
    said, *others = (
        page.locator(selector).bounding_box()
        for selector in ("#save-status", ".ruler", ".part-line .tnum", ".part-line strong", ".logo")
    )
    assert said is not None
    for box in others:
        assert box is not None
        apart = box["y"] >= said["y"] + said["height"] or box["y"] + box["height"] <= said["y"]
        assert apart or box["x"] >= said["x"] + said["width"] or box["x"] + box["width"] <= said["x"]


def test_a_touch_screen_shows_no_keys(browser: Browser, site: str) -> None:
    phone = browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    page = phone.new_page()
    for number in (FREQUENCY, BELIEF):
        open_question(page, site, number)
        expect(page.locator("kbd:visible")).to_have_count(0)
    phone.close()


def test_the_rule_of_a_range_is_drawn_in_letters_one_can_read(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_question(page, site, RANGE)
    for label in page.locator("#bound-line text").all():
        box = label.bounding_box()
        assert box is not None
        assert box["height"] >= 12
        assert 0 <= box["x"] <= 390 - box["width"]
    page.fill("[name=low]", "25")
    page.fill("[name=high]", "75")
    rule, span = page.locator("#bound-line").bounding_box(), page.locator(".bound-span").bounding_box()
    assert rule is not None
    assert span is not None
    assert span["width"] == pytest.approx(rule["width"] / 2, abs=4)


def test_the_review_is_submitted_from_wherever_it_is_read(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_question(page, site)
    walk.finish(page)
    for end in ("0", "document.body.scrollHeight / 2", "document.body.scrollHeight"):
        page.evaluate(f"scrollTo(0, {end})")
        expect(page.get_by_role("button", name="Show my result")).to_be_in_viewport(ratio=1)


def test_errors_go_when_the_corrected_answer_is_saved(page: Page, site: str) -> None:
    open_question(page, site, RANGE)
    page.fill("[name=low]", "60")
    page.fill("[name=high]", "20")
    press(page)
    expect(page.locator("#errors")).to_be_visible()
    no_longer_saved(page)
    page.fill("[name=low]", "20")
    page.fill("[name=high]", "70")
    page.press("[name=high]", "Tab")
    status(page, "Saved")
    expect(page.locator("#errors, .field-error, [aria-invalid], .is-invalid")).to_have_count(0)
    assert not page.title().startswith("Error")


def test_the_error_of_a_field_goes_as_it_is_filled(page: Page, site: str) -> None:
    open_question(page, site, HOURS)
    press(page)
    expect(page.locator("#errors li")).to_have_count(3)
    expect(page.locator("#errors h2")).to_have_text("Nothing is filled in yet")
    page.wait_for_load_state()  # its scripts have run
    page.fill("[name=designing]", "12")
    expect(page.locator("#errors li")).to_have_text(
        [re.compile("^Approving:"), re.compile("^Everything else:")]
    )
    expect(page.locator("#errors h2")).to_have_text("Please check this")
    expect(page.locator("#designing-error")).to_have_count(0)
    expect(page.locator("#approving-error, #other-error")).to_have_count(2)
    page.fill("[name=approving]", "60")
    page.fill("[name=other]", "100")
    expect(page.locator("#errors, .field-error, [aria-invalid]")).to_have_count(0)


def test_a_small_phone_says_that_the_question_goes_on_behind_its_answers(browser: Browser, site: str) -> None:
    phone = browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 664})
    page = phone.new_page()
    open_question(page, site, FREQUENCY)
    expect(page.get_by_text("more", exact=True)).to_be_visible()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(page.get_by_text("more", exact=True)).to_be_hidden()
    page.set_viewport_size({"width": 390, "height": 1200})
    expect(page.get_by_text("more", exact=True)).to_be_hidden()
    phone.close()


def test_the_review_sends_what_waits_before_anything_is_submitted(page: Page, site: str) -> None:
    open_question(page, site)
    walk.finish(page)
    review = page.url
    page.goto(review.replace("/review/", HERE))
    page.context.set_offline(True)
    choose(page, 0)
    status(page, "offline")
    page.goto("about:blank")
    page.context.set_offline(False)
    page.route(f"**{HERE}", answer_saves_with(503))
    page.goto(review)
    page.get_by_role("button", name="Show my result").click()
    status(page, "still waiting to be sent")
    assert page.url == review
    page.unroute_all()
    walk.show_result(page)
    assert get_chosen_code() == "1"


def test_the_review_shows_what_waited_once_it_is_sent(page: Page, site: str) -> None:
    address = open_question(page, site, FREQUENCY)
    page.context.set_offline(True)
    choose(page, 0)
    status(page, "offline")
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto(address.replace(HERE, "/review/"))
    expect(page.locator(".review .answer").filter(has_text="Never")).to_be_visible()


def test_a_scene_on_the_review_has_the_whole_width_of_a_phone(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_question(page, site, FREQUENCY)
    page.goto(re.sub(r"/q/\d+/.*", "/review/", page.url))
    scene = page.locator(".review .scene").first
    row = scene.locator("xpath=ancestor::div[1]")
    widths = [place.evaluate("place => place.getBoundingClientRect().width") for place in (scene, row)]
    assert widths[0] == widths[1] > 300
