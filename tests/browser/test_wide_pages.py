"""On a wide screen the right half of a page is used too."""

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from assessment.accounts.models import User
from assessment.teams import actions
from tests import make
from tests.browser.test_result import sign_in
from tests.teams.people import give_consents, make_crowd, team_of

pytestmark = pytest.mark.django_db(transaction=True)
# What begins in the right half of the page itself, and long lines that reach into it.
IN_RIGHT_HALF = """() => [...document.querySelectorAll("main :is(p, li, dt, dd, svg, input, a)")].filter(
(e) => {
  const { left, right } = e.getBoundingClientRect(), isLong = e.textContent.length > 120;
  return e.checkVisibility() && (left >= innerWidth / 2 || (isLong && right > innerWidth * 0.7));
}).length"""


def test_the_right_half_of_a_wide_page_is_not_empty(
    page: Page, context: BrowserContext, site: str, cmo: User
) -> None:
    others = make_crowd(6)
    team = team_of(others[0], *others[1:])
    give_consents(team, others)
    invitation = actions.invite(team, by=others[0], at=timezone.now())
    page.set_viewport_size({"width": 1440, "height": 900})
    attempt = make.started(cmo)
    addresses = ["/privacy/", "/accounts/login/", f"/join/{invitation.token}/"]
    empty = [address for address in addresses if count_in_right_half(page, site + address) < 2]
    sign_in(context, cmo, site)
    review = f"/take/{attempt.uid}/review/"
    if count_in_right_half(page, site + review) < 2:
        empty.append(review)
    sign_in(context, others[0], site)
    guide = f"/teams/{team.uid}/guide/"
    if count_in_right_half(page, site + guide) < 2:
        empty.append(guide)
    assert empty == []


def count_in_right_half(page: Page, address: str) -> int:
    page.goto(address)
    return int(page.evaluate(IN_RIGHT_HALF))
