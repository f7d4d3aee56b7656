"""The week drawn on the landing page, offered to the question that asks for a month."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walk

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_drawn_week_is_offered_as_a_month_and_taken_by_a_press(site: str, page: Page) -> None:
    page.goto(site)
    page.fill("[name=approving]", "30")
    page.fill("[name=designing]", "6")
    walk.begin(page, site)
    page.goto(page.url.replace("/q/1/", "/q/32/"))
    page.get_by_role("button", name="Use your week × 4.3: 130 and 26").click()
    expect(page.locator("[name=approving]")).to_have_value("130")
    expect(page.locator("[name=designing]")).to_have_value("26")
    expect(page.locator(".ratio-words")).to_contain_text("You approve for 5 hours")
