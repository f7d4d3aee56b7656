"""Rows of docs/taking.md: time in view, refusals of a proxy, a review that takes nothing."""

import re
from urllib.parse import parse_qs, urlencode

import pytest
from playwright.sync_api import Page, Route, expect

from assessment.attempts import actions
from assessment.attempts.models import Answer, Attempt
from tests.browser import walk
from tests.browser.conftest import Watch
from tests.browser.test_take_states import FREQUENCY, HERE, RANGE, choose, get_chosen_code, press, status
from tests.browser.walk import open_question

pytestmark = pytest.mark.django_db(transaction=True)
SAVED = r"^\s*Saved"


@pytest.fixture(autouse=True)
def _expected(watch: Watch) -> None:
    watch.expected += ["status of 4", "ERR_FAILED"]


def send_as_after_five_minutes(route: Route) -> None:
    """The page's request, as if somebody had looked at the page for five minutes."""
    fields = parse_qs(route.request.post_data or "", keep_blank_values=True)
    route.continue_(post_data=urlencode(fields | {"seconds": ["300.0"]}, doseq=True))


def test_what_is_corrected_after_an_error_is_saved(page: Page, site: str) -> None:
    open_question(page, site, RANGE)
    page.route("**/q/*/", send_as_after_five_minutes)
    page.fill("[name=low]", "20")
    page.fill("[name=high]", "60")
    status(page, SAVED)
    page.unroute_all()
    page.fill("[name=high]", "150")
    press(page)
    expect(page.locator("#errors")).to_be_visible()
    page.fill("[name=high]", "70")
    page.press("[name=high]", "Tab")
    status(page, SAVED)
    assert Answer.objects.get().value == {"low": 20, "high": 70}


def test_the_time_in_view_goes_on_after_an_error(page: Page, site: str) -> None:
    open_question(page, site, RANGE)
    page.route("**/q/*/", send_as_after_five_minutes)
    page.fill("[name=low]", "20")
    page.fill("[name=high]", "150")
    press(page)
    expect(page.locator("#errors")).to_be_visible()
    page.unroute_all()
    page.fill("[name=high]", "70")
    page.press("[name=high]", "Tab")
    status(page, SAVED)
    seconds = Answer.objects.get().seconds
    assert seconds is not None
    assert seconds >= 300


def test_a_clock_set_back_takes_no_answer_away(page: Page, site: str) -> None:
    page.add_init_script("{ const now = Date.now; window.ahead = 0; Date.now = () => now() + window.ahead; }")
    open_question(page, site, FREQUENCY)
    page.evaluate("window.ahead = 300_000")
    # The reply is lost, so that the page knows of no save.
    page.route(f"**{HERE}", lambda route: (route.fetch(), route.abort())[1])
    choose(page, 0)
    status(page, "Not saved yet")
    assert get_chosen_code() == "1"
    page.unroute_all()
    page.evaluate("window.ahead = 0")
    choose(page, 3)
    status(page, SAVED)
    assert get_chosen_code() == "4"


@pytest.mark.parametrize("code", [400, 429])
def test_a_refusal_that_is_not_the_sites_is_tried_again(page: Page, site: str, code: int) -> None:
    open_question(page, site, FREQUENCY)
    page.route(f"**{HERE}", lambda route: route.fulfill(status=code, body="slow down"))
    choose(page, 3)
    status(page, "Not saved yet. Keep going")
    page.unroute_all()
    status(page, SAVED)
    assert get_chosen_code() == "4"


@pytest.mark.parametrize("reason", ["the session", "the attempt"])
def test_the_review_says_why_what_waits_is_not_taken(page: Page, site: str, reason: str) -> None:
    open_question(page, site, FREQUENCY)
    walk.finish(page)
    attempt = Attempt.objects.get()
    page.route(f"**{HERE}", lambda route: route.abort())
    page.evaluate(
        "uid => sessionStorage.setItem(`aa:${uid}:14`, 'choice=2&page=&revision=0&seconds=3')",
        str(attempt.uid),
    )
    page.reload(wait_until="networkidle")
    page.unroute_all()
    if reason == "the session":
        page.context.clear_cookies()
    else:
        actions.delete(Attempt.objects.filter(pk=attempt.pk))
    page.get_by_role("button", name="Show my result").click()
    words = {"the session": "Your browser sent no cookie", "the attempt": "This sheet isn’t in the set"}
    expect(page.get_by_role("heading", name=re.compile(words[reason]))).to_be_visible()
