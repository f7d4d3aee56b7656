"""On paper: a result on four sheets at both ends of the scale, a pulse on one with its chart."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from assessment.accounts.models import User
from tests import make
from tests.browser.test_result import sign_in
from tests.browser.walk import expect_drawn
from tests.results.lives import day, took

pytestmark = pytest.mark.django_db(transaction=True)


def count_sheets(page: Page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


@pytest.mark.parametrize("level", [0.0, 1.0])
def test_a_result_at_an_end_of_the_scale_prints_on_four_sheets(
    page: Page, context: BrowserContext, cmo: User, site: str, level: float
) -> None:
    result = took(cmo, day(11), level)
    sign_in(context, cmo, site)
    page.goto(f"{site}/r/{result.uid}/")
    expect(page.locator(".dots").first).to_be_attached()
    assert count_sheets(page) <= 4


@pytest.mark.parametrize("counted", [False, True])
def test_a_pulse_prints_on_one_sheet_with_its_chart(
    page: Page, context: BrowserContext, cmo: User, site: str, counted: bool
) -> None:
    full = took(cmo, day(8), 0.4)
    make.commitment(full)
    for month in (7, 8, 9):
        took(cmo, day(month), month / 10, slug="pulse")
    pulse = took(cmo, day(11), 0.6, slug="pulse")
    if counted:
        make.calendar_month(cmo, undecided=12)
    sign_in(context, cmo, site)
    page.goto(f"{site}/r/{pulse.uid}/")
    expect_drawn(page)
    assert count_sheets(page) == 1
    page.emulate_media(media="print")
    expect(page.locator("#since .plot")).to_be_visible()
