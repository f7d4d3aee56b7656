"""A steward makes an organisation and reads its sheet at every look; a member takes their consent back."""

import re

import pytest
from django.db import transaction
from playwright.sync_api import Browser, Page, expect

from assessment.accounts.models import User
from assessment.organisations.models import Organisation
from assessment.teams.models import Membership, Team
from tests.browser.conftest import Watch, look_at
from tests.browser.test_result import sign_in
from tests.browser.test_teams import save
from tests.organisations.people import let_stand, team_with_picture
from tests.teams.people import team_of

pytestmark = pytest.mark.django_db(transaction=True)


@transaction.atomic
def fill_organisation(organisation: Organisation, member: User) -> Team:
    """Three teams by name, two unnamed, one that somebody has not agreed to, one too small to be shown."""
    own = team_with_picture("Brand strategy", member, index=60)
    let_stand(organisation, own)
    for number, name in enumerate(("Consumer insight", "Digital commerce")):
        let_stand(organisation, team_with_picture(name, index=50 + 5 * number))
    for number in range(2):
        let_stand(organisation, team_with_picture(f"Secret {number}"), named_from=None)
    let_stand(organisation, team_with_picture("Silent"), agreed=False)
    let_stand(organisation, team_of(member, name="Too small"), agreed=False)
    return own


def read_rows(page: Page) -> list[str]:
    return page.locator(".lanes tbody th bdi:first-child").all_inner_texts()


def test_a_steward_reads_the_sheet_and_a_consent_taken_back_clears_a_row(
    page: Page, site: str, watch: Watch, browser: Browser, cmo: User, stranger: User
) -> None:
    sign_in(page.context, stranger, site)
    page.goto(f"{site}/organisations/new/")
    page.get_by_label("Name").fill("Meridian Foods")
    page.get_by_role("button", name="Create the organisation").click()
    page.wait_for_url(re.compile("/organisations/[0-9a-f-]{36}/"))
    organisation = Organisation.objects.get()
    page.goto(f"{site}/organisations/{organisation.uid}/")
    expect(page.get_by_text("No team shares its picture yet. Two are needed.")).to_be_visible()
    own = fill_organisation(organisation, cmo)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("No team can be told apart from another.")
    rows = read_rows(page)
    assert rows[:3] == ["Brand strategy", "Consumer insight", "Digital commerce"]
    assert len(rows) == 5
    assert not any(name in page.content() for name in ("Silent", "Secret", "Too small"))
    look_at(page)
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    compares_two_teams_without_scripts(page, browser, watch)

    asks_a_member_who_has_not_answered(browser, site, watch)
    membership = Membership.objects.get(team=own, person=cmo)
    member = browser.new_context().new_page()
    watch.attach(member)
    sign_in(member.context, cmo, site)
    member.goto(f"{site}/teams/{membership.team.uid}/consent/")
    member.get_by_label("Show our picture with those of the other teams of Meridian Foods").uncheck()
    save(member)
    page.reload()
    assert "Brand strategy" not in page.content()
    assert len(read_rows(page)) == 4
    member.context.close()


def compares_two_teams_without_scripts(page: Page, browser: Browser, watch: Watch) -> None:
    plain = browser.new_context(
        java_script_enabled=False, storage_state=page.context.storage_state()
    ).new_page()
    watch.attach(plain)
    plain.goto(page.url)
    plain.get_by_label("Beside").select_option(label="\u2068Digital commerce\u2069")
    plain.get_by_role("button", name="Compare").click()
    expect(plain.locator(".pair-measure")).to_have_count(4)
    plain.context.close()


def asks_a_member_who_has_not_answered(browser: Browser, site: str, watch: Watch) -> None:
    member = Membership.objects.filter(team__name="Silent").select_related("team", "person")[0]
    page = browser.new_context().new_page()
    watch.attach(page)
    sign_in(page.context, member.person, site)
    page.goto(f"{site}/teams/{member.team.uid}/")
    question = "May your team’s picture stand in Meridian Foods?"
    expect(page.get_by_role("heading", name=question)).to_be_visible()
    look_at(page)
    page.context.close()
