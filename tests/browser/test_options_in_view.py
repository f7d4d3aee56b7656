"""Every question of the shipped edition on a small phone with its browser's bars: no answer is hidden. On a
laptop Continue shows without scrolling. At the desk the bar with Save lies on no field."""

from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, ViewportSize

from assessment.accounts.models import User
from assessment.attempts.answer_sheet import AnswerSheet
from assessment.attempts.models import Attempt
from assessment.questionnaire import actions
from assessment.questionnaire.models import FORMS, KEYED, Edition
from tests import make
from tests.browser.test_result import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = ViewportSize(width=390, height=664)
LAPTOP = ViewportSize(width=1440, height=780)
LEAST_TEXT = 100  # pixels of the question that show above its answers, four lines of a scene
# The page of each address in the place of the one before, since loading them all would take minutes. Of each:
# which answers are not wholly between the rule and the bar with Continue, and how much of the question shows.
FAULTS = """async ([addresses, leastText]) => {
  const faults = [];
  for (const [name, address] of addresses) {
    const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
    document.body.innerHTML = page.body.innerHTML;
    scrollTo(0, 0);
    const box = (selector) => document.querySelector(selector).getBoundingClientRect();
    const answers = [...document.querySelectorAll(".option-card, .bounds input, .hours-fields .stepper")];
    if (!answers.length) faults.push(`${name}: no answers`);
    const rule = box(".ruler"), bar = box(".question-actions"), text = box(".scene, legend");
    for (const answer of answers) {
      const { top, bottom } = answer.getBoundingClientRect();
      const isHidden = top < rule.bottom || bottom > bar.top + 1;
      if (isHidden) faults.push(`${name}: ${answer.innerText} ends at ${bottom} of ${bar.top}`);
    }
    const cover = Math.min(...answers.map((e) => e.getBoundingClientRect().top)) - text.top;
    if (cover < Math.min(leastText, text.height)) faults.push(`${name}: ${cover} px of the question show`);
    if (text.top < rule.bottom) faults.push(`${name}: the question begins at ${text.top}`);
    if (document.documentElement.scrollWidth > innerWidth) faults.push(`${name}: scrolls sideways`);
  }
  return faults;
}"""

# How far below the screen the button ends, of each address where it does.
BELOW = """async (addresses) => {
  const below = [];
  for (const [name, address] of addresses) {
    const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
    document.body.innerHTML = page.body.innerHTML;
    scrollTo(0, 0);
    const { bottom } = document.querySelector(".question-actions .btn-primary").getBoundingClientRect();
    if (bottom > innerHeight) below.push(`${name}: ${bottom - innerHeight} px`);
  }
  return below;
}"""


@pytest.fixture
def phone(browser: Browser, cmo: User, site: str) -> Iterator[Page]:
    context = browser.new_context(has_touch=True, is_mobile=True, viewport=PHONE)
    sign_in(context, cmo, site)
    yield context.new_page()
    context.close()


def list_addresses(cmo: User, form: str) -> list[tuple[str, str]]:
    """The questions of a new attempt; of later forms those that others have not."""
    Attempt.objects.filter(owner=cmo).delete()
    attempt = make.started(cmo, at=timezone.now(), first_form=form)
    asked = [
        (number, question)
        for number, question in enumerate(AnswerSheet.load(attempt).questions, start=1)
        if form == FORMS[0] or question.kind in KEYED
    ]
    return [(question.code, f"/take/{attempt.uid}/q/{number}/") for number, question in asked]


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_answer_is_hidden_on_a_small_phone(phone: Page, site: str, cmo: User, language: str) -> None:
    phone.set_extra_http_headers({"Accept-Language": language})
    faults = []
    for form in FORMS:
        addresses = list_addresses(cmo, form)
        phone.goto(site + addresses[0][1])
        faults += phone.evaluate(FAULTS, [addresses, LEAST_TEXT])
    assert faults == []


@pytest.mark.parametrize("language", ["en", "de"])
def test_continue_shows_on_a_laptop(browser: Browser, site: str, cmo: User, language: str) -> None:
    context = browser.new_context(viewport=LAPTOP, extra_http_headers={"Accept-Language": language})
    sign_in(context, cmo, site)
    page = context.new_page()
    below = []
    for form in FORMS:
        addresses = list_addresses(cmo, form)
        page.goto(site + addresses[0][1])
        below += page.evaluate(BELOW, addresses)
    assert below == []
    context.close()


def test_at_the_desk_on_a_phone_the_bar_lies_on_no_field(page: Page, site: str) -> None:
    live = Edition.objects.for_questionnaire("full").published().get()
    editor = make.staff("editor", "editor")
    question = actions.start_draft(live, by=editor).questions.filter(kind="belief").order_by("position")[0]
    sign_in(page.context, editor, site)
    edges = """() => ["#id_text", ".bench-bar"].map((name) => {
      const { top, bottom } = document.querySelector(name).getBoundingClientRect();
      return [top, bottom];
    })"""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}/admin/questionnaire/question/{question.pk}/change/")
    height = round(page.evaluate(edges)[0][1]) + 10  # the field ends where the window does
    page.set_viewport_size({"width": 390, "height": height})
    (_, text_end), (bar, _) = page.evaluate(edges)
    assert text_end <= height <= bar
    page.locator("#id_text").focus()
    (_, text_end), (bar, bar_end) = page.evaluate(edges)
    assert text_end <= bar
    assert bar_end <= height  # Save is at hand
    page.locator("#id_text").fill("Another text")
    page.locator("#id_text").blur()
    assert page.evaluate(edges)[1][1] <= height
