"""The result and the way over time, in a browser."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from assessment.accounts.models import User
from tests import make
from tests.browser.conftest import Watch, look_at
from tests.browser.walk import expect_drawn

pytestmark = pytest.mark.django_db(transaction=True)


def sign_in(context: BrowserContext, user: User, site: str) -> None:
    """Give the browser the session that signing in would have given it."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])


@pytest.fixture
def year(cmo: User, site: str) -> list[Any]:
    """Four attempts in a year, rising."""
    return [
        make.attempt(cmo, level=level, at=make.NOON.replace(month=month))
        for month, level in [(2, 0.25), (5, 0.5), (8, 0.5), (11, 0.75)]
    ]


def test_a_repeated_result_to_every_eye(
    page: Page, context: BrowserContext, cmo: User, year: list[Any], site: str
) -> None:
    sign_in(context, cmo, site)
    page.goto(f"{site}/r/{year[-1].uid}/")
    expect_drawn(page)
    look_at(page)
    assert page.locator("h1").count() == 1
    page.goto(f"{site}/over-time/")
    expect_drawn(page)
    look_at(page)


def test_every_number_of_a_result_is_there_without_scripts(
    browser: Browser, cmo: User, year: list[Any], site: str, watch: Watch
) -> None:
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, cmo, site)
    page = context.new_page()
    watch.attach(page)
    page.goto(f"{site}/r/{year[-1].uid}/")
    for row in year[-1].capabilities.all():
        expect(page.get_by_role("row", name=re.compile(str(round(row.score)))).first).to_be_visible()
    page.goto(f"{site}/over-time/")
    assert page.get_by_role("table").count() >= 1
    for attempt in year:
        assert page.locator(f'a[href="/r/{attempt.uid}/"]').count() >= 1
    context.close()


def test_a_result_prints_on_light_paper(
    page: Page, context: BrowserContext, cmo: User, year: list[Any], site: str
) -> None:
    sign_in(context, cmo, site)
    page.emulate_media(color_scheme="dark")
    page.goto(f"{site}/r/{year[-1].uid}/")
    page.emulate_media(media="print", color_scheme="dark")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(255, 255, 255)"
    pages = page.pdf(format="A4", print_background=True).count(b"/Type /Page\n")
    assert 1 <= pages <= 4


def test_pages_anybody_may_read(page: Page, site: str) -> None:
    for path in ["/", "/start/", "/method/", "/privacy/", "/accessibility/", "/over-time/"]:
        page.goto(site + path)
        look_at(page)


def test_errors_look_like_ours(page: Page, site: str, watch: Watch) -> None:
    watch.expected += ["404", "410"]
    for path, headline in [
        ("/nowhere/", "This sheet isn’t in the set"),
        ("/resume/nothing/", "This link no longer works"),
    ]:
        page.goto(site + path)
        expect(page.get_by_role("heading", level=1)).to_have_text(headline)
        look_at(page)
