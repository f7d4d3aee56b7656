"""Answering a whole questionnaire the way people do."""

import re
from uuid import uuid4

from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from assessment.attempts import actions
from assessment.attempts.answer_sheet import AnswerSheet
from assessment.attempts.models import Answer, Attempt
from assessment.attempts.replies import Origin
from tests import make

DIGITS = {"choice": "3", "claim": "1", "confidence": "7"}
NUMBERS = {"low": "20", "high": "60", "approving": "91", "designing": "26", "other": "40,5"}


def number_of(page: Page) -> int:
    match = re.search(r"/q/(\d+)/", page.url)
    assert match, page.url
    return int(match[1])


def fields_of(page: Page) -> list[str]:
    """The names of what a question page asks for, in order."""
    names = page.locator("#question-form input:not([type=hidden])").evaluate_all(
        "all => all.map(e => e.name)"
    )
    return list(dict.fromkeys(names))


def answer(page: Page, nth: int = 2) -> None:
    """Fill a question in with the pointer."""
    for name in fields_of(page):
        inputs = page.locator(f'#question-form input[name="{name}"]')
        if name in NUMBERS:
            inputs.fill(NUMBERS[name])
        else:
            inputs.nth(min(nth, inputs.count() - 1)).check()


def answer_by_keyboard(page: Page) -> None:
    """Digits choose; numbers are typed into fields reached by Tab. Nothing is clicked."""
    names = fields_of(page)
    if set(names) & set(NUMBERS):
        for name in names:
            tab_to(page, f'input[name="{name}"]')
            page.keyboard.type(NUMBERS[name])
        return
    for name in names:
        page.keyboard.press(DIGITS[name])


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there."""
    for _ in range(60):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {selector} on {page.url}")


def next_page(page: Page) -> None:
    before = page.url
    page.locator("#question-form .btn-primary").click()
    page.wait_for_url(lambda url: url != before)


def begin(page: Page, site: str) -> None:
    page.goto(f"{site}/start/")
    page.get_by_role("button", name="Start").click()
    page.wait_for_url(re.compile(r"/q/1/"))


def open_question(page: Page, site: str, number: int = 1) -> str:
    """A new attempt of this browser, opened at one of its questions; its address.

    For journeys about questions: test_take and test_killed press Start.
    """
    client = Client()
    reply = client.post("/start/")
    page.context.add_cookies(
        [{"name": name, "value": cookie.value, "url": site} for name, cookie in client.cookies.items()]
    )
    address = site + reply.headers["Location"].replace("/q/1/", f"/q/{number}/")
    page.goto(address)
    return address


def walk_to(page: Page, number: int) -> None:
    """Answer and continue until question `number` is open (33: the review)."""
    while "/q/" in page.url and number_of(page) < number:
        answer(page)
        next_page(page)


def skip_to(page: Page, number: int) -> None:
    """Open question `number`, once all before it are answered by the action that pages answer them by.

    For journeys about what comes after: test_take walks every question by hand.
    """
    (uid,) = re.findall(r"/take/([0-9a-f-]{36})/", page.url)
    attempt = Attempt.objects.get(uid=uid)
    answered = set(Answer.objects.filter(attempt=attempt).values_list("question_id", flat=True))
    for question in AnswerSheet.load(attempt).questions[: number - 1]:
        if question.pk not in answered:
            actions.record_answer(
                attempt, question, make.reply(question), origin=Origin(uuid4(), 0, 8.0), at=timezone.now()
            )
    page.goto(page.url.replace(f"/q/{number_of(page)}/", f"/q/{number}/"))


def finish(page: Page) -> None:
    """Answer the last question by hand, all before it by their action, and go to the review."""
    skip_to(page, 32)
    walk_to(page, 33)


def show_result(page: Page) -> None:
    page.get_by_role("button", name="Show my result").click()
    page.wait_for_url(re.compile(r"/r/[0-9a-f-]+/$"))


def expect_saved(page: Page) -> None:
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()


def expect_nothing_waits(page: Page) -> None:
    """Until no answer waits to be sent: not by wait_for_function, whose second look the policy forbids."""
    for _ in range(1_500):
        if not page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('aa:'))"):
            return
        page.wait_for_timeout(20)
    raise AssertionError("an answer still waits to be sent")


def expect_drawn(page: Page) -> None:
    """Until Plotly, which comes after the page, has drawn each of its charts."""
    expect(page.locator(".plot .main-svg")).not_to_have_count(0)
    expect(page.locator(".plot:visible:not(:has(.main-svg))")).to_have_count(0)
