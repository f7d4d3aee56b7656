"""The history of a draft, a question brought back, two editions compared, a retired one published again."""

import pytest
from playwright.sync_api import Browser, Page, expect

from assessment.accounts.models import User
from assessment.questionnaire import actions
from assessment.questionnaire.models import Edition
from assessment.workshop.models import Revision
from tests import make
from tests.browser.conftest import Watch, look_at
from tests.browser.test_workshop import desk_of, press
from tests.make import NOON

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_question_is_changed_deleted_and_brought_back(browser: Browser, watch: Watch, site: str) -> None:
    live = Edition.objects.for_questionnaire("full").published().get()
    editor = make.staff("publisher", "publisher")
    draft = actions.start_draft(live, by=editor)
    question = draft.questions.filter(kind="frequency").order_by("position")[1]
    desk = desk_of(browser, watch, site, editor)
    desk.goto(f"{site}/admin/questionnaire/question/{question.pk}/change/")
    desk.locator("#id_text").fill("How often did you hand work over last month?")
    with desk.expect_navigation():
        desk.locator("[name=_continue]:visible").click()
    desk.goto(f"{site}/admin/questionnaire/question/{question.pk}/delete/")
    with desk.expect_navigation():
        desk.locator("input[type=submit]").click()
    desk.goto(f"{site}/admin/questionnaire/edition/{draft.pk}/history/")
    expect(desk.locator(".history-change").first).to_contain_text(question.code)
    look_at(desk)
    with desk.expect_navigation():
        desk.locator(".history-change").first.get_by_role("link", name="Bring this question back").click()
    look_at(desk)
    press(desk, "Bring it back")
    expect(desk.locator(".messagelist")).to_contain_text("is back as it was")
    assert draft.questions.get(code=question.code).text == "How often did you hand work over last month?"
    looks_at_every_page_of_the_past(desk, site, live, draft)


def looks_at_every_page_of_the_past(desk: Page, site: str, live: Edition, draft: Edition) -> None:
    """One change, what it would take back, two editions, a question's own history; and in large letters."""
    editor = User.objects.get(email="publisher@example.org")
    first = Revision.objects.filter(edition=draft, person=editor, note="").earliest("pk")
    pages = [
        f"edition/{draft.pk}/restore/{first.change}/",
        f"edition/{draft.pk}/history/{first.change}/",
        f"edition/{draft.pk}/compare/",
        f"edition/{draft.pk}/history/",
        f"edition/{draft.pk}/trial/",
        f"edition/{draft.pk}/translate/de/file/",
        f"question/{draft.questions.order_by('position')[0].pk}/history/",
    ]
    for page in pages:
        desk.goto(f"{site}/admin/questionnaire/{page}")
        look_at(desk)
    actions.retire(live, by=editor, at=NOON)
    desk.goto(f"{site}/admin/questionnaire/edition/{live.pk}/again/")
    expect(desk.get_by_role("button", name="Publish again")).to_be_visible()
    look_at(desk)
    desk.set_viewport_size({"width": 390, "height": 844})
    for page in pages[2:5]:
        desk.goto(f"{site}/admin/questionnaire/{page}")
        desk.evaluate("document.documentElement.style.fontSize = '200%'")
        assert desk.evaluate("document.documentElement.scrollWidth") == 390, page
