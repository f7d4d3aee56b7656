"""On paper: a result on four sheets, a pulse on one with its chart, experiments whole."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from playwright.sync_api import BrowserContext, Page, expect

from assessment.accounts.models import User
from tests import make
from tests.browser.test_result import sign_in
from tests.browser.walk import expect_drawn
from tests.organisations.people import let_stand, organisation_of, team_with_picture
from tests.results.lives import day, submit

pytestmark = pytest.mark.django_db(transaction=True)


def count_sheets(page: Page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True)))


@pytest.mark.parametrize("level", [0.0, 1.0])
def test_a_result_at_an_end_of_the_scale_prints_on_four_sheets(
    page: Page, context: BrowserContext, cmo: User, site: str, level: float
) -> None:
    result = submit(cmo, day(11), level)
    sign_in(context, cmo, site)
    page.goto(f"{site}/r/{result.uid}/")
    expect(page.locator(".dots").first).to_be_attached()
    assert count_sheets(page) <= 4


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_fifth_result_prints_on_four_sheets_with_all_that_has_moved(
    page: Page, context: BrowserContext, site: str, language: str
) -> None:
    call_command("demo", verbosity=0, stdout=StringIO())
    lead = User.objects.get(email="ines.okafor@demonstration.invalid")
    lead.language = language
    lead.save()
    result = lead.attempts.filter(questionnaire__slug="full").latest("submitted_at")
    sign_in(context, lead, site)
    page.goto(f"{site}/r/{result.uid}/")
    expect_drawn(page)
    expect(page.locator("html")).to_have_attribute("lang", re.compile(language))
    assert count_sheets(page) <= 4


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_sheet_of_six_teams_prints_on_two_sheets(
    page: Page, context: BrowserContext, cmo: User, site: str, language: str
) -> None:
    cmo.language = language
    cmo.save()
    organisation = organisation_of(cmo, name="Demonstration group")
    with transaction.atomic():
        for place, name in enumerate(("Brand strategy", "Consumer insight", "Digital commerce")):
            let_stand(organisation, team_with_picture(name, *([] if place else [cmo]), index=60))
        let_stand(organisation, team_with_picture("Field marketing", index=30))
        for number in range(2):
            let_stand(organisation, team_with_picture(f"Secret {number}", index=60), named_from=None)
    sign_in(context, cmo, site)
    page.goto(f"{site}/organisations/{organisation.uid}/")
    expect(page.locator(".lanes tbody tr")).to_have_count(6)
    expect(page.locator(".pair-sentences li")).to_have_count(5)
    assert count_sheets(page) == 2


def test_an_experiment_is_printed_whole(page: Page, site: str) -> None:
    call_command("load_practice", "--publish-if-none", verbosity=0, stdout=StringIO())
    page.goto(f"{site}/practice/systems.rights/")
    page.emulate_media(media="print")
    # The rows of a grid that falls apart between two sheets lie over what follows it.
    styles = page.locator(".experiment").evaluate_all(
        "cards => cards.map(card => [getComputedStyle(card).display, getComputedStyle(card).breakInside])"
    )
    assert styles == [["block", "avoid"]] * 3
    assert count_sheets(page) <= 3


@pytest.mark.parametrize("is_counted", [False, True])
def test_a_pulse_prints_on_one_sheet_with_its_chart(
    page: Page, context: BrowserContext, cmo: User, site: str, is_counted: bool
) -> None:
    full = submit(cmo, day(8), 0.4)
    make.commitment(full)
    for month in (7, 8, 9):
        submit(cmo, day(month), month / 10, slug="pulse")
    pulse = submit(cmo, day(11), 0.6, slug="pulse")
    if is_counted:
        make.calendar_month(cmo, undecided=12)
    sign_in(context, cmo, site)
    page.goto(f"{site}/r/{pulse.uid}/")
    expect_drawn(page)
    assert count_sheets(page) == 1
    page.emulate_media(media="print")
    expect(page.locator("#since .plot")).to_be_visible()
